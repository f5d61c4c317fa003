"""What came of an H5P content over all its learners: claims, and the server's own marks beside them.

Nothing here knows a name, and about fewer than five people nothing is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Avg, Count, F, Q

from courses.domain.outlines import outlines
from media.h5p.models import H5PContent
from progress.models import ActivityState, H5PResult
from quizzes.analysis import FEWEST


@dataclass(frozen=True)
class Totals:
    """Averages in percent of the points; None where no go carried any."""

    goes: int
    people: int
    finished: int  # goes
    claimed: float | None
    marked: float | None


@dataclass(frozen=True)
class PartLine:
    """One question inside the content. Facilities in percent, per go."""

    title: str
    goes: int
    people: int
    claimed: float | None
    marked: float | None


@dataclass(frozen=True)
class ContentReport:
    totals: Totals
    declared: int | None  # how many said that they did it, without playing; None: too few, or none
    parts: tuple[PartLine, ...]  # the hardest first
    hidden: int  # parts that too few people answered


def totals_of(contents: Collection[H5PContent]) -> dict[UUID, Totals]:
    """By content, where enough people played. One query."""
    share = F("claimed_score") * 100.0 / F("claimed_max")
    marked = F("marked_score") * 100.0 / F("marked_max")
    rows = (
        H5PResult.objects.filter(content__in=[content.key for content in contents])
        .order_by()
        .values("content")
        .annotate(
            goes=Count("pk"),
            people=Count("learner", distinct=True),
            ended=Count("pk", filter=Q(finished=True)),
            claimed=Avg(share),
            marked=Avg(marked),
        )
    )
    return {
        row["content"]: Totals(row["goes"], row["people"], row["ended"], row["claimed"], row["marked"])
        for row in rows
        if row["people"] >= FEWEST
    }


def content_report(content: H5PContent) -> ContentReport | None:
    """None while too few people have played it. Three queries."""
    totals = totals_of([content]).get(content.key)
    if totals is None:
        return None
    goes = H5PResult.objects.filter(content=content.key).order_by("pk").values_list("learner", "parts")
    parts = list(_parts(goes.iterator()))
    told = [line for line in parts if line.people >= FEWEST]
    return ContentReport(totals, _declared(content), tuple(sorted(told, key=_hardness)), hidden=len(parts) - len(told))


def _hardness(line: PartLine) -> float:
    known = line.claimed if line.marked is None else line.marked
    return 101.0 if known is None else known


def _declared(content: H5PContent) -> int | None:
    places = [
        activity.key
        for outline in outlines()
        for lesson in outline.lessons
        for activity in lesson.activities
        if activity.ref == content.key
    ]
    count = ActivityState.objects.filter(activity__in=places, declared=True).count() if places else 0
    return count if count >= FEWEST else None


@dataclass
class _Evidence:
    title: str = ""
    people: set[int] = field(default_factory=set)
    goes: int = 0
    claimed: list[float] = field(default_factory=list)
    marked: list[float] = field(default_factory=list)


def _parts(goes: Iterable[tuple[int, list[dict[str, object]]]]) -> Iterable[PartLine]:
    found: dict[object, _Evidence] = {}
    for learner, parts in goes:
        for part in parts:
            one = found.setdefault(part["sub"], _Evidence())
            one.title = str(part["title"]) or one.title
            one.people.add(learner)
            one.goes += 1
            for name, shares in (("claimed", one.claimed), ("marked", one.marked)):
                points = part[name]
                if isinstance(points, list):
                    shares.append(points[0] * 100 / points[1])
    for one in found.values():
        yield PartLine(one.title, one.goes, len(one.people), _mean(one.claimed), _mean(one.marked))


def _mean(shares: list[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None
