from __future__ import annotations

import pytest
from every_field import EVERY, LANGUAGE, REGISTRY, SEMANTICS
from h5p_wrapper.patterns import matches
from h5p_wrapper.semantics import Boolean, Group, List, Number, Option, Regexp, Select, Text, Unknown, find, parse, walk
from hypothesis import given
from hypothesis import strategies as st

FIELDS = parse(REGISTRY.semantics(EVERY))


def test_every_field_has_a_type():
    kinds = {field.kind for _, field in walk(FIELDS)}
    assert kinds == {
        "text",
        "number",
        "boolean",
        "select",
        "list",
        "group",
        "library",
        "file",
        "image",
        "video",
        "audio",
    }
    assert len(FIELDS) == len(SEMANTICS)


def test_what_the_semantics_say():
    amount, weight, size, caption = (find(FIELDS, name) for name in ("amount", "weight", "size", "caption"))
    assert isinstance(amount, Number)
    assert (amount.min, amount.max, amount.step, amount.default) == (0, 10, 2, 4)
    assert isinstance(weight, Number)
    assert (weight.min, weight.decimals, weight.unit) == (0.5, 2, "kg")
    assert isinstance(size, Select)
    assert size.options == (Option("s", "Small"), Option("m", "M", "Larger"), Option("l", "L", "Larger"))
    assert isinstance(caption, Text)
    assert caption.widget == "html"
    assert caption.show_when is not None
    assert caption.show_when.rules[0].equals == ("picture",)
    assert caption.show_when.null_when_hidden


def test_paths_enter_lists():
    tip = find(FIELDS, "answers/words/tip")
    assert isinstance(tip, Text)
    assert tip.optional
    assert find(FIELDS, "answers/nothing") is None
    assert find(FIELDS, "") is None


def test_a_group_of_one_stands_for_its_field():
    single, steps = find(FIELDS, "single"), find(FIELDS, "steps")
    assert isinstance(single, Group)
    assert single.only_field is not None
    assert single.only_field.name == "only"
    assert isinstance(steps, Group)
    assert steps.only_field is None


def test_a_language_file_gives_the_words():
    heading, colour, plain = parse(SEMANTICS, LANGUAGE)[:3]
    assert (heading.label, heading.default, colour.label, plain.label) == ("Judul", "Tanpa judul", "Warna", "Plain")
    assert colour.default == "#0a6"


def test_sloppy_semantics_are_read():
    fields = parse([{"type": "nonsense", "name": "a"}, 5, {"type": "boolean", "optional": "true"}, {"type": "list"}])
    assert [type(field) for field in fields] == [Unknown, Boolean, List]
    assert fields[1].optional
    assert isinstance(fields[2], List)
    assert isinstance(fields[2].item, Unknown)


@given(
    st.recursive(
        st.one_of(st.none(), st.integers(), st.text(max_size=5), st.sampled_from(["list", "group", "text"])),
        lambda x: st.one_of(
            st.lists(x, max_size=3),
            st.dictionaries(
                st.sampled_from(
                    ["type", "name", "fields", "field", "options", "font", "regexp", "showWhen", "rules", "min"]
                ),
                x,
                max_size=5,
            ),
        ),
    )
)
def test_any_json_is_read(raw):
    parse(raw, {"semantics": raw})
    parse([raw], {"semantics": [raw]})


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("^https?://.+", "https://a", True),
        ("^[a-z]+$", "A1", False),
        ("(a+)+$", "a" * 40 + "b", None),
        ("(a|a)*$", "a" * 40 + "b", None),
        ("^([0-9]{2})+$", "1234", True),
        ("a*a*a*a*b", "a" * 200, None),
        ("(?<bad", "x", None),
        ("[(+*]+", "(", True),
    ],
)
def test_patterns_never_run_away(pattern, text, answer):
    assert matches(Regexp(pattern), text) is answer
