"""The pure rules: never lower, never undone; complete by one version or the other; what comes next."""

from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.outline import Lesson, Module, Outline, Requirements
from progress.rules import (
    Outcome,
    Progress,
    better,
    is_course_complete,
    is_last_undone,
    is_lesson_complete,
    module_progress,
    next_lesson,
    progress_of,
)

NAMES = UUID(int=7)
A, B, C, D = (uuid5(NAMES, name) for name in "ABCD")

marks = st.none() | st.integers(0, 100)
outcomes = st.builds(
    Outcome,
    done=st.booleans(),
    percent=marks,
    sections=st.none() | st.dictionaries(st.sampled_from(["m1", "m2"]), st.integers(0, 100)),
    accompanied=st.booleans(),
)
bounded = settings(max_examples=60, deadline=None)


def value(percent: int | None) -> int:
    return -1 if percent is None else percent


@bounded
@given(outcomes, outcomes)
def test_better_never_lowers_nor_undoes(old, new):
    merged = better(old, new)
    assert merged.done == (old.done or new.done)
    assert value(merged.percent) == max(value(old.percent), value(new.percent))
    assert merged.accompanied == (old.accompanied or new.accompanied)
    assert merged.sections in (old.sections, new.sections)


@bounded
@given(outcomes, outcomes)
def test_better_gives_the_same_whichever_comes_first_but_keeps_the_earlier_parts_of_equal_marks(one, other):
    there, back = better(one, other), better(other, one)
    assert (there.done, there.percent, there.accompanied) == (back.done, back.percent, back.accompanied)
    if one.percent != other.percent:
        assert there.sections == back.sections
    else:
        assert (there.sections, back.sections) == (one.sections, other.sections)


@bounded
@given(outcomes, outcomes, outcomes)
def test_better_is_idempotent_associative_and_monotone(one, other, third):
    assert better(one, one) == one
    assert better(better(one, other), other) == better(one, other)
    assert better(better(one, other), third) == better(one, better(other, third))
    assert value(better(one, third).percent) <= value(better(better(one, other), third).percent)


def test_the_parts_of_the_best_attempt_stay_together_with_its_mark():
    first = Outcome(False, 40, {"m1": 80, "m2": 0})
    second = Outcome(False, 35, {"m1": 0, "m2": 70})
    assert better(first, second) == first
    assert better(second, first) == Outcome(False, 40, {"m1": 80, "m2": 0})


@pytest.mark.parametrize(
    ("required", "done", "declared", "complete"),
    [
        ([], [], False, False),
        ([], [], True, True),
        ([], [A], False, False),
        ([A], [], True, False),  # saying so is not enough where there is something to do
        ([A], [A], False, True),
        ([A, B], [A], True, False),
        ([A, B], [B, A, C], False, True),
    ],
)
def test_a_lesson_is_complete_by_its_activities_or_by_the_learners_word(required, done, declared, complete):
    assert is_lesson_complete(required, done, declared=declared) is complete


def asks(lessons: dict[UUID, set[UUID]]) -> Requirements:
    return Requirements({lesson: frozenset(activities) for lesson, activities in lessons.items()})


def test_a_course_is_complete_by_the_version_at_enrolment_or_the_current_one():
    at_enrolment, current = asks({A: set(), B: set()}), asks({A: set(), C: set()})
    assert is_course_complete([at_enrolment, current], completed=[A, B], done=[])
    assert is_course_complete([at_enrolment, current], completed=[A, C], done=[])
    assert not is_course_complete([at_enrolment, current], completed=[B, C], done=[])
    assert not is_course_complete([current], completed=[A, B], done=[])


def test_a_completed_lesson_stays_completed_when_activities_are_added_to_it():
    assert is_course_complete([asks({A: {B, C}})], completed=[A], done=[])


def test_a_lesson_counts_by_its_activities_where_its_completion_was_not_noted():
    assert is_course_complete([asks({A: {B}})], completed=[], done=[B])
    assert not is_course_complete([asks({A: {B, C}})], completed=[], done=[B])
    assert not is_course_complete([asks({A: set()})], completed=[], done=[B])


def test_a_course_that_asks_for_nothing_is_never_complete():
    assert not is_course_complete([asks({})], completed=[A], done=[B])
    assert not is_course_complete([], completed=[A], done=[B])


versions = st.lists(
    st.dictionaries(
        st.sampled_from([A, B, C, D]), st.frozensets(st.sampled_from([A, B, C, D]), max_size=2), max_size=4
    ),
    max_size=2,
)
keys = st.sets(st.sampled_from([A, B, C, D]))


@bounded
@given(versions, keys, keys, keys, keys)
def test_doing_more_never_makes_a_complete_course_incomplete(found, completed, done, more_completed, more_done):
    requirements = [Requirements(version) for version in found]
    before = is_course_complete(requirements, completed=completed, done=done)
    after = is_course_complete(requirements, completed=completed | more_completed, done=done | more_done)
    assert after or not before


def lesson(key: UUID, kind: str = "lesson") -> Lesson:
    return Lesson(key, 1, f"/{key}/", str(key)[:4], kind, 5, 100, ())


OUTLINE = Outline(
    course=UUID(int=1),
    page=1,
    url="/kursus/x/",
    title="X",
    track="t",
    modules=(
        Module(UUID(int=2), "/m1/", "M1", (lesson(A), lesson(B))),
        Module(UUID(int=3), "/m2/", "M2", (lesson(C),)),
    ),
)


@pytest.mark.parametrize(
    ("completed", "after", "expected"),
    [
        (set(), None, A),
        ({A}, None, B),
        (set(), A, B),  # behind the one just left …
        ({B}, A, C),
        ({B, C}, A, A),  # … and from the start when nothing is left behind it
        ({C}, C, A),
        ({A, B, C}, B, None),
        ({A}, D, B),  # the lesson just left is gone from the course
    ],
)
def test_the_next_lesson_is_the_first_undone_behind_the_one_just_left(completed, after, expected):
    found = next_lesson(OUTLINE, completed, after)
    assert (found.key if found else None) == expected


@bounded
@given(st.sets(st.sampled_from([A, B, C])), st.none() | st.sampled_from([A, B, C, D]))
def test_the_next_lesson_is_undone_and_there_is_one_as_long_as_anything_is_undone(completed, after):
    found = next_lesson(OUTLINE, completed, after)
    assert (found is None) == (completed == {A, B, C})
    assert found is None or found.key not in completed


def test_a_page_is_the_last_undone_one_only_when_completing_it_completes_the_course():
    assert is_last_undone(OUTLINE, {A, B}, C)
    assert not is_last_undone(OUTLINE, {A}, C)
    assert not is_last_undone(OUTLINE, {A, B, C}, C)
    assert not is_last_undone(OUTLINE, {A, B}, A)


def test_progress_counts_in_whole_percent_and_an_empty_course_is_at_nothing():
    assert [Progress(0, 0).percent, Progress(1, 3).percent, Progress(2, 3).percent, Progress(3, 3).percent] == [
        0,
        33,
        66,
        100,
    ]
    assert [Progress(0, 0).is_complete, Progress(2, 3).is_complete, Progress(3, 3).is_complete] == [False, False, True]


def test_progress_of_a_course_and_of_a_module_counts_only_its_own_lessons():
    assert progress_of(OUTLINE.lessons, {A, C, D}) == Progress(2, 3)
    assert module_progress(OUTLINE.modules[0], {A, C, D}) == Progress(1, 2)
