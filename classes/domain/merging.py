"""The classes of two accounts of one person become those of one (ADR 0040)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import Merging, move_rows
from classes.domain.signup import HOLDS_PLACE, fill_places
from classes.domain.standing import recount
from classes.models import (
    Attendance,
    ClassTeacher,
    CompanionAttendance,
    CompanionStep,
    Handover,
    Member,
    PaperRow,
    PersonalAssignment,
    PupilNumber,
    Registration,
    RosterCandidate,
    RosterRow,
    Speaker,
    SurveyAnswer,
    TeacherNote,
)

_Part = ClassTeacher.Part
_State = Registration.State
_PLACES = [_State.WALKED_IN, _State.REGISTERED, _State.WAITING, _State.CANCELLED]

# Where both have one of the same: the columns that make it the same, and by what the better one is the greater.
_ONE_OF_TWO: dict[type[Model], tuple[tuple[str, ...], Callable[[Any], Any]]] = {
    Attendance: (("session_id",), lambda row: -row.at.timestamp()),
    SurveyAnswer: (("event_id",), lambda row: 0),  # the kept account's own words stand
    PaperRow: (("paper_id",), lambda row: (row.attempt_id is not None, len(row.answers))),
    CompanionAttendance: (("session_id",), lambda row: -row.at.timestamp()),
    CompanionStep: (("session_id", "lesson"), lambda row: -row.at.timestamp()),  # the lesson has the earlier one, too
    RosterCandidate: (("row_id",), lambda row: 0),
}
_STRONGER = [_Part.COMPANION, _Part.TEACHER, _Part.HOMEROOM]


def join_classes(merging: Merging) -> None:
    """Whoever is in a class with one of the two is in it; in a class of both, each item is the better one."""
    for theirs, mine in move_rows(Member, merging, same=("group_id",)):
        theirs.delete()
        mine.nickname = mine.nickname or theirs.nickname
        mine.joined_at = min(mine.joined_at, theirs.joined_at)
        mine.left_at = _later_unless_open(mine.left_at, theirs.left_at)
        mine.save(update_fields=["nickname", "joined_at", "left_at"])
    for theirs, mine in move_rows(ClassTeacher, merging, same=("group_id",)):
        theirs.delete()  # first: a class has one homeroom teacher
        mine.part = max(mine.part, theirs.part, key=lambda part: _STRONGER.index(_Part(part)))
        mine.added_at = min(mine.added_at, theirs.added_at)
        mine.save(update_fields=["part", "added_at"])
    for theirs, mine in move_rows(PupilNumber, merging, same=("organisation_id",)):
        theirs.delete()  # first: a number means one pupil
        mine.nisn, mine.nipd = mine.nisn or theirs.nisn, mine.nipd or theirs.nipd
        mine.save(update_fields=["nisn", "nipd"])
    for theirs, mine in move_rows(PersonalAssignment, merging, same=("assignment_id",)):
        theirs.delete()
        _take_the_better(mine, theirs)
        mine.save()
    move_rows(TeacherNote, merging)
    _join_events(merging)
    for model, (same, worth) in _ONE_OF_TWO.items():
        for theirs, mine in move_rows(model, merging, same=same):
            if worth(theirs) > worth(mine):
                mine.delete()
                theirs.person = merging.target
                theirs.save(update_fields=["person"])
            else:
                theirs.delete()
    for model in (Speaker, RosterRow):
        move_rows(model, merging)
    _join_handovers(merging)


def _join_events(merging: Merging) -> None:
    """Of two places at an event the better one. Where both had a place, the first who waits gets the other."""
    for theirs, mine in move_rows(Registration, merging, same=("event_id",)):
        theirs.delete()  # first: a position in the queue is one person's
        better = min((mine, theirs), key=lambda row: (_PLACES.index(row.state), row.position))
        mine.sex, mine.age_band = mine.sex or theirs.sex, mine.age_band or theirs.age_band
        is_one_free = mine.state in HOLDS_PLACE and theirs.state in HOLDS_PLACE
        mine.state, mine.position, mine.at = better.state, better.position, min(mine.at, theirs.at)
        mine.save()
        if is_one_free:
            fill_places(mine.event, by=merging.by, at=merging.at)


def _join_handovers(merging: Merging) -> None:
    """One from the one account to the other stays as it is: nobody hands over to themselves."""
    for column in ("leaver", "successor"):
        theirs = Handover.objects.filter(**{column: merging.source})
        theirs.exclude(leaver=merging.target).exclude(successor=merging.target).update(**{column: merging.target})


def _take_the_better(mine: PersonalAssignment, theirs: PersonalAssignment) -> None:
    """The longer extension, what was done first, the higher mark; a wish for help is not lost."""
    if theirs.due_at and (mine.due_at is None or theirs.due_at > mine.due_at):
        mine.reason, mine.extended_by_id = theirs.reason, theirs.extended_by_id
    for name in ("due_at", "closes_at", "percent", "helped_at", "done_items", "all_items"):
        setattr(mine, name, _most(getattr(mine, name), getattr(theirs, name)))
    for name in ("added_at", "started_at", "done_at"):
        setattr(mine, name, min(filter(None, (getattr(mine, name), getattr(theirs, name))), default=None))
    mine.removed_at = _later_unless_open(mine.removed_at, theirs.removed_at)
    mine.accompanied = mine.accompanied or theirs.accompanied
    if mine.done_at:
        mine.help, mine.help_since = "", None
    elif theirs.help == PersonalAssignment.Help.ASKED or not mine.help:
        mine.help, mine.help_since = theirs.help, theirs.help_since


def _most(first: Any, second: Any) -> Any:
    return max((one for one in (first, second) if one is not None), default=None)


def _later_unless_open(first: datetime | None, second: datetime | None) -> datetime | None:
    return max(first, second) if first and second else None


def settle_classes(person: User, at: datetime) -> None:
    """How far they are in what is not done yet: the work of both counts."""
    recount(
        PersonalAssignment.objects.select_related("assignment").filter(
            person=person, assignment__withdrawn_at=None, removed_at=None, done_at=None
        ),
        at=at,
    )


def glance_at_classes(person: User) -> dict[str, list[str]]:
    members = Member.objects.filter(person=person, left_at=None).select_related("group__organisation")
    taught = ClassTeacher.objects.filter(person=person).select_related("group__organisation")
    return {
        _("Classes"): [f"{row.group} · {row.group.organisation.name}" for row in members],
        _("Teaches"): [f"{row.group} · {row.group.organisation.name}" for row in taught],
    }
