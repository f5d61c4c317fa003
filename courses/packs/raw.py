"""Raw values of blocks."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

Raw = dict[str, Any]


def raw_items(values: list[Any], key: UUID, name: str) -> list[Raw]:
    """Values as raw ListBlock items, named after what they say."""
    return [
        {"type": "item", "value": value, "id": str(uuid5(key, f"{name}:{index}:{value!r}"))}
        for index, value in enumerate(values)
    ]
