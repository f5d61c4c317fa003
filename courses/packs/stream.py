"""Blocks of a pack as raw StreamField data, with identities that derive from the pack's own ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from courses.packs.arranged import Spots
from courses.packs.model import (
    WITHOUT_KEY,
    Block,
    CalloutBlock,
    CheckBlock,
    H5PBlock,
    MessageBlock,
    PackLesson,
    PackQuestion,
    Picture,
    PictureBlock,
    PracticeBlock,
    QuizBlock,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
)
from courses.packs.raw import Raw, raw_items


class Objects:
    """Primary keys of what the blocks point to, as it was loaded before."""

    def __init__(
        self,
        pictures: Mapping[str, int],
        questions: Mapping[str, int],
        tasks: Mapping[str, int],
        quizzes: Mapping[str, int],
        contents: Mapping[str, int],
    ) -> None:
        self.pictures = pictures
        self.questions = questions
        self.tasks = tasks
        self.quizzes = quizzes
        self.contents = contents


def raw_body(lesson: PackLesson, key: UUID, objects: Objects) -> list[Raw]:
    """Blocks that learners act in are named after what they hold, the others after their place."""
    raw = []
    for index, block in enumerate(lesson.blocks):
        kind, value, name = _raw(block, lesson, key, objects)
        raw.append({"type": kind, "value": value, "id": str(uuid5(key, name or f"{index}:{kind}"))})
    return raw


def with_known_ids(raw: list[Raw], before: list[Raw]) -> list[Raw]:
    """What learners did hangs on the identity of a block: one that holds the same thing as before keeps it."""
    known = {_held(block): block["id"] for block in before if block["type"] in HOLDS}
    for block in raw:
        if block["type"] in HOLDS:
            block["id"] = known.get(_held(block)) or block["id"]
    return raw


HOLDS = {"check": "question", "practice": "task", "quiz": "quiz", "h5p": "content"}


def _held(block: Raw) -> tuple[str, int | None]:
    return block["type"], block["value"].get(HOLDS[block["type"]])


def _raw(block: Block, lesson: PackLesson, key: UUID, objects: Objects) -> tuple[str, Any, str]:
    match block:
        case TextBlock():
            return "text", {"heading": block.heading, "body": block.body}, ""
        case StepsBlock():
            steps = [{"text": step.body, "picture": _picture(step.picture, objects)} for step in block.steps]
            return "steps", {"title": block.title, "steps": raw_items(steps, key, "step")}, ""
        case PictureBlock():
            return "picture", {"picture": _picture(block.picture, objects), "caption": block.picture.caption}, ""
        case CalloutBlock():
            return "callout", {"kind": block.kind, "title": block.title, "body": block.body}, ""
        case TryNowBlock():
            return "try_now", {"body": block.body}, ""
        case MessageBlock():
            return "message", {"sender": block.sender, "body": block.body}, ""
        case TermsBlock():
            terms = [{"term": term, "meaning": f"<p>{meaning}</p>"} for term, meaning in block.terms]
            return "terms", {"terms": raw_items(terms, key, "term")}, ""
        case TableBlock():
            rows = [raw_items([f"<p>{cell}</p>" for cell in row], key, f"cell{i}") for i, row in enumerate(block.rows)]
            return "table", {"caption": block.caption, "rows": raw_items(rows, key, "row")}, ""
        case CheckBlock():
            return "check", {"question": objects.questions[block.question.id]}, f"check:{block.question.id}"
        case PracticeBlock():
            return "practice", {"task": objects.tasks[lesson.id]}, "practice"
        case QuizBlock():
            return "quiz", {"quiz": objects.quizzes[block.quiz]}, f"quiz:{block.quiz}"
        case H5PBlock():
            value = {
                "content": objects.contents[block.content],
                "rule": block.rule,
                "percent": block.percent,
                "required": block.required,
            }
            return "h5p", value, f"h5p:{block.content}"


def _picture(picture: Picture | None, objects: Objects) -> Raw:
    if picture is None:
        return {"image": None, "decorative": False, "alt_text": ""}
    return {"image": objects.pictures[picture.path], "decorative": not picture.alt, "alt_text": picture.alt}


def raw_question(question: PackQuestion, key: UUID) -> list[Raw]:
    """Content of a question: exactly one block of its kind."""
    return [{"type": question.kind, "value": _question_value(question, key), "id": str(uuid5(key, "content"))}]


def _question_value(question: PackQuestion, key: UUID) -> Raw:
    if question.kind in ("single_choice", "multiple_choice"):
        choices = [{"text": c.text, "correct": c.correct, "feedback": c.feedback} for c in question.choices]
        items = [{"type": "item", "value": value, "id": str(uuid5(key, str(value["text"])))} for value in choices]
        return {"choices": items, "shuffle": True}
    if question.kind == "true_false":
        is_true, is_false = question.choices
        answer = "true" if is_true.correct else "false"
        return {"answer": answer, "if_true": is_true.feedback, "if_false": is_false.feedback}
    if question.kind in WITHOUT_KEY and question.arranged:
        return question.arranged.raw(key)
    typed = {"feedback_correct": question.feedback_correct, "feedback_incorrect": question.feedback_incorrect}
    if isinstance(question.arranged, Spots):
        return question.arranged.raw(key)
    if question.arranged:
        return typed | question.arranged.raw(key)
    if question.kind == "short_text":
        return typed | {"accepted": raw_items(list(question.accepted), key, "accepted")}
    traps = [{"value": str(trap.value), "feedback": trap.feedback} for trap in question.traps]
    return typed | {
        "answer": str(question.number),
        "tolerance": str(question.tolerance),
        "unit": question.unit,
        "traps": raw_items(traps, key, "trap"),
    }
