"""By which key an answer is graded: that of the version seen, or of a later one after a regrade (ADR 0027)."""

from __future__ import annotations

from quizzes.kinds import Content, Response
from quizzes.models import AttemptItem
from quizzes.regrading import graded_by


def key_of(item: AttemptItem) -> tuple[Content, Response | None]:
    """The content that grades this answer, and the answer as one to that content."""
    if item.key_version is None or item.response is None:
        return item.version.content, item.response
    return graded_by(item.version.content, item.key_version.content, item.response)
