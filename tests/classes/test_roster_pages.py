"""The pages of lists: what is shown, what is kept of an answer, and that nothing else of a file is kept anywhere."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from accounts.models.sessions import Session
from classes.models import ClassGroup, RosterImport
from classes.rosters.model import MAX_BYTES
from tests.classes.making import coordinator, group, pupil, school, teacher
from tests.classes.rosters_making import SECRETS, as_csv, carried_out, dapodik, looked_at

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


def bring(client: Client, of: ClassGroup, data: bytes, **fields: str):
    file = SimpleUploadedFile("daftar.xlsx", data)
    return client.post(reverse("class_rosters", args=[of.public_id]), {"file": file, **fields})


def page_of(client: Client, roster: RosterImport, **query: str):
    return client.get(address_of(roster), query)


def address_of(roster: RosterImport, name: str = "class_roster") -> str:
    assert roster.group
    return reverse(name, args=[roster.group.public_id, roster.public_id])


@pytest.fixture
def seven(sign_in) -> ClassGroup:
    made = group(name="7A")
    sign_in(made.created_by)
    return made


def test_from_the_file_to_the_class_and_back(client, seven):
    answer = bring(client, seven, as_csv([("Bunga Melati", "", "123456789", "", "7A"), ("Citra", "", "", "", "7B")]))
    roster = RosterImport.objects.get()
    assert answer["Location"] == address_of(roster)
    text = page_of(client, roster).content.decode()
    assert "Bunga Melati" in text
    assert "NISN 0123456789" in text
    assert "Termasuk kelas lain: 7B." in text
    done = client.post(address_of(roster), {"act": "apply"})
    assert done["Location"] == address_of(roster)
    assert list(seven.members.values_list("person__name", flat=True)) == ["Bunga Melati"]
    assert "Baris 3" in page_of(client, roster).content.decode()
    client.post(address_of(roster, "class_undo_roster"))
    assert seven.members.count() == 0
    assert "dibatalkan" in page_of(client, roster).content.decode()


def test_the_way_with_a_token(seven):
    client = Client(enforce_csrf_checks=True)
    client.force_login(seven.created_by)
    place = reverse("class_rosters", args=[seven.public_id])
    file = SimpleUploadedFile("x.csv", as_csv([("Bunga", "", "", "", "")]))
    assert client.post(place, {"file": file}).status_code == 403
    page = client.get(place).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    file.seek(0)
    assert client.post(place, {"csrfmiddlewaretoken": token, "file": file}).status_code == 302


def everything_kept() -> str:
    """Of all tables, as text."""
    rows = [row for model in apps.get_models() for row in serializers.serialize("python", model._base_manager.all())]
    sessions = [one.get_decoded() for one in Session.objects.all()]
    return json.dumps([rows, sessions], default=str)


def test_of_parents_nik_and_the_rest_nothing_is_kept_anywhere(client, seven, tmp_path, settings, caplog, monkeypatch):
    """Larger than what Django keeps in memory by itself; signed in, and signed out in the middle."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(0)
    data = dapodik([("BUNGA MELATI", "101", "0012345678", "7A")])
    assert bring(client, seven, data).status_code == 302
    client.post(address_of(RosterImport.objects.get()), {"act": "apply"})
    assert bring(client, seven, b"NIK;Ayah\n" + f"{SECRETS[0]};{SECRETS[1]}\n".encode()).status_code == 422
    shown = bring(client, seven, b"NIK;Ayah\n" + f"{SECRETS[0]};{SECRETS[1]}\n".encode()).content.decode()
    client.logout()
    assert bring(client, seven, data).status_code == 302
    kept = everything_kept() + caplog.text + shown + "".join(map(str, client.cookies.values()))
    assert "BUNGA MELATI" in kept
    assert [secret for secret in SECRETS if secret in kept] == []
    assert list(tmp_path.rglob("*")) == []
    media = Path(settings.MEDIA_ROOT)
    assert list(media.rglob("*.xlsx")) == []


