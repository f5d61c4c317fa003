"""Publishing and reading a course's outline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.kept import KeptForASecond
from core.languages import language_now
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
    translated,
)
from courses.signals import outline_published
from quizzes.domain.queries import is_survey

_paused: ContextVar[dict[str, int] | None] = ContextVar("courses_needing_outline", default=None)  # path → key


@contextmanager
def outlines_published_once() -> Iterator[None]:
    """Inside, publishing pages only notes their course; each outline is published once at the end."""
    noted: dict[str, int] = {}
    token = _paused.set(noted)
    try:
        yield
    finally:
        _paused.reset(token)
    for course in CoursePage.objects.filter(pk__in=noted.values()):
        publish_outline(course, at=timezone.now())


def outline_changed(course: CoursePage) -> None:
    """A page of this course was published, moved or taken away."""
    noted = _paused.get()
    if noted is None:
        publish_outline(course, at=timezone.now())
    else:
        noted[course.path] = course.pk


def outline_changed_around(page: CoursePage | ModulePage | LessonPage) -> None:
    """The same for the course of this page, if it has one; noted once, it is not looked for again."""
    noted = _paused.get()
    if noted is None or page.path[: CoursePage.steplen * _DEPTH] not in noted:
        course = course_of(page)
        if course is not None:
            outline_changed(course)


@transaction.atomic
def publish_outline(course: CoursePage, *, at: datetime) -> CourseOutline:
    """Write down what the course lists now, and a new version when what it asks for has changed.

    One at a time, each seeing what the one before it published. A translation asks for what its original asks for.
    """
    course = CoursePage.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    outline = build_outline(course)
    main = CourseOutline.objects.main(outline.course)
    ruled_by = main if main and outline.language not in (main.language, settings.LANGUAGE_CODE) else None
    version = ruled_by.version if ruled_by else _version(outline, at)
    row, created = CourseOutline.objects.select_for_update().get_or_create(
        course=outline.course,
        language=outline.language,
        defaults={"version": version, "data": outline_as_json(outline), "live": course.live, "page": course},
    )
    if not created:
        if ruled_by is None and (row.version != version or (course.live and not row.live)):
            transaction.on_commit(partial(outline_published.send_robust, CourseOutline, course=outline.course))
        row.version, row.data, row.live, row.page = version, outline_as_json(outline), course.live, course
        row.revision += 1
        row.save()
    _published.forget()
    return row


def withdraw_outline(course: UUID, language: str) -> None:
    """The course's page in this language is gone; what was learned in it stays."""
    CourseOutline.objects.filter(course=course, language=language).update(live=False, page=None)
    _published.forget()


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
        language=course.locale.language_code,
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
    """What the lesson shows and asks for: an activity that is not published is neither."""
    for child in page.body:
        name = ACTIVITY_BLOCKS.get(child.block_type)
        target = child.value[name] if name else None
        if target is not None and target.live:
            key = activity_key(page.translation_key, child.id)
            if child.block_type == "h5p":
                rule, percent = child.value.rule, child.value.pass_percent
                yield Activity(key, "h5p", target.key, percent, rule, child.value["required"])
                continue
            marked = child.block_type == "quiz" and not is_survey(target)
            yield Activity(key, child.block_type, target.key, target.pass_percent if marked else None)


def page_url(url_path: str) -> str:
    """Address of a page from its path in the tree; the catalogue stands at the first level."""
    relative = url_path.strip("/").split("/", 1)[1:]
    return reverse("wagtail_serve", args=[f"{relative[0]}/" if relative else ""])


def outline_of(course: UUID, language: str = settings.LANGUAGE_CODE) -> Outline:
    """As published in this language. Raises CourseOutline.DoesNotExist."""
    row = CourseOutline.objects.get(course=course, language=language)
    main = CourseOutline.objects.main(course) or row
    return read_outline(main) if main == row else translated(read_outline(main), read_outline(row))


_Row = tuple[int, UUID, int]  # of an outline: key, course, revision


def read_outline(row: CourseOutline) -> Outline:
    """As it was written down: a translation without what it takes from its original."""
    return _kept((row.pk, row.course, row.revision)).outline


@dataclass(frozen=True)
class _Kept:
    outline: Outline
    pages: dict[int, LessonPage] = field(default_factory=dict)


def _kept(row: _Row, main: _Row | None = None) -> _Kept:
    """Kept per process: an outline is read on every page, and publishing any page of it makes a new revision.

    ``main``: what it is a translation of.
    """
    key = row, main
    if key not in _read:
        if len(_read) > _MOST_KEPT:
            _read.clear()
        if main is None:
            outline = outline_from_json(CourseOutline.objects.values_list("data", flat=True).get(pk=row[0]))
        else:
            outline = translated(_kept(main).outline, _kept(row).outline)
        _read[key] = _Kept(outline)
    return _read[key]


