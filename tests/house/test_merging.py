"""Whatever points at a person moves when two accounts become one (ADR 0040), and comes back when they part.

A table of people's that is new makes these tests fail until ``tests.classes.two_accounts`` fills it on both sides, and
until its app says in ``join`` or ``claim`` how its rows move.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import transaction

from accounts import personal_data
from accounts.domain.merge import merge_accounts
from accounts.models import User
from accounts.roles import Role
from classes.domain import merging
from classes.models import Handover
from tests.classes.event_making import AFTER
from tests.classes.two_accounts import Two, two_accounts
from tests.factories.people import staff
from tests.house.test_personal_data import ACTORS, GO_ALONG, LOGS, pointing_at_people

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]

# How somebody signs in stays with the closed account, and the log of merging is nobody's work.
STAYS = {
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "accounts.AccountMerge.kept",
    "accounts.AccountMerge.merged",
    "accounts.AccountMerge.by",
    "accounts.AccountMerge.undone_by",
}
# Who acted in a row that is somebody's by another column, so that it is registered and not in the list of actors.
ACTED = {
    "certificates.Batch.made_by",
    "certificates.NameRequest.decided_by",
    "classes.Attendance.by",
    "classes.ClassTeacher.added_by",
    "classes.Member.added_by",
    "classes.PersonalAssignment.extended_by",
    "classes.TeacherNote.by",
}
OF_PEOPLE = sorted(pointing_at_people().keys() - ACTORS.keys() - GO_ALONG.keys() - LOGS - STAYS - ACTED)
OF_CLASSES = [name for name in OF_PEOPLE if name.startswith("classes.")]


def columns_naming(person: User) -> set[str]:
    """“app.Model.column” where a row is this person's."""
    fields = pointing_at_people()
    return {name for name in OF_PEOPLE if fields[name].model._base_manager.filter(**{fields[name].name: person})}


@pytest.fixture(scope="module")
def both(module_db: None) -> Two:
    made = two_accounts()
    # From one of the two to the other: it stays as it is (tests/classes/test_merging.py).
    Handover.objects.filter(leaver=made.kept, successor=made.gone).delete()
    return made


@pytest.fixture
def two(both: Two) -> Iterator[Two]:
    with transaction.atomic():
        yield both
        transaction.set_rollback(True)


def merge(two: Two) -> None:
    merge_accounts(kept=two.kept, merged=two.gone, reason="x", by=staff(Role.ADMINISTRATOR), at=AFTER, key=uuid4())


def test_both_have_rows_in_every_table_that_holds_peoples(two):
    assert set(OF_PEOPLE) - columns_naming(two.gone) == set()
    clashing = {name for name in OF_CLASSES if not name.startswith("classes.Handover.")}
    assert clashing - columns_naming(two.kept) == set()


def test_nothing_stays_with_the_account_that_goes(two):
    merge(two)
    assert columns_naming(two.gone) == set()


@pytest.mark.parametrize("app", [data.app for data in personal_data.registered()])
def test_an_app_that_moves_nothing_is_found(app, two, monkeypatch):
    still = [
        replace(data, join=None, claim=lambda _source, _target: None) if data.app == app else data
        for data in personal_data.registered()
    ]
    monkeypatch.setattr(personal_data, "_registered", still)
    theirs = {name for name in OF_PEOPLE if name.startswith(f"{app}.")}
    merge(two)
    assert columns_naming(two.gone) == theirs


@pytest.mark.parametrize("name", OF_CLASSES)
def test_a_table_of_classes_that_is_left_out_of_the_join_is_found(name, two, monkeypatch):
    model, move = pointing_at_people()[name].model, merging.move_rows
    if model is Handover:
        monkeypatch.setattr(merging, "_join_handovers", lambda _merging: None)
    monkeypatch.setattr(
        merging, "move_rows", lambda one, *args, **more: [] if one is model else move(one, *args, **more)
    )
    merge(two)
    assert name in columns_naming(two.gone)
