"""A question of every kind."""

from __future__ import annotations

import uuid
from typing import Any

from quizzes.models import Question
from tests.factories.courses import choice, question
from tests.quizzes.doing import svg_picture


def _item(value: Any) -> dict[str, Any]:
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def place(label: str, *, correct: bool = False, feedback: str = "Karena begitu.", **sides: int) -> dict[str, Any]:
    at = {"x": 10, "y": 10, "width": 50, "height": 30} | sides
    return _item({"label": label, "correct": correct, "feedback": feedback} | at)


def question_of(kind: str, mark: str, **fields: Any) -> Question:
    """Every text that belongs to its key begins with KUNCI and is no other question's."""
    typed = {"feedback_correct": f"KUNCI-{mark}-b", "feedback_incorrect": f"KUNCI-{mark}-s"}
    right, wrong = (choice(f"{mark} {text}", correct=text == "a", feedback=f"KUNCI-{mark}-{text}") for text in "ab")
    values: dict[str, dict[str, Any]] = {
        "single_choice": {"choices": [right, wrong], "shuffle": True},
        "multiple_choice": {"choices": [right, wrong], "shuffle": True},
        "true_false": {"answer": "true", "if_true": f"KUNCI-{mark}-b", "if_false": f"KUNCI-{mark}-s"},
        "number": typed
        | {
            "answer": "27800",
            "tolerance": "0",
            "unit": "rupiah",
            "traps": [_item({"value": "27500", "feedback": f"KUNCI-{mark}-j"})],
        },
        "short_text": typed | {"accepted": [_item(f"KUNCI-{mark}")]},
        "matching": typed
        | {
            "pairs": [_item({"left": f"{mark} {n}", "right": f"{n}", "feedback": f"KUNCI-{mark}-{n}"}) for n in "xy"],
            "decoys": [],
        },
        "groups": typed | {"groups": [_item({"name": n, "things": [_item(f"{mark} {n}{n}")]}) for n in "xy"]},
        "ordering": typed | {"items": [_item(f"{mark} {n}") for n in "xyz"], "whole": False},
        "places": {
            "places": [
                place(f"{mark} {text}", y=n * 40, correct=text == "a", feedback=f"KUNCI-{mark}-{text}")
                for n, text in enumerate("ab")
            ]
        },
        "gaps": typed | {"text": f"{mark} [KUNCI-{mark}-g|KUNCI-{mark}-h]"},
        "free_text": {
            "rubric": [_item({"criterion": f"KUNCI-{mark}-k", "points": 4, "levels": ""})],
            "example": f"KUNCI-{mark}-contoh",
            "most_words": 80,
        },
        "scale": {"steps": [_item(words) for words in (f"{mark} rendah", "", f"{mark} tinggi")]},
        "free_words": {},
    }
    if kind == "places" and "picture" not in fields:
        fields |= {"picture": svg_picture(), "picture_alt": "Papan."}
    return question(kind, values[kind], explanation=f"<p>KUNCI-{mark}-ulas</p>", **fields)
