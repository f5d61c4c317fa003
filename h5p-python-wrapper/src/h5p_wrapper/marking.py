"""Marking again what a learner answered, from the content and the ``result.response`` of an xAPI statement.

In H5P scores are worked out in the browser, where a learner can send any. For the types here a host need not believe
them: the response is marked as the type itself does it. What a learner *answered* still comes from the browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from h5p_wrapper import marking_own
from h5p_wrapper.mark import SEPARATOR, Mark, indexes, truth
from h5p_wrapper.scalars import as_number
from h5p_wrapper.spelling import is_near
from h5p_wrapper.versions import LibraryName

__all__ = ["Mark", "Part", "is_markable", "is_marked_by_response", "mark", "mark_part", "parts"]

Response = str | Mapping[str, str]
"""What was answered: a text; for a set of questions, the text by the subContentId of each part."""

_TAG_IN_BLANK = re.compile(r"</?[a-z]*\d?>", re.IGNORECASE)
_MOST_DEPTH = 60


@dataclass(frozen=True)
class Part:
    """A question inside a content. ``library`` is a machine name; one question of a Single Choice Set has none of its
    own and is called ``H5P.SingleChoiceSet/choice``."""

    id: str
    library: str
    params: Mapping[str, Any]


def mark(library: LibraryName | str, params: Mapping[str, Any], response: Response) -> Mark | None:
    """``params``: filtered, of the version that was played. ``None`` where the type cannot be marked here, or where
    the response is not one that it gives (a forged one, or of another version)."""
    name = library.machine_name if isinstance(library, LibraryName) else library.split(" ")[0]
    try:
        if isinstance(response, str):
            single = _SINGLE.get(name)
            return single(params, response) if single else None
        several = _SETS.get(name)
        return several(params, response) if several else None
    except (KeyError, TypeError, AttributeError, IndexError):
        return None  # params of another shape than the type's


def is_markable(library: LibraryName | str, params: Mapping[str, Any] | None = None) -> bool:
    """Whether ``mark`` can say something; for a Question Set this depends on its questions."""
    name = library.machine_name if isinstance(library, LibraryName) else library.split(" ")[0]
    if name != "H5P.QuestionSet":
        return name in _SINGLE or name in _SETS
    return params is not None and mark(name, params, {}) is not None


def is_marked_by_response(library: LibraryName | str, params: Mapping[str, Any]) -> bool:
    """Whether every true answer to this very content comes as one text that ``mark`` reads. Where it does, a score
    without such a text is not one that the content gives. A set is not: its parts are answered one by one."""
    name = library.machine_name if isinstance(library, LibraryName) else library.split(" ")[0]
    try:
        return name in _SINGLE and _unanswered(name, params) is not None
    except (KeyError, TypeError, AttributeError, IndexError):
        return False  # params of another shape than the type's


def mark_part(params: Mapping[str, Any], sub_content_id: str, response: str) -> Mark | None:
    """One question somewhere inside a content (a column, a presentation, a set of questions)."""
    found = next((part for part in parts(params) if part.id == sub_content_id), None)
    return None if found is None else mark(found.library, found.params, response)


def parts(value: Any) -> Iterator[Part]:
    """Everything inside a content that has an id of its own, in the order of the content."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        inner = each.values() if isinstance(each, Mapping) else each if isinstance(each, list) else ()
        if depth < _MOST_DEPTH:
            waiting.extend((inside, depth + 1) for inside in reversed(list(inner)))
        if isinstance(each, Mapping) and isinstance(each.get("subContentId"), str):
            library = each.get("library")
            if isinstance(library, str) and isinstance(each.get("params"), Mapping):
                yield Part(each["subContentId"], library.split(" ")[0], each["params"])
            elif isinstance(each.get("answers"), list):
                yield Part(each["subContentId"], _CHOICE, each)


def _multi_choice(params: Mapping[str, Any], response: str) -> Mark | None:
    answers = params["answers"]
    behaviour = params.get("behaviour") or {}
    right = sum(truth(answer.get("correct")) for answer in answers)
    kind = behaviour.get("type", "auto")
    is_single = right == 1 if kind == "auto" else kind == "single"
    chosen = indexes(response, len(answers))
    if chosen is None or (is_single and len(chosen) > 1):
        return None
    score = max(0, sum(1 if truth(answers[index].get("correct")) else -1 for index in chosen))
    most = right or 1
    if not right and not chosen:
        score = 1  # where nothing is right, choosing nothing is
    needed = _number(behaviour.get("passPercentage"), 100)
    is_one_point = truth(behaviour.get("singlePoint", True))
    if is_one_point:
        score = 1 if 100 * score / most >= needed else 0
    total = most if not is_single and not is_one_point else 1
    return Mark(score, total, 100 * score / total >= needed)


def _true_false(params: Mapping[str, Any], response: str) -> Mark | None:
    if response not in ("true", "false"):
        return None
    is_right = response == ("true" if params.get("correct") in ("true", True) else "false")
    return Mark(int(is_right), 1, is_right)


