"""A coordinator's pages: exactly the own branch, the same numbers on the screen, on paper and in files."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation
from accounts.roles import Role
from classes.domain.notes import write_note
from classes.domain.queries import current_members
from classes.models import ClassGroup
from classes.reports.assignment import lessons_of
from lms.demo.stages import learn
from tests.classes.making import NOON, assignment, coordinator, group, handed_over, pupil, teacher
from tests.classes.test_reports import as_shown, on_screen
from tests.factories.courses import full_course
from tests.factories.people import organisation, staff
from tests.factories.replay import made_once
from tests.house.access import ROWS
from tests.progress.world import all_urls

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def outline():
    return full_course()


def furnished(name, above, outline):
    """A school with a class and operators, with names that say where they belong."""
    of = organisation(f"Sekolah {name}", above, "school")
    made = group(of=of, name=f"Kelas {name}", by=teacher(of, name=f"Guru {name}"))
    pupils = [pupil(made, name=f"Murid {name} {number}") for number in range(2)]
    assignment(made, outline)
    learn(pupils[0].person, outline, None, at=NOON)
    operators = group(of=of, name=f"Operator {name}", kind="operators", by=made.created_by)
    handed_over(operators)
    for one in operators.members.all():
        one.person.name = f"Petugas {name} {one.pk}"
        one.person.save()
    assignment(operators, outline)
    return made


@pytest.fixture
def two(outline):
    def make():
        office = organisation("Dinas Contoh", kind="agency")
        return [furnished(name, office, outline).pk for name in ("Alfa", "Bravo")]

    return tuple(ClassGroup.objects.get(pk=pk) for pk in made_once("two schools with classes and operators", make))


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def addresses_of(made):
    """Every address of a class or an organisation that a GET answers, filled with this school's things."""
    member = made.members.order_by("pk")[0].person.public_id
    agency = made.organisation.class_groups.get(kind="operators")
    handed = agency.handovers.get()
    given = made.assignments.get()
    lesson = lessons_of(given)[0].key
    known = {
        "organisation": made.organisation.public_id,
        "member": member,
        "assignment": given.public_id,
        "lesson": lesson,
        "handover": handed.public_id,
        "group": made.public_id,
    }
    found = {}
    for route, name in all_urls():
        if name not in ROWS or not route.startswith(("kelas/<uuid:group>", "lembaga/<uuid:organisation>")):
            continue
        names = ["peserta", "kelas", "tugas", "soal", "belum-terlihat"] if "<slug:name>" in route else [""]
        values = known | {"group": agency.public_id} if "serah-terima" in route else known
        for slug in names:
            filled = route.replace("<slug:name>", slug)
            for key, value in values.items():
                filled = filled.replace(f"<uuid:{key}>", str(value))
            if "<" not in filled:
                found[f"{name} {slug}"] = f"/{filled}"
    assert len(found) > 20
    return found


def test_a_coordinator_counts_the_own_school_alone(two, client):
    mine, _other = two
    client.force_login(coordinator(mine.organisation))
    text = " ".join(soup(client.get(reverse("my_organisations"))).get_text(" ").split())
    assert "2 kelas, 3 peserta" in text  # two pupils and an operator


def test_a_coordinator_of_what_is_above_sees_both_and_a_teacher_no_branch(two, client):
    mine, other = two
    office = Organisation.objects.get(name="Dinas Contoh")
    client.force_login(coordinator(office))
    text = " ".join(soup(client.get(reverse("my_organisations"))).get_text(" ").split())
    assert "4 kelas, 6 peserta" in text
    assert client.get(reverse("organisation", args=[other.organisation.public_id])).status_code == 200
    client.force_login(mine.created_by)
    for name in ("my_organisations", "roll_up"):
        assert client.get(reverse(name)).status_code == 404


def test_an_administrator_needs_the_second_step(two, sign_in, client):
    admin = staff(Role.ADMINISTRATOR)
    address = reverse("organisation", args=[two[0].organisation.public_id])
    assert sign_in(admin, second_factor=False).get(address).status_code == 302
    assert sign_in(admin).get(address).status_code == 200


def test_coordinators_read_no_notes(two, client):
    mine, _other = two
    one = current_members(mine)[0]
    write_note(member=one, text="Perlu pendamping.", by=mine.created_by, at=NOON, key=uuid4())
    client.force_login(coordinator(mine.organisation))
    for address in addresses_of(mine).values():
        assert b"Perlu pendamping." not in client.get(address).content


