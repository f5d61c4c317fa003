"""Keeping answers, and explanations after each question."""

from datetime import timedelta
from fractions import Fraction

import pytest

from quizzes.domain import attempts
from quizzes.domain.attempts import AnswerStands, AttemptClosed
from quizzes.domain.queries import item_view, items_of
from quizzes.kinds import ResponseMismatch
from quizzes.models import Attempt, AttemptItem
from tests.factories.courses import number_question, question, quiz
from tests.factories.people import learner
from tests.quizzes.doing import NOON, RIGHT, WRONG, check, save, start, submit

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def attempt(db, place):
    """Open, with two questions, explained at once."""
    return start(learner(), quiz(fixed=[question(), question()]), place)


@pytest.fixture
def silent(db, place):
    """Open, with two questions, explained after handing in."""
    return start(learner(), quiz(fixed=[question(), question()], feedback="at_end"), place)


def kept(attempt, position=1):
    """What the database holds of one question."""
    item = AttemptItem.objects.get(attempt=attempt, position=position)
    return item.response, item.answered_at, item.checked_at, item.fraction


def test_an_answer_is_kept_as_it_is_given(attempt):
    item = save(attempt, 1, WRONG)
    assert item.response == {"choices": [WRONG]}
    assert kept(attempt) == ({"choices": [WRONG]}, NOON, None, None)
    assert kept(attempt, 2) == (None, None, None, None)


def test_another_answer_takes_its_place(attempt):
    save(attempt, 1, WRONG)
    save(attempt, 1, RIGHT, at=LATER)
    assert kept(attempt) == ({"choices": [RIGHT]}, LATER, None, None)


def test_an_empty_form_takes_the_answer_back(attempt):
    save(attempt, 1, WRONG)
    save(attempt, 1, at=LATER)
    assert kept(attempt) == (None, None, None, None)


def test_an_answer_that_does_not_fit_changes_nothing(attempt):
    save(attempt, 1, RIGHT)
    for act in (save, check):
        with pytest.raises(ResponseMismatch):
            act(attempt, 1, "not-a-choice")
    assert kept(attempt) == ({"choices": [RIGHT]}, NOON, None, None)


@pytest.mark.parametrize("act", [save, check])
@pytest.mark.parametrize("position", [0, 3, 99])
def test_there_is_no_question_at_another_position(attempt, act, position):
    with pytest.raises(AttemptItem.DoesNotExist):
        act(attempt, position, RIGHT)


@pytest.mark.parametrize("act", [save, check, submit])
def test_nobody_elses_attempt_exists(attempt, act):
    save(attempt, 1, WRONG)
    attempt.learner = learner()
    with pytest.raises(Attempt.DoesNotExist):
        act(attempt) if act is submit else act(attempt, 1, RIGHT)
    assert kept(attempt) == ({"choices": [WRONG]}, NOON, None, None)
    assert Attempt.objects.get().is_open


@pytest.mark.parametrize("act", [save, check])
def test_an_attempt_that_was_handed_in_takes_no_answer(attempt, act):
    save(attempt, 1, WRONG)
    submit(attempt)
    with pytest.raises(AttemptClosed):
        act(attempt, 1, RIGHT)
    assert kept(attempt) == ({"choices": [WRONG]}, NOON, None, "0")


def test_checking_fixes_the_answer_and_says_what_it_earned(attempt):
    item, grade = check(attempt, 1, WRONG)
    assert (grade.fraction, grade.feedback, grade.right) == (Fraction(0), ("Belum.",), ("A",))
    assert item.checked_at == NOON
    assert kept(attempt) == ({"choices": [WRONG]}, NOON, NOON, "0")


@pytest.mark.parametrize("act", [save, check])
def test_an_explained_answer_stands(attempt, act):
    check(attempt, 1, WRONG)
    with pytest.raises(AnswerStands):
        act(attempt, 1, RIGHT, at=LATER)
    assert kept(attempt) == ({"choices": [WRONG]}, NOON, NOON, "0")
    save(attempt, 2, RIGHT)


def test_checking_nothing_tells_nothing_and_keeps_what_was_there(attempt):
    assert check(attempt, 1)[1] is None
    assert kept(attempt) == (None, None, None, None)
    save(attempt, 1, WRONG)
    assert check(attempt, 1, at=LATER)[1] is None
    assert kept(attempt) == ({"choices": [WRONG]}, NOON, None, None)


def test_where_explanations_come_at_the_end_checking_keeps_the_answer_and_tells_nothing(silent):
    item, grade = check(silent, 1, WRONG)
    assert (grade, item.checked_at, item.fraction) == (None, None, None)
    assert kept(silent) == ({"choices": [WRONG]}, NOON, None, None)
    save(silent, 1, RIGHT, at=LATER)
    assert kept(silent) == ({"choices": [RIGHT]}, LATER, None, None)
    view = item_view(items_of(silent)[0], reveal=False)
    assert (view.grade, view.explanation) == (None, "")


def test_an_author_who_changes_the_quiz_meanwhile_changes_no_running_attempt(silent):
    type(silent.quiz).objects.filter(pk=silent.quiz_id).update(feedback="immediate", pass_percent=1)
    assert check(silent, 1, RIGHT)[1] is None
    assert submit(silent).passed is False


def test_a_typed_number_is_kept_as_it_was_typed(db, place):
    ani = learner()
    attempt = start(ani, quiz(fixed=[number_question()]), place)
    posted = {"answer": [" Rp 27.500 "]}
    _item, grade = attempts.check_answer(learner=ani, attempt=attempt.public_id, position=1, posted=posted, at=NOON)
    assert grade.feedback == ("Potongan dihitung dari harga jual.",)
    assert kept(attempt) == ({"text": "Rp 27.500"}, NOON, NOON, "0")


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_an_answer_costs_the_same_however_many_questions_there_are(db, place, count, django_assert_num_queries):
    attempt = start(learner(), quiz(fixed=[question() for _ in range(count)]), place)
    with django_assert_num_queries(5):  # the savepoint and its end, the attempt, the question, the answer
        save(attempt, count, RIGHT)
