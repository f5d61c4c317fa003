"""Bundles: everything once and in order, under names that change with what is in them, compressed without loss."""

from __future__ import annotations

import gzip
import io
import random
import re
from base64 import b64decode
from urllib.parse import unquote

import brotli
import pytest
from fontTools.ttLib import TTFont

from media.h5p.bundles import CannotPlay, bundles_for
from media.h5p.icon_fonts import icon_font, unicode_range, used_points
from media.h5p.models import H5PLibrary
from media.h5p.places import bundle_storage
from media.h5p.tasks import make_ready_to_play
from tests.factories.h5p import make_content, make_library
from tests.media.h5p.playing import font, make_core

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def core(settings, tmp_path):
    settings.H5P_CORE = make_core(tmp_path / "core")
    return settings.H5P_CORE


def text(bundle) -> str:
    return bundle_storage().open(bundle.name).read().decode()


def parts(bundle) -> list[str]:
    return [
        re.sub(r"-[0-9a-f]{12}", "", part) for part in re.findall(r"^/\*h5p: (\S+)\*/$", text(bundle), re.MULTILINE)
    ]


def question_type(name: str = "H5P.Pilihan 1.0", **how) -> H5PLibrary:
    make_library("H5P.Dasar 1.0", runnable=False)
    make_library("H5P.Question 1.5", runnable=False, needs=["H5P.Dasar 1.0"])
    return make_library(name, needs=["H5P.Question 1.5", "H5P.Dasar 1.0"], **how)


def test_each_script_once_dependencies_first_and_what_types_share_apart(db):
    bundles = bundles_for(make_content(question_type()).current)
    assert parts(bundles.shared_js) == ["core", "relay", "H5P.Dasar-1.0.0/contoh.js", "H5P.Question-1.5.0/contoh.js"]
    assert parts(bundles.type_js) == ["H5P.Pilihan-1.0.0/contoh.js"]
    assert text(bundles.type_css) == ".contoh { color: teal }"


def test_a_second_type_shares_the_first_bundle_and_a_type_without_questions_has_only_the_core(db):
    first = bundles_for(make_content(question_type()).current)
    second = bundles_for(make_content(make_library("H5P.Lain 1.0", needs=["H5P.Question 1.5"])).current)
    alone = bundles_for(make_content(make_library("H5P.Sendiri 1.0")).current)
    assert (first.shared_js, first.shared_css) == (second.shared_js, second.shared_css)
    assert first.type_js != second.type_js
    assert parts(alone.shared_js) == ["core", "relay"]


def test_names_are_of_what_is_in_them(db):
    library = make_library("H5P.Sendiri 1.0")
    content = make_content(library)
    before, again = bundles_for(content.current), bundles_for(content.current)
    make_library("H5P.Sendiri 1.0", patch=1, script="lain();")
    after = bundles_for(content.current)
    assert before == again
    assert before.shared_js == after.shared_js
    assert before.type_js.name != after.type_js.name
    assert "lain();" in text(after.type_js)


def test_scripts_lose_their_comments_but_not_their_licence_and_nothing_else(db):
    """Text that looks like a comment inside of strings, patterns and templates is none."""
    kept = "/*! (c) Contoh, MIT */"
    code = "var a='// bukan',b=/[/*]\\/\\/*/g,c=`\n  /* ${a} */\n`,d=1/2;"
    script = f"{kept}\n{'// penjelasan yang panjang sekali' * 9}\n  {code}   /* akhir */\n"
    shortened = text(bundles_for(make_content(make_library(script=script)).current).type_js)
    assert shortened.partition("*/\n")[2] == f"{kept}{code}"
    assert "a;" * 90 + "   x" in text(
        bundles_for(make_content(make_library("H5P.Padat 1.0", script="a;" * 90 + "   x")).current).type_js
    )


def test_compressed_forms_unpack_to_the_same_and_their_size_is_told(db):
    for bundle in bundles_for(make_content(question_type()).current).all:
        stored = {ending: bundle_storage().open(bundle.name + ending).read() for ending in ("", ".br", ".gz")}
        assert brotli.decompress(stored[".br"]) == gzip.decompress(stored[".gz"]) == stored[""]
        assert bundle.size == len(stored[".br"])


def test_made_again_they_are_the_same_to_the_byte(db):
    version = make_content(question_type()).current
    first = {bundle.name: text(bundle) for bundle in bundles_for(version).all}
    for name in list(bundle_storage().files()):
        bundle_storage().delete(name)
    assert {bundle.name: text(bundle) for bundle in bundles_for(version).all} == first


def test_addresses_in_styles_lead_to_the_librarys_files_and_nowhere_else(db):
    style = b'.a{background:url(img/a.svg)} .b{background:url("../../x.png")} .c{background:url(tidak-ada.png)} @import url(https://fonts.example/a.css); .d{background:url(//mata.example/i.gif)}'
    library = make_library("H5P.Gaya 1.0", files={"contoh.css": style, "img/a.svg": b"<svg>" + b" " * 5000})
    css = text(bundles_for(make_content(library).current).type_css)
    assert f'.a{{background:url("/h5p/pustaka/{library.folder}/img/a.svg")}}' in css
    assert "example" not in css
    assert "tidak-ada" not in css
    assert "x.png" not in css


