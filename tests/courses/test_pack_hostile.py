"""A pack may come from anywhere: whatever stands in it, reading it ends with a pack or with the reasons against it."""

import os
import time

import pytest

from courses.packs import read
from courses.packs.problems import PackRefused
from courses.packs.read import pack_digest, read_pack
from tests.courses.packs import COURSE, LAYAR, SVG, changed, good_files, problems_of, write


def refused(tmp_path, files) -> list[str]:
    with pytest.raises(PackRefused) as error:
        read_pack(write(tmp_path, files))
    return [problem.text() for problem in error.value.problems]


def yaml(text: str) -> dict:
    return good_files() | {"course.yaml": text}


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path):
    levels = "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 10)}]" for n in range(1, 12))
    started = time.process_time()
    said = refused(tmp_path, yaml(f"k0: &k0 ha\n{levels}\n{COURSE}"))
    assert said == ["course.yaml:2: This is not readable YAML: anchors and aliases are not allowed"]
    assert time.process_time() - started < 2


def test_a_bomb_of_aliases_inside_a_key_is_refused_in_few_words(tmp_path):
    levels = ", ".join(f"&k{n} [{', '.join([f'*k{n - 1}'] * 6)}]" for n in range(1, 7))
    said = refused(tmp_path, yaml(f"? [&k0 [ha], {levels}]\n: x\n{COURSE}"))
    assert all(len(line) < 1_000 for line in said)


def test_a_key_that_is_no_word_is_refused_in_few_words(tmp_path):
    said = refused(tmp_path, yaml(f"? [a, b]\n: x\n{COURSE}"))
    assert all("Node" not in line for line in said)


@pytest.mark.parametrize(
    ("opens", "closes"), [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")], ids=["list", "mapping", "items", "keys"]
)
@pytest.mark.parametrize("depth", [50, 2_000, 60_000])
def test_deep_nesting_is_refused(tmp_path, opens, closes, depth):
    assert refused(tmp_path, yaml(f"{COURSE}dalam: {opens * depth}{closes * depth}\n"))


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [echo]", "!!bool mungkin", "!!binary é", "!!null x", "!!set {a}", "!!omap x", "!lain x", "!!int x",
                                 "!!float x", "!!timestamp x", "!!map x", "!!seq x", "!!pairs [a]", "!!merge x", "<<: x", "0o8", "1:60", "0x", "0b2", ".inf", "2026-13-45"])  # fmt: skip
def test_tags_and_odd_values_are_refused_or_read_as_text(tmp_path, tag):
    said = problems_of(write(tmp_path, changed(("course.yaml", "judul: Kursus uji", f"judul: {tag}"))))
    assert {problem.file for problem in said} <= {"course.yaml"}


@pytest.mark.parametrize("size", [512 * 1024 + 1, 1_048_576])
@pytest.mark.parametrize("name", ["course.yaml", LAYAR, "gambar/papan.svg"])
def test_a_file_too_large_to_be_text_is_refused_before_it_is_read(tmp_path, name, size):
    said = refused(tmp_path, good_files() | {name: b"x" * size})
    assert said == [f"{name}: The file is larger than 512 KB."]


def test_as_much_text_as_is_allowed_is_read_in_seconds(tmp_path):
    started = time.process_time()
    body = "Kalimat pendek tentang HP. " * 18_000
    pack = read_pack(write(tmp_path, changed((LAYAR, "Ada [empat", f"{body}\n\nAda [empat"))))
    assert len(pack.modules[0].lessons[0].blocks[2].body) > 450_000
    assert time.process_time() - started < 10


def test_more_files_than_a_pack_can_need_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "MAX_FILES", 9)
    assert read_pack(write(tmp_path, good_files())).id == "uji"
    assert refused(tmp_path, good_files() | {"gambar/lagi.svg": SVG}) == [".: The pack has more than 9 files."]


def test_a_pack_without_modules_is_refused(tmp_path):
    said = refused(tmp_path, {"course.yaml": COURSE.split("kuis:")[0]})
    assert said == ["course.yaml: The pack has no module. A module is a folder with a module.yaml."]
    assert refused(tmp_path, {}) == ["course.yaml: This file is missing."]


@pytest.mark.parametrize("name", ["course.yaml", LAYAR, "gambar/lagi.svg", "1-kenal/lagi"])
def test_a_link_out_of_the_pack_is_refused(tmp_path, name):
    secret, folder = tmp_path / "rahasia", tmp_path / "paket"
    folder.mkdir()
    secret.write_text("id: rahasia")
    write(folder, good_files())
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(secret)
    with pytest.raises(PackRefused) as error:
        read_pack(folder)
    assert [problem.text() for problem in error.value.problems] == [
        f"{name}: Links are not allowed in a pack; put the file itself here."
    ]


def test_a_link_to_a_folder_is_refused_and_not_followed(tmp_path):
    folder = tmp_path / "paket"
    folder.mkdir()
    write(folder, good_files())
    (folder / "3-semua").symlink_to("/")
    started = time.process_time()
    with pytest.raises(PackRefused):
        read_pack(folder)
    assert time.process_time() - started < 5


