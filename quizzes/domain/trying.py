"""Authors try what they wrote: the newest draft is shown, answered and graded, and nothing is kept."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError

from quizzes.domain.drawing import choose
from quizzes.domain.queries import QuestionView, question_view
from quizzes.domain.versions import freeze
from quizzes.grading import Result, earned, result
from quizzes.kinds import KINDS, Content
from quizzes.kinds.base import Posted
from quizzes.models import Question, Quiz

_random = random.SystemRandom()


@dataclass(frozen=True)
class Tried:
    """One question to try: which, in which order of its choices, under which part."""

    question: int
    order: tuple[str, ...]
    section: str = ""


def newest_content(question: Question) -> Content | None:
    """What the newest draft would ask; None while it is unfinished."""
    draft = question.get_latest_revision_as_object()
    if not draft.content:
        return None
    try:
        draft.content.stream_block.clean(draft.content)
    except ValidationError:
        return None
    return freeze(draft)


def to_try(question: Question, content: Content, section: str = "") -> Tried:
    return Tried(question.pk, tuple(KINDS[content["kind"]].mixed(content, _random)), section)


def draw_to_try(quiz: Quiz) -> list[Tried]:
    """As a learner would draw; of a quiz that is not published, drafts too."""
    if quiz.live:
        chosen = choose(quiz, Question.objects.filter(live=True, current_version__isnull=False))
    else:
        chosen = choose(quiz.get_latest_revision_as_object(), Question.objects.all())
    known = Question.objects.in_bulk([one.question for _section, one in chosen])
    drawn = [(section, known[one.question]) for section, one in chosen]
    return [to_try(question, content, section) for section, question in drawn if (content := newest_content(question))]


def shown(content: Content, tried: Tried, number: int, posted: Posted, *, reveal: bool) -> QuestionView:
    """The form, and with ``reveal`` what the posted answer earns. Raises ResponseMismatch."""
    response = KINDS[content["kind"]].read(content, posted)
    return question_view(content, number, order=tried.order, response=response, reveal=reveal)


def tried_result(answered: Sequence[tuple[str, Content, Posted]], pass_percent: int) -> Result:
    """Of (section, content, posted fields). Raises ResponseMismatch."""
    fractions: list[tuple[str, Fraction | None]] = [
        (section, earned(content, KINDS[content["kind"]].read(content, posted)))
        for section, content, posted in answered
    ]
    return result(fractions, pass_percent=pass_percent)
