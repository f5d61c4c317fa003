"""Following a class: one definition of each report, the same on screen, paper and in files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from classes.domain.groups import add_teacher, remove_member
from classes.domain.overview import overview
from classes.domain.queries import assignments_with_counts
from classes.domain.standing import give
from classes.models import ClassGroup, PersonalAssignment, TeacherNote
from classes.reports.people import people_lines
from classes.reports.table import Cell
from classes.rules import Standing
from core.words import number
from lms.demo.stages import learn
from tests.classes.making import NOON, assignment, coordinator, group, pupil, teacher
from tests.factories.courses import full_course
from tests.factories.people import staff
from tests.factories.replay import made_once
from tests.progress.doing import start, take_quiz

pytestmark = pytest.mark.django_db

HOSTILE = "=HYPERLINK(1)"


@pytest.fixture
def outline():
    return full_course()


@pytest.fixture
def taught(outline):
    return ClassGroup.objects.get(pk=made_once("a class whose four stand in four places", lambda: _taught(outline)))


def _taught(outline):
    """Four pupils: not started, started, needs help, finished."""
    made = group(name="7A")
    for name in ("Ani Kenari", "Budi Merpati", HOSTILE, "Dewi Jalak"):
        pupil(made, name=name)
    assignment(made, outline, due_at=NOON + timedelta(days=3))
    people = {member.person.name: member.person for member in made.members.all()}
    learn(people["Budi Merpati"], outline, 1, at=NOON)
    for _ in range(2):
        take_quiz(people[HOSTILE], outline, outline.lessons[3], right=0)
    learn(people["Dewi Jalak"], outline, None, at=NOON)
    return made.pk


@pytest.fixture
def browse(client, taught):
    client.force_login(taught.created_by)
    return client


def person(taught, name):
    return taught.members.get(person__name=name).person


def addresses(taught, outline):
    given = taught.assignments.get()
    return {
        "assignment": reverse("class_assignment", args=[taught.public_id, given.public_id]),
        "lesson": reverse("class_lesson", args=[taught.public_id, given.public_id, outline.lessons[1].key]),
        "member": reverse("class_member", args=[taught.public_id, person(taught, HOSTILE).public_id]),
        **{
            name: reverse("class_report", args=[taught.public_id, name])
            for name in ("peserta", "tugas", "soal", "belum-terlihat", "perlu-bantuan", "sebelum-sesudah")
        },
    }


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def on_screen(page):
    table = page.find("table")
    if table is None:
        return None
    head = [cell.get_text(strip=True) for cell in table.thead.find_all("th")]
    return [
        head,
        *(
            [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
            for row in table.tbody.find_all("tr")
        ),
    ]


def as_shown(cell):
    return number(cell) if isinstance(cell, int) else cell or ""


@pytest.mark.parametrize(
    "name", ["assignment", "lesson", "member", "peserta", "tugas", "soal", "belum-terlihat", "perlu-bantuan"]
)
def test_screen_print_csv_and_xlsx_agree_cell_by_cell(browse, taught, outline, name):
    address = addresses(taught, outline)[name]
    screen = on_screen(soup(browse.get(address)))
    assert screen == on_screen(soup(browse.get(address + "?bentuk=cetak")))
    book = load_workbook(io.BytesIO(browse.get(address + "?bentuk=xlsx").content))
    sheet = [[as_shown(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    written = list(csv.reader(io.StringIO(browse.get(address + "?bentuk=csv").content.decode("utf-8-sig"))))
    if screen is None:  # nothing to list: files have the head alone
        assert (len(sheet), len(written)) == (1, 1)
        return
    assert sheet == screen
    assert [[cell.removeprefix("'") for cell in row] for row in written] == screen


def test_a_name_that_reads_like_a_formula_is_text_in_files(browse, taught, outline):
    address = addresses(taught, outline)["assignment"]
    book = load_workbook(io.BytesIO(browse.get(address + "?bentuk=xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == HOSTILE]
    assert [cell.data_type for cell in cells] == ["s"]
    assert f"'{HOSTILE}" in browse.get(address + "?bentuk=csv").content.decode()


def test_each_person_stands_in_exactly_one_of_the_four(browse, taught, outline):
    page = soup(browse.get(addresses(taught, outline)["assignment"]))
    boxes = [" ".join(box.get_text(" ").split()) for box in page.select(".four li")]
    assert boxes == [
        "1 Belum mulai 1 dari 4 peserta",
        "1 Sedang belajar 1 dari 4 peserta",
        "1 Perlu bantuan 1 dari 4 peserta",
        "1 Selesai 1 dari 4 peserta",
    ]
    rows = {row[0]: row[1] for row in on_screen(page)[1:]}
    assert rows == {
        "Ani Kenari": "Belum mulai",
        "Budi Merpati": "Sedang belajar",
        HOSTILE: "Perlu bantuan",
        "Dewi Jalak": "Selesai",
    }


def test_a_standing_leads_to_its_people_on_screen_and_in_files(browse, taught, outline):
    address = addresses(taught, outline)["assignment"] + f"?keadaan={Standing.NEEDS_HELP}"
    assert [row[0] for row in on_screen(soup(browse.get(address)))[1:]] == [HOSTILE]
    assert len(browse.get(address + "&bentuk=csv").content.decode().splitlines()) == 2
    assert len(on_screen(soup(browse.get(addresses(taught, outline)["assignment"] + "?keadaan=apa")))) == 5


def test_the_home_of_a_class_says_who_needs_help_and_why(browse, taught):
    page = soup(browse.get(reverse("class_home", args=[taught.public_id])))
    text = " ".join(page.get_text(" ").split())
    assert HOSTILE in text
    assert "1 dari 4 peserta" in text
    assert "gagal" not in text.lower()  # of a quiz: not passed twice


def test_the_home_counts_as_the_reports_do(taught, outline):
    second = assignment(taught, outline, kind="lesson", target=outline.lessons[0].key)
    give(second, [], at=NOON)
    seen, lines = overview(taught, now=NOON + timedelta(days=8)), people_lines(taught)
    assert [(one.assignment, one.people, one.by_standing) for one in seen.assignments] == [
        (one.assignment, one.people, one.by_standing) for one in assignments_with_counts(taught)
    ]
    assert seen.people == len(lines) == 4
    assert seen.need_help == sum(line.needs_help > 0 for line in lines) == 1
    assert seen.unseen == sum(line.is_unseen(NOON + timedelta(days=8)) for line in lines)
    assert seen.jp == sum(line.jp for line in lines)


def test_more_than_five_who_wait_are_in_the_report(browse, taught, outline):
    for place in range(5):
        late = pupil(taught, name=f"Tambahan {place}").person
        for _ in range(2):
            take_quiz(late, outline, outline.lessons[3], right=0)
    home = soup(browse.get(reverse("class_home", args=[taught.public_id])))
    report = reverse("class_report", args=[taught.public_id, "perlu-bantuan"])
    assert len(home.select("#bantuan li")) == 5
    assert home.select_one(f"#bantuan a[href='{report}']")
    assert len(on_screen(soup(browse.get(report)))[1:]) == 6


def test_the_home_costs_the_same_however_large_the_class_is(browse, taught, outline, django_assert_max_num_queries):
    address = reverse("class_home", args=[taught.public_id])
    browse.get(address)
    with django_assert_max_num_queries(9):
        browse.get(address)
    for _ in range(8):
        pupil(taught)
    second = assignment(taught, outline, kind="lesson", target=outline.lessons[0].key)
    give(second, [], at=NOON)
    with django_assert_max_num_queries(9):
        browse.get(address)


@pytest.mark.parametrize("name", ["assignment", "lesson", "peserta", "tugas", "soal"])
def test_a_report_costs_the_same_however_long_it_is(browse, taught, outline, name, django_assert_max_num_queries):
    address = addresses(taught, outline)[name]
    browse.get(address)
    with django_assert_max_num_queries(15):
        browse.get(address)
    for _ in range(6):
        learn(pupil(taught).person, outline, 2, at=NOON)
    with django_assert_max_num_queries(15):
        browse.get(address)


def test_who_has_left_or_is_closed_is_in_no_list(browse, taught, outline):
    remove_member(member=taught.members.get(person__name="Ani Kenari"), by=taught.created_by, at=NOON)
    budi = person(taught, "Budi Merpati")
    budi.is_active = False
    budi.save()
    for name, address in addresses(taught, outline).items():
        text = browse.get(address).content.decode()
        assert "Ani Kenari" not in text, name
        assert "Budi Merpati" not in text, name
    page = soup(browse.get(addresses(taught, outline)["assignment"]))
    assert "dari 2 peserta" in page.get_text()


def test_answers_are_told_one_by_one_as_far_as_the_person_is_told(browse, taught, outline):
    learner = person(taught, HOSTILE)
    activity = outline.lessons[3].activities[0].key
    address = reverse("class_answers", args=[taught.public_id, learner.public_id, activity])
    page = soup(browse.get(address))
    assert len(page.select("section.card")) == 2
    assert "belum tepat" in page.get_text()
    assert (
        browse.get(
            reverse("class_answers", args=[taught.public_id, person(taught, "Ani Kenari").public_id, activity])
        ).status_code
        == 404
    )


def test_an_attempt_that_is_still_open_shows_no_answers(browse, taught, outline):
    learner = person(taught, "Ani Kenari")
    start(learner, outline, outline.lessons[3])
    address = reverse("class_answers", args=[taught.public_id, learner.public_id, outline.lessons[3].activities[0].key])
    page = soup(browse.get(address))
    assert "masih terbuka" in page.get_text()
    assert not page.select("ol li")


def test_what_was_not_given_to_the_class_is_not_told(browse, taught):
    other = full_course()
    learner = person(taught, "Ani Kenari")
    take_quiz(learner, other, other.lessons[3], right=1)
    address = reverse("class_answers", args=[taught.public_id, learner.public_id, other.lessons[3].activities[0].key])
    assert browse.get(address).status_code == 404


def test_the_hardest_question_comes_first(browse, taught, outline):
    for right in (
        3,
        6,
    ):  # five attempts of twelve: whatever is drawn of the bank of 25, some question comes three times
        take_quiz(person(taught, "Budi Merpati"), outline, outline.lessons[3], right=right)
    rows = on_screen(soup(browse.get(addresses(taught, outline)["soal"])))
    shares = [int(row[2]) for row in rows[1:]]
    assert shares == sorted(shares)
    assert all(int(row[1]) >= 3 for row in rows[1:])


def test_who_was_not_seen_for_a_week(browse, taught, outline, time_machine):
    time_machine.move_to(NOON + timedelta(days=8))
    names = [row[0] for row in on_screen(soup(browse.get(addresses(taught, outline)["belum-terlihat"])))[1:]]
    assert "Ani Kenari" in names  # never seen, and joined more than a week ago
    time_machine.move_to(NOON + timedelta(days=2))
    assert on_screen(soup(browse.get(addresses(taught, outline)["belum-terlihat"]))) is None


# --- notes


def note(browse, taught, name="Budi Merpati", text="Perlu pendamping."):
    learner = person(taught, name)
    return browse.post(reverse("add_note", args=[taught.public_id, learner.public_id]), {"text": text})


def test_a_note_is_for_the_teachers_of_the_class_only(browse, taught, client):
    note(browse, taught)
    address = reverse("class_member", args=[taught.public_id, person(taught, "Budi Merpati").public_id])
    assert "Perlu pendamping." in browse.get(address).content.decode()
    colleague = teacher(taught.organisation)
    for nobody, seen in ((coordinator(taught.organisation), 200), (colleague, 404)):
        client.force_login(nobody)
        answer = client.get(address)
        assert answer.status_code == seen
        assert "Perlu pendamping." not in answer.content.decode()
    add_teacher(group=taught, person=colleague, part="teacher", by=taught.created_by, at=NOON)
    assert "Perlu pendamping." in client.get(address).content.decode()


def test_an_administrator_reads_no_notes(browse, taught, sign_in):
    note(browse, taught)
    kept = TeacherNote.objects.get()
    admin = sign_in(staff(Role.ADMINISTRATOR))
    learner = person(taught, "Budi Merpati")
    page = admin.get(reverse("class_member", args=[taught.public_id, learner.public_id]))
    assert "Perlu pendamping." not in page.content.decode()
    assert (
        admin.post(reverse("delete_note", args=[taught.public_id, learner.public_id, kept.public_id])).status_code
        == 404
    )


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_what_cannot_be_kept_is_said_and_stays_in_the_form(browse, taught, text):
    answer = note(browse, taught, text=text)
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not TeacherNote.objects.exists()


def test_a_note_sent_twice_is_one(browse, taught):
    learner = person(taught, "Budi Merpati")
    for _ in range(2):
        browse.post(
            reverse("add_note", args=[taught.public_id, learner.public_id]),
            {"text": "Sekali saja.", "key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"},
        )
    assert TeacherNote.objects.count() == 1


def test_a_cell_is_shown_as_people_here_write_numbers():
    assert [Cell(1250).shown, Cell(None).shown, Cell("a").shown] == ["1.250", "", "a"]


def test_counts_come_from_rows_that_follow_each_act(taught):
    rows = PersonalAssignment.objects.filter(assignment__group=taught)
    assert rows.filter(done_at__isnull=False).count() == 1
    assert rows.exclude(help="").get().person.name == HOSTILE


def test_helped_is_one_tap_where_the_teacher_sees_it_and_what_was_answered_is_near(browse, taught, outline):
    given = taught.assignments.get()
    home = reverse("class_home", args=[taught.public_id])
    page = reverse("class_member", args=[taught.public_id, person(taught, HOSTILE).public_id])
    for address in (home, page):
        shown = soup(browse.get(address))
        form = shown.select_one("form[action*='/dibantu/']")
        assert form["action"] == reverse(
            "mark_helped", args=[taught.public_id, given.public_id, person(taught, HOSTILE).public_id]
        )
        assert form.select_one("[name=next]")["value"] == address
    quiz = next(one for one in outline.lessons[3].activities if one.kind == "quiz")
    answers = reverse("class_answers", args=[taught.public_id, person(taught, HOSTILE).public_id, quiz.key])
    assert [link["href"] for link in shown.select("#jawaban + .wide th a")] == [answers]
    assert browse.post(form["action"], {"next": page})["Location"] == page
    assert soup(browse.get(page)).select("form[action*='/dibantu/']") == []
    assert soup(browse.get(home)).select("form[action*='/dibantu/']") == []


def test_what_was_given_can_be_changed_from_where_it_is_followed(browse, taught):
    given = taught.assignments.get()
    shown = soup(browse.get(reverse("class_assignment", args=[taught.public_id, given.public_id])))
    leads_to = {link["href"] for link in shown.select("main a")}
    for name in ("assignment_given", "change_assignment", "extend_assignment"):
        assert reverse(name, args=[taught.public_id, given.public_id]) in leads_to


def test_a_list_of_some_says_of_whom_on_paper(browse, taught):
    address = reverse("class_assignment", args=[taught.public_id, taught.assignments.get().public_id])
    shown = soup(browse.get(f"{address}?keadaan=needs_help&bentuk=cetak"))
    assert "Perlu bantuan" in [line.text for line in shown.select("h1 ~ p")]
    unseen = soup(browse.get(reverse("class_report", args=[taught.public_id, "belum-terlihat"])))
    assert unseen.select_one("h2").text == f"Seminggu belum terlihat: {taught}"
