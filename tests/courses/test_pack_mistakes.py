"""A pack that is not whole is refused, and its author is told the file, the line and what to do."""

import ast
from functools import cache
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from courses.packs.problems import PackRefused, Problem
from courses.packs.read import read_pack
from tests.courses.pack_mistakes import MISTAKES
from tests.courses.packs import COURSE, LAYAR, changed, good_files, problems_of, write

ELSEWHERE = {  # tested in test_pack_hostile.py
    "Links are not allowed in a pack; put the file itself here.",
    "The pack has more than {limit} files.",
    "The name of this file is not readable. Give it a plain one.",
    "The pack has no module. A module is a folder with a module.yaml.",
}


NAMES = [f"{mistake.file.split('/')[-1]}-{mistake.says[:50]}" for mistake in MISTAKES]


@cache
def told_about(number: int) -> list[Problem]:
    """What is said about this mistake; read once for all tests."""
    with TemporaryDirectory() as folder:
        return problems_of(write(Path(folder), MISTAKES[number].files()))


def test_the_good_pack_is_whole(tmp_path):
    assert read_pack(write(tmp_path, good_files())).title == "Kursus uji"


@pytest.mark.parametrize("number", range(len(MISTAKES)), ids=NAMES)
def test_a_mistake_is_told_with_file_line_and_what_to_do(number):
    mistake, said = MISTAKES[number], [problem.text() for problem in told_about(number)]
    assert f"{mistake.where()}: {mistake.says}" in said
    assert len(said) <= 8 or mistake.old == COURSE


def templates() -> set[str]:
    """Every sentence that reading a pack can say, from its source."""
    found = set()
    for name in ("arranged", "fields", "body", "questions", "read"):
        tree = ast.parse((settings.BASE_DIR / f"courses/packs/{name}.py").read_text())
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_n")
        found |= {ast.literal_eval(call.args[0]) for call in calls}
    return found


def test_every_sentence_is_said_by_one_of_these_mistakes():
    said = {problem.template for number in range(len(MISTAKES)) for problem in told_about(number)}
    assert len(templates()) > 40
    assert templates() - said - ELSEWHERE == set()


def test_every_sentence_can_be_said_in_indonesian_with_its_details():
    def details(sentence: str) -> set[str]:
        return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}

    with override("id"):
        for sentence in templates():
            assert gettext(sentence) != sentence
            assert details(gettext(sentence)) == details(sentence)


def test_all_mistakes_of_a_pack_are_told_at_once(tmp_path):
    files = changed(
        ("course.yaml", "judul: Kursus uji", "judul: ''"), (LAYAR, "menit: 4", "menit: 99"), ("bank.yaml", "kesulitan: sulit", "kesulitan: susah"),
    )  # fmt: skip
    assert [(problem.file, problem.params["key"]) for problem in problems_of(write(tmp_path, files))] == [
        (LAYAR, "menit"), ("bank.yaml", "kesulitan"), ("course.yaml", "judul"),
    ]  # fmt: skip


def test_a_problem_says_where_it_is():
    assert Problem("a.md", 3, "“{key}” is missing.", {"key": "id"}).text() == "a.md:3: “id” is missing."
    assert Problem("a.md", 0, "This file is missing.").text(str.upper) == "a.md: THIS FILE IS MISSING."
    refused = PackRefused([Problem("a.md", n, "x") for n in range(1, 6)])
    assert str(refused) == "a.md:1: x; a.md:2: x; a.md:3: x"
