"""A PIN reset in person: handed over, changed at once, told and written down."""

import re

import pytest
from django.urls import reverse

from accounts.domain.roles import grant_role
from accounts.domain.secrets import MayNotReset, may_reset, reset_secret
from accounts.models import Notice, User
from accounts.roles import Role
from core.models import AuditEvent
from tests.accounts.doing import sign_in_with, visitor, who
from tests.factories.people import PIN, guest, organisation, person, staff


def pupil_of(branch, **fields) -> User:
    made = person(**fields)
    grant_role(person=made, role=Role.LEARNER, by=None, organisation=branch)
    return User.objects.get(pk=made.pk)


def test_a_trainer_resets_the_pin_of_a_pupil(db, sign_in):
    branch = organisation()
    ani = pupil_of(branch, username="ani", language="en")
    there = visitor()
    sign_in_with(there, "ani")
    trainer = staff(Role.AUTHOR, branch, name="Bagus")
    AuditEvent.objects.all().delete()
    answer = sign_in(trainer).post(reverse("admin_reset_secret", args=[ani.public_id]))
    [pin] = re.findall(r'id="pin">(\d{6})<', answer.content.decode())
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    ani.refresh_from_db()
    assert (ani.check_password(pin), ani.check_password(PIN)) == (True, False)
    assert (ani.has_pin, ani.must_change_secret) == (True, True)
    assert who(there) is None
    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.subject, event.detail) == (
        str(trainer.public_id),
        "accounts.secret_reset",
        str(ani.public_id),
        {},
    )
    client = visitor()
    sign_in_with(client, "ani", pin)
    assert client.get(reverse("home"))["Location"] == reverse("change_secret")
    client.post(reverse("change_secret"), {"current": pin, "secret": "pohon-mangga"})
    page = client.get(reverse("notices")).content.decode()
    assert "Your PIN was reset in person by Bagus. If that was not you, tell us." in page


def test_looking_at_the_address_resets_nothing(db, sign_in):
    branch = organisation()
    ani = pupil_of(branch)
    assert (
        sign_in(staff(Role.AUTHOR, branch)).get(reverse("admin_reset_secret", args=[ani.public_id])).status_code == 405
    )
    assert User.objects.get(pk=ani.pk).check_password(PIN)


def test_every_reset_gives_another_pin(db, noon):
    ratna, ani = staff(Role.ADMINISTRATOR), person()
    assert len({reset_secret(by=ratna, person=ani, at=noon) for _ in range(5)}) == 5
    assert Notice.objects.filter(person=ani, kind="secret_reset").count() == 5


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_staff_are_never_reset_not_even_by_an_administrator(db, sign_in, noon, role):
    ratna, colleague = staff(Role.ADMINISTRATOR), staff(role)
    before = colleague.password
    with pytest.raises(MayNotReset):
        reset_secret(by=ratna, person=colleague, at=noon)
    page = sign_in(ratna).get(reverse("admin_person", args=[colleague.public_id])).content.decode()
    assert reverse("admin_reset_secret", args=[colleague.public_id]) not in page
    sign_in(ratna).post(reverse("admin_reset_secret", args=[colleague.public_id]))
    colleague.refresh_from_db()
    assert (colleague.password, colleague.must_change_secret) == (before, False)
    assert not Notice.objects.exists()


def test_nobody_resets_guests_inactive_people_or_themselves(db, noon):
    ratna, branch = staff(Role.ADMINISTRATOR), organisation()
    teacher = pupil_of(branch)
    for somebody in (guest(), person(is_active=False), ratna, User.objects.create_superuser("root", "x")):
        assert not may_reset(by=ratna, person=somebody)
    assert not may_reset(by=teacher, person=teacher)


def test_a_trainer_resets_only_inside_the_branch(db):
    town = organisation("Kota")
    a, b = organisation("A", town), organisation("B", town)
    trainer = staff(Role.AUTHOR, a)
    below = pupil_of(organisation("SMP A", a))
    reach = {name: may_reset(by=trainer, person=somebody) for name, somebody in {
        "inside": pupil_of(a), "below": below, "beside": pupil_of(b), "above": pupil_of(town), "nowhere": person(),
        "everywhere": pupil_of(None),
    }.items()}  # fmt: skip
    assert reach == {
        "inside": True, "below": True, "beside": False, "above": False, "nowhere": False, "everywhere": False,
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER, Role.REVIEWER])
def test_other_roles_reset_nobody(db, noon, role):
    branch = organisation()
    somebody = staff(role, branch)
    with pytest.raises(MayNotReset):
        reset_secret(by=somebody, person=pupil_of(branch), at=noon)
