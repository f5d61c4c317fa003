"""A session is of one sign-in and ends when it should (SECURITY 4): old cookies are replayed."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse

from accounts.domain.roles import grant_role
from accounts.domain.sessions import end_sessions
from accounts.models import Session
from accounts.roles import STAFF_ROLES, Role
from tests.accounts.doing import problems, session_cookie, sign_in_with, visitor, who, with_cookie
from tests.factories.people import PASSWORD, PIN, guest, organisation, person, staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "pohon-mangga"


def signed_in(username: str):
    client = visitor()
    assert sign_in_with(client, username).status_code == 302
    return client


def test_the_session_id_changes_at_sign_in_and_the_old_one_is_worth_nothing(db):
    siti, client = person(username="siti"), visitor()
    client.force_login(guest())
    before = session_cookie(client)
    sign_in_with(client, "siti")
    assert session_cookie(client) != before
    assert who(client) == siti
    assert who(with_cookie(before)) is None


def test_a_session_planted_before_sign_in_is_not_the_one_that_gets_in(db):
    """Session fixation: an attacker's anonymous session on the victim's phone."""
    person(username="siti")
    person(username="nur", phone="+6281234567890")
    person(username="budi", phone="+6281234567890")
    client = visitor()
    sign_in_with(client, "0812 3456 7890")
    planted = session_cookie(client)
    sign_in_with(client, "siti")
    assert session_cookie(client) != planted
    assert who(with_cookie(planted)) is None


def test_a_session_knows_whose_it_is(db):
    siti = person(username="siti")
    signed_in("siti")
    visitor().get("/")
    assert list(Session.objects.values_list("person_id", flat=True)) == [siti.pk]


def test_changing_the_secret_ends_all_other_sessions_and_keeps_this_one(db):
    siti = person(username="siti")
    here, there = signed_in("siti"), signed_in("siti")
    before, other = session_cookie(here), session_cookie(there)
    answer = here.post(reverse("change_secret"), {"current": PIN, "secret": NEW})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account"))
    assert who(here) == siti
    assert [who(with_cookie(cookie)) for cookie in (before, other)] == [None, None]
    siti.refresh_from_db()
    assert (siti.check_password(NEW), siti.has_pin) == (True, False)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"current": "908172"}, "PIN or password until now: This is not your PIN or password. Type it once more."),
        ({"secret": PIN}, "New PIN or password: This is the same as until now. Choose another one."),
        ({"secret": "111111"}, "New PIN or password: This PIN repeats one or two digits. Mix the digits more."),
        ({"secret": ""}, "New PIN or password: This field is required."),
    ],
)
def test_a_change_that_is_refused_changes_nothing(db, fields, wrong):
    siti = person(username="siti", language="en")
    here, there = signed_in("siti"), signed_in("siti")
    answer = here.post(reverse("change_secret"), {"current": PIN, "secret": NEW} | fields)
    assert problems(answer) == [wrong]
    siti.refresh_from_db()
    assert siti.check_password(PIN)
    assert [who(here), who(there)] == [siti, siti]


@pytest.mark.parametrize("asking", ["recovery_card", "change_secret", "delete_my_data"])
def test_nobody_guesses_the_pin_on_an_open_phone(db, noon, asking):
    siti = person(username="siti", language="en")
    here = signed_in("siti")

    def asked(current: str):
        return here.post(reverse(asking), {"current": current, "secret": NEW, "new": "1"})

    with time_machine.travel(noon, tick=False):
        answers = [asked("908172") for _ in range(5)] + [asked(PIN)]
    assert {answer.status_code for answer in answers} == {422}
    assert ["Too many tries" in answer.content.decode() for answer in answers] == [False] * 5 + [True]
    siti.refresh_from_db()
    assert (siti.check_password(PIN), who(here)) == (True, siti)
    with time_machine.travel(noon + timedelta(minutes=6), tick=False):
        assert asked(PIN).status_code == 302


def test_one_may_sign_out_elsewhere_and_stay_here(db):
    siti, nur = person(username="siti"), person(username="nur")
    here, there, somebody_else = signed_in("siti"), signed_in("siti"), signed_in("nur")
    here.post(reverse("end_other_sessions"))
    assert [who(client) for client in (here, there, somebody_else)] == [siti, None, nur]


def test_an_administrator_ends_sessions_of_anybody(db, sign_in):
    siti, nur = person(username="siti"), person(username="nur")
    clients = [signed_in("siti"), signed_in("siti"), signed_in("nur")]
    admin = sign_in(staff(Role.ADMINISTRATOR))
    answer = admin.post(reverse("admin_end_sessions", args=[siti.public_id]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin_person", args=[siti.public_id]))
    assert [who(client) for client in clients] == [None, None, nur]


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.TEACHER])
def test_nobody_else_does_not_even_for_people_they_look_after(db, sign_in, role):
    siti, branch = person(username="siti"), organisation()
    grant_role(person=siti, role=Role.LEARNER, by=None, organisation=branch)
    client = signed_in("siti")
    answer = sign_in(staff(role, branch)).post(reverse("admin_end_sessions", args=[siti.public_id]))
    wanted = (302, "/kelola/") if role in STAFF_ROLES else (403, None)  # Wagtail leads staff back to its first page
    assert (answer.status_code, answer.get("Location")) == wanted
    assert who(client) == siti


def test_end_sessions_says_how_many(db):
    siti = person(username="siti")
    first = signed_in("siti")
    signed_in("siti")
    assert end_sessions(siti, keep=first.session.session_key) == 1
    assert end_sessions(siti) == 1
    assert end_sessions(siti) == 0


def test_a_person_made_inactive_is_out_at_once(db):
    siti = person(username="siti")
    client = signed_in("siti")
    siti.is_active = False
    siti.save()
    assert who(client) is None


def test_how_long_a_session_lasts(db, noon):
    """A learner's phone two months, a trainer's desk half a day."""
    person(username="siti")
    ratna = staff(Role.ADMINISTRATOR, username="ratna")
    TOTP.activate(ratna, SECRET)
    with time_machine.travel(noon, tick=False) as clock:
        learner, trainer = signed_in("siti"), visitor()
        sign_in_with(trainer, "ratna", PASSWORD)
        code = format_hotp_value(hotp_value(SECRET, int(noon.timestamp()) // 30))
        assert trainer.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        assert [bool(who(client)) for client in (learner, trainer)] == [True, True]
        clock.shift(12 * 3600 + 1)
        assert [bool(who(client)) for client in (learner, trainer)] == [True, False]
        clock.shift(60 * 86_400)
        assert who(learner) is None
