from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest
from h5p_wrapper.bundles import BundlePlan, below, common_libraries, plan, script_bundle, style_bundle
from h5p_wrapper.dependencies import resolve
from h5p_wrapper.library import Library
from h5p_wrapper.registry import MemoryRegistry
from h5p_wrapper.styles import combined_styles
from h5p_wrapper.versions import LibraryName


def library(name: str, *needs: str, scripts: tuple[str, ...] = (), styles: tuple[str, ...] = ()) -> Library:
    return Library.from_json(
        {
            "title": name,
            "patchVersion": "3",
            **LibraryName.parse(name).as_json(),
            "preloadedDependencies": [LibraryName.parse(need).as_json() for need in needs],
            "preloadedJs": [{"path": path} for path in scripts],
            "preloadedCss": [{"path": path} for path in styles],
        }
    )


ICONS = library("Test.Icons 4.5", styles=("icons.css",))
KIT = library("Test.Kit 1.3", "Test.Icons 4.5", scripts=("kit.js",), styles=("css/kit.css",))
OLD_KIT = library("Test.Kit 1.2", "Test.Icons 4.5", scripts=("kit.js",))
QUIZ = library("Test.Quiz 1.0", "Test.Kit 1.3", scripts=("a.js", "b.js"))
OLD_QUIZ = library("Test.Quiz 0.9", "Test.Kit 1.2")
CARDS = library("Test.Cards 1.0")
EXTRA = library("Test.Extra 1.0", "Test.Cards 1.0")
REGISTRY = MemoryRegistry([ICONS, KIT, OLD_KIT, QUIZ, OLD_QUIZ, CARDS, EXTRA])
SHARED = ("Test.Icons", "Test.Kit")


def needed(of: Library) -> list[Library]:
    return resolve([of.name], REGISTRY)


def test_shared_libraries_go_first():
    assert plan(needed(QUIZ), shared=SHARED) == BundlePlan((ICONS, KIT), (QUIZ,))
    assert plan(needed(CARDS), shared=SHARED) == BundlePlan((), (CARDS,))
    assert plan(needed(QUIZ), shared=("Test.Kit",)) == BundlePlan((), (ICONS, KIT, QUIZ))
    assert plan(needed(EXTRA), shared=("Test.Extra",)).libraries == (CARDS, EXTRA)


def test_a_site_has_one_shared_bundle_for_all_that_can_use_it():
    common = common_libraries(REGISTRY, SHARED)
    assert common == [ICONS, KIT]
    assert plan(needed(QUIZ), shared=SHARED, common=common) == BundlePlan((ICONS, KIT), (QUIZ,))
    assert plan(needed(CARDS), shared=SHARED, common=common) == BundlePlan((), (CARDS,))
    # Another version of the kit must not meet the one of the site in the same page.
    assert plan(needed(OLD_QUIZ), shared=SHARED, common=common) == BundlePlan((ICONS, OLD_KIT), (OLD_QUIZ,))


def test_scripts_do_not_spoil_each_other():
    files = {
        "a.js": b'\xef\xbb\xbf"use strict"; var a = 1 // no newline\n//# sourceMappingURL=a.js.map',
        "b.js": b"(function () {})()",
    }
    bundle = script_bundle([QUIZ], lambda _, path: files[path], label="quiz")
    assert bundle.data == b';\n"use strict"; var a = 1 // no newline\n;\n(function () {})()\n'
    assert bundle.name == f"quiz.{hashlib.sha256(bundle.data).hexdigest()[:16]}.js"
    assert script_bundle([], lambda _, path: b"").data == b""


def test_styles_find_their_files_again():
    sheet = """@charset "utf-8";
    /* url(comment.png) */
    @font-face { src: url(../fonts/a.woff2?v=4.5#iefix) format("woff2"), url( "b c.svg" ); }
    a { background: url('data:image/png;base64,AA=='); content: "url(text.png)" }
    b { background: url(//evil.example/x.png) } c { fill: url(#spot) }
    d { background: url(../../outside.png) }
    @import url("https://fonts.example/css");
    e { color: red """
    bundle = style_bundle([KIT], lambda _, path: sheet.encode(), below("/lib/"), label="kit")
    text = bundle.data.decode()
    assert 'url("/lib/Test.Kit-1.3/fonts/a.woff2?v=4.5#iefix") format("woff2")' in text
    assert 'url("/lib/Test.Kit-1.3/css/b c.svg")' in text
    assert 'url("data:image/png;base64,AA==")' in text
    assert '"url(text.png)"' in text
    assert 'url("#spot")' in text
    assert "evil.example" not in text
    assert "fonts.example" not in text
    assert "outside.png" not in text
    assert "charset" not in text
    assert "comment.png" not in text
    assert text.rstrip().endswith("color: red}")
    assert [asset.path for asset in bundle.assets] == ["fonts/a.woff2", "css/b c.svg"]


@pytest.mark.parametrize(
    ("sheets", "combined"),
    [
        ({"a.css": "@import 'b.css'; a{}", "b.css": "b{}"}, "b{}\n a{}"),
        (
            {"a.css": "@import url(x/b.css) print;", "x/b.css": "b{background:url(c.png)}"},
            '@media print{b{background:url("@x/c.png")}}',
        ),
        ({"a.css": "@import 'a.css'; a{}"}, None),
        ({"a.css": "@import 'gone.css'; a{}"}, "a{}"),
        ({"a.css": "a{} } b{ /* open"}, "a{}  b{}"),
    ],
)
def test_imports_are_taken_in(sheets: Mapping[str, str], combined: str | None):
    made = combined_styles("a.css", sheets.__getitem__, lambda path: f"@{path}")
    assert made == combined if combined is not None else made.count("a{}") == 5
