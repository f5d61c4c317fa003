"""What README and guides show is true."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from h5p_wrapper import Limits, rules
from h5p_wrapper.problems import Rule
from making import good, zipped

HERE = Path(__file__).parent.parent
RULES = [value for value in vars(rules).values() if isinstance(value, Rule)]


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


def test_every_rule_is_in_the_guide():
    told = (HERE / "docs/validation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning) \| (.+) \| (.+) \|$", told, re.MULTILINE)
    assert rows == [(rule.code, rule.severity.value, rule.text, rule.remedy) for rule in RULES]


def test_every_limit_is_in_the_guide():
    told = (HERE / "docs/validation.md").read_text(encoding="utf-8")
    assert [field.name for field in dataclasses.fields(Limits) if f"`{field.name}`" not in told] == []


def test_codes_of_rules_are_their_own():
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_broken_by_a_test(rule):
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert f'"{rule.code}"' in tests
