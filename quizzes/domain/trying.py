"""Authors try what they wrote: the newest draft is shown, answered and graded, and nothing is kept."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError

from quizzes.domain.attempts import _draw
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
    drawn = _draw(quiz, avoid=set()) if quiz.live else _draw_drafts(quiz)
    return [to_try(question, content, section) for section, question in drawn if (content := newest_content(question))]


def _draw_drafts(quiz: Quiz) -> list[tuple[str, Question]]:
    draft: Quiz = quiz.get_latest_revision_as_object()
    fixed = list(dict.fromkeys(row.question_id for row in draft.fixed_questions.all()))
    known = Question.objects.in_bulk(fixed)
    drawn: list[tuple[str, Question]] = []
    for section in draft.sections.all():
        taken = [*fixed, *(question.pk for _section, question in drawn)]
        fits = list(Question.objects.filter(pool=section.pool_id).exclude(pk__in=taken))
        fits = [question for question in fits if section.difficulty in ("", question.difficulty)]
        drawn += [(section.part, question) for question in _random.sample(fits, min(section.count, len(fits)))]
    return drawn + [("", known[pk]) for pk in fixed if pk in known]


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
