"""What several tests of quizzes need."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.progress.conftest import in_parallel

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
