"""Each rule has its words, in both languages, and they hold what the rule tells."""

from string import Formatter

import pytest
from django.utils import translation
from h5p_wrapper import content_rules, rules
from h5p_wrapper.problems import Rule

from media.h5p import contents, files, uploads
from media.h5p.words import WORDS, said

RULES = [
    rule
    for module in (rules, content_rules, files, contents, uploads)
    for rule in vars(module).values()
    if isinstance(rule, Rule)
]


def names_in(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_said_with_what_it_knows(rule):
    known = names_in(rule.text) | names_in(rule.remedy)
    assert names_in("".join(WORDS[rule.code])) <= known


@pytest.mark.parametrize("code", WORDS)
def test_it_is_said_in_indonesian(code):
    noted = {"code": code, "where": "content/a.png", "details": {}}
    with translation.override("en"):
        english = said(noted)
    with translation.override("id"):
        indonesian = said(noted)
    assert (indonesian.text != english.text, indonesian.remedy != english.remedy or not english.remedy) == (True, True)


def test_a_rule_that_nobody_knows_is_named():
    assert "new-rule" in said({"code": "new-rule", "where": "x", "details": {}}).text
