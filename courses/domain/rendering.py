"""A lesson's blocks as HTML pieces with slots between them (DESIGN §4.1).

The pieces are the same for everybody and kept per process; a slot is where progress pours in what one
learner acts on. A kept piece never holds a token, a request key or anything of a learner.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import expand_db_html

from core.models import MunicipalitySettings, Picture
from core.variables import fill_variables
from core.words import unbroken
from courses.blocks import ACTIVITY_BLOCKS
from courses.h5p_block import H5PValue
from courses.models import LessonPage
from courses.outline import activity_key
from courses.packs.markdown import to_html
from courses.quality.rules import PAGE_AROUND
from media.h5p.bundles import CannotPlay
from media.h5p.models import H5PContent
from media.h5p.play import card
from quizzes.domain.queries import check_order, is_survey
from quizzes.domain.rules import rules_of
from quizzes.kinds import Content
from quizzes.rules import Rules

NOTHING = SafeString("")


@dataclass(frozen=True)
class Segment:
    """Either HTML (``kind`` empty) or a slot: what kind of activity, which one, and what it holds for everybody."""

    html: SafeString = NOTHING
    kind: str = ""
    activity: UUID | None = None
    question: AskedQuestion | None = None
    practice: AskedPractice | None = None
    quiz: AskedQuiz | None = None
    h5p: AskedH5P | None = None


@dataclass(frozen=True)
class AskedQuestion:
    """The published version of a check question. Its key stays in here; learners get a view of it."""

    version: int
    content: Content
    order: tuple[str, ...]  # of the choices


@dataclass(frozen=True)
class AskedPractice:
    task: int
    title: str
    companion: bool
    steps: tuple[tuple[str, SafeString], ...]  # (key, HTML)


@dataclass(frozen=True)
class AskedQuiz:
    quiz: int
    title: str
    question_count: int
    pass_percent: int
    attempts_allowed: int | None
    rules: Rules  # for everybody
    is_survey: bool = False
    draws: bool = True  # other questions at every attempt


@dataclass(frozen=True)
class AskedH5P:
    """The current version of a content, and what completes it here."""

    content: H5PContent
    version: int
    alternative: SafeString  # HTML
    rule: str
    percent: int | None
    required: bool

    @cached_property
    def player(self) -> SafeString | None:
        """Where it is opened; the same for everybody. None where a library of it is missing."""
        try:
            shown = card(self.content)
        except CannotPlay:
            return None
        return render_to_string("media/h5p/player.html", {"card": shown})


_KEPT = 400
_rendered: OrderedDict[tuple[object, ...], tuple[Segment, ...]] = OrderedDict()


def rendered_segments(lesson: LessonPage, municipality: MunicipalitySettings) -> tuple[Segment, ...]:
    """Of the published lesson. Key: page, its published revision, language, version of settings and material."""
    key = (lesson.pk, lesson.live_revision_id, lesson.last_published_at, get_language(), municipality.version)
    if key in _rendered:
        _rendered.move_to_end(key)
        return _rendered[key]
    whole = LessonPage.objects.get(pk=lesson.pk) if "body" in lesson.get_deferred_fields() else lesson
    segments = tuple(render_segments(whole, municipality.variables(whole.locale.language_code)))
    _rendered[key] = segments
    if len(_rendered) > _KEPT:
        _rendered.popitem(last=False)
    return segments


def render_segments(lesson: LessonPage, variables: Mapping[str, str]) -> list[Segment]:
    """Neighbouring blocks become one piece; an activity block whose object is not published is left out."""
    segments: list[Segment] = []
    pieces: list[str] = []
    for child in lesson.body:
        if child.block_type not in ACTIVITY_BLOCKS:
            pieces.append(str(child.render(context={})))
        elif (asked := _asked(lesson, child, variables)) is not None:
            if pieces:
                segments.append(_piece(pieces, variables))
                pieces = []
            segments.append(asked)
    return [*segments, _piece(pieces, variables)] if pieces else segments


def block_segments(lesson: LessonPage, variables: Mapping[str, str]) -> list[Segment]:
    """Like render_segments, but each block by itself, as a projector shows them."""
    found = (
        _asked(lesson, child, variables)
        if child.block_type in ACTIVITY_BLOCKS
        else _piece([str(child.render(context={}))], variables)
        for child in lesson.body
    )
    return [segment for segment in found if segment is not None]


def _asked(lesson: LessonPage, child: Any, variables: Mapping[str, str]) -> Segment | None:
    target = child.value[ACTIVITY_BLOCKS[child.block_type]]
    if target is None or not target.live:
        return None
    activity = activity_key(lesson.translation_key, child.id)
    if child.block_type == "h5p":
        return Segment(kind="h5p", activity=activity, h5p=_asked_h5p(child.value, variables))
    return _slot(child.block_type, activity, target, variables)


def _slot(kind: str, activity: UUID, target: Any, variables: Mapping[str, str]) -> Segment:
    if kind == "check":
        version = target.current_version
        asked = AskedQuestion(version.pk, version.content, tuple(check_order(version.content, activity)))
        return Segment(kind=kind, activity=activity, question=asked)
    if kind == "practice":
        steps = tuple((step.key, _filled(expand_db_html(step.text), variables)) for step in target.steps.all())
        return Segment(
            kind=kind, activity=activity, practice=AskedPractice(target.pk, target.title, target.companion, steps)
        )
    asked_quiz = AskedQuiz(
        target.pk,
        target.title,
        target.question_count,
        target.pass_percent,
        target.attempts_allowed,
        rules_of(target),
        is_survey(target),
        target.draws,
    )
    return Segment(kind=kind, activity=activity, quiz=asked_quiz)


def _asked_h5p(value: H5PValue, variables: Mapping[str, str]) -> AskedH5P:
    content = value["content"]
    return AskedH5P(
        content=content,
        version=content.current.number,
        alternative=_filled(to_html(content.alternative.replace("\n", "  \n")), variables),
        rule=value.rule,
        percent=value.pass_percent,
        required=value["required"],
    )


def _piece(pieces: list[str], variables: Mapping[str, str]) -> Segment:
    return Segment(html=_filled("\n".join(pieces), variables))


def _filled(html: str, variables: Mapping[str, str]) -> SafeString:
    return mark_safe(unbroken(fill_variables(html, variables)))


def lesson_weight(lesson: LessonPage) -> int:
    """About how many bytes this lesson takes on the wire: its compressed text, the page around it, its pictures."""
    html = "".join(segment.html for segment in render_segments(lesson, {}))
    return len(gzip.compress(html.encode(), 6)) + PAGE_AROUND + sum(picture_bytes(image) for image in _pictures(lesson))


def picture_bytes(image: Picture) -> int:
    """As sent to a phone 360 px wide."""
    if image.is_svg():
        with image.open_file() as file:
            return len(gzip.compress(file.read(), 6))
    with image.get_rendition("width-360|format-webp").file.open() as file:
        return int(file.size)


def _pictures(lesson: LessonPage) -> list[Picture]:
    found: list[Picture] = []
    for child in lesson.body:
        if child.block_type == "picture" and child.value["picture"]:
            found.append(child.value["picture"])
        elif child.block_type == "steps":
            found += [step["picture"] for step in child.value["steps"] if step["picture"]]
    return found
