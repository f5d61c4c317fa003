"""The demo's fixed second step: for invented staff, on a server bound to this machine, asked from this machine."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from accounts.forms.second_factor import DEMO_CODE
from accounts.roles import Role
from tests.accounts.doing import sign_in_with, visitor, who
from tests.factories.people import PASSWORD, staff


def try_demo_code(*, is_demo: bool = True, **headers):
    trainer = staff(Role.AUTHOR, is_demo=is_demo)
    TOTP.activate(trainer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = visitor(**headers)
    sign_in_with(client, trainer.sign_in_name, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": DEMO_CODE})
    return who(client) == trainer


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_it_works_for_the_demo_on_this_machine(db, settings, host):
    settings.BIND_HOST = host
    assert try_demo_code()
    assert try_demo_code(REMOTE_ADDR="::1")


@pytest.mark.parametrize("host", ["", "0.0.0.0", "192.168.1.5", "belajar.kota.example", "::", "127.0.0.1.evil.example"])  # noqa: S104 - nothing is bound
def test_it_never_works_on_a_server_that_others_reach(db, settings, host):
    settings.BIND_HOST = host
    assert not try_demo_code()


def test_it_never_works_for_real_people(db, settings):
    settings.BIND_HOST = "127.0.0.1"
    assert not try_demo_code(is_demo=False)


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "192.168.1.5"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_it_never_works_from_elsewhere_or_through_a_proxy(db, settings, headers):
    settings.BIND_HOST = "127.0.0.1"
    assert not try_demo_code(**headers)


def test_showing_the_demo_to_several_visitors_is_not_guessing(db, settings):
    settings.BIND_HOST = "127.0.0.1"
    trainer = staff(Role.AUTHOR, is_demo=True)
    TOTP.activate(trainer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    seen = []
    for _ in range(7):
        client = visitor()
        sign_in_with(client, trainer.sign_in_name, PASSWORD)
        client.post(reverse("mfa_authenticate"), {"code": DEMO_CODE})
        seen.append(who(client))
    assert seen == [trainer] * 7
