"""The task worker of django_tasks_db, which logs as lms.settings.logs says."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Command as Worker


class Command(Worker):
    def configure_logging(self, verbosity: int) -> None:
        """Nothing: it would raise its loggers to INFO, whatever our settings say."""
