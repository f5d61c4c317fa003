"""Which question fills which place: never one twice, as many places as the bank can fill, and those unseen first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from quizzes.picking import pick


@dataclass(frozen=True)
class One:
    name: int
    was_seen: bool
    fits: tuple[bool, ...]


def ones(*rows):
    return [One(number, seen, tuple(fits)) for number, (seen, fits) in enumerate(rows)]


def test_a_question_that_fits_two_cells_goes_where_nothing_else_fits():
    first, second = ones((False, (True, True)), (False, (True, False)))
    assert pick([1, 1], [first, second]) == [[second], [first]]


def test_a_seen_question_comes_only_where_the_bank_does_not_suffice():
    seen, unseen = ones((True, (True,)), (False, (True,)))
    assert pick([1], [seen, unseen]) == [[unseen]]
    assert sorted(one.name for one in pick([2], [seen, unseen])[0]) == [0, 1]


def test_an_unseen_question_moves_so_that_no_seen_one_is_needed():
    both, only_first, seen = ones((False, (True, True)), (False, (True, False)), (True, (False, True)))
    assert pick([1, 1], [both, only_first, seen]) == [[only_first], [both]]


def test_earlier_questions_are_preferred_and_too_few_fill_what_they_can():
    assert [one.name for one in pick([2], ones(*[(False, (True,))] * 4))[0]] == [0, 1]
    assert pick([3, 1], ones((False, (True, False)))) == [[One(0, False, (True, False))], []]
    assert pick([], []) == []


def best(counts, questions):
    """(most places that can be filled, fewest seen questions among those fillings), by trying everything."""
    found = []
    for where in product(range(-1, len(counts)), repeat=len(questions)):
        used = [part for part in where if part >= 0]
        fits = all(part < 0 or one.fits[part] for part, one in zip(where, questions, strict=True))
        if fits and all(used.count(part) <= count for part, count in enumerate(counts)):
            seen = sum(one.was_seen for part, one in zip(where, questions, strict=True) if part >= 0)
            found.append((-len(used), seen))
    return min(found)


@given(
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.lists(st.tuples(st.booleans(), st.tuples(*[st.booleans()] * 3)), max_size=5),
)
def test_no_other_choice_fills_more_or_repeats_less(counts, rows):
    questions = ones(*rows)
    parts = pick(counts, questions)
    chosen = [one for part in parts for one in part]
    assert len(set(chosen)) == len(chosen)
    for number, (part, count) in enumerate(zip(parts, counts, strict=True)):
        assert len(part) <= count
        assert all(one.fits[number] for one in part)
    assert (-len(chosen), sum(one.was_seen for one in chosen)) == best(counts, questions)
