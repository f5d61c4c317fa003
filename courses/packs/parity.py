"""A translation beside the course it translates: whoever changes the language finds the same things to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from courses.packs.model import (
    CheckBlock,
    H5PBlock,
    Pack,
    PackLesson,
    PackQuestion,
    PracticeBlock,
    QuizBlock,
)
from courses.packs.problems import Problem, _n

_BANK, _COURSE = "bank.yaml", "course.yaml"


def check_translation(pack: Pack, original: Pack) -> list[Problem]:
    """What an author should look at; what is not translated yet is read in the original's language."""
    return [*_pages(pack, original), *_bank(pack, original)]


def _pages(pack: Pack, original: Pack) -> Iterator[Problem]:
    ids = [(module.id, [lesson.id for lesson in module.lessons]) for module in pack.modules]
    theirs = [(module.id, [lesson.id for lesson in module.lessons]) for module in original.modules]
    if ids != theirs:
        yield Problem(_COURSE, 0, _n("Modules or lessons are not those of the original, in its order."))
    known = {lesson.id: lesson for module in original.modules for lesson in module.lessons}
    for lesson in (lesson for module in pack.modules for lesson in module.lessons):
        other = known.get(lesson.id)
        if other is None:
            continue
        if (lesson.kind, lesson.minutes) != (other.kind, other.minutes):
            yield Problem(lesson.file, 0, _n("The kind of page or its minutes differ from the original."))
        if list(_to_do(lesson)) != list(_to_do(other)):
            yield Problem(lesson.file, 0, _n("What there is to do on the page differs from the original."))


def _to_do(lesson: PackLesson) -> Iterator[tuple[object, ...]]:
    for block in lesson.blocks:
        match block:
            case CheckBlock():
                yield "check", *_shape(block.question)
            case PracticeBlock():
                yield "practice", block.companion, tuple(step.id for step in block.steps)
            case QuizBlock():
                yield "quiz", block.quiz
            case H5PBlock():
                yield "h5p", block.content, block.rule, block.percent, block.required


def _shape(question: PackQuestion) -> tuple[object, ...]:
    right = tuple(choice.correct for choice in question.choices)
    return question.id, question.kind, question.difficulty, question.number, len(right), sum(right)


def _bank(pack: Pack, original: Pack) -> Iterator[Problem]:
    """A quiz is asked in one language: one question without a translation keeps it in the original's."""
    ours = {question.id: question for question in pack.bank}
    theirs = {question.id: question for question in original.bank}
    for name in theirs.keys() - ours.keys():
        yield Problem(_BANK, 0, _n("The question “{question}” of the original is missing."), {"question": name})
    for name in ours.keys() - theirs.keys():
        yield Problem(_BANK, 0, _n("The original has no question “{question}”."), {"question": name})
    for name in ours.keys() & theirs.keys():
        one, other = ours[name], theirs[name]
        if (one.module, one.pillars, *_shape(one)) != (other.module, other.pillars, *_shape(other)):
            yield Problem(_BANK, 0, _n("The question “{question}” is not built like the original."), {"question": name})
