"""Here ``db`` is one transaction for a whole module: what is slow to make is made once, by fixtures of that scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.core.conftest import written_log

__all__ = ["written_log"]


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(module_db: None) -> Iterator[None]:
    """What one test writes is gone before the next. The name is pytest-django's: by it the database is set up."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
