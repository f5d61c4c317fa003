"""What README and guides show is true."""

from __future__ import annotations

import dataclasses
import re
import shlex
from pathlib import Path

import pytest
from h5p_wrapper import Limits, content_rules, rules
from h5p_wrapper.cli import main
from h5p_wrapper.problems import Problems, Rule
from making import good, zipped

HERE = Path(__file__).parent.parent
RULES = [value for value in vars(rules).values() if isinstance(value, Rule)]
ALL_RULES = RULES + [value for value in vars(content_rules).values() if isinstance(value, Rule)]


def test_example_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("lesson.h5p").write_bytes(zipped(good()))
    example = re.search(r"```python\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example
    exec(compile(example[1], "README.md", "exec"), {})  # noqa: S102 – our own example
    assert capsys.readouterr().out.splitlines() == [
        "Kartu Test.Card 1.0 dict_keys(['text', 'image'])",
        "['Test.Base 1.2', 'Test.Card 1.0']",
    ]
    assert Path("lesson/content/images/a.png").is_file()


def test_commands_of_the_readme_run_one_after_the_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("more").mkdir()
    for name in ("lesson.h5p", "more/a.h5p"):
        Path(name).write_bytes(zipped(good()))
    shown = re.search(r"```\n(h5p validate.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    commands = [shlex.split(line, comments=True) for line in shown[1].splitlines()]
    assert [words[1] for words in commands] == ["validate", "info", "unpack", "pack", "bundle", "serve"]
    for words in commands:
        known = ["more/a.h5p" if word == "more/*.h5p" else word for word in words[1:]]
        # There is no core here, or another plays at this port: test_serve plays.
        assert main(known) == (2 if words[1] == "serve" else 0), capsys.readouterr().err


def test_the_readme_leads_to_every_guide():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert [guide.name for guide in (HERE / "docs").glob("*.md") if f"(docs/{guide.name})" not in readme] == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_is_said_with_its_place_and_what_to_do(rule):
    problems = Problems()
    details = dict.fromkeys(re.findall(r"{(\w+)}", rule.text + rule.remedy), "x")
    problems.add(rule, "content/a.png", **details)
    (problem,) = problems
    assert (len(problem.text) > 10, len(problem.remedy) > 5, "{" in problem.text + problem.remedy) == (
        True,
        True,
        False,
    )
    assert str(problem) == f"content/a.png: {problem.text} {problem.remedy} [{rule.code}]"


def test_every_rule_is_in_the_guide():
    told = (HERE / "docs/validation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning) \| (.+) \| (.+) \|$", told, re.MULTILINE)
    assert rows == [(rule.code, rule.severity.value, rule.text, rule.remedy) for rule in RULES]


def test_every_limit_is_in_the_guide():
    told = (HERE / "docs/validation.md").read_text(encoding="utf-8")
    assert [field.name for field in dataclasses.fields(Limits) if f"`{field.name}`" not in told] == []


def test_codes_of_rules_are_their_own():
    assert len({rule.code for rule in ALL_RULES}) == len(ALL_RULES)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_is_broken_by_a_test(rule):
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert f'"{rule.code}"' in tests
