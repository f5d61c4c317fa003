"""What several tests of quizzes need."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from quizzes.models import QuestionVersion
from tests.factories.courses import question, quiz
from tests.factories.people import learner
from tests.progress.conftest import in_parallel
from tests.quizzes.analysing import take
from tests.quizzes.doing import RIGHT

__all__ = ["in_parallel"]


@pytest.fixture
def place() -> UUID:
    """The opaque key under which a caller keeps its attempts and answers."""
    return uuid4()


@pytest.fixture
def at_once(settings: Any, django_capture_on_commit_callbacks: Any) -> Callable[[], AbstractContextManager[Any]]:
    """``with at_once():`` what a task does after commit (clearing files away, the index of references) is done at its end."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def two_versions(db):
    """A question that five people saw before its key was turned round, and five afterwards; all chose the same."""
    asked = question()
    exam = quiz(fixed=[asked])
    for _number in range(5):
        take(learner(), exam, RIGHT)
    old = asked.current_version
    content = old.content | {
        "choices": [choice | {"correct": not choice["correct"]} for choice in old.content["choices"]]
    }
    asked.current_version = QuestionVersion.objects.create(
        question=asked, number=2, content=content, digest="2", made_at=timezone.now()
    )
    asked.save()
    for _number in range(5):
        take(learner(), exam, RIGHT)
    return exam, asked
