"""Random bytes and random damage: reading ends with a pack or with PackRefused, with nothing else."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.courses.packs import good_files, problems_of, write

NAMES = sorted(good_files())
SNIPPETS = ["---\n", ":::", "::: cek\n", "::: ", "\n", "{{", "}}", "[", "]", "{", "}", "- ", ": ", "*a", "&a ", "!!", "|\n", "'", '"', "#", "\t", "\x00", "\ufeff",
            "\u2028", "ya", "999999999999", "-1", "<svg", "![](", "](", "1. ", "- [ ] ", "{#", "🙂", "\r"]  # fmt: skip
bounded = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(files) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert all(problem.text() for problem in problems_of(write(Path(folder), files)))


@bounded
@given(st.sampled_from(NAMES), st.binary(max_size=400))
def test_random_bytes_in_place_of_a_file(name, content):
    read(good_files() | {name: content})


@bounded
@given(st.sampled_from(NAMES), st.text(max_size=200))
def test_random_text_in_place_of_a_file(name, content):
    read(good_files() | {name: content.encode("utf-8", "surrogatepass")})


@bounded
@given(st.sampled_from(NAMES), st.data())
def test_a_good_file_with_something_put_in_cut_out_or_doubled(name, data):
    text = good_files()[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        new = data.draw(st.sampled_from(["", text[start:end] * 2, *SNIPPETS]))
        text = text[:start] + new + text[end:]
    read(good_files() | {name: text})


@bounded
@given(st.sampled_from(NAMES), st.data())
def test_a_value_of_another_kind_in_place_of_a_good_one(name, data):
    lines = good_files()[name].split("\n")
    keyed = [number for number, line in enumerate(lines) if ": " in line and not line.startswith("<")]
    if keyed:
        number = data.draw(st.sampled_from(keyed))
        key = lines[number].split(": ", 1)[0]
        value = data.draw(
            st.sampled_from(
                [
                    "[]",
                    "{}",
                    "[a]",
                    "{a: b}",
                    "~",
                    "''",
                    "true",
                    "1.5",
                    "-7",
                    "2026-01-01",
                    "[[1]]",
                    "0x1F",
                    "!!bool x",
                    "'  '",
                ]
            )
        )
        lines[number] = f"{key}: {value}"
    read(good_files() | {name: "\n".join(lines)})


@bounded
@given(
    st.dictionaries(
        st.from_regex(r"[a-z0-9-]{1,8}(/[a-z0-9-]{1,8}){0,2}\.(yaml|md|svg|txt)", fullmatch=True),
        st.sampled_from(["", "x", *map(str, good_files().values())]),
        max_size=4,
    )
)
def test_further_files_at_random_places(more):
    parents = {str(parent) for name in (*more, *NAMES) for parent in Path(name).parents}
    read(
        good_files()
        | {
            name: text
            for name, text in more.items()
            if name not in parents and not set(map(str, Path(name).parents)) & {*NAMES, *more}
        }
    )
