"""What several tests of courses need."""

from __future__ import annotations

from tests.progress.conftest import in_parallel

__all__ = ["in_parallel"]
