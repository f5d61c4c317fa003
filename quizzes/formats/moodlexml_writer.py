"""Writing Moodle XML. What Moodle has no place for stands in elements that it passes over, and comes back to us."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from quizzes.formats.cloze import write_cloze
from quizzes.formats.model import (
    DIFFICULTY_TAGS,
    GROUPS_TAG,
    NO_MARK_TAG,
    NO_SPACES_TAG,
    Attached,
    Question,
    Value,
)
from quizzes.formats.rubric import written_rubric
from quizzes.formats.text import one_line, to_plain, written_path

TYPES = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "matching": "matching",
    "groups": "matching",
    "ordering": "ordering",
    "gaps": "cloze",
    "number": "numerical",
    "short_text": "shortanswer",
    "free_text": "essay",
    "free_words": "essay",
}


def write_moodlexml(questions: Iterable[Question]) -> Iterator[str]:
    """Piece by piece, so that a bank of any size is sent as it is read."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    category: tuple[str, ...] = ()
    for question in questions:
        if question.kind not in TYPES:
            continue
        if question.category != category:
            category = question.category
            yield _category(category)
        yield _question(question)
    yield "</quiz>\n"


def question_name(question: Question) -> str:
    return question.name or to_plain(question.stem, "html", lines=False)[:80] or "Soal"


def _category(path: tuple[str, ...]) -> str:
    return f'<question type="category"><category>{_text(written_path(path))}</category></question>\n'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _formatted(name: str, text: str, form: str = "plain_text", more: str = "") -> str:
    return f'<{name} format="{form}">{_text(text)}{more}</{name}>'


def _question(question: Question) -> str:
    stem = question.stem + (write_cloze(question.value["text"]) if question.kind == "gaps" else "")
    attached = ""
    if question.picture:
        stem, attached = _with_picture(stem, question.picture)
    parts = [
        f'<question type="{TYPES[question.kind]}">',
        f"<name>{_text(question_name(question))}</name>",
        _formatted("questiontext", stem, "html", attached),
        _formatted("generalfeedback", question.explanation),
        f"<defaultgrade>{_grade(question)}</defaultgrade><penalty>0</penalty><hidden>0</hidden>",
        *_answers(question),
        *(_formatted("hint", hint) for hint in question.hints),
        _tags(question),
        "</question>\n",
    ]
    return "\n".join(part for part in parts if part)


def _grade(question: Question) -> int:
    if question.kind == "free_text":
        return sum(row["points"] for row in question.value["rubric"]) or 1
    return 0 if question.kind == "free_words" else 1


def _with_picture(stem: str, picture: Attached) -> tuple[str, str]:
    """In front of the gaps of a cloze, which begin with the first gap."""
    shown = f'<p><img src="@@PLUGINFILE@@/{quote(picture.name)}" alt="{escape(picture.alt)}"></p>'
    content = base64.b64encode(picture.content).decode("ascii")
    return shown + stem, f'<file name="{escape(picture.name)}" path="/" encoding="base64">{content}</file>'


def _tags(question: Question) -> str:
    tags = [*question.tags, DIFFICULTY_TAGS[question.difficulty]]
    tags += [GROUPS_TAG] * (question.kind == "groups")
    tags += [NO_SPACES_TAG] * bool(question.value.get("ignore_spaces"))
    tags += [NO_MARK_TAG] * (question.kind == "free_words")
    return f"<tags>{''.join(f'<tag>{_text(one_line(tag))}</tag>' for tag in tags)}</tags>"


def _answer(text: str, percent: str, feedback: str, more: str = "", form: str = "plain_text") -> str:
    return (
        f'<answer fraction="{percent}" format="{form}">{_text(text)}{_formatted("feedback", feedback)}{more}</answer>'
    )


def _answers(question: Question) -> list[str]:
    value = question.value
    match question.kind:
        case "single_choice" | "multiple_choice":
            return _choices(value, several=question.kind == "multiple_choice")
        case "true_false":
            is_true = value["answer"] == "true"
            return [
                _answer("true", "100" if is_true else "0", value["if_true"], form="moodle_auto_format"),
                _answer("false", "0" if is_true else "100", value["if_false"], form="moodle_auto_format"),
            ]
        case "matching" | "groups":
            return _rows(question.kind, value)
        case "ordering":
            return _ordered(value)
        case "number":
            return _number(value)
        case "short_text":
            return _short_text(value)
        case "free_text":
            return _essay(written_rubric(value), value["most_words"])
        case "free_words":
            return _essay("", None)
    return _combined(value)  # gaps: their answers stand in the text