def test_a_request_keeps_no_more_in_memory_than_we_read(client, seven):
    answer = bring(client, seven, b"Nama\n" + b"x" * (MAX_BYTES + 2_000_000))
    assert answer.status_code == 422
    assert "5 MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Berkas ini kosong"),
        (b"%PDF-1.4", "bukan daftar"),
        (as_csv([("x", "", "", "", "")] * 10_001), "10.000"),
        (b"NISN,Kelas\n1,7A\n", "Yang ditemukan: NISN, Kelas."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
    ],
)
def test_what_is_no_list_is_told_and_nothing_begins(client, seven, data, said):
    answer = bring(client, seven, data)
    assert (answer.status_code, RosterImport.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_no_file_at_all(client, seven):
    assert client.post(reverse("class_rosters", args=[seven.public_id])).status_code == 422


def test_choices_are_kept_from_page_to_page(client, seven):
    eight = group(name="8A", of=seven.organisation)
    for n in range(101):
        pupil(eight, f"Murid {n:03}")
    roster = looked_at(as_csv([(f"Murid {n:03}", "", "", "", "") for n in range(101)]), seven)
    rows = list(roster.rows.filter(act="ask").order_by("line"))
    there = rows[0].candidates.get().person
    answer = client.post(
        address_of(roster),
        {"act": "save", "next": "2", f"row-{rows[0].pk}": str(there.public_id), f"row-{rows[1].pk}": "new"},
    )
    assert answer["Location"] == f"{address_of(roster)}?p=2"
    first = page_of(client, roster).content.decode()
    assert first.count("checked>") == 2
    client.post(
        address_of(roster), {"act": "apply", f"row-{rows[100].pk}": "skip", "row-x": "new", "row-" + "9" * 40: "new"}
    )
    assert sorted(seven.members.values_list("person__name", flat=True)) == ["Murid 000", "Murid 001"]


def test_throwing_a_list_away(client, seven):
    roster = looked_at(as_csv([("Bunga", "", "", "", "")]), seven)
    assert client.post(address_of(roster), {"act": "drop"})["Location"] == reverse(
        "class_rosters", args=[seven.public_id]
    )
    assert RosterImport.objects.count() == 0


def test_a_list_that_is_done_is_not_thrown_away(client, seven):
    roster = carried_out(as_csv([("Bunga", "", "", "", "")]), seven)
    client.post(address_of(roster), {"act": "drop"})
    assert RosterImport.objects.count() == 1


def test_who_has_worked_is_named_when_a_list_cannot_be_taken_back(client, seven):
    roster = carried_out(as_csv([("Bunga Melati", "", "", "", "")]), seven)
    User.objects.filter(name="Bunga Melati").update(last_login=roster.at)
    answer = client.post(address_of(roster, "class_undo_roster"), follow=True)
    assert "Bunga Melati" in answer.content.decode()
    assert seven.members.count() == 1


def test_a_long_list_shows_how_far_it_is(client, seven):
    roster = looked_at(as_csv([(f"Murid {n}", "", "", "", "") for n in range(201)]), seven)
    client.post(address_of(roster), {"act": "apply"})
    text = page_of(client, roster).content.decode()
    assert 'max="201" value="0"' in text
    assert "0 dari 201 baris" in text


@pytest.mark.parametrize("act", ["ask", "absent", "new"])
def test_the_page_asks_the_database_no_more_for_a_longer_list(client, seven, act):
    eight = group(name="8A", of=seven.organisation)
    counted = []
    for size in (1, 20):
        for n in range(size):
            if act != "new":
                pupil(eight if act == "ask" else seven, f"Murid {act} {n}")
        names = [f"Murid {'baru' if act == 'absent' else act} {n}" for n in range(size)]
        roster = looked_at(as_csv([(name, "", "", "", "") for name in names]), seven)
        page_of(client, roster)
        with CaptureQueriesContext(connection) as context:
            page_of(client, roster)
        counted.append(len(context))
    assert counted[0] == counted[1]


def test_lists_of_another_school_are_not_there(client, seven, sign_in):
    mine = looked_at(as_csv([("Bunga", "", "", "", "")]), seven)
    of_school = looked_at(as_csv([("Bunga", "", "", "", "7A")]), school=seven.organisation)
    other = group(name="7A")
    sign_in(other.created_by)
    assert page_of(client, mine).status_code == 404
    inside = reverse("class_roster", args=[other.public_id, mine.public_id])
    assert (client.get(inside).status_code, client.post(inside, {"act": "apply"}).status_code) == (404, 404)
    sign_in(coordinator(school()))
    place = reverse("school_roster", args=[seven.organisation.public_id, of_school.public_id])
    assert (client.get(place).status_code, client.post(place, {"act": "apply"}).status_code) == (404, 404)
    sign_in(teacher(seven.organisation))
    assert client.get(place).status_code == 404
    assert seven.members.count() == 0


def test_the_list_of_a_whole_school(client, sign_in):
    of = school()
    sign_in(coordinator(of))
    place = reverse("school_rosters", args=[of.public_id])
    assert f'href="{place}"' in client.get(reverse("classes")).content.decode()
    assert client.get(place).status_code == 200
    file = SimpleUploadedFile("x.xlsx", dapodik([("BUNGA", "", "", "VII A")]))
    there = client.post(place, {"file": file, "school_year": "2026/2027"})["Location"]
    assert "Kelas ini akan dibuka: VII A." in client.get(there).content.decode()
    client.post(there, {"act": "apply"})
    assert ClassGroup.objects.get(organisation=of).members.get().person.name == "BUNGA"
    file.seek(0)
    wrong = client.post(place, {"file": file, "school_year": "dulu"})
    assert wrong.status_code == 422


def test_files_of_the_class_and_the_template(client, seven):
    pupil(seven, "=Bunga", "Bubu")
    csv = client.get(reverse("roster_file", args=[seven.public_id, "csv"]))
    assert csv.content.decode("utf-8-sig").splitlines() == ["Nama,Panggilan,NISN,NIPD,Kelas", "'=Bunga,Bubu,,,7A"]
    xlsx = client.get(reverse("roster_file", args=[seven.public_id, "xlsx"]))
    sheet = load_workbook(io.BytesIO(xlsx.content)).active
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()][1] == ["=Bunga", "Bubu", "", "", "7A"]
    assert client.get(reverse("roster_file", args=[seven.public_id, "pdf"])).status_code == 404
    template = client.get(reverse("roster_template"))
    assert [cell.value for cell in load_workbook(io.BytesIO(template.content)).active[1]] == [
        "Nama", "Panggilan", "NISN", "NIPD", "Kelas",
    ]  # fmt: skip


