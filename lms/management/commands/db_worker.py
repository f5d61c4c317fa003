"""The task worker of django_tasks_db, which logs as lms.settings.logs says and takes up what one before has left."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Command as Worker

from classes.domain import roster_apply
from progress.domain.batches import ask_again_when_lost


class Command(Worker):
    def configure_logging(self, verbosity: int) -> None:
        """Nothing: it would raise its loggers to INFO, whatever our settings say."""

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        ask_again_when_lost(at=at)
        roster_apply.ask_again_when_lost(at=at)
        super().handle(*args, **options)
