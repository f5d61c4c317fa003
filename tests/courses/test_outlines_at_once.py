"""Two trainers publish at the same moment: on a SQLite file as in production, and on PostgreSQL."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from courses.domain.outlines import outline_of
from courses.domain.stale import report_stale
from courses.models import CourseVersion, LessonPage, StaleReport
from tests.conftest import NOON
from tests.courses.doing import draft
from tests.factories.courses import course, lesson, module
from tests.factories.people import learner


def problems(results):
    return [result for result in results if isinstance(result, Exception)]


def titles(page):
    return sorted(one.title for one in outline_of(page.translation_key).lessons)


def publish(page: LessonPage, title: str) -> None:
    made = LessonPage.objects.get(pk=page.pk)
    made.title = title
    made.save_revision().publish()


@pytest.mark.parametrize("new", [True, False], ids=["new", "edited"])
def test_two_lessons_published_at_once_are_both_listed(in_parallel, new):
    """Each publishing is one transaction, as in the page editor; the second begins before the first is committed."""
    page = course()
    part = module(page)
    made = [(draft if new else lesson)(part, title=title) for title in ("Lama", "Kuno")]
    published = threading.Event()

    def first() -> None:
        with transaction.atomic():
            publish(made[0], "Satu")
            published.set()
            # On PostgreSQL the second is let in here; on SQLite it waits for the end of this transaction.
            threading.Event().wait(0.7 if connection.vendor == "postgresql" else 0.1)

    def second() -> None:
        published.wait(timeout=10)
        with transaction.atomic():
            publish(made[1], "Dua")

    assert problems(in_parallel([first, second])) == []
    assert titles(page) == ["Dua", "Satu"]


def test_many_lessons_published_at_once_are_all_listed_and_versions_are_numbered_without_gaps(in_parallel):
    page = course()
    part = module(page)
    drafts = [draft(part, title=f"Pelajaran {n}") for n in range(6)]

    def act(draft: LessonPage) -> None:
        with transaction.atomic():
            publish(draft, draft.title)

    assert problems(in_parallel([lambda draft=draft: act(draft) for draft in drafts])) == []
    assert titles(page) == sorted(f"Pelajaran {n}" for n in range(6))
    numbers = list(CourseVersion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_one_learner_reporting_a_lesson_many_times_at_once_reports_it_once(in_parallel):
    made, ani = lesson(module(course())), learner()
    results = in_parallel([lambda: report_stale(lesson=made, learner=ani, note="Beda.", at=NOON)] * 10)
    assert problems(results) == []
    assert {report.pk for report in results} == {StaleReport.objects.get().pk}
