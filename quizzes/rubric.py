"""Points that a person gives with a rubric. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizzes.kinds import Content

MAX_COMMENT = 2000  # characters


class PointsMissing(ValueError):
    """A criterion has no points yet."""


class PointsRefused(ValueError):
    """Points that the rubric does not know: too many, or for something that does not stand in it."""


@dataclass(frozen=True)
class Line:
    """One criterion; ``points`` None while nobody has marked it."""

    id: str
    criterion: str
    most: int
    levels: tuple[str, ...]  # words for 0, 1 … ``most`` points, or none
    points: int | None = None

    @property
    def words(self) -> str:
        return self.levels[self.points] if self.levels and self.points is not None else ""


@dataclass(frozen=True)
class Marked:
    """A mark as it is shown."""

    lines: tuple[Line, ...]
    comment: str

    @property
    def points(self) -> int:
        return sum(line.points or 0 for line in self.lines)

    @property
    def most(self) -> int:
        return sum(line.most for line in self.lines)


def rubric_lines(content: Content, points: Mapping[str, int] | None = None) -> tuple[Line, ...]:
    return tuple(
        Line(one["id"], one["criterion"], int(one["points"]), tuple(one["levels"]), (points or {}).get(one["id"]))
        for one in content["rubric"]
    )


def marked(content: Content, mark: Mapping[str, Any] | None) -> Marked | None:
    return Marked(rubric_lines(content, mark["points"]), mark["comment"]) if mark else None


def check_points(content: Content, points: Mapping[str, int]) -> None:
    """Every criterion has points, from 0 to its most. Raises PointsMissing, PointsRefused."""
    lines = rubric_lines(content)
    if points.keys() - {line.id for line in lines}:
        raise PointsRefused
    for line in lines:
        given = points.get(line.id)
        if given is None:
            raise PointsMissing
        if not 0 <= given <= line.most:
            raise PointsRefused
