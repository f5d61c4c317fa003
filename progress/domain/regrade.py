"""What grading again means for courses: passes, completed lessons, certificates, notices (ADR 0027).

Batch by batch, each in one transaction with the marks themselves. Everything that others lock is locked before
anything is concluded, in the order of handing in: attempts, enrolments, outcomes, people, then certificate numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.domain.notices import Told, notify_all
from accounts.models import User
from certificates.models import Certificate
from progress.domain.activities import conclude_unseen
from progress.domain.places import Place, find_place
from progress.models import ActivityState, Enrolment
from progress.tasks import go_on_regrading
from quizzes.domain import regrade as marks
from quizzes.domain.regrade import BATCH, Change, alike
from quizzes.models import Attempt, Question, Quiz, Regrade
from quizzes.rules import counting, earns_pass

Place_of = tuple[int, UUID]  # a learner and an activity


@transaction.atomic
def regrade(*, question: Question, version: int, reason: str, takes_passes: bool, by: User, at: datetime) -> Regrade:
    """The first batch at once, so that small ones are done when the screen comes back; the rest in the background.

    Raises NotGradedByKey, KeyChanged, NothingToRegrade.
    """
    started, _new = marks.begin(
        question=question, version=version, reason=reason, takes_passes=takes_passes, by=by, at=at
    )
    go_on(started, after=0, at=at)
    return started


@transaction.atomic
def go_on(regrade: Regrade, *, after: int, at: datetime) -> None:
    """The batch of people behind this one; then the next is due. Cut off anywhere, it can be begun again."""
    people = marks.next_people(regrade, after)
    if not people:
        return
    regrade_people(regrade, people, at=at)
    if len(people) == BATCH:
        go_on_regrading.enqueue(regrade.pk, people[-1])


@transaction.atomic
def regrade_people(regrade: Regrade, people: Sequence[int], *, at: datetime) -> None:
    changes = marks.regrade_people(regrade, people)
    if changes:
        states = _locked_states(changes)
        passed = _keep_outcomes(regrade, {(change.learner, change.context) for change in changes}, states, at)
        _conclude(regrade, passed, at)
        _tell(regrade, changes, states, at)


def _locked_states(changes: Iterable[Change]) -> dict[Place_of, ActivityState]:
    learners = {change.learner for change in changes}
    wanted = {(change.learner, change.context) for change in changes}
    found = ActivityState.objects.filter(learner__in=learners, activity__in={activity for _who, activity in wanted})
    courses = set(found.order_by().values_list("course", flat=True).distinct())
    enrolments = Enrolment.objects.select_for_update(of=("self",)).filter(learner__in=learners, course__in=courses)
    list(enrolments.order_by("pk").values_list("pk"))
    states = found.select_for_update(of=("self",)).order_by("pk")
    return {
        (state.learner_id, state.activity): state for state in states if (state.learner_id, state.activity) in wanted
    }


@dataclass(frozen=True)
class _Taken:
    number: int
    percent: int
    passed: bool
    sections: dict[str, int]


def _keep_outcomes(
    regrade: Regrade, wanted: Collection[Place_of], states: dict[Place_of, ActivityState], at: datetime
) -> list[ActivityState]:
    """Outcomes from all attempts in their place; returns those that are passed only now."""
    passed_now = []
    for place, (counts, taken) in _attempts_in(wanted).items():
        state = states.get(place)
        if state is None:  # the attempt was never part of a course
            continue
        best, passed = counting(counts, taken), earns_pass(counts, taken)
        assert best is not None  # what was graded again is among them
        if regrade.takes_passes or state.percent is None or best.percent > state.percent:
            state.percent, state.sections = best.percent, best.sections
        if passed and state.done_at is None:
            state.done_at = at
            passed_now.append(state)
        elif regrade.takes_passes and not passed:
            state.done_at = None
    outcomes = ((one.pk, (one.percent, one.sections, one.done_at)) for one in states.values())
    for pks, (percent, sections, done_at) in alike(outcomes):
        ActivityState.objects.filter(pk__in=pks).update(
            percent=percent, sections=sections, done_at=done_at, updated_at=at, by=regrade.by_id
        )
    return passed_now


def _attempts_in(wanted: Collection[Place_of]) -> dict[Place_of, tuple[str, list[_Taken]]]:
    """(which attempt counts, all that are handed in)."""
    taken: defaultdict[Place_of, list[_Taken]] = defaultdict(list)
    rules: dict[Place_of, str] = {}
    rows = Attempt.objects.filter(
        learner__in={learner for learner, _activity in wanted},
        context__in={activity for _learner, activity in wanted},
        submitted_at__isnull=False,
    ).order_by()
    for learner, context, counts, *mark in rows.values_list(
        "learner_id", "context", "quiz__counts", "number", "percent", "passed", "sections"
    ):
        if (learner, context) in wanted:
            rules[learner, context] = counts
            taken[learner, context].append(_Taken(*mark))
    return {place: (rules[place], attempts) for place, attempts in taken.items()}


def _conclude(regrade: Regrade, passed: Sequence[ActivityState], at: datetime) -> None:
    people = {state.learner_id for state in passed}
    learners = {one.pk: one for one in User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")}
    enrolments = {
        (enrolment.learner_id, enrolment.course): enrolment
        for enrolment in Enrolment.objects.filter(learner__in=people).select_related("version", "completed_version")
    }
    for state in passed:
        learner = learners[state.learner_id]
        enrolment = enrolments.get((learner.pk, state.course))
        if enrolment is None:
            continue
        enrolment.learner = learner
        place = find_place(learner=learner, lesson=state.lesson)
        if place is None or place.course != state.course:  # the lesson has moved: what they followed counts
            place = Place(state.course, state.lesson, None, None)
        conclude_unseen(learner=learner, place=place, enrolment=enrolment, by=regrade.by, at=at)


def _tell(regrade: Regrade, changes: Sequence[Change], states: dict[Place_of, ActivityState], at: datetime) -> None:
    """Each about each attempt, with the reason as the trainer wrote it."""
    quizzes = dict(Quiz.objects.filter(pk__in={change.quiz for change in changes}).values_list("pk", "title"))
    attempts = dict(
        Attempt.objects.filter(pk__in=[change.attempt for change in changes]).values_list("pk", "public_id")
    )
    told = []
    for change in changes:
        state = states.get((change.learner, change.context))
        url = reverse("quiz_result", args=[state.lesson, attempts[change.attempt]]) if state else ""
        lost_or_not = "mark_corrected_lost" if change.loses else "mark_corrected"
        kind = "mark_corrected_passed" if change.gains else lost_or_not
        detail = {
            "quiz": quizzes[change.quiz],
            "before": change.percent_before,
            "after": change.percent_after,
            "reason": regrade.reason,
        }
        told.append(Told(change.learner, kind, url, detail))
    notify_all(told, at=at)


def certificates_that_stay(changes: Iterable[Change]) -> int:
    """Of courses in which somebody would lose a pass: they stay valid, because revoking is an act of its own."""
    lost = {(change.learner, change.context) for change in changes if change.loses}
    states = ActivityState.objects.filter(learner__in={who for who, _place in lost}).order_by()
    courses = {
        (learner, course)
        for learner, activity, course in states.values_list("learner_id", "activity", "course")
        if (learner, activity) in lost
    }
    found = Certificate.objects.filter(state=Certificate.State.LIVE, source_kind="course")
    held = found.filter(holder__in={who for who, _course in courses}).values_list("holder_id", "source_key")
    return sum(one in courses for one in held)
