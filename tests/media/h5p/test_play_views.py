"""What a cage loads: right headers, nothing of anybody, and only files that are listed where they belong."""

from __future__ import annotations

import gzip
import json
import re
from uuid import uuid4

import brotli
import pytest
from django.urls import reverse

from accounts.models import User
from media.h5p import views
from media.h5p.contents import delete
from media.h5p.models import H5PContent, H5PHost
from media.h5p.places import bundle_storage
from media.h5p.play import card
from tests.conftest import NOON
from tests.factories.h5p import make_content, make_library
from tests.factories.people import learner
from tests.media.files import picture
from tests.media.h5p.playing import make_core

pytestmark = pytest.mark.one_database

EVIL = "<script>alert(1)</script>&\u2028"
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(autouse=True)
def core(settings, tmp_path):
    settings.H5P_CORE = make_core(tmp_path / "core")
    views._library_files.cache_clear()
    views._content_files.cache_clear()
    return settings.H5P_CORE


@pytest.fixture
def content(db) -> H5PContent:
    library = make_library(
        "H5P.Uji 1.0", files={"img/a.svg": b"<svg onload='alert(1)'/>", "a.html": b"<p>", "b.xml": b"<a/>"}
    )
    return make_content(
        library,
        params={"question": EVIL, "picture": {"path": "images/a.png", "mime": "image/png"}},
        files={"images/a.png": picture(), "videos/a.mp4": bytes(range(200))},
    )


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_page_is_caged_even_when_it_is_visited(client, content):
    response = client.get(card(content).frame_url)
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    files = "http://testserver/h5p/"
    assert policy == {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": f"'unsafe-inline' 'unsafe-eval' blob: {files}",
        "style-src": f"'unsafe-inline' blob: {files}",
        "img-src": f"{files} data: blob:",
        "media-src": f"{files} data: blob:",
        "font-src": f"{files} data:",
        "connect-src": f"{files} data: blob:",
        "worker-src": "blob:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "form-action": "'none'",
        "base-uri": files,
        "frame-ancestors": "http://testserver",
    }
    assert response["Cache-Control"] == FOR_EVER
    assert response["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response


def test_nothing_of_a_learner_and_no_open_script_is_in_the_page(client, content, django_assert_num_queries):
    url = card(content).frame_url
    client.get("/hidup/")  # what a process keeps is there
    person = learner(name="Ani Rahasia")
    client.force_login(person)
    with django_assert_num_queries(0):
        page = client.get(url)
    anonymous = type(client)().get(url)
    text = body(page).decode()
    assert text == body(anonymous).decode()
    assert "Rahasia" not in text
    assert person.username not in text
    assert page["Vary"] == "Accept-Encoding"
    assert not page.cookies
    assert "<script>alert" not in text
    found = json.loads(re.search(r'id="h5p-integration">(.*?)</script>', text, re.DOTALL)[1])
    entry = found["contents"]["cid-1"]
    assert json.loads(entry["jsonContent"])["question"] == content.current.params["question"]
    assert entry["contentUrl"] == f"/h5p/isi/{content.key}/1"
    assert found["libraryDirectories"].keys() == {"H5P.Uji-1.0"}
    assert "user" not in found
    assert found["l10n"]["H5P"]["fullscreen"] == "Layar penuh"


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0", ""), ("", "")]
)
def test_bundles_travel_compressed_and_cost_no_query(client, content, django_assert_num_queries, accepts, encoding):
    shown = card(content)
    client.get("/hidup/")
    for bundle in shown.bundles.all:
        with django_assert_num_queries(0):
            response = client.get(bundle.url, headers={"Accept-Encoding": accepts})
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
        data = body(response)
        assert unpack(data) == bundle_storage().open(bundle.name).read()
        assert response.get("Content-Encoding", "") == encoding
        assert int(response["Content-Length"]) == len(data)
        assert response["Cache-Control"] == FOR_EVER
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Vary"] == "Accept-Encoding"
        assert (
            response["Content-Type"] == ("text/javascript" if ".js" in bundle.name else "text/css") + "; charset=utf-8"
        )
        assert not response.cookies


def test_hosts_are_opened_only_when_asked_and_allowed(client, content):
    url = card(content).frame_url
    H5PHost.objects.create(host="video.example.go.id")
    asked = client.get(url, {"host": ["video.example.go.id", "mata.example", "x; script-src *"]})
    assert (
        "media-src http://testserver/h5p/ data: blob: https://video.example.go.id;" in asked["Content-Security-Policy"]
    )
    assert "mata" not in asked["Content-Security-Policy"]
    assert "script-src *" not in asked["Content-Security-Policy"]
    assert asked["Cache-Control"] == "no-cache"
    assert "video" not in client.get(url)["Content-Security-Policy"]


