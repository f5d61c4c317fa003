"""Nobody reaches the trainers' side by a password alone (SECURITY 1): every address is walked."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.roles import STAFF_ROLES, Role
from tests.accounts.doing import problems, sign_in_with, visitor, who
from tests.factories.people import PASSWORD, guest, learner, person, staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-4000-8000-000000000000"}


def code(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))


def addresses(patterns, before: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, here)
        else:
            found.append((sample(here), pattern))
    return found


def sample(route: str) -> str:
    """An address that fits the pattern, or nearly: the gate stands in front of all of them."""
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", "x"), route)
    route = re.sub(r"\(\?P<\w+>[^()]*(\([^()]*\)[^()]*)*\)", "1", route)
    return "/" + re.sub(r"[\^$\\?]|\(.*?\)[*+]?", "", route)


ALL = addresses(get_resolver().url_patterns)
ADMIN = sorted({address for address, _pattern in ALL if address.startswith("/kelola/")})
STAFF = sorted(STAFF_ROLES)


def test_the_walk_meets_the_whole_trainers_side():
    assert len(ADMIN) > 200
    for name in (
        "/kelola/",
        "/kelola/orang/",
        "/kelola/images/",
        "/kelola/pages/1/edit/",
        "/kelola/lembaga/",
        "/kelola/api/main/",
    ):
        assert any(address.startswith(name) for address in ADMIN), name


def test_no_view_of_the_trainers_side_stands_anywhere_else():
    def is_admin_view(pattern) -> bool:
        view = getattr(pattern.callback, "view_class", pattern.callback)
        module = getattr(view, "__module__", "")
        return bool(
            re.match(r"wagtail\.(admin|users|images|snippets|search|sites|contrib|documents\.views\.(?!serve))", module)
        )

    outside = [address for address, pattern in ALL if not address.startswith("/kelola/") and is_admin_view(pattern)]
    assert outside == []


@pytest.mark.one_database
@pytest.mark.parametrize("role", STAFF)
def test_with_a_password_alone_every_address_leads_to_the_second_step(db, client, role):
    client.force_login(staff(role))
    step = reverse("mfa_activate_totp")
    gated = [address for address in ADMIN if address != "/kelola/logout/"]  # signing out is always possible
    assert {address: client.get(address).get("Location") for address in gated} == dict.fromkeys(gated, step)
    assert {address: client.post(address).get("Location") for address in gated[::9]} == dict.fromkeys(gated[::9], step)


def test_with_a_second_step_set_up_it_is_asked_for(db, client):
    trainer = staff(Role.AUTHOR)
    TOTP.activate(trainer, SECRET)
    client.force_login(trainer)
    answer = client.get("/kelola/orang/?q=x")
    assert answer["Location"] == reverse("mfa_reauthenticate") + "?next=%2Fkelola%2Forang%2F%3Fq%3Dx"
    assert client.post(answer["Location"], {"code": code()})["Location"] == "/kelola/orang/?q=x"
    assert client.get("/kelola/").status_code == 200


def test_nobody_signed_in_is_led_to_sign_in_everywhere(db, client):
    wanted = {address: reverse("sign_in") for address in ADMIN}
    assert {address: client.get(address)["Location"].split("?")[0] for address in ADMIN} == wanted


@pytest.mark.parametrize("make", [learner, guest])
def test_learners_and_guests_get_nothing_from_any_address(db, client, make):
    client.force_login(make())
    reached = {address: client.get(address).status_code for address in ADMIN if address not in OPEN_TO_ALL}
    assert {address: status for address, status in reached.items() if status == 200} == {}


@pytest.mark.parametrize("make", [learner, guest])
def test_learners_are_told_and_not_sent_in_circles(db, client, make):
    client.force_login(make())
    for address in ("/kelola/", "/kelola/login/", "/kelola/pages/"):
        assert client.get(address).status_code == 403


# Words and icons: nobody's data. Wagtail's own way in has a test of its own.
OPEN_TO_ALL = {"/kelola/jsi18n/", "/kelola/sprite-1/", "/kelola/sprite/", "/kelola/login/"}


@pytest.mark.parametrize("make", [learner, guest])
def test_wagtails_own_sign_in_page_is_no_second_way_in(db, client, make):
    """It knows no limit of tries: a guest's session could guess everybody's PIN there."""
    person(username="siti")
    staff(Role.ADMINISTRATOR, username="ratna")
    somebody = make()
    client.force_login(somebody)
    for username, secret in (("siti", "246813"), ("ratna", PASSWORD)):
        client.post("/kelola/login/", {"username": username, "password": secret})
        assert who(client) == somebody
    assert client.get("/kelola/login/").status_code != 200


def test_signing_out_on_the_trainers_side_wipes_the_device_as_well(db, sign_in):
    client = sign_in(staff(Role.AUTHOR))
    assert client.get("/kelola/").status_code == 200
    pages = client.post("/kelola/logout/", follow=True)
    answers = [pages, *[client.get(address) for address, _status in pages.redirect_chain]]
    assert who(client) is None
    assert '"cache", "storage"' in [answer.get("Clear-Site-Data") for answer in answers]


def test_the_second_step_of_somebody_else_opens_nothing(db, client):
    trainer, other = staff(Role.AUTHOR), staff(Role.AUTHOR)
    client.force_login(trainer)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(other.pk)
    session.save()
    assert client.get("/kelola/")["Location"] == reverse("mfa_activate_totp")


def test_signing_in_with_both_steps(db):
    trainer, client = staff(Role.AUTHOR, username="bagus", language="en"), visitor()
    TOTP.activate(trainer, SECRET)
    assert sign_in_with(client, "bagus", PASSWORD, next="/kelola/orang/")["Location"] == reverse("mfa_authenticate")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (wrong.status_code, who(client)) == (200, None)
    right = client.post(reverse("mfa_authenticate"), {"code": f" {code()[:3]} {code()[3:]}"})
    assert right["Location"] == "/kelola/orang/"
    assert (who(client), client.get("/kelola/").status_code) == (trainer, 200)


def test_a_code_works_once(db):
    TOTP.activate(staff(Role.AUTHOR, username="bagus"), SECRET)
    now = code()
    answers = []
    for _ in range(2):
        client = visitor()
        sign_in_with(client, "bagus", PASSWORD)
        answers.append(client.post(reverse("mfa_authenticate"), {"code": now}).status_code)
    assert answers == [302, 200]


def test_guessing_codes_is_slow_and_right_ones_are_not_counted(db, noon):
    TOTP.activate(staff(Role.AUTHOR, username="bagus"), SECRET)
    with time_machine.travel(noon, tick=False) as clock:
        guess_after_seven_right_codes(clock)


def guess_after_seven_right_codes(clock):
    for _ in range(7):
        clock.shift(30)
        client = visitor()
        sign_in_with(client, "bagus", PASSWORD)
        assert client.post(reverse("mfa_authenticate"), {"code": code()}).status_code == 302
    client = visitor()
    sign_in_with(client, "bagus", PASSWORD)
    tried = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode() for _ in range(6)]
    assert ["Too many tries" in page for page in tried] == [False] * 5 + [True]
    clock.shift(30)
    assert client.post(reverse("mfa_authenticate"), {"code": code()}).status_code == 200


def test_adding_the_second_step_opens_the_trainers_side(transactional_db):
    client = visitor()
    staff(Role.AUTHOR, username="bagus", language="en")
    sign_in_with(client, "bagus", PASSWORD)
    assert client.get("/kelola/", follow=True).redirect_chain == [(reverse("mfa_activate_totp"), 302)]
    secret = client.session["mfa.totp.secret"]
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post(reverse("mfa_activate_totp"), {"code": right})
    assert answer.status_code == 302
    assert client.get("/kelola/").status_code == 200
    kept = str(list(Authenticator.objects.values()))
    assert "totp" in kept
    assert secret not in kept


def test_staff_keep_at_least_one_second_step(db, sign_in):
    trainer = staff(Role.AUTHOR)
    TOTP.activate(trainer, SECRET)
    client = sign_in(trainer)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=trainer, type="totp").exists()


@pytest.mark.parametrize("make", [person, lambda **fields: staff(Role.AUTHOR, **fields)])
def test_a_handed_over_secret_is_changed_before_anything_else(db, sign_in, make):
    somebody = make(must_change_secret=True, language="en")
    client = sign_in(somebody)
    here = reverse("change_secret")
    names = ["home", "account", "my_data", "notices", "my_certificates", "wagtailadmin_home", "admin_people"]
    assert {client.get(reverse(name)).get("Location") for name in names} == {here}
    assert client.post(reverse("certificate_name"), {"name": "x"})["Location"] == here
    assert [client.get(reverse(name)).status_code for name in ("change_secret", "sign_out")] == [200, 200]
    old = PASSWORD if somebody.is_staff else "246813"
    weak = client.post(here, {"current": old, "secret": "111111"})
    assert len(problems(weak)) == 1
    assert client.post(here, {"current": old, "secret": "pohon-mangga-kita"})["Location"] == reverse("account")
    assert client.get(reverse("account")).status_code == 200
