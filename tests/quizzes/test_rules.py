"""When a quiz may be taken, how long, which attempt counts, when it is explained."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules import (
    Extension,
    Refusal,
    Rules,
    Why,
    counting,
    deadline,
    earns_pass,
    extended,
    is_explained,
    is_in_time,
    refusal,
    time_left,
)

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Done:
    number: int
    percent: int | None
    passed: bool = False


moments = st.integers(-3000, 3000).map(lambda minutes: NOON + minutes * MINUTE)
spans = st.integers(0, 2000).map(lambda minutes: minutes * MINUTE)


@st.composite
def all_rules(draw):
    opens, closes = draw(st.none() | moments), draw(st.none() | moments)
    if opens and closes and closes <= opens:
        closes = opens + MINUTE
    return Rules(
        attempts=draw(st.none() | st.integers(1, 4)),
        waiting=draw(spans),
        opens_at=opens,
        closes_at=closes,
        limit=draw(st.none() | spans.filter(bool)),
        grace=draw(spans),
    )


extensions = st.builds(Extension, attempts=st.integers(0, 3), time=spans, closes_at=st.none() | moments)


def ask(rules, *, taken=0, handed_in_at=None, at=NOON):
    return refusal(rules, taken=taken, handed_in_at=handed_in_at, at=at)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - MINUTE, Refusal(Why.NOT_OPEN, NOON)),
        (NOON, None),
        (NOON + HOUR - timedelta(microseconds=1), None),
        (NOON + HOUR, Refusal(Why.CLOSED, NOON + HOUR)),
    ],
)
def test_a_quiz_is_open_from_its_first_moment_to_just_before_its_last(at, expected):
    assert ask(Rules(opens_at=NOON, closes_at=NOON + HOUR), at=at) == expected


def test_who_has_waited_long_enough_may_start_again():
    rules = Rules(waiting=HOUR, attempts=3)
    assert ask(rules, taken=1, handed_in_at=NOON, at=NOON + 59 * MINUTE) == Refusal(Why.WAITING, NOON + HOUR)
    assert ask(rules, taken=1, handed_in_at=NOON, at=NOON + HOUR) is None
    assert ask(rules, taken=3, handed_in_at=NOON, at=NOON + DAY) == Refusal(Why.NO_ATTEMPT_LEFT)


def test_nobody_waits_for_clocks_of_two_servers_that_differ():
    assert ask(Rules(), taken=1, handed_in_at=NOON + MINUTE, at=NOON) is None


def test_nobody_is_told_to_wait_for_a_closed_door():
    rules = Rules(waiting=DAY, closes_at=NOON + HOUR)
    told = ask(rules, taken=1, handed_in_at=NOON, at=NOON + MINUTE)
    assert told == Refusal(Why.CLOSES_WHILE_WAITING, NOON + HOUR)
    assert not told.passes


@settings(max_examples=50)
@given(all_rules(), st.integers(0, 5), st.none() | moments, moments)
def test_a_refusal_that_passes_ends_at_its_moment_and_one_that_does_not_never_ends(rules, taken, handed_in_at, at):
    handed_in_at = handed_in_at if taken else None
    told = ask(rules, taken=taken, handed_in_at=handed_in_at, at=at)
    if told is None:
        return
    if told.passes:
        assert told.moment > at
        assert ask(rules, taken=taken, handed_in_at=handed_in_at, at=told.moment) is None
        assert ask(rules, taken=taken, handed_in_at=handed_in_at, at=told.moment - timedelta(microseconds=1))
    else:
        for later in (MINUTE, DAY, 400 * DAY):
            assert not (ask(rules, taken=taken, handed_in_at=handed_in_at, at=at + later) or told).passes
            assert ask(rules, taken=taken, handed_in_at=handed_in_at, at=at + 400 * DAY) is not None


@settings(max_examples=50)
@given(all_rules(), extensions, st.integers(0, 5), moments, moments)
def test_an_extension_never_takes_anything_away(rules, extension, taken, started_at, at):
    mine = extended(rules, extension)
    handed_in_at = started_at if taken else None
    if ask(rules, taken=taken, handed_in_at=handed_in_at, at=at) is None:
        assert ask(mine, taken=taken, handed_in_at=handed_in_at, at=at) is None
    theirs, longer = deadline(rules, started_at), deadline(mine, started_at)
    assert (theirs is None) == (longer is None)
    assert theirs is None or longer >= theirs


@settings(max_examples=50)
@given(all_rules(), moments, moments)
def test_a_deadline_is_never_after_closing_nor_after_the_limit(rules, started_at, at):
    ends = deadline(rules, started_at)
    assert (ends is None) == (rules.limit is None and rules.closes_at is None)
    if ends is None:
        assert is_in_time(ends, rules.grace, at)
        assert time_left(ends, at) is None
        return
    assert rules.closes_at is None or ends <= rules.closes_at
    assert rules.limit is None or ends <= started_at + rules.limit
    assert ends in (rules.closes_at, rules.limit and started_at + rules.limit)
    assert is_in_time(ends, rules.grace, ends + rules.grace)
    assert not is_in_time(ends, rules.grace, ends + rules.grace + timedelta(microseconds=1))
    assert time_left(ends, at) == max(ends - at, timedelta())


def test_of_several_attempts_the_rule_says_which_counts():
    marks = [Done(1, 60), Done(2, 90), Done(3, 90), Done(4, 30)]
    assert [counting(rule, marks).number for rule in ("best", "first", "latest")] == [2, 1, 4]
    assert counting("best", []) is None


@settings(max_examples=50)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=6), st.randoms())
def test_which_attempt_counts_does_not_hang_on_the_order_they_are_read_in(marks, random):
    attempts = [Done(number, mark) for number, mark in enumerate(marks, 1)]
    mixed = random.sample(attempts, len(attempts))
    for rule in ("best", "first", "latest"):
        assert counting(rule, mixed) == counting(rule, attempts)
    assert counting("best", mixed).percent == max(marks)


def test_explanations_wait_for_the_closing_where_the_quiz_says_so():
    waits = Rules(feedback="at_closing", closes_at=NOON)
    assert [is_explained(waits, at=NOON + offset) for offset in (-MINUTE, timedelta(), MINUTE)] == [False, True, True]
    late = extended(waits, Extension(closes_at=NOON + DAY))
    assert not is_explained(late, at=NOON + HOUR)
    assert not is_explained(Rules(feedback="at_closing"), at=NOON + 400 * DAY)
    assert is_explained(Rules(feedback="at_end"), at=NOON)
    assert is_explained(Rules(feedback="immediate", closes_at=NOON + DAY), at=NOON)


def test_only_what_is_limited_can_be_extended():
    assert extended(Rules(), Extension(attempts=2, time=HOUR, closes_at=NOON)) == Rules()
    assert not Rules(waiting=HOUR, opens_at=NOON).can_be_extended
    assert all(rules.can_be_extended for rules in (Rules(attempts=1), Rules(limit=HOUR), Rules(closes_at=NOON)))


@pytest.mark.parametrize(("counts", "passed"), [("best", True), ("first", False), ("latest", True)])
def test_a_pass_is_earned_by_an_attempt_that_counted_in_its_turn(counts, passed):
    taken = [Done(1, 40, False), Done(2, 90, True), Done(3, 50, False)]
    assert earns_pass(counts, taken) is passed
    assert earns_pass(counts, taken[1:]) is True
