"""The pages of contents, libraries and hosts: what stands there, and who may do what."""

import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.search.index import insert_or_update_object
from wagtail.snippets.blocks import SnippetChooserBlock

from accounts.roles import Role
from core.models import AuditEvent
from media.h5p.models import H5PContent, H5PHost, H5PLibrary
from tests.factories.courses import course, lesson, module
from tests.factories.h5p import make_content, make_library
from tests.factories.h5p_rows import h5p_block
from tests.factories.people import staff
from tests.media.files import picture

pytestmark = pytest.mark.django_db
HOSTILE = "<b>Soal</b> & “x”"


def page_of(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one("main")


def test_the_list_finds_contents_and_leads_to_their_pages(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    content, other = make_content(title=HOSTILE), make_content(title="Lain")
    page = page_of(client, "wagtailsnippets_media_h5pcontent:list")
    links = [(link["href"], link.get_text(strip=True)) for link in page.select("td.title a")]
    assert (reverse("h5p_content", args=[content.pk]), HOSTILE) in links
    insert_or_update_object(other)
    found = client.get(reverse("wagtailsnippets_media_h5pcontent:list"), {"q": "Lain"}).content.decode()
    assert (reverse("h5p_content", args=[other.pk]) in found, reverse("h5p_content", args=[content.pk]) in found) == (
        True,
        False,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(sign_in, django_assert_max_num_queries, count):
    client = sign_in(staff(Role.AUTHOR))
    for _number in range(count):
        make_content()
    client.get(reverse("wagtailsnippets_media_h5pcontent:list"))
    with django_assert_max_num_queries(18):
        client.get(reverse("wagtailsnippets_media_h5pcontent:list"))


def test_adding_begins_with_a_package(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    assert client.get(reverse("wagtailsnippets_media_h5pcontent:add"))["Location"] == reverse("h5p_upload")


def test_a_content_is_chosen_for_a_lesson(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    content = make_content(title="Pilih saya")
    chosen = client.get(reverse("wagtailsnippetchoosers_media_h5pcontent:choose"))
    assert "Pilih saya" in json.loads(chosen.content)["html"]
    newest = make_content(title="Paling baru")
    table = json.loads(client.get(reverse("wagtailsnippetchoosers_media_h5pcontent:choose")).content)["html"]
    titles = [link.get_text(strip=True) for link in BeautifulSoup(table, "html.parser").select("td.title a")]
    assert titles == ["Paling baru", "Pilih saya"]
    assert newest.current.main_library.partition(" ")[0] in table
    for each in H5PContent.objects.all():
        insert_or_update_object(each)
    for words, there in (("Pilih", True), ("Tidak ada", False)):
        results = client.get(reverse("wagtailsnippetchoosers_media_h5pcontent:choose_results"), {"q": words})
        assert (results.status_code, "td" in results.content.decode()) == (200, there)
    block = SnippetChooserBlock("media.H5PContent")
    assert block.to_python(content.pk) == content


def test_the_page_of_a_content_says_what_it_is_and_where_it_is_used(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    content = make_content(
        title=HOSTILE, alternative="Baca <i>ini</i>", files={"a.png": picture()}, params={"question": "?", "x": 1}
    )
    page = page_of(client, "h5p_content", content.pk)
    assert page.select_one("h1").get_text(strip=True).startswith(HOSTILE)
    assert "Baca <i>ini</i>" in page.get_text()
    assert "content/content.json" in page.select_one("#remarks-section, #remarks").get_text()
    assert reverse("h5p_library", args=[content.current.uses.get().library_id]) not in str(page)
    used = lesson(module(course()), h5p_block(content))
    ReferenceIndex.create_or_update_for_object(used)
    assert used.title in page_of(client, "h5p_content", content.pk).get_text()


def test_title_text_and_picture_are_changed_without_touching_what_is_played(sign_in):
    client, content = sign_in(staff(Role.AUTHOR)), make_content(title="Lama")
    fields = {"title": "Baru", "alternative": "Baca halaman 3.", "picture": ""}
    done = client.post(reverse("wagtailsnippets_media_h5pcontent:edit", args=[content.pk]), fields)
    assert done["Location"] == reverse("h5p_content", args=[content.pk])
    now = H5PContent.objects.get()
    assert (now.title, now.alternative, now.current) == ("Baru", "Baca halaman 3.", content.current)
    assert AuditEvent.objects.latest("sequence").action == "media.h5p_content_changed"


def test_a_copy_and_an_earlier_version_are_made_by_post_only(sign_in):
    client, content = sign_in(staff(Role.AUTHOR)), make_content()
    make_content(content.current.uses.get().library, title=content.title, replaces=content)
    client.post(reverse("h5p_copy", args=[content.pk]))
    assert H5PContent.objects.count() == 2
    client.post(reverse("h5p_use_again", args=[content.pk, 1]))
    assert H5PContent.objects.get(pk=content.pk).current.number == 3
    assert client.get(reverse("h5p_copy", args=[content.pk])).status_code == 405


def test_a_package_is_downloaded_with_its_originals(sign_in):
    client = sign_in(staff(Role.AUTHOR))
    content = make_content(title="Soal warga", files={"images/a.png": picture(size=(1500, 900))})
    answer = client.get(reverse("h5p_export", args=[content.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="soal-warga.h5p"'
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = package.namelist()
    assert not any(".play" in name for name in names)
    assert package.read("content/images/a.png") == picture(size=(1500, 900))
    assert json.loads(package.read("h5p.json"))["title"] == "Soal warga"


def test_only_administrators_delete_and_only_what_nothing_shows(sign_in, client):
    content = make_content(title="Terpakai")
    address = reverse("wagtailsnippets_media_h5pcontent:delete", args=[content.pk])
    sign_in(staff(Role.AUTHOR))
    assert client.post(address).status_code in (302, 403)
    assert H5PContent.objects.exists()
    sign_in(staff(Role.ADMINISTRATOR))
    page = lesson(module(course()), h5p_block(content))
    ReferenceIndex.create_or_update_for_object(page)
    refused = client.post(address)
    assert (refused.status_code, page.title in refused.content.decode()) == (409, True)
    page.delete()
    ReferenceIndex.remove_for_object(page)
    assert client.get(address).status_code == 200
    assert H5PContent.objects.exists()
    client.post(address)
    assert not H5PContent.objects.exists()


def test_libraries_are_listed_with_who_and_when_and_restricted(sign_in):
    admin = staff(Role.ADMINISTRATOR, name="Bu Admin")
    library = make_library(by=admin)
    make_library("H5P.Bawaan 1.0", own=True)
    make_content(library)
    client = sign_in(admin)
    text = page_of(client, "h5p_libraries").get_text()
    assert "Bu Admin" in text
    page = page_of(client, "h5p_library", library.pk)
    assert library.sha256 in page.get_text()
    assert 'value="remove"' not in str(page)
    client.post(reverse("h5p_library", args=[library.pk]), {"act": "restrict"})
    assert H5PLibrary.objects.get(pk=library.pk).restricted
    client.post(reverse("h5p_library", args=[library.pk]), {"act": "remove"})
    assert H5PLibrary.objects.filter(pk=library.pk).exists()


def test_an_unused_library_is_removed_by_an_administrator(sign_in, client):
    library = make_library()
    address = reverse("h5p_library", args=[library.pk])
    sign_in(staff(Role.REVIEWER))
    client.post(address, {"act": "remove"})
    assert H5PLibrary.objects.exists()
    sign_in(staff(Role.ADMINISTRATOR))
    assert client.post(address, {"act": "remove"})["Location"] == reverse("h5p_libraries")
    assert not H5PLibrary.objects.exists()


def test_changed_files_are_shown(sign_in, own_folder):
    client, library = sign_in(staff(Role.ADMINISTRATOR)), make_library()
    assert page_of(client, "h5p_verify").select_one("[role=alert]") is None
    (own_folder / "h5p/libraries" / library.folder / "contoh.js").write_text("steal()")
    assert "contoh.js" in page_of(client, "h5p_verify").get_text()


def test_hosts_are_listed_and_removed(sign_in):
    admin = staff(Role.ADMINISTRATOR)
    client = sign_in(admin)
    address = reverse("h5p_hosts")
    for wrong in ("localhost", "10.0.0.1", "*.example", "contoh.example/path", "a b", "video.example:8000"):
        assert client.post(address, {"host": wrong}).status_code == 422, wrong
    assert not H5PHost.objects.exists()
    client.post(address, {"host": "https://Video.Contoh.example/"})
    host = H5PHost.objects.get()
    assert (host.host, host.allowed_by) == ("video.contoh.example", admin)
    client.post(reverse("h5p_remove_host", args=[host.pk]))
    assert not H5PHost.objects.exists()
    actions = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions)[-2:] == ["media.h5p_host_allowed", "media.h5p_host_forbidden"]


def test_contents_go_to_a_newer_version_by_what_the_cage_gave_back(sign_in):
    client = sign_in(staff(Role.ADMINISTRATOR))
    content = make_content(make_library("H5P.Contoh 1.0"), title="Soal", files={"a.txt": b"x"})
    newer = make_library("H5P.Contoh 1.1", upgrades="H5PUpgrades['H5P.Contoh'] = {1: {1: () => 0}};")
    assert "1.0" in page_of(client, "h5p_upgrade", newer.pk).get_text()
    address = reverse("h5p_upgrade_one", args=[newer.pk, content.pk])
    job = client.get(address).json()
    assert (job["from"], job["to"], job["version"]) == ("H5P.Contoh 1.0", "H5P.Contoh 1.1", 1)
    assert "H5PUpgrades['H5P.Contoh']" in job["scripts"][0]

    def send(params, version):
        file = SimpleUploadedFile("content.json", json.dumps(params).encode())
        return client.post(address, {"params": file, "version": version})

    assert send({"question": "Baru"}, 7).status_code == 409
    assert send([1], 1).status_code == 422
    done = send({"question": "Baru <script>", "foreign": 1}, 1)
    assert (done.status_code, done.json()) == (200, {"done": True})
    content.refresh_from_db()
    assert (content.current.number, content.current.main_library) == (2, "H5P.Contoh 1.1")
    assert content.current.params == {"question": "Baru &lt;script&gt;"}
    assert list(content.current.files) == ["a.txt"]
    assert client.get(address).status_code == 404


def test_the_cage_of_upgrades_has_no_origin_and_no_network(sign_in):
    answer = sign_in(staff(Role.ADMINISTRATOR)).get(reverse("h5p_upgrade_cage"))
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-scripts;" in policy
    assert "default-src 'none'" in policy
    assert "allow-same-origin" not in policy
    assert "script-src 'unsafe-inline';" in policy  # with a nonce, which it could read, it might load from anywhere