def test_what_is_no_file_does_not_stop_the_reading(tmp_path):
    write(tmp_path, good_files())
    os.mkfifo(tmp_path / "gambar/pipa.svg")
    assert read_pack(tmp_path).id == "uji"


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "gambar/../gambar/papan.svg",
        "gambar//papan.svg",
        "GAMBAR/papan.svg",
        "https://x.example/a.svg",
        "gambar/papan.svg%00",
        "course.yaml",
    ],
)
def test_a_picture_is_one_of_the_pack_by_its_plain_name(tmp_path, path):
    for change in (
        (LAYAR, '(gambar/papan.svg "', f'({path} "'),
        ("bank.yaml", "berkas: gambar/papan.svg", f"berkas: {path}"),
    ):
        assert any(
            f"The picture “{path}” does not exist in this pack." in line for line in refused(tmp_path, changed(change))
        )


def bad_svg(inside="", *, root=""):
    return f"{SVG.split('><')[0]}{root}>{inside}</svg>"


@pytest.mark.parametrize(
    ("svg", "reason"),
    [
        (bad_svg("<script>alert(1)</script>"), "element <script> is not allowed"),
        (bad_svg('<g onclick="alert(1)"/>'), "attribute onclick on <g> is not allowed"),
        (bad_svg(root=' onload="alert(1)"'), "attribute onload on <svg> is not allowed"),
        (bad_svg("<foreignObject/>"), "element <foreignObject> is not allowed"),
        (bad_svg('<image href="data:image/png;base64,x"/>'), "element <image> is not allowed"),
        (bad_svg('<use href="https://x.example/#a"/>'), "href may only point inside the picture"),
        (
            bad_svg('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>'),
            "attribute {http://www.w3.org/1999/xlink}href on <use> is not allowed",
        ),
        (
            bad_svg("<style>rect { fill: url(https://x.example/a) }</style>"),
            "the <style> element refers to something outside the picture",
        ),
        (bad_svg("<style>@import 'x'</style>"), "the <style> element refers to something outside the picture"),
        (bad_svg('<rect fill="url(//x.example)"/>'), "attribute fill refers to something outside the picture"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "the root element is not <svg xmlns=…>"),
        (
            SVG.replace('width="160" height="90" viewBox="0 0 160 90">', ">"),
            "neither width and height nor a viewBox with four numbers",
        ),
        (SVG.replace('width="160"', 'width="16000"'), "the size must lie between 1 and 4000 pixels"),
    ],
)
def test_an_unsafe_picture_is_refused_with_its_reason(tmp_path, svg, reason):
    assert f"gambar/papan.svg: The picture was refused: {reason}" in refused(
        tmp_path, good_files() | {"gambar/papan.svg": svg}
    )


@pytest.mark.parametrize(
    "svg",
    [
        b"", b"\x00" * 50, b"not a picture", b"\xff\xd8\xff\xe0JFIF", b'<!DOCTYPE svg [<!ENTITY a "ha">]><svg>&a;</svg>',
        b'<?xml version="1.0" encoding="tidak-ada"?>' + SVG.encode(), b'<?xml version="1.0" encoding="utf-7"?>' + SVG.encode(),
        b'<?xml version="1.0" encoding="big5"?>' + SVG.encode(), SVG.encode("utf-16"),
        SVG.replace('width="160" height="90" viewBox="0 0 160 90"', 'viewBox="0 0 inf inf"').encode(),
        SVG.replace('width="160" height="90" viewBox="0 0 160 90"', 'viewBox="0 0 nan 1"').encode(),
        SVG.replace('width="160"', f'width="{"9" * 400}"').encode(),
        (SVG.split("><")[0] + ">" + "<g>" * 5_000 + "</g>" * 5_000 + "</svg>").encode(),
    ],
    ids=["empty", "zeros", "words", "jpeg", "entity", "unknown encoding", "utf-7", "big5", "utf-16", "infinite", "not a number", "wide", "deep"],
)  # fmt: skip
def test_a_broken_picture_is_refused_or_read_but_never_fails(tmp_path, svg):
    said = problems_of(write(tmp_path, good_files() | {"gambar/lain.svg": svg}))
    assert [problem.file for problem in said] in ([], ["gambar/lain.svg"])


def test_a_picture_that_is_there_and_was_refused_is_not_called_missing(tmp_path):
    said = refused(tmp_path, good_files() | {"gambar/papan.svg": bad_svg("<script/>")})
    assert said == ["gambar/papan.svg: The picture was refused: element <script> is not allowed"]


def test_words_in_a_lesson_are_never_html(tmp_path):
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [klik](javascript:alert(1)) ![x](data:x) <https://x.example> [a](//x.example)"
    pack = read_pack(
        write(
            tmp_path,
            changed(
                (LAYAR, "Ada [empat", f"{hostile} Ada [empat"),
                ("bank.yaml", "Berapa harganya?", hostile.replace(": ", "")),
            ),
        )
    )
    for html in (pack.modules[0].lessons[0].blocks[2].body, pack.bank[3].stem):
        assert not [tag for tag in ("<script", "<img", 'javascript:alert(1)"', 'href="//') if tag in html]
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize(("name", "told"), [(b"\xff", "\\udcff"), (b"a\nb", "a\\nb"), (b"\x1b[2J", "\\x1b[2J")])
def test_a_name_that_nobody_can_read_is_refused(tmp_path, name, told):
    write(tmp_path, good_files())
    with open(os.fsencode(tmp_path) + b"/gambar/" + name + b".svg", "w") as file:
        file.write(SVG)
    with pytest.raises(PackRefused) as error:
        read_pack(tmp_path)
    says = "The name of this file is not readable. Give it a plain one."
    assert [problem.text() for problem in error.value.problems] == [f"'gambar/{told}.svg': {says}"]
    assert len(pack_digest(tmp_path)) == 64
