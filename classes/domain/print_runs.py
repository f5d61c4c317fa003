"""All certificates of a class, or of a training event, as one file for the printer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from certificates.domain import batches
from certificates.domain.batches import NewItem
from certificates.models import Batch
from classes.domain.event_certificates import Line, event_lines
from classes.domain.queries import current_members
from classes.models import ClassGroup, PrintRun, TrainingEvent
from progress.domain.batches import MOST_DOCUMENTS, NothingToDo, TooManyDocuments, set_off
from progress.domain.standings import Row, Standing, rows_of_people


def class_rows(group: ClassGroup) -> list[Row]:
    """Each person with each course that was given to the class; only those: what else somebody learns is theirs."""
    people = User.objects.filter(pk__in=current_members(group).order_by().values("person"))
    given = dict.fromkeys(group.assignments.filter(withdrawn_at=None).values_list("course", flat=True))
    return [row for course in given for row in rows_of_people(people, course=course)]


def print_class(group: ClassGroup, *, by: User, at: datetime) -> Batch:
    """Raises NothingToDo, TooManyDocuments."""
    rows = class_rows(group)
    items = [
        NewItem(row.person, row.course, row.certificate)
        for row in sorted(rows, key=lambda row: (row.person.name, row.person.pk, row.title))
        if row.standing == Standing.HAS
    ]
    missing = [
        (str(row.person.public_id), row.reason.value if row.reason else "earned", row.title, row.left, row.of)
        for row in rows
        if row.standing != Standing.HAS
    ]
    return _print(group, items, missing, by=by, at=at)


def print_event(event: TrainingEvent, *, by: User, at: datetime) -> Batch:
    """Issues what is earned on the way: the work does it, one by one. Raises NothingToDo, TooManyDocuments."""
    lines = sorted(event_lines(event), key=lambda line: line.name.casefold())
    items = [
        NewItem(line.person, line.key, line.certificate.pk if line.certificate else None)
        for line in lines
        if line.has or line.can_be_issued or _is_asked_for_name(line)
    ]
    missing = [
        (str(line.person.public_id), line.reason, event.title, line.left, line.of)
        for line in lines
        if line.person and line.reason and not _is_asked_for_name(line)
    ]
    return _print(event.group, items, missing, by=by, at=at)


def _is_asked_for_name(line: Line) -> bool:
    """They earned it: the work tells them to confirm their name, and leaves them out of this file."""
    return line.reason == "name"


def _print(group: ClassGroup, items: list[NewItem], missing: batches.Missing, *, by: User, at: datetime) -> Batch:
    if not items:
        raise NothingToDo
    if len(items) > MOST_DOCUMENTS:
        raise TooManyDocuments
    with transaction.atomic():
        batch = batches.begin(
            act=Batch.Act.PRINT, label=f"{group} · {group.organisation.name}", items=items, missing=missing, by=by,
            at=at,
        )  # fmt: skip
        PrintRun.objects.create(group=group, batch=batch)
    set_off(batch)
    return batch


def run_of(group: ClassGroup, batch: UUID) -> Batch | None:
    """Only one of this group: whoever sees the group sees its files, nobody else's."""
    return Batch.objects.filter(print_run__group=group, public_id=batch).first()