def test_small_pictures_of_styles_travel_with_them(db):
    shape = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    files = {
        "contoh.css": b"""a { background: url(a.svg) } b { background: url("b.png?v=1") } c { background: url(c.svg#bintang) }
                          d { background: url(besar.svg) } @font-face { font-family: x; src: url(a.svg#x) }""",
        "a.svg": shape.encode(), "b.png": b"kecil", "c.svg": shape.encode(), "besar.svg": shape.encode() + b" " * 4000,
    }  # fmt: skip
    library = make_library(files=files)
    style = text(bundles_for(make_content(library).current).type_css)
    drawn = dict(re.findall(r'(\w) *{ *background: url\("([^"]*)"\)', style))
    assert unquote(drawn["a"]) == f"data:image/svg+xml,{shape}"
    assert b64decode(drawn["b"].removeprefix("data:image/png;base64,")) == b"kecil"
    assert unquote(drawn["c"]) == f"data:image/svg+xml,{shape}#bintang"
    assert drawn["d"].endswith(f"{library.folder}/besar.svg")
    assert "@font-face" not in style


def test_an_icon_font_comes_in_two_parts_and_a_font_of_letters_as_woff2(db):
    style = (
        b"@font-face{font-family:Ikon;src:url(ikon.ttf)} @font-face{font-family:Huruf;src:url(huruf.ttf?v=1)}"
        b".x:before{font-family:Ikon;content:'\\e801'} .y:before{font-family:h5p;content:'\\e602'}"
    )
    fonts = {"ikon.ttf": font(0x20, 0xE800, 0xE801), "huruf.ttf": font(0x41, 0x42, 0xE9)}
    bundles = bundles_for(make_content(make_library("H5P.Ikon 1.0", files={"contoh.css": style, **fonts})).current)
    css, shared = text(bundles.type_css), text(bundles.shared_css)
    inline, other, letters, of_the_core = re.findall(r"@font-face\{(.*?)\}", css)
    assert "unicode-range:U+20,U+E801;" in inline
    assert 'url("data:font/woff2;base64,' in inline
    assert "unicode-range:U+E800" in other
    assert letters.startswith("font-family:Huruf;font-display:swap;")
    assert "unicode-range:U+E602;" in of_the_core  # drawn by the type with the core's font
    assert "unicode-range:U+20,U+E601;" in shared
    for name in re.findall(r"/h5p/paket/([0-9a-f]{32}\.woff2)", css):
        assert TTFont(io.BytesIO(bundle_storage().open(name).read())).flavor == "woff2"


def test_icons_of_a_long_table_are_sent_when_a_script_names_them():
    table = "".join(f".fa-x{n}:before{{content:'\\f{n:03x}'}}" for n in range(150))
    assert used_points(table + ".h5p-x .y:before{content:'\\e001'}", "'fa-x16' + y") == {0xF010, 0xE001}
    assert used_points(".fa-a:before{content:'\\f001'}", "") == {0xF001}


def test_what_is_a_font_and_how_ranges_are_written():
    assert icon_font(font(0x41, 0x42, 0xE9)) is None
    found = icon_font(font(0x20, 0xE600, 0xE601))
    assert found is not None
    assert found.points == {0x20, 0xE600, 0xE601}
    assert TTFont(io.BytesIO(found.part({0xE601}))).getBestCmap().keys() == {0xE601}
    assert unicode_range({0x20, 0xE600, 0xE601, 0xE603}) == "U+20,U+E600-E601,U+E603"
    with pytest.raises(ValueError, match="font"):
        icon_font(b"bukan font")


def test_a_broken_font_spoils_nothing(db):
    style = b"@font-face{font-family:X;src:url(x.ttf)} .a{color:red}"
    library = make_library("H5P.Rusak 1.0", files={"contoh.css": style, "x.ttf": b"bukan font"})
    assert text(bundles_for(make_content(library).current).type_css) == ".a{color:red}"


def test_without_core_or_library_it_says_what_is_missing(db, settings, tmp_path):
    version = make_content(make_library("H5P.Hilang 1.0")).current
    H5PLibrary.objects.filter(pk__in=version.uses.values("library")).update(minor=9)
    with pytest.raises(CannotPlay, match=r"H5P\.Hilang 1\.0"):
        bundles_for(version)
    settings.H5P_CORE = tmp_path / "kosong"
    with pytest.raises(CannotPlay, match="core"):
        bundles_for(version)


def test_the_task_makes_them_as_small_as_they_get(db):
    words = " ".join(str(random.Random(n // 9).randrange(9999)) for n in range(40_000))
    version = make_content(make_library("H5P.Besar 1.0", script=f"var words = '{words}';")).current
    quick = bundles_for(version)
    make_ready_to_play.call(version.pk)
    small = bundles_for(version)
    assert small.type_js.name == quick.type_js.name
    assert small.type_js.size < quick.type_js.size
    packed = bundle_storage().open(small.type_js.name + ".br").read()
    assert brotli.decompress(packed).decode() == text(small.type_js)


def test_a_task_for_what_is_gone_or_cannot_be_played_ends_quietly(db, settings, tmp_path):
    settings.H5P_CORE = tmp_path / "kosong"
    make_ready_to_play.call(make_content().current.pk)
    make_ready_to_play.call(0)
    assert list(bundle_storage().files()) == []
