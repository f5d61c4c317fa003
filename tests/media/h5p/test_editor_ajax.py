"""What H5P's own editor client asks its server; only staff, only with their own token."""

from __future__ import annotations

import json

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from media.h5p.editor_ajax import ajax_path, token_for
from media.h5p.forms.models import H5PDraft
from media.h5p.models import H5PLibrary
from tests.factories.h5p import make_content, make_library
from tests.factories.people import learner, staff
from tests.media.h5p.test_forms_writing import picture

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def author(sign_in):
    person = staff(Role.AUTHOR)
    sign_in(person)
    return person


@pytest.fixture
def library(author):
    make_library("H5PEditor.Alat 1.0", runnable=False)
    words = json.dumps({"semantics": [{"label": "Pertanyaan"}]}).encode()
    return make_library(
        "H5P.Contoh 1.2", editor=["H5PEditor.Alat 1.0"], upgrades="H5PUpgrades = {}", files={"language/id.json": words}
    )


def test_the_list_of_types_says_what_is_installed_and_lately_used(client, author, library):
    make_content(library, by=author)
    answer = client.get(f"{ajax_path(author)}content-type-cache").json()
    assert answer["apiVersion"] == {"major": 1, "minor": 28}
    assert (answer["outdated"], answer["recentlyUsed"]) == (False, ["H5P.Contoh"])
    assert [(each["machineName"], each["installed"], each["canInstall"]) for each in answer["libraries"]] == [
        ("H5P.Contoh", True, False)
    ]


def test_libraries_by_name(client, author, library):
    answer = client.post(f"{ajax_path(author)}libraries", {"libraries[]": ["H5P.Contoh 1.2", "H5P.Tidak 1.0"]})
    assert answer.json() == [
        {
            "uberName": "H5P.Contoh 1.2", "name": "H5P.Contoh", "title": "Contoh H5P.Contoh", "majorVersion": 1,
            "minorVersion": 2, "runnable": 1, "restricted": False, "tutorialUrl": "", "metadataSettings": None,
        }
    ]  # fmt: skip
    assert [each["uberName"] for each in client.post(f"{ajax_path(author)}libraries").json()] == ["H5P.Contoh 1.2"]


def test_one_library_with_all_its_editor_needs(client, author, library):
    asked = "machineName=H5P.Contoh&majorVersion=1&minorVersion=2&language=id"
    answer = client.get(f"{ajax_path(author)}libraries&{asked}").json()
    tool = H5PLibrary.objects.get(machine_name="H5PEditor.Alat")
    assert (answer["name"], answer["version"], answer["title"]) == (
        "H5P.Contoh", {"major": 1, "minor": 2}, "Contoh H5P.Contoh",
    )  # fmt: skip
    assert answer["semantics"] == library.semantics
    assert json.loads(answer["language"]) == {"semantics": [{"label": "Pertanyaan"}]}
    assert answer["languages"] == ["en", "id"]
    assert answer["javascript"] == [f"/h5p/pustaka/{each.folder}/contoh.js" for each in (tool, library)]
    assert answer["css"] == [f"/h5p/pustaka/{each.folder}/contoh.css" for each in (tool, library)]
    assert answer["upgradesScript"] == f"/h5p/pustaka/{library.folder}/upgrades.js"
    assert list(answer["translations"]) == ["H5P.Contoh"]


def test_translations(client, author, library):
    answer = client.post(f"{ajax_path(author)}translations&language=id", {"libraries[]": ["H5P.Contoh 1.2"]}).json()
    assert answer["success"] is True
    assert json.loads(answer["data"]["H5P.Contoh 1.2"]) == {"semantics": [{"label": "Pertanyaan"}]}


def test_a_file_goes_into_ones_own_draft(client, author, library):
    client.post("/kelola/h5p/buat/", {"type": "H5P.Contoh 1.2"})
    draft = H5PDraft.objects.get()
    address = f"{ajax_path(author)}files&draf={draft.key}"
    sent = {"field": json.dumps({"type": "image"}), "file": SimpleUploadedFile("a.png", picture())}
    answer = client.post(address, sent).json()
    assert answer["path"].endswith(".png#tmp")
    assert (answer["mime"], answer["width"], answer["height"]) == ("image/png", 40, 30)
    draft.refresh_from_db()
    assert list(draft.files) == [answer["path"].removesuffix("#tmp")]
    sent["file"] = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")
    assert list(client.post(address, sent).json()) == ["error"]
    deep = {"field": "[" * 100_000, "file": SimpleUploadedFile("a.png", picture())}
    assert list(client.post(address, deep).json()) == ["error"]
    H5PDraft.objects.update(by=staff(Role.AUTHOR))
    sent["file"] = SimpleUploadedFile("a.png", picture())
    assert list(client.post(address, sent).json()) == ["error"]


def test_parameters_are_filtered(client, author, library):
    asked = {
        "library": "H5P.Contoh 1.2",
        "params": {"question": "<script>x</script>", "more": 1},
        "metadata": {"title": "T"},
    }
    answer = client.post(f"{ajax_path(author)}filter", {"libraryParameters": json.dumps(asked)}).json()
    assert answer == {
        "success": True,
        "data": {
            "library": "H5P.Contoh 1.2",
            "params": {"question": "&lt;script&gt;x&lt;/script&gt;"},
            "metadata": {"license": "U", "title": "T"},
        },
    }


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"library": "x"}', '{"library": "H5P.Contoh 1.2", "params": []}', "[" * 9999]
)
def test_broken_parameters_are_refused_in_the_envelope(client, author, library, text):
    answer = client.post(f"{ajax_path(author)}filter", {"libraryParameters": text})
    assert answer.status_code in (400, 404)
    assert answer.json()["success"] is False
    assert answer.json()["errorCode"]


@pytest.mark.parametrize(
    "action", ["library-install", "library-upload", "get-hub-content", "content-hub-metadata-cache"]
)
def test_nobody_installs_anything_this_way(client, author, action):
    answer = client.post(f"{ajax_path(author)}{action}", {"h5p": SimpleUploadedFile("a.h5p", b"PK")})
    assert (answer.status_code, answer.json()["errorCode"]) == (403, "NOT_SUPPORTED")
    assert answer.json()["message"] == "Situs ini tidak memakai Hub. Pustaka dipasang oleh pengelola."


def test_what_is_not_known_is_not_found(client, author):
    assert client.get(f"{ajax_path(author)}apa-saja").status_code == 404
    assert client.get(f"{ajax_path(author)}filter").status_code == 404  # it is posted


def test_a_token_is_its_persons_only_and_only_of_authors(client, author, sign_in):
    theirs = ajax_path(author)
    other = staff(Role.AUTHOR)
    sign_in(other)
    assert client.get(f"{theirs}content-type-cache").status_code in (302, 403)
    forged = f"/kelola/h5p/editor/{signing.dumps(str(other.public_id), salt='x')}/?action=content-type-cache"
    assert client.get(forged).status_code in (302, 403)
    assert client.get(f"{ajax_path(other)}content-type-cache").status_code == 200
    person = learner()
    sign_in(person)
    assert client.get(f"{ajax_path(person)}content-type-cache").status_code in (302, 403)


def test_a_post_needs_the_token_and_nothing_else(sign_in, library, author):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(author).cookies
    assert strict.post(f"{ajax_path(author)}libraries").status_code == 200
    assert token_for(author) in ajax_path(author)
