"""Certificates of many people in the admin: three clicks to a print file; nobody sees or takes what is out of reach."""

from __future__ import annotations

import io
import uuid

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from accounts.roles import Role
from certificates.domain import batches
from certificates.models import Batch, Certificate
from lms.demo.stages import learn
from progress.domain import batches as handing_out
from progress.domain import standings
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import learner, organisation, staff
from tests.progress.doing import NOON
from tests.progress.handing_out import NAMES, finish, member, school

pytestmark = pytest.mark.usefixtures("db")
LIST, START = "/kelola/sertifikat-massal/daftar/", "/kelola/sertifikat-massal/mulai/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    """What is asked for is made at once, however busy the machine is."""
    monkeypatch.setattr(handing_out, "_AT_ONCE", 600)


@pytest.fixture
def client_of_admin(sign_in) -> Client:
    return sign_in(staff(Role.ADMINISTRATOR))


def read(answer) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names_in(answer) -> list[str]:
    return [" ".join(cell.get_text().split()) for cell in read(answer).select("td.title")]


def test_an_organisations_36_certificates_come_as_one_print_file_in_three_clicks(client_of_admin):
    """1 the entry of the menu, 2 the button in the organisation's row, 3 the download; in between a page that waits."""
    _place, people = school([f"Peserta {number:02d}" for number in range(1, 37)])
    finish(people, course_with_lessons(1))
    client = client_of_admin
    menu = client.get("/kelola/").content.decode()
    entry = reverse("admin_bulk")
    assert f'"url": "{entry}"' in menu or entry in menu
    first = read(client.get(entry))
    button = next(one for one in first.select("form button[value=print]") if "SMP Contoh" in one["aria-label"])
    form = button.find_parent("form")
    sent = {field["name"]: field["value"] for field in form.select("input")} | {"act": button["value"]}
    answer = client.post(form["action"], sent)
    page = answer["Location"]
    while "data-running" in (shown := client.get(page).content.decode()):  # as its script looks, without a click
        Batch.objects.update(claimed_at=Batch.objects.get().made_at)
    [link] = [
        one["href"] for one in BeautifulSoup(shown, "html.parser").select("a.button") if one["href"].endswith("/unduh/")
    ]
    file = client.get(link)
    assert file["Content-Disposition"] == 'attachment; filename="sertifikat-smp-contoh.pdf"'
    pages = PdfReader(io.BytesIO(b"".join(file.streaming_content))).pages
    assert len(pages) == 72
    assert [f"Peserta {1 + index // 2:02d}" in pages[index].extract_text() for index in range(0, 72, 7)] == [True] * 11


def test_the_waiting_page_tells_how_far_it_is_and_updates_itself(client_of_admin, monkeypatch):
    place, people = school()
    finish(people, course_with_lessons(1))
    monkeypatch.setattr(handing_out, "_AT_ONCE", 0)
    answer = client_of_admin.post(START, {"act": "print", "lembaga": place.public_id})
    batches.claim(Batch.objects.get())  # a worker begins
    page = read(client_of_admin.get(answer["Location"]))
    bar = page.select_one("#run[data-running] progress#progress")
    assert (bar["max"], bar["value"]) == ("3", "0")
    assert page.select_one("label[for=progress]").get_text(strip=True) == "0 dari 3 sertifikat"
    assert page.select_one("script[src$='import-progress.js']")
    stop = page.select_one("form[action$='/berhenti/']")
    client_of_admin.post(stop["action"])
    page = read(client_of_admin.get(answer["Location"]))
    assert page.select_one("#run [role=status]").get_text(strip=True).startswith("Dihentikan setelah 0 dari 3.")
    client_of_admin.post(page.select_one("form[action$='/lanjut/']")["action"])
    monkeypatch.setattr(handing_out, "_WHILE_LOOKING", 60)
    Batch.objects.update(claimed_at=timezone.now())
    assert read(client_of_admin.get(answer["Location"])).select_one("a[href$='/unduh/']")


