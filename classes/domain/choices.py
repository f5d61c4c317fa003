"""What can be given to a class: all published courses with their modules, pages, quizzes and practices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from classes.models import Assignment, ClassGroup
from courses.domain.outlines import outlines
from courses.outline import Lesson, Outline

Kind = Assignment.Kind


@dataclass(frozen=True)
class Choice:
    """One radio. ``value``: “kind:course:target”."""

    value: str
    kind: str
    title: str
    minutes: int | None = None


@dataclass(frozen=True)
class ModuleChoices:
    module: Choice
    inside: list[Choice]

    def holds(self, value: str) -> bool:
        return any(one.value == value for one in self.inside)


@dataclass(frozen=True)
class CourseChoices:
    course: Choice
    modules: list[ModuleChoices]
    open: bool  # shown unfolded

    @property
    def key(self) -> str:
        return self.course.value.rsplit(":", 1)[1]


def read_choice(value: str) -> tuple[str, UUID, UUID] | None:
    """(kind, course, target) of a radio; None for anything else."""
    parts = value.split(":")
    if len(parts) != 3 or parts[0] not in Kind.values:
        return None
    try:
        return parts[0], UUID(parts[1]), UUID(parts[2])
    except ValueError:
        return None


def choices(group: ClassGroup, chosen: str = "") -> list[CourseChoices]:
    """The course that is unfolded: the one of ``chosen``, else the one this class was given last, else the first."""
    listed = outlines()
    known = read_choice(chosen)
    last = (
        known[1]
        if known
        else group.assignments.filter(withdrawn_at=None)
        .order_by("-created_at")
        .values_list("course", flat=True)
        .first()
    )
    shown = last if any(one.course == last for one in listed) else next((one.course for one in listed), None)
    return [
        CourseChoices(
            _choice(Kind.COURSE, outline, outline.course, outline.title, outline.minutes),
            [
                ModuleChoices(
                    _choice(Kind.MODULE, outline, module.key, module.title, module.minutes),
                    [one for lesson in module.lessons for one in _of_lesson(outline, lesson)],
                )
                for module in outline.modules
            ],
            outline.course == shown,
        )
        for outline in listed
    ]


def _of_lesson(outline: Outline, lesson: Lesson) -> Iterator[Choice]:
    """A page that is nothing but its quiz or practice is listed once, as that."""
    acts = [one for one in lesson.activities if one.kind in (Kind.QUIZ, Kind.PRACTICE)]
    if lesson.kind == "lesson" or len(acts) != 1:
        yield _choice(Kind.LESSON, outline, lesson.key, lesson.title, lesson.minutes)
    for act in acts:
        yield _choice(act.kind, outline, act.key, lesson.title)


def _choice(kind: str, outline: Outline, target: UUID, title: str, minutes: int | None = None) -> Choice:
    return Choice(f"{kind}:{outline.course}:{target}", kind, title, minutes)
