from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
from every_field import EVERY, FILES, NOTE, PARAMS, REGISTRY, SUB_ID, note
from h5p_wrapper.filtering import MAX_DEPTH, filter_content, filter_metadata
from h5p_wrapper.library import Library
from h5p_wrapper.registry import MemoryRegistry
from hypothesis import given, settings
from hypothesis import strategies as st


def kept(**params: Any) -> dict[str, Any]:
    return filter_content(params, EVERY, REGISTRY).params


def said(**params: Any) -> list[str]:
    return [problem.code for problem in filter_content(params, EVERY, REGISTRY, files=FILES).problems]


def test_a_content_that_fits_stays_as_it_is():
    before = copy.deepcopy(PARAMS)
    filtered = filter_content(PARAMS, EVERY, REGISTRY, files=FILES)
    assert filtered.params == PARAMS == before
    assert list(filtered.problems) == []


def test_libraries_come_in_the_order_of_the_reference():
    assert filter_content(PARAMS, EVERY, REGISTRY).libraries == (NOTE, EVERY)
    assert filter_content({}, EVERY, REGISTRY).libraries == (EVERY,)


@pytest.mark.parametrize("params", [None, [], "x", 3])
def test_what_is_no_object_is_refused(params):
    filtered = filter_content(params, EVERY, REGISTRY)
    assert filtered.params == {}
    assert filtered.libraries == ()
    assert [problem.code for problem in filtered.problems.errors] == ["content-not-an-object"]


def test_a_library_that_is_not_there_is_named():
    filtered = filter_content({"a": 1}, NOTE.__class__("Test.Absent", 2, 1), REGISTRY)
    assert filtered.params == {}
    (problem,) = filtered.problems.errors
    assert (problem.code, "Test.Absent 2.1" in problem.text) == ("content-library-missing", True)


@pytest.mark.parametrize(
    ("given_value", "stays"),
    [
        ('<b onclick="x()">"A" & B</b>', "&lt;b onclick=&quot;x()&quot;&gt;&quot;A&quot; &amp; B&lt;/b&gt;"),
        ("Harga &amp; &#039;takaran&#039; &eacute; &nbsp;", "Harga &amp; &#039;takaran&#039; &eacute; &nbsp;"),
        ("&colon; &apos; &", "&amp;colon; &amp;apos; &amp;"),
        ("\0a\ud800b", "ab"),
        (5, "5"),
        (None, ""),
        ({"a": 1}, ""),
    ],
)
def test_plain_text_is_escaped_once(given_value, stays):
    assert kept(plain=given_value) == {"plain": stays}
    assert kept(plain=stays) == {"plain": stays}


@pytest.mark.parametrize(
    ("markup", "stays"),
    [
        ("<p>a</p><script>alert(1)</script>", "<p>a</p>alert(1)"),
        ("<P CLASS=x onClick='y'>a", '<P class="x">a'),
        ('<a href="javascript:alert(1)">a</a>', '<a href="alert(1)">a</a>'),
        ('<a href=" java\tscript:alert(1)">a</a>', '<a href="alert(1)">a</a>'),
        ('<a href="jav&#x61;script&colon;alert(1)">a</a>', '<a href="alert(1)">a</a>'),
        ('<a href="javascript&amp;#58;alert(1)">a</a>', '<a href="javascript&amp;#58;alert(1)">a</a>'),
        ('<a href="mailto:a@contoh.id" title="Catatan: baca">a</a>',) * 2,
        (
            '<p style="text-align:center;color:#123456;position:fixed">a</p>',
            '<p style="text-align:center;color:#123456;">a</p>',
        ),
        ('<p style="font-family:Arial">a</p>', "<p>a</p>"),
        ('<td style="background-color:#abc;border:1px solid #000;">1</td>',) * 2,
        ('<strong style="color:#123456">a</strong>', "<strong>a</strong>"),
        ("<em>a</em><b>b</b><i>c</i><li>d</li><br />", "<em>a</em>bc<li>d</li><br />"),
        ("1 < 2 > 0 & 3 &copy; &{x}", "1 &lt; 2 &gt; 0 &amp; 3 &copy; &amp;{x}"),
        ("a<!-- <p>b</p> -->c", "ac"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt&gt;alert(1)ipt&gt;"),
        ('<p title="a>b">c</p>', '<p>b"&gt;c</p>'),
        ("<p title='a' \"b c=d\" class=e>", '<p title="a" class="e">'),
        ("<p", "<p>"),
        ("</p x>", "</p>"),
    ],
)
def test_rich_text_keeps_what_the_editor_makes(markup, stays):
    assert kept(body=markup) == {"body": stays}
    assert kept(body=stays) == {"body": stays}


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 50_000 + ">",
        "<!--x>" * 50_000,
        "<p " + "a" * 300_000,
        "<p a=" + "'\"" * 100_000,
        "<" * 200_000,
        "&" * 200_000,
    ],
)
def test_hostile_markup_costs_no_more_than_its_length(text):
    start = time.process_time()
    kept(body=text, plain=text)
    assert time.process_time() - start < 1.5


