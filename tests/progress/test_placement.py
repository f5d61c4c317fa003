"""Where to begin, by hand and for every way of answering: short, never above what was missed, always one proposal."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from progress.placement import Proposal, Question, Rung, Why, next_question, propose

A1, A2, A3, BEYOND = (UUID(int=n) for n in range(1, 5))
MODULES = {course: [UUID(int=course.int * 10 + n) for n in range(3)] for course in (A1, A2, A3)}


def ladder(*answers):
    """A sign for each question of a rung: + right, - not, . not asked. The questions go through the modules backwards."""
    rungs, position = [], 0
    for course, signs in zip((A1, A2, A3), answers, strict=False):
        questions = []
        for number, sign in enumerate(signs):
            position += 1
            questions.append(Question(position, MODULES[course][2 - number], {"+": True, "-": False, ".": None}[sign]))
        rungs.append(Rung(course, MODULES[course], questions))
    return rungs


@pytest.mark.parametrize(
    ("answers", "position"),
    [
        (("...", "...", "..."), 1),
        (("+..", "...", "..."), 2),
        (("+-.", "...", "..."), 3),
        (("++.", "...", "..."), 4),
        (("+-+", "...", "..."), 4),
        (("--.", "...", "..."), None),
        (("+--", "...", "..."), None),
        (("++.", "++.", "++."), None),
        (("", "...", "..."), 1),
        (("+", "...", "..."), 2),
    ],
)
def test_what_is_asked_next(answers, position):
    found = next_question(ladder(*answers))
    assert (found.position if found else None) == position


@pytest.mark.parametrize(
    ("answers", "proposal"),
    [
        (("--.", "...", "..."), Proposal(A1, None, Why.BEGINNING)),
        (("+--", "...", "..."), Proposal(A1, MODULES[A1][0], Why.PARTLY)),
        (("++.", "--.", "..."), Proposal(A2, None, Why.NEXT, (A1,))),
        (("++.", "-+-", "..."), Proposal(A2, MODULES[A2][0], Why.PARTLY, (A1,))),
        (("++.", "++.", "+-+"), Proposal(BEYOND, None, Why.BEYOND, (A1, A2, A3))),
        (("", "", ""), Proposal(BEYOND, None, Why.BEYOND)),
    ],
)
def test_what_is_proposed(answers, proposal):
    assert propose(ladder(*answers), beyond=BEYOND) == proposal


def test_it_ends_after_two_to_nine_questions_whatever_is_answered():
    lengths = set()
    for signs in product("+-", repeat=9):
        rungs, asked, given = ladder("...", "...", "..."), 0, iter(signs)
        states = [["."] * 3 for _rung in rungs]
        while (question := next_question(rungs)) is not None:
            asked += 1
            states[(question.position - 1) // 3][(question.position - 1) % 3] = next(given)
            rungs = ladder(*("".join(one) for one in states))
        lengths.add(asked)
        found = propose(rungs, beyond=BEYOND)
        assert found.module is None or found.module in MODULES[found.course]
        assert found.course not in found.known
    assert (min(lengths), max(lengths)) == (2, 9)
