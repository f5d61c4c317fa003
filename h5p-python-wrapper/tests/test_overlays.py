from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from every_field import EVERY, PARAMS, REGISTRY
from h5p_wrapper.library import Library
from h5p_wrapper.overlays import core_strings, lay_over
from h5p_wrapper.registry import MemoryRegistry
from h5p_wrapper.versions import LibraryName

# Semantics of ours, shaped as far as the overlay goes: an official name, and fields where the words stand.
CHOICE, SET = LibraryName("H5P.MultiChoice", 1, 16), LibraryName("H5P.QuestionSet", 1, 20)


def text(name: str, default: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "default": default, **more}


WORDS = MemoryRegistry(
    [Library.from_json({"title": str(name), "patchVersion": 0, **name.as_json()}) for name in (CHOICE, SET)],
    semantics={
        CHOICE: [
            text("question", "", tags=["em"]),
            {
                "name": "UI",
                "type": "group",
                "fields": [text("checkAnswerButton", "Check"), text("tryAgainButton", "Retry")],
            },
        ],
        SET: [
            {
                "name": "questions",
                "type": "list",
                "field": {"name": "question", "type": "library", "options": [str(CHOICE)]},
            },
            {"name": "endGame", "type": "group", "fields": [text("message", "Your result:", tags=[]), text("x", "y")]},
        ],
    },
)


def test_untouched_words_become_indonesian_at_every_depth():
    choice = {"question": "<p>Check</p>", "UI": {"checkAnswerButton": "Check", "tryAgainButton": "Once more"}}
    params = {
        "questions": [{"library": str(CHOICE), "params": choice}, {"library": "rubbish"}],
        "endGame": {"message": "<p>Your result:</p>\n", "x": "y"},
    }
    before = json.dumps(params)
    laid, count = lay_over(params, SET, WORDS)
    assert laid["questions"][0]["params"] == {
        "question": "<p>Check</p>",  # the author's own
        "UI": {"checkAnswerButton": "Periksa", "tryAgainButton": "Once more"},
    }
    assert laid["endGame"] == {"message": "<p>Hasil Anda:</p>", "x": "y"}
    assert count == 2
    assert json.dumps(params) == before
    assert lay_over(laid, SET, WORDS) == (laid, 0)


def test_a_language_without_overlays_changes_nothing():
    params = {"UI": {"checkAnswerButton": "Check"}}
    assert lay_over(params, CHOICE, WORDS, "xx") == (params, 0)
    assert lay_over(params, CHOICE, WORDS, "../id") == (params, 0)


def test_what_a_library_brings_along_is_used_too():
    assert lay_over({"heading": "Untitled"}, EVERY, REGISTRY) == ({"heading": "Tanpa judul"}, 1)
    assert lay_over(PARAMS, EVERY, REGISTRY) == (PARAMS, 0)


@pytest.mark.parametrize("params", [{"UI": []}, {"questions": {"0": 1}}, {"questions": [None, 5, {"library": 3}]}])
def test_other_shapes_are_left_alone(params):
    assert lay_over(params, SET, WORDS) == (params, 0)


def test_the_core_speaks_indonesian():
    english, indonesian = core_strings(), core_strings("id")
    assert english["fullscreen"] == "Fullscreen"
    assert indonesian["fullscreen"] == "Layar penuh"
    assert english.keys() == indonesian.keys()
    assert core_strings("xx") == english


OVERLAYS = sorted((each.name, each) for each in (files("h5p_wrapper") / "overlays" / "id").iterdir())


@pytest.mark.parametrize(("name", "file"), OVERLAYS)
def test_translations_keep_placeholders_and_tone(name, file):
    placeholders = re.compile(r"[:@%][a-zA-Z]+|\{[a-z]+\}")
    for path, words in json.loads(file.read_text(encoding="utf-8")).items():
        assert words, path
        for english, indonesian in words.items():
            kept = {each for each in placeholders.findall(english) if each != "%of"}
            assert kept <= set(placeholders.findall(indonesian)), (path, english)
            assert indonesian.strip(), (path, english)
            assert "salah" not in indonesian.lower(), (path, english)
