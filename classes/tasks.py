"""Background work. Idempotent: whatever was done before changes nothing when it is done again."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from classes.models import PersonalAssignment, RosterImport

_AT_ONCE = 500


@task()
def count_anew(course: str, after: int) -> None:
    """How far people are in assignments of this course, 500 at a time; ``after``: the last one that was counted."""
    from classes.domain.standing import recount

    rows = PersonalAssignment.objects.filter(
        assignment__course=UUID(course),
        assignment__withdrawn_at=None,
        removed_at=None,
        pk__gt=after,
    ).order_by("pk")
    last = list(rows.values_list("pk", flat=True)[:_AT_ONCE])
    if not last:
        return
    with transaction.atomic():
        recount(rows.filter(pk__lte=last[-1]), at=timezone.now())
        transaction.on_commit(lambda: count_anew.enqueue(course, last[-1]))


@task()
def carry_out_roster(public_id: str) -> None:
    from classes.domain.roster_apply import work_on  # which asks for this task

    roster = RosterImport.objects.filter(public_id=public_id).first()
    if roster is not None:
        work_on(roster)
