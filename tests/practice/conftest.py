"""What several tests of practice need."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tests.progress.conftest import in_parallel

__all__ = ["in_parallel"]


@pytest.fixture
def place() -> UUID:
    """The activity."""
    return uuid4()
