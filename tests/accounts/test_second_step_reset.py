"""A lost phone: an administrator takes the second step away, nobody's own, written down, told, and set up anew."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from accounts.domain.second_factor import may_reset_second_factor, reset_second_factor
from accounts.domain.secrets import MayNotReset
from accounts.models import Notice
from accounts.roles import Role
from core.models import AuditEvent
from tests.accounts.doing import sign_in_with, visitor, who
from tests.factories.people import PASSWORD, guest, learner, organisation, person, staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RESET = "admin_reset_second_factor"


def with_second_step(somebody):
    TOTP.activate(somebody, SECRET)
    RecoveryCodes.activate(somebody)
    return somebody


@pytest.fixture
def administrator(db):
    return with_second_step(staff(Role.ADMINISTRATOR, name="Ratna"))


def steps(somebody) -> int:
    return Authenticator.objects.filter(user=somebody).count()


def test_app_and_spare_codes_go_sessions_end_and_the_password_stays(administrator, sign_in):
    bagus = with_second_step(staff(Role.AUTHOR, username="bagus", language="en"))
    there = visitor()
    there.force_login(bagus)
    AuditEvent.objects.all().delete()
    answer = sign_in(administrator).post(reverse(RESET, args=[bagus.public_id]))
    assert answer["Location"] == reverse("admin_person", args=[bagus.public_id])
    assert (steps(bagus), who(there), steps(administrator)) == (0, None, 2)
    assert list(AuditEvent.objects.values_list("actor", "action", "subject", "detail")) == [
        (str(administrator.public_id), "accounts.second_factor_reset", str(bagus.public_id), {})
    ]
    client = visitor()
    sign_in_with(client, "bagus", PASSWORD)
    assert client.get("/kelola/")["Location"] == reverse("mfa_activate_totp")
    page = client.get(reverse("notices")).content.decode()
    assert "The second step of your sign-in was reset by Ratna. If you did not ask for it, tell us." in page


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.TEACHER])
def test_nobody_but_administrators(db, noon, sign_in, role):
    branch = organisation()
    by = with_second_step(staff(role, branch))
    bagus = with_second_step(staff(Role.AUTHOR, branch))
    assert not may_reset_second_factor(by=by, person=bagus)
    with pytest.raises(MayNotReset):
        reset_second_factor(by=by, person=bagus, at=noon)
    assert sign_in(by).post(reverse(RESET, args=[bagus.public_id])).status_code in (302, 403, 404)
    assert (steps(bagus), Notice.objects.count()) == (2, 0)


def test_never_ones_own(administrator, sign_in):
    client = sign_in(administrator)
    assert client.post(reverse(RESET, args=[administrator.public_id]))["Location"] == "/kelola/"  # Wagtail's refusal
    assert steps(administrator) == 2
    assert (
        reverse(RESET, args=[administrator.public_id])
        not in client.get(reverse("admin_person", args=[administrator.public_id])).content.decode()
    )


def test_somebody_with_all_rights_only_by_another_one(administrator, noon):
    root, other = (with_second_step(person(is_staff=True, is_superuser=True)) for _ in range(2))
    assert not may_reset_second_factor(by=administrator, person=root)
    reset_second_factor(by=other, person=root, at=noon)
    assert (steps(root), steps(other)) == (0, 2)


@pytest.mark.parametrize("make", [guest, learner])
def test_where_there_is_no_second_step_there_is_nothing_to_reset(administrator, sign_in, make):
    somebody = make()
    answer = sign_in(administrator).post(reverse(RESET, args=[somebody.public_id]))
    assert (answer.status_code, answer.get("Location")) in [(302, "/kelola/"), (404, None)]
    assert not Notice.objects.exists()
    assert not AuditEvent.objects.filter(action="accounts.second_factor_reset").exists()


def test_the_page_offers_it_where_it_is_possible_and_looking_changes_nothing(administrator, sign_in):
    bagus, plain = with_second_step(staff(Role.AUTHOR)), staff(Role.AUTHOR)
    client = sign_in(administrator)
    shown = [client.get(reverse("admin_person", args=[one.public_id])).content.decode() for one in (bagus, plain)]
    offered = [reverse(RESET, args=[one.public_id]) in page for one, page in zip((bagus, plain), shown, strict=True)]
    assert offered == [True, False]
    assert client.get(reverse(RESET, args=[bagus.public_id])).status_code == 405
    assert steps(bagus) == 2
