"""The things a pack consists of, each with a hash of what the pack says of it: equal means nothing to load. Pure.

Names: “course”, “order”, and “picture:”, “h5p:”, “question:”, “quiz:”, “module:”, “lesson:”, “practice:” with an id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from courses.packs.model import (
    Block,
    CheckBlock,
    H5PBlock,
    Pack,
    PackLesson,
    PackQuestion,
    PackQuiz,
    PackRules,
    Picture,
    PictureBlock,
    PracticeBlock,
    QuizBlock,
    StepsBlock,
)

COURSE, ORDER = "course", "order"
_NOT_OF_THE_COURSE = ("modules", "bank", "quizzes", "pictures", "h5p", "digest", "version")


def hash_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def item_hashes(pack: Pack) -> dict[str, str]:
    """In the order in which they are loaded."""
    hashes = {f"picture:{path}": hashlib.sha256(content).hexdigest() for path, content in pack.pictures.items()}
    hashes |= {f"h5p:{content.slug}": content.digest for content in pack.h5p.values()}
    hashes |= {f"question:{question.id}": _question(question) for question in pack.bank}
    hashes |= {f"quiz:{quiz.id}": _quiz(quiz) for quiz in pack.quizzes}
    hashes[COURSE] = hash_of({k: v for k, v in asdict(pack).items() if k not in _NOT_OF_THE_COURSE})
    for module in pack.modules:
        hashes[f"module:{module.id}"] = hash_of([module.title, module.summary])
        for lesson in module.lessons:
            for block in lesson.blocks:
                if isinstance(block, CheckBlock):
                    hashes[f"question:{block.question.id}"] = _question(block.question)
                elif isinstance(block, PracticeBlock):
                    hashes[f"practice:{lesson.id}"] = hash_of([lesson.title, asdict(block)])
            hashes[f"lesson:{lesson.id}"] = hash_of(asdict(lesson) | {"file": ""})
    hashes[ORDER] = hash_of([(module.id, [lesson.id for lesson in module.lessons]) for module in pack.modules])
    return hashes


def _question(source: PackQuestion) -> str:
    said = asdict(source)
    if not source.hints:  # packs that were loaded before there were hints have not changed
        del said["hints"]
    return hash_of(said)


def _quiz(source: PackQuiz) -> str:
    stated = asdict(source)
    if source.rules == PackRules():
        del stated["rules"]  # as packs were hashed before there were any
    return hash_of(stated)


def needs(pack: Pack) -> dict[str, set[str]]:
    """Item → the items without which it cannot be written."""
    found: dict[str, set[str]] = {}
    for question in pack.bank:
        found[f"question:{question.id}"] = _of_question(question) | {COURSE}
    drawn = {
        quiz.id: {f"question:{one.id}" for one in pack.bank if one.module in {draw.module for draw in quiz.draws}}
        for quiz in pack.quizzes
    }
    for quiz, questions in drawn.items():
        found[f"quiz:{quiz}"] = questions | {COURSE}
    for module in pack.modules:
        found[f"module:{module.id}"] = {COURSE}
        for lesson in module.lessons:
            found[f"lesson:{lesson.id}"] = set(_of_lesson(lesson)) | {f"module:{module.id}"}
            for block in lesson.blocks:
                if isinstance(block, CheckBlock):
                    found[f"question:{block.question.id}"] = _of_question(block.question)
    return found


def with_needed(wanted: set[str], needed: dict[str, set[str]], here: set[str]) -> set[str]:
    """And what they cannot do without, as far as it is not ``here``."""
    found, waiting = set(wanted), list(wanted)
    while waiting:
        for item in needed.get(waiting.pop(), ()):
            if item not in here and item not in found:
                found.add(item)
                waiting.append(item)
    return found


def _of_question(question: PackQuestion) -> set[str]:
    return {f"picture:{question.picture.path}"} if question.picture else set()


def _of_lesson(lesson: PackLesson) -> Iterator[str]:
    for block in lesson.blocks:
        yield from (f"picture:{picture.path}" for picture in _pictures(block))
        match block:
            case CheckBlock():
                yield f"question:{block.question.id}"
            case PracticeBlock():
                yield f"practice:{lesson.id}"
            case QuizBlock():
                yield f"quiz:{block.quiz}"
            case H5PBlock():
                yield f"h5p:{block.content}"


def _pictures(block: Block) -> Iterator[Picture]:
    if isinstance(block, PictureBlock):
        yield block.picture
    elif isinstance(block, StepsBlock):
        yield from (step.picture for step in block.steps if step.picture)
