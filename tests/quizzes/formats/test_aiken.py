"""Reading Aiken."""

from __future__ import annotations

import pytest

from quizzes.formats import recognise
from quizzes.formats.aiken import read_aiken

TWO = """Mana situs resmi?
A. contoh.go.id
B) contoh.com
ANSWER: A

Berapa angka PIN?
A. Empat
B. Enam
JAWABAN: b
"""


def test_two_questions():
    first, second = read_aiken(TWO.encode())
    assert (first.line, second.line) == (1, 6)
    assert first.question.stem == "<p>Mana situs resmi?</p>"
    assert [(c["text"], c["correct"]) for c in first.question.value["choices"]] == [
        ("contoh.go.id", True),
        ("contoh.com", False),
    ]
    assert [c["correct"] for c in second.question.value["choices"]] == [False, True]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Soal?\nA. a\nB. b\n", "no line"),
        ("Soal?\nA. a\nB. b\nANSWER: C\n", "none of its choices"),
        ("Soal?\nANSWER: A\n", "no choices"),
    ],
)
def test_what_cannot_be_taken_says_why(text, why):
    (item,) = read_aiken(text.encode())
    assert item.is_refused
    assert why in item.remarks[0].text()


@pytest.mark.parametrize(
    ("data", "form"),
    [(TWO.encode(), "aiken"), (b"Q{T}", "gift"), (b"\xef\xbb\xbf<?xml version='1.0'?><quiz/>", "moodlexml"), ("<quiz/>".encode("utf-16"), "moodlexml"), (b"PK\x03\x04", "xlsx")],
)  # fmt: skip
def test_formats_are_recognised_by_what_they_hold(data, form):
    assert recognise(data) == form
