"""Questions of a pack that hold more than choices and accepted answers: read from YAML, written as raw values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import UUID, uuid5

from courses.packs.fields import Fields
from courses.packs.problems import _n
from courses.packs.raw import Raw, raw_items
from courses.packs.written import Scaled, Written, read_free_words, read_scale, read_written
from quizzes.kinds.gaps import GapProblem, parse_gaps
from quizzes.kinds.places import SMALLEST


@dataclass(frozen=True)
class Pair:
    left: str
    right: str
    feedback: str


@dataclass(frozen=True)
class Pairs:
    pairs: tuple[Pair, ...]
    decoys: tuple[str, ...]

    def texts(self) -> list[str]:
        return [*(text for pair in self.pairs for text in (pair.left, pair.right, pair.feedback)), *self.decoys]

    def raw(self, key: UUID) -> Raw:
        pairs = [{"left": pair.left, "right": pair.right, "feedback": pair.feedback} for pair in self.pairs]
        return {"pairs": raw_items(pairs, key, "pair"), "decoys": raw_items(list(self.decoys), key, "decoy")}


@dataclass(frozen=True)
class Group:
    name: str
    things: tuple[str, ...]


@dataclass(frozen=True)
class Grouping:
    groups: tuple[Group, ...]

    def texts(self) -> list[str]:
        return [text for group in self.groups for text in (group.name, *group.things)]

    def raw(self, key: UUID) -> Raw:
        groups = [
            {"name": group.name, "things": raw_items(list(group.things), key, f"thing-{group.name}")}
            for group in self.groups
        ]
        return {"groups": raw_items(groups, key, "group")}


@dataclass(frozen=True)
class Sequenced:
    items: tuple[str, ...]  # in the right order
    whole: bool

    def texts(self) -> list[str]:
        return list(self.items)

    def raw(self, key: UUID) -> Raw:
        return {"items": raw_items(list(self.items), key, "item"), "whole": self.whole}


@dataclass(frozen=True)
class GapText:
    text: str

    def texts(self) -> list[str]:
        return [self.text]

    def raw(self, key: UUID) -> Raw:
        return {"text": self.text}


@dataclass(frozen=True)
class Spot:
    label: str
    x: int  # this and the others: percent of the picture
    y: int
    width: int
    height: int
    correct: bool
    feedback: str


@dataclass(frozen=True)
class Spots:
    places: tuple[Spot, ...]

    def texts(self) -> list[str]:
        return [text for place in self.places for text in (place.label, place.feedback)]

    def raw(self, key: UUID) -> Raw:
        items = [
            {"type": "item", "value": asdict(place), "id": str(uuid5(key, f"place:{place.label}"))}
            for place in self.places
        ]
        return {"places": items}


Arranged = Pairs | Grouping | Sequenced | GapText | Written | Scaled | Spots


def _pairs(fields: Fields) -> Pairs:
    pairs = tuple(_pair(pair) for pair in fields.many("pasangan"))
    decoys = fields.texts("pengecoh", required=False, limit=160)
    lefts, rights = [pair.left for pair in pairs], {pair.right for pair in pairs}
    if not 2 <= len(pairs) <= 8:
        fields.problem(_n("Matching needs two to eight pairs."))
    elif len(set(lefts)) < len(lefts) or len(rights) < 2 or rights & set(decoys):
        fields.problem(_n("The left sides must differ, and so must the right sides and what belongs to none."))
    return Pairs(pairs, decoys)


def _pair(fields: Fields) -> Pair:
    pair = Pair(
        left=fields.text("kiri", limit=160),
        right=fields.text("kanan", limit=160),
        feedback=fields.text("penjelasan", required=False, limit=400),
    )
    fields.done()
    return pair


def _grouping(fields: Fields) -> Grouping:
    groups = tuple(_group(group) for group in fields.many("kelompok"))
    things = [thing for group in groups for thing in group.things]
    if not 2 <= len(groups) <= 5:
        fields.problem(_n("Sorting needs two to five groups."))
    elif len({group.name for group in groups}) < len(groups) or len(set(things)) < len(things):
        fields.problem(_n("Groups must differ in name, and nothing may stand in two of them."))
    return Grouping(groups)


def _group(fields: Fields) -> Group:
    group = Group(name=fields.text("nama", limit=80), things=fields.texts("isi", limit=160))
    fields.done()
    return group


def _sequenced(fields: Fields) -> Sequenced:
    items = fields.texts("urutan", limit=160)
    if not 3 <= len(items) <= 8:
        fields.problem(_n("Putting in order needs three to eight steps."))
    elif len(set(items)) < len(items):
        fields.problem(_n("Two steps say the same."))
    return Sequenced(items, whole=fields.flag("utuh"))


def _gap_text(fields: Fields) -> GapText:
    text = fields.text("teks", limit=1200)
    try:
        parse_gaps(text)
    except GapProblem as problem:
        fields.problem(_n("The gaps in “teks” cannot be read near “{gap}”."), gap=problem.gap or text[:40])
    return GapText(text)


def _spots(fields: Fields) -> Spots:
    places = tuple(_spot(place) for place in fields.many("tempat"))
    right = sum(place.correct for place in places)
    if not fields.has("gambar"):
        fields.problem(_n("Pointing at places needs a picture: “gambar”."))
    if not 2 <= len(places) <= 12:
        fields.problem(_n("Pointing needs two to twelve places."))
    elif not 1 <= right < len(places):
        fields.problem(_n("At least one place must be right and one not."))
    if len({place.label for place in places}) < len(places):
        fields.problem(_n("Two places have the same name."))
    return Spots(places)


def _spot(fields: Fields) -> Spot:
    sides = {side: fields.whole(word, low=low, high=100) for word, (side, low) in _SIDES.items()}
    if sides["x"] + sides["width"] > 100 or sides["y"] + sides["height"] > 100:
        fields.problem(_n("The place reaches over the edge of the picture."))
    place = Spot(
        label=fields.text("nama", limit=160),
        correct=fields.flag("benar"),
        feedback=fields.text("penjelasan", limit=400),
        **sides,
    )
    fields.done()
    return place


_SIDES = {"x": ("x", 0), "y": ("y", 0), "lebar": ("width", SMALLEST), "tinggi": ("height", SMALLEST)}

_READ: dict[str, Callable[[Fields], Arranged]] = {
    "matching": _pairs,
    "groups": _grouping,
    "ordering": _sequenced,
    "gaps": _gap_text,
    "places": _spots,
    "free_text": read_written,
    "scale": read_scale,
    "free_words": read_free_words,
}


def read_arranged(kind: str, fields: Fields) -> Arranged | None:
    """What a question of this kind arranges; None for kinds that arrange nothing."""
    read = _READ.get(kind)
    return read(fields) if read else None