def test_a_text_is_cut_by_the_characters_people_see():
    assert kept(heading="&quot;" * 50) == {"heading": "&quot;" * 40}
    assert said(heading="a" * 41) == ["text-cut"]
    assert said(heading="&quot;" * 40) == []


@pytest.mark.parametrize(
    ("given_value", "stays", "codes"),
    [
        ("https://contoh.id", "https://contoh.id", []),
        ("contoh.id", "", ["not-matching"]),
        ("", "", []),
    ],
)
def test_a_text_must_have_the_form_asked_for(given_value, stays, codes):
    assert kept(link=given_value) == {"link": stays}
    assert said(link=given_value) == codes


@pytest.mark.parametrize(
    ("given_value", "stays"),
    [
        (4, 4),
        ("4", "4"),
        (-3, 0),
        (11, 10),
        ("99", 10),
        (5, 4),
        (None, 4),
        ("x", 4),
        (True, 4),
        (float("nan"), 4),
        (1e400, 4),
    ],
)
def test_numbers_stay_in_their_bounds_and_steps(given_value, stays):
    assert kept(amount=given_value) == {"amount": stays}


def test_a_number_that_may_be_left_out_is():
    assert kept(weight=None) == {}
    assert kept(weight="x") == {}
    assert kept(weight=1.23456) == {"weight": 1.23}
    assert kept(weight=0.1) == {"weight": 0.5}


def test_choices_outside_of_the_options():
    assert kept(size="xl", kind="zz", several=["x", "q"], zones=["7"], mode=["words", "picture"]) == {
        "size": "s",
        "kind": "zz",  # optional choices are not checked by the reference either
        "several": ["x"],
        "zones": ["7"],
        "mode": "words",
    }
    assert said(size="xl", several=["q"]) == ["not-an-option", "not-an-option"]


def test_yes_or_no():
    assert kept(sure="true", once=0) == {"sure": True, "once": False}
    assert kept(sure={"a": 1}) == {}
    assert said(sure={"a": 1}) == ["wrong-type"]


def test_lists_are_cut_and_empty_ones_left_out():
    answers = [{"text": str(number)} for number in range(5)]
    assert kept(answers=answers) == {"answers": answers[:3]}
    assert said(answers=answers) == ["list-cut"]
    assert kept(answers=[], tags=[None, "a"], lines={"0": "a"}) == {"tags": ["", "a"]}


def test_unknown_keys_are_left_out_and_said():
    assert kept(evil="x", heading="a") == {"heading": "a"}
    assert said(evil="x") == ["unknown-key"]


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        ("images/pasar.png#tmp", "images/pasar.png"),
        ("../../content/12/images/pasar.png", "images/pasar.png"),
        ("../editor/images/pasar.png", "images/pasar.png"),
        ("https://contoh.id/a.png?b=1&c=2", "https://contoh.id/a.png?b=1&amp;c=2"),
        ("../../h5p.json", None),
        ("/etc/passwd", None),
        ("images/../../x.png", None),
        ("..\\x.png", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("", None),
    ],
)
def test_files_lie_below_the_content_or_on_the_web(path, stays):
    assert kept(paper={"path": path, "evil": 1}) == ({"paper": {"path": stays}} if stays else {})


def test_a_file_that_is_not_there_is_said_and_kept():
    assert said(paper={"path": "files/tidak-ada.pdf"}) == ["file-missing"]
    assert kept(paper={"path": "files/tidak-ada.pdf"}) == {"paper": {"path": "files/tidak-ada.pdf"}}


