"""Background work. Idempotent: whatever was done before changes nothing when it is done again."""

from django.utils import timezone
from django_tasks import task

from certificates.models import Batch
from quizzes.models import Regrade


@task()
def go_on_regrading(regrade: int, after: int) -> None:
    from progress.domain.regrade import go_on  # which asks for the next batch by this task

    go_on(Regrade.objects.select_related("question", "version", "by").get(pk=regrade), after=after, at=timezone.now())


@task()
def work_on_batch(public_id: str) -> None:
    from progress.domain.batches import work_on  # which asks for this task

    batch = Batch.objects.filter(public_id=public_id).first()
    if batch is not None:
        work_on(batch)