def test_the_list_counts_filters_searches_and_says_why(client_of_admin):
    place, people = school([*NAMES[:3], "<b>Dewi</b>"])
    outline = full_course()
    finish(people[:2], outline)
    Certificate.objects.filter(holder=people[1]).delete()
    learn(people[2], outline, 1, at=NOON)
    url = f"{LIST}?lembaga={place.public_id}&kursus={outline.course}"
    page = read(client_of_admin.get(url))
    shown = {button["value"]: button.get_text(strip=True) for button in page.select("button[name=show]")}
    assert shown == {
        "": "Semua (4)",
        "has": "Sudah ada (1)",
        "earned": "Dapat diterbitkan (1)",
        "missing": "Belum ada (2)",
    }
    cells = [[" ".join(cell.get_text().split()) for cell in row.select("td")] for row in page.select("tbody tr")]
    number = Certificate.objects.get(holder=people[0]).number
    assert cells == [
        ["<b>Dewi</b>", "tidak mengikuti kursus ini"],
        ["Ani Kenari", number],
        ["Budi Merpati", "dapat diterbitkan"],
        ["Citra Jalak", "kurang 3 dari 4 halaman"],
    ]
    assert names_in(client_of_admin.post(url, {"show": "missing"})) == ["<b>Dewi</b>", "Citra Jalak"]
    assert names_in(client_of_admin.post(url, {"q": "merpati"})) == ["Budi Merpati"]
    assert "Tidak ada yang cocok." in read(client_of_admin.post(url, {"q": "zzz"})).get_text()


def test_the_list_comes_as_a_sheet_in_which_nothing_is_a_formula(client_of_admin):
    place, people = school(["=1+1", "Budi Merpati"])
    outline = course_with_lessons(1)
    finish(people[:1], outline)
    url = f"{LIST}?lembaga={place.public_id}&kursus={outline.course}"
    answer = client_of_admin.post(url, {"export": "xlsx"})
    [head, first, second] = load_workbook(io.BytesIO(answer.content)).worksheets[0].values
    assert head == ("Nama", "Kursus", "Sertifikat", "Nomor", "Alasan")
    assert first == ("=1+1", outline.title, "sudah ada", Certificate.objects.get().number, None)
    assert second == ("Budi Merpati", outline.title, "belum ada", None, "tidak mengikuti kursus ini")
    assert "'=1+1" in client_of_admin.post(url, {"export": "csv"}).content.decode("utf-8-sig")
    assert client_of_admin.post(url, {"export": "exe"}).status_code == 404


def test_ticks_stay_from_one_search_to_the_next_and_only_theirs_is_handed_out(client_of_admin):
    outline = course_with_lessons(1)
    _place, people = school()
    finish(people, outline)
    assert "Cari orang" in read(client_of_admin.get(LIST)).get_text()
    first = read(client_of_admin.post(LIST, {"q": "ani"}))
    assert first.select_one("input[type=checkbox]")["value"] == str(people[0].public_id)
    second = read(client_of_admin.post(LIST, {"q": "citra", "person": [people[0].public_id, "x"]}))
    assert [field["value"] for field in second.select("input[type=hidden][name=person]")] == [str(people[0].public_id)]
    assert "1 orang lain juga dicentang" in second.get_text()
    sent = {"act": "print", "q": "citra", "person": [people[0].public_id, people[2].public_id]}
    client_of_admin.post(START, sent)
    batch = Batch.objects.get()
    assert [item.person for item in batch.items.all()] == [people[0], people[2]]
    assert batch.label == "2 orang dipilih"


def test_a_trainer_hands_out_in_their_branch_and_nowhere_else(sign_in):
    place, people = school()
    elsewhere, others = school(["Zaki Elang"], at=organisation("SMP Lain"))
    finish([*people, *others], course_with_lessons(1))
    client = sign_in(staff(Role.AUTHOR, place))
    assert names_in(client.get(reverse("admin_bulk")))[:1] == ["SMP Contoh"]
    assert "SMP Lain" not in client.get(reverse("admin_bulk")).content.decode()
    assert client.get(f"{LIST}?lembaga={elsewhere.public_id}").status_code == 404
    assert client.post(START, {"act": "zip", "lembaga": elsewhere.public_id}).status_code == 404
    client.post(START, {"act": "zip", "person": [others[0].public_id]})
    assert not Batch.objects.exists()
    client.post(START, {"act": "zip", "lembaga": place.public_id})
    assert {item.person for item in Batch.objects.get().items.all()} == set(people)


def test_a_batch_is_there_for_who_made_it_and_for_administrators(sign_in, client_of_admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    client_of_admin.post(START, {"act": "zip", "lembaga": place.public_id})
    batch = Batch.objects.get()
    pages = [reverse(name, args=[batch.public_id]) for name in ("admin_batch", "admin_batch_file")]
    acts = [reverse(name, args=[batch.public_id]) for name in ("admin_cancel_batch", "admin_resume_batch")]
    trainer = sign_in(staff(Role.AUTHOR, place))
    assert [trainer.get(url).status_code for url in pages] == [404, 404]
    assert [trainer.post(url).status_code for url in acts] == [404, 404]
    assert "SMP Contoh" not in trainer.get(reverse("admin_batches")).content.decode()
    other = sign_in(staff(Role.ADMINISTRATOR))
    assert [other.get(url).status_code for url in pages] == [200, 200]
    assert "SMP Contoh" in other.get(reverse("admin_batches")).content.decode()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TEACHER])
