"""What an act asks of the task worker again and again stands in the queue once, and only if the act succeeds."""

from __future__ import annotations

import pytest
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task

from core.queue import queued_together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "core.queue.Backend", "QUEUES": []}}
    assert type(task_backends["default"]).__module__ == "core.queue"


def ask(*numbers: int) -> None:
    for number in numbers:
        insert_or_update_object_task.enqueue("core", "topic", str(number))


def asked() -> list[str]:
    rows = DBTaskResult.objects.ready().order_by("enqueued_at", "args_kwargs")
    return [row.args_kwargs["args"][2] for row in rows]


def test_outside_of_it_each_call_is_queued_at_once():
    ask(1, 1)
    assert asked() == ["1", "1"]


def test_inside_the_same_call_stands_there_once_and_at_the_end(django_assert_num_queries):
    with queued_together():
        with django_assert_num_queries(0):
            ask(1, 2, 1)
        with queued_together():  # an act within an act
            ask(2, 3)
        assert asked() == []
    assert sorted(asked()) == ["1", "2", "3"]
    ask(1)
    assert sorted(asked()) == ["1", "1", "2", "3"]


def test_an_act_that_fails_asks_for_nothing():
    with pytest.raises(ZeroDivisionError), queued_together():
        ask(1)
        raise ZeroDivisionError
    assert asked() == []
    ask(2)
    assert asked() == ["2"]
