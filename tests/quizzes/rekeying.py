"""Correcting the key of a question, as a trainer does it: edit and publish."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from quizzes.models import Question, QuestionVersion
from tests.factories.courses import choice

REASON = "Kunci soal keliru."


def publish(question: Question, kind: str, value: dict[str, Any]) -> QuestionVersion:
    raw = json.dumps([{"type": kind, "value": value, "id": str(uuid4())}])
    question.content = Question.content.field.to_python(raw)
    question.save_revision().publish()
    question.refresh_from_db()
    assert question.current_version is not None
    return question.current_version


def rekey(question: Question, right: str = "B", texts: str = "AB") -> QuestionVersion:
    """Another choice is the right one; the choices keep their ids."""
    choices = [choice(text, correct=text == right, feedback=f"{text} baru.") for text in texts]
    return publish(question, "single_choice", {"choices": choices, "shuffle": False})
