"""Courses follow what their lessons show: an activity that came, went, or has another pass mark."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from courses.blocks import ACTIVITY_BLOCKS
from courses.domain.outlines import course_of, outline_changed
from courses.models import LessonPage
from media.h5p.models import H5PContent
from practice.models import PracticeTask
from quizzes.models import Question, Quiz

Activity = Question | Quiz | PracticeTask | H5PContent

# Kind of block → what it points to.
ACTIVITIES: dict[str, type[Activity]] = {
    "check": Question,
    "practice": PracticeTask,
    "quiz": Quiz,
    "h5p": H5PContent,
}
_noted: ContextVar[set[Activity] | None] = ContextVar("activities_to_follow", default=None)


@contextmanager
def activities_followed_once() -> Iterator[None]:
    """Inside, a changed activity is only noted; all lessons are looked through once, at the end."""
    changed: set[Activity] = set()
    token = _noted.set(changed)
    try:
        yield
    finally:
        _noted.reset(token)
    _follow(changed)


def activity_changed(activity: Activity) -> None:
    noted = _noted.get()
    if noted is None:
        _follow([activity])
    else:
        noted.add(activity)


def nobody_shows(made: Activity) -> None:
    """It came just now, so no lesson has it yet; those that will are published after it."""
    noted = _noted.get()
    if noted is not None:
        noted.discard(made)


def _follow(activities: Collection[Activity]) -> None:
    if not activities:
        return
    shown = {(type(activity), activity.pk) for activity in activities}
    holding = [page for page in LessonPage.objects.live() if _shows(page) & shown]
    for course in {course.pk: course for page in holding if (course := course_of(page))}.values():
        outline_changed(course)


def _shows(page: LessonPage) -> set[tuple[type[Activity], int]]:
    return {
        (ACTIVITIES[block["type"]], block["value"][ACTIVITY_BLOCKS[block["type"]]])
        for block in page.body.raw_data
        if block["type"] in ACTIVITIES
    }
