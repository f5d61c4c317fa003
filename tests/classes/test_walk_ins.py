"""Somebody at the door without account, phone or e-mail; and the class of a training, which its places decide on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import User
from classes.domain.cards import make_cards
from classes.domain.event_certificates import event_lines
from tests.accounts.doing import visitor, who
from tests.classes.event_making import AFTER, NOON, attend_all, come, event, organiser_of, state_of
from tests.classes.making import with_pin
from tests.classes.test_class_sign_in import come_in
from tests.factories.people import learner

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def send(browser, made, name, **more):
    address = reverse("add_new_person", args=[made.public_id])
    return browser.post(address, {"key": str(uuid4()), "name": name} | more)


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.text.split())


def test_the_organisation_makes_the_account_and_the_certificate_bears_the_full_name(sign_in, noon):
    made = event()
    browser, key = sign_in(organiser_of(made)), str(uuid4())
    for _ in range(2):
        assert send(browser, made, "Mbah Karto", key=key).status_code == 302
    karto = User.objects.get(name="Mbah Karto")
    assert (karto.managed_by, karto.has_usable_password()) == (made.group.organisation, False)
    assert (state_of(made, karto), made.group.members.get().person) == ("walked_in", karto)
    assert "Kartu masuk" in words(browser.get(reverse("event_people", args=[made.public_id])))
    attend_all(made, karto)
    noon.move_to(AFTER, tick=False)
    assert [(line.name, line.can_be_issued) for line in event_lines(made)] == [("Mbah Karto", True)]
    card = make_cards(
        group=made.group, people=[karto], address="https://contoh.test/", by=organiser_of(made), at=AFTER, key=uuid4()
    )
    assert card.startswith(b"%PDF")


def test_a_name_that_the_organisation_knows_is_asked_about_and_nobody_elses(sign_in):
    made = event()
    here = learner(name="Tini Cendana", managed_by=made.group.organisation)
    learner(name="Tini Cendana", managed_by=event().group.organisation)
    learner(name="Tini Cendana")
    browser = sign_in(organiser_of(made))
    answer = send(browser, made, "tini cendana")
    page = BeautifulSoup(answer.content, "html.parser")
    assert [one["value"] for one in page.select("[name=answer]")] == [str(here.public_id), "new"]
    assert not made.registrations.exists()
    send(browser, made, "tini cendana", answer=str(here.public_id))
    assert made.registrations.get().person == here
    send(browser, made, "tini cendana", answer="new")
    assert made.registrations.count() == 2


@pytest.mark.parametrize("answer", ["x", "\0", "6c5b35fa-ff49-41e3-bf23-ead724c57ade"])
def test_an_account_that_is_not_offered_is_not_taken(sign_in, answer):
    made = event()
    learner(name="Tini Cendana", managed_by=made.group.organisation)
    assert send(sign_in(organiser_of(made)), made, "Tini Cendana", answer=answer).status_code == 200
    assert not made.registrations.exists()


@pytest.mark.parametrize(
    ("fields", "says"), [({"quota": 0}, "Semua tempat terisi"), ({"state": "draft"}, "Pelatihan ini tidak dibuka")]
)
def test_without_room_no_account_is_made_and_the_name_stays_typed(sign_in, fields, says):
    made = event(**fields)
    answer = send(sign_in(organiser_of(made)), made, "Mbah Karto")
    assert (answer.status_code, says in words(answer)) == (422, True)
    assert BeautifulSoup(answer.content, "html.parser").select_one("details[open] [name=name]")["value"] == "Mbah Karto"
    assert not User.objects.filter(name="Mbah Karto").exists()


@pytest.mark.parametrize("name", ["", " \0 ", "...", "a" * 151])
def test_what_is_no_name_is_refused(sign_in, name):
    made = event()
    assert send(sign_in(organiser_of(made)), made, name).status_code == 422
    assert not made.registrations.exists()


def test_the_class_of_a_training_leads_to_its_places(sign_in):
    made = event()
    ani = come(made).person
    browser, group = sign_in(organiser_of(made)), made.group
    places = reverse("event_people", args=[made.public_id])
    for name in ("add_pupils", "class_rosters", "move_class_up"):
        assert browser.get(reverse(name, args=[group.public_id]))["Location"] == places
    out = reverse("remove_member", args=[group.public_id, ani.public_id])
    assert browser.post(out)["Location"] == places
    assert group.members.get(left_at=None).person == ani
    for name in ("class_home", "class_members"):
        page = BeautifulSoup(browser.get(reverse(name, args=[group.public_id])).content, "html.parser")
        assert page.select_one(f"main a[href='{places}']")
    assert page.select("main form") == []


def test_with_the_card_somebody_without_phone_comes_back_to_the_class_of_the_training(sign_in):
    made = event()
    send(sign_in(organiser_of(made)), made, "Mbah Karto")
    karto = with_pin(made.group.members.select_related("person").get()).person
    client = visitor()
    assert come_in(client, made.group.code, "mbah karto").status_code == 302
    assert who(client) == karto


def test_the_code_of_a_training_takes_nobody_in_and_its_class_stays_that_of_a_training(sign_in):
    made = event()
    address = reverse("join_class", args=[made.group.code])
    browser = sign_in(learner())
    assert "tidak menerima" in words(browser.get(address))
    browser.post(address, {"key": str(uuid4())})
    assert not made.group.members.exists()
    settings = reverse("class_settings", args=[made.group.public_id])
    sent = {"name": "7A", "kind": "school_class", "secret": "number", "code_open": "on"}
    organiser = sign_in(organiser_of(made))
    assert organiser.post(settings, sent)["Location"] == reverse("event_settings", args=[made.public_id])
    made.group.refresh_from_db()
    assert (made.group.kind, made.group.code_open) == ("event", False)
    assert "Guru" in words(organiser.get(settings))