def _choices(value: Value, *, several: bool) -> list[str]:
    right = sum(bool(choice["correct"]) for choice in value["choices"])
    wrong = len(value["choices"]) - right
    add = _share(right) if several else "100"
    take = f"-{_share(wrong)}" if several and wrong else "0"
    return [
        f"<single>{'false' if several else 'true'}</single>",
        f"<shuffleanswers>{'true' if value['shuffle'] else 'false'}</shuffleanswers>",
        "<answernumbering>none</answernumbering>",
        *(_answer(one["text"], add if one["correct"] else take, one["feedback"]) for one in value["choices"]),
    ]


def _share(count: int) -> str:
    """A part of 100 with five decimals, as Moodle lists them."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".") if count else "0"


def _combined(value: Value) -> list[str]:
    return [
        _formatted("correctfeedback", value["feedback_correct"]),
        _formatted("incorrectfeedback", value["feedback_incorrect"]),
    ]


def _rows(kind: str, value: Value) -> list[str]:
    if kind == "groups":
        pairs = [(thing, group["name"], "") for group in value["groups"] for thing in group["things"]]
    else:
        pairs = [(pair["left"], pair["right"], pair["feedback"]) for pair in value["pairs"]]
        pairs += [("", decoy, "") for decoy in value["decoys"]]
    return ["<shuffleanswers>true</shuffleanswers>", *_combined(value), *(_row(*pair) for pair in pairs)]


def _row(left: str, right: str, feedback: str) -> str:
    said = _formatted("feedback", feedback) if feedback else ""
    return f'<subquestion format="plain_text">{_text(left)}<answer format="plain_text">{_text(right)}</answer>{said}</subquestion>'  # noqa: E501


def _ordered(value: Value) -> list[str]:
    way = "ALL_OR_NOTHING" if value["whole"] else "RELATIVE_NEXT_EXCLUDE_LAST"
    return [
        "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>",
        f"<gradingtype>{way}</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>",
        *_combined(value),
        *(_answer(text, str(place), "") for place, text in enumerate(value["items"], 1)),
    ]


def _number(value: Value) -> list[str]:
    form = "moodle_auto_format"
    tolerance = f"<tolerance>{escape(value['tolerance'])}</tolerance>"
    exact = "<tolerance>0</tolerance>"
    answers = [_answer(value["answer"], "100", value["feedback_correct"], tolerance, form)]
    answers += [_answer(trap["value"], "0", trap["feedback"], exact, form) for trap in value["traps"]]
    answers += [_answer("*", "0", value["feedback_incorrect"], exact, form)] * bool(value["feedback_incorrect"])
    if not value["unit"]:
        return [*answers, "<unitgradingtype>0</unitgradingtype><showunits>3</showunits>"]
    unit = f"<unit><multiplier>1</multiplier><unit_name>{escape(value['unit'])}</unit_name></unit>"
    units = f"<units>{unit}</units>"
    return [*answers, units, "<unitgradingtype>0</unitgradingtype><showunits>0</showunits><unitsleft>0</unitsleft>"]


def _essay(notes: str, most_words: int | None) -> list[str]:
    return [
        "<responseformat>plain</responseformat><responserequired>1</responserequired>"
        "<responsefieldlines>10</responsefieldlines><attachments>0</attachments>",
        _formatted("graderinfo", notes),
        f"<maxwordlimit>{most_words}</maxwordlimit>" if most_words else "",
        _formatted("responsetemplate", ""),
    ]


def _short_text(value: Value) -> list[str]:
    answers = [_answer(text, "100", value["feedback_correct"]) for text in value["accepted"]]
    answers += [_answer("*", "0", value["feedback_incorrect"])] * bool(value["feedback_incorrect"])
    return [f"<usecase>{int(bool(value['case']))}</usecase>", *answers]