def test_sub_content_must_be_one_of_the_choices():
    assert said(part={"library": "Test.Note 1.1", "params": {}}) == ["library-other-version"]
    assert said(part={"library": "Test.Every 1.4", "params": {}}) == ["library-not-allowed"]
    assert said(part={"library": "rubbish"}) == ["library-not-allowed"]
    assert kept(part={"library": "Test.Every 1.4", "params": {}}) == {}


def test_sub_content_is_filtered_by_its_own_semantics():
    part = {"library": str(NOTE), "params": {"note": "<script>", "x": 1}, "subContentId": "1-2", "x": 1, "metadata": {}}
    assert kept(part=part) == {"part": {"library": str(NOTE), "params": {"note": ""}, "metadata": {"license": "U"}}}
    assert kept(steps={"subContentId": SUB_ID, "evil": 1}) == {"steps": {"subContentId": SUB_ID}}


def test_deep_sub_content_ends_somewhere():
    part: dict[str, Any] = note("terdalam")
    for _ in range(MAX_DEPTH * 2):
        part = note("luar", inner=part)
    filtered = filter_content({"part": part}, EVERY, REGISTRY)
    assert "content-too-deep" in {problem.code for problem in filtered.problems}
    assert len(json.dumps(filtered.params)) < len(json.dumps(part))


def test_metadata_is_filtered_too():
    given_metadata = {
        "title": "<b>",
        "license": "X",
        "authors": [{"name": "Sari", "role": "Boss"}],
        "evil": 1,
        "yearFrom": "x",
    }
    assert filter_metadata(given_metadata) == {
        "license": "U",
        "title": "&lt;b&gt;",
        "authors": [{"name": "Sari", "role": "Author"}],
    }
    assert filter_metadata(None) == {"license": "U"}


_TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "&",
                "p",
                "<p ",
                "style=",
                '"',
                "'",
                "color:#fff",
                ";",
                "&#58;",
                "-->",
                "<!--",
                " ",
                "=",
                "/",
                "amp;",
            ]
        ),
        max_size=12,
    ).map("".join),
    st.sampled_from(["images/pasar.png", "Test.Note 1.0", "m", SUB_ID, "https://a.id/x", "#tmp#tmp"]),
)
_KEYS = st.sampled_from(
    [*PARAMS, "path", "mime", "library", "params", "metadata", "subContentId", "text", "license", "quality"]
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(_KEYS, st.text(max_size=5)), inner, max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=120, deadline=None)
@given(st.one_of(_JSON, st.dictionaries(st.sampled_from(list(PARAMS)), _JSON, max_size=6)))
def test_filtering_takes_any_json_and_twice_is_once(params):
    once = filter_content(params, EVERY, REGISTRY, files=FILES)
    json.dumps(once.params, allow_nan=False).encode()
    assert filter_content(once.params, EVERY, REGISTRY, files=FILES).params == once.params
    for problem in once.problems:
        assert str(problem)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ({"type": "hologram"}, 1, "unknown-field-type"),
        ({"type": "text", "widget": "html", "tags": ["b"]}, "<b>a</b><i>b</i>", "html-changed"),
        ({"type": "text", "regexp": {"pattern": "^(a+)+$"}}, "aaa", "pattern-not-checked"),
        ({"type": "image"}, {"path": "../../a.png"}, "bad-path"),
        ({"type": "library", "options": ["Test.One 1.0"]}, {"library": "Test.One 1.0", "params": {}, "subContentId": "x"}, "bad-sub-content-id"),
    ],
)  # fmt: skip
def test_what_is_taken_out_is_told_with_its_place(field, value, code):
    raw = {"title": "One", "machineName": "Test.One", "majorVersion": 1, "minorVersion": 0, "patchVersion": 0}
    library = Library.from_json(raw | {"runnable": 1})
    registry = MemoryRegistry([library], semantics={library.name: [{"name": "a", "label": "A"} | field]})
    problems = filter_content({"a": value}, library.name, registry).problems
    assert [(problem.code, problem.where.partition("#")[2][:2]) for problem in problems] == [(code, "/a")]
