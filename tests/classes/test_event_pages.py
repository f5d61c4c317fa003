"""Organisers plan a training and see who comes; people sign up on its page. Without JavaScript, as a form sends it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from classes.domain.signup import cancel_place
from classes.models import ClassGroup, EventSession, TrainingEvent
from tests.classes.event_making import AFTER, NOON, attend, come, event, organiser_of, state_of
from tests.classes.making import coordinator, school, teacher
from tests.factories.people import guest, learner, person

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def fields(**more) -> dict[str, str]:
    """A training of two days, as the page sends it."""
    typed = {
        "title": "Bimtek Layanan Digital",
        "description": "Dua hari.",
        "place": "Balai Kota",
        "quota": "30",
        "public_signup": "on",
        "min_attendance": "80",
        "sesi-TOTAL_FORMS": "2",
        "sesi-INITIAL_FORMS": "0",
        "sesi-0-title": "Hari pertama",
        "sesi-0-day": "2026-12-01",
        "sesi-0-start": "09:00",
        "sesi-0-end": "12:00",
        "sesi-1-title": "Hari kedua",
        "sesi-1-day": "2026-12-02",
        "sesi-1-start": "09:00",
        "sesi-1-end": "15:30",
    }
    return typed | more


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


_UNSAID = {"checkbox": "on"}  # what a browser sends where the page gives no value


def as_sent(page: BeautifulSoup) -> dict[str, str]:
    """What the largest form of this page would send, untouched."""
    form = max(page.select("main form"), key=lambda one: len(one.select("[name]")))
    sent = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        if one.get("type") in ("checkbox", "radio") and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            sent[one["name"]] = chosen["value"]
        else:
            sent[one["name"]] = (
                one.get("value", _UNSAID.get(one.get("type"), ""))
                if one.name == "input"
                else one.text.removeprefix("\n")
            )
    return sent


def test_a_coordinator_plans_two_days_opens_them_and_people_find_them(sign_in, client):
    dinas = school("Diskominfo Contoh")
    coordinating = coordinator(dinas)
    browser = sign_in(coordinating)
    answer = browser.post(reverse("new_event"), fields(organisation=str(dinas.public_id)))
    made = TrainingEvent.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("event_home", args=[made.public_id]))
    assert (made.state, made.quota, made.group.kind, made.group.organisation) == ("draft", 30, "event", dinas)
    assert [(one.title, one.minutes) for one in made.sessions.all()] == [("Hari pertama", 180), ("Hari kedua", 390)]
    assert made.sessions.all()[0].starts_at.isoformat() == "2026-12-01T02:00:00+00:00"  # 09.00 WIB
    assert "Bimtek" not in page_of(browser.get("/pelatihan/")).main.text
    browser.post(reverse("change_event_state", args=[made.public_id]), {"state": "open"})
    client.logout()
    shown = page_of(client.get("/pelatihan/")).main.text
    assert "Bimtek Layanan Digital" in shown
    assert "Selasa, 1 Desember 2026" in shown


def test_another_row_keeps_all_that_was_typed_and_complains_of_nothing(sign_in):
    dinas = school()
    browser = sign_in(coordinator(dinas))
    typed = fields(organisation=str(dinas.public_id), title="", more="1")
    page = page_of(browser.post(reverse("new_event"), typed))
    assert not TrainingEvent.objects.exists()
    assert page.select(".sum, .wrong") == []
    sent = as_sent(page)
    assert sent["sesi-TOTAL_FORMS"] == "3"
    assert {name: sent.get(name) for name in fields()} | {"title": "", "sesi-TOTAL_FORMS": "2"} == fields(
        title="", **{"sesi-INITIAL_FORMS": sent["sesi-INITIAL_FORMS"]}
    )
    answer = browser.post(reverse("new_event"), sent | {"title": "Bimtek", "sesi-2-title": ""})
    assert answer.status_code == 302
    assert EventSession.objects.count() == 2


def test_settings_change_take_out_and_add_sessions_and_leave_the_others_as_they_are(sign_in):
    made = event()
    first, second = made.sessions.all()
    browser = sign_in(organiser_of(made))
    address = reverse("event_settings", args=[made.public_id])
    untouched = as_sent(page_of(browser.get(address)))
    assert browser.post(address, untouched).status_code == 302
    same = list(made.sessions.values_list("pk", "starts_at", "ends_at"))
    assert same == [(one.pk, one.starts_at, one.ends_at) for one in (first, second)]
    changed = untouched | {
        "sesi-TOTAL_FORMS": "3",
        "sesi-1-DELETE": "on",
        "sesi-2-title": "Hari ketiga", "sesi-2-day": "2026-12-03", "sesi-2-start": "08:00", "sesi-2-end": "10:00",
    }  # fmt: skip
    assert browser.post(address, changed).status_code == 302
    assert [one.title for one in made.sessions.all()] == ["Hari 1", "Hari ketiga"]
    assert made.sessions.all()[0].pk == first.pk


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "a\0b"}, "description"),
        ({"quota": "-1"}, "quota"),
        ({"quota": "9" * 400}, "quota"),
        ({"min_attendance": "0"}, "min_attendance"),
        ({"min_attendance": "101"}, "min_attendance"),
        ({"courses": str(uuid4())}, "courses"),
        ({"posttest": "x"}, "posttest"),
        ({"signup_opens_at": "0001-01-01T00:00"}, "signup_opens_at"),
        ({"signup_closes_at": "9999-12-31T23:59"}, "signup_closes_at"),
        ({"signup_opens_at": "2026-12-02T09:00", "signup_closes_at": "2026-12-01T09:00"}, "signup_closes_at"),
        ({"organisation": "x"}, "organisation"),
        ({"sesi-0-end": "08:00"}, "sesi-0-end"),
        ({"sesi-0-day": "0001-01-01"}, "sesi-0-day"),
        ({"sesi-0-day": "31 Desember"}, "sesi-0-day"),
        ({"sesi-0-key": "x"}, "sesi-0-key"),
        ({"sesi-TOTAL_FORMS": "x"}, ""),
        ({"sesi-TOTAL_FORMS": "99999999"}, ""),
        ({"sesi-TOTAL_FORMS": "0"}, ""),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_reason(sign_in, more, where):
    dinas = school()
    typed = fields(organisation=str(dinas.public_id)) | more
    answer = sign_in(coordinator(dinas)).post(reverse("new_event"), typed)
    assert answer.status_code == 422
    assert not TrainingEvent.objects.exists()
    if where and where != "sesi-0-key":
        assert page_of(answer).select(f".bad [name='{where}']") or where == "courses"
    assert as_sent(page_of(answer))["place"] == "Balai Kota"


def test_a_session_key_of_another_event_changes_nothing_there(sign_in):
    mine, other = event(), event()
    browser = sign_in(organiser_of(mine))
    address = reverse("event_settings", args=[mine.public_id])
    foreign = other.sessions.all()[0]
    sent = as_sent(page_of(browser.get(address))) | {"sesi-0-key": str(foreign.public_id), "sesi-0-title": "Diambil"}
    browser.post(address, sent)
    foreign.refresh_from_db()
    assert (foreign.title, foreign.event) == ("Hari 1", other)


def test_a_coordinator_of_another_school_finds_nothing_of_it_anywhere(sign_in):
    made = event()
    ani = come(made).person
    session = made.sessions.all()[0]
    browser = sign_in(coordinator(school()))
    names = ["event_home", "event_settings", "event_people", "event_speakers", "event_certificates", "event_report"]
    assert [browser.get(reverse(name, args=[made.public_id])).status_code for name in names] == [404] * len(names)
    posts = [
        reverse("change_event_state", args=[made.public_id]),
        reverse("add_walk_in", args=[made.public_id]),
        reverse("release_place", args=[made.public_id, ani.public_id]),
        reverse("keep_session_list", args=[made.public_id, session.public_id]),
        reverse("issue_event_certificates", args=[made.public_id]),
    ]
    assert [browser.post(one, {"state": "cancelled"}).status_code for one in posts] == [404] * len(posts)
    assert made.title not in browser.get(reverse("led_events")).content.decode()
    made.refresh_from_db()
    assert (made.state, state_of(made, ani)) == ("open", "registered")


def test_a_session_of_another_event_is_not_reached_through_ones_own(sign_in):
    mine, other = event(), event()
    browser = sign_in(organiser_of(mine))
    session = other.sessions.all()[0].public_id
    for name in ("session_list", "door", "attendance_pdf"):
        assert browser.get(reverse(name, args=[mine.public_id, session])).status_code == 404


def test_a_teacher_of_a_school_opens_no_training(sign_in):
    assert sign_in(teacher(school())).get(reverse("new_event")).status_code == 404


def test_signing_up_waiting_and_giving_the_place_up_on_the_page(sign_in):
    made = event(quota=1)
    ani, budi = learner(name="Ani Kenari"), learner(name="Budi Jalak")
    address = reverse("event", args=[made.public_id])
    page = page_of(sign_in(ani).get(address))
    assert "Masih ada 1 tempat." in page.main.text
    sent = as_sent(page) | {"sex": "f"}
    browser = sign_in(ani)
    assert "Anda mendapat tempat" in browser.post(address + "daftar/", sent, follow=True).content.decode()
    browser.post(address + "daftar/", sent)
    assert made.registrations.get().sex == "f"
    browser = sign_in(budi)
    assert "Masukkan saya ke daftar tunggu" in browser.get(address).content.decode()
    browser.post(address + "daftar/", {"key": str(uuid4())})
    assert "Anda berikutnya di daftar tunggu" in browser.get(address).content.decode()
    sign_in(ani).post(address + "batal/")
    assert (state_of(made, ani), state_of(made, budi)) == ("cancelled", "registered")
    assert "Yours" not in sign_in(ani).get("/pelatihan/").content.decode()
    assert made.title in sign_in(budi).get("/pelatihan/").content.decode()


def test_visitors_and_guests_are_led_to_an_account_and_come_back(client, sign_in):
    made = event()
    address = reverse("event", args=[made.public_id])
    links = [one["href"] for one in page_of(client.get(address)).main.select("a.go")]
    assert f"/daftar/?next={address}" in links
    assert client.post(address + "daftar/", {"key": str(uuid4())})["Location"].startswith("/masuk/?next=")
    assert sign_in(guest()).post(address + "daftar/")["Location"] == "/daftar/"
    assert not made.registrations.exists()


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("open", 200), ("over", 200), ("cancelled", 200)])
def test_a_draft_is_seen_by_nobody_and_a_cancelled_one_says_so(client, state, status):
    made = event(state=state)
    answer = client.get(reverse("event", args=[made.public_id]))
    assert answer.status_code == status
    if state == "cancelled":
        assert "Pelatihan ini dibatalkan." in answer.content.decode()
    assert made.title in client.get("/pelatihan/").content.decode() or state != "open"


def test_an_event_without_public_sign_up_is_there_for_those_who_were_put_in(client, sign_in):
    made = event(public_signup=False)
    ani = learner()
    address = reverse("event", args=[made.public_id])
    assert client.get(address).status_code == 404
    assert sign_in(ani).post(address + "daftar/").status_code == 404
    browser = sign_in(organiser_of(made))
    browser.post(reverse("add_walk_in", args=[made.public_id]), {"identifier": ani.username})
    assert state_of(made, ani) == "walked_in"
    assert sign_in(ani).get(address).status_code == 200


@pytest.mark.parametrize("typed", ["", "tidak-ada", "a\0b", "x" * 500, "0812"])
def test_a_walk_in_nobody_knows_is_told_and_nobody_is_let_in(sign_in, typed):
    made = event()
    browser = sign_in(organiser_of(made))
    answer = browser.post(reverse("add_walk_in", args=[made.public_id]), {"identifier": typed}, follow=True)
    assert answer.status_code == 200
    assert page_of(answer).select(".note.error")
    assert not made.registrations.exists()


@pytest.mark.parametrize(("age", "let_in"), [("minor", False), ("adult", True)])
def test_a_child_of_another_school_is_let_in_by_nobody_who_types_its_user_name(sign_in, age, let_in):
    made = event()
    ani = learner(name="Ani Kenari", managed_by=school(), age=age)
    own = learner(managed_by=made.group.organisation, age=age)
    browser = sign_in(organiser_of(made))
    for one in (ani, own):
        answer = browser.post(reverse("add_walk_in", args=[made.public_id]), {"identifier": one.username}, follow=True)
        if one == ani:
            assert ("Ani Kenari" in answer.content.decode()) is let_in
    assert made.registrations.filter(person=ani).exists() is let_in
    assert made.registrations.filter(person=own).exists()
    speaker = {"name": "Dr. Contoh", "part": "speaker", "identifier": ani.username}
    browser.post(reverse("event_speakers", args=[made.public_id]), speaker)
    assert made.speakers.exists() is let_in


def test_two_people_behind_one_phone_are_never_guessed(sign_in):
    made = event()
    for name in ("Ibu", "Anak"):
        person(name=name, username=None, phone="+6281234567890")
    sign_in(organiser_of(made)).post(reverse("add_walk_in", args=[made.public_id]), {"identifier": "081234567890"})
    assert not made.registrations.exists()


def test_people_are_found_by_a_search_that_is_posted(sign_in):
    made = event()
    for name in ("Ani Kenari", "Budi Jalak"):
        come(made, learner(name=name))
    browser = sign_in(organiser_of(made))
    text = page_of(browser.post(reverse("event_people", args=[made.public_id]), {"q": "kenari\0"})).main.text
    assert "Ani Kenari" in text
    assert "Budi Jalak" not in text


def test_the_list_of_a_session_is_ticked_and_a_scan_meanwhile_stays(sign_in):
    made = event()
    ani, budi, citra = (come(made, learner(name=name)).person for name in ("Ani", "Budi", "Citra"))
    session = made.sessions.all()[0]
    attend(session, budi)
    browser = sign_in(organiser_of(made))
    page = page_of(browser.get(reverse("session_list", args=[made.public_id, session.public_id])))
    before = [one["value"] for one in page.select("input[name=was]")]
    assert before == [str(budi.public_id)]
    attend(session, citra, how="qr")  # after the page was made
    sent = {"was": before, "there": [str(ani.public_id), "x", str(uuid4())]}
    browser.post(reverse("keep_session_list", args=[made.public_id, session.public_id]), sent)
    there = dict(session.attendances.values_list("person", "how"))
    assert there == {ani.pk: "list", citra.pk: "qr"}


def test_the_paper_to_sign_is_a_pdf_with_all_names(sign_in):
    from io import BytesIO

    from pypdf import PdfReader

    made = event()
    for name in ("Ani Kenari", "Budi Jalak", "=1+1 #set"):
        come(made, learner(name=name))
    session = made.sessions.all()[0]
    answer = sign_in(organiser_of(made)).get(reverse("attendance_pdf", args=[made.public_id, session.public_id]))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert all(one in text for one in ("Daftar hadir", "Ani Kenari", "Budi Jalak", "=1+1 #set", "Tanda tangan"))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long_they_are(sign_in, count):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    dinas = school()
    by = coordinator(dinas)
    for _ in range(count):
        made = event(by, dinas)
        for _ in range(count):
            attend(made.sessions.all()[0], come(made).person)
    browser = sign_in(by)
    counts = []
    session = made.sessions.all()[0].public_id
    for address in (
        reverse("led_events"),
        "/pelatihan/",
        reverse("event_people", args=[made.public_id]),
        reverse("session_list", args=[made.public_id, session]),
        reverse("event_certificates", args=[made.public_id]),
        reverse("event_report", args=[made.public_id]),
    ):
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(address).status_code == 200
        counts.append(len(caught))
    expected = _COUNTS.setdefault("counts", counts)
    assert counts == expected


_COUNTS: dict[str, list[int]] = {}  # of the first of the two; a list is the same for the second


def test_the_organiser_is_told_how_many_come_and_wait(sign_in):
    made = event(quota=1)
    come(made)
    come(made)
    text = " ".join(
        page_of(sign_in(organiser_of(made)).get(reverse("event_home", args=[made.public_id]))).main.text.split()
    )
    assert "1 punya tempat 1 menunggu 0 tempat tersisa" in text
    assert "0 dari 1 peserta hadir" in text


def test_an_event_that_is_over_is_no_class_of_the_list_of_classes(sign_in):
    made = event()
    assert ClassGroup.objects.get().kind == "event"
    answer = sign_in(organiser_of(made)).get(reverse("classes"))
    assert made.title not in answer.content.decode()


def test_nobody_gives_up_a_place_twice_or_that_of_another(sign_in, noon):
    made = event()
    ani = come(made).person
    stranger = sign_in(learner())
    assert stranger.post(reverse("give_up_place", args=[made.public_id])).status_code == 404
    assert state_of(made, ani) == "registered"
    cancel_place(event=made, person=ani, by=ani, at=NOON)
    assert sign_in(ani).post(reverse("give_up_place", args=[made.public_id])).status_code == 302
    noon.move_to(AFTER + timedelta(days=1), tick=False)
    assert "Pendaftaran ditutup." in sign_in(ani).get(reverse("event", args=[made.public_id])).content.decode()
