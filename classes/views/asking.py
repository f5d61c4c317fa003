"""A check question put to a whole room: shown without its key, explained once the room has answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from core.http import Request
from courses.domain.rendering import AskedQuestion, Segment
from progress.views.requests import is_move, posted_fields, too_long
from quizzes.domain.queries import QuestionView, question_view
from quizzes.grading import read_response
from quizzes.kinds import AnswerTooLong, Response, ResponseMismatch


@dataclass(frozen=True)
class Put:
    """``response``: what the room answered, if that is an answer; ``problem``: why it is none."""

    question: QuestionView
    response: Response | None = None
    problem: str = ""


def put(asked: AskedQuestion) -> Put:
    return Put(_view(asked, None, reveal=False))


def answered(asked: AskedQuestion, request: Request) -> Put:
    """What was posted, explained; moving a thing of an order is no answer yet."""
    posted = posted_fields(request)
    try:
        response = read_response(asked.content, posted)
    except AnswerTooLong as long:
        return Put(_view(asked, long.response, reveal=False), problem=too_long(long))
    except ResponseMismatch:
        words = _("This answer does not belong to this question. Please choose again.")
        return Put(_view(asked, None, reveal=False), problem=words)
    if is_move(request):
        return Put(_view(asked, response, reveal=False))
    if response is None:
        return Put(_view(asked, None, reveal=False), problem=_("Choose or write an answer first."))
    return Put(_view(asked, response, reveal=True), response)


def _view(asked: AskedQuestion, response: Response | None, *, reveal: bool) -> QuestionView:
    return question_view(asked.content, asked.version, order=asked.order, response=response, reveal=reveal)


def asked_at(segments: tuple[Segment, ...] | list[Segment], activity: UUID | None) -> AskedQuestion | None:
    return next((one.question for one in segments if one.question and one.activity == activity), None)


def activity_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
