"""Tests of learning paths: start, go on, hand in; what they show (ADR 0044). They complete nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core import requestkeys
from core.kept import KeptForASecond
from core.requestkeys import act_on
from courses.domain.outlines import outlines
from courses.models import Track, TrackTest
from courses.outline import Module, Outline
from progress.placement import RIGHT, Proposal, Question, Rung, Why, next_question, propose
from quizzes.domain import attempts
from quizzes.domain.gain import marks_of, percent
from quizzes.domain.queries import items_of
from quizzes.gain import TOTAL
from quizzes.kinds.base import Posted
from quizzes.models import Attempt

STRONG, FAIR = 80, 50  # percent of a pillar from which on its word changes


@dataclass(frozen=True)
class Taken:
    """One test as one learner stands with it."""

    test: TrackTest
    attempt: Attempt | None = None

    @property
    def is_done(self) -> bool:
        return self.attempt is not None and not self.attempt.is_open


@dataclass(frozen=True)
class Bar:
    """A pillar in percent; ``before``: of the test before it, where that was taken."""

    pillar: str
    percent: int
    before: int | None = None

    @property
    def level(self) -> str:
        """strong | fair | growing"""
        return "strong" if self.percent >= STRONG else "fair" if self.percent >= FAIR else "growing"


def tests_of(track: Track, learner: User | None) -> dict[str, Taken]:
    """kind → the test before and afterwards, where this track has one. At most two queries."""
    found = {
        test.kind: test
        for test in TrackTest.objects.filter(track=track, quiz__live=True)
        .exclude(kind=TrackTest.Kind.PLACEMENT)
        .select_related("quiz")
    }
    mine = taken_in(learner, [test.key for test in found.values()])
    return {kind: Taken(test, mine.get(test.key)) for kind, test in found.items()}


def taken_in(learner: User | None, keys: Sequence[UUID]) -> dict[UUID, Attempt]:
    """Place → the attempt that speaks there: the first that was handed in, else the open one."""
    if learner is None or not keys:
        return {}
    found: dict[UUID, Attempt] = {}
    in_order = F("submitted_at").asc(nulls_last=True)
    for attempt in Attempt.objects.filter(learner=learner, context__in=keys).order_by(in_order, "number"):
        found.setdefault(attempt.context, attempt)
    return found


def placed_last(learner: User | None, keys: Sequence[UUID]) -> dict[UUID, Attempt]:
    """Place → the attempt of a placement to show: the open one, else the latest."""
    if learner is None or not keys:
        return {}
    in_order = F("submitted_at").asc(nulls_last=True)
    mine = Attempt.objects.filter(learner=learner, context__in=keys).order_by(in_order, "number")
    return {attempt.context: attempt for attempt in mine}


def start_test(*, learner: User, test: TrackTest, at: datetime) -> Attempt:
    """The open attempt or a new one; where it was taken already and may not be again, that one.

    Raises StartRefused, NotEnoughQuestions.
    """
    try:
        return attempts.start(learner=learner, quiz=test.quiz, context=test.key, by=learner, at=at)
    except attempts.AttemptOver as over:  # somebody gave the quiz a time limit
        return attempts.submit(learner=learner, attempt=over.attempt, at=at)
    except attempts.AttemptLimitReached:
        return taken_in(learner, [test.key])[test.key]


def test_of(attempt: Attempt) -> TrackTest | None:
    return TrackTest.objects.select_related("track", "quiz").filter(key=attempt.context, quiz=attempt.quiz_id).first()


def submit_test(*, learner: User, attempt: UUID, at: datetime) -> Attempt:
    """Twice is once. Raises Attempt.DoesNotExist."""
    return attempts.submit(learner=learner, attempt=attempt, at=at)


def bars(attempt: Attempt, before: Attempt | None = None) -> list[Bar]:
    """By name of the pillar, from the same marks as the reports; with two attempts those that both asked about."""
    both = [attempt, before] if before else [attempt]
    found = marks_of(both)
    now, then = found.get(attempt.pk, {}), found.get(before.pk, {}) if before else {}
    return [
        Bar(pillar, percent(share), percent(then[pillar]) if pillar in then else None)
        for pillar, share in sorted(now.items())
        if pillar != TOTAL
    ]


# Placement


@dataclass(frozen=True)
class Beginning:
    """Where to begin, ready for a page."""

    outline: Outline
    module: Module
    why: Why
    known: tuple[str, ...]  # titles of the courses that were known
    first: Outline  # the bottom of the ladder


def placements() -> list[TrackTest]:
    """Those that can be asked, in order. One query."""
    found = TrackTest.objects.filter(kind=TrackTest.Kind.PLACEMENT, quiz__live=True)
    return list(found.select_related("quiz", "track"))


def _offered() -> frozenset[tuple[int, str]]:
    return frozenset(TrackTest.objects.filter(quiz__live=True).order_by().values_list("track", "kind"))


tests_offered = KeptForASecond(_offered)  # (track, kind of test) of all that can be taken


def has_placement() -> bool:
    return any(kind == TrackTest.Kind.PLACEMENT for _track, kind in tests_offered())


@transaction.atomic
def answer_placement(*, learner: User, attempt: UUID, position: int, posted: Posted, at: datetime, key: UUID) -> None:
    """Keep the answer for good; none at all says “not yet known”. Once nothing is left to ask, it is handed in.

    Raises Attempt.DoesNotExist, AttemptItem.DoesNotExist, AttemptClosed, AnswerStands, ResponseMismatch.
    """
    found = Attempt.objects.select_for_update(of=("self",)).select_related("quiz").get(
        learner=learner, public_id=attempt
    )  # fmt: skip
    if not requestkeys.claim(person=learner.public_id, key=key, act=act_on("answer", attempt, position), at=at):
        return
    item, grade = attempts.check_answer(learner=learner, attempt=attempt, position=position, posted=posted, at=at)
    if grade is None and item.checked_at is None:
        attempts.pass_over(learner=learner, attempt=attempt, position=position, at=at)
    test = test_of(found)
    if test is not None and next_question(ladder_of(test, found)) is None:
        found.items.filter(checked_at=None).delete()  # never asked: nothing that analysis may count
        attempts.submit(learner=learner, attempt=attempt, at=at)


def ladder_of(test: TrackTest, attempt: Attempt) -> list[Rung]:
    """What was asked and known so far, rung by rung, with the modules as the courses stand now."""
    listed = {outline.course: outline for outline in outlines()}
    groups = dict(attempt.items.values_list("pk", "version__question__pool__key"))
    rungs = []
    for stated in test.ladder:
        course, modules = UUID(stated["course"]), stated["modules"]
        questions = [
            Question(item.position, _module(modules, groups.get(item.pk)), _is_right(item.fraction, item.checked_at))
            for item in items_of(attempt)
            if item.section == stated["course"]
        ]
        outline = listed.get(course)
        rungs.append(Rung(course, [one.key for one in outline.modules] if outline else [], questions))
    return rungs


def _module(modules: Mapping[str, str], group: UUID | None) -> UUID | None:
    known = modules.get(str(group))
    return UUID(known) if known else None


def _is_right(fraction: str | None, checked_at: datetime | None) -> bool | None:
    return None if checked_at is None else Fraction(fraction or 0) >= RIGHT


def beginning(test: TrackTest, attempt: Attempt) -> Beginning | None:
    """None where nothing of what it could propose is published any more."""
    listed = {outline.course: outline for outline in outlines() if outline.modules}
    ladder = [rung for rung in ladder_of(test, attempt) if rung.course in listed]
    first = next((listed[UUID(one["course"])] for one in test.ladder if UUID(one["course"]) in listed), None)
    if first is None or test.beyond is None:
        return None
    found = _still_here(propose(ladder, beyond=test.beyond), listed, first)
    outline = listed[found.course]
    module = next((one for one in outline.modules if one.key == found.module), outline.modules[0])
    known = tuple(listed[course].title for course in found.known)
    return Beginning(outline, module, found.why, known, first)


def _still_here(found: Proposal, listed: Mapping[UUID, Outline], first: Outline) -> Proposal:
    return found if found.course in listed else Proposal(first.course, None, Why.BEGINNING)