def test_who_has_no_branch_of_people_comes_to_none_of_it(sign_in, role):
    client = sign_in(staff(role, organisation()))
    for url in (reverse("admin_bulk"), LIST, reverse("admin_batches"), reverse("admin_ledger")):
        assert client.get(url).status_code in (302, 403), url


def test_what_cannot_be_done_is_answered_in_words_and_nothing_is_begun(client_of_admin, monkeypatch):
    place, people = school()

    def said(**sent) -> str:
        return client_of_admin.post(START, sent, follow=True).content.decode()

    assert "Belum ada yang memiliki sertifikat." in said(act="print", lembaga=place.public_id)
    assert "Tidak ada yang perlu diterbitkan" in said(act="issue", lembaga=place.public_id)
    finish(people, course_with_lessons(1))
    monkeypatch.setattr(handing_out, "MOST_DOCUMENTS", 2)
    assert "Satu berkas memuat paling banyak" in said(act="zip", lembaga=place.public_id)
    monkeypatch.setattr(standings, "MOST_PEOPLE", 1)
    assert "Ini lebih dari" in said(act="zip", lembaga=place.public_id)
    assert not Batch.objects.exists()
    strange = [
        {"act": "handoff"},
        {"act": "x"},
        {},
        {"act": "zip", "lembaga": "x"},
        {"act": "zip", "kursus": uuid.uuid4()},
    ]
    assert [client_of_admin.post(START, sent).status_code for sent in strange] == [404] * 5
    assert client_of_admin.get(f"{LIST}?lembaga=%00").status_code == 404
    assert client_of_admin.get(START).status_code == 405


def test_a_result_that_is_gone_leads_back_to_its_page(client_of_admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    client_of_admin.post(START, {"act": "zip", "lembaga": place.public_id})
    batch = Batch.objects.get()
    Batch.objects.update(path="")
    answer = client_of_admin.get(reverse("admin_batch_file", args=[batch.public_id]))
    assert answer["Location"] == reverse("admin_batch", args=[batch.public_id])
    assert "Berkasnya sudah dihapus." in client_of_admin.get(answer["Location"]).content.decode()


def test_empty_pages_say_what_to_do(client_of_admin):
    assert "Belum ada lembaga berisi orang" in client_of_admin.get(reverse("admin_bulk")).content.decode()
    assert "Belum ada pekerjaan." in client_of_admin.get(reverse("admin_batches")).content.decode()


def test_no_address_of_a_batch_names_anybody(client_of_admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    seen = [
        client_of_admin.get(reverse("admin_bulk")),
        client_of_admin.post(f"{LIST}?lembaga={place.public_id}", {"q": "ani"}),
    ]
    started = client_of_admin.post(START, {"act": "zip", "q": "ani", "lembaga": place.public_id}, follow=True)
    links = [
        link.get("href") or link.get("action") or ""
        for answer in [*seen, started]
        for link in read(answer).select("a, form")
    ]
    assert not [link for link in links if "ani" in link.lower().replace("organisation", "")]


def test_a_person_of_many_courses_has_one_tick(client_of_admin):
    place, people = school(["Ani Kenari"])
    for _ in range(3):
        finish(people, course_with_lessons(1))
    page = read(client_of_admin.get(f"{LIST}?lembaga={place.public_id}"))
    assert (len(page.select("tbody tr")), len(page.select("input[type=checkbox]"))) == (3, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many_people(client_of_admin, count, django_assert_max_num_queries):
    place, people = school([f"Orang {number}" for number in range(count)])
    finish(people, course_with_lessons(1))
    for url in (reverse("admin_bulk"), f"{LIST}?lembaga={place.public_id}"):
        client_of_admin.get(url)
        with django_assert_max_num_queries(24):
            client_of_admin.get(url)


def test_guests_are_listed_without_a_tick(client_of_admin):
    from tests.factories.people import guest

    outline, visitor = course_with_lessons(1), guest()
    learn(visitor, outline, None, at=NOON)
    member(organisation(), learner())
    page = read(client_of_admin.get(f"{LIST}?kursus={outline.course}"))
    assert [cell.get_text(strip=True) for cell in page.select("tbody td")] == ["Tamu", "tamu: perlu akun dengan nama"]
    assert page.select("input[type=checkbox]") == []
    assert User.objects.filter(is_guest=True).count() == 1
