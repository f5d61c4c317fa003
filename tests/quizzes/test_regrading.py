"""What a corrected key says about answers that were given to the question as it was: pure rules."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.grading import grade_response
from quizzes.kinds.gaps import parse_gaps
from quizzes.regrading import KeyDoesNotFit, Misfit, carried, graded_by, is_same_key, regraded
from tests.quizzes.contents import any_content, choices, gaps, ordering, pairs, some_response, text

HALF = Fraction(1, 2)


def misfit(seen, key, response):
    with pytest.raises(KeyDoesNotFit) as problem:
        carried(seen, key, response)
    assert graded_by(seen, key, response) == (seen, response)  # it stays graded by what was seen
    return problem.value.why


@given(any_content())
@settings(max_examples=50, deadline=None)
def test_the_same_content_again_grades_every_answer_alike(content):
    response = some_response(content)
    if content["kind"] == "gaps" and "choices" in content["gaps"][0]:
        response = {"parts": {"1": content["gaps"][0]["choices"][0]["id"]}}
    assert carried(content, content, response) == response
    assert is_same_key(content, content)
    before = grade_response(content, response).fraction
    assert regraded(content, content, response, before, lowers=True) == before


@given(st.fractions(0, 1), st.booleans(), st.sampled_from([None, ["a"], ["b"], ["a", "b"]]))
@settings(max_examples=50, deadline=None)
def test_a_mark_is_lowered_only_where_that_is_wanted(before, lowers, chosen):
    seen, key = choices("multiple_choice", True, False, False), choices("multiple_choice", False, True, False)
    response = chosen and {"choices": chosen}
    after = regraded(seen, key, response, before, lowers=lowers)
    exact = before if response is None else grade_response(key, response).fraction
    assert after == (exact if lowers else max(before, exact))


def test_an_answer_left_open_stays_what_it_earned():
    assert regraded(choices("single_choice", True, False), text("x"), None, Fraction(0), lowers=True) == 0


def test_another_kind_of_question_cannot_judge():
    seen = choices("single_choice", True, False)
    assert misfit(seen, choices("multiple_choice", True, False), {"choices": ["a"]}) == Misfit.KIND


def test_a_choice_that_was_taken_away_cannot_be_judged_but_the_others_can():
    seen, key = choices("single_choice", True, False, False), choices("single_choice", False, True)
    assert misfit(seen, key, {"choices": ["c"]}) == Misfit.ANSWER
    assert regraded(seen, key, {"choices": ["b"]}, Fraction(0), lowers=False) == 1


def test_nobody_is_judged_by_a_right_choice_that_was_not_shown():
    seen, key = choices("multiple_choice", True, False), choices("multiple_choice", True, False, True)
    assert misfit(seen, key, {"choices": ["a"]}) == Misfit.SHOWN
    wrong = choices("multiple_choice", True, False, False)
    assert carried(seen, wrong, {"choices": ["a"]}) == {"choices": ["a"]}


def test_rows_and_options_that_were_not_shown_judge_nobody():
    seen = pairs("matching", "a", "b")
    assert misfit(seen, pairs("matching", "a", "b", "a"), {"parts": {"1": "a"}}) == Misfit.SHOWN
    assert misfit(seen, pairs("matching", "a", "c", others="b"), {"parts": {"1": "a"}}) == Misfit.SHOWN
    assert misfit(seen, pairs("matching", "a", "c"), {"parts": {"1": "b"}}) == Misfit.ANSWER
    swapped = pairs("matching", "b", "a")
    assert regraded(seen, swapped, {"parts": {"1": "b", "2": "b"}}, Fraction(0), lowers=False) == HALF


def test_an_order_needs_the_same_things():
    assert misfit(ordering("abc"), ordering("abcd"), {"order": ["c", "b", "a"]}) == Misfit.ANSWER
    assert regraded(ordering("abc"), ordering("cba"), {"order": ["c", "b", "a"]}, Fraction(0), lowers=False) == 1


def test_a_choice_in_a_gap_is_found_again_by_its_text():
    seen = gaps("[*http|www] di [go.id]")
    https = gaps("[*https|http|www] di [.go.id|go.id]")  # “http” is now the first choice, not the only right one
    assert misfit(seen, https, {"parts": {"1": "1"}}) == Misfit.SHOWN
    www = gaps("[ftp|http|*www] di [.go.id]")
    assert [choice["text"] for choice in www["gaps"][0]["choices"]] == ["ftp", "http", "www"]
    said = {"parts": {"1": "2", "2": ".go.id"}}  # “www”
    assert carried(seen, www, said) == {"parts": {"1": "3", "2": ".go.id"}}
    assert regraded(seen, www, said, Fraction(0), lowers=False) == 1
    assert misfit(gaps("[*http|www|x]"), gaps("[*http|www]"), {"parts": {"1": "3"}}) == Misfit.ANSWER
    assert misfit(seen, gaps("[*http|www] di [go.id] [x]"), {"parts": {"1": "1"}}) == Misfit.SHOWN
    assert misfit(seen, gaps("[http] di [go.id]"), {"parts": {"1": "1"}}) == Misfit.SHOWN


def test_words_are_no_key():
    seen = choices("single_choice", True, False)
    said_anew = seen | {"stem": "<p>!</p>", "explanation": "", "hints": ["x"], "shuffle": False}
    said_anew["choices"] = [one | {"text": one["text"] * 2, "feedback": ""} for one in reversed(seen["choices"])]
    assert is_same_key(seen, said_anew)
    assert not is_same_key(seen, choices("single_choice", False, True))
    assert not is_same_key(seen, choices("multiple_choice", True, False))
    assert not is_same_key(text("a"), text("a", "b"))
    assert not is_same_key(ordering("abc"), ordering("acb"))
    assert not is_same_key(pairs("matching", "a", "b"), pairs("matching", "b", "a"))
    one, other = (seen | {"kind": "gaps"} | parse_gaps(written) for written in ("[*a|b] x", "[a|*b] x"))
    assert not is_same_key(one, other)
