"""Questions with choices: one right, several right, true or not."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS, Grade, ResponseMismatch
from tests.quizzes.contents import choices, several

SINGLE, SEVERAL, TRUE_FALSE = KINDS["single_choice"], KINDS["multiple_choice"], KINDS["true_false"]
ONE = choices("single_choice", False, True, False)
FOUR = choices("multiple_choice", True, True, False, False)
few = settings(max_examples=60, deadline=None)


def fraction(content, *chosen):
    return SEVERAL.grade(content, {"choices": list(chosen)}).fraction


def test_reading_takes_the_choice_that_was_posted():
    assert SINGLE.read(ONE, {"choice": ["b"]}) == {"choices": ["b"]}
    assert SEVERAL.read(FOUR, {"choice": ["c", "a", "c"]}) == {"choices": ["a", "c"]}


@pytest.mark.parametrize("posted", [{}, {"choice": []}, {"choice": [""]}, {"answer": ["b"]}])
def test_nothing_chosen_is_no_answer(posted):
    assert SINGLE.read(ONE, posted) is None
    assert SEVERAL.read(FOUR, posted) is None


@pytest.mark.parametrize("chosen", [["z"], ["b", "z"], ["B"], [" b"], ["b\x00"], ["a", "b"], ["x" * 1_000_000]])
def test_reading_refuses_what_the_form_never_offered(chosen):
    with pytest.raises(ResponseMismatch):
        SINGLE.read(ONE, {"choice": chosen})


@pytest.mark.parametrize(
    "response",
    [{}, {"choices": None}, {"choices": "b"}, {"choices": []}, {"choices": ["z"]}, {"choices": [1]}, {"choices": {"b": 1}},
     {"choices": ["b", "b"]}, {"choices": [["b"]]}, {"choices": [{"id": "b"}]}, {"text": "b"}],
)  # fmt: skip
def test_check_and_grade_refuse_a_response_of_another_shape(response):
    for act in (SINGLE.check, SINGLE.grade):
        with pytest.raises(ResponseMismatch):
            act(ONE, response)


def test_one_right_choice_earns_everything_and_tells_why():
    assert SINGLE.grade(ONE, {"choices": ["b"]}) == Grade(Fraction(1), ("KUNCI b",))


def test_another_choice_earns_nothing_and_tells_why_not():
    graded = SINGLE.grade(ONE, {"choices": ["c"]})
    assert graded == Grade(Fraction(0), ("KUNCI c",), ("B",))
    assert not graded.is_correct


@pytest.mark.parametrize(("chosen", "earned"), [("true", 0), ("false", 1)])
def test_true_or_not_is_graded_like_one_right_choice(chosen, earned):
    sentence = {
        **ONE, "kind": "true_false",
        "choices": [
            {"id": "true", "text": "Benar", "correct": False, "feedback": "Ikut terbuka."},
            {"id": "false", "text": "Tidak benar", "correct": True, "feedback": ""},
        ],
    }  # fmt: skip
    graded = TRUE_FALSE.grade(sentence, {"choices": [chosen]})
    told = (("Ikut terbuka.",), ("Tidak benar",)) if chosen == "true" else ((), ())
    assert graded == Grade(Fraction(earned), *told)


@pytest.mark.parametrize(
    ("chosen", "earned"),
    [("ab", "1"), ("a", "1/2"), ("abc", "1/2"), ("ac", "0"), ("abcd", "0"), ("c", "0"), ("cd", "0"), ("acd", "0")],
)
def test_partial_credit_adds_right_choices_and_takes_wrong_ones_away(chosen, earned):
    assert fraction(FOUR, *chosen) == Fraction(earned)


def test_feedback_of_several_choices_names_each_in_the_order_of_the_question():
    graded = SEVERAL.grade(FOUR, {"choices": ["c", "a"]})
    assert graded.feedback == tuple(f"{choice['text']}: {choice['feedback']}" for choice in FOUR["choices"][0:3:2])
    asked = {
        "choices": [
            {"id": str(n), "text": text, "correct": True, "feedback": "Ya."}
            for n, text in enumerate(("Siapa?", "Titik."))
        ]
    }
    assert SEVERAL.grade(asked, {"choices": ["0", "1"]}).feedback == ("Siapa? Ya.", "Titik: Ya.")
    assert graded.right == ("A", "B")


@few
@given(several(), st.data())
def test_partial_credit_is_moodles_rule_and_lies_between_nothing_and_all(flags, data):
    content = choices("multiple_choice", *flags)
    ids = [choice["id"] for choice in content["choices"]]
    right = {choice["id"] for choice in content["choices"] if choice["correct"]}
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    earned = fraction(content, *chosen)
    hits, misses = len(right & set(chosen)), len(set(chosen) - right)
    assert earned == max(0, Fraction(hits, len(right)) - Fraction(misses, len(ids) - len(right)))
    assert 0 <= earned <= 1
    assert (earned == 1) == (set(chosen) == right)
    assert fraction(content, *data.draw(st.permutations(chosen))) == earned


@few
@given(several())
def test_choosing_everything_earns_nothing(flags):
    content = choices("multiple_choice", *flags)
    assert fraction(content, *(choice["id"] for choice in content["choices"])) == 0


@few
@given(several(), st.data())
def test_one_more_right_choice_never_costs_and_one_more_wrong_one_never_pays(flags, data):
    content = choices("multiple_choice", *flags)
    more = data.draw(st.sampled_from(content["choices"]))
    others = [choice["id"] for choice in content["choices"] if choice["id"] != more["id"]]
    chosen = data.draw(st.lists(st.sampled_from(others), min_size=1, unique=True))
    before, after = fraction(content, *chosen), fraction(content, *chosen, more["id"])
    assert after >= before if more["correct"] else after <= before


def test_choices_appear_in_the_order_of_the_attempt():
    shown = SINGLE.learner_view(ONE, ["c", "a", "b"], {"choices": ["a"]})
    assert shown == {
        "several": False,
        "choices": [{"id": letter, "text": letter.upper(), "chosen": letter == "a"} for letter in "cab"],
    }
    assert SEVERAL.learner_view(FOUR, [], None)["several"] is True


@pytest.mark.parametrize("order", [[], ["z"]])
def test_without_an_order_choices_stand_as_they_were_written(order):
    assert [choice["id"] for choice in SINGLE.learner_view(ONE, order, None)["choices"]] == ["a", "b", "c"]


def test_choices_are_described_in_words():
    assert SINGLE.describe(ONE, {"choices": ["b"]}) == "B"
    assert SEVERAL.describe(FOUR, {"choices": ["d", "a"]}) == "A; D"
