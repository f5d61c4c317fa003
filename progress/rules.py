"""When a lesson and a course are complete, and what comes next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from courses.outline import Lesson, Module, Outline, Requirements


@dataclass(frozen=True)
class Outcome:
    """What came out of one activity, once: to be merged into what is already there."""

    done: bool
    percent: int | None = None
    sections: Mapping[str, int] | None = None
    accompanied: bool = False


def better(old: Outcome, new: Outcome) -> Outcome:
    """The better of each item; never lower, never undone."""
    higher = new.percent is not None and (old.percent is None or new.percent > old.percent)
    best = new if higher else old
    return Outcome(
        done=old.done or new.done,
        percent=best.percent,
        sections=best.sections,
        accompanied=old.accompanied or new.accompanied,
    )


def is_lesson_complete(required: Collection[UUID], done: Collection[UUID], *, declared: bool) -> bool:
    """Every activity in it is done; where it has none, the learner has said so."""
    return set(required) <= set(done) if required else declared


def is_course_complete(
    requirements: Sequence[Requirements], *, completed: Collection[UUID], done: Collection[UUID]
) -> bool:
    """One of the versions that count – the one at enrolment, the current one – is satisfied.

    ``completed``: lessons completed; ``done``: activities done. A lesson that was completed stays
    completed although activities were added to it since. A course that asks for nothing is never complete.
    """
    finished, acted = set(completed), set(done)
    return any(
        version.lessons
        and all(lesson in finished or (wanted and wanted <= acted) for lesson, wanted in version.lessons.items())
        for version in requirements
    )


def next_lesson(outline: Outline, completed: Collection[UUID], after: UUID | None = None) -> Lesson | None:
    """The next undone page: behind the one just left if there is one, else the first undone of all."""
    undone = [lesson for lesson in outline.lessons if lesson.key not in completed]
    if after is not None and after in outline.by_key:
        position = outline.lessons.index(outline.by_key[after])
        later = [lesson for lesson in undone if outline.lessons.index(lesson) > position]
        undone = later or undone
    return undone[0] if undone else None


def is_last_undone(outline: Outline, completed: Collection[UUID], lesson: UUID) -> bool:
    """Completing this page would complete the course."""
    return all(other.key in completed or other.key == lesson for other in outline.lessons) and lesson not in completed


@dataclass(frozen=True)
class Progress:
    """“10 dari 16”."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.done >= self.total


def progress_of(lessons: Sequence[Lesson], completed: Collection[UUID]) -> Progress:
    return Progress(sum(lesson.key in completed for lesson in lessons), len(lessons))


def module_progress(module: Module, completed: Collection[UUID]) -> Progress:
    return progress_of(module.lessons, completed)
