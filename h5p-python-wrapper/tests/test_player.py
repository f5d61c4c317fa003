from __future__ import annotations

import json
import re

import pytest
from h5p_wrapper.player import Code, Frame, content_entry, frame_script, integration, loaded_files, page, script_json
from h5p_wrapper.versions import LibraryName
from test_bundles import QUIZ

ENTRY = content_entry(
    library=LibraryName("Test.Every", 1, 4),
    params={"heading": "</script><b>"},
    title="Pasar",
    url="https://lms.contoh.id/h5p/7",
    content_url="https://lms.contoh.id/files/7/",
    states={"0": {"state": '{"done":1}'}},
    file_urls={"images/a.png": "https://lms.contoh.id/files/7/a.webp"},
)
WHOLE = integration(
    {"7": ENTRY},
    site_url="https://lms.contoh.id/",
    libraries_url="https://lms.contoh.id/lib/",
    frame=Frame("n0nce", "https://lms.contoh.id"),
    l10n={"close": "Tutup"},
)


def test_the_entry_of_a_content():
    assert json.loads(ENTRY["jsonContent"]) == {"heading": "</script><b>"}
    assert ENTRY["library"] == "Test.Every 1.4"
    assert ENTRY["contentUrl"] == "https://lms.contoh.id/files/7"
    assert ENTRY["contentUserData"] == {"0": {"state": '{"done":1}'}}
    assert ENTRY["metadata"] == {"title": "Pasar", "license": "U"}
    assert not any(ENTRY["displayOptions"].values())


def test_the_core_is_told_of_no_learner_and_no_server():
    assert "user" not in WHOLE
    assert WHOLE["ajax"] == {"setFinished": "", "contentUserData": ""}
    assert WHOLE["postUserStatistics"] is False
    assert WHOLE["saveFreq"] == 10  # without it the core forgets a saved state
    assert WHOLE["contents"] == {"cid-7": ENTRY}


def test_the_page_loads_in_the_right_order():
    made = page(
        WHOLE,
        content_id="7",
        title="Pasar & <toko>",
        core=[Code("style", url="/core.css"), Code("script", url="/core.js", integrity="sha384-x")],
        bundles=[Code("script", url="/own.js?a&b"), Code("style", text="a{content:'</style>'}")],
        language="id",
    )
    scripts = re.finditer(r'<script(?: src="([^"]*)")?[^>]*>', made)
    assert [found[1] or made[found.end() :][:22].strip() for found in scripts] == [
        frame_script("shim.js").strip()[:22],
        "window.H5PIntegration=",
        "/core.js",
        frame_script("relay.js").strip()[:22],
        "/own.js?a&amp;b",
    ]
    assert 'integrity="sha384-x"' in made
    assert "<title>Pasar &amp; &lt;toko&gt;</title>" in made
    assert made.count("</style>") == 2  # ours and the bundle's; not the one in its text
    assert '<div class="h5p-content" data-content-id="7"></div>' in made


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "</SCRIPT >", "\u2028"])
def test_nothing_in_the_data_ends_the_script(text):
    written = script_json({"a": text})
    assert json.loads(written) == {"a": text}
    assert not re.search("[<>\u2028]", written)


def test_nothing_in_a_script_ends_it():
    made = page(
        WHOLE, content_id="7", title="", core=[], bundles=[Code("script", text="x='</script><!--'; y=/<script/")]
    )
    assert r"x='<\/script><\!--'; y=/<script/" in made


def test_content_types_see_what_is_loaded():
    assert loaded_files([QUIZ], "/lib/") == {
        "loadedJs": ["/lib/Test.Quiz-1.0/a.js", "/lib/Test.Quiz-1.0/b.js"],
        "loadedCss": [],
    }
