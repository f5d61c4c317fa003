"""At the door: a code that changes, scanned with a phone; signed in, signed up, or neither."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from classes.domain.attendance import door_code
from classes.domain.events import set_state
from classes.models import Attendance
from classes.views import event_public
from tests.classes.event_making import START, come, event, organiser_of, state_of
from tests.factories.people import PIN, learner

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


def address_now(made, at=START) -> str:
    session = made.sessions.all()[0]
    return reverse("door_check", args=[session.public_id, door_code(session, at=at)])


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.text.split())


def test_scan_confirm_and_be_noted_once(sign_in):
    made = event()
    ani = come(made, learner(name="Ani Kenari")).person
    browser = sign_in(ani)
    assert "Anda Ani Kenari. Catat kehadiran Anda?" in words(browser.get(address_now(made)))
    assert not Attendance.objects.exists()
    for _ in range(2):
        assert "Kehadiran Anda tercatat" in words(browser.post(address_now(made)))
    row = Attendance.objects.get()
    assert (row.person, row.by, row.how) == (ani, ani, "qr")


def test_the_screen_shows_a_new_code_each_half_minute(sign_in, clock):
    made = event()
    session = made.sessions.all()[0]
    browser = sign_in(organiser_of(made))
    address = reverse("door", args=[made.public_id, session.public_id])
    pages = []
    for seconds in (5, 20, 31):
        clock.move_to(START + timedelta(seconds=seconds), tick=False)
        pages.append(BeautifulSoup(browser.get(address).content, "html.parser"))
    drawn = [str(page.select_one("svg.qr")) for page in pages]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [page.select_one("noscript meta")["content"] for page in pages] == ["25", "10", "29"]


def test_an_old_code_says_so_and_notes_nobody(sign_in, clock):
    made = event()
    browser, old = sign_in(come(made).person), address_now(made)
    clock.move_to(START + timedelta(seconds=61), tick=False)
    for act in (browser.get, browser.post):
        answer = act(old)
        assert (answer.status_code, "Kode ini sudah lama" in words(answer)) == (410, True)
    assert not Attendance.objects.exists()


def test_a_scan_holds_long_enough_to_sign_in_and_only_on_that_phone(client, clock):
    made = event()
    ani = come(made).person
    address = address_now(made)
    answer = client.get(address)
    assert answer["Location"] == f"/masuk/?next={address.replace('/', '%2F')}"
    clock.move_to(START + timedelta(minutes=5), tick=False)
    answer = client.post("/masuk/", {"identifier": ani.username, "secret": PIN, "next": address})
    assert answer["Location"] == address
    assert client.post(address).status_code == 200
    assert Attendance.objects.get().person == ani
    clock.move_to(START + timedelta(minutes=16), tick=False)
    other = come(event(title="Lain")).person
    client.logout()
    client.force_login(other)
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(("minutes", "status"), [(-61, 410), (-59, 200), (239, 200), (241, 410)])
def test_the_door_is_open_around_the_session_only(sign_in, clock, minutes, status):
    made = event()
    at = START + timedelta(minutes=minutes)
    browser = sign_in(come(made).person)
    clock.move_to(at, tick=False)
    assert browser.post(address_now(made, at)).status_code == status
    assert Attendance.objects.exists() is (status == 200)


def test_who_did_not_sign_up_walks_in_while_there_is_room(sign_in):
    made = event(quota=1)
    ani, budi = learner(), learner()
    browser = sign_in(ani)
    assert "belum mendaftar" in words(browser.get(address_now(made)))
    browser.post(address_now(made))
    assert (state_of(made, ani), Attendance.objects.get().how) == ("walked_in", "walk_in")
    for act in (sign_in(budi).get, sign_in(budi).post):
        answer = act(address_now(made))
        assert (answer.status_code, "semua tempat terisi" in words(answer)) == (409, True)
    assert not made.registrations.filter(person=budi).exists()


@pytest.mark.parametrize("state", ["cancelled", "draft"])
def test_a_cancelled_event_notes_nobody(sign_in, state):
    made = event()
    ani = come(made).person
    set_state(event=made, state=state, by=organiser_of(made), at=START)
    assert sign_in(ani).post(address_now(made)).status_code == 410
    assert not Attendance.objects.exists()


def test_guessing_is_limited_for_each_person(sign_in, monkeypatch):
    monkeypatch.setattr(event_public, "WRONG_CODES", event_public.Limit("door_code", 3, timedelta(minutes=5)))
    made = event()
    session = made.sessions.all()[0]
    browser = sign_in(come(made).person)
    wrong = reverse("door_check", args=[session.public_id, "XXXXXXXX"])
    assert [browser.get(wrong).status_code for _ in range(4)] == [410, 410, 410, 429]
    assert browser.post(address_now(made)).status_code == 200  # the right one still works


@pytest.mark.parametrize("code", ["%00", "x" * 3000, "%F0%9F%98%80", "..%2F"])
def test_nonsense_in_the_address_is_answered(sign_in, code):
    made = event()
    session = made.sessions.all()[0]
    answer = sign_in(come(made).person).get(f"/hadir/{session.public_id}/{code}/")
    assert answer.status_code in (404, 410)
