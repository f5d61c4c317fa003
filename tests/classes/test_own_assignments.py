"""What a learner sees of what was given to them: due first, in words, and nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.notices import mark_read
from classes.models import PersonalAssignment
from courses.models import CoursePage
from progress.domain.enrol import enrol
from tests.classes.making import NOON, assignment, group, pupil
from tests.classes.test_calendar import read as read_calendar
from tests.factories.courses import course_with_lessons
from tests.factories.people import guest, learner
from tests.progress.doing import finish

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def monday_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def taught():
    return group()


@pytest.fixture
def ani(taught):
    return pupil(taught).person


@pytest.fixture
def page(client, ani):
    client.force_login(ani)

    def fetch(url="/"):
        answer = client.get(url)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def due(home):
    """(title, words, address) of the card on the first page."""
    return [
        (row.b.get_text(), " ".join(row.small.get_text().split()), row["href"])
        for row in home.select("[aria-labelledby=tugas] .list a")
    ]


def own(given):
    return reverse("my_assignment", args=[given.public_id])


def test_the_first_page_shows_what_is_due_first_and_leads_to_the_next_lesson(page, taught, ani):
    early, late, free = (course_with_lessons(2, title=title) for title in ("Awal", "Akhir", "Bebas"))
    assignment(taught, free)
    assignment(taught, late, due_at=NOON + 3 * DAY)
    assignment(taught, early, due_at=NOON + DAY)
    finish(ani, early, early.lessons[0])
    assert due(page()) == [
        ("Awal", "Tenggat besok pukul 12.00 WIB", early.lessons[1].url),
        ("Akhir", "3 hari lagi: Kamis, 26 November 2026 pukul 12.00 WIB", late.lessons[0].url),
        ("Bebas", "Tanpa tenggat", free.lessons[0].url),
    ]


def test_three_are_shown_and_how_many_there_are(page, taught):
    for _ in range(4):
        assignment(taught, course_with_lessons(1), due_at=NOON + DAY)
    home = page()
    assert len(due(home)) == 3
    assert "Semua tugas (4)" in " ".join(home.get_text().split())


def test_what_is_done_closed_not_open_or_withdrawn_is_not_on_the_first_page(page, taught, ani):
    outline = course_with_lessons(1)
    finish(ani, outline, outline.lessons[0])
    done = assignment(taught, outline)
    other = course_with_lessons(1)
    closed = assignment(taught, other, closes_at=NOON - HOUR)
    later = assignment(taught, other, opens_at=NOON + DAY)
    assignment(taught, other, withdrawn_at=NOON)
    assert due(page()) == []
    listed = page(reverse("my_assignments"))
    assert [link["href"] for link in listed.select("main .list a")] == [own(done), own(closed)]
    waiting = listed.select_one("main .list .line")
    assert "Dibuka Selasa, 24 November 2026 pukul 12.00 WIB" in waiting.get_text()
    assert [h.get_text() for h in listed.select("h2")] == ["Selesai", "Ditutup"]
    assert page(own(later)).select("main a.go") == []
    assert "Ditutup Senin, 23 November 2026" in page(own(closed)).get_text()


def test_late_is_said_with_what_can_still_be_done(page, taught):
    assignment(taught, course_with_lessons(1), due_at=NOON - 2 * DAY)
    assert due(page())[0][1] == "Terlambat 2 hari. Masih bisa dikerjakan."


def test_more_time_is_shown_to_who_has_it(page, taught, ani):
    assignment(taught, course_with_lessons(1), due_at=NOON - DAY, closes_at=NOON - HOUR)
    assert due(page()) == []
    PersonalAssignment.objects.filter(person=ani).update(due_at=NOON + DAY, closes_at=NOON + DAY)
    assert due(page())[0][1] == "Tenggat besok pukul 12.00 WIB"


def test_what_is_not_published_any_more_leads_nowhere(page, taught):
    outline = course_with_lessons(1)
    given = assignment(taught, outline)
    CoursePage.objects.get(pk=outline.page).unpublish()
    assert due(page())[0][2] == own(given)
    assert "Ini tidak bisa dibuka sekarang" in page(own(given)).get_text()


def test_a_class_in_the_archive_asks_for_nothing(page, taught):
    assignment(taught, course_with_lessons(1))
    taught.archived_at = NOON
    taught.save()
    assert due(page()) == []
    assert "Ditutup" in page(reverse("my_assignments")).get_text()


def test_nobody_sees_anybody_elses(client, taught, ani):
    given = assignment(taught, course_with_lessons(1, title="Rahasia kelas"), due_at=NOON + DAY)
    addresses = [own(given), reverse("assignment_calendar", args=[given.public_id])]
    for who in (learner(), pupil(group()).person, taught.created_by):
        client.force_login(who)
        assert [client.get(url).status_code for url in addresses] == [404, 404]
        assert client.post(reverse("ask_for_help", args=[given.public_id])).status_code == 404
        for url in ("/", reverse("my_assignments"), reverse("my_calendar")):
            shown = client.get(url).content.decode()
            assert str(given.public_id) not in shown
            assert "tugas" not in [part.get("id") for part in BeautifulSoup(shown, "html.parser").select("h2")]
    assert PersonalAssignment.objects.get().help == ""


@pytest.mark.parametrize("change", [{"removed_at": NOON}, {"assignment__withdrawn_at": NOON}])
def test_who_left_and_what_is_withdrawn_is_not_there(page, client, taught, change):
    given = assignment(taught, course_with_lessons(1), due_at=NOON + DAY)
    if "removed_at" in change:
        PersonalAssignment.objects.update(**change)
    else:
        given.withdrawn_at = NOON
        given.save()
    assert due(page()) == []
    assert client.get(own(given)).status_code == 404


def test_asking_for_help_and_taking_it_back(page, client, taught):
    given = assignment(taught, course_with_lessons(1))
    url, key = reverse("ask_for_help", args=[given.public_id]), str(uuid4())
    assert page(own(given)).select_one("form button[value=yes]").get_text(strip=True) == "Saya perlu bantuan"
    for _twice in range(2):
        assert client.post(url, {"act": "yes", "key": key})["Location"] == own(given)
    assert PersonalAssignment.objects.get().help == "asked"
    assert page(own(given)).select("form button[value=yes]") == []
    client.post(url, {"act": "no", "key": "not a key"})
    assert PersonalAssignment.objects.get().help == ""
    assert client.post(url, {"act": "yes", "key": str(uuid4())}).status_code == 302
    assert client.get(url).status_code == 405


def test_the_calendar_holds_ones_own_open_due_dates(page, client, taught, ani):
    outline = course_with_lessons(1, title="Sandi; aman, ya")
    given = assignment(taught, outline, due_at=NOON + DAY, note="Berdua")
    assignment(taught, outline)  # no date
    assignment(taught, outline, closes_at=NOON - DAY)  # closed
    done = course_with_lessons(1)
    finish(ani, done, done.lessons[0])
    finished = assignment(taught, done, due_at=NOON + DAY)
    for url in (reverse("my_calendar"), reverse("assignment_calendar", args=[given.public_id])):
        answer = client.get(url)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        lines = read_calendar(answer.content)
        assert [value for name, value in lines if name == "UID"] == [f"{given.public_id}@testserver"]
        assert ("DTSTART", "20261124T050000Z") in lines
        assert ("SUMMARY", "Tenggat: Sandi; aman, ya") in lines
        assert ("URL", f"http://testserver{own(given)}") in lines
    assert client.get(reverse("assignment_calendar", args=[finished.public_id])).status_code == 404
    assert page(own(finished)).select("a[download]") == []


def test_the_first_page_costs_one_query_more_for_people_and_none_for_visitors(taught, ani):
    outline = course_with_lessons(2)
    enrol(learner=ani, outline=outline, at=NOON)

    def asked(person):
        browser = Client()
        if person:
            browser.force_login(person)
        browser.get("/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
        about = [query for query in queries.captured_queries if "classes_" in query["sql"]]
        return len(queries), len(about)

    before = asked(ani)
    for _ in range(3):
        assignment(taught, outline, due_at=NOON + DAY)
    assert asked(ani) == before
    assert before[1] == 1
    assert [asked(who)[1] for who in (None, guest())] == [0, 0]


@pytest.mark.parametrize("name", ["my_assignments", "my_calendar"])
def test_ones_own_list_costs_the_same_however_long(client, taught, ani, name):
    client.force_login(ani)
    mark_read(person=ani, at=NOON)
    counts = []
    for _ in range(3):
        assignment(taught, course_with_lessons(1), due_at=NOON + DAY)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 8


def test_who_has_finished_everything_still_finds_their_assignments(client):
    """The first page shows what is due; this leads there when nothing is."""
    taught = group()
    client.force_login(pupil(taught).person)
    assert reverse("my_assignments") in client.get(reverse("joined_classes")).content.decode()
