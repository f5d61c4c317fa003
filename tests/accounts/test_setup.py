"""The first administrator: by a link that works once, for a day, and never again once somebody is there."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.domain.roles import revoke_role
from accounts.domain.setup import (
    VALID_FOR,
    LinkSpent,
    is_set_up,
    is_token_valid,
    make_first_administrator,
    make_setup_token,
)
from accounts.models import RoleGrant, SetupLink, User
from accounts.roles import Role
from core.environment import local_values
from core.models import AuditEvent, MunicipalitySettings
from tests.accounts.doing import problems, typed, visitor, who
from tests.factories.people import PASSWORD, person, staff

FORM = {
    "municipality": "Kota Sukamaju",
    "public_url": "https://belajar.sukamaju.example/",
    "time_zone": "Asia/Makassar",
    "neighbourhood_unit": "Lingkungan",
    "name": "Ratna Wijaya",
    "username": " Ratna ",
    "secret": PASSWORD,
}


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


def first(token: str, at, username: str = "ratna") -> User:
    return make_first_administrator(token=token, name="Ratna", username=username, password=PASSWORD, at=at)


def test_the_link_makes_the_city_and_its_first_administrator(db, noon, data_dir):
    client, token = visitor(), make_setup_token(at=noon)
    with time_machine.travel(noon + timedelta(hours=23)):
        assert client.get(reverse("first_setup", args=[token])).status_code == 200
        answer = client.post(reverse("first_setup", args=[token]), FORM)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))
        ratna = User.objects.get()
        assert who(client) == ratna
        assert client.get("/kelola/")["Location"] == reverse("mfa_activate_totp")
    assert (ratna.username, ratna.name, ratna.is_staff, ratna.is_superuser) == ("ratna", "Ratna Wijaya", True, False)
    assert ratna.check_password(PASSWORD)
    assert [(grant.role, grant.organisation) for grant in ratna.role_grants.all()] == [(Role.ADMINISTRATOR, None)]
    city = MunicipalitySettings.load()
    assert (city.municipality, city.time_zone, city.neighbourhood_unit) == (
        "Kota Sukamaju",
        "Asia/Makassar",
        "Lingkungan",
    )
    assert local_values() == {"PUBLIC_URL": "https://belajar.sukamaju.example"}
    assert AuditEvent.objects.get().actor == "system"


def test_without_a_public_address_nothing_is_written(db, noon, data_dir):
    with time_machine.travel(noon):
        visitor().post(reverse("first_setup", args=[make_setup_token(at=noon)]), FORM | {"public_url": ""})
    assert is_set_up()
    assert list(data_dir.iterdir()) == []


def test_it_works_once(db, noon, data_dir):
    token = make_setup_token(at=noon)
    with time_machine.travel(noon):
        visitor().post(reverse("first_setup", args=[token]), FORM)
        later = visitor()
        for answer in (
            later.get(reverse("first_setup", args=[token])),
            later.post(reverse("first_setup", args=[token]), FORM | {"username": "lain"}),
        ):
            assert answer.status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize(("age", "valid"), [(VALID_FOR - timedelta(seconds=1), True), (VALID_FOR, False)])
def test_it_works_for_a_day(db, noon, age, valid):
    token = make_setup_token(at=noon)
    assert is_token_valid(token, at=noon + age) is valid
    if valid:
        assert first(token, noon + age) == User.objects.get()
    else:
        with pytest.raises(LinkSpent):
            first(token, noon + age)
        assert not User.objects.exists()


def test_only_the_newest_link_works(db, noon):
    old, new = make_setup_token(at=noon), make_setup_token(at=noon)
    assert [is_token_valid(token, at=noon) for token in (old, new, "", "x", new[:-1])] == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_the_database_does_not_know_the_token(db, noon):
    token = make_setup_token(at=noon)
    assert len(token) >= 32
    assert token not in str(SetupLink.objects.values())


def test_there_is_no_link_while_there_is_an_administrator(db, noon):
    token = make_setup_token(at=noon)
    ratna = staff(Role.ADMINISTRATOR)
    assert not is_token_valid(token, at=noon)
    for act in (lambda: make_setup_token(at=noon), lambda: first(token, noon)):
        with pytest.raises(LinkSpent):
            act()
    assert list(User.objects.all()) == [ratna]


def test_trainers_and_people_who_left_are_no_administrators(db, noon):
    staff(Role.AUTHOR)
    gone = staff(Role.ADMINISTRATOR, is_active=False)
    assert not is_set_up()
    assert first(make_setup_token(at=noon), noon).is_staff
    assert is_set_up()
    revoke_role(grant=RoleGrant.objects.get(person=gone, role=Role.ADMINISTRATOR), by=gone)


def test_two_at_once_make_one_administrator(in_parallel, noon):
    token = make_setup_token(at=noon)
    results = in_parallel([lambda number=number: first(token, noon, f"ratna{number}") for number in range(6)])
    assert sorted(type(result).__name__ for result in results) == ["LinkSpent"] * 5 + ["User"]
    assert (User.objects.count(), RoleGrant.objects.count()) == (1, 1)


def test_when_the_link_is_used_up_in_between_no_half_of_a_person_is_left(db, noon):
    token = make_setup_token(at=noon)
    person(username="ratna")
    with pytest.raises(Exception, match=r"(?i)unique"):
        first(token, noon)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"secret": "246813"}, "Password: Use at least 10 characters."),
        ({"secret": "ratna-ratna"}, "Password: Your name or number should not be in your password."),
        ({"username": "0812-3456-7890"}, "User name: Choose a user name, not a phone number."),
        ({"username": "siti"}, "User name: The name “siti” is taken. Add a number or your village, for example."),
        ({"public_url": "javascript:alert(1)"}, "Public address of this site: Enter a valid URL."),
        ({"public_url": "ftp://belajar.example"}, "Public address of this site: Enter a valid URL."),
        ({"public_url": "https://a.example/\nDEBUG=1"}, "Public address of this site: Enter a valid URL."),
        ({"time_zone": "Europe/Berlin"}, "Time zone: Select a valid choice."),
        ({"municipality": ""}, "Name of the municipality: This field is required."),
    ],
)
def test_mistakes_are_told_and_the_link_stays_good(db, noon, data_dir, fields, wrong):
    person(username="siti")
    token = make_setup_token(at=noon)
    with time_machine.travel(noon):
        answer = visitor().post(reverse("first_setup", args=[token]), FORM | fields)
    [found] = problems(answer)
    assert found.startswith(wrong)
    assert typed(answer, "name") == "Ratna Wijaya"
    assert typed(answer, "secret") is None
    assert is_token_valid(token, at=noon)
    assert not RoleGrant.objects.exists()
    assert local_values() == {}
