"""H5P contents in course packs: read, and refused with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses.packs.check import check_pack
from courses.packs.model import H5PBlock
from courses.packs.read import read_pack
from tests.courses.packs import SANDI, Files, changed, good_files, line_of, problems_of, write

H5P = "h5p/baca-pesan"
MANIFEST_TEXT = json.dumps(
    {
        "title": "Baca pesan",
        "mainLibrary": "LMS.FindClues",
        "preloadedDependencies": [{"machineName": "LMS.FindClues", "majorVersion": 1, "minorVersion": 0}],
    },
    indent=1,
)


def with_h5p(block: str = "::: h5p baca-pesan\n:::\n", **files: str) -> Files:
    made = good_files() | {
        f"{H5P}/h5p.json": MANIFEST_TEXT,
        f"{H5P}/content/content.json": '{"intro": "Ketuk."}',
        f"{H5P}/alternatif.md": "Tulis pesan ini di kertas.\nLingkari `alamat`-nya.\n",
    }
    made[SANDI] = f"{made[SANDI]}\n{block}"
    return made | files


def blocks_of(folder: Path) -> list[H5PBlock]:
    pack = read_pack(folder)
    lessons = [lesson for module in pack.modules for lesson in module.lessons]
    return [block for lesson in lessons for block in lesson.blocks if isinstance(block, H5PBlock)]


@pytest.mark.parametrize(
    ("inside", "block"),
    [
        ("", H5PBlock("baca-pesan")),
        ("selesai: dibuka\nwajib: tidak\n", H5PBlock("baca-pesan", "opened", None, required=False)),
        ("selesai: nilai\nnilai: 70\n", H5PBlock("baca-pesan", "score", 70)),
    ],
)
def test_a_lesson_names_the_content_and_what_completes_it(tmp_path, inside, block):
    assert blocks_of(write(tmp_path, with_h5p(f"::: h5p baca-pesan\n{inside}:::\n"))) == [block]


def test_a_content_is_read_with_its_text_instead(tmp_path):
    content = read_pack(write(tmp_path, with_h5p())).h5p["baca-pesan"]
    assert (content.title, content.instead.splitlines()[0]) == ("Baca pesan", "Tulis pesan ini di kertas.")
    write(tmp_path, with_h5p(**{f"{H5P}/content/content.json": '{"intro": "Tekan."}'}))
    assert read_pack(tmp_path).h5p["baca-pesan"].digest != content.digest


@pytest.mark.parametrize(
    ("files", "where", "said"),
    [
        ({f"{H5P}/h5p.json": '{"title": "x",\n "a": }'}, f"{H5P}/h5p.json:2", "JSON"),
        ({f"{H5P}/content/content.json": "[" * 9000}, f"{H5P}/content/content.json", "JSON"),
        ({f"{H5P}/content/content.json": "[]"}, f"{H5P}/content/content.json:1", "JSON"),
        ({f"{H5P}/h5p.json": "{}"}, f"{H5P}/h5p.json", "title"),
        ({f"{H5P}/h5p.json": '{"title": "x", "mainLibrary": "A.B"}'}, f"{H5P}/h5p.json", "mainLibrary"),
        ({f"{H5P}/alternatif.md": " \n"}, f"{H5P}/alternatif.md", "JavaScript"),
        ({f"{H5P}/alternatif.md": "{{tidak_ada}}"}, f"{H5P}/alternatif.md:1", "tidak_ada"),
        ({f"{H5P}/A.B-1.0/library.json": "{}"}, f"{H5P}/A.B-1.0", "installed"),
        ({"h5p/Besar/h5p.json": "{}"}, "h5p/Besar", "folders"),
        ({"h5p/berkas.json": "{}"}, "h5p/berkas.json", "folders"),
    ],
)
def test_what_is_wrong_with_a_content_is_said_with_file_and_line(tmp_path, files, where, said):
    told = [problem.text() for problem in problems_of(write(tmp_path, with_h5p(**files)))]
    assert any(text.startswith(f"{where}: ") and said in text for text in told), told


@pytest.mark.parametrize("missing", ["h5p.json", "content/content.json", "alternatif.md"])
def test_no_part_of_a_content_may_be_missing(tmp_path, missing):
    files = with_h5p()
    del files[f"{H5P}/{missing}"]
    assert (f"{H5P}/{missing}", 0) in [(problem.file, problem.line) for problem in problems_of(write(tmp_path, files))]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("::: h5p tidak-ada\n:::\n", "tidak-ada"),
        ("::: h5p baca-pesan\nselesai: lulus\n:::\n", "lulus"),
        ("::: h5p baca-pesan\nselesai: nilai\n:::\n", "nilai"),
        ("::: h5p baca-pesan\nselesai: nilai\nnilai: 101\n:::\n", "nilai"),
        ("::: h5p baca-pesan\nnilai: 50\n:::\n", "nilai"),
        ("::: h5p baca-pesan\nwarna: merah\n:::\n", "warna"),
        ("::: h5p baca-pesan\n:::\n\n::: h5p baca-pesan\n:::\n", "h5p baca-pesan"),
    ],
)
def test_what_is_wrong_with_the_block_is_said_with_its_line(tmp_path, block, said):
    files = with_h5p(block)
    problems = problems_of(write(tmp_path, files))
    assert [problem.file for problem in problems] == [SANDI]
    assert problems[0].line >= line_of(files[SANDI], "::: h5p")
    assert said in problems[0].text()


def test_the_text_instead_is_looked_at_like_any_other(tmp_path):
    files = with_h5p(**{f"{H5P}/alternatif.md": "Silakan klik tautan itu."})
    hints = [hint for hint in check_pack(read_pack(write(tmp_path, files))) if hint.file.startswith(H5P)]
    assert [hint.params["word"] for hint in hints] == ["klik"]


def test_packs_without_h5p_are_as_they_were(tmp_path):
    assert read_pack(write(tmp_path, changed())).h5p == {}
