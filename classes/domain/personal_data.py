"""A person's classes in the registry of what belongs to a person."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from classes.models import ClassTeacher, Handover, Member, PersonalAssignment, PupilNumber, TeacherNote
from core.words import long_date, plain_date


def _claim(guest: User, account: User) -> None:
    """Guests are in no class: joining one needs an account."""


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
                _("Reason of the extension"): row.reason,
            }
            for row in given
        ],
        _("Pupil numbers"): [
            {_("School"): row.organisation.name, "NISN": row.nisn, "NIPD": row.nipd} for row in numbers
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
    }


def _erase(person: User) -> None:
    Handover.objects.filter(Q(leaver=person) | Q(successor=person)).delete()
    for model in (TeacherNote, PersonalAssignment, PupilNumber, ClassTeacher, Member):
        model.objects.filter(person=person).delete()


def register_own_data() -> None:
    register(
        PersonalData(
            app="classes",
            label="Classes",
            models=(Handover, Member, ClassTeacher, PupilNumber, PersonalAssignment, TeacherNote),
            claim=_claim,
            export=_export,
            erase=_erase,
        )
    )
