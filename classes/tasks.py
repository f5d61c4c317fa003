"""Background work of classes. Idempotent: what was done before changes nothing when it is done again."""

from django_tasks import task

from classes.models import RosterImport


@task()
def carry_out_roster(public_id: str) -> None:
    from classes.domain.roster_apply import work_on  # which asks for this task

    roster = RosterImport.objects.filter(public_id=public_id).first()
    if roster is not None:
        work_on(roster)
