"""Remarks about a person, for the teachers of the class only (and for that person, in “My data”)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from classes.models import Member, TeacherNote
from core import requestkeys
from core.requestkeys import act_on


@transaction.atomic
def write_note(*, member: Member, text: str, by: User, at: datetime, key: UUID) -> None:
    """Twice with the same key is once."""
    if requestkeys.claim(person=by.public_id, key=key, act=act_on("note", member.person.public_id), at=at):
        TeacherNote.objects.create(group=member.group, person=member.person, text=text, by=by, at=at)


@transaction.atomic
def remove_note(*, member: Member, note: UUID) -> None:
    TeacherNote.objects.filter(group=member.group, person=member.person, public_id=note).delete()


def may_read_notes(*, by: User, member: Member) -> bool:
    """Who teaches this class; not coordinators, not administrators."""
    return member.group.teachers.filter(person=by).exists()
