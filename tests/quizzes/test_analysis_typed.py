"""Who typed what is counted by people, however the database is asked."""

from __future__ import annotations

from uuid import uuid4

from quizzes.domain.analysis import question_analysis, quiz_analysis
from tests.factories.courses import quiz, text_question
from tests.factories.people import learner
from tests.quizzes.doing import start, submit

PLACE = uuid4()


def test_typed_answers_are_counted_by_people_in_a_quiz_and_in_lessons(db):
    """One who typed the same three times is one person; answers that were all given once need no such count."""
    often, once = text_question("go.id"), text_question("go.id")
    exam = quiz(fixed=[often, once])
    for number in range(6):
        person = learner()
        for go in range(3 if number == 0 else 1):
            attempt = start(person, exam, PLACE)
            said = "rahasia" if number == 0 else "bersama" if number < 4 else "go.id"
            attempt.items.filter(position=1).update(response={"text": said})
            attempt.items.filter(position=2).update(response={"text": f"{number} {go}"})
            submit(attempt)
    by_question = {one.question: one.total for one in quiz_analysis(exam).questions}
    shown = {(answer.said, answer.count) for answer in by_question[often.pk].answers}
    assert shown == {("bersama", 3), ("go.id", 2), ("", 3)}
    assert {(answer.said, answer.count) for answer in by_question[once.pk].answers} == {("go.id", 0), ("", 8)}
    assert question_analysis(often).in_quizzes.total == by_question[often.pk]
