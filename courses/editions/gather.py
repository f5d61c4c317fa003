"""Reads a published course for an edition: its outline, the bodies of its lessons, the city's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language

from core.models import MunicipalitySettings
from courses.blocks import ACTIVITY_BLOCKS
from courses.domain.outlines import outline_of, page_url
from courses.editions.model import Edition, Item, LessonPart, ModulePart, Piece
from courses.editions.pictures import Pictures
from courses.editions.questions import self_check
from courses.editions.words import Words
from courses.models import CourseOutline, CoursePage, LessonPage, ModulePage, PackLoad
from courses.outline import Lesson, Module, Outline, activity_key
from courses.packs.markdown import to_html
from quizzes.models import Question, QuizQuestion, QuizSection

PACKS_LICENCE = "CC BY-SA 4.0"
PASS_PERCENT = 70  # where the course has no mark of its own


class NothingToExport(Exception):
    """The course is not published, or nothing of it can be read outside this site."""


def edition_of(course: CoursePage, *, day: date) -> Edition:
    """As learners see the course now, without quizzes. In the language in force. Raises NothingToExport."""
    try:
        outline = outline_of(course.translation_key, course.locale.language_code)
    except CourseOutline.DoesNotExist as never:
        raise NothingToExport from never
    if not course.live:
        raise NothingToExport
    gathered = _Gathered(outline)
    modules = tuple(module for one in outline.modules if (module := gathered.module(one)).lessons)
    if not modules:
        raise NothingToExport
    city, say = gathered.city, gathered.words.bare
    return Edition(
        key=course.translation_key.hex,
        name=slugify(course.slug) or "kursus",
        title=course.title,
        summary=say(course.summary),
        audience=say(course.audience),
        outcomes=tuple(say(line) for line in course.outcome_lines),
        language=get_language() or settings.LANGUAGE_CODE,
        licence=PACKS_LICENCE if course.pack else "",
        version=PackLoad.objects.filter(pack=course.pack).values_list("version", flat=True).first() or "",
        site=city.site_name,
        city=city.municipality,
        office=city.office,
        address=settings.PUBLIC_URL + outline.url if settings.PUBLIC_URL else "",
        day=day,
        pass_percent=outline.pass_percent or PASS_PERCENT,
        has_quiz=any(activity.kind == "quiz" for lesson in outline.lessons for activity in lesson.activities),
        modules=modules,
        pictures=gathered.pictures.files,
    )


class _Gathered:
    def __init__(self, outline: Outline) -> None:
        self.city = MunicipalitySettings.load()
        self.pictures = Pictures()
        listed = [lesson for lesson in outline.lessons if lesson.kind != "quiz"]
        self._pages = LessonPage.objects.live().in_bulk([lesson.page for lesson in listed])
        self._names = {lesson.page: f"{n:02d}-{self._slug(lesson)}".rstrip("-") for n, lesson in enumerate(listed, 1)}
        modules = ModulePage.objects.filter(translation_key__in=[module.key for module in outline.modules])
        self._summaries = {page_url(module.url_path): module.summary for module in modules}
        self._kept_back = _kept_back()
        self._questions = 0
        self.words = Words(
            self.city.variables(), {lesson.url: self._names[lesson.page] for lesson in listed}, settings.PUBLIC_URL
        )

    def _slug(self, lesson: Lesson) -> str:
        return slugify(self._pages[lesson.page].slug)[:60] if lesson.page in self._pages else ""

    def module(self, module: Module) -> ModulePart:
        lessons = [self._lesson(lesson) for lesson in module.lessons if lesson.page in self._pages]
        return ModulePart(module.title, self.words.bare(self._summaries.get(module.url)), tuple(lessons))

    def _lesson(self, lesson: Lesson) -> LessonPart:
        page = self._pages[lesson.page]
        return LessonPart(
            name=self._names[lesson.page],
            title=page.title,
            kind=page.kind,
            minutes=page.minutes,
            objective=self.words.bare(page.objective),
            pieces=tuple(piece for child in page.body for piece in self._piece(page, child)),
            source=(page.source_title, page.source_url),
            changes_often=page.changes_often,
        )

    def _piece(self, page: LessonPage, child: Any) -> Iterator[Piece]:
        kind, value = child.block_type, child.value
        if kind not in ACTIVITY_BLOCKS:
            yield from _SHOWN[kind](self, value)
            return
        target = value[ACTIVITY_BLOCKS[kind]]
        if target is None or not target.live:
            return
        if kind == "check":
            yield from self._check(target, page, child.id)
        elif kind == "practice":
            steps = tuple(Item(self.words.rich(step.text)) for step in target.steps.all())
            yield Piece("practice", target.title, items=steps, html="companion" if target.companion else "")
        elif kind == "h5p":
            text = to_html(target.alternative.replace("\n", "  \n"))
            yield Piece("instead", target.title, self.words.filled(text))
        else:
            yield Piece("quiz", target.title)

    def _check(self, question: Question, page: LessonPage, block: str) -> Iterator[Piece]:
        if question.pk in self._kept_back or question.current_version is None:
            return
        content, key = question.current_version.content, activity_key(page.translation_key, block)
        asked = self_check(content, key, number=self._questions + 1, words=self.words, pictures=self.pictures)
        if asked is not None:
            self._questions += 1
            yield Piece("check", question=asked)

    def text(self, value: Any) -> Iterator[Piece]:
        yield Piece("text", self.words.bare(value["heading"]), self.words.rich(value["body"]))

    def steps(self, value: Any) -> Iterator[Piece]:
        steps = [
            Item(self.words.rich(step["text"]), figure=self.pictures.chosen(step["picture"])) for step in value["steps"]
        ]
        yield Piece("steps", self.words.bare(value["title"]), items=tuple(steps))

    def callout(self, value: Any) -> Iterator[Piece]:
        yield Piece(value["kind"], self.words.bare(value["title"]), self.words.rich(value["body"]))

    def message(self, value: Any) -> Iterator[Piece]:
        yield Piece("message", self.words.bare(value["sender"]), self.words.rich(value["body"]))

    def terms(self, value: Any) -> Iterator[Piece]:
        terms = [Item(self.words.rich(term["meaning"]), self.words.bare(term["term"])) for term in value["terms"]]
        yield Piece("terms", items=tuple(terms))

    def table(self, value: Any) -> Iterator[Piece]:
        rows = tuple(tuple(self.words.rich(cell) for cell in row) for row in value["rows"])
        yield Piece("table", self.words.bare(value["caption"]), rows=rows)

    def picture(self, value: Any) -> Iterator[Piece]:
        figure = self.pictures.chosen(value["picture"])
        if figure is not None:
            yield Piece("picture", self.words.bare(value["caption"]), figure=figure)

    def try_now(self, value: Any) -> Iterator[Piece]:
        yield Piece("try", html=self.words.rich(value["body"]))

    def video(self, value: Any) -> Iterator[Piece]:
        yield from self._told(value["video"])

    def audio(self, value: Any) -> Iterator[Piece]:
        yield from self._told(value["audio"])

    def document(self, value: Any) -> Iterator[Piece]:
        if value["document"]:
            yield Piece("media", self.words.bare(value["title"] or value["document"].title))

    def _told(self, recording: Any) -> Iterator[Piece]:
        """Its words: a film or a recording would make a small folder a large one."""
        if recording:
            paragraphs = [self.words.plain(line) for line in recording.transcript.splitlines() if line.strip()]
            yield Piece("media", recording.title, "".join(f"<p>{line}</p>" for line in paragraphs))


# Block → what it becomes. A block that is not here is no part of an edition, and tests say so.
_SHOWN: dict[str, Callable[[_Gathered, Any], Iterator[Piece]]] = {
    "text": _Gathered.text,
    "steps": _Gathered.steps,
    "callout": _Gathered.callout,
    "message": _Gathered.message,
    "terms": _Gathered.terms,
    "table": _Gathered.table,
    "picture": _Gathered.picture,
    "try_now": _Gathered.try_now,
    "video": _Gathered.video,
    "audio": _Gathered.audio,
    "document": _Gathered.document,
}


def _kept_back() -> frozenset[int]:
    """Questions that some quiz can ask: they count for a certificate, so no key of theirs leaves the site."""
    asked = Q(pool__in=QuizSection.objects.values("pool")) | Q(pk__in=QuizQuestion.objects.values("question"))
    originals = Question.objects.filter(asked).values("pk")
    return frozenset(Question.objects.filter(asked | Q(translation_of__in=originals)).values_list("pk", flat=True))
