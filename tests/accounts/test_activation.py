"""Closing an account: nobody's own, never the last administrator's; nothing of it is lost, and it can be opened again."""

import pytest
from django.urls import reverse

from accounts.domain.activation import MayNotSwitch, deactivate, reactivate
from accounts.domain.roles import LastAdministrator
from accounts.models import Notice, RoleGrant, User
from accounts.roles import Role
from core.models import AuditEvent
from tests.accounts.doing import problems, sign_in_with, visitor, who
from tests.factories.people import guest, organisation, person, staff


@pytest.fixture
def administrator(db):
    return staff(Role.ADMINISTRATOR, name="Ratna")


def is_active(somebody) -> bool:
    return User.objects.get(pk=somebody.pk).is_active


def act_of(client, name: str, somebody):
    return client.post(reverse(name, args=[somebody.public_id]))


def test_a_closed_account_lets_nobody_in_and_says_no_more_than_any_other(administrator, sign_in):
    siti = person(username="siti", language="en")
    there = visitor()
    sign_in_with(there, "siti")
    AuditEvent.objects.all().delete()
    answer = act_of(sign_in(administrator), "admin_deactivate", siti)
    assert answer["Location"] == reverse("admin_person", args=[siti.public_id])
    assert (is_active(siti), who(there)) == (False, None)
    assert problems(sign_in_with(visitor(), "siti")) == problems(sign_in_with(visitor(), "nobody.here"))
    assert list(AuditEvent.objects.values_list("actor", "action", "subject", "detail")) == [
        (str(administrator.public_id), "accounts.deactivated", str(siti.public_id), {})
    ]


def test_opened_again_it_is_as_before_and_the_person_reads_what_happened(administrator, sign_in):
    siti = staff(Role.AUTHOR, organisation(), username="siti", language="en", secret="246813", has_pin=True)
    client = sign_in(administrator)
    act_of(client, "admin_deactivate", siti)
    grants = list(RoleGrant.objects.values_list("person", "role", "organisation"))
    act_of(client, "admin_reactivate", siti)
    assert (is_active(siti), list(RoleGrant.objects.values_list("person", "role", "organisation"))) == (True, grants)
    assert [event.action for event in AuditEvent.objects.order_by("sequence")][-2:] == [
        "accounts.deactivated",
        "accounts.reactivated",
    ]
    User.objects.filter(pk=siti.pk).update(must_change_secret=False)
    there = visitor()
    sign_in_with(there, "siti", "246813")
    page = there.get(reverse("notices")).content.decode()
    assert "Your account was deactivated by Ratna." in page
    assert "Your account was opened again by Ratna." in page


def test_twice_is_once(administrator, noon):
    siti = person()
    assert [deactivate(by=administrator, person=siti, at=noon) for _ in range(2)] == [True, False]
    assert [reactivate(by=administrator, person=siti, at=noon) for _ in range(2)] == [True, False]
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == [
        "account_deactivated",
        "account_reactivated",
    ]


ACTS = pytest.mark.parametrize("act", [deactivate, reactivate])


@ACTS
def test_never_oneself(administrator, sign_in, noon, act):
    staff(Role.ADMINISTRATOR)
    with pytest.raises(MayNotSwitch):
        act(by=administrator, person=administrator, at=noon)
    assert (
        act_of(sign_in(administrator), "admin_deactivate", administrator)["Location"] == "/kelola/"
    )  # Wagtail's refusal
    assert is_active(administrator)


@ACTS
@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.TEACHER])
def test_nobody_but_administrators(db, noon, sign_in, act, role):
    branch = organisation()
    by, siti = staff(role, branch), person()
    with pytest.raises(MayNotSwitch):
        act(by=by, person=siti, at=noon)
    assert act_of(sign_in(by), "admin_deactivate", siti).status_code in (302, 403, 404)
    assert (is_active(siti), Notice.objects.count()) == (True, 0)


def test_a_guest_has_no_account_to_close(administrator, noon):
    with pytest.raises(MayNotSwitch):
        deactivate(by=administrator, person=guest(), at=noon)


def test_somebody_with_all_rights_is_closed_only_by_another_one(administrator, noon):
    root, other = (person(is_staff=True, is_superuser=True) for _ in range(2))
    with pytest.raises(MayNotSwitch):
        deactivate(by=administrator, person=root, at=noon)
    assert deactivate(by=other, person=root, at=noon)


def test_the_last_administrator_stays(administrator, noon):
    root = person(is_staff=True, is_superuser=True)
    with pytest.raises(LastAdministrator):
        deactivate(by=root, person=administrator, at=noon)
    assert is_active(administrator)
    assert not Notice.objects.exists()
    assert not AuditEvent.objects.filter(action="accounts.deactivated").exists()


def test_two_administrators_who_close_each_others_accounts_at_once_leave_one(in_parallel, noon):
    one, other = staff(Role.ADMINISTRATOR), staff(Role.ADMINISTRATOR)
    results = in_parallel(
        [lambda: deactivate(by=one, person=other, at=noon), lambda: deactivate(by=other, person=one, at=noon)]
    )
    assert sorted(type(result).__name__ for result in results) == ["LastAdministrator", "bool"]
    assert [is_active(one), is_active(other)].count(True) == 1


def test_the_list_and_the_page_say_so(administrator, sign_in):
    siti, client = person(name="Siti Closed"), sign_in(administrator)
    client.cookies["bahasa"] = "en"
    urls = [reverse("admin_people"), reverse("admin_person", args=[siti.public_id])]
    assert ["deactivated" in client.get(url).content.decode() for url in urls] == [False, False]
    act_of(client, "admin_deactivate", siti)
    list_page, page = (client.get(url).content.decode() for url in urls)
    assert "(deactivated)" in list_page
    assert reverse("admin_reactivate", args=[siti.public_id]) in page
    assert reverse("admin_deactivate", args=[siti.public_id]) not in page
