"""Reading questions and attempts for a page, without a key before its time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from quizzes.domain.pictures import shown_picture
from quizzes.grading import grade_response
from quizzes.kinds import KINDS, Content, Grade
from quizzes.models import Attempt, AttemptItem, QuizSection


@dataclass(frozen=True)
class QuestionView:
    """A question as a learner may see it now; ``grade`` and ``explanation`` only once they are due."""

    version: int
    template: str
    stem: str  # HTML
    picture: str  # HTML
    form: dict[str, Any]
    response: Any
    grade: Grade | None = None
    explanation: str = ""
    right: tuple[str, ...] = ()  # the right choices in words, when the answer was not


def question_view(content: Content, version: int, *, order: Sequence[str], response: Any, reveal: bool) -> QuestionView:
    kind = KINDS[content["kind"]]
    grade = grade_response(content, response) if reveal and response is not None else None
    texts = {choice["id"]: choice["text"] for choice in content.get("choices", ())}
    right = tuple(texts[choice] for choice in grade.right_choices) if grade and not grade.is_correct else ()
    return QuestionView(
        version=version,
        template=kind.template,
        stem=content["stem"],
        picture=shown_picture(content["picture"]),
        form=kind.learner_view(content, order),
        response=response,
        grade=grade,
        explanation=content["explanation"] if grade else "",
        right=right,
    )


def check_order(content: Content, context: UUID) -> list[str]:
    """Order of the choices of a check question: mixed, but the same for everybody and every time."""
    ids = [choice["id"] for choice in content.get("choices", ())]
    if content.get("shuffle"):
        random.Random(context.int).shuffle(ids)  # noqa: S311 - an order, not a secret
    return ids


def attempt_of(*, learner: User, public_id: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist, also for somebody else's."""
    return Attempt.objects.select_related("quiz").get(learner=learner, public_id=public_id)


def items_of(attempt: Attempt) -> list[AttemptItem]:
    return list(attempt.items.select_related("version").order_by("position"))


def item_view(item: AttemptItem, *, reveal: bool) -> QuestionView:
    return question_view(
        item.version.content, item.version_id, order=item.choice_order, response=item.response, reveal=reveal
    )


def attempts_in(*, learner: User, contexts: Sequence[UUID]) -> dict[UUID, list[Attempt]]:
    """All attempts in these places, oldest first; one query."""
    found: dict[UUID, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(learner=learner, context__in=contexts).order_by("number"):
        found.setdefault(attempt.context, []).append(attempt)
    return found


def part_titles(quiz: UUID) -> dict[str, str]:
    """Parts of the quiz with this key, in their order: key of the part → its name, which may be empty."""
    return {section.part: section.title for section in QuizSection.objects.filter(quiz__key=quiz)}
