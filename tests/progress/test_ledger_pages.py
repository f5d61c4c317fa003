"""The sheet of an organisation's training hours: the same numbers on the screen, in XLSX, CSV and PDF."""

from __future__ import annotations

import csv
import io
import uuid

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.roles import Role
from certificates.models import Certificate
from tests.certificates.making import issue_one
from tests.factories.people import learner, organisation, staff
from tests.progress.handing_out import member, school

pytestmark = pytest.mark.usefixtures("db")
URL = "/kelola/laporan/jam-pelatihan/"


@pytest.fixture
def place():
    place, people = school(["Ani Kenari", "Budi Merpati", "=SUM(1)", "1.250 Orang"])
    for jp in (12, 9):
        issue_one(people[0], source=uuid.uuid4(), jp=jp)
    issue_one(people[2], source=uuid.uuid4(), jp=1250)
    return place


def cells(answer) -> list[list[str]]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [[" ".join(cell.get_text().split()) for cell in row.select("td")] for row in page.select("tbody tr")]


def test_screen_and_files_have_the_same_numbers(sign_in, place):
    client = sign_in(staff(Role.ADMINISTRATOR))
    url = f"{URL}?lembaga={place.public_id}&tahun=2026&urut=jp"
    shown = cells(client.get(url))
    assert shown == [
        ["=SUM(1)", "1250", "tercapai", "1", "Transkrip (PDF)"],
        ["Ani Kenari", "21", "tercapai", "2", "Transkrip (PDF)"],
        ["1.250 Orang", "0", "20", "0", ""],
        ["Budi Merpati", "0", "20", "0", ""],
    ]
    expected = [
        [number, name, int(jp), 20, 0 if missing == "tercapai" else int(missing), int(count)]
        for number, (name, jp, missing, count, _button) in enumerate(shown, 1)
    ]
    book = load_workbook(io.BytesIO(client.post(url, {"export": "xlsx"}).content))
    head, *rows, foot = [list(row) for row in book.worksheets[0].values]
    assert head == ["No.", "Nama", "JP", "Target", "Kurang", "Sertifikat"]
    assert rows == expected
    assert (foot[2], foot[5]) == (1271, 3)
    assert "target tercapai: 2 dari 4 orang" in foot[1]
    listed = list(csv.reader(io.StringIO(client.post(url, {"export": "csv"}).content.decode("utf-8-sig"))))
    assert [[cell.lstrip("'") for cell in row] for row in listed[1:-1]] == [
        [str(cell) for cell in row] for row in expected
    ]
    text = PdfReader(io.BytesIO(client.post(url, {"export": "pdf"}).content)).pages[0].extract_text()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    joined = " ".join(lines)
    for number, name, jp, target, missing, count in expected:
        assert f"{number} {name} {jp:,} {target} {missing} {count}".replace(",", ".") in joined
    assert "1.271" in joined


def test_the_pdf_is_tagged_landscape_and_repeats_its_head_on_each_page(sign_in):
    place, _people = school([f"Peserta {number:03d}" for number in range(1, 61)])
    client = sign_in(staff(Role.ADMINISTRATOR))
    content = client.post(f"{URL}?lembaga={place.public_id}", {"export": "pdf"}).content
    pages = PdfReader(io.BytesIO(content)).pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) >= 2
    assert all("Kurang" in text and "SMP Contoh" in text for text in texts)
    assert [f"Halaman {number} / {len(pages)}" in text for number, text in enumerate(texts, 1)] == [True] * len(pages)
    assert all(page.mediabox.width > page.mediabox.height for page in pages)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "id"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_a_search_is_in_the_files_too(sign_in, place):
    client = sign_in(staff(Role.ADMINISTRATOR))
    url = f"{URL}?lembaga={place.public_id}"
    assert [row[0] for row in cells(client.post(url, {"q": "ani"}))] == ["Ani Kenari"]
    answer = client.post(url, {"q": "ani", "export": "csv"}).content.decode()
    assert "Ani Kenari" in answer
    assert "Budi" not in answer
    assert client.post(url, {"export": "exe"}).status_code == 404


def test_a_trainer_has_the_sheet_of_their_branch_at_once_and_no_other(sign_in, place):
    elsewhere = organisation("SMP Lain")
    member(elsewhere, learner(name="Zaki Elang"))
    client = sign_in(staff(Role.AUTHOR, place))
    assert len(cells(client.get(URL))) == 4
    assert client.get(f"{URL}?lembaga={elsewhere.public_id}").status_code == 404
    assert "SMP Lain" not in client.get(URL).content.decode()


def test_staff_take_along_a_persons_transcript(sign_in, place):
    ani = place.role_grants.get(person__name="Ani Kenari").person
    client = sign_in(staff(Role.AUTHOR, place))
    url = reverse("admin_transcript", args=[ani.public_id, 2026])
    answers = [client.post(url) for _ in range(2)]
    made = Certificate.objects.get(kind="transcript")
    assert (made.holder, made.stated.jp) == (ani, 21)
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Disposition"].endswith('-ani-kenari.pdf"')
    assert len(PdfReader(io.BytesIO(answers[0].content)).pages) >= 1
    Certificate.objects.filter(pk=made.pk).update(state="revoked")
    assert "Transkrip ini dicabut." in client.post(url, follow=True).content.decode()
    nothing = client.post(reverse("admin_transcript", args=[ani.public_id, 2019]), follow=True)
    assert "Tidak ada sertifikat tahun 2019 yang berlaku." in nothing.content.decode()
    stranger = learner()
    issue_one(stranger)
    assert client.post(reverse("admin_transcript", args=[stranger.public_id, 2026])).status_code == 404


@pytest.mark.parametrize("strange", ["?tahun=x", "?tahun=99999", "?tahun=²", "?urut=zzz", "?lembaga=", "?tahun=1999"])
def test_what_makes_no_sense_in_the_address_shows_this_year(sign_in, place, strange):
    client = sign_in(staff(Role.AUTHOR, place))
    answer = client.get(URL + strange)
    assert answer.status_code == 200
    assert len(cells(answer)) == 4


def test_empty_sheets_say_what_to_do(sign_in):
    client = sign_in(staff(Role.ADMINISTRATOR))
    assert "Tidak ada lembaga" in client.get(URL).content.decode()
    place, _other = organisation("SMP Satu"), organisation("SMP Dua")
    assert "Pilih lembaga." in client.get(URL).content.decode()
    assert "belum berisi orang" in client.get(f"{URL}?lembaga={place.public_id}").content.decode()
