"""Where somebody stands in an assignment, and when they need help: rules without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classes.rules import Done, HandedIn, Target, Work, reached

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A, B, QUIZ, OTHER = (UUID(int=number) for number in range(1, 5))

TWO = Target(lessons=frozenset([A, B]))
ONE_QUIZ = Target(activity=QUIZ, activities=frozenset([QUIZ]), quizzes=[QUIZ], tried=frozenset([QUIZ]))
LESSON_WITH_QUIZ = Target(
    lessons=frozenset([A]),
    activities=frozenset([QUIZ]),
    quizzes=[QUIZ],
    required={A: frozenset([QUIZ])},
    tried=frozenset([QUIZ]),
)


def quiz(percent=80, *, tries=1, done_at=NOON, updated_at=NOON):
    return Done("quiz", tries, percent, done_at, updated_at)


def check(percent, *, tries=3, updated_at=NOON):
    return Done("check", tries, percent, NOON, updated_at)


def handed(at=NOON, percent=80, *, passed=True, of=QUIZ, counts="best"):
    return HandedIn(of, at, percent, passed, counts)


def test_nothing_done_is_nothing():
    now = reached(TWO, Work())
    assert (now.items, now.started_at, now.done_at, now.percent, now.help) == (0, None, None, None, "")


def test_every_lesson_and_the_moment_of_the_last():
    lessons = {A: (NOON, NOON + HOUR), B: (NOON - HOUR, None), OTHER: (NOON - DAY, NOON - DAY)}
    now = reached(TWO, Work(lessons))
    assert (now.items, now.started_at, now.done_at) == (1, NOON - HOUR, None)
    now = reached(TWO, Work(lessons | {B: (NOON - HOUR, NOON)}))
    assert (now.items, now.done_at) == (2, NOON + HOUR)


def test_what_is_done_after_the_closing_counts_nowhere():
    lessons = {A: (NOON - HOUR, NOON), B: (NOON + HOUR, NOON + 2 * HOUR)}
    for closes_at, expected in ((None, (2, True)), (NOON + 2 * HOUR, (2, True)), (NOON + HOUR, (1, False))):
        now = reached(TWO, Work(lessons), closes_at=closes_at)
        assert (now.items, now.done_at is not None) == expected
    assert reached(TWO, Work(lessons), closes_at=NOON - DAY).started_at is None


def test_one_activity_is_done_when_it_is():
    assert reached(ONE_QUIZ, Work(activities={QUIZ: quiz(40, done_at=None)})).done_at is None
    now = reached(ONE_QUIZ, Work(activities={QUIZ: quiz(80)}))
    assert (now.items, now.started_at, now.done_at, now.percent) == (1, NOON, NOON, 80)


def test_a_quiz_counts_from_handing_in_though_it_is_marked_after_the_closing():
    marked = {QUIZ: quiz(90, done_at=NOON + 3 * DAY, updated_at=NOON + 3 * DAY)}
    work = Work({A: (NOON, NOON + 3 * DAY)}, marked, [handed(NOON, 90)])
    for target in (ONE_QUIZ, LESSON_WITH_QUIZ):
        now = reached(target, work, closes_at=NOON + HOUR)
        assert (now.done_at, now.percent) == (NOON, 90)
    late = Work({A: (NOON, NOON + 3 * DAY)}, marked, [handed(NOON + 2 * HOUR, 90)])
    assert reached(LESSON_WITH_QUIZ, late, closes_at=NOON + HOUR).done_at is None


def test_a_lesson_that_waited_for_more_than_its_quiz_is_done_with_the_last_of_it():
    target = Target(lessons=frozenset([A]), required={A: frozenset([QUIZ, OTHER])}, tried=frozenset([QUIZ]))
    work = Work({A: (NOON, NOON + DAY)}, {QUIZ: quiz(done_at=NOON + DAY)}, [handed(NOON)])
    assert reached(target, work).done_at == NOON + DAY  # the other one is not known: the lesson's own word stands
    both = Work(work.lessons, {**work.activities, OTHER: check(100, updated_at=NOON)}, work.handed_in)
    assert reached(target, both).done_at == NOON


@pytest.mark.parametrize(("mark", "enough"), [(84, False), (85, True), (100, True)])
def test_a_required_score_must_be_reached(mark, enough):
    work = Work(activities={QUIZ: quiz(mark)}, handed_in=[handed(percent=mark)])
    assert (reached(ONE_QUIZ, work, required_percent=85).done_at is not None) == enough


def test_the_score_is_reached_with_the_first_attempt_that_reaches_it():
    """Trying again later, better or worse, changes neither the moment nor that it was in time."""
    work = Work(
        activities={QUIZ: quiz(95, tries=3, done_at=NOON, updated_at=NOON + DAY)},
        handed_in=[handed(NOON + DAY, 95), handed(NOON, 70), handed(NOON + HOUR, 88)],
    )
    now = reached(ONE_QUIZ, work, required_percent=85, closes_at=NOON + 2 * HOUR)
    assert (now.done_at, now.percent) == (NOON + HOUR, 88)
    assert reached(ONE_QUIZ, work, required_percent=90, closes_at=NOON + 2 * HOUR).done_at is None
    assert reached(ONE_QUIZ, work).percent == 95


@pytest.mark.parametrize(("counts", "done"), [("best", NOON + HOUR), ("latest", NOON + HOUR), ("first", None)])
def test_the_score_goes_by_the_attempt_that_counts(counts, done):
    attempts = [handed(NOON, 40, counts=counts), handed(NOON + HOUR, 90, counts=counts)]
    standing = {"best": 90, "latest": 90, "first": 40}[counts]
    work = Work(activities={QUIZ: quiz(standing, updated_at=NOON + HOUR)}, handed_in=attempts)
    assert reached(ONE_QUIZ, work, required_percent=85).done_at == done


def test_the_score_of_several_quizzes_is_their_mean_half_up():
    target = Target(
        lessons=frozenset([A]),
        activities=frozenset([QUIZ, OTHER]),
        quizzes=[QUIZ, OTHER],
        tried=frozenset([QUIZ, OTHER]),
    )
    lessons = {A: (NOON, NOON)}
    assert reached(target, Work(lessons, {QUIZ: quiz(80)})).percent is None
    both = Work(
        lessons,
        {QUIZ: quiz(80), OTHER: quiz(85, updated_at=NOON + HOUR)},
        [handed(NOON, 80), handed(NOON + HOUR, 85, of=OTHER)],
    )
    now = reached(target, both, required_percent=83)
    assert (now.percent, now.done_at) == (83, NOON + HOUR)
    assert reached(target, both, required_percent=84).done_at is None


def test_a_completed_course_is_done_though_lessons_were_added_since():
    work = Work({A: (NOON, NOON)}, course_done_at=NOON + HOUR)
    now = reached(TWO, work)
    assert (now.items, now.done_at) == (1, NOON + HOUR)
    assert reached(TWO, work, closes_at=NOON).done_at is None
    all_of_it = Work({A: (NOON, NOON), B: (NOON, NOON)}, course_done_at=NOON + HOUR)
    assert reached(TWO, all_of_it).done_at == NOON


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (quiz(40, tries=1, done_at=None), ""),
        (quiz(40, tries=2, done_at=None), "quiz"),
        (quiz(80, tries=5), ""),
        (check(0, tries=2), ""),
        (check(0, tries=3), "question"),
        (check(66, tries=4), "question"),
        (check(100, tries=9), ""),
        (Done("practice", 9, None, None, NOON), ""),
        (Done("h5p", 9, 10, None, NOON), ""),
    ],
)
def test_the_one_rule_of_help(state, expected):
    target = Target(lessons=frozenset([A]), activities=frozenset([QUIZ]))
    assert reached(target, Work(activities={QUIZ: state})).help == expected
    assert reached(Target(lessons=frozenset([A])), Work(activities={QUIZ: state})).help == ""


def test_a_failed_quiz_is_told_before_a_failed_question():
    target = Target(lessons=frozenset([A]), activities=frozenset([QUIZ, OTHER]))
    work = Work(activities={QUIZ: quiz(10, tries=2, done_at=None), OTHER: check(0)})
    assert reached(target, work).help == "quiz"


def test_who_was_helped_needs_it_again_only_when_it_fails_again():
    target = Target(lessons=frozenset([A]), activities=frozenset([QUIZ]))
    failed = quiz(40, tries=2, done_at=None)
    assert reached(target, Work(activities={QUIZ: failed}), helped_at=NOON).help == ""
    again = quiz(40, tries=3, done_at=None, updated_at=NOON + HOUR)
    assert reached(target, Work(activities={QUIZ: again}), helped_at=NOON).help == "quiz"


def test_who_is_done_needs_no_help():
    work = Work({A: (NOON, NOON)}, {QUIZ: check(0)})
    target = Target(lessons=frozenset([A]), activities=frozenset([QUIZ]))
    assert reached(target, work).help == ""
    assert reached(target, work, closes_at=NOON - HOUR).help == "question"


moments = st.integers(-100, 100).map(lambda hours: NOON + hours * HOUR)
works = st.dictionaries(st.sampled_from([A, B, uuid4()]), st.tuples(moments, st.none() | moments)).map(Work)


@given(works, moments, moments)
def test_a_later_closing_takes_nothing_away(work, one, other):
    early, late = (reached(TWO, work, closes_at=closes) for closes in sorted((one, other)))
    assert early.items <= late.items
    assert early.done_at is None or early.done_at == late.done_at
    assert early.started_at is None or early.started_at == late.started_at
