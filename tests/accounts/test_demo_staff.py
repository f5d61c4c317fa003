"""The demo's staff have a public password: they come in on the computer that serves, and from nowhere else."""

import time
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from accounts.demo import DEMO_CODE
from accounts.domain.recovery import make_recovery_words
from accounts.models import User
from accounts.roles import Role
from lms.demo.people import PASSWORD
from lms.demo.stages import make_demo
from tests.accounts.doing import sign_in_with, visitor, who
from tests.factories.people import staff

LAN = {"REMOTE_ADDR": "192.168.1.5"}
PUBLIC_ONCE = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the secret of every demo until November 2026


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def secret_of(person: User) -> str:
    from allauth.mfa.utils import decrypt

    return decrypt(Authenticator.objects.get(user=person).data["secret"])


def try_to_enter(code: str, **place: str):
    client = visitor(**place)
    assert sign_in_with(client, "pengelola", PASSWORD)["Location"] == reverse("mfa_authenticate")
    client.post(reverse("mfa_authenticate"), {"code": code})
    return who(client), client.get("/kelola/").status_code


@pytest.fixture
def pengelola(db, noon, settings) -> User:
    settings.BIND_HOST = "127.0.0.1"
    make_demo("start", at=noon)
    return User.objects.get(username="pengelola")


def test_on_this_computer_the_fixed_code_opens_the_trainers_side(pengelola):
    assert try_to_enter(DEMO_CODE) == (pengelola, 200)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_from_the_network_neither_the_fixed_code_nor_one_computed_from_the_source_opens_anything(
    pengelola, settings, host
):
    settings.BIND_HOST = host
    assert try_to_enter(DEMO_CODE, **LAN) == (None, 302)
    assert try_to_enter(code_of(PUBLIC_ONCE), **LAN) == (None, 302)


def test_the_secret_is_drawn_anew_for_each_person_and_each_demo(pengelola, noon):
    staff_of_demo = list(User.objects.filter(is_staff=True))
    first = {secret_of(person) for person in staff_of_demo}
    make_demo("start", at=noon)
    second = {secret_of(person) for person in staff_of_demo}
    assert len(first | second) == 2 * len(staff_of_demo) == 6
    assert PUBLIC_ONCE not in first | second


def test_a_demo_made_with_the_old_public_secret_does_not_open_either(pengelola):
    Authenticator.objects.filter(user=pengelola).delete()
    TOTP.activate(pengelola, PUBLIC_ONCE)
    assert try_to_enter(code_of(PUBLIC_ONCE), **LAN) == (None, 302)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ],
)
def test_whoever_comes_through_a_proxy_on_this_computer_is_not_on_this_computer(pengelola, headers):
    assert try_to_enter(DEMO_CODE, **headers) == (None, 302)


def test_a_server_that_waits_for_a_proxy_lets_nobody_in(pengelola, settings):
    settings.TRUSTED_PROXIES = 1
    assert try_to_enter(DEMO_CODE) == (None, 302)


def elsewhere(person: User, **place: str):
    """A session that did its second step, as if the gate of signing in had been passed somehow."""
    client = visitor(**place)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


SECOND_STEPS = (
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
)


@pytest.mark.parametrize("name", SECOND_STEPS)
def test_from_the_network_they_set_up_no_other_second_step(pengelola, name):
    Authenticator.objects.filter(user=pengelola).delete()
    client = elsewhere(pengelola, **LAN)
    assert client.get(reverse(name))["Location"] == reverse("home")
    assert client.post(reverse(name), {"code": "000000"})["Location"] == reverse("home")
    assert not Authenticator.objects.filter(user=pengelola).exists()


def test_a_session_of_theirs_reaches_nothing_from_the_network_and_is_told_why(pengelola):
    client = elsewhere(pengelola, **LAN)
    answers = [client.get("/kelola/"), client.get("/kelola/orang/"), client.post(f"/kelola/orang/{uuid4()}/keluarkan/")]
    assert [answer["Location"] for answer in answers] == ["/"] * 3
    assert "only on the computer that serves this site" in client.get("/").content.decode()
    assert elsewhere(pengelola).get("/kelola/").status_code == 200


def test_the_recovery_card_of_demo_staff_opens_nothing_from_the_network(pengelola, noon):
    words = make_recovery_words(pengelola, at=noon)
    pengelola.save()
    client = visitor(**LAN)
    fields = {"identifier": "pengelola", "words": " ".join(words), "secret": "pohon-mangga-kita"}
    client.post(reverse("recover"), fields)
    client.post(reverse("mfa_authenticate"), {"code": DEMO_CODE})
    assert (who(client), client.get("/kelola/").status_code) == (None, 302)


def test_real_staff_work_from_everywhere(db, settings):
    settings.BIND_HOST = "0.0.0.0"  # noqa: S104
    assert elsewhere(staff(Role.ADMINISTRATOR), **LAN).get("/kelola/").status_code == 200


def test_a_code_works_once_whichever_process_sees_it(db):
    """Each process has a cache of its own: only the database knows what all have seen."""
    trainer = staff(Role.AUTHOR, username="bagus")
    TOTP.activate(trainer, PUBLIC_ONCE)
    now, seen = code_of(PUBLIC_ONCE), []
    for _ in range(2):
        client = visitor()
        sign_in_with(client, "bagus", "kebun-raya-sukamaju")
        client.post(reverse("mfa_authenticate"), {"code": now})
        seen.append(who(client))
        cache.clear()
    assert seen == [trainer, None]
