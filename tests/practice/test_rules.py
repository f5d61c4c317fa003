"""When a check-list is done."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.rules import is_complete

steps = st.sets(st.sampled_from("abcdef"))


@pytest.mark.parametrize(
    ("listed", "ticked", "done"),
    [
        ("ab", "ab", True),
        ("ab", "ba", True),
        ("ab", "abc", True),
        ("ab", "a", False),
        ("ab", "", False),
        ("", "", False),
        ("", "a", False),
    ],
)
def test_a_list_is_done_when_every_step_of_it_is_ticked(listed, ticked, done):
    assert is_complete(list(listed), list(ticked)) is done


@settings(max_examples=60, deadline=None)
@given(steps, steps, st.sampled_from("abcdef"))
def test_one_more_tick_never_undoes_a_list(listed, ticked, more):
    assert is_complete(listed, ticked | {more}) >= is_complete(listed, ticked)
    assert is_complete(listed, ticked) == (bool(listed) and listed <= ticked)
