"""What somebody with bad intentions sends to the addresses of H5P."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from h5p_wrapper.versions import LibraryName

from accounts.roles import Role
from media.h5p import uploads, views
from media.h5p.forms import drafts
from media.h5p.forms.models import H5PDraft
from media.h5p.models import H5PContent, H5PHost, H5PUpload
from media.h5p.play import card
from tests.conftest import NOON
from tests.factories.h5p import make_content, make_library, package_bytes
from tests.factories.people import staff
from tests.media.files import picture
from tests.media.h5p.playing import make_core
from tests.media.h5p.test_uploads import bring

pytestmark = pytest.mark.django_db
NUL = "a\0b"  # PostgreSQL has no such letter in a text


@pytest.fixture(autouse=True)
def core(settings, tmp_path):
    settings.H5P_CORE = make_core(tmp_path / "core")
    views._library_files.cache_clear()
    views._content_files.cache_clear()


def test_a_visitor_cannot_break_an_address_with_a_letter_the_database_does_not_know(client):
    content = make_content(files={"images/a.png": picture()})
    folder = content.current.uses.get().library.folder
    H5PHost.objects.create(host="boleh.example")
    assert client.get(f"/h5p/pustaka/{folder}%00/contoh.js").status_code == 404
    assert client.get(f"/h5p/pustaka/{folder}/contoh.js%00").status_code == 404
    assert client.get(f"/h5p/isi/{content.key}/1/images/a.png%00").status_code == 404
    assert client.get(f"/h5p/draf/{NUL}/a.png").status_code == 404
    answer = client.get(card(content).frame_url, {"host": [NUL, "boleh.example"]})
    assert "https://boleh.example" in answer["Content-Security-Policy"]
    assert NUL not in answer["Content-Security-Policy"]


def test_staff_cannot_break_a_save_with_it_and_nothing_else_is_lost(sign_in):
    make_library()
    author = staff(Role.AUTHOR)
    client = sign_in(author)
    made = bring(author, package_bytes())
    client.post(reverse("h5p_check", args=[made.key]), {"act": "take", "title": f"Soal {NUL}"})
    assert H5PContent.objects.get().title == "Soal ab"
    draft = drafts.begin(LibraryName("H5P.Contoh", 1, 0), by=author, at=NOON)
    sent = {"revision": 0, "act": "stay", "title": NUL, "alternative": NUL, "p.question": f"Apa {NUL}?"}
    sent |= {"meta:license": "U", "meta:licenseExtras": NUL, "meta:author:0": NUL, "meta:role:0": "Author"}
    assert client.post(reverse("h5p_form", args=[draft.key]), sent).status_code == 302
    draft = H5PDraft.objects.get()
    assert (draft.title, draft.alternative, draft.params["question"]) == ("ab", "ab", "Apa ab?")
    assert (draft.manifest["licenseExtras"], draft.manifest["authors"][0]["name"]) == ("ab", "ab")


def test_work_that_somebody_does_is_not_begun_again(monkeypatch):
    make_library()
    author = staff(Role.AUTHOR)
    made, taken = bring(author, package_bytes()), []

    def slow(upload, **how):
        taken.append(how["title"])
        uploads.start(made, "take", by=author, at=NOON, title="kedua")

    monkeypatch.setattr(uploads, "take", slow)
    uploads.start(made, "take", by=author, at=NOON, title="pertama")
    assert taken == ["pertama"]


@pytest.mark.one_database
def test_every_file_below_h5p_is_no_page_and_is_never_sniffed(client):
    library = make_library("H5P.Uji 1.0", files={"img/a.svg": b"<svg onload='alert(1)'/>", "a.html": b"<p>"})
    content = make_content(library, files={"images/a.png": picture(), "files/a.txt": b"<script>alert(1)</script>"})
    shown = card(content)
    core = views.core_files(views.Path(views.settings.H5P_CORE))
    addresses = [bundle.url for bundle in shown.bundles.all]
    addresses += [reverse("h5p_library_file", args=[library.folder, path]) for path in library.files]
    addresses += [reverse("h5p_content_file", args=[content.key, 1, path]) for path in content.current.files]
    addresses += [reverse("h5p_core_file", args=[core.digest, "images/wait.gif"])]
    assert len(addresses) > 10
    for address in addresses:
        for more in ({}, {"Range": "bytes=0-1"}, {"Range": "bytes=999999-"}):
            answer = client.get(address, headers=more)
            assert answer["X-Content-Type-Options"] == "nosniff", address
            assert answer["Content-Security-Policy"] == views.CLOSED, address
            assert not answer["Content-Type"].startswith(("text/html", "application/xhtml", "text/xml")), address
            assert answer.cookies == {}, address


@pytest.mark.one_database
def test_nobody_takes_reads_or_throws_away_what_another_brought_or_writes(sign_in):
    make_library()
    author = staff(Role.AUTHOR)
    made = bring(author, package_bytes(title="Rahasia"))
    draft = drafts.begin(LibraryName("H5P.Contoh", 1, 0), by=author, at=NOON)
    for role in (Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR):
        client = sign_in(staff(role))
        for act in ("take", "drop", "install-and-take"):
            client.post(reverse("h5p_check", args=[made.key]), {"act": act})
        for name in ("h5p_form", "h5p_look"):
            assert client.get(reverse(name, args=[draft.key])).status_code == 404
        assert client.get(reverse("h5p_draft_frame", args=[draft.key, 0])).status_code == 404
        assert client.post(reverse("h5p_discard", args=[draft.key])).status_code == 404
        assert client.get(reverse("h5p_check", args=[uuid4()])).status_code == 404
    assert (H5PUpload.objects.get().state, H5PDraft.objects.get(), H5PContent.objects.count()) == ("checked", draft, 0)
