"""Packs in the admin: who may do what, what is said, and that nothing is written before somebody agrees."""

from __future__ import annotations

import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.roles import Role
from core.models import AuditEvent
from courses.models import CoursePage, LessonPage, PackImport, PackLoad, PackSigner
from courses.travel.texts import differences
from tests.courses.loading import edit, lesson_page, titles
from tests.courses.packs import LAYAR, SANDI, changed
from tests.courses.travelling import entries, loaded, parcel, unsigned
from tests.factories.courses import course_with_lessons
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "here"


@pytest.fixture
def as_role(sign_in):
    return lambda role: sign_in(staff(role))


def bring(client, content: bytes):
    return client.post(reverse("admin_packs"), {"file": SimpleUploadedFile("kursus.paket.zip", content)})


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_a_course_goes_out_as_a_file(as_role, tmp_path):
    course = loaded(tmp_path / "pack")
    client = as_role(Role.AUTHOR)
    url = reverse("admin_send_pack", args=[course.pk])
    assert "Semua yang terbit ikut." in words(client.get(url))
    response = client.post(url)
    assert response["Content-Disposition"] == 'attachment; filename="kursus-uji-2026.1.paket.zip"'
    names = entries(b"".join(response.streaming_content))
    assert {"paket.json", "course.yaml", "bank.yaml", "gambar/papan.svg"} <= names.keys()
    assert AuditEvent.objects.get(action="courses.pack_exported").detail["pack"] == "uji"


def test_the_button_stands_on_the_page_of_the_course(as_role, tmp_path):
    course = loaded(tmp_path / "pack")
    client = as_role(Role.AUTHOR)
    url = reverse("admin_send_pack", args=[course.pk])
    assert url in client.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode()
    assert url in client.get(reverse("admin_packs")).content.decode()


def test_what_is_missing_is_named_with_a_way_to_it(as_role):
    course_with_lessons(1, title="Kursus kota")
    course = CoursePage.objects.get()
    response = as_role(Role.AUTHOR).get(reverse("admin_send_pack", args=[course.pk]))
    lesson = LessonPage.objects.get()
    links = {link["href"] for link in BeautifulSoup(response.content, "html.parser").select("main li a")}
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in links
    assert "sebutkan sumber resminya" in words(response)
    assert PackLoad.objects.count() == 0


def test_a_signed_pack_comes_in_after_an_administrator_trusts_the_key(as_role):
    client = as_role(Role.ADMINISTRATOR)
    page = bring(client, parcel()).url
    assert "Kunci ini belum dikenal di sini." in words(client.get(page))
    assert client.post(page).status_code == 422
    assert CoursePage.objects.count() == 0
    key = PackImport.objects.get().key
    client.post(reverse("admin_trust_pack", args=[key]))
    assert PackSigner.objects.get().name == "Belajar Lain · Kota Lain"
    said = words(client.get(page))
    assert "Nama di kota Anda yang belum diisi" in said
    assert client.post(page).status_code == 302
    assert titles()["Kenal HP"] == ["Layar HP", "Praktik kenal HP"]
    assert client.get(page).status_code == 404
    client.post(reverse("admin_forget_signer", args=[PackSigner.objects.get().pk]))
    assert PackSigner.objects.count() == 0


def test_only_what_is_ticked_comes_in(as_role, tmp_path):
    loaded(tmp_path / "pack")
    edit(lesson_page("sandi"), objective="Suntingan.")
    files = changed(
        (LAYAR, "judul: Layar HP", "judul: Layar <b>sentuh</b>"), (SANDI, "judul: Kata sandi", "judul: Kunci")
    )
    client = as_role(Role.ADMINISTRATOR)
    page = bring(client, unsigned(files)).url
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    boxes = {box["value"]: box.has_attr("checked") for box in soup.select("input[name=item]")}
    assert boxes == {"lesson:layar": True, "lesson:sandi": False}
    assert "<b>sentuh</b>" in soup.select_one(".lms-marked ins").parent.get_text()
    assert [tag for tag in soup.select("b") if "sentuh" in tag.get_text()] == []
    assert client.post(page, {"item": ["lesson:sandi"]}).status_code == 422  # nobody said that unsigned is all right
    client.post(page, {"item": ["lesson:sandi", "lesson:tidak-ada"], "unsigned": "on"})
    assert titles() == {"Kenal HP": ["Layar HP", "Praktik kenal HP"], "Akun pertama": ["Kunci", "Kuis akhir"]}


