"""Quizzes that were taken, to be analysed, and what pages and sheets say of them."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
from bs4 import BeautifulSoup
from django.urls import reverse

from quizzes.grading import grade_response
from quizzes.models import CheckAnswer
from tests.factories.courses import question, quiz
from tests.factories.people import learner
from tests.quizzes.doing import NOON, RIGHT, WRONG, save, start, submit

PLACE = uuid4()


def take(person, exam, *chosen, place=PLACE):
    """Hand in with these choices, None for open ones, twenty seconds each."""
    attempt = start(person, exam, place)
    for position, one in enumerate(chosen, 1):
        if one is not None:
            save(attempt, position, one, at=NOON + timedelta(seconds=20 * position))
    return submit(attempt)


def taken_quiz(count=1, people=5):
    """Half of the people, rounded up, choose right in the first question; in the others they all do."""
    exam = quiz(title="=Kuis contoh", fixed=[question() for _ in range(count)])
    for number in range(people):
        take(learner(name=f"Rahasia {number}"), exam, WRONG if number % 2 else RIGHT, *[RIGHT] * (count - 1))
    return exam


def answer_check(person, asked, response, *, minutes=0, place=PLACE):
    content = asked.current_version.content
    return CheckAnswer.objects.create(
        learner=person, context=place, version=asked.current_version, response=response,
        fraction=str(grade_response(content, response).fraction), by=person, at=NOON + timedelta(minutes=minutes),
    )  # fmt: skip


def address(thing):
    return reverse(f"admin_{thing._meta.model_name}_analysis", args=[thing.pk])


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main")


def words(tag):
    return " ".join(tag.get_text(" ").split())


def sheet_rows(content, name):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)]
