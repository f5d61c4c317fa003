"""Tags that say in words where a learner stands."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.languages import language_now
from courses.domain.outlines import editions_of
from courses.outline import Lesson, Outline
from progress.domain.catalogue import LENGTHS, Filter
from progress.domain.queries import CourseState
from quizzes.models import Quiz

register = template.Library()


# Only in tags that send something: what an author wrote in a question stays as it is.
_NAME = re.compile(r"""(<(?:input|select|textarea|button)\b[^<>]*?\sname=")""")


@register.simple_block_tag
def fields_of(content: str, position: int) -> SafeString:
    """Several questions in one form: the fields of each get its number before their names, “s3-choice”."""
    return mark_safe(_NAME.sub(rf"\g<1>s{position}-", content))


@register.simple_tag(takes_context=True)
def jp(context: Context, outline: Outline) -> int:
    return outline.jp(context["request"].municipality.minutes_per_jp)


@register.simple_tag
def place_in_course(outline: Outline, lesson: Lesson) -> str:
    number = outline.number_of(lesson)
    if number:
        return _("lesson %(number)s of %(total)s") % {"number": number, "total": outline.lesson_count}
    return _("practice") if lesson.kind == "practice" else _("quiz")


@register.simple_tag
def lesson_state(lesson: Lesson, state: CourseState) -> SafeString:
    """The round mark before a lesson: done, next, or its place."""
    if lesson.key in state.completed:
        return format_html('<span class="st done" aria-hidden="true">✓</span>')
    if state.is_started and state.next == lesson:
        return format_html('<span class="st now" aria-hidden="true">▸</span>')
    mark = {"practice": "✎", "quiz": "?"}.get(lesson.kind) or str(state.outline.number_of(lesson))
    return format_html('<span class="st" aria-hidden="true">{}</span>', mark)


@register.simple_tag
def parts_done(outline: Outline, completed: frozenset[Any]) -> str:
    """“10 of 16 lessons · 2 of 4 practices · quiz open”."""
    parts = []
    for kind, words in (
        ("lesson", _("%(done)s of %(total)s lessons")),
        ("practice", _("%(done)s of %(total)s practices")),
    ):
        of_kind = [lesson for lesson in outline.lessons if lesson.kind == kind]
        if of_kind:
            parts.append(words % {"done": sum(lesson.key in completed for lesson in of_kind), "total": len(of_kind)})
    quizzes = [lesson for lesson in outline.lessons if lesson.kind == "quiz"]
    if quizzes:
        parts.append(_("quiz passed") if all(lesson.key in completed for lesson in quizzes) else _("quiz still open"))
    return " · ".join(parts)


@register.simple_tag
def quiz_title(quiz: Quiz, lesson: Lesson | None) -> str:
    """A quiz has one title, in the main language; in another the page that is there for it says what it is."""
    here = language_now() == settings.LANGUAGE_CODE
    return quiz.title if here or lesson is None or lesson.kind != "quiz" else lesson.title


@register.simple_tag
def lang(language: str | None) -> SafeString | str:
    """An attribute, where the words are in another language than the screen around them."""
    return format_html(' lang="{}"', language) if language and language != language_now() else ""


@register.simple_tag
def language_chip(outline: Outline) -> SafeString | str:
    """That a course can also be read in another language, or only in another."""
    here = language_now()
    if outline.language != here:
        return format_html('<span class="chip">{}</span>', _("in Indonesian"))
    others = [name for code, name in settings.LANGUAGES if code != here and code in editions_of(outline.course)]
    return format_html_join(
        "", '<span class="chip">{}</span>', ((_("also: %(language)s") % {"language": name},) for name in others)
    )


@register.simple_tag
def completion_rule(outline: Outline) -> str:
    """The rule in words, before anybody starts (UX.md)."""
    what = _("all lessons and practices are done") if outline.has_practice else _("all lessons are done")
    if outline.pass_percent:
        mark = _("and the mark of the last quiz is %(percent)s or more") % {"percent": outline.pass_percent}
        return _("Completed when: %(what)s %(mark)s.") % {"what": what, "mark": mark}
    return _("Completed when: %(what)s.") % {"what": what}


@register.simple_tag
def track_state(states: list[CourseState]) -> str:
    started = sum(state.is_started and not state.is_complete for state in states)
    completed = sum(state.is_complete for state in states)
    parts = []
    if started:
        parts.append(ngettext("%(count)s started", "%(count)s started", started) % {"count": started})
    if completed:
        parts.append(ngettext("%(count)s completed", "%(count)s completed", completed) % {"count": completed})
    return "".join(f" · {part}" for part in parts)


def _link(chosen: Filter, **changes: str) -> str:
    values = {"cari": chosen.words, "topik": chosen.topic, "lama": chosen.length} | changes
    query = urlencode({key: value for key, value in values.items() if value})
    return reverse("wagtail_serve", args=[""]) + (f"?{query}" if query else "")


@register.simple_tag
def filter_link(chosen: Filter, name: str, value: str) -> str:
    """Address of the catalogue with this filter, or without it when it is on."""
    current = {"topik": chosen.topic, "lama": chosen.length}[name]
    return _link(chosen, **{name: "" if current == value else value})


@register.simple_tag
def length_chips(chosen: Filter) -> SafeString:
    words = {"singkat": _("up to 1½ hours"), "sedang": _("1½ to 3 hours"), "panjang": _("longer")}
    rows = (
        (filter_link(chosen, "lama", name), ' aria-current="true"' if chosen.length == name else "", words[name])
        for name in LENGTHS
    )
    return format_html_join(
        "", '<li><a class="chip" href="{}"{}>{}</a></li>', ((url, _safe(current), text) for url, current, text in rows)
    )


def _safe(text: str) -> SafeString:
    return SafeString(text)
