"""Background work. Idempotent: an import that runs twice makes its questions once."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from accounts.models import User
from quizzes.domain.long_imports import carry_out, target_of


@task()
def import_upload(person: int, token: str, name: str, by_category: bool, pool: int | None) -> None:
    """The upload is gone where somebody chose another file meanwhile, or where it was imported already."""
    owner = User.objects.filter(pk=person, is_active=True).first()
    if owner is not None:
        carry_out(person=owner, token=UUID(token), target=target_of(name, by_category, pool), at=timezone.now())
