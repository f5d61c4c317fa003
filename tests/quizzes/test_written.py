"""Free text, free words and scales: what is taken, and that no key ever judges them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.analysis import FEWEST_TYPED, Answer, Evidence, gather, statistics
from quizzes.domain.queries import question_view
from quizzes.grading import earned, result, waits_for_mark
from quizzes.kinds import KINDS, AnswerTooLong, ResponseMismatch
from quizzes.rubric import PointsMissing, PointsRefused, check_points, marked
from tests.quizzes.contents import SECRET, free_text, free_words, scale, some_response

TEXT, WORDS, SCALE = KINDS["free_text"], KINDS["free_words"], KINDS["scale"]
BOTH = [(TEXT, free_text(2), 4000), (WORDS, free_words(), 1000)]


@pytest.mark.parametrize(("kind", "content", "limit"), BOTH)
def test_a_text_is_kept_as_it_was_typed_up_to_its_own_limit(kind, content, limit):
    assert kind.read(content, {"answer": ["  Satu\r\ndua  "]}) == {"text": "Satu\ndua"}
    assert kind.read(content, {"answer": [" \r\n "]}) is None
    longest = "\r\n".join(["a" * 9] * (limit // 10)) + "a"  # a phone counts a line end once
    assert len(kind.read(content, {"answer": [longest]})["text"]) == limit
    with pytest.raises(AnswerTooLong) as refused:
        kind.read(content, {"answer": ["a" * (limit + 1)]})
    assert (refused.value.limit, refused.value.response) == (limit, {"text": "a" * (limit + 1)})


@pytest.mark.parametrize(("kind", "content", "limit"), BOTH)
@pytest.mark.parametrize("text", ["a\0b", "", 5, None, ["a"]])
def test_what_nobody_can_have_typed_is_refused(kind, content, limit, text):
    with pytest.raises(ResponseMismatch):
        kind.check(content, {"text": text})


@pytest.mark.parametrize("step", ["0", "4", "-1", "1.5", "³", "11", "a", "\0"])
def test_a_step_that_does_not_stand_there_is_refused(step):
    with pytest.raises(ResponseMismatch):
        SCALE.read(scale(), {"step": [step]})
    with pytest.raises(ResponseMismatch):
        SCALE.check(scale(), {"step": step})


def test_a_step_is_read_shown_and_described_with_its_word():
    assert SCALE.read(scale(), {}) is None
    assert SCALE.read(scale(), {"step": ["3"]}) == {"step": 3}
    assert [step["chosen"] for step in SCALE.learner_view(scale(), [], {"step": 2})["steps"]] == [False, True, False]
    assert [SCALE.describe(scale(), {"step": step}) for step in (1, 2, 3)] == ["1 (rendah)", "2", "3 (tinggi)"]
    with pytest.raises(ResponseMismatch):
        SCALE.check(scale(), {"step": True})


@pytest.mark.parametrize("content", [free_words(), scale()])
def test_surveys_carry_no_mark(content):
    response = some_response(content)
    assert (earned(content, response), waits_for_mark(content, response, None)) == (None, False)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=6), st.data())
def test_a_mark_is_the_share_of_all_points(most, data):
    content = free_text(*most)
    points = {"abcdef"[n]: data.draw(st.integers(0, m)) for n, m in enumerate(most)}
    check_points(content, points)
    mark = {"points": points, "comment": ""}
    assert earned(content, {"text": "x"}, mark) == Fraction(sum(points.values()), sum(most))
    assert (marked(content, mark).points, marked(content, mark).most) == (sum(points.values()), sum(most))
    assert not waits_for_mark(content, {"text": "x"}, mark)


def test_points_must_be_there_and_within_the_rubric():
    content = free_text(3, 1)
    with pytest.raises(PointsMissing):
        check_points(content, {"a": 1})
    for points in ({"a": 4, "b": 0}, {"a": -1, "b": 0}, {"a": 1, "b": 1, "z": 0}):
        with pytest.raises(PointsRefused):
            check_points(content, points)


def test_words_of_the_points_given_are_shown():
    lines = marked(free_text(2, levels=True), {"points": {"a": 1}, "comment": "Bagus."}).lines
    assert [(line.points, line.most, line.words) for line in lines] == [(1, 2, f"{SECRET} 1")]


def test_what_waits_for_a_mark_explains_nothing_and_afterwards_everything():
    content, response = free_text(2), {"text": "Saya tanya."}
    rules = {"order": [], "response": response, "reveal": True, "will_be_marked": True}
    waiting = question_view(content, 7, **rules)
    assert (waiting.waits, waiting.example, waiting.explanation, waiting.mark) == (True, "", "", None)
    done = question_view(content, 7, **rules, mark={"points": {"a": 2}, "comment": "Ya."})
    assert (done.waits, done.example, done.explanation, done.mark.points) == (False, SECRET, SECRET, 2)
    in_lesson = question_view(content, 7, order=[], response=response, reveal=True)
    assert (in_lesson.waits, in_lesson.example) == (False, SECRET)
    hidden = question_view(content, 7, **rules | {"reveal": False}, mark={"points": {"a": 2}, "comment": "Ya."})
    assert (hidden.example, hidden.mark) == ("", None)


def test_a_quiz_of_both_shows_the_mark_of_what_carries_one():
    assert result([("", Fraction(1)), ("", None), ("", Fraction(0))], pass_percent=50).percent == 50
    assert result([("a", None)], pass_percent=70).passed


def told(content, *given_):
    made = Evidence()
    for response, times in given_:
        fraction = earned(content, response)
        made.count(content, response, None if fraction is None else str(fraction), times, times)
    made.people = set(range(made.seen))
    return statistics(made)


def test_a_scale_is_told_step_by_step_without_any_judgement():
    found = told(scale(), ({"step": 3}, 4), ({"step": 1}, 1), (None, 1))
    assert (found.seen, found.left_open, found.facility, found.discrimination) == (6, 1, None, None)
    assert (found.difficulty, found.tempting, found.hints) == (None, None, ())
    assert found.answers == (
        Answer("", "1 (rendah)", False, 1), Answer("", "2", False, 0), Answer("", "3 (tinggi)", False, 4),
    )  # fmt: skip


def test_free_words_are_told_only_when_enough_people_wrote_the_same():
    found = told(free_words(), ({"text": "Sinyal"}, FEWEST_TYPED), ({"text": "Nama saya Sari"}, 2))
    assert [(answer.said, answer.count) for answer in found.answers] == [("sinyal", 3), ("", 2)]
    assert found.hints == ()


def test_items_without_a_mark_take_no_part_in_discrimination():
    rows = [(1, 1, 1, "1", None), (1, 2, 2, None, None), (1, 3, 3, "0", None)]
    found = gather(rows, {1: 1})
    assert (found[2].own, found[2].people) == ([], {1})
    assert (found[1].own, found[1].others) == ([1.0], [0.0])
