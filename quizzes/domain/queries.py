"""Reading questions and attempts for a page, without a key before its time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.prepared import Prepared
from quizzes.domain.keys import key_of
from quizzes.domain.pictures import shown_beside, shown_picture
from quizzes.domain.recordings import Recording, shown_recording
from quizzes.grading import grade_response
from quizzes.kinds import KINDS, Content, Grade
from quizzes.kinds.base import Marking
from quizzes.models import Attempt, AttemptItem, Question, Quiz, QuizSection
from quizzes.models.bank import in_group
from quizzes.rubric import Line, Marked, marked, rubric_lines


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
    corrected: bool = False  # graded by a key that was corrected later
    kept: bool = False  # the mark stays above what that key says
    marking: Marking = "key"  # where it is not, the grade says nothing
    mark: Marked | None = None  # a person's
    waits: bool = False  # for a person's mark
    example: str = ""  # the model answer
    audio: Recording | None = None
    hints: Sequence[str] = ()  # until the answer is graded


def question_view(
    content: Content,
    version: int,
    *,
    order: Sequence[str],
    response: Any,
    reveal: bool,
    will_be_marked: bool = False,
    mark: Mapping[str, Any] | None = None,
) -> QuestionView:
    """``will_be_marked``: in a quiz a person marks what no key can; until then nothing is explained."""
    kind = KINDS[content["kind"]]
    grade = grade_response(content, response) if reveal and response is not None else None
    waits = grade is not None and kind.marking == "person" and will_be_marked and mark is None
    return QuestionView(
        version=version,
        template=kind.template,
        stem=content["stem"],
        picture=shown_picture(content["picture"]),
        form=_with_media(kind.learner_view(content, order, response)),
        is_answered=response is not None,
        grade=grade,
        explanation=content["explanation"] if grade and not waits else "",
        marking=kind.marking,
        mark=marked(content, mark) if grade else None,
        waits=waits,
        example=content.get("example", "") if grade and not waits else "",
        audio=shown_recording(content.get("audio")),
        hints=() if grade else content.get("hints", ()),
    )


def _with_media(form: dict[str, Any]) -> dict[str, Any]:
    """What choices have to be seen and heard, as it is now."""
    for choice in form.get("choices", ()):
        if choice.get("picture"):
            choice["picture"] = shown_beside(choice["picture"])
        if choice.get("audio"):
            choice["audio"] = shown_recording(choice["audio"])
    return form


def authors_view(content: Content, key: UUID) -> dict[str, Any]:
    """For the preview: the question as learners see it, what fits, and (about what, text) of every explanation."""
    told = [(str(part["text"]), part["feedback"]) for name in ("choices", "rows") for part in content.get(name, ())]
    told += [(trap["value"], trap["feedback"]) for trap in content.get("traps", ())]
    return {
        "question": question_view(content, 0, order=check_order(content, key), response=None, reveal=False),
        "solution": KINDS[content["kind"]].solution(content),
        "explanations": [(about, text) for about, text in told if text],
        "rubric": _authors_rubric(content),
        "content": content,
    }


def _authors_rubric(content: Content) -> list[tuple[Line, list[tuple[int, str]]]]:
    """(criterion, words for each number of points)."""
    return [(line, list(enumerate(line.levels))) for line in rubric_lines(content)] if "rubric" in content else []


def check_order(content: Content, context: UUID) -> list[str]:
    """Order of what a check question shows: mixed, but the same for everybody and every time.

    From the signing key: whoever could mix as we do would find out what was mixed, and some kinds keep their key so.
    """
    seed = salted_hmac("quizzes.check_order", context.hex).digest()
    return KINDS[content["kind"]].mixed(content, random.Random(seed))  # noqa: S311 - seeded with a secret


def attempt_of(*, learner: User, public_id: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist, also for somebody else's."""
    found = Attempt.objects.select_related("quiz").get(learner=learner, public_id=public_id)
    found.learner = learner
    return found


def attempt_context(*, learner: User, public_id: UUID) -> UUID | None:
    """Where this learner's attempt belongs; None where there is none, or it is somebody else's."""
    found = _contexts(learner.pk, public_id)
    return found[0][0] if found else None


_contexts = Prepared(
    lambda learner, public_id: Attempt.objects.filter(learner=learner, public_id=public_id).values_list("context")
)


def items_of(attempt: Attempt) -> list[AttemptItem]:
    return list(attempt.items.select_related("version", "key_version").order_by("position"))


def item_view(item: AttemptItem, *, reveal: bool) -> QuestionView:
    """As it was seen, explained by the key that grades it now."""
    view = question_view(
        item.version.content,
        item.version_id,
        order=item.choice_order,
        response=item.response,
        reveal=reveal,
        will_be_marked=True,
        mark=item.mark,
    )
    content, response = key_of(item)
    if view.grade is None or content is item.version.content:
        return view
    grade = grade_response(content, response)
    kept = item.fraction is not None and Fraction(item.fraction) > grade.fraction
    return replace(view, grade=grade, explanation=content["explanation"], corrected=True, kept=kept)


def in_words(item: AttemptItem) -> str:
    """What was answered, as long as nothing is explained; empty where nothing was."""
    content = item.version.content
    return "" if item.response is None else KINDS[content["kind"]].describe(content, item.response)


def attempts_in(*, learner: User, contexts: Sequence[UUID]) -> dict[UUID, list[Attempt]]:
    """All attempts in these places, oldest first; one query."""
    found: dict[UUID, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(learner=learner, context__in=contexts).order_by("number"):
        found.setdefault(attempt.context, []).append(attempt)
    return found


def is_survey(quiz: Quiz) -> bool:
    """None of the questions that it can ask carries a mark. One query."""
    asked = in_group(*(section.pool_id for section in quiz.sections.all()))
    asked |= Q(pk__in=[row.question_id for row in quiz.fixed_questions.all()])
    published = Question.objects.filter(asked, live=True, current_version__isnull=False)
    kinds = published.values_list("current_version__content__kind", flat=True).order_by().distinct()
    found = [KINDS[kind].marking for kind in kinds]
    return bool(found) and all(marking == "none" for marking in found)


def part_titles(quiz: UUID) -> dict[str, str]:
    """Parts of the quiz with this key, in their order: key of the part → its name, which may be empty."""
    return {section.part: section.title for section in QuizSection.objects.filter(quiz__key=quiz)}
