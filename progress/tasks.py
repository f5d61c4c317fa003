"""Background work. Idempotent: whatever was done before changes nothing when it is done again."""

from django.utils import timezone
from django_tasks import task

from quizzes.models import Regrade


@task()
def go_on_regrading(regrade: int, after: int) -> None:
    from progress.domain.regrade import go_on  # which asks for the next batch by this task

    go_on(Regrade.objects.select_related("question", "version", "by").get(pk=regrade), after=after, at=timezone.now())
