"""Writing GIFT. Pictures, and explanations of whole answers of some kinds, find no place in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quizzes.formats.model import (
    DIFFICULTY_TAGS,
    GROUPS_TAG,
    NEEDS_PICTURE,
    NO_MARK_TAG,
    NO_SPACES_TAG,
    Question,
    Value,
    _n,
)
from quizzes.formats.moodlexml_writer import question_name
from quizzes.formats.text import written_path

CANNOT = ("ordering", "gaps", "scale", *NEEDS_PICTURE)  # Moodle's GIFT has no such questions
LEFT_OUT = _n(
    "Ordering, gaps, scales and places in pictures are left out."
    " Without pictures, sound, hints, units, rubrics and some explanations."
)


def write_gift(questions: Iterable[Question]) -> Iterator[str]:
    category: tuple[str, ...] = ()
    for question in questions:
        if question.kind in CANNOT:
            continue
        if question.category != category:
            category = question.category
            yield f"$CATEGORY: {written_path(category)}\n\n"
        yield _question(question)


def _escaped(text: str) -> str:
    for sign in "\\~=#{}:":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _plain(text: str) -> str:
    """Every text of an answer names its format: what looks like markup in it is none."""
    return f"[plain]{_escaped(text)}"


def _hash(text: str) -> str:
    return f"#{_plain(text)}" if text else ""


def _question(question: Question) -> str:
    tags = [*question.tags, DIFFICULTY_TAGS[question.difficulty]]
    tags += [GROUPS_TAG] * (question.kind == "groups") + [NO_SPACES_TAG] * bool(question.value.get("ignore_spaces"))
    tags += [NO_MARK_TAG] * (question.kind == "free_words")
    comment = "// " + " ".join(f"[tag:{_in_comment(tag)}]" for tag in tags)
    general = f"\n####{_plain(question.explanation)}" if question.explanation else ""
    stem = question.stem.replace("\n", " ")
    return (
        f"{comment}\n::{_escaped(question_name(question))}::[html]{_escaped(stem)}"
        f"{{{_answers(question)}{general}\n}}\n\n"
    )


def _in_comment(tag: str) -> str:
    return tag.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _answers(question: Question) -> str:
    value = question.value
    match question.kind:
        case "single_choice" | "multiple_choice":
            return _choices(value, several=question.kind == "multiple_choice")
        case "true_false":
            is_true = value["answer"] == "true"
            right, wrong = (value["if_true"], value["if_false"])[:: 1 if is_true else -1]
            return f"{'TRUE' if is_true else 'FALSE'}#{_plain(wrong)}#{_plain(right)}"
        case "matching":
            pairs = [(pair["left"], pair["right"]) for pair in value["pairs"]]
            return _pairs([*pairs, *(("", decoy) for decoy in value["decoys"])])
        case "groups":
            return _pairs([(thing, group["name"]) for group in value["groups"] for thing in group["things"]])
        case "number":
            return _number(value)
        case "free_text" | "free_words":
            return ""  # an essay
    rows = [f"={_plain(text)}{_hash(value['feedback_correct'])}" for text in value["accepted"]]
    rows += [f"=%0%*{_hash(value['feedback_incorrect'])}"] * bool(value["feedback_incorrect"])
    rows = [_no_arrow(row) for row in rows]  # an arrow would make pairs of them
    return _listed(rows)


def _listed(rows: Iterable[str]) -> str:
    return "".join(f"\n\t{row}" for row in rows)


def _choices(value: Value, *, several: bool) -> str:
    right = sum(bool(choice["correct"]) for choice in value["choices"])
    wrong = len(value["choices"]) - right
    rows = []
    for choice in value["choices"]:
        mark = "=" if choice["correct"] else "~"
        if several:
            mark = f"~%{_share(right)}%" if choice["correct"] else f"~%-{_share(wrong)}%"
        rows.append(f"{mark}{_plain(choice['text'])}{_hash(choice['feedback'])}")
    return _listed(rows)


def _share(count: int) -> str:
    return f"{100 / count:.5f}".rstrip("0").rstrip(".") if count else "0"


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """The right side has no format, and nothing can escape an arrow."""
    return _listed(
        f"={_plain(_no_arrow(left)) if left else ''} -> {_escaped(_no_arrow(right))}" for left, right in pairs
    )


def _no_arrow(text: str) -> str:
    return text.replace("->", "→")


def _number(value: Value) -> str:
    rows = [f"={value['answer']}:{value['tolerance']}{_hash(value['feedback_correct'])}"]
    rows += [f"=%0%{trap['value']}:0{_hash(trap['feedback'])}" for trap in value["traps"]]
    rows += [f"~{_hash(value['feedback_incorrect'])}"] * bool(value["feedback_incorrect"])
    return f"#{_listed(rows)}"
