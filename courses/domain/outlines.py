"""Publishing and reading a course's outline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.blocks import ACTIVITY_BLOCKS
from courses.domain.rendering import lesson_weight
from courses.models import CataloguePage, CourseOutline, CoursePage, CourseVersion, LessonPage, ModulePage
from courses.outline import (
    Activity,
    Lesson,
    Module,
    Outline,
    Requirements,
    activity_key,
    outline_as_json,
    outline_from_json,
)

_paused: ContextVar[set[int] | None] = ContextVar("courses_needing_outline", default=None)


@contextmanager
def outlines_published_once() -> Iterator[None]:
    """Inside, publishing pages only notes their course; each outline is published once at the end."""
    token = _paused.set(set())
    try:
        yield
        noted = _paused.get() or set()
    finally:
        _paused.reset(token)
    for course in CoursePage.objects.filter(pk__in=noted):
        publish_outline(course, at=timezone.now())


def outline_changed(course: CoursePage) -> None:
    """A page of this course was published, moved or taken away."""
    noted = _paused.get()
    if noted is None:
        publish_outline(course, at=timezone.now())
    else:
        noted.add(course.pk)


@transaction.atomic
def publish_outline(course: CoursePage, *, at: datetime) -> CourseOutline:
    """Write down what the course lists now, and a new version when what it asks for has changed."""
    outline = build_outline(course)
    version = _version(outline, at)
    row, created = CourseOutline.objects.select_for_update().get_or_create(
        course=outline.course,
        defaults={"version": version, "data": outline_as_json(outline), "live": course.live, "page": course},
    )
    if not created:
        row.version, row.data, row.live, row.page = version, outline_as_json(outline), course.live, course
        row.revision += 1
        row.save()
    return row


def _version(outline: Outline, at: datetime) -> CourseVersion:
    requirements = outline.requirements().as_json()
    digest = hashlib.sha256(json.dumps(requirements, sort_keys=True).encode()).hexdigest()
    last = CourseVersion.objects.filter(course=outline.course).order_by("-number").first()
    if last and last.digest == digest:
        return last
    return CourseVersion.objects.create(
        course=outline.course,
        number=last.number + 1 if last else 1,
        requirements=requirements,
        digest=digest,
        made_at=at,
    )


def build_outline(course: CoursePage) -> Outline:
    """From the published pages below the course, in their order."""
    lessons: dict[str, list[LessonPage]] = {}
    for lesson in LessonPage.objects.live().descendant_of(course).order_by("path"):
        lessons.setdefault(lesson.path[: -LessonPage.steplen], []).append(lesson)
    modules = ModulePage.objects.live().child_of(course).order_by("path")
    return Outline(
        course=course.translation_key,
        page=course.pk,
        url=page_url(course.url_path),
        title=course.title,
        track=course.track.slug if course.track else "",
        jp_override=course.jp_override,
        pack=course.pack,
        modules=tuple(
            Module(
                module.translation_key,
                page_url(module.url_path),
                module.title,
                tuple(_lesson(lesson) for lesson in lessons[module.path]),
            )
            for module in modules
            if module.path in lessons
        ),
    )


def _lesson(page: LessonPage) -> Lesson:
    return Lesson(
        key=page.translation_key,
        page=page.pk,
        url=page_url(page.url_path),
        title=page.title,
        kind=page.kind,
        minutes=page.minutes,
        weight=lesson_weight(page),
        activities=tuple(lesson_activities(page)),
    )


def lesson_activities(page: LessonPage) -> Iterator[Activity]:
    for child in page.body:
        name = ACTIVITY_BLOCKS.get(child.block_type)
        target = child.value[name] if name else None
        if target is not None:
            pass_percent = target.pass_percent if child.block_type == "quiz" else None
            yield Activity(activity_key(page.translation_key, child.id), child.block_type, target.key, pass_percent)


def page_url(url_path: str) -> str:
    """Address of a page from its path in the tree; the catalogue stands at the first level."""
    relative = url_path.strip("/").split("/", 1)[1:]
    return reverse("wagtail_serve", args=[f"{relative[0]}/" if relative else ""])


def outline_of(course: UUID) -> Outline:
    """The published outline. Raises CourseOutline.DoesNotExist."""
    return read_outline(CourseOutline.objects.get(course=course))


def read_outline(row: CourseOutline) -> Outline:
    """Kept per process by (course, revision): an outline is read on every page and changes rarely."""
    key = (row.course, row.revision, row.pk)
    if key not in _read:
        if len(_read) > _MOST_KEPT:
            _read.clear()
        _read[key] = outline_from_json(row.data)
    return _read[key]


_read: dict[tuple[UUID, int, int], Outline] = {}
_MOST_KEPT = 200


def outlines() -> list[Outline]:
    """All published courses, in the order of the catalogue; one query, the lists themselves are kept."""
    rows = CourseOutline.objects.filter(live=True, page__isnull=False).order_by("page__path").defer("data")
    return [read_outline(row) for row in rows]


def find_lesson(key: UUID) -> tuple[Outline, Lesson] | None:
    """The published lesson with this key and its course, or None; one query."""
    for outline in outlines():
        if lesson := outline.by_key.get(key):
            return outline, lesson
    return None


def requirements_of(version: CourseVersion) -> Requirements:
    return Requirements.from_json(version.requirements)


def catalogue() -> CataloguePage:
    return CataloguePage.objects.get()


def course_of(page: LessonPage | ModulePage | CoursePage) -> CoursePage | None:
    if isinstance(page, CoursePage):
        return page
    depth = CoursePage.steplen * 3  # root, catalogue, course
    return CoursePage.objects.filter(path=page.path[:depth]).first()
