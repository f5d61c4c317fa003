"""Accounts that a school makes for its pupils."""

import re
from datetime import UTC, datetime

import pytest

from accounts.domain import managed
from accounts.domain.managed import NewPupil, make_managed_account, make_managed_accounts, plain_name, same_names
from accounts.models import User
from accounts.models.people import Age
from core.models import AuditEvent
from tests.factories.people import organisation, person

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_an_account_that_nobody_signs_in_to_until_a_card_is_made(db):
    school, by = organisation("SMP Contoh", kind="school"), person()
    made = make_managed_account(organisation=school, name="Budi Santoso", by=by, at=NOON)
    made = User.objects.get(pk=made.pk)
    assert re.fullmatch(r"budi-\d{4}", made.username or "")
    assert (made.name, made.age, made.managed_by) == ("Budi Santoso", Age.MINOR, school)
    assert not made.has_usable_password()
    assert (made.name_confirmed_at, made.is_guest, made.is_staff) == (None, False, False)


def test_a_full_name_is_printed_without_asking_again_and_the_log_names_nobody(db):
    school, by = organisation("SMP Contoh", kind="school"), person()
    make_managed_accounts(
        organisation=school, names=[NewPupil("Citra Lestari", full_name=True), NewPupil("Dodi")], by=by, at=NOON
    )
    assert list(User.objects.filter(managed_by=school).order_by("pk").values_list("name_confirmed_at", flat=True)) == [
        NOON,
        None,
    ]
    event = AuditEvent.objects.get(action="accounts.managed_made")
    assert (event.subject, event.detail) == (str(school.public_id), {"people": "2"})


@pytest.mark.parametrize("name", ["王小明", "—", "Q", "😀 😀"])
def test_a_name_without_latin_letters_gets_a_user_name_as_well(db, name):
    made = make_managed_account(organisation=organisation("SMP", kind="school"), name=name, by=person(), at=NOON)
    assert re.fullmatch(r"peserta-\d{4}", made.username or "")
    made.clean_fields(exclude=["password"])


def test_user_names_that_are_taken_are_not_given_again(db, monkeypatch):
    person(username="budi-1000")
    numbers = iter([0, 0, 1, 1, 2])  # taken and twice the same, then twice the same, then free
    monkeypatch.setattr(managed.secrets, "randbelow", lambda below: next(numbers))
    school = organisation("SMP Contoh", kind="school")
    made = make_managed_accounts(organisation=school, names=[NewPupil("Budi"), NewPupil("Budi")], at=NOON)
    assert [one.username for one in made] == ["budi-10001", "budi-100002"]


def test_three_hundred_are_made_in_a_handful_of_queries(db, django_assert_max_num_queries):
    """SQLite takes some forty people a statement; the rest is the same for one as for all."""
    school, count = organisation("SMP Contoh", kind="school"), 300
    with django_assert_max_num_queries(24):
        made = make_managed_accounts(organisation=school, names=[NewPupil(f"Murid {n}") for n in range(count)], at=NOON)
    assert [one.name for one in made] == [f"Murid {n}" for n in range(count)]
    assert None not in [one.pk for one in made]


def test_the_same_name_is_found_however_it_is_written_and_only_in_this_school(db):
    here, there = organisation("SMP 1", kind="school"), organisation("SMP 2", kind="school")
    mine = make_managed_account(organisation=here, name="Moch. Ilham  Ramadhan", by=person(), at=NOON)
    make_managed_account(organisation=there, name="Siti Nur", by=person(), at=NOON)
    assert plain_name("MOCH ILHAM RAMADHÁN") == "moch ilham ramadhan"
    assert same_names(organisation=here, names=["moch ilham ramadhan", "Siti Nur"]) == {"moch ilham ramadhan": [mine]}
