"""Courses that factories make once and write again: the same rows, and only where they fit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from courses.models import CataloguePage, CourseOutline, CoursePage, CourseVersion
from tests.factories.courses import course, course_with_lessons, full_course
from tests.factories.replay import _tables

pytestmark = pytest.mark.usefixtures("db")


def rows():
    return {table.name: table.rows() for table in _tables()}


def undone(make):
    """What it gave and what lay in the database; then all of it is gone."""
    with transaction.atomic():
        found = make(), rows()
        transaction.set_rollback(True)
    return found


def test_what_it_builds_on_may_change():
    """As after a test that empties the database."""
    undone(full_course)
    CataloguePage.objects.update(seo_title="Lain")
    (first, _rows), (second, _others) = undone(full_course), undone(full_course)
    assert first == second
    full_course()
    assert CataloguePage.objects.values_list("seo_title", "numchild").get() == ("Lain", 1)


def test_the_second_time_every_table_holds_what_it_held_the_first_time():
    before = rows()
    first, second = undone(full_course), undone(full_course)
    assert first == second
    assert before == rows() != first[1]


def test_beside_another_course_it_is_made_anew():
    (once, _rows), _other = undone(full_course), course()
    again = full_course()
    assert again.course != once.course
    assert CourseOutline.objects.filter(course=again.course).exists()
    assert CoursePage.objects.count() == 2


def test_two_of_them_are_two():
    undone(full_course)
    assert len({full_course().course, full_course().course, course_with_lessons(2).course}) == 3
    assert CoursePage.objects.count() == 3


def test_where_the_clock_is_set_it_is_made_at_that_time():
    undone(full_course)
    with time_machine.travel(datetime(2031, 5, 1, tzinfo=UTC), tick=False):
        full_course()
    assert [version.made_at.year for version in CourseVersion.objects.all()] == [2031]