def _choice(params: Mapping[str, Any], response: str) -> Mark | None:
    """One question of a set: the first answer is the right one, whatever the order on the screen."""
    if response == "":
        return Mark(0, 1, False)
    chosen = indexes(response, len(params["answers"]))
    return Mark(int(chosen == [0]), 1, chosen == [0]) if chosen is not None and len(chosen) == 1 else None


def _single_choice_set(params: Mapping[str, Any], responses: Mapping[str, str]) -> Mark | None:
    choices = [choice for choice in params["choices"] if choice and choice.get("answers")]
    marks = [_choice(choice, responses.get(choice["subContentId"], "")) for choice in choices]
    return _together(marks, _number((params.get("behaviour") or {}).get("passPercentage"), 100))


def _blanks(params: Mapping[str, Any], response: str) -> Mark | None:
    behaviour = params.get("behaviour") or {}
    blanks = [blank for question in params["questions"] for blank in _blanks_of(question)]
    given = response.split(SEPARATOR)
    if not blanks or len(given) != len(blanks):
        return None
    is_strict = behaviour.get("caseSensitive", True) is True
    forgives = behaviour.get("acceptSpellingErrors") is True
    score = sum(
        _fills(answer, blank, is_strict=is_strict, forgives=forgives)
        for answer, blank in zip(given, blanks, strict=True)
    )
    return Mark(score, len(blanks), score == len(blanks))


def _blanks_of(question: str) -> Iterator[list[str]]:
    """The accepted answers of each blank: ``*answer/other:tip*``."""
    at = 0
    while (start := question.find("*", at)) >= 0 and (end := question.find("*", start + 1)) >= 0:
        inside = _TAG_IN_BLANK.sub("", question[start + 1 : end])
        if inside:
            yield [html.unescape(_trim(each)) for each in inside.split(":", 1)[0].split("/")]
        at = end + 1


def _fills(answer: str, accepted: list[str], *, is_strict: bool, forgives: bool) -> bool:
    given = _trim(answer.replace("&nbsp;", " "))
    given = given if is_strict else given.lower()
    for each in accepted:
        right = each if is_strict else each.lower()
        if given == _trim(right):
            return True
        allowed = 2 if len(right) > 9 else 1 if len(right) > 3 else 0
        if forgives and allowed and is_near(given, _trim(right), allowed):
            return True
    return False


def _question_set(params: Mapping[str, Any], responses: Mapping[str, str]) -> Mark | None:
    """All questions, or – where each learner gets some drawn from a pool – those that were answered, if it is all of
    a draw. A set with a question that cannot be marked here cannot be marked."""
    questions = [question for question in params["questions"] if question]
    drawn = int(_number(params.get("poolSize"), 0))
    if 0 < drawn < len(questions) and responses:
        questions = [question for question in questions if _is_answered(question, responses)]
        if len(questions) != drawn:
            return None
    marks = [_question(question, responses) for question in questions]
    return _together(marks, _number(params.get("passPercentage"), 50))


def _question(question: Mapping[str, Any], responses: Mapping[str, str]) -> Mark | None:
    name, params = question["library"].split(" ")[0], question["params"]
    if name in _SETS:
        return mark(name, params, responses)
    response = responses.get(question["subContentId"])
    if response is not None:
        return mark(name, params, response)
    return _unanswered(name, params)


def _unanswered(name: str, params: Mapping[str, Any]) -> Mark | None:
    if name == "H5P.TrueFalse":
        return Mark(0, 1, False)
    if name == "H5P.Blanks":
        count = sum(1 for question in params["questions"] for _ in _blanks_of(question))
        return mark(name, params, SEPARATOR * (count - 1)) if count else None
    return mark(name, params, "")


def _is_answered(question: Mapping[str, Any], responses: Mapping[str, str]) -> bool:
    ids = {question.get("subContentId"), *(part.id for part in parts(question))}
    return any(each in responses for each in ids)


def _together(marks: list[Mark | None], pass_percentage: float) -> Mark | None:
    known = [each for each in marks if each is not None]
    if not known or len(known) != len(marks):
        return None
    score, total = sum(each.score for each in known), sum(each.max for each in known)
    return Mark(score, total, total > 0 and 100 * score / total >= pass_percentage)


def _number(value: Any, default: float) -> float:
    number = as_number(value)
    return default if number is None else number


def _trim(text: str) -> str:
    return text.strip().strip("\ufeff").strip()


_CHOICE = "H5P.SingleChoiceSet/choice"
_SINGLE: dict[str, Callable[[Mapping[str, Any], str], Mark | None]] = {
    "H5P.MultiChoice": _multi_choice,
    "H5P.TrueFalse": _true_false,
    "H5P.Blanks": _blanks,
    _CHOICE: _choice,
    "LMS.FindClues": marking_own.find_clues,
    "LMS.OrderSteps": marking_own.order_steps,
    "LMS.PriceCalculator": marking_own.price_calculator,
}
_SETS: dict[str, Callable[[Mapping[str, Any], Mapping[str, str]], Mark | None]] = {
    "H5P.SingleChoiceSet": _single_choice_set,
    "H5P.QuestionSet": _question_set,
}
