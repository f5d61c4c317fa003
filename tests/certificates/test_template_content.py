"""What a template may say: read strictly, filled with data only."""

from __future__ import annotations

import json

import pytest

from certificates.facts import Kind
from certificates.pdf.content import Content, Logo, NotContent, Run, Signatory, filled, unknown_tokens
from tests.certificates.making import usual

VALUES = {"jp": "2", "predikat": "", "nama": "{jp} #panic", "kursus": "Mulai dari HP"}
FULL = usual(
    logos=(Logo("a" * 64 + ".png", "Logo Kota"),),
    signatories=(Signatory("Kepala Dinas", "Wahyu", "19800101", "b" * 64 + ".jpg"),),
)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_usual_design_of_each_kind_can_be_kept_and_read_again(kind):
    content = usual(kind.value)
    assert Content.from_json(json.loads(json.dumps(content.as_json()))) == content


def test_logos_and_signatories_survive_being_kept():
    assert Content.from_json(json.loads(json.dumps(FULL.as_json()))) == FULL
    assert FULL.pictures == ["a" * 64 + ".png", "b" * 64 + ".jpg"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "diploma"}, "kind"),
        ({"orientation": "round"}, "orientation"),
        ({"design": "../etc"}, "design"),
        ({"primary": "red"}, "primary"),
        ({"accent": "#FFF"}, "accent"),
        ({"title": "{rahasia}"}, "title"),
        ({"worth": "x" * 201}, "worth"),
        ({"note": None}, "note"),
        ({"table": "yes"}, "table"),
        ({"logos": "none"}, "logos"),
        ({"logos": [{"picture": "a" * 64 + ".png", "words": ""}] * 4}, "logos"),
        ({"logos": [{"picture": "../../secret.png", "words": ""}]}, "pictures"),
        ({"signatories": [{"role": "", "name": "", "number": 7, "picture": ""}]}, "signatories"),
        ({"signatories": [{"role": ""}]}, "signatories"),
        ({"more": 1}, "content"),
    ],
)
def test_what_no_template_says_is_refused_by_name(change, named):
    with pytest.raises(NotContent) as refused:
        Content.from_json(FULL.as_json() | change)
    assert refused.value.args == (named,)


@pytest.mark.parametrize("data", [None, [], "x", {}])
def test_what_is_no_template_at_all_is_refused(data):
    with pytest.raises(NotContent):
        Content.from_json(data)


def test_tokens_are_filled_and_stand_out():
    assert filled("setara {jp} JP", VALUES) == [Run("setara ", False), Run("2", True), Run(" JP", False)]


def test_a_part_whose_value_is_unknown_is_left_out():
    assert filled("setara {jp} JP · predikat {predikat}", VALUES) == filled("setara {jp} JP", VALUES)
    assert filled("predikat {predikat}", VALUES) == []


def test_a_value_is_never_looked_through_for_tokens():
    assert filled("{nama}", VALUES) == [Run("{jp} #panic", True)]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{nama} {kursus}", []),
        ("{Nama} {rahasia}", ["{Nama}", "{rahasia}"]),
        ("{}", ["{}"]),
        ("{{ nama }}", ["{ nama }"]),
        ("{nama.password}", ["{nama.password}"]),
        ("{ } %(nama)s ${jp", ["{ }"]),
        ("100 % {", []),
    ],
)
def test_unknown_tokens_are_named_as_they_were_written(text, unknown):
    assert unknown_tokens(text) == unknown
