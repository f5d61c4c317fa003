from __future__ import annotations

import copy
from typing import Any

import pytest
from every_field import FILES, PARAMS
from h5p_wrapper.external import External, externals
from h5p_wrapper.media_files import FileReference, file_references, replace_paths
from h5p_wrapper.metadata import Credit, Licence, credits_of
from hypothesis import given
from hypothesis import strategies as st

WEBM = "https://video.contoh.id/air.webm"


def test_every_file_is_found_with_its_place():
    found = list(file_references(PARAMS))
    assert {each.path for each in found} == FILES | {WEBM}
    assert FileReference("images/asli.png", "image/png", "/picture/originalImage") in found
    assert FileReference("images/pasar.png", "image/png", "/part/params/picture", "Test.Note 1.0") in found
    assert [each.path for each in found if each.is_external] == [WEBM]


def test_paths_are_replaced_everywhere_and_the_original_stays():
    before = copy.deepcopy(PARAMS)
    changed = replace_paths(PARAMS, lambda path: path.replace(".png", ".webp") if path.endswith(".png") else None)
    assert before == PARAMS
    assert {each.path for each in file_references(changed)} == {name.replace(".png", ".webp") for name in FILES} | {
        WEBM
    }
    assert replace_paths(PARAMS, lambda path: None) == PARAMS


def test_names_are_escaped_as_filtering_does():
    params = {"file": {"path": "images/a&amp;b.png", "mime": "image/png"}}
    assert [each.path for each in file_references(params)] == ["images/a&b.png"]
    assert replace_paths(params, lambda path: path) == params


def test_other_things_with_a_path_are_no_files():
    assert list(file_references({"path": "a", "library": "b"})) == []
    assert list(file_references({"path": ""})) == []
    assert [each.path for each in file_references([{"path": "a.png"}])] == ["a.png"]


def test_media_elsewhere_are_named_with_their_host():
    params = {
        "video": {"files": [{"path": "https://www.YouTube.com/watch?v=a&amp;t=1", "mime": "video/YouTube"}]},
        "text": '<p><a href="https://link.example/">x</a> <img alt="" src="//gambar.contoh.id/a.png"></p>',
        "part": {"library": "H5P.IFrameEmbed 1.0", "params": {"source": "https://peta.contoh.id/x", "width": "5"}},
        "link": "https://link.example/",
        "file": {"path": "images/a.png", "mime": "image/png"},
        "broken": {"path": "https://[", "mime": "x/y"},
    }
    assert externals(params) == [
        External("https://www.YouTube.com/watch?v=a&t=1", "www.youtube.com", "video", "/video/files/0"),
        External("https://[", "", "file", "/broken"),
        External("//gambar.contoh.id/a.png", "gambar.contoh.id", "image", "/text"),
        External("https://peta.contoh.id/x", "peta.contoh.id", "frame", "/part/params/source"),
    ]
    assert externals({"source": "https://a.id/"}, "H5P.IFrameEmbed")[0].as_json() == {
        "url": "https://a.id/",
        "host": "a.id",
        "kind": "frame",
        "where": "/source",
    }


METADATA = {
    "title": "Harga &amp; pasar",
    "license": "CC BY-SA",
    "licenseVersion": "4.0",
    "authors": [{"name": "Sari", "role": "Author"}, {"name": ""}],
    "yearFrom": 2019,
    "yearTo": 2021,
    "source": "https://contoh.id",
    "changes": [{"date": "2 Mei", "author": "Budi", "log": "dipotong"}],
}


def test_credits_of_content_parts_and_files():
    found = credits_of(METADATA, PARAMS)
    assert found[0] == Credit(
        "content",
        "",
        Licence("CC BY-SA", "4.0"),
        "Harga & pasar",
        ("Sari",),
        "2019–2021",
        "https://contoh.id",
        changes=("2 Mei · Budi · dipotong",),
    )
    picture = next(each for each in found if each.where == "/picture")
    assert (picture.kind, picture.path, picture.authors, picture.licence.url) == (
        "file",
        "images/pasar.png",
        ("Sari",),
        "https://creativecommons.org/licenses/by-sa/4.0/",
    )
    assert [each.where for each in found if each.kind == "part"] == [
        "/part",
        "/part/params/inner",
        "/parts/0",
        "/parts/1",
    ]
    assert not next(each for each in found if each.where == "/sound/0").says_something


@pytest.mark.parametrize(
    ("licence", "name", "url"),
    [
        (Licence("U"), "Undisclosed", ""),
        (Licence("CC BY", "3.0"), "Attribution (CC BY) 3.0", "https://creativecommons.org/licenses/by/3.0/"),
        (Licence("GNU GPL", "v3"), "General Public License v3", "https://www.gnu.org/licenses/gpl-3.0.html"),
        (Licence("PD", "CC0 1.0"), "Public Domain CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        (Licence("PD", "-"), "Public Domain", ""),
        (Licence("C"), "Copyright", ""),
    ],
)
def test_licences(licence, name, url):
    assert (licence.name, licence.url) == (name, url)


_JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just("https://a.id/<img src=//b>")
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["path", "mime", "library", "params", "metadata", "copyright", "license", "authors", "changes"]
            ),
            inner,
            max_size=5,
        ),
    ),
)


@given(_JSON, st.dictionaries(st.sampled_from(["license", "authors", "changes", "yearFrom", "title"]), _JSON))
def test_any_json_is_looked_through(params: Any, metadata: dict[str, Any]):
    externals(params)
    credits_of(metadata, params)
    assert [each.where for each in file_references(replace_paths(params, lambda path: path))] == [
        each.where for each in file_references(params)
    ]


def test_hostile_text_costs_no_more_than_its_length():
    assert externals({"a": "<img " * 50_000, "b": "<img " + "src=" * 50_000 + ">"}) == []
