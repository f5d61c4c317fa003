"""Ids of a course's things inside its pack: those it came with, and new ones made from titles (kept once exported)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.text import slugify

from courses.models import CoursePage, PackItem, PackLoad
from courses.packs.items import COURSE

# Kinds of items whose ids may not meet (``courses.packs.read``).
_TOGETHER = {"lesson": "page", "module": "page"}


def pack_id(course: CoursePage) -> str:
    """The pack's id; for a course written here one made from its address, which no other course has."""
    row = PackItem.objects.filter(item=COURSE, object_pk=course.pk).first()
    if row or course.pack:
        return row.pack if row else course.pack
    taken = set(CoursePage.objects.values_list("pack", flat=True)) | set(
        PackLoad.objects.values_list("pack", flat=True)
    )
    return _free(_plain(course.slug, "kursus"), taken)


class Ids:
    def __init__(self, pack: str) -> None:
        self.pack = pack
        self.rows = {row.item: row for row in PackItem.objects.filter(pack=pack)}
        self.known: dict[tuple[str, int], str] = {}
        self.taken: dict[str, set[str]] = {}
        self.made: dict[str, models.Model] = {}  # item → what has no row yet
        for item, row in self.rows.items():
            kind, _colon, name = item.partition(":")
            self.known.setdefault((kind, row.object_pk), name)
            self.taken.setdefault(_TOGETHER.get(kind, kind), set()).add(name)

    def of(self, kind: str, thing: models.Model, title: str) -> str:
        name = self.known.get((kind, thing.pk))
        if name is None:
            taken = self.taken.setdefault(_TOGETHER.get(kind, kind), set())
            name = _free(_plain(title, kind), taken)
            taken.add(name)
            self.known[kind, thing.pk] = name
            self.note(kind, name, thing)
        return name

    def picture(self, picture: models.Model, title: str, ending: str) -> str:
        path = self.known.get(("picture", picture.pk))
        if path is None or not path.endswith(ending):  # its file was replaced by one of another kind
            taken = {name.rpartition(".")[0] for name in self.taken.setdefault("picture", set())}
            path = _free(f"gambar/{_plain(title, 'gambar')}", taken) + ending
            self.taken["picture"].add(path)
            self.known["picture", picture.pk] = path
            self.note("picture", path, picture)
        return path

    def note(self, kind: str, name: str, thing: models.Model) -> None:
        """An id that follows from where the thing stands."""
        item = f"{kind}:{name}" if name else kind
        if item not in self.rows:
            self.made[item] = thing


def _plain(title: str, otherwise: str) -> str:
    name = "-".join(slugify(title).replace("_", "-").split("-"))
    return "-".join(part for part in name[:50].split("-") if part) or otherwise


def _free(name: str, taken: Collection[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
