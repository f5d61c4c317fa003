"""Bringing a package through the pages: what is seen, who is told, and what a script gets."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.roles import Role
from media.h5p import uploads
from media.h5p.models import H5PContent, H5PLibrary, H5PUpload
from media.h5p.tasks import work_on_upload
from tests.conftest import NOON
from tests.factories.h5p import make_library, package_bytes
from tests.factories.people import staff
from tests.media.files import upload
from tests.media.h5p.test_libraries import files_below
from tests.media.h5p.test_uploads import WITH_LIBRARY, bring, waiting

pytestmark = pytest.mark.django_db


def send(client, data, name="konten.h5p", **headers):
    return client.post(reverse("h5p_upload"), {"file": upload(name, data)}, headers=headers)


def test_the_form_leads_to_what_is_in_the_file(sign_in):
    make_library()
    client = sign_in(staff(Role.AUTHOR))
    answer = send(client, package_bytes(title="Soal <b>"))
    made = H5PUpload.objects.get()
    assert answer["Location"] == reverse("h5p_check", args=[made.key])
    page = client.get(answer["Location"]).content.decode()
    assert "Soal &lt;b&gt;" in page
    assert 'value="take"' in page
    assert "install" not in page
    done = client.post(answer["Location"], {"act": "take", "title": "Nama baru"})
    content = H5PContent.objects.get()
    assert (done["Location"], content.title) == (reverse("h5p_content", args=[content.pk]), "Nama baru")


def test_the_script_gets_json(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    refused = send(client, b"x", name="a.zip", accept="application/json")
    assert (refused.status_code, list(refused.json())) == (422, ["error"])
    answer = send(client, package_bytes(), accept="application/json")
    assert answer.json() == {"url": reverse("h5p_check", args=[H5PUpload.objects.get().key])}


def test_a_trainer_asks_and_is_told_when_it_is_done(sign_in, client):
    author, admin, other = staff(Role.AUTHOR), staff(Role.ADMINISTRATOR), staff(Role.AUTHOR)
    made = bring(author, package_bytes(title="Soal", libraries=WITH_LIBRARY))
    address = reverse("h5p_check", args=[made.key])
    sign_in(author)
    assert "H5P.Contoh 1.0" in client.get(address).content.decode()
    for _twice in range(2):
        client.post(address, {"act": "ask"})
    assert [(notice.person, notice.kind) for notice in Notice.objects.all()] == [(admin, "h5p_libraries_asked")]
    assert client.post(address, {"act": "install"}).status_code in (302, 403)
    assert not H5PLibrary.objects.exists()
    page = client.get(address).content.decode()
    assert ('value="ask"' in page, "Pengelola sudah diminta" in page) == (False, True)
    sign_in(other)
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    sign_in(admin)
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    assert H5PUpload.objects.get().report["libraries"][0]["sha256"] in client.get(address).content.decode()
    client.post(address, {"act": "install"})
    assert H5PLibrary.objects.get().installed_by == admin
    assert Notice.objects.filter(person=author, kind="h5p_libraries_installed").count() == 1
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(address).content.decode()
    assert ('value="install"' in page, "yang terpasang tetap dipakai" in page) == (False, True)
    assert author.name in page


def test_what_is_wrong_is_said_with_place_and_remedy(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    make_library()
    address = send(client, package_bytes(files={"a.html": b"<script>"}))["Location"]
    page = client.get(address).content.decode()
    assert "content/a.html" in page
    assert 'value="take"' not in page


def test_a_large_package_waits_for_the_worker_and_whoever_looks_does_its_work(sign_in, monkeypatch):
    make_library()
    monkeypatch.setattr(uploads, "LARGE", 10)
    client = sign_in(staff(Role.AUTHOR))
    address = send(client, package_bytes())["Location"]
    made = H5PUpload.objects.get()
    assert (made.state, uploads.run_of(made).state) == ("received", "waiting")
    assert "data-running" in client.get(address).content.decode()
    monkeypatch.setattr(uploads, "WORKER_SILENT", NOON - NOON)
    assert 'value="take"' in client.get(address).content.decode()


def test_who_does_not_wait_for_long_work_is_told(sign_in, client, monkeypatch):
    monkeypatch.setattr(uploads, "LARGE", 10)
    author, admin = staff(Role.AUTHOR), staff(Role.ADMINISTRATOR)
    sign_in(author)
    address = send(client, package_bytes(title="Soal", libraries=WITH_LIBRARY))["Location"]
    made = H5PUpload.objects.get()
    for person, act in ((author, "check"), (admin, "install")):
        sign_in(person)
        if act != "check":
            client.post(address, {"act": act})
        for _twice in range(2):
            work_on_upload.func(str(made.key))
    told = Notice.objects.order_by("pk").values_list("person", "kind", "url", "detail__title")
    assert list(told) == [
        (author.pk, "h5p_work_done", address, "Soal"),
        (author.pk, "h5p_libraries_installed", address, "Soal"),
        (admin.pk, "h5p_work_done", address, "Soal"),
    ]


@pytest.mark.parametrize("data", [b"x", b"bukan paket", package_bytes()[:-40]])
def test_a_damaged_file_is_named_as_its_owner_knows_it(sign_in, data):
    client = sign_in(staff(Role.AUTHOR))
    address = send(client, data)["Location"]
    page = client.get(address).content.decode()
    assert "Ini bukan paket H5P yang utuh." in page
    assert str(H5PUpload.objects.get().key) not in page.replace(address, "")


def test_a_file_is_thrown_away(sign_in, own_folder, django_capture_on_commit_callbacks):
    client = sign_in(staff(Role.AUTHOR))
    address = send(client, package_bytes())["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"act": "drop"})
    assert not H5PUpload.objects.exists()
    assert files_below(own_folder / "h5p") == []


def test_one_person_leaves_only_so_many_files_waiting(sign_in, own_folder):
    author, other = staff(Role.AUTHOR), staff(Role.AUTHOR)
    for _number in range(uploads.MOST_WAITING - 1):
        waiting(author)
    client, package = sign_in(author), package_bytes()
    send(client, package)
    kept = files_below(own_folder)
    page = client.get(send(client, package)["Location"]).content.decode()
    assert "Anda sudah membawa 20 berkas yang belum diambil; yang boleh menunggu 20." in page
    assert (files_below(own_folder), H5PUpload.objects.filter(state="refused").count()) == (kept, 1)
    assert bring(other, package).state == "checked"
    client.post(
        reverse("h5p_check", args=[H5PUpload.objects.filter(by=author, state="checked")[0].key]), {"act": "drop"}
    )
    assert bring(author, package).state == "checked"
