"""Questions of a pack that people answer in their own words or on a scale: read from YAML, written as raw values."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from courses.packs.fields import Fields
from courses.packs.problems import _n
from courses.packs.raw import Raw, raw_items


@dataclass(frozen=True)
class Criterion:
    text: str
    points: int
    levels: tuple[str, ...]  # words for 0, 1 … points, or none


@dataclass(frozen=True)
class Written:
    """Free text. Without a rubric: free words, which carry no mark."""

    rubric: tuple[Criterion, ...] = ()
    example: str = ""
    most_words: int | None = None

    def texts(self) -> list[str]:
        return [*(text for one in self.rubric for text in (one.text, *one.levels)), self.example]

    def raw(self, key: UUID) -> Raw:
        if not self.rubric:
            return {}
        rubric = [{"criterion": one.text, "points": one.points, "levels": "\n".join(one.levels)} for one in self.rubric]
        return {
            "rubric": raw_items(rubric, key, "criterion"),
            "example": self.example,
            "most_words": self.most_words,
        }


@dataclass(frozen=True)
class Scaled:
    steps: tuple[str, ...]

    def texts(self) -> list[str]:
        return list(self.steps)

    def raw(self, key: UUID) -> Raw:
        return {"steps": raw_items(list(self.steps), key, "step")}


def read_written(fields: Fields) -> Written:
    rubric = tuple(_criterion(one) for one in fields.many("rubrik"))
    if not 1 <= len(rubric) <= 6:
        fields.problem(_n("A rubric has one to six lines."))
    elif len({one.text for one in rubric}) < len(rubric):
        fields.problem(_n("Two lines of the rubric say the same."))
    example = fields.text("contoh", required=False, limit=2000)
    most = fields.whole("batas_kata", low=10, high=600) if fields.has("batas_kata") else None
    return Written(rubric, example, most)


def _criterion(fields: Fields) -> Criterion:
    one = Criterion(
        text=fields.text("kriteria", limit=160),
        points=fields.whole("poin", low=1, high=20),
        levels=fields.texts("tingkat", required=False, limit=240),
    )
    if one.levels and len(one.levels) != one.points + 1:
        fields.problem(_n("“tingkat” needs one text for each number of points, from 0 to {points}."), points=one.points)
    fields.done()
    return one


def read_scale(fields: Fields) -> Scaled:
    steps = fields.whole("langkah", low=3, high=7, default=5)
    lowest, highest = fields.text("terendah", limit=60), fields.text("tertinggi", limit=60)
    return Scaled((lowest, *[""] * (steps - 2), highest))


def read_free_words(fields: Fields) -> Written:
    return Written()
