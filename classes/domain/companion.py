"""Companion mode: one device, many people. A volunteer notes who is there and what was done together.

Everything goes through the doors of progress with ``by`` the volunteer, marked as accompanied. Nobody is signed in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from classes.domain.queries import current_members
from classes.models import (
    ClassGroup,
    CompanionAttendance,
    CompanionSession,
    CompanionStep,
    Member,
    PersonalAssignment,
)
from core import audit, requestkeys
from core.requestkeys import act_on
from courses.outline import Activity, Lesson, Outline
from practice.models import PracticeTask
from progress.domain.activities import Recorded
from progress.domain.acts import ActivitiesLeft, answer_check_question, complete_lesson, tick_practice
from progress.domain.enrol import PrerequisitesMissing
from progress.domain.entered import take_back_lesson
from progress.domain.places import Place
from progress.models import LessonState
from quizzes.kinds.base import Posted
from quizzes.models import QuestionVersion


class SessionEnded(Exception):
    """Nothing is entered in a session that has ended; a new one can be started."""


def people_to_accompany(group: ClassGroup) -> list[Member]:
    """Members of today, by name; never staff, whose records nobody else writes (SECURITY 13)."""
    return list(current_members(group).filter(person__is_staff=False, person__is_superuser=False))


@transaction.atomic
def start_session(*, group: ClassGroup, outline: Outline, by: User, at: datetime, key: UUID) -> CompanionSession:
    """Twice with the same key is once."""
    if not requestkeys.claim(person=by.public_id, key=key, act=act_on("companion", group.public_id), at=at):
        made = group.companion_sessions.filter(by=by).first()
        if made is not None:
            return made
    made = CompanionSession.objects.create(
        group=group, course=outline.course, title=outline.title, by=by, started_at=at
    )
    _log(by, "classes.companion_started", made, at, course=str(outline.course))
    return made


@transaction.atomic
def end_session(*, session: CompanionSession, at: datetime) -> None:
    """Twice is once."""
    CompanionSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=at)


@transaction.atomic
def note_attendance(*, session: CompanionSession, people: Collection[UUID], by: User, at: datetime) -> int:
    """These are there, by public id; who is unticked was not. People outside the class are left out.

    Whose work was entered in this session was there, and stays in the list. Raises SessionEnded.
    """
    _open(session)
    here = [one.person_id for one in people_to_accompany(session.group) if one.person.public_id in set(people)]
    worked = session.steps.values("person")
    session.attendance.exclude(Q(person__in=here) | Q(person__in=worked)).delete()
    CompanionAttendance.objects.bulk_create(
        [CompanionAttendance(session=session, person_id=pk, at=at) for pk in here], ignore_conflicts=True
    )
    _log(by, "classes.companion_attendance", session, at, people=str(len(here)))
    return len(here)


def people_here(session: CompanionSession) -> list[Member]:
    """Who is ticked and still in the class, by name."""
    ticked = set(session.attendance.values_list("person", flat=True))
    return [one for one in people_to_accompany(session.group) if one.person_id in ticked]


@dataclass(frozen=True)
class Together:
    """What became of it: for how many it is noted, who has activities left, and for whom another course comes first."""

    done: int
    left: Sequence[Member] = ()
    locked: Sequence[Member] = ()


@transaction.atomic
def finish_together(
    *, session: CompanionSession, place: Place, people: Sequence[Member], by: User, at: datetime, key: UUID
) -> Together:
    """“We did this together” for those who are there. Who had finished it alone keeps that. Raises SessionEnded."""
    _open(session)
    done, left, locked = 0, [], []
    for member in people:
        try:
            with transaction.atomic():
                recorded = complete_lesson(learner=member.person, place=place, by=by, at=at, key=key, accompanied=True)
        except ActivitiesLeft:
            left.append(member)
        except PrerequisitesMissing:
            locked.append(member)
        else:
            done += 1
            note_step(session, member, place.lesson_key, recorded, at, by_word=True)
    _log(by, "classes.companion_finished", session, at, lesson=str(place.lesson_key), people=str(done))
    return Together(done, left, locked)


@transaction.atomic
def answer_together(
    *,
    session: CompanionSession,
    place: Place,
    people: Sequence[Member],
    activity: Activity,
    version: QuestionVersion,
    posted: Posted,
    by: User,
    at: datetime,
    key: UUID,
) -> Together:
    """What those who are there answer to a check question, for each of them.

    Raises SessionEnded, ResponseMismatch.
    """
    _open(session)
    done, locked = 0, []
    for member in people:
        try:
            with transaction.atomic():
                answered = answer_check_question(
                    learner=member.person,
                    place=place,
                    activity=activity.key,
                    version=version,
                    posted=posted,
                    by=by,
                    at=at,
                    key=key,
                    accompanied=True,
                )
        except PrerequisitesMissing:
            locked.append(member)
            continue
        if answered is None:
            return Together(0)
        done += 1
        note_step(session, member, place.lesson_key, answered[1], at)
    _log(by, "classes.companion_answered", session, at, activity=str(activity.key), people=str(done))
    return Together(done, (), locked)


@transaction.atomic
def practise_together(
    *,
    session: CompanionSession,
    place: Place,
    people: Sequence[Member],
    activity: Activity,
    task: PracticeTask,
    by: User,
    at: datetime,
    key: UUID,
) -> Together:
    """All steps of a practice, seen by the volunteer, for those who are there. Raises SessionEnded."""
    _open(session)
    steps = [step.key for step in task.steps.all()]
    done, locked = 0, []
    for member in people:
        try:
            with transaction.atomic():
                _ticks, recorded = tick_practice(
                    learner=member.person,
                    place=place,
                    activity=activity.key,
                    task=task,
                    steps=steps,
                    accompanied=True,
                    by=by,
                    at=at,
                    key=key,
                )
        except PrerequisitesMissing:
            locked.append(member)
            continue
        done += 1
        note_step(session, member, place.lesson_key, recorded, at)
    _log(by, "classes.companion_practised", session, at, activity=str(activity.key), people=str(done))
    return Together(done, (), locked)


def note_step(
    session: CompanionSession, member: Member, lesson: UUID, recorded: Recorded, at: datetime, *, by_word: bool = False
) -> None:
    """Only what this very act completed; so a second request with the same key notes nothing."""
    if recorded.lesson_completed:
        CompanionStep.objects.update_or_create(
            session=session, person=member.person, lesson=lesson, defaults={"at": at, "by_word": by_word}
        )


@transaction.atomic
def take_back(*, session: CompanionSession, lesson: UUID, person: UUID, by: User, at: datetime) -> bool:
    """Undo what was ticked for the wrong person. False where something follows from it already.

    Answers and ticked practices stay: they were given. Raises SessionEnded.
    """
    _open(session)
    step = session.steps.select_for_update().filter(lesson=lesson, person__public_id=person, by_word=True).first()
    if step is None or _finished_an_assignment(step):
        return False
    if not take_back_lesson(learner=step.person, course=session.course, lesson=lesson, completed_at=step.at, at=at):
        return False
    step.delete()
    _log(by, "classes.companion_undone", session, at, lesson=str(lesson), person=str(person))
    return True


def _finished_an_assignment(step: CompanionStep) -> bool:
    rows = PersonalAssignment.objects.filter(person=step.person_id, assignment__course=step.session.course)
    return rows.filter(done_at__gte=step.at).exists()


def lessons_done(people: Sequence[Member], lessons: Sequence[Lesson]) -> dict[UUID, set[int]]:
    """Lesson → who of these has finished it; one query."""
    done: dict[UUID, set[int]] = {lesson.key: set() for lesson in lessons}
    states = LessonState.objects.filter(
        learner__in=[member.person_id for member in people], lesson__in=list(done), completed_at__isnull=False
    )
    for lesson, learner in states.values_list("lesson", "learner"):
        done[lesson].add(learner)
    return done


def _open(session: CompanionSession) -> None:
    locked = CompanionSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.ended_at is not None or session.group.archived_at is not None:
        raise SessionEnded


def _log(by: User, action: str, session: CompanionSession, at: datetime, **detail: str) -> None:
    audit.log(actor=str(by.public_id), action=action, subject=str(session.public_id), detail=detail, at=at)
