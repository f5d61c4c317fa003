"""The shape of a course as plain data."""

import json
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from courses.outline import (
    Activity,
    Lesson,
    Module,
    Outline,
    Requirements,
    activity_key,
    outline_as_json,
    outline_from_json,
    training_hours,
)

few = settings(max_examples=60, deadline=None)
words = st.text(max_size=20)
counts = st.integers(0, 10**6)
activities = st.builds(
    Activity, st.uuids(), st.sampled_from(["check", "practice", "quiz"]), st.uuids(), st.none() | st.integers(1, 100)
)
lessons = st.builds(
    Lesson, st.uuids(), counts, words, words, st.sampled_from(["lesson", "practice", "quiz"]), counts, counts,
    st.lists(activities, max_size=3).map(tuple),
)  # fmt: skip
modules = st.builds(Module, st.uuids(), words, words, st.lists(lessons, max_size=4).map(tuple))
outlines = st.builds(
    Outline,
    st.uuids(),
    counts,
    words,
    words,
    words,
    st.lists(modules, max_size=3).map(tuple),
    st.none() | counts,
    words,
)


def lesson(kind="lesson", minutes=5, *activities, weight=1000):
    return Lesson(uuid4(), 1, "/x/", "Judul", kind, minutes, weight, tuple(activities))


def activity(kind, pass_percent=None):
    return Activity(uuid4(), kind, uuid4(), pass_percent)


def outline(*modules, **fields):
    made = tuple(Module(uuid4(), "/m/", "Modul", tuple(lessons)) for lessons in modules)
    return Outline(uuid4(), 1, "/k/", "Kursus", "internet-dasar", made, **fields)


@pytest.mark.parametrize(
    ("minutes", "jp"),
    [(98, 2), (113, 3), (101, 2), (22, 1), (45, 1), (67, 1), (68, 2), (112, 2), (0, 1), (1, 1), (4500, 100)],
)
def test_training_hours_are_minutes_by_45_rounded_half_up_and_at_least_one(minutes, jp):
    assert training_hours(minutes, 45) == jp


@pytest.mark.parametrize(
    ("minutes", "of_one", "jp"), [(75, 50, 2), (74, 50, 1), (30, 60, 1), (90, 60, 2), (150, 60, 3), (25, 10, 3)]
)
def test_exactly_half_is_rounded_up(minutes, of_one, jp):
    assert training_hours(minutes, of_one) == jp


def test_training_hours_of_a_course_may_be_set_by_hand():
    assert outline([lesson(minutes=98)]).jp(45) == 2
    assert outline([lesson(minutes=98)], jp_override=8).jp(45) == 8


def test_an_activity_is_known_by_lesson_and_block_and_stays_the_same_for_ever():
    key = UUID("6b1f8b6e-3a55-5d53-9f35-0d0c3d3c8a11")
    assert activity_key(key, "blok") == uuid5(key, "blok") == UUID("45ea95c5-4be6-5766-b2b9-2bc5c29d329f")
    assert activity_key(key, "lain") != activity_key(key, "blok") != activity_key(uuid4(), "blok")


def test_a_course_sums_up_what_its_modules_hold():
    course = outline(
        [lesson(minutes=4, weight=10), lesson("practice", 8, activity("practice"), weight=20)],
        [lesson(minutes=5, weight=30), lesson("quiz", 9, activity("quiz", 70), weight=40)],
    )
    assert (course.minutes, course.lesson_count, course.weight, course.pass_percent) == (26, 2, 100, 70)
    assert course.has_practice
    assert [module.minutes for module in course.modules] == [12, 14]
    assert course.lessons == course.modules[0].lessons + course.modules[1].lessons
    assert course.by_key == {lesson.key: lesson for lesson in course.lessons}


def test_an_empty_course_is_no_error():
    course = outline()
    assert (course.minutes, course.lesson_count, course.weight, course.pass_percent, course.jp(45)) == (
        0,
        0,
        0,
        None,
        1,
    )
    assert not course.has_practice
    assert course.requirements() == Requirements({})


def test_the_pass_mark_people_speak_of_is_that_of_the_last_quiz():
    first, last = activity("quiz", 50), activity("quiz", 80)
    assert (
        outline(
            [lesson("quiz", 5, first)], [lesson("quiz", 5, last), lesson("lesson", 5, activity("check"))]
        ).pass_percent
        == 80
    )


def test_lessons_proper_are_counted_across_modules_and_practice_and_quiz_are_not():
    course = outline([lesson(), lesson("practice")], [lesson(), lesson(), lesson("quiz")])
    assert [course.number_of(one) for one in course.lessons] == [1, 0, 2, 3, 0]


def test_neighbours_reach_over_the_end_of_a_module():
    course = outline([lesson(), lesson("practice")], [lesson()])
    first, second, third = course.lessons
    assert [course.neighbours(one) for one in course.lessons] == [(None, second), (first, third), (second, None)]
    assert [course.module_of(one) for one in course.lessons] == [
        course.modules[0],
        course.modules[0],
        course.modules[1],
    ]
    alone = outline([lesson()])
    assert alone.neighbours(alone.lessons[0]) == (None, None)


def test_a_lesson_asks_for_its_activities_and_one_without_for_the_learners_word():
    check, quiz = activity("check"), activity("quiz", 70)
    course = outline([lesson(), lesson("lesson", 5, check, quiz)])
    plain, active = course.lessons
    assert course.requirements() == Requirements({plain.key: frozenset(), active.key: frozenset({check.key, quiz.key})})


@few
@given(outlines)
def test_an_outline_survives_being_written_down(course):
    assert outline_from_json(json.loads(json.dumps(outline_as_json(course)))) == course


@few
@given(outlines)
def test_requirements_survive_being_written_down_and_are_written_the_same_way_every_time(course):
    asked = course.requirements()
    written = asked.as_json()
    assert Requirements.from_json(json.loads(json.dumps(written))) == asked
    assert all(keys == sorted(keys) for keys in written.values())


@few
@given(outlines)
def test_every_lesson_has_its_number_its_module_and_its_neighbours(course):
    assume(len(course.by_key) == len(course.lessons))
    numbers = [course.number_of(one) for one in course.by_key.values() if one.kind == "lesson"]
    assert sorted(numbers) == list(range(1, course.lesson_count + 1))
    for before, after in zip(course.lessons, course.lessons[1:], strict=False):
        assert course.neighbours(before)[1] == after
        assert course.neighbours(after)[0] == before