def test_authors_look_and_those_who_publish_take(as_role, tmp_path):
    loaded(tmp_path / "pack")
    client = as_role(Role.AUTHOR)
    page = bring(client, unsigned(changed((LAYAR, "judul: Layar HP", "judul: Lain")))).url
    answer = client.get(page)
    assert "Terima yang dicentang" not in words(answer)
    assert client.post(page, {"item": ["lesson:layar"], "unsigned": "on"}).status_code in (302, 403)
    key = PackImport.objects.get().key
    assert client.post(reverse("admin_trust_pack", args=[key])).status_code in (302, 403)
    assert titles()["Kenal HP"][0] == "Layar HP"

    reviewer = as_role(Role.REVIEWER)
    assert reviewer.get(page).status_code == 404  # somebody else's
    own = bring(reviewer, unsigned(changed((LAYAR, "judul: Layar HP", "judul: Lain")))).url
    assert reviewer.post(own, {"item": ["lesson:layar"], "unsigned": "on"}).status_code == 422
    assert titles()["Kenal HP"][0] == "Layar HP"


def test_a_refused_file_is_explained_with_file_and_line(as_role):
    client = as_role(Role.AUTHOR)
    response = bring(client, parcel(changed((SANDI, "id: sandi", "id: layar"))))
    assert response.status_code == 422
    assert f"{SANDI}:2: Id “layar” ada dua kali di paket ini; juga di {LAYAR}." in words(response)
    assert bring(client, b"bukan zip").status_code == 422
    assert client.post(reverse("admin_packs")).status_code == 422
    assert PackImport.objects.count() == 0


def test_thrown_away(as_role):
    client = as_role(Role.AUTHOR)
    bring(client, parcel())
    client.post(reverse("admin_drop_pack", args=[PackImport.objects.get().key]))
    assert (PackImport.objects.count(), CoursePage.objects.count()) == (0, 0)


def test_the_commands(tmp_path, capsys):
    loaded(tmp_path / "pack")
    admin = staff(Role.ADMINISTRATOR)
    call_command("export_pack", "uji", str(tmp_path))
    path = tmp_path / "kursus-uji-2026.1.paket.zip"
    assert zipfile.is_zipfile(path)
    with pytest.raises(CommandError):
        call_command("export_pack", "lain", str(tmp_path))
    path.write_bytes(unsigned(changed((LAYAR, "judul: Layar HP", "judul: Lain"))))
    call_command("import_pack", str(path), by=admin.username)
    assert "lesson:layar" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_pack", str(path), by=admin.username, take=[])
    call_command("import_pack", str(path), by=admin.username, take=[], unsigned=True)
    assert titles()["Kenal HP"][0] == "Lain"
    assert PackImport.objects.filter(taken_at=None).count() == 0
    path.write_bytes(b"x")
    with pytest.raises(CommandError):
        call_command("import_pack", str(path), by=admin.username)


@pytest.mark.no_database
def test_differences_are_words_with_some_lines_around():
    here = "satu\ndua\ntiga\nempat\nlima\nenam lama\n"
    there = "satu\ndua\ntiga\nempat\nlima\nenam baru\n"
    assert differences(here, there) == [
        ("=", "…\nempat\nlima\n"), ("=", "enam "), ("-", "lama"), ("+", "baru"), ("=", "\n"),
    ]  # fmt: skip
    assert differences("x" * 40_000, "y") == []
