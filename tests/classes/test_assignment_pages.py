"""The pages of a teacher: giving, the list, changing, more time."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from classes.domain.groups import archive_group
from classes.models import Assignment, PersonalAssignment
from core.models import MunicipalitySettings
from tests.classes.making import NOON, assignment, group, pupil
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import learner
from tests.progress.doing import finish

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


@pytest.fixture(autouse=True)
def monday_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def taught():
    return group()


@pytest.fixture
def teacher(client, taught):
    client.force_login(taught.created_by)
    return client


def address(name, taught, *more):
    return reverse(name, args=[taught.public_id, *more])


def fields(outline, due="friday", **more):
    target = f"module:{outline.course}:{outline.modules[0].key}"
    return {"target": target, "due": due, "who": "everybody", "key": str(uuid4())} | more


def give(client, taught, outline, due="friday", **more):
    return client.post(address("new_assignment", taught), fields(outline, due, **more))


def local(day, hour=23, minute=59, zone=WIB):
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def errors(answer):
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(one.get_text().split()) for one in page.select(".wrong")]


@pytest.mark.parametrize(("due", "expected"), [("tomorrow", 24), ("friday", 27), ("week", 30), ("none", None)])
def test_one_choice_and_one_button_give_it(teacher, taught, due, expected):
    outline, ani = course_with_lessons(2), pupil(taught).person
    assert teacher.get(address("new_assignment", taught)).status_code == 200
    answer = give(teacher, taught, outline, due)
    given = Assignment.objects.get()
    assert answer["Location"] == address("assignment_given", taught, given.public_id)
    assert (given.kind, given.title, given.created_by) == ("module", outline.modules[0].title, taught.created_by)
    assert given.due_at == (local(expected) if expected else None)
    assert list(given.people.values_list("person", flat=True)) == [ani.pk]


def test_times_are_typed_and_told_in_the_zone_of_the_site(teacher, taught):
    MunicipalitySettings.objects.update_or_create(defaults={"time_zone": "Asia/Jayapura"})
    MunicipalitySettings.load().save()
    more = {"due_at": "2026-11-27T00:00", "opens_at": "2026-11-24T07:30", "closes_at": "2026-11-28T12:00"}
    answer = give(teacher, taught, course_with_lessons(1), "exact", **more)
    given = Assignment.objects.get()
    assert (given.opens_at, given.due_at, given.closes_at) == (
        local(24, 7, 30, WIT), local(27, 0, 0, WIT), local(28, 12, 0, WIT),
    )  # fmt: skip
    page = teacher.get(answer["Location"]).content.decode()
    assert "Jumat, 27 November 2026 pukul 00.00 WIT" in page
    changed = teacher.get(address("change_assignment", taught, given.public_id)).content.decode()
    assert 'value="2026-11-27T00:00"' in changed


def test_sent_twice_it_is_one_assignment(teacher, taught):
    pupil(taught)
    sent = fields(course_with_lessons(1))
    first, again = (teacher.post(address("new_assignment", taught), sent) for _ in range(2))
    assert again["Location"] == first["Location"]
    assert (Assignment.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"target": ""}, "Pilih dulu apa yang diberikan."),
        ({"target": "module:x:y"}, "Pilih dulu apa yang diberikan."),
        ({"target": "module:\0:y"}, "Karakter null tidak diizinkan."),
        ({"target": "x" * 5000}, "Pilih dulu apa yang diberikan."),
        ({"target": f"course:{uuid4()}:{uuid4()}"}, "Ini tidak terbit lagi. Pilih yang lain."),
        ({"due": "exact"}, "Isi tenggatnya, atau pilih “Tanpa tenggat” di bawah."),
        ({"due": "exact", "due_at": "2026-11-23T11:59"}, "Waktu ini sudah lewat. Pilih waktu yang akan datang."),
        ({"due": "exact", "due_at": "0001-01-01T00:00"}, "Pilih waktu dalam tahun-tahun dekat ini."),
        ({"due": "exact", "due_at": "9999-12-31T23:59"}, "Pilih waktu dalam tahun-tahun dekat ini."),
        ({"opens_at": "2026-11-28T00:00"}, "Tugas dibuka setelah tenggat. Pilih waktu lebih awal."),
        ({"due": "none", "opens_at": "2026-11-28T00:00", "closes_at": "2026-11-27T00:00"},
         "Tugas dibuka setelah ditutup. Pilih waktu lebih awal."),
        ({"closes_at": "2026-11-25T00:00"}, "Tugas ditutup sebelum tenggat. Pilih waktu lebih akhir."),
        ({"locks_quiz": "on"}, "Isi kapan kuis dibuka atau ditutup."),
        ({"locks_quiz": "on", "closes_at": "2026-11-29T00:00"}, "Tidak ada kuis di dalamnya."),
        ({"who": "some"}, "Centang paling sedikit satu orang."),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_said_and_nothing_is_lost(teacher, taught, more, told):
    outline = course_with_lessons(1)
    answer = give(teacher, taught, outline, **({"note": "Bawa HP & charger"} | more))
    assert told in errors(answer)
    assert b"Bawa HP &amp; charger" in answer.content
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"due": "exact", "due_at": "besok"},
        {"due": "exact", "due_at": "2026-11-27T25:00\0"},
        {"opens_at": "x" * 3000},
        {"required_percent": "101"},
        {"required_percent": "-1"},
        {"required_percent": "9" * 400},
        {"note": "x" * 501},
        {"note": "a\0b"},
        {"who": "nobody"},
        {"who": "some", "people": "x"},
        {"who": "some", "people": str(uuid4())},
    ],
)
def test_nonsense_is_answered_not_taken(teacher, taught, more):
    assert errors(give(teacher, taught, course_with_lessons(1), **more))
    assert not Assignment.objects.exists()


def test_what_was_chosen_stays_chosen_and_its_course_open(teacher, taught):
    _first, outline = course_with_lessons(1), course_with_lessons(1)
    answer = give(teacher, taught, outline, closes_at="2026-11-25T00:00")
    page = BeautifulSoup(answer.content, "html.parser")
    checked = page.select_one("input[name=target][checked]")
    assert checked["value"] == fields(outline)["target"]
    assert checked.find_parent("details").has_attr("open")
    assert page.select_one("input[name=due_at]")["value"] == "2026-11-27T23:59"  # what the button meant


def test_only_people_of_this_class_can_be_chosen(teacher, taught):
    ani, other = pupil(taught).person, pupil(group()).person
    outline = course_with_lessons(1)
    assert errors(give(teacher, taught, outline, who="some", people=[str(other.public_id)]))
    give(teacher, taught, outline, who="some", people=[str(ani.public_id)])
    assert list(PersonalAssignment.objects.values_list("person", flat=True)) == [ani.pk]


def test_the_courses_are_listed_with_all_that_can_be_given(teacher, taught):
    outline = full_course()
    page = BeautifulSoup(teacher.get(address("new_assignment", taught)).content, "html.parser")
    kinds = [radio["value"].split(":")[0] for radio in page.select("input[name=target]")]
    assert kinds == ["course", "module", "lesson", "lesson", "practice", "quiz"]
    assert page.select_one("input[name=target]")["value"] == f"course:{outline.course}:{outline.course}"


def test_ready_texts_name_the_class_and_nobody(teacher, taught):
    ani = pupil(taught, name="Ani Rahasia").person
    give(teacher, taught, course_with_lessons(1, title="A & B"), target_note="", note="Kerjakan berdua")
    given = Assignment.objects.get()
    page = BeautifulSoup(teacher.get(address("assignment_given", taught, given.public_id)).content, "html.parser")
    text, reminder = (area.get_text().strip() for area in page.select("textarea"))
    assert text.splitlines() == [
        f"Tugas baru untuk {taught}: {given.title}.",
        "Tenggat: Jumat, 27 November 2026 pukul 23.59 WIB.",
        "Kerjakan berdua",
        f"Buka: http://testserver/tugas/{given.public_id}/",
    ]
    assert ani.name not in page.get_text()
    assert "terima kasih" in reminder
    link = page.select_one("a[href^='https://wa.me/?text=']")
    assert "\n" not in link["href"]
    assert " " not in link["href"]
    assert "noreferrer" in link["rel"]


def test_withdrawing_and_bringing_back(teacher, taught):
    pupil(taught)
    given = assignment(taught, course_with_lessons(1))
    answer = teacher.post(address("withdraw_assignment", taught, given.public_id), follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    assert [part.select_one("summary").get_text(strip=True) for part in page.select("details")] == ["Yang ditarik (1)"]
    assert page.select(".task") == []
    teacher.post(address("bring_back_assignment", taught, given.public_id))
    assert Assignment.objects.get().withdrawn_at is None


def test_the_order_moves_by_a_button(teacher, taught):
    outline = course_with_lessons(1)
    first, second = (assignment(taught, outline, position=number) for number in (1, 2))
    answer = teacher.post(address("move_assignment", taught, second.public_id), {"where": "up"})
    assert answer["Location"] == address("class_assignments", taught) + f"#tugas-{second.public_id}"
    assert list(taught.assignments.all()) == [second, first]


def test_changing_keeps_an_old_due_date_and_refuses_a_new_one_in_the_past(teacher, taught):
    given = assignment(taught, course_with_lessons(1), due_at=NOON - DAY)
    url = address("change_assignment", taught, given.public_id)
    form = {"due_at": "2026-11-22T12:00", "note": "Ayo!", "who": "everybody"}
    assert teacher.post(url, form).status_code == 302
    given.refresh_from_db()
    assert (given.note, given.due_at) == ("Ayo!", NOON - DAY)
    assert errors(teacher.post(url, form | {"due_at": "2026-11-22T13:00"})) == [
        "Waktu ini sudah lewat. Pilih waktu yang akan datang."
    ]


def test_more_time_for_some(teacher, taught):
    ani, budi = pupil(taught).person, pupil(taught).person
    given = assignment(taught, course_with_lessons(1), due_at=NOON + DAY, closes_at=NOON + 2 * DAY)
    url = address("extend_assignment", taught, given.public_id)
    assert teacher.get(f"{url}?orang={ani.public_id}").content.count(b" checked") == 1
    form = {"people": [str(ani.public_id)], "due_at": "2026-11-26T12:00", "closes_at": "2026-11-26T12:00"}
    assert teacher.post(url, form).status_code == 302
    assert PersonalAssignment.objects.get(person=ani).due_at == NOON + 3 * DAY
    assert PersonalAssignment.objects.get(person=budi).due_at is None
    for wrong in (
        {"people": []},
        {"people": [str(learner().public_id)]},
        {"due_at": "2026-11-24T12:00"},
        {"closes_at": ""},  # due after it closes
        {"due_at": "", "closes_at": ""},
        {"reason": "x" * 201},
    ):
        assert teacher.post(url, form | wrong).status_code == 422
    assert teacher.post(address("take_back_extension", taught, given.public_id, ani.public_id)).status_code == 302
    assert PersonalAssignment.objects.get(person=ani).due_at is None


def test_helped_leads_back_to_where_it_was_pressed_on_this_site_only(teacher, taught):
    ani = pupil(taught).person
    given = assignment(taught, course_with_lessons(1))
    PersonalAssignment.objects.update(help="asked", help_since=NOON)
    url = address("mark_helped", taught, given.public_id, ani.public_id)
    assert teacher.post(url, {"next": "/kelas/"})["Location"] == "/kelas/"
    assert PersonalAssignment.objects.get().help == ""
    assert teacher.post(url, {"next": "https://jahat.example/"})["Location"] == address("class_assignments", taught)


NAMES = ("assignment_given", "change_assignment", "extend_assignment")
ACTS = ("withdraw_assignment", "bring_back_assignment", "move_assignment")


def test_another_class_and_another_school_see_and_do_nothing(client, taught):
    """Neither under the address of their own class nor under that of this one."""
    ani, other = pupil(taught).person, group()
    given = assignment(taught, course_with_lessons(1), due_at=NOON + DAY)
    client.force_login(other.created_by)
    for place in (taught, other):
        for name in NAMES:
            assert client.get(address(name, place, given.public_id)).status_code == 404
            assert client.post(address(name, place, given.public_id), {"who": "everybody"}).status_code in (404, 405)
        for name in ACTS:
            assert client.post(address(name, place, given.public_id)).status_code == 404
        for name in ("take_back_extension", "mark_helped"):
            assert client.post(address(name, place, given.public_id, ani.public_id)).status_code == 404
    assert Assignment.objects.get().withdrawn_at is None


@pytest.mark.parametrize("name", ["class_assignments", "new_assignment", "change_assignment", "extend_assignment"])
def test_a_page_costs_the_same_however_much_there_is(teacher, taught, name):
    counts = []
    for _ in range(2):
        for _more in range(2):
            outline, who = course_with_lessons(2), pupil(taught).person
            given = assignment(taught, outline, due_at=NOON + DAY)
            assignment(taught, outline, withdrawn_at=NOON)
            finish(who, outline, outline.lessons[0])
        url = address(name, taught, *([given.public_id] if name.startswith(("change", "extend")) else []))
        teacher.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert teacher.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 12


def test_a_class_in_the_archive_is_offered_nothing_new_to_give(teacher, taught):
    pupil(taught)
    pages = [reverse("class_home", args=[taught.public_id]), reverse("class_assignments", args=[taught.public_id])]
    give = reverse("new_assignment", args=[taught.public_id])
    assert [give in teacher.get(page).content.decode() for page in pages] == [True, True]
    archive_group(group=taught, by=taught.created_by, at=NOON)
    assert [give in teacher.get(page).content.decode() for page in pages] == [False, False]
