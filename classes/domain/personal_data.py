"""A person's classes in the registry of what belongs to a person."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from classes.domain.event_certificates import issue_what_waits
from classes.domain.event_personal_data import EVENT_MODELS, erase_events, event_rows
from classes.domain.merging import glance_at_classes, join_classes, settle_classes
from classes.models import (
    ClassTeacher,
    CompanionAttendance,
    CompanionStep,
    Handover,
    Member,
    PaperRow,
    PersonalAssignment,
    PupilNumber,
    RosterCandidate,
    RosterRow,
    TeacherNote,
)
from core.words import long_date, plain_date


def _claim(guest: User, account: User) -> None:
    """Guests are in no class; what a merged account had was moved by join_classes."""


def _export(person: User) -> dict[str, Rows]:
    """Notes of teachers are about the person, so they are told to them, too (UU 27/2022 art. 7)."""
    members = Member.objects.filter(person=person).select_related("group__organisation").order_by("joined_at")
    given = PersonalAssignment.objects.filter(person=person).select_related("assignment__group").order_by("added_at")
    numbers = PupilNumber.objects.filter(person=person).select_related("organisation")
    return {
        _("Classes"): [
            {
                _("Class"): str(row.group),
                _("Organisation"): row.group.organisation.name,
                _("Nickname"): row.nickname,
                _("Since"): plain_date(row.joined_at),
                _("Until"): plain_date(row.left_at) if row.left_at else "",
            }
            for row in members
        ],
        _("Classes you teach"): [
            {_("Class"): str(row.group), _("Since"): plain_date(row.added_at)}
            for row in ClassTeacher.objects.filter(person=person).select_related("group")
        ],
        _("Assignments"): [
            {
                _("Assignment"): row.assignment.title,
                _("Class"): str(row.assignment.group),
                _("Given on"): plain_date(row.added_at),
                _("Done"): long_date(row.done_at) if row.done_at else "",
                _("Score"): "" if row.percent is None else row.percent,
                _("Needs help"): row.get_help_display() if row.help else "",
                _("Your own due date"): long_date(row.due_at) if row.due_at else "",
                _("Your own closing"): long_date(row.closes_at) if row.closes_at else "",
                _("Reason of the extension"): row.reason,
            }
            for row in given
        ],
        _("Pupil numbers"): [
            {_("School"): row.organisation.name, "NISN": row.nisn, "NIPD": row.nipd} for row in numbers
        ],
        _("Paper quizzes"): [
            {_("Quiz"): row.paper.title, _("Date"): plain_date(row.at), _("Text"): _typed(row)}
            for row in PaperRow.objects.filter(person=person).select_related("paper").order_by("at")
        ],
        _("Learned together with a companion"): [
            {
                _("Course"): row.session.title,
                _("Class"): str(row.session.group),
                _("Date"): plain_date(row.session.started_at),
            }
            for row in CompanionAttendance.objects.filter(person=person).select_related("session__group").order_by("at")
        ],
        _("Handovers"): [
            {
                _("Date"): plain_date(row.at),
                _("Class"): str(row.group),
                _("Your part"): _("handed over") if row.leaver == person else _("took over"),
                _("Assignments"): ", ".join(line["title"] for line in row.lines),
            }
            for row in Handover.objects.filter(Q(leaver=person) | Q(successor=person)).select_related("group")
        ],
        _("Notes of your teachers"): [
            {_("Date"): plain_date(row.at), _("Class"): str(row.group), _("Text"): row.text}
            for row in TeacherNote.objects.filter(person=person).select_related("group")
        ],
        **event_rows(person),
    }


def _typed(row: PaperRow) -> str:
    return "; ".join(f"{number}. {text}" for number, text in sorted(row.answers.items(), key=lambda one: int(one[0])))


def _erase(person: User) -> None:
    Handover.objects.filter(Q(leaver=person) | Q(successor=person)).delete()
    erase_events(person)
    RosterRow.objects.filter(candidates__person=person).delete()  # what a list says of somebody who may be them
    for model in (
        PaperRow,
        CompanionStep,
        CompanionAttendance,
        TeacherNote,
        PersonalAssignment,
        PupilNumber,
        ClassTeacher,
        Member,
        RosterCandidate,
        RosterRow,
    ):
        model.objects.filter(person=person).delete()


def register_own_data() -> None:
    register(
        PersonalData(
            app="classes",
            label="Classes",
            models=(
                Handover,
                Member,
                ClassTeacher,
                PupilNumber,
                PersonalAssignment,
                TeacherNote,
                PaperRow,
                CompanionAttendance,
                CompanionStep,
                RosterRow,
                RosterCandidate,
                *EVENT_MODELS,
            ),
            claim=_claim,
            export=_export,
            erase=_erase,
            owners={Handover: ("leaver", "successor")},
            name_confirmed=issue_what_waits,
            work=frozenset({PersonalAssignment}),
            join=join_classes,
            settle=settle_classes,
            glance=glance_at_classes,
        )
    )
