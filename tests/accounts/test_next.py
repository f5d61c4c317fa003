"""Where a sign-in or a form leads stays on this site, whatever the address says (SECURITY 35)."""

import re
import time
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.accounts.doing import sign_in_with, sign_up_with, visitor
from tests.factories.people import PASSWORD, PIN, person, staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/x",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " https://evil.example",
    "\x08//evil.example",
    "\n//evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://evil.example#testserver",
    "http://testserver.evil.example/",
    "http://eviltestserver/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://testserver/x",
    "mailto:x@evil.example",
]
HERE = "/privasi/?a=b#c"


def host_reached(location: str) -> str:
    """The host a browser goes to (WHATWG URL: strips blanks, drops tabs and line ends, reads “\\” as “/”)."""
    read = re.sub(r"[\t\n\r]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    read = re.sub(r"^(https?):/*", r"\1://", read, flags=re.IGNORECASE) if re.match(r"(?i)https?:", read) else read
    read = re.sub(r"^/{2,}", "//", read)
    parts = urlsplit(urljoin("http://testserver/masuk/", read))
    return parts.netloc if parts.scheme in ("http", "https") else location


def sign_in(target: str, by: str) -> str:
    person(username=(name := f"u{User.objects.count()}"))
    client = visitor()
    if by == "GET":
        return client.post(reverse("sign_in", query={"next": target}), {"identifier": name, "secret": PIN})["Location"]
    return sign_in_with(client, name, next=target)["Location"]


def signed_in_already(target: str, by: str) -> str:
    client = visitor()
    client.force_login(person())
    if by == "GET":
        return client.get(reverse("sign_in", query={"next": target}))["Location"]
    return client.post(reverse("choose_language"), {"language": "en", "next": target})["Location"]


def choose_person(target: str, by: str) -> str:
    phone = f"+6281234{User.objects.count():06d}"
    siti, _nur = person(username=None, phone=phone), person(username=None, phone=phone)
    client = visitor()
    address = reverse("sign_in", query={"next": target}) if by == "GET" else reverse("sign_in")
    sent = {} if by == "GET" else {"next": target}
    client.post(address, {"identifier": phone, "secret": PIN} | sent)
    return client.post(reverse("choose_person"), {"person": siti.public_id, "next": target})["Location"]


def sign_up(target: str, by: str) -> str:
    client, name = visitor(), f"u{User.objects.count()}"
    sign_up_with(client, identifier=f"{name}xx", **({"next": target} if by == "POST" else {}))
    return client.post(reverse("recovery_card", query={"next": target}), {"next": target})["Location"]


def recover(target: str, by: str) -> str:
    from accounts.domain.recovery import make_recovery_words

    cache.clear()
    siti = person()
    words = make_recovery_words(siti, at=siti.joined_at)
    siti.save()
    client = visitor(REMOTE_ADDR=f"10.0.0.{siti.pk % 250}")
    sent = {"identifier": siti.username, "words": " ".join(words), "secret": "pohon-mangga"}
    address = reverse("recover", query={"next": target}) if by == "GET" else reverse("recover")
    assert client.post(address, sent | {"next": target})["Location"] == reverse("recovery_card")
    return client.post(reverse("recovery_card"))["Location"]


def confirm_name(target: str, by: str) -> str:
    client = visitor()
    client.force_login(person())
    address = reverse("certificate_name", query={"next": target}) if by == "GET" else reverse("certificate_name")
    return client.post(address, {"name": "Siti"} | ({"next": target} if by == "POST" else {}))["Location"]


def second_step(target: str, by: str) -> str:
    trainer = staff(Role.AUTHOR)
    TOTP.activate(trainer, SECRET)
    client = visitor()
    address = reverse("sign_in", query={"next": target}) if by == "GET" else reverse("sign_in")
    sent = {"identifier": trainer.username, "secret": PASSWORD} | ({"next": target} if by == "POST" else {})
    assert client.post(address, sent)["Location"].split("?")[0] == reverse("mfa_authenticate")
    return client.post(reverse("mfa_authenticate", query={"next": target}), {"code": code(), "next": target})[
        "Location"
    ]


def second_step_again(target: str, by: str) -> str:
    trainer = staff(Role.AUTHOR)
    TOTP.activate(trainer, SECRET)
    client = visitor()
    client.force_login(trainer)
    address = reverse("mfa_reauthenticate", query={"next": target} if by == "GET" else {})
    return client.post(address, {"code": code()} | ({"next": target} if by == "POST" else {}))["Location"]


def password_again(target: str, by: str) -> str:
    client = visitor()
    client.force_login(person())
    address = reverse("account_reauthenticate", query={"next": target} if by == "GET" else {})
    return client.post(address, {"password": PIN} | ({"next": target} if by == "POST" else {}))["Location"]


def code() -> str:
    cache.clear()  # a code works once
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


VIEWS = [
    sign_in, signed_in_already, choose_person, sign_up, recover, confirm_name, second_step, second_step_again, password_again
]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize("by", ["GET", "POST"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_no_address_leads_elsewhere(db, view, by):
    reached = {target: host_reached(view(target, by)) for target in ELSEWHERE}
    assert {target: host for target, host in reached.items() if host != "testserver"} == {}


def test_a_visitors_own_machine_is_elsewhere_too(db):
    """The server answers to `localhost` as well, but to a visitor that is their own computer."""
    reached = {view.__name__: host_reached(view("http://localhost/x", "POST")) for view in VIEWS}
    assert {name: host for name, host in reached.items() if host != "testserver"} == {}


@pytest.mark.parametrize("target", ["http://[evil.example]/", "//[", "http://testserver:x/"])
def test_a_broken_address_is_ignored(db, target):
    assert sign_in(target, "POST") == reverse("home")
    assert host_reached(second_step_again(target, "POST")) == "testserver"


@pytest.mark.parametrize("view", [view for view in VIEWS if view is not recover], ids=lambda view: view.__name__)
def test_an_address_of_this_site_is_reached(db, view):
    assert view(HERE, "POST") == HERE


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_browser_of_these_tests_would_go_elsewhere(target):
    """So that the tests above can fail: each of these addresses leads a browser away from here."""
    if target != "ftp://testserver/x":
        assert host_reached(target) != "testserver"


def test_the_gate_of_the_trainers_side_hands_on_only_paths_of_ours(db):
    answer = visitor().get("/kelola//evil.example/?next=https://evil.example")
    assert host_reached(answer["Location"]) == "testserver"
    assert answer["Location"].startswith(reverse("sign_in") + "?next=%2Fkelola%2F%2Fevil.example")


def test_pages_show_only_safe_targets_in_their_forms(db, client):
    for name in ("sign_in", "sign_up"):
        page = client.get(reverse(name, query={"next": "https://evil.example/"})).content.decode()
        assert "evil.example" not in page
