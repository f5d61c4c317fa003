"""The queue of tasks: what one act asks for again and again is asked for once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django_tasks.utils import normalize_json
from django_tasks_db.backend import DatabaseBackend

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

_together: ContextVar[dict[str, DBTaskResult] | None] = ContextVar("tasks asked for together", default=None)


class Backend(DatabaseBackend):
    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        together = _together.get()
        if together is None:
            return super().enqueue(task, args, kwargs)
        from django_tasks_db.models import DBTaskResult, get_date_max  # this backend is made before there are models

        self.validate_task(task)
        call = normalize_json({"args": args, "kwargs": kwargs})
        row = DBTaskResult(
            args_kwargs=call,
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after or get_date_max(),
            backend_name=self.alias,
        )
        key = repr((row.task_path, call, row.priority, row.queue_name, row.run_after))
        return together.setdefault(key, row).task_result


@contextmanager
def queued_together() -> Iterator[None]:
    """Tasks asked for inside are queued at its end, all at once; the same call only once. An error queues nothing.

    For acts that save one thing several times, each time asking for its place in the search.
    """
    if _together.get() is not None:
        yield
        return
    asked: dict[str, DBTaskResult] = {}
    token = _together.set(asked)
    try:
        yield
    finally:
        _together.reset(token)
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.bulk_create(asked.values())
