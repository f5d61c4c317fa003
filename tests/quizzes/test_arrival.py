"""Answers arrive late, twice and in any order: the one given last is kept, and whoever sent another one is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.arrival import Arrival, first_sequence, print_of, read_sequence
from quizzes.domain import attempts
from quizzes.domain.attempts import AnswerStands, NewerAnswerKept
from quizzes.grading import earned, read_response
from quizzes.kinds import KINDS, ResponseMismatch
from quizzes.models import AttemptItem
from tests.factories.courses import question, quiz
from tests.factories.people import learner
from tests.quizzes.contents import any_content
from tests.quizzes.doing import NOON, RIGHT, WRONG, check, save, start

STARTED = int(NOON.timestamp() * 1000)
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def attempt(db, place):
    return start(learner(), quiz(fixed=[question()]), place)


def kept() -> Any:
    return AttemptItem.objects.get().response


def test_an_older_answer_that_arrives_later_is_not_taken_and_says_so(attempt):
    save(attempt, 1, RIGHT, arrival=Arrival(STARTED + 2))
    with pytest.raises(NewerAnswerKept):
        save(attempt, 1, WRONG, at=LATER, arrival=Arrival(STARTED + 1))
    assert kept() == {"choices": [RIGHT]}
    assert AttemptItem.objects.get().answered_at == NOON


def test_an_older_answer_that_says_the_same_is_no_news(attempt):
    save(attempt, 1, RIGHT, arrival=Arrival(STARTED + 2))
    assert save(attempt, 1, RIGHT, arrival=Arrival(STARTED + 1)).client_order == STARTED + 2


def test_taking_an_answer_back_is_an_answer_too(attempt):
    save(attempt, 1, arrival=Arrival(STARTED + 2))
    with pytest.raises(NewerAnswerKept):
        save(attempt, 1, WRONG, arrival=Arrival(STARTED + 1))
    assert kept() is None


@pytest.mark.parametrize("act", [save, check])
def test_a_form_without_a_script_is_newer_than_all_that_was_given_before(attempt, act):
    save(attempt, 1, WRONG, arrival=Arrival(STARTED + 60_000))
    act(attempt, 1, RIGHT, at=LATER)
    with pytest.raises((NewerAnswerKept, AnswerStands)):
        save(attempt, 1, WRONG, at=LATER, arrival=Arrival(STARTED + 60_000))
    assert kept() == {"choices": [RIGHT]}


def test_a_form_that_comes_back_as_it_was_drawn_overwrites_nothing_newer(attempt):
    """A second device drew the empty question, the first answered it; “Next” on the second is no answer."""
    drawn = Arrival(shown=print_of(None))
    save(attempt, 1, RIGHT)
    save(attempt, 1, at=LATER, arrival=drawn)
    assert kept() == {"choices": [RIGHT]}
    save(attempt, 1, WRONG, at=LATER, arrival=drawn)
    assert kept() == {"choices": [WRONG]}


def test_what_was_explained_may_be_sent_again_and_nothing_else(attempt):
    first = check(attempt, 1, WRONG)[1]
    assert check(attempt, 1, WRONG, at=LATER)[1] == first
    assert save(attempt, 1, WRONG, arrival=Arrival(STARTED)).checked_at == NOON
    with pytest.raises(AnswerStands):
        save(attempt, 1, RIGHT, arrival=Arrival(STARTED + 99_000))


SENT = [(STARTED + number, (RIGHT, WRONG, None)[number % 3]) for number in range(1, 6)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrivals=st.lists(st.sampled_from(SENT), min_size=1, max_size=12))
def test_in_any_order_and_however_often_the_answer_given_last_is_kept(attempt, arrivals):
    AttemptItem.objects.update(response=None, client_order=0)
    for sequence, chosen in arrivals:
        newest = AttemptItem.objects.get().client_order
        try:
            save(attempt, 1, *([chosen] if chosen else []), arrival=Arrival(sequence))
        except NewerAnswerKept:
            assert sequence < newest
    _sequence, last = max(arrivals, key=lambda arrival: arrival[0])
    assert kept() == ({"choices": [last]} if last else None)


def test_a_page_counts_from_what_it_shows_even_where_the_clock_went_back():
    assert first_sequence(0, at=NOON) == STARTED
    assert first_sequence(STARTED + 7, at=NOON) == STARTED + 8


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "٣", "0" * 16, "x", "\x00", "9" * 400])
def test_what_is_no_sequence_counts_as_none(text):
    assert read_sequence(text) is None


WORDS = st.one_of(
    st.sampled_from(
        ["a", "b", "1", "2", "a:up", "b:down", "", "27.800", "Rp 5", "KUNCI", "\x00", "x" * 2000, "٣", " "]
    ),
    st.text(max_size=8),
)


@st.composite
def asked_and_posted(draw: st.DrawFn) -> tuple[Any, dict[str, list[str]]]:
    """A question of any kind and what a hostile or broken client may send to it, often with its own names of fields."""
    content = draw(any_content())
    names = ["choice", "answer", "order", "move", "moved", *(f"part-{n}" for n in ("1", "2", "9"))]
    names += [name for name in content if isinstance(name, str)]
    fields = draw(
        st.dictionaries(st.sampled_from(names) | st.text(max_size=6), st.lists(WORDS, max_size=4), max_size=8)
    )
    return content, fields


@settings(max_examples=50, deadline=None)
@given(both=asked_and_posted())
def test_whatever_is_posted_to_any_kind_is_refused_or_is_an_answer_that_can_be_graded_and_shown(both):

    content, posted = both
    kind = KINDS[content["kind"]]
    try:
        response = read_response(content, posted)
    except ResponseMismatch:
        return
    if response is None:
        return
    kind.check(content, response)
    fraction = earned(content, response)
    assert fraction is None or 0 <= fraction <= 1
    kind.learner_view(content, [], response)
    assert isinstance(kind.describe(content, response), str)
    kind.parts(content, response)
    assert "\x00" not in str(response)
    assert len(print_of(response)) == 16


def test_an_answer_of_the_wrong_kind_leaves_the_one_before(attempt):
    save(attempt, 1, RIGHT)
    for posted in ({"choice": [RIGHT, WRONG]}, {"choice": ["x"]}, {"choice": ["x" * 1_000_000]}):
        with pytest.raises(ResponseMismatch):
            attempts.save_answer(
                learner=attempt.learner, attempt=attempt.public_id, position=1, posted=posted, at=LATER
            )
    assert kept() == {"choices": [RIGHT]}
