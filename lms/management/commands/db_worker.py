"""The task worker of django_tasks_db, which logs as lms.settings.logs says and takes up what one before has left."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Command as Worker

from progress.domain.batches import ask_again_when_lost


class Command(Worker):
    def configure_logging(self, verbosity: int) -> None:
        """Nothing: it would raise its loggers to INFO, whatever our settings say."""

    def handle(self, *args: Any, **options: Any) -> None:
        ask_again_when_lost(at=timezone.now())
        super().handle(*args, **options)