def test_a_page_that_was_swept_away_is_made_again_and_another_is_not_there(client, content):
    url = card(content).frame_url
    bundle_storage().delete("pages")
    assert client.get(url).status_code == 200
    assert client.get(url.replace("/1/", "/2/")).status_code == 404
    assert client.get(url.replace(str(content.key), str(uuid4()))).status_code == 404
    assert client.get(reverse("h5p_frame", args=[content.key, 1, "0" * 32])).status_code == 404


def test_a_deleted_content_leaves_no_page(client, content, django_capture_on_commit_callbacks):
    url = card(content).frame_url
    with django_capture_on_commit_callbacks(execute=True):
        delete(content, by=User.objects.create(username="admin"), at=NOON)
    assert client.get(url).status_code == 404
    assert not [name for name in bundle_storage().files() if name.startswith("pages/")]


def test_files_of_a_library(client, content):
    folder = content.current.uses.get().library.folder
    svg = client.get(reverse("h5p_library_file", args=[folder, "img/a.svg"]))
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Security-Policy"].endswith("; sandbox")
    assert svg["Access-Control-Allow-Origin"] == "*"
    assert svg["X-Content-Type-Options"] == "nosniff"
    for name in ("a.html", "b.xml"):
        page = client.get(reverse("h5p_library_file", args=[folder, name]))
        assert page["Content-Type"] == "application/octet-stream"
        assert page["Content-Disposition"] == "attachment"


def test_a_browser_that_asks_first_is_answered(client, content):
    folder = content.current.uses.get().library.folder
    answer = client.options(reverse("h5p_library_file", args=[folder, "img/a.svg"]), headers={"Origin": "null"})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert client.post(reverse("h5p_library_file", args=[folder, "img/a.svg"])).status_code == 405


def test_a_picture_comes_in_the_lightest_form_the_browser_knows(client, content):
    url = reverse("h5p_content_file", args=[content.key, 1, "images/a.png"])
    listed = content.current.files["images/a.png"]
    light = client.get(url, headers={"Accept": "image/avif,image/webp,*/*"})
    assert light["Content-Type"] in {"image/avif", "image/webp"} & {
        form["type"] for form in listed.get("play", ())
    } or {listed["type"]}
    assert "Accept" in light.get("Vary", "") or not listed.get("play")
    assert client.get(url)["Content-Type"] in ("image/png", "image/jpeg")


def test_media_come_in_ranges(client, content):
    url = reverse("h5p_content_file", args=[content.key, 1, "videos/a.mp4"])
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, body(part)) == (206, bytes(range(10, 20)))
    assert part["Access-Control-Allow-Origin"] == "*"
    assert client.get(url, headers={"Range": "bytes=900-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "../1/images/a.png",
        "images/../images/a.png",
        "..%2f..%2fdb.sqlite3",
        ".play/a.webp",
        "content.json",
        "images",
        "",
    ],
)
def test_only_listed_files_of_a_content_are_there(client, content, path):
    assert client.get(f"/h5p/isi/{content.key}/1/{path}").status_code == 404


def test_no_way_leads_out_of_a_folder(client, content, core):
    folder, digest = content.current.uses.get().library.folder, views.core_files(core).digest
    (core.parent / "rahasia").write_text("rahasia")
    for path in (
        f"pustaka/{folder}/../{folder}/img/a.svg", f"pustaka/{folder}/%2e%2e/x", f"pustaka/../{folder}/img/a.svg",
        f"inti/{digest}/fonts/../../rahasia", f"inti/{digest}/LICENSE.GPL-3", f"inti/{digest}/frame.bundle.js",
        f"inti/{'0' * 20}/images/wait.gif", "paket/../x.js", f"paket/{'0' * 32}.js", f"paket/{'0' * 32}.js.br",
        f"paket/pages/{content.key}/1.html",
    ):  # fmt: skip
        assert client.get(f"/h5p/{path}").status_code == 404, path
    assert client.get(f"/h5p/inti/{digest}/images/wait.gif")["Content-Type"] == "image/gif"


def test_the_card_tells_honest_sizes_and_hosts(content):
    H5PHost.objects.create(host="boleh.example")
    version = content.current
    version.external = [{"host": "boleh.example", "url": ""}, {"host": "asing.example", "url": ""}]
    shown = card(content, version)
    page = bundle_storage().size(f"pages/{content.key}/1-{shown.frame_url.split('/')[-2]}.html.br")
    media = version.play_bytes - len(json.dumps(version.params, ensure_ascii=False).encode())
    assert shown.next_bytes == page + media
    assert shown.first_bytes == shown.next_bytes + shown.bundles.bytes
    assert [(one.host, one.allowed) for one in shown.hosts] == [("asing.example", False), ("boleh.example", True)]
