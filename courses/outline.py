"""The shape of a course as plain data: what it lists and what completing it takes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from core.words import round_half_up


def activity_key(lesson: UUID, block: str) -> UUID:
    """An activity is (lesson's translation key, block id), so a translation keeps the learner's work (DESIGN §4.3)."""
    return uuid5(lesson, block)


def training_hours(minutes: int, minutes_per_jp: int) -> int:
    """JP of a course: minutes ÷ minutes of one JP, rounded half up, at least 1."""
    return max(1, int(round_half_up(minutes / minutes_per_jp)))


@dataclass(frozen=True)
class Activity:
    key: UUID
    kind: str  # "check" | "practice" | "quiz" | "h5p"
    ref: UUID  # key of the question, practice task, quiz or H5P content
    pass_percent: int | None = None  # quizzes, and H5P that asks for a score
    rule: str = ""  # of H5P, what completes it: "opened" | "finished" | "score"
    required: bool = True  # for the lesson


@dataclass(frozen=True)
class Lesson:
    key: UUID
    page: int
    url: str
    title: str
    kind: str  # "lesson" | "practice" | "quiz"
    minutes: int
    weight: int  # bytes to load, pictures included
    activities: tuple[Activity, ...]

    @property
    def required(self) -> tuple[Activity, ...]:
        """What the lesson cannot be completed without."""
        return tuple(activity for activity in self.activities if activity.required)


@dataclass(frozen=True)
class Module:
    key: UUID
    url: str
    title: str
    lessons: tuple[Lesson, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Outline:
    course: UUID
    page: int
    url: str
    title: str
    track: str
    modules: tuple[Module, ...]
    jp_override: int | None = None
    pack: str = ""
    language: str = "id"

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All pages of all modules, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def by_key(self) -> Mapping[UUID, Lesson]:
        return {lesson.key: lesson for lesson in self.lessons}

    @cached_property
    def by_url(self) -> Mapping[str, Lesson]:
        return {lesson.url: lesson for lesson in self.lessons}

    @cached_property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def lesson_count(self) -> int:
        return sum(lesson.kind == "lesson" for lesson in self.lessons)

    @cached_property
    def weight(self) -> int:
        return sum(lesson.weight for lesson in self.lessons)

    @cached_property
    def pass_percent(self) -> int | None:
        """Of the last quiz, which is the one people speak of."""
        quizzes = [a for lesson in self.lessons for a in lesson.activities if a.kind == "quiz"]
        marks = [a.pass_percent for a in quizzes if a.pass_percent is not None]  # surveys have none
        return marks[-1] if marks else None

    @cached_property
    def has_practice(self) -> bool:
        return any(lesson.kind == "practice" for lesson in self.lessons)

    def jp(self, minutes_per_jp: int) -> int:
        return self.jp_override or training_hours(self.minutes, minutes_per_jp)

    def number_of(self, lesson: Lesson) -> int:
        """“Pelajaran 3 dari 16”: position among the lessons proper, from 1; 0 for practice and quiz."""
        if lesson.kind != "lesson":
            return 0
        return sum(other.kind == "lesson" for other in self.lessons[: self.lessons.index(lesson) + 1])

    def neighbours(self, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
        position = self.lessons.index(lesson)
        before = self.lessons[position - 1] if position else None
        after = self.lessons[position + 1] if position + 1 < len(self.lessons) else None
        return before, after

    def module_of(self, lesson: Lesson) -> Module:
        return next(module for module in self.modules if lesson in module.lessons)

    def requirements(self) -> Requirements:
        return Requirements(
            {lesson.key: frozenset(activity.key for activity in lesson.required) for lesson in self.lessons}
        )


def translated(main: Outline, said: Outline) -> Outline:
    """The course as it is asked for, in the words and pages of its translation.

    A module, page or activity that is not translated yet stays as it is; one that only the translation has is not
    part of the course.
    """
    modules = {module.key: module for module in said.modules}
    lessons = said.by_key
    return replace(
        main,
        page=said.page,
        url=said.url,
        title=said.title,
        language=said.language,
        modules=tuple(
            replace(
                modules.get(module.key, module),
                lessons=tuple(_translated(lesson, lessons.get(lesson.key)) for lesson in module.lessons),
            )
            for module in main.modules
        ),
    )


def _translated(main: Lesson, said: Lesson | None) -> Lesson:
    if said is None:
        return main
    refs = {activity.key: activity.ref for activity in said.activities}
    activities = tuple(replace(one, ref=refs.get(one.key, one.ref)) for one in main.activities)
    return replace(main, page=said.page, url=said.url, title=said.title, weight=said.weight, activities=activities)


@dataclass(frozen=True)
class Requirements:
    """Lesson → activities that complete it; a lesson without any is completed by the learner's word."""

    lessons: Mapping[UUID, frozenset[UUID]]

    def as_json(self) -> dict[str, list[str]]:
        return {str(lesson): sorted(map(str, activities)) for lesson, activities in self.lessons.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, list[str]]) -> Requirements:
        return cls({UUID(lesson): frozenset(map(UUID, activities)) for lesson, activities in data.items()})


def outline_as_json(outline: Outline) -> dict[str, Any]:
    return _plain(asdict(outline))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, UUID) else value


def outline_from_json(data: Mapping[str, Any]) -> Outline:
    return Outline(**{**data, "course": UUID(data["course"]), "modules": tuple(_modules(data["modules"]))})


def _modules(data: list[dict[str, Any]]) -> Iterator[Module]:
    for module in data:
        lessons = (
            Lesson(**{**lesson, "key": UUID(lesson["key"]), "activities": tuple(_activities(lesson["activities"]))})
            for lesson in module["lessons"]
        )
        yield Module(UUID(module["key"]), module["url"], module["title"], tuple(lessons))


def _activities(data: list[dict[str, Any]]) -> Iterator[Activity]:
    for activity in data:
        yield Activity(
            UUID(activity["key"]),
            activity["kind"],
            UUID(activity["ref"]),
            activity.get("pass_percent"),
            activity.get("rule", ""),  # outlines published before there was H5P know neither
            activity.get("required", True),
        )
