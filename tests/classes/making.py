"""Invented schools and classes. Each function makes exactly what its name says."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.domain.roles import grant_role
from accounts.models import Organisation, User
from accounts.pictures import secret_of
from accounts.roles import Role
from classes.domain.companion import note_attendance, start_session
from classes.domain.groups import add_members, open_group
from classes.domain.handovers import hand_over
from classes.domain.paper import make_paper_quiz
from classes.domain.standing import give
from classes.models import Assignment, ClassGroup, CompanionSession, Handover, Member, PaperQuiz
from courses.outline import Outline
from quizzes.models import Quiz
from tests.factories.people import PIN, learner, organisation, person

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 12.00 WIB
ROW = ("bola", "kucing", "kunci", "ikan")
_numbers = itertools.count(1)


def school(name: str = "") -> Organisation:
    return organisation(name or f"SMP Contoh {next(_numbers)}", kind="school")


def teacher(of: Organisation, **fields: Any) -> User:
    made = person(**fields)
    grant_role(person=made, role=Role.TEACHER, by=None, organisation=of)
    return made


def coordinator(of: Organisation, **fields: Any) -> User:
    made = person(**fields)
    grant_role(person=made, role=Role.COORDINATOR, by=None, organisation=of)
    return made


def group(by: User | None = None, of: Organisation | None = None, **fields: Any) -> ClassGroup:
    """A class that ``by`` opened and teaches."""
    of = of or school()
    values = {
        "name": f"7{chr(64 + next(_numbers) % 26 or 65)}-{next(_numbers)}",
        "kind": "school_class",
        "school_year": "2026/2027",
    }
    return open_group(organisation=of, by=by or teacher(of), at=NOON, **(values | fields))


def pupil(of: ClassGroup, name: str = "", nickname: str = "", **fields: Any) -> Member:
    """Whose account the school made; signs in with the class."""
    made = learner(managed_by=of.organisation, **({"name": name or f"Murid Contoh {next(_numbers)}"} | fields))
    return add_members(group=of, people=[(made, nickname)], via="typed", by=None, at=NOON)[0]


def assignment(
    of: ClassGroup, outline: Outline, kind: str = "course", target: UUID | None = None, **fields: Any
) -> Assignment:
    """Given to everybody in the class."""
    made = Assignment.objects.create(
        group=of,
        kind=kind,
        course=outline.course,
        target=target or outline.course,
        title=outline.title,
        created_at=NOON,
        **fields,
    )
    give(made, list(of.members.filter(left_at=None).values_list("person", flat=True)), at=NOON)
    return made


def with_pin(member: Member, pin: str = PIN) -> Member:
    """As if the card had been printed."""
    member.person.set_password(pin)
    member.person.has_pin, member.person.has_pictures = True, False
    member.person.save()
    return member


def with_pictures(member: Member, row: tuple[str, ...] = ROW) -> Member:
    member.person.set_password(secret_of(row))
    member.person.has_pin, member.person.has_pictures = False, True
    member.person.save()
    return member


def paper_quiz(of: ClassGroup, outline: Outline, *, forms: int = 1, key: UUID | None = None) -> PaperQuiz:
    """Of the quiz at the end of a full course."""
    lesson = next(one for one in outline.lessons if one.kind == "quiz")
    activity = lesson.activities[0]
    return make_paper_quiz(
        group=of,
        lesson=lesson,
        activity=activity,
        quiz=Quiz.objects.get(key=activity.ref),
        forms=forms,
        by=of.created_by,
        at=NOON,
        key=key or uuid4(),
    )


def companion_session(of: ClassGroup, outline: Outline) -> CompanionSession:
    """Begun by who opened the class; everybody is there."""
    made = start_session(group=of, outline=outline, by=of.created_by, at=NOON, key=uuid4())
    here = of.members.filter(left_at=None).values_list("person__public_id", flat=True)
    note_attendance(session=made, people=list(here), by=of.created_by, at=NOON)
    return made


def operator(of: ClassGroup, name: str = "") -> Member:
    """Whose account the agency made."""
    return pupil(of, name=name or f"Operator Contoh {next(_numbers)}")


def handed_over(of: ClassGroup, word: str = "Contoh", *, at: datetime = NOON) -> Handover:
    """By an operator to another one, who stays."""
    leaver, successor = (operator(of, f"Operator {word} {next(_numbers)}") for _one in range(2))
    return hand_over(leaver=leaver, successor=successor, by=of.created_by, at=at, key=uuid4())
