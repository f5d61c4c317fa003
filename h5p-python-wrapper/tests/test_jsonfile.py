from __future__ import annotations

import time

import pytest
from h5p_wrapper import rules
from h5p_wrapper.jsonfile import INVALID, read_json
from h5p_wrapper.limits import DEFAULT_LIMITS, Limits
from h5p_wrapper.problems import Problems


def read(data: bytes, limits: Limits = DEFAULT_LIMITS):
    problems = Problems()
    return read_json(data, "a.json", limits, problems), [problem.code for problem in problems]


def test_utf8_is_read_with_and_without_byte_order_mark():
    assert read('{"a": "é"}'.encode()) == ({"a": "é"}, [])
    assert read('\ufeff{"a": "é"}'.encode()) == ({"a": "é"}, [])


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_are_refused(encoding):
    assert read('{"a": "é"}'.encode(encoding)) == (INVALID, ["json-encoding"])


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"{} {}", b"{'a': 1}", b'{"a": NaN}', b"[Infinity]", b"[1e999]", b"[" + b"9" * 5000 + b"]"],
)
def test_what_json_does_not_know_is_refused(data):
    assert read(data) == (INVALID, ["json-invalid"])


@pytest.mark.parametrize("text", [rb'"\ud800"', rb'{"\uDC00": 1}', rb'["\u0000"]'])
def test_half_characters_and_nul_are_refused(text):
    assert read(text) == (INVALID, ["json-invalid"])


def test_whole_pairs_and_escaped_backslashes_are_taken():
    assert read(rb'["\ud83d\ude00", "\\u0000"]') == (["😀", "\\u0000"], [])


def test_keys_that_occur_twice_are_refused_and_named():
    problems = Problems()
    assert read_json(b'{"a": {"b": 1, "b": 2}}', "h5p.json", DEFAULT_LIMITS, problems) is INVALID
    assert [(problem.code, problem.text) for problem in problems] == [
        ("json-twice", "The key “b” occurs twice in one object.")
    ]


def test_keys_that_occur_twice_in_minor_files_count_once():
    problems = Problems()
    found = read_json(b'{"b": 1, "b": 2}', "x", DEFAULT_LIMITS, problems, twice=rules.JSON_TWICE_MINOR)
    assert (found, [problem.code for problem in problems]) == ({"b": 2}, ["json-twice-minor"])


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'["\\"[",{"[":'])
def test_depth_is_bounded_before_parsing(opening):
    assert read(opening * 50_000) == (INVALID, ["json-depth"])


def test_brackets_in_texts_are_not_depth():
    assert read(b'["' + b"[" * 500 + b'"]') == (["[" * 500], [])
    assert read(b'["\\"' + b"[" * 500 + b'"]') == (['"' + "[" * 500], [])


def test_depth_at_the_limit_is_taken():
    assert read(b"[" * 100 + b"]" * 100)[1] == []
    assert read(b"[" * 101 + b"]" * 101)[1] == ["json-depth"]


def test_size_is_bounded():
    assert read(b"[1, 2]", Limits(json_bytes=5)) == (INVALID, ["json-size"])


def test_number_of_values_is_bounded():
    assert read(b"[" + b"0," * 300_000 + b"0]") == (INVALID, ["json-values"])


@pytest.mark.parametrize(
    "text", [lambda size: b'["' + b"\\" * size + b"[" * 200, lambda size: b'"' * size + b"[" * 200]
)
def test_hostile_strings_cost_linear_time(text):
    """Eight times as long may cost eight times as much; where every part is read again for each it would be 64."""
    small, large = (min(cost(text(size)) for _ in range(5)) for size in (250_001, 2_000_001))
    assert large < 45 * small


def cost(raw):
    start = time.process_time()
    read(raw)
    return time.process_time() - start
