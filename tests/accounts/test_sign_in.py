"""Signing in: by user name or phone, for one person or a family, and never a word too much."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.accounts.doing import problems, session_cookie, sign_in_with, typed, visitor, who
from tests.factories.people import PASSWORD, PIN, guest, person, staff

PHONE = "+6281234567890"
WRONG = "This name or number and this PIN or password do not belong together. Check both, then try again."


@pytest.mark.parametrize("identifier", ["siti.aminah", "SITI.Aminah", "  siti.aminah "])
def test_by_user_name_however_it_is_typed(db, identifier):
    siti, client = person(username="siti.aminah"), visitor()
    answer = sign_in_with(client, identifier)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert who(client) == siti


@pytest.mark.parametrize("identifier", ["0812-3456-7890", "081234567890", "+62 812 3456 7890", "62812 3456 7890"])
def test_by_phone_however_it_is_typed(db, identifier):
    siti, client = person(username=None, phone=PHONE), visitor()
    sign_in_with(client, identifier)
    assert who(client) == siti


def test_by_either_when_both_are_known(db):
    siti = person(username="siti.aminah", phone=PHONE)
    for identifier in ("siti.aminah", "0812 3456 7890"):
        client = visitor()
        sign_in_with(client, identifier)
        assert who(client) == siti


def masked(answer, identifier: str) -> tuple[int, str]:
    """Status and page, without what differs in every answer and without what was typed."""
    page = answer.content.decode().replace(identifier, "…")
    page = re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', r"\1", page)
    return answer.status_code, page


def test_unknown_name_unknown_number_and_wrong_secret_read_the_same(db):
    person(username="siti.aminah")
    person(username="nur", phone=PHONE)
    person(username="left.long.ago", is_active=False)
    staff(Role.ADMINISTRATOR, username="ratna")
    guest()
    identifiers = [
        "siti.aminah",
        "nobody.here",
        "0812-3456-7890",
        "0899-9999-9999",
        "left.long.ago",
        "ratna",
        "None",
        "0812",
        "é",
    ]
    answers = [(sign_in_with(visitor(), identifier, "908172"), identifier) for identifier in identifiers]
    assert [problems(answer) for answer, _identifier in answers] == [[WRONG]] * len(identifiers)
    assert len({masked(answer, identifier) for answer, identifier in answers}) == 1
    assert {tuple(sorted(answer.cookies)) for answer, _identifier in answers} == {("csrf",)}


def test_what_was_typed_stays_but_never_the_secret(db):
    answer = sign_in_with(visitor(), "siti.aminah", "rahasia-4711")
    assert typed(answer, "identifier") == "siti.aminah"
    assert b"rahasia-4711" not in answer.content


@pytest.mark.parametrize(
    "fields", [{"identifier": ""}, {"secret": ""}, {"identifier": "x" * 41}, {"secret": "x" * 129}]
)
def test_an_incomplete_form_is_told_at_its_field(db, fields):
    answer = visitor().post(reverse("sign_in"), {"identifier": "siti.aminah", "secret": PIN} | fields)
    [name] = fields
    label = {"identifier": "Phone number or user name", "secret": "PIN or password"}[name]
    assert [problem.split(":")[0] for problem in problems(answer)] == [label]


def test_inactive_people_and_guests_do_not_come_in(db):
    person(username="gone", is_active=False)
    here = guest()
    here.set_password(PIN)
    here.save()
    for identifier in ("gone", "", "None"):
        client = visitor()
        sign_in_with(client, identifier)
        assert who(client) is None


def family(*secrets: str) -> list[User]:
    names = ["Siti Aminah", "Nur Hidayah", "Budi Santoso"]
    return [
        person(username=None, phone=PHONE, name=name, secret=secret)
        for name, secret in zip(names, secrets, strict=False)
    ]


def test_in_a_family_the_right_pin_opens_the_right_account(db):
    for member, secret in zip(family("246813", "908172", "135792"), ["246813", "908172", "135792"], strict=True):
        client = visitor()
        sign_in_with(client, "0812 3456 7890", secret)
        assert who(client) == member


def test_in_a_family_a_wrong_pin_names_nobody(db):
    members = family("246813", "908172", "135792")
    client = visitor()
    answer = sign_in_with(client, "0812 3456 7890", "000999")
    assert problems(answer) == [WRONG]
    assert [member.name for member in members if member.name in answer.content.decode()] == []
    answer = client.get(reverse("choose_person"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("sign_in"))


def choices(answer) -> dict[str, str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return {button.get_text(): button["value"] for button in page.select("button[name=person]")}


def test_two_with_one_pin_are_asked_who_it_is(db):
    siti, nur, budi = family(PIN, PIN, "135792")
    client = visitor()
    answer = sign_in_with(client, "0812 3456 7890", PIN, next="/privasi/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("choose_person"))
    assert who(client) is None
    page = client.get(reverse("choose_person"))
    assert choices(page) == {"Nur Hidayah": str(nur.public_id), "Siti Aminah": str(siti.public_id)}
    for not_offered in (budi.public_id, nur.pk, "", "x"):
        assert client.post(reverse("choose_person"), {"person": not_offered}).status_code == 200
        assert who(client) is None
    before = session_cookie(client)
    answer = client.post(reverse("choose_person"), {"person": nur.public_id})
    assert (answer.status_code, answer["Location"]) == (302, "/privasi/")
    assert who(client) == nur
    assert session_cookie(client) != before


def test_the_choice_is_open_for_five_minutes_and_for_this_phone_only(db, noon):
    siti, _nur = family(PIN, PIN)
    client = visitor()
    with time_machine.travel(noon, tick=False) as clock:
        sign_in_with(client, "0812 3456 7890", PIN)
        assert visitor().post(reverse("choose_person"), {"person": siti.public_id})["Location"] == reverse("sign_in")
        clock.shift(301)
        answer = client.post(reverse("choose_person"), {"person": siti.public_id})
    assert answer["Location"] == reverse("sign_in")
    assert who(client) is None


def test_a_choice_is_used_up_by_choosing(db):
    siti, nur = family(PIN, PIN)
    client = visitor()
    sign_in_with(client, "0812 3456 7890", PIN)
    client.post(reverse("choose_person"), {"person": siti.public_id})
    client.post(reverse("sign_out"))
    assert client.post(reverse("choose_person"), {"person": nur.public_id})["Location"] == reverse("sign_in")
    assert who(client) is None


def test_a_person_made_inactive_meanwhile_is_not_offered(db):
    siti, nur = family(PIN, PIN)
    client = visitor()
    sign_in_with(client, "0812 3456 7890", PIN)
    nur.is_active = False
    nur.save()
    assert choices(client.get(reverse("choose_person"))) == {"Siti Aminah": str(siti.public_id)}


def test_staff_are_not_in_before_their_second_step(db):
    from allauth.mfa.totp.internal.auth import TOTP

    ratna, client = staff(Role.ADMINISTRATOR, username="ratna"), visitor()
    TOTP.activate(ratna, "JBSWY3DPEHPK3PXP")
    answer = sign_in_with(client, "ratna", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))
    assert who(client) is None


def test_the_language_of_the_account_comes_along(db):
    person(username="siti.aminah", language="id")
    client = visitor()
    assert sign_in_with(client, "siti.aminah").cookies["bahasa"].value == "id"
