"""When a check-list is done. Pure."""

from __future__ import annotations

from collections.abc import Collection


def is_complete(steps: Collection[str], ticked: Collection[str]) -> bool:
    """Every step of the list is ticked; a list without steps is never done."""
    return bool(steps) and set(steps) <= set(ticked)
