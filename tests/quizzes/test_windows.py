"""Windows: the time in which one learner may take a quiz, written by a plan that this app does not know."""

from datetime import timedelta
from uuid import uuid4

import pytest

from quizzes.domain.allowances import give_allowance
from quizzes.domain.attempts import StartRefused
from quizzes.domain.doors import doors
from quizzes.domain.rules import rules_for, rules_of
from quizzes.domain.windows import drop_windows, set_windows
from quizzes.models import Window as Row
from quizzes.rules import Refusal, Rules, Why, Window, within
from tests.factories.courses import question, quiz
from tests.factories.people import guest, learner, person
from tests.quizzes.doing import NOON, start, submit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUST = timedelta(microseconds=1)
MORNING, EVENING = Window(NOON - 3 * HOUR, NOON - HOUR), Window(NOON + 6 * HOUR, NOON + 8 * HOUR)


def times(rules):
    return rules.opens_at, rules.closes_at


@pytest.mark.parametrize(
    ("windows", "at", "expected"),
    [
        ([], NOON, (None, None)),
        ([Window()], NOON, (None, None)),
        ([MORNING, EVENING], NOON - 4 * HOUR, (MORNING.opens_at, MORNING.closes_at)),
        ([EVENING, MORNING], NOON - 2 * HOUR, (MORNING.opens_at, MORNING.closes_at)),
        ([MORNING, EVENING], NOON, (EVENING.opens_at, EVENING.closes_at)),
        ([MORNING, EVENING], NOON + DAY, (EVENING.opens_at, EVENING.closes_at)),
        ([MORNING, Window(NOON - 2 * HOUR, NOON + HOUR)], NOON, (MORNING.opens_at, NOON + HOUR)),
        ([Window(None, NOON), Window(NOON, NOON + HOUR)], NOON - DAY, (None, NOON + HOUR)),
        ([MORNING, Window(NOON - 2 * HOUR, None), EVENING], NOON, (MORNING.opens_at, None)),
        ([Window(NOON - 2 * HOUR, NOON + HOUR), Window(NOON - HOUR, NOON)], NOON, (NOON - 2 * HOUR, NOON + HOUR)),
    ],
)
def test_windows_are_one_time_together(windows, at, expected):
    assert times(within(Rules(), windows, at)) == expected


def test_a_window_never_opens_what_the_quiz_keeps_shut():
    own = Rules(opens_at=NOON, closes_at=NOON + DAY)
    assert times(within(own, [Window(NOON - DAY, NOON + 2 * DAY)], NOON)) == (NOON, NOON + DAY)
    never = within(own, [Window(NOON + 2 * DAY, NOON + 3 * DAY)], NOON + HOUR)
    assert times(never) == (None, NOON + HOUR)  # closed from now on


def exam(**fields):
    return quiz(fixed=[question()], **fields)


def put(one, windows, source=None, at=NOON):
    source = source or uuid4()
    set_windows(source=source, quizzes=[one.key], windows=windows, at=at)
    return source


def refused(somebody, one, at):
    with pytest.raises(StartRefused) as told:
        start(somebody, one, uuid4(), at=at)
    return told.value.refusal


def test_only_who_has_a_window_is_bound_by_it(db, place):
    one, ani, budi = exam(), learner(), learner()
    put(one, {ani.pk: Window(NOON, NOON + HOUR)})
    assert refused(ani, one, NOON - JUST) == Refusal(Why.NOT_OPEN, NOON)
    assert refused(ani, one, NOON + HOUR) == Refusal(Why.CLOSED, NOON + HOUR)
    assert start(ani, one, place).deadline_at == NOON + HOUR
    assert start(budi, one, place, at=NOON + DAY).deadline_at is None


def test_the_door_says_what_the_start_does(db):
    one, ani, visitor = exam(), learner(), guest()
    put(one, {ani.pk: Window(NOON + HOUR, NOON + 2 * HOUR)})
    place = uuid4()
    shown = {who: doors(who, {place: (one.pk, rules_of(one))}, NOON)[place] for who in (ani, visitor, None)}
    assert shown[ani].refusal == Refusal(Why.NOT_OPEN, NOON + HOUR)
    assert shown[ani].opens != ""
    assert [shown[who].refusal for who in (visitor, None)] == [None, None]


def test_a_source_says_all_anew_and_takes_only_its_own_away(db):
    one, ani, budi = exam(), learner(), learner()
    mine = put(one, {ani.pk: Window(None, NOON), budi.pk: Window(None, NOON)})
    other = put(one, {ani.pk: Window(NOON + DAY, None)})
    put(one, {ani.pk: Window(None, NOON + HOUR)}, mine)
    assert set(Row.objects.values_list("learner", "source", "closes_at")) == {
        (ani.pk, mine, NOON + HOUR),
        (ani.pk, other, None),
    }
    drop_windows(source=mine)
    assert refused(ani, one, NOON) == Refusal(Why.NOT_OPEN, NOON + DAY)
    drop_windows(source=other)
    assert start(ani, one, uuid4())


def test_a_later_window_reaches_an_open_attempt_and_a_shorter_one_does_not(db, place):
    one, ani = exam(), learner()
    mine = put(one, {ani.pk: Window(None, NOON + HOUR)})
    attempt = start(ani, one, place)
    for closes, expected in ((NOON + 2 * HOUR, 2), (NOON + JUST, 2)):
        put(one, {ani.pk: Window(None, closes)}, mine)
        attempt.refresh_from_db()
        assert attempt.deadline_at == NOON + expected * HOUR
    assert submit(attempt, at=NOON + HOUR).submitted_at == NOON + HOUR


def test_extensions_are_of_the_quiz_and_windows_stay_within(db):
    """A trainer's later closing moves the quiz's own; the plan of a class still says when its people take it."""
    one, ani = exam(closes_at=NOON + HOUR), learner()
    put(one, {ani.pk: Window(None, NOON + 3 * HOUR)})
    assert refused(ani, one, NOON + HOUR).why == Why.CLOSED
    values = {"extra_minutes": 0, "extra_attempts": 0, "closes_at": NOON + DAY, "reason": ""}
    give_allowance(quiz=one, learner=ani, by=person(), at=NOON, **values)
    assert start(ani, one, uuid4(), at=NOON + 2 * HOUR).deadline_at == NOON + 3 * HOUR
    assert refused(ani, one, NOON + 3 * HOUR) == Refusal(Why.CLOSED, NOON + 3 * HOUR)


def test_a_window_shows_no_explanations_early(db):
    """A class whose time is over could tell the next one."""
    one, ani = exam(feedback="at_closing", closes_at=NOON + DAY), learner()
    put(one, {ani.pk: Window(None, NOON + HOUR)})
    assert rules_for(ani, one).closes_at == NOON + DAY


@pytest.mark.parametrize("count", [1, 3])
def test_writing_and_reading_cost_the_same_however_many(db, count, django_assert_num_queries):
    one, people = exam(), [learner() for _ in range(count)]
    windows = {somebody.pk: Window(None, NOON + HOUR) for somebody in people}
    with django_assert_num_queries(7):  # savepoint and its end, quiz, attempts, people, delete, write
        put(one, windows)
    for number in range(count):
        put(one, {people[0].pk: Window(NOON + number * HOUR, None)})
    quizzes = {uuid4(): (one.pk, rules_of(one)) for _ in range(count)}
    with django_assert_num_queries(2):
        doors(people[0], quizzes, NOON)
