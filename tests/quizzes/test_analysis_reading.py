"""Reading attempts for their analysis: which count, by which key, and at what cost."""

from __future__ import annotations

from fractions import Fraction

import pytest

from accounts.roles import Role
from quizzes.domain.analysis import question_analysis, quiz_analysis, quiz_lines
from quizzes.kinds import KINDS
from quizzes.models import Attempt, AttemptItem, QuestionVersion
from tests.factories.courses import question, quiz
from tests.factories.people import learner, staff
from tests.quizzes.analysing import (
    PLACE,
    address,
    answer_check,
    soup,
    take,
    taken_quiz,
    words,
)
from tests.quizzes.contents import some_response
from tests.quizzes.doing import RIGHT, WRONG, mark_all, save, start, submit
from tests.quizzes.test_analysis import CONTENTS

# What is read


def test_a_quiz_is_read_with_its_outcome_and_its_questions_hardest_first(db):
    exam = taken_quiz(2)
    found = quiz_analysis(exam)
    assert (found.outcome.attempts, found.outcome.people, found.hidden) == (5, 5, 0)
    first, second = found.questions
    hard, easy = (row.question_id for row in exam.fixed_questions.all())
    assert (first.question, second.question) == (hard, easy)
    assert [(one.said, one.fits, one.count) for one in first.total.answers] == [("A", True, 3), ("B", False, 2)]
    assert (first.total.median_seconds, second.total.median_seconds) == (20, 20)


def test_open_attempts_and_other_quizzes_do_not_count(db):
    exam, other = taken_quiz(), taken_quiz()
    save(start(learner(), exam, PLACE), 1, WRONG)
    assert quiz_analysis(exam).outcome.attempts == 5
    assert quiz_analysis(exam).questions[0].total.seen == 5
    assert quiz_analysis(other).questions[0].question != quiz_analysis(exam).questions[0].question


def test_each_attempt_counts_by_the_key_it_saw(two_versions):
    exam, _asked = two_versions
    (found,) = quiz_analysis(exam).questions
    assert (found.total.facility, found.total.seen) == (0.5, 10)
    assert [(number, item.facility) for number, item in found.versions] == [(1, 1), (2, 0)]
    assert {(one.said, one.fits, one.count) for one in found.total.answers} == {
        ("A", True, 5), ("A", False, 5), ("B", False, 0), ("B", True, 0),
    }  # fmt: skip


def test_versions_are_not_told_apart_where_one_is_too_small(two_versions):
    exam, _asked = two_versions
    Attempt.objects.filter(items__version__number=2).first().delete()
    (found,) = quiz_analysis(exam).questions
    assert (found.total.seen, found.versions) == (9, ())


def test_in_lessons_the_first_answer_of_each_person_counts(db):
    asked = question()
    for number in range(5):
        person = learner()
        answer_check(person, asked, {"choices": [WRONG if number < 3 else RIGHT]})
        answer_check(person, asked, {"choices": [RIGHT]}, minutes=1)
    found = question_analysis(asked)
    assert found.in_quizzes is None
    assert (found.in_lessons.total.seen, found.in_lessons.total.facility) == (5, Fraction(2, 5))
    assert found.in_lessons.total.discrimination is None


def test_a_question_is_read_over_all_its_quizzes_with_the_other_items_of_each(db):
    asked = question()
    exams = [quiz(fixed=[asked, question()]), quiz(fixed=[question(), asked])]
    for number in range(10):
        right = RIGHT if number < 5 else WRONG
        take(learner(), exams[number % 2], right, right)
    found = question_analysis(asked).in_quizzes
    assert (found.question, found.total.seen, found.total.discrimination) == (asked.pk, 10, 1.0)


def test_a_quiz_that_few_people_took_adds_nothing_to_the_question(db):
    """Who knows the total and the other quiz could reckon what the few did."""
    asked = question()
    many, few = quiz(fixed=[asked, question()]), quiz(fixed=[asked, question()])
    for _number in range(6):
        take(learner(), many, RIGHT, RIGHT)
    take(learner(), few, WRONG, WRONG)
    found = question_analysis(asked).in_quizzes
    assert (found.total.seen, found.total.people, found.total.facility) == (6, 6, 1)


@pytest.mark.one_database
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_read_and_shown(db, sign_in, kind):
    asked = question()
    QuestionVersion.objects.filter(question=asked).update(content=CONTENTS[kind])
    asked.refresh_from_db()
    version = QuestionVersion.objects.get(question=asked)
    exam = quiz(fixed=[asked])
    response = some_response(version.content)
    for number in range(5):
        attempt = start(learner(), exam, PLACE)
        AttemptItem.objects.filter(attempt=attempt).update(response=None if number == 4 else response)
        submit(attempt)
    mark_all(exam)
    assert quiz_analysis(exam).questions[0].total.left_open == 1
    client = sign_in(staff(Role.AUTHOR))
    page = words(soup(client.get(address(exam))))
    assert all(part.said in page for part in KINDS[kind].parts(version.content, response))
    assert ("Daya pembeda" in page) == (KINDS[kind].marking != "none")
    assert client.get(f"{address(exam)}?export=xlsx").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_however_many_questions_there_are(db, count, django_assert_num_queries):
    exam = taken_quiz(count)
    with django_assert_num_queries(4):
        quiz_analysis(exam)
    with django_assert_num_queries(1):
        quiz_lines([exam])


@pytest.mark.parametrize("people", [5, 8])
def test_reading_costs_the_same_however_many_people_answered(db, people, django_assert_num_queries):
    exam = taken_quiz(2, people)
    asked = exam.fixed_questions.first().question
    for _number in range(people):
        answer_check(learner(), asked, {"choices": [RIGHT]})
    with django_assert_num_queries(4):
        quiz_analysis(exam)
    with django_assert_num_queries(8):
        question_analysis(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_questions_there_are(db, sign_in, count, django_assert_max_num_queries):
    client, exam = sign_in(staff(Role.AUTHOR)), taken_quiz(count)
    client.get(address(exam))
    with django_assert_max_num_queries(16) as first:
        client.get(address(exam))
    assert len([query for query in first.captured_queries if "quizzes_" in query["sql"]]) == 6  # one is the menu's
