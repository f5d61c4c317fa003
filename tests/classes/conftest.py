"""Threads that share a database, as in tests/progress."""

from tests.progress.conftest import in_parallel

__all__ = ["in_parallel"]
