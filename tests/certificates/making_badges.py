"""Badges for tests, made of plain words, and ways to change them."""

from __future__ import annotations

import copy
import uuid
from datetime import UTC, datetime
from typing import Any

from certificates.badges.credential import Badge, Issuer

AT = datetime(2026, 11, 21, 5, 0, 30, 999, tzinfo=UTC)
ISSUER = Issuer("https://belajar.sukamaju.example:8443", "Dinas Komunikasi dan Informatika")
NAMES = [
    "Siti Aminah, S.E.",
    'Budi "Cak" \\ Santoso',
    "Nama\npanjang\r\nsekali\tini",
    "Raden Ayu 🌺 Lestari 👩🏽‍🏫",
    "ꦱꦶꦠꦶ ꦄꦩꦶꦤꦃ",
    "<b>tebal</b> & {{ nama }} {% now %} ${x} #strong[a] $x^2$",
    "]]> <![CDATA[",
    "“kutip” – ‘satu’",
    "\u2028\u2029\u00a0\u200b\ufeff",
    "",
    " ",
]


def badge(**changes: Any) -> Badge:
    usual: dict[str, Any] = {
        "certificate": uuid.UUID(int=7),
        "achievement": uuid.UUID(int=8),
        "kind": "Course",
        "holder": "Siti Aminah, S.E.",
        "title": "Mulai dari HP",
        "version": "2",
        "description": "“Mulai dari HP”, setara 2 JP.",
        "narrative": "Menyelesaikan semua.",
        "issued_at": AT,
        "status_index": 200_000,
    }
    return Badge(**usual | changes)


def changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    other = copy.deepcopy(document)
    inner: Any = other
    for key in path[:-1]:
        inner = inner[key]
    assert inner[path[-1]] != value
    inner[path[-1]] = value
    return other


def fields(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each single value."""
    if isinstance(document, dict):
        return [way for key, value in document.items() for way in fields(value, (*path, key))]
    if isinstance(document, list):
        return [way for place, value in enumerate(document) for way in fields(value, (*path, place))]
    return [path]


def another(value: Any) -> Any:
    """Something else of the same kind."""
    if value is False:
        return True
    return value[:-1] + ("B" if value[-1] == "A" else "A")


def value_at(document: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        document = document[key]
    return document