def test_moving_up_by_the_page(client, seven):
    stays, goes = pupil(seven, "Bunga"), pupil(seven, "Citra")
    place = reverse("move_class_up", args=[seven.public_id])
    page = client.get(place).content.decode()
    assert 'value="8A"' in page
    assert page.count("checked") >= 3
    fields = {"into": "new", "name": "8A", "school_year": "2027/2028", "going": [str(goes.person.public_id), "x"]}
    both = client.post(place, fields | {"archive": "on"})
    assert (both.status_code, ClassGroup.objects.count()) == (422, 1)
    assert str(stays.person.public_id) in both.content.decode()
    client.post(place, fields)
    new = ClassGroup.objects.get(name="8A")
    assert [one.person for one in new.members.all()] == [goes.person]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"into": "x"},
        {"into": "new", "name": ""},
        {"into": "new", "name": "8A\0", "school_year": "x"},
        {"into": "new", "name": "y" * 100},
    ],
)
def test_moving_up_with_bad_input(client, seven, fields):
    assert client.post(reverse("move_class_up", args=[seven.public_id]), fields).status_code == 422
    assert ClassGroup.objects.count() == 1


def test_a_class_of_another_school_is_no_target(client, seven):
    other = group(name="8A")
    fields = {"into": str(other.public_id), "name": "", "school_year": ""}
    assert client.post(reverse("move_class_up", args=[seven.public_id]), fields).status_code == 422
