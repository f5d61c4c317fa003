"""Making an account: for a guest in place, with consent on record, and errors where they belong."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.domain.guests import start_guest
from accounts.domain.sign_up import MAX_PEOPLE_PER_PHONE, NewAccount, PhoneFull, UsernameTaken, sign_up
from accounts.models import Consent, NeighbourhoodUnit, Region, User
from accounts.privacy import PURPOSES
from tests.accounts.doing import problems, session_cookie, sign_up_with, typed, visitor, who
from tests.factories.people import PIN, guest, person

COUNTED = "I agree that my kelurahan is counted in reports of the city, without my name."
TAKEN = "Phone number or user name: The name “siti.aminah” is taken. Add a number or your village, for example."


def village() -> Region:
    city = Region.objects.create(code="32.73", name="Kota Sukamaju", level="city")
    district = Region.objects.create(code="32.73.01", name="Sukamaju Kidul", level="district", parent=city)
    made = Region.objects.create(code="32.73.01.1001", name="Mekar", level="village", parent=district)
    NeighbourhoodUnit.objects.create(region=made, number=5)
    return made


def test_a_new_account_holds_what_was_typed_and_nothing_else(db):
    client = visitor()
    answer = sign_up_with(client, name=" Siti  Aminah ", identifier=" Siti.Aminah ")
    assert (answer.status_code, answer["Location"]) == (302, reverse("recovery_card"))
    siti = User.objects.get()
    assert (siti.name, siti.username, siti.phone, siti.email, siti.age) == (
        "Siti Aminah",
        "siti.aminah",
        "",
        "",
        "adult",
    )
    assert (siti.kelurahan, siti.neighbourhood, siti.language) == (None, None, "en")
    assert (siti.is_guest, siti.is_staff, siti.is_superuser, siti.has_pin) == (False, False, False, True)
    assert (siti.name_confirmed_at, siti.must_change_secret) == (None, False)
    assert siti.check_password(PIN)
    assert who(client) == siti


def test_a_phone_number_makes_an_account_without_user_name(db):
    sign_up_with(visitor(), identifier="0812-3456-7890", secret="pohon-mangga")
    siti = User.objects.get()
    assert (siti.username, siti.phone, siti.has_pin, siti.sign_in_name) == (
        None,
        "+6281234567890",
        False,
        "0812-3456-7890",
    )


def test_nobody_makes_themselves_more_than_a_learner(db):
    extra = {
        "is_staff": "on",
        "is_superuser": "1",
        "is_demo": "on",
        "role": "administrator",
        "groups": "1",
        "is_guest": "on",
    }
    sign_up_with(visitor(), **extra, name_confirmed_at="2020-01-01")
    siti = User.objects.get()
    assert (siti.is_staff, siti.is_superuser, siti.is_demo, siti.is_guest, siti.name_confirmed_at) == (
        *[False] * 4,
        None,
    )
    assert (siti.groups.count(), siti.role_grants.count()) == (0, 0)


def test_what_was_agreed_to_is_kept_with_its_version(db, noon):
    sign_up_with(visitor(), consent_region="on")
    versions = {purpose.name: purpose.version for purpose in PURPOSES}
    assert dict(Consent.objects.values_list("purpose", "version")) == versions
    assert list(Consent.objects.values_list("withdrawn_at", flat=True)) == [None, None]


def test_only_the_required_consent_is_required(db):
    client = visitor()
    answer = sign_up_with(client, consent_learning=None, consent_region="on")
    with translation.override("en"):
        assert problems(answer) == [f"{PURPOSES[0].sentence}: This field is required."]
    assert not User.objects.exists()
    sign_up_with(client)
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["learning"]


def test_where_one_lives_may_be_said(db):
    home = village()
    sign_up_with(visitor(), kelurahan=home.pk, neighbourhood="5", email="siti@example.org", consent_region="on")
    siti = User.objects.get()
    assert (siti.kelurahan, siti.neighbourhood.number, siti.email) == (home, 5, "siti@example.org")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"neighbourhood": "5"}, ["Kelurahan or village: Choose the kelurahan first."]),
        (
            {"kelurahan": True, "neighbourhood": "6", "consent_region": "on"},
            ["RW: This kelurahan has no unit with this number."],
        ),
        ({"kelurahan": True}, [f"{COUNTED}: Tick this, or leave the kelurahan empty."]),
        ({"kelurahan": "999999"}, ["Kelurahan or village: Select a valid choice."]),
        (
            {"kelurahan": True, "neighbourhood": "0", "consent_region": "on"},
            ["RW: Ensure this value is greater than or equal to 1."],
        ),
        ({"email": "siti"}, ["E-mail: Enter a valid email address."]),
        ({"age": "unknown"}, ["How old are you?: Select a valid choice. unknown is not one of the available choices."]),
        ({"age": None}, ["How old are you?: This field is required."]),
        ({"secret": "111111"}, ["PIN or password: This PIN repeats one or two digits. Mix the digits more."]),
        ({"identifier": "0812345"}, ["Phone number or user name: This phone number is not complete."]),
        ({"identifier": "ab"}, ["Phone number or user name: 3 to 30 characters"]),
        ({"identifier": "siti@example.org"}, ["Phone number or user name: 3 to 30 characters"]),
        ({"name": ""}, ["Full name: This field is required."]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(db, fields, wrong):
    fields = fields | ({"kelurahan": village().pk} if fields.get("kelurahan") is True else {})
    answer = sign_up_with(visitor(), **({"name": "Siti 'Ti' Aminah", "email": "siti@example.org"} | fields))
    found = problems(answer)
    assert len(found) == len(wrong)
    assert [says for says, begins in zip(found, wrong, strict=True) if not says.startswith(begins)] == []
    assert typed(answer, "name") == (fields.get("name", "Siti 'Ti' Aminah") or None)
    assert typed(answer, "email") == fields.get("email", "siti@example.org")
    assert typed(answer, "secret") is None
    assert not User.objects.exists()


@pytest.mark.parametrize("identifier", ["siti.aminah", "SITI.Aminah", " siti.aminah "])
def test_a_name_that_is_taken_is_taken_in_any_spelling(db, identifier):
    person(username="siti.aminah")
    answer = sign_up_with(visitor(), identifier=identifier, name="Siti Lain")
    assert problems(answer) == [TAKEN]
    assert (typed(answer, "name"), typed(answer, "identifier")) == ("Siti Lain", identifier)
    assert User.objects.count() == 1


def new(username: str | None = None, phone: str = "") -> NewAccount:
    return NewAccount(name="Siti", secret=PIN, age="adult", username=username, phone=phone, purposes=("learning",))


def test_a_guest_becomes_the_account_in_place(db, noon):
    here = guest()
    siti, _words = sign_up(new=new("siti.aminah"), guest=here, language="id", at=noon)
    assert (siti.pk, siti.public_id, siti.joined_at) == (here.pk, here.public_id, here.joined_at)
    assert list(User.objects.values_list("username", "is_guest")) == [("siti.aminah", False)]


def test_an_account_never_becomes_another_one(db, noon):
    nur = person()
    siti, _words = sign_up(new=new("siti.aminah"), guest=nur, language="id", at=noon)
    assert siti.pk != nur.pk
    assert not User.objects.get(pk=nur.pk).check_password("x")
    assert User.objects.get(pk=nur.pk).username == nur.username


def test_many_who_want_the_same_name_at_once_make_one_account_and_the_others_read_why(in_parallel):
    answers = in_parallel([lambda: sign_up_with(visitor(), name="Siti Lain") for _ in range(6)])
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [302]
    assert [problems(answer) for answer in answers if answer.status_code == 200] == [[TAKEN]] * 5
    assert [typed(answer, "name") for answer in answers if answer.status_code == 200] == ["Siti Lain"] * 5
    assert (User.objects.count(), Consent.objects.count()) == (1, 1)


def test_a_guest_whose_name_was_taken_stays_a_guest(db, noon):
    person(username="siti.aminah")
    here = guest()
    with pytest.raises(UsernameTaken):
        sign_up(new=new("siti.aminah"), guest=here, language="id", at=noon)
    assert here.is_guest
    kept = User.objects.get(pk=here.pk)
    assert (kept.is_guest, kept.name, kept.username, kept.recovery_hash) == (True, "", None, "")


def test_a_phone_is_shared_by_a_family_not_by_a_village(db):
    for _ in range(MAX_PEOPLE_PER_PHONE):
        person(phone="+6281234567890")
    person(phone="+6281234567890", is_active=False)
    answer = sign_up_with(visitor(), identifier="0812 3456 7890")
    assert problems(answer) == [
        "Phone number or user name: Too many people use this number already. Choose a user name instead."
    ]
    with pytest.raises(PhoneFull):
        sign_up(new=new(phone="+6281234567890"), guest=None, language="id", at=User.objects.first().joined_at)
    sign_up_with(visitor(), identifier="0812 3456 7891")
    assert User.objects.filter(phone="+6281234567891").count() == 1


def test_signing_up_opens_a_session_of_its_own(db):
    client = visitor()
    client.force_login(start_guest(language="id", at=guest().joined_at))
    before = session_cookie(client)
    sign_up_with(client)
    assert session_cookie(client) != before


def test_whoever_is_signed_in_has_an_account_already(db, sign_in):
    answer = sign_up_with(sign_in(person()))
    assert (answer.status_code, answer["Location"]) == (302, reverse("account"))
    assert User.objects.count() == 1


def test_a_name_typed_for_a_waiting_certificate_counts_as_confirmed(db):
    sign_up_with(visitor(), certificate="1")
    assert User.objects.get().name_confirmed_at is not None
