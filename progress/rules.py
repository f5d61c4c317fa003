"""When a lesson and a course are complete, what comes next, and whose mark a part of a quiz is. Pure."""

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
    declared: bool = False  # done by the learner's own word alone
    stands: bool = False  # this mark counts, whatever stood there before


def better(old: Outcome, new: Outcome) -> Outcome:
    """The better of each item; never undone, and never lower unless the new mark is said to stand."""
    higher = new.stands or (new.percent is not None and (old.percent is None or new.percent > old.percent))
    best = new if higher else old
    by_word = [outcome.declared for outcome in (old, new) if outcome.done]
    return Outcome(
        done=old.done or new.done,
        percent=best.percent,
        sections=best.sections,
        accompanied=old.accompanied or new.accompanied,
        declared=bool(by_word) and all(by_word),
    )


def is_lesson_complete(required: Collection[UUID], done: Collection[UUID], *, declared: bool) -> bool:
    """Every activity in it is done; where it has none, the learner has said so."""
    return set(required) <= set(done) if required else declared


def ends_by_word(lesson: Lesson) -> bool:
    """The learner says when this page is done: a lesson, and any page that asks for nothing else.

    A quiz or practice whose activity is missing or not published must not keep a course from being completed.
    """
    return lesson.kind == "lesson" or not lesson.required


def is_course_complete(
    requirements: Sequence[Requirements], *, completed: Collection[UUID], done: Collection[UUID]
) -> bool:
    """One of the versions that count – the one at enrolment, the current one – is satisfied.

    ``completed``: lessons completed; ``done``: activities done. A lesson that was completed stays
    completed although activities were added to it since. A course that asks for nothing is never complete.
    """
    return any(
        version.lessons and lessons_left(version, completed=completed, done=done) == 0 for version in requirements
    )


def lessons_left(version: Requirements, *, completed: Collection[UUID], done: Collection[UUID]) -> int:
    return len(undone_lessons(version, completed=completed, done=done))


def undone_lessons(version: Requirements, *, completed: Collection[UUID], done: Collection[UUID]) -> set[UUID]:
    """Which of the lessons it asks for are neither completed nor done activity by activity."""
    finished, acted = set(completed), set(done)
    return {
        lesson
        for lesson, wanted in version.lessons.items()
        if lesson not in finished and not (wanted and wanted <= acted)
    }


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


@dataclass(frozen=True)
class PartMark:
    """The mark of a named part of a quiz."""

    title: str
    percent: int
    module: UUID | None = None  # the module it asks about


def part_marks(sections: Mapping[str, int], *, titles: Mapping[str, str], modules: Sequence[Module]) -> list[PartMark]:
    """In the order of the quiz. ``sections``: part → percent; ``titles``: part → its name, which may be empty.

    A part asks about the module whose key it carries, as course packs write it, or whose title it bears, as a
    trainer writes it. Any other one stands under its own name; without a name it is not told apart.
    """
    by_key = {str(module.key): module for module in modules}
    by_title = {_plain(module.title): module for module in modules}
    marks: list[PartMark] = []
    taken: set[UUID] = set()
    for part in [*filter(sections.__contains__, titles), *sorted(sections.keys() - titles.keys())]:
        title = titles.get(part, "")
        module = by_key.get(part) or by_title.get(_plain(title))
        if module is not None and module.key not in taken:
            taken.add(module.key)
            marks.append(PartMark(module.title, sections[part], module.key))
        elif title:
            marks.append(PartMark(title, sections[part]))
    return marks


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