REPORTS = ["kelas", "peserta", "belum-terlihat", "rekap", "rekap-semua", "operator"]


@pytest.mark.parametrize("name", REPORTS)
def test_screen_print_csv_and_xlsx_agree_cell_by_cell(two, client, name):
    office = Organisation.objects.get(name="Dinas Contoh")
    client.force_login(coordinator(office))
    match name:
        case "rekap":
            address = reverse("roll_up") + "?x="
        case "rekap-semua":
            address = reverse("roll_up") + "?kelas=semua&jenis=semua&urut=belum"
        case "operator":
            address = reverse("operators", args=[office.public_id]) + "?x="
        case _:
            address = reverse("branch_report", args=[office.public_id, name]) + "?x="
    screen = on_screen(soup(client.get(address)))
    assert screen == on_screen(soup(client.get(address + "&bentuk=cetak")))
    book = load_workbook(io.BytesIO(client.get(address + "&bentuk=xlsx").content))
    sheet = [[as_shown(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    written = list(csv.reader(io.StringIO(client.get(address + "&bentuk=csv").content.decode("utf-8-sig"))))
    if screen is None:
        assert (len(sheet), len(written)) == (1, 1)
        return
    assert len(screen) > 1
    assert sheet == screen
    assert written == screen


def test_a_long_list_comes_in_pages_and_whole_in_files(two, client, monkeypatch):
    monkeypatch.setattr("classes.views.organisations._PER_PAGE", 2)
    office = Organisation.objects.get(name="Dinas Contoh")
    client.force_login(coordinator(office))
    address = reverse("branch_report", args=[office.public_id, "peserta"])
    pages = [on_screen(soup(client.get(f"{address}?p={number}")))[1:] for number in (1, 2, 3)]
    whole = list(csv.reader(io.StringIO(client.get(address + "?bentuk=csv").content.decode("utf-8-sig"))))
    assert [row for page in pages for row in page] == whole[1:]


def test_more_people_than_a_list_holds_are_not_listed(two, client, monkeypatch):
    monkeypatch.setattr("classes.reports.branch.MOST_PEOPLE", 2)
    office = Organisation.objects.get(name="Dinas Contoh")
    client.force_login(coordinator(office))
    answer = client.get(reverse("branch_report", args=[office.public_id, "peserta"]) + "?bentuk=xlsx")
    assert "Murid" not in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("query", ["?kursus=x&jenis=apa&urut=\x00&kelas=9", "?p=-1", "?p=99999999", "?kursus=%00"])
def test_an_address_that_was_made_up_is_answered_as_if_it_asked_for_all(two, client, query):
    client.force_login(coordinator(Organisation.objects.get(name="Dinas Contoh")))
    assert client.get(reverse("roll_up") + query).status_code == 200


def test_lists_cost_the_same_however_long_they_are(two, outline, client, django_assert_max_num_queries):
    office = Organisation.objects.get(name="Dinas Contoh")
    client.force_login(coordinator(office))
    pages = {
        reverse("my_organisations"): 9,
        reverse("roll_up"): 12,
        reverse("organisation", args=[office.public_id]): 15,
        reverse("branch_report", args=[office.public_id, "kelas"]): 12,
        reverse("branch_report", args=[office.public_id, "peserta"]): 12,
        reverse("operators", args=[office.public_id]): 15,
    }
    for more in (None, "Charlie", "Delta"):
        if more:
            furnished(more, Organisation.objects.get(pk=office.pk), outline)
        for address, most in pages.items():
            client.get(address)
            with django_assert_max_num_queries(most):
                client.get(address)


def test_an_organisation_with_classes_is_not_deleted_and_that_is_said(two, sign_in):
    admin = sign_in(staff(Role.ADMINISTRATOR))
    for one in (two[0].organisation, Organisation.objects.get(name="Dinas Contoh")):
        answer = admin.post(reverse("organisations:delete", args=[one.pk]), follow=True)
        assert answer.status_code == 200
        assert "tidak dapat dihapus" in answer.content.decode()
        assert Organisation.objects.filter(pk=one.pk).exists()
    empty = organisation("Lembaga Kosong")
    admin.post(reverse("organisations:delete", args=[empty.pk]))
    assert not Organisation.objects.filter(pk=empty.pk).exists()
