"""Putting things in order: by buttons up and down, with and without a script."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS, Grade, ResponseMismatch
from quizzes.kinds.ordering import moved
from tests.quizzes.contents import ordering

few = settings(max_examples=60, deadline=None)
ORDERING = KINDS["ordering"]
FOUR = ordering("abcd")


@pytest.mark.parametrize(
    ("order", "earned"),
    [("abcd", "1"), ("bcda", "2/3"), ("dabc", "2/3"), ("abdc", "1/3"), ("badc", "0"), ("dcba", "0")],
)
def test_each_step_that_is_followed_by_the_right_next_one_earns_its_part(order, earned):
    assert ORDERING.grade(FOUR, {"order": list(order)}).fraction == Fraction(earned)


def test_where_only_the_whole_order_counts_nothing_else_earns():
    whole = ordering("abcd", whole=True)
    assert ORDERING.grade(whole, {"order": list("bcda")}) == Grade(
        Fraction(0), ("KUNCI belum",), ("1. A", "2. B", "3. C", "4. D")
    )
    assert ORDERING.grade(whole, {"order": list("abcd")}) == Grade(Fraction(1), ("KUNCI ya",))


@pytest.mark.parametrize("order", [None, [], "abcd", list("abc"), list("abcc"), list("abcde"), [1, 2, 3, 4]])
def test_an_order_that_is_not_of_these_things_is_refused(order):
    with pytest.raises(ResponseMismatch):
        ORDERING.grade(FOUR, {"order": order})


def test_an_order_that_nobody_touched_is_no_answer():
    assert ORDERING.read(FOUR, {"order": list("dcba"), "moved": [""]}) is None
    assert ORDERING.read(FOUR, {"order": list("dcba"), "moved": ["1"]}) == {"order": list("dcba")}


@pytest.mark.parametrize(
    ("move", "after"), [("c:up", "acbd"), ("c:down", "abdc"), ("a:up", "abcd"), ("d:down", "abcd"), ("a:down", "bacd")]
)
def test_a_button_moves_one_thing_by_one_place(move, after):
    assert ORDERING.read(FOUR, {"order": list("abcd"), "move": [move]}) == {"order": list(after)}


@pytest.mark.parametrize("move", ["z:up", "a", "a:left", "a:up:up"])
def test_another_move_is_refused(move):
    with pytest.raises(ResponseMismatch):
        moved("abcd", move)


@few
@given(st.integers(2, 8), st.integers())
def test_it_is_never_shown_in_the_right_order_and_always_whole(count, seed):
    content = ordering("abcdefgh"[:count])
    order = ORDERING.mixed(content, random.Random(seed))
    assert order != sorted(order)
    assert [item["id"] for item in ORDERING.learner_view(content, order, None)["items"]] == order
    assert sorted(order) == sorted("abcdefgh"[:count])


def test_what_was_put_in_order_is_shown_in_that_order():
    view = ORDERING.learner_view(FOUR, ORDERING.mixed(FOUR, random.Random(1)), {"order": list("cadb")})
    assert ("".join(item["id"] for item in view["items"]), view["moved"]) == ("cadb", True)
    assert ORDERING.describe(FOUR, {"order": list("cadb")}) == "1. C; 2. A; 3. D; 4. B"
