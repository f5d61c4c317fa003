"""Pages and questions before the rules of ``courses.quality``: a draft in its editor, or all that is published."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import SourceImageIOError

from core.blocks import TermsBlock
from courses.domain.rendering import picture_bytes
from courses.models import CoursePage, LessonPage, ModulePage
from courses.quality.material import Asked, Finding, Material, Shown, Text
from courses.quality.rules import PAGE_AROUND, examine
from courses.quality.words import words_explained_by
from media.h5p.models import H5PContent
from quizzes.models import Question

_PARTS = {"steps": "steps", "try_now": "try", "check": "check"}
_LABELS = {part: LessonPage.body.field.stream_block.child_blocks[block].label for block, part in _PARTS.items()}
_TEXT_KEYS = ("text", "feedback", "feedback_correct", "feedback_incorrect", "explanation", "criterion", "example")


def lesson_findings(lesson: LessonPage, *, on: date) -> list[Finding]:
    """Of a draft or of what is published; without its questions, which have an editor of their own."""
    return list(examine(_lesson(lesson), on=on, own=own_hosts()))


def site_findings(*, on: date) -> Iterator[Finding]:
    """Of everything that is published, course by course, then the questions."""
    own = own_hosts()
    explained = frozenset[str]()
    for material in _published():
        explained |= material.explained
        yield from examine(material, on=on, own=own)
    for question in Question.objects.filter(live=True).select_related("current_version").order_by("pk"):
        if question.current_version:
            yield from examine(_question(question, explained), on=on, own=own)


def own_hosts() -> frozenset[str]:
    return frozenset({urlsplit(settings.PUBLIC_URL).hostname or ""} - {""})


def _published() -> Iterator[Material]:
    for course in CoursePage.objects.live().select_related("locale").order_by("path"):
        about = (course.title, course.summary, course.audience, *course.outcome_lines)
        yield _texts(course.title, about, course.locale.language_code)
        for module in ModulePage.objects.live().child_of(course).select_related("locale").order_by("path"):
            name = f"{course.title} › {module.title}"
            yield _texts(name, (module.title, module.summary), module.locale.language_code)
            for lesson in LessonPage.objects.live().child_of(module).select_related("locale").order_by("path"):
                yield _lesson(lesson, f"{name} › {lesson.title}")
    for content in H5PContent.objects.select_related("current").order_by("pk"):
        said = content.current.manifest.get("language") if content.current else None
        yield _texts(str(content), (content.alternative,), "en" if said == "en" else "id")


def _texts(where: str, texts: tuple[str, ...], language: str) -> Material:
    return Material(where, language, texts=tuple(Text(where, text) for text in texts))


def _lesson(lesson: LessonPage, name: str = "") -> Material:
    """``name``: said before each block; the editor of the page needs none."""
    read = _Read()
    read.texts += [Text(name, lesson.title), Text(name, lesson.objective)]
    for number, child in enumerate(lesson.body, 1):
        where = _("Block %(number)s (%(label)s)") % {"number": number, "label": child.block.label}
        read.block(child.block, child.value, f"{name}, {where}" if name else where)
    html = "\n".join(text.html for text in read.texts)
    return Material(
        where=name,
        language=lesson.locale.language_code if lesson.locale_id else "id",
        kind=lesson.kind,
        minutes=lesson.minutes,
        parts=frozenset(_PARTS[child.block_type] for child in lesson.body if child.block_type in _PARTS),
        part_names={part: str(label) for part, label in _LABELS.items()},
        texts=tuple(read.texts),
        pictures=tuple(read.pictures),
        explained=words_explained_by(read.terms),
        source=(lesson.source_title, lesson.source_url),
        reviewed=lesson.reviewed_on,
        review_again=lesson.review_again_on,
        text_bytes=len(gzip.compress(html.encode(), 6)) + PAGE_AROUND,
    )


class _Read:
    """Collects the texts and pictures of blocks, whatever they are made of."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.pictures: list[Shown] = []
        self.terms: list[str] = []

    def block(self, block: blocks.Block, value: Any, where: str) -> None:
        if value is None:
            return
        if isinstance(block, ImageBlock):
            self.pictures.append(_shown(value, where))
        elif isinstance(block, TermsBlock):
            self.terms += [term["term"] for term in value["terms"]]
            self.texts += [Text(where, str(term["meaning"].source)) for term in value["terms"] if term["meaning"]]
        elif isinstance(block, blocks.StructBlock):
            for name, child in block.child_blocks.items():
                self.block(child, value[name], where)
        elif isinstance(block, blocks.ListBlock):
            for item in value:
                self.block(block.child_block, item, where)
        elif isinstance(block, blocks.RichTextBlock):
            self.texts.append(Text(where, str(value.source)))
        elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
            self.texts.append(Text(where, str(value)))
        elif isinstance(value, Question) and value.current_version:
            self.texts += [Text(where, text) for text in _shown_of(value.current_version.content)]


def _shown(image: Any, where: str) -> Shown:
    try:
        size = picture_bytes(image)
    except (OSError, SourceImageIOError):  # its file is gone: Wagtail says so where the picture stands
        size = 0
    return Shown(where, image.contextual_alt_text or "", bool(image.decorative), size)


def _question(question: Question, explained: frozenset[str]) -> Material:
    """The version that learners are asked."""
    assert question.current_version is not None
    content = question.current_version.content
    where = _("Question “%(question)s”") % {"question": str(question)}
    pictures = (Shown(where, question.picture_alt),) if question.picture_id else ()
    return Material(
        where,
        question.language,
        texts=tuple(Text(where, text) for text in _said_by(content)),
        pictures=pictures,
        questions=(Asked(where, str(question), tuple(_unexplained(content))),),
        explained=explained,
    )


def _said_by(content: Any, key: str = "text") -> Iterator[str]:
    """Every text of a frozen question; ids, kinds and files are none."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _said_by(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from _said_by(value, "text" if key in ("hints", "steps") else key)
    elif isinstance(content, str) and key in (*_TEXT_KEYS, "stem"):
        yield content


def _shown_of(content: Any) -> Iterator[str]:
    yield str(content.get("stem", ""))
    yield from (str(choice["text"]) for choice in content.get("choices", ()))


def _unexplained(content: Any) -> Iterator[str]:
    yield from (choice["text"] for choice in content.get("choices", ()) if not choice.get("feedback", "").strip())
    for key, word in (
        ("feedback_correct", _("a right answer")),
        ("feedback_incorrect", _("an answer not quite right")),
    ):
        if key in content and not content[key].strip():
            yield word
