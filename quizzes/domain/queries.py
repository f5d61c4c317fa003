"""Reading questions and attempts for a page, without a key before its time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from accounts.models import User
from core.prepared import Prepared
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
    is_answered: bool
    grade: Grade | None = None
    explanation: str = ""


def question_view(content: Content, version: int, *, order: Sequence[str], response: Any, reveal: bool) -> QuestionView:
    kind = KINDS[content["kind"]]
    grade = grade_response(content, response) if reveal and response is not None else None
    return QuestionView(
        version=version,
        template=kind.template,
        stem=content["stem"],
        picture=shown_picture(content["picture"]),
        form=kind.learner_view(content, order, response),
        is_answered=response is not None,
        grade=grade,
        explanation=content["explanation"] if grade else "",
    )


def authors_view(content: Content, key: UUID) -> dict[str, Any]:
    """For the preview: the question as learners see it, what fits, and (about what, text) of every explanation."""
    told = [(str(part["text"]), part["feedback"]) for name in ("choices", "rows") for part in content.get(name, ())]
    told += [(trap["value"], trap["feedback"]) for trap in content.get("traps", ())]
    return {
        "question": question_view(content, 0, order=check_order(content, key), response=None, reveal=False),
        "solution": KINDS[content["kind"]].solution(content),
        "explanations": [(about, text) for about, text in told if text],
        "content": content,
    }


def check_order(content: Content, context: UUID) -> list[str]:
    """Order of what a check question shows: mixed, but the same for everybody and every time.

    From the signing key: whoever could mix as we do would find out what was mixed, and some kinds keep their key so.
    """
    seed = salted_hmac("quizzes.check_order", context.hex).digest()
    return KINDS[content["kind"]].mixed(content, random.Random(seed))  # noqa: S311 - seeded with a secret


def attempt_of(*, learner: User, public_id: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist, also for somebody else's."""
    return Attempt.objects.select_related("quiz").get(learner=learner, public_id=public_id)


def attempt_context(*, learner: User, public_id: UUID) -> UUID | None:
    """Where this learner's attempt belongs; None where there is none, or it is somebody else's."""
    found = _contexts(learner.pk, public_id)
    return found[0][0] if found else None


_contexts = Prepared(
    lambda learner, public_id: Attempt.objects.filter(learner=learner, public_id=public_id).values_list("context")
)


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
