"""Searching and filtering the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.models import CoursePage
from progress.domain.queries import CourseState

LENGTHS = {"singkat": (0, 90), "sedang": (91, 180), "panjang": (181, 10_000)}  # minutes


@dataclass(frozen=True)
class Filter:
    words: str = ""
    topic: str = ""
    length: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.words or self.topic or self.length)


@dataclass(frozen=True)
class Listed:
    state: CourseState
    page: CoursePage
    hits: tuple[str, ...]  # titles of lessons that match the words


def read_filter(query: Mapping[str, str]) -> Filter:
    length = query.get("lama", "")
    return Filter(
        words=" ".join(query.get("cari", "")[:80].split()),
        topic=query.get("topik", "")[:60],
        length=length if length in LENGTHS else "",
    )


def listed(states: Sequence[CourseState], chosen: Filter) -> list[Listed]:
    """Courses that fit, in catalogue order; words look at course titles, summaries and lesson titles."""
    pages = CoursePage.objects.filter(pk__in=[state.outline.page for state in states]).prefetch_related(
        "topic_items__tag"
    )
    by_pk = {page.pk: page for page in pages}
    found = []
    for state in states:
        page = by_pk[state.outline.page]
        hits = _hits(state, page, chosen.words)
        if hits is None or not _fits(state, page, chosen):
            continue
        found.append(Listed(state, page, hits))
    return found


def _fits(state: CourseState, page: CoursePage, chosen: Filter) -> bool:
    if chosen.length:
        low, high = LENGTHS[chosen.length]
        if not low <= state.outline.minutes <= high:
            return False
    return not chosen.topic or chosen.topic in {item.tag.slug for item in page.topic_items.all()}


def _hits(state: CourseState, page: CoursePage, words: str) -> tuple[str, ...] | None:
    """Lesson titles that contain all words; () when the course itself does, None when nothing does."""
    wanted = [word for word in (_plain(word) for word in words.split()) if word]
    if not wanted:
        return ()

    def has(text: str) -> bool:
        plain = _plain(text)
        return all(word in plain for word in wanted)

    lessons = tuple(lesson.title for lesson in state.outline.lessons if has(lesson.title))
    return lessons or (() if has(f"{page.title} {page.summary} {page.outcomes}") else None)


def _plain(text: str) -> str:
    """Letters and digits only: “wifi” finds “Wi-Fi”, “e mail” finds “email”."""
    return "".join(c for c in text.casefold() if c.isalnum())