_read: dict[tuple[_Row, _Row | None], _Kept] = {}
_MOST_KEPT = 400


@dataclass(frozen=True)
class _Course:
    """A published course in all its languages."""

    main: _Kept
    editions: Mapping[str, _Kept]  # by language, the main one among them

    def here(self) -> _Kept:
        """In the language of the interface where there is one, else in the main one."""
        return self.editions.get(language_now(), self.main)

    def all(self) -> list[_Kept]:
        """That one first."""
        here = self.here()
        return [here, *(kept for kept in self.editions.values() if kept is not here)]


def _read_published() -> list[_Course]:
    """A course whose main outline is withdrawn, or whose page was deleted, is closed in all languages."""
    rows = CourseOutline.objects.annotate(shown=Q(live=True, page__isnull=False)).order_by("page__path")
    courses: dict[UUID, dict[str, tuple[_Row, bool]]] = {}
    for pk, course, revision, language, live in rows.values_list("pk", "course", "revision", "language", "shown"):
        courses.setdefault(course, {})[language] = (pk, course, revision), live
    found = []
    for editions in courses.values():
        main = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in editions else next(iter(editions))
        row, live = editions[main]
        if live:
            others = {language: _kept(one, row) for language, (one, on) in editions.items() if on and one != row}
            found.append(_Course(_kept(row), {main: _kept(row), **others}))
    return found


_published = KeptForASecond(_read_published)


def outlines() -> list[Outline]:
    """All published courses, in the order of the catalogue, as of at most a second ago.

    Each once: in the language of the interface where it is published in that. What a course asks for and the keys of
    its parts are the same in all.
    """
    return [course.here().outline for course in _published()]


def editions_of(course: UUID) -> dict[str, Outline]:
    """The published course by language; empty where it is not published."""
    found = (one for one in _published() if one.main.outline.course == course)
    return {language: kept.outline for one in found for language, kept in one.editions.items()}


def outline_listing(page: CoursePage | ModulePage | LessonPage) -> Outline | None:
    """The published outline in which this very page stands, in the language of the interface if it stands in several.

    None when an ancestor is not published.
    """
    return next((kept.outline for course in _published() for kept in course.all() if _lists(kept.outline, page)), None)


def _lists(outline: Outline, page: CoursePage | ModulePage | LessonPage) -> bool:
    match page:
        case CoursePage():
            return outline.page == page.pk
        case ModulePage():
            return any(module.url == page_url(page.url_path) for module in outline.modules)
    lesson = outline.by_key.get(page.translation_key)
    return lesson is not None and lesson.page == page.pk


def find_lesson_page(url: str) -> tuple[LessonPage, Outline] | None:
    """The published lesson at this address, its body not loaded, and its course.

    The page is shared by all requests of this process: read it, never change it.
    """
    if found := _find_lesson_page(url):
        return found
    _published.forget()  # it may have been published this very second
    return _find_lesson_page(url)


def _find_lesson_page(url: str) -> tuple[LessonPage, Outline] | None:
    for kept in (kept for course in _published() for kept in course.all()):
        if lesson := kept.outline.by_url.get(url):
            page = kept.pages.get(lesson.page) or _lesson_page(lesson.page)
            if page is None:
                return None
            kept.pages[lesson.page] = page
            return page, kept.outline
    return None


def _lesson_page(pk: int) -> LessonPage | None:
    return LessonPage.objects.live().select_related("locale").defer("body").filter(pk=pk).first()


def find_lesson(key: UUID, *, showing: UUID | None = None) -> tuple[Outline, Lesson] | None:
    """The published lesson with this key and its course, or None.

    ``showing``: in the language in which it holds this question, exercise or the like, where there is such a one.
    """
    found = [
        (kept.outline, lesson)
        for course in _published()
        for kept in course.all()
        if (lesson := kept.outline.by_key.get(key))
    ]
    shown = (one for one in found if any(activity.ref == showing for activity in one[1].activities))
    return next(shown if showing else iter(()), None) or next(iter(found), None)


def requirements_of(version: CourseVersion) -> Requirements:
    return Requirements.from_json(version.requirements)


def catalogue() -> CataloguePage:
    return CataloguePage.objects.get()


def course_of(page: LessonPage | ModulePage | CoursePage) -> CoursePage | None:
    if isinstance(page, CoursePage):
        return page
    return CoursePage.objects.filter(path=page.path[: CoursePage.steplen * _DEPTH]).first()


_DEPTH = 3  # root, catalogue, course
