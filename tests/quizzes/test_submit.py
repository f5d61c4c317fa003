"""Handing in: what an attempt earns, once."""

from datetime import timedelta

import pytest

from quizzes.domain.queries import item_view, items_of
from quizzes.models import Attempt, AttemptItem
from tests.factories.courses import choice, pool, question, quiz
from tests.factories.people import learner
from tests.quizzes.doing import NOON, RIGHT, WRONG, check, save, start, submit, take

LATER = NOON + timedelta(minutes=5)


def several():
    """Two of four choices are right."""
    return question("multiple_choice", {"choices": [choice(t, correct=t in "AB") for t in "ABCD"], "shuffle": False})


def test_saved_answers_are_graded_and_unanswered_ones_earn_nothing(db, place):
    exam, ani = quiz(fixed=[question(), question(), question()], pass_percent=33), learner()
    attempt = start(ani, exam, place)
    save(attempt, 1, RIGHT)
    save(attempt, 2, WRONG)
    handed_in = submit(attempt, at=LATER)
    assert (handed_in.submitted_at, handed_in.percent, handed_in.passed) == (LATER, 33, True)
    assert handed_in.sections == {"": 33}
    assert [item.fraction for item in items_of(attempt)] == ["1", "0", "0"]
    assert Attempt.objects.get() == handed_in
    assert Attempt.objects.values_list("submitted_at", "percent", "passed", "sections").get() == (
        LATER,
        33,
        True,
        {"": 33},
    )


def test_checked_answers_count_as_they_were_graded(db, place):
    attempt = start(learner(), quiz(fixed=[question(), question()]), place)
    check(attempt, 1, WRONG)
    check(attempt, 2, RIGHT)
    assert (submit(attempt).percent, [item.fraction for item in items_of(attempt)]) == (50, ["0", "1"])


def test_partial_credit_is_kept_exactly(db, place):
    attempt = start(learner(), quiz(fixed=[several(), question(), question()]), place)
    save(attempt, 1, choice("A")["id"])
    assert submit(attempt).percent == 17
    assert [item.fraction for item in items_of(attempt)] == ["1/2", "0", "0"]


def test_nothing_answered_is_zero_percent(db, place):
    handed_in = submit(start(learner(), quiz(fixed=[question()], pass_percent=1), place))
    assert (handed_in.percent, handed_in.passed) == (0, False)


def test_each_part_gets_its_own_mark(db, place):
    harga, foto = pool(), pool()
    for group in (harga, harga, foto, foto):
        question(pool=group)
    attempt = start(learner(), quiz(draws=[(harga, 2), (foto, 2)]), place)
    for position in (1, 2, 3):
        save(attempt, position, RIGHT)
    handed_in = submit(attempt)
    assert (handed_in.percent, handed_in.passed) == (75, True)
    assert handed_in.sections == {str(harga.key): 100, str(foto.key): 50}


def test_handing_in_twice_is_handing_in_once(db, place):
    attempt = start(learner(), quiz(fixed=[question(), question()]), place)
    save(attempt, 1, RIGHT)
    first = submit(attempt)
    AttemptItem.objects.filter(attempt=attempt, position=2).update(response={"choices": [RIGHT]})
    again = submit(attempt, at=LATER)
    assert again == first
    assert (again.submitted_at, again.percent, again.sections) == (NOON, 50, {"": 50})
    assert items_of(attempt)[1].fraction == "0"


def test_the_pass_mark_is_the_one_of_the_start(db, place):
    exam, ani = quiz(fixed=[question(), question()], pass_percent=50), learner()
    attempt = start(ani, exam, place)
    save(attempt, 1, RIGHT)
    exam.pass_percent = 90
    exam.save_revision().publish()
    assert submit(attempt).passed
    assert start(ani, exam, place).pass_percent == 90


@pytest.mark.parametrize(("right", "percent", "passed"), [(0, 0, False), (2, 67, False), (3, 100, True)])
def test_the_mark_is_rounded_and_compared_with_the_pass_mark(db, place, right, percent, passed):
    handed_in = take(learner(), quiz(fixed=[question() for _ in range(3)]), place, right=right)
    assert (handed_in.percent, handed_in.passed) == (percent, passed)


def test_a_result_that_would_round_up_to_the_pass_mark_is_not_shown_as_passed(db, place):
    handed_in = take(learner(), quiz(fixed=[question() for _ in range(3)], pass_percent=67), place, right=2)
    assert (handed_in.percent, handed_in.passed) == (66, False)


def test_explanations_come_with_the_result(db, place):
    attempt = start(
        learner(), quiz(fixed=[question(explanation="Karena resmi."), question()], feedback="at_end"), place
    )
    save(attempt, 1, WRONG)
    submit(attempt)
    answered, left_open = (item_view(item, reveal=True) for item in items_of(attempt))
    assert (answered.grade.feedback, answered.explanation, answered.grade.right) == (
        ("Belum.",),
        "Karena resmi.",
        ("A",),
    )
    assert (left_open.grade, left_open.explanation) == (None, "")


@pytest.mark.parametrize("count", [1, 3])
def test_handing_in_costs_the_same_however_many_questions_there_are(db, place, count, django_assert_num_queries):
    attempt = start(learner(), quiz(fixed=[question() for _ in range(count)]), place)
    with django_assert_num_queries(6):  # the savepoint and its end, the attempt, its questions, their marks, the result
        submit(attempt)
