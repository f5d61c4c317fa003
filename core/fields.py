"""StreamField without its block definitions in migrations (ADR 0003)."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class LeanStreamField(StreamField):
    """Adding or renaming a block makes no migration.

    Price: a data migration that rewrites blocks cannot read their definitions from history; it works
    on the raw JSON (``wagtail.blocks.migrations`` operations take raw data and still apply).
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        kwargs.pop("default", None)  # what an author begins with: none of the database's business
        return name, path, [[]], kwargs
