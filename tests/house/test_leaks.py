"""Nothing leaves the server that should not: keys before answers, people in addresses and logs, pages without guards.

One journey is travelled once (tests/house/journey.py); every test here looks at all that travelled. Beside it:
16 tests/progress/test_view_keys.py and tests/courses/test_answer_keys.py · 36 tests/accounts/test_no_person_in_logs.py
and tests/core/test_logs.py · 7 tests/core/test_csp.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from accounts.roles import Role
from core.environment import PROJECT_DIR
from quizzes.grading import is_keyed
from quizzes.kinds import KINDS
from quizzes.models import QuestionVersion
from tests.factories.people import staff
from tests.house.journey import NAME, PERSONAL, USERNAME, Journey, Sent, keys_of, travel
from tests.house.places import own_files

pytestmark = pytest.mark.usefixtures("db")
OVER_TLS = {
    "SESSION_COOKIE_NAME": "__Host-sesi", "CSRF_COOKIE_NAME": "__Host-csrf", "DEVICE_COOKIE_NAME": "__Host-perangkat",
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "LANGUAGE_COOKIE_SECURE": True, "SECURE_HSTS_SECONDS": 31_536_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def journey(module_db: None) -> Iterator[Journey]:
    """With the settings of a public address (lms/settings/security.py, tests/lms/test_environment.py)."""
    with override_settings(**OVER_TLS):
        yield travel()


def broken(journey: Journey, rule: Any) -> list[str]:
    return [f"{sent.method} {sent.address} {sent.status} ({sent.who})" for sent in journey.sent if not rule(sent)]


def test_the_journey_went_all_the_way(journey):
    seen = {(sent.method, sent.address.split("?")[0], sent.status, sent.who) for sent in journey.sent}
    assert {
        ("GET", "/", 200, "visitor"), ("GET", "/tidak-ada/", 404, "visitor"), ("GET", "/akun/data/", 200, "learner"),
        ("GET", "/akun/data/unduh/", 200, "learner"), ("POST", "/periksa/", 200, "learner"), ("GET", "/akun/kartu/", 200, "learner"),
        ("GET", "/keluar/selesai/", 200, "visitor"), ("POST", "/masuk/", 200, "visitor"), ("POST", "/akun/data/hapus/", 422, "learner"),
    } <= seen  # fmt: skip
    assert len(journey.pages) > 60
    assert [sent.address for sent in journey.sent if sent.status >= 500] == []
    assert len(journey.answered) == 2 * len(KINDS)
    assert any(NAME in sent.body for sent in journey.pages)


# SECURITY 16


def test_no_key_reaches_the_browser_before_its_answer(journey):
    """Pages, JSON, headers; questions of every kind, in lessons and in a running quiz (SECURITY 16)."""
    early = []
    for version in QuestionVersion.objects.filter(pk__in=journey.answered):
        keys = keys_of(version.content)
        assert len(keys) > (2 if is_keyed(version.content) else 0)
        for sent in journey.sent[: journey.answered[version.pk]]:
            early += [(sent.address, key) for key in keys if key in sent.body + str(sent.headers)]
    assert early == []


def test_the_search_for_keys_would_find_them(journey):
    for version in QuestionVersion.objects.filter(pk__in=journey.answered):
        if not is_keyed(version.content):
            continue  # what they tell, and when: tests/progress/test_marking_pages.py
        told = "".join(sent.body for sent in journey.sent[journey.answered[version.pk] :])
        assert any(key in told for key in keys_of(version.content)), version.content["kind"]


# SECURITY 36, 33: people in addresses and in the log


def addresses_in(sent: Sent) -> Iterator[str]:
    """What a browser or a proxy would write down: this address, where it leads, all it links to or loads."""
    yield sent.address
    yield sent.headers.get("Location", "")
    if sent.headers.get("Content-Type", "").startswith("text/html"):
        for tag in sent.read().find_all(True):
            yield from (str(tag[name]) for name in ("href", "src", "action", "srcset", "formaction") if tag.get(name))


def found_in(text: str) -> list[str]:
    plain = unquote(text).lower()
    return [word for word in PERSONAL if word in plain]


def test_no_address_names_a_person(journey):
    """Addresses stay in histories, on shared phones and in proxies' logs (SECURITY 36)."""
    assert found_in("/orang/?q=Wulandari%20K") == ["wulandari", "wulan"]
    assert {
        (sent.address, found[0])
        for sent in journey.sent
        for address in addresses_in(sent)
        if (found := found_in(address))
    } == set()


def test_no_form_sends_secrets_in_an_address(journey):
    """A form with a PIN, a name or a number posts (SECURITY 33)."""
    forms = [(sent.address, form) for sent in journey.pages for form in sent.read().find_all("form")]
    assert len(forms) > 60
    getting = {
        (address, field.get("name"))
        for address, form in forms
        if form.get("method", "get") == "get"
        for field in form.find_all("input")
    }
    assert {name for _address, name in getting} <= {"cari", "topik", "lama"}


def test_no_log_line_names_a_person(journey):
    assert len(journey.log_lines) >= len(journey.sent)
    assert {line["logger"] for line in journey.log_lines} >= {"lms.request"}
    assert [line for line in journey.log.splitlines() if found_in(line)] == []


def test_no_log_line_holds_a_token_a_code_or_an_answer(journey):
    """Where a session or a certificate could be taken over from (SECURITY 36)."""
    secrets = {morsel.value for sent in journey.sent for morsel in sent.cookies.values() if len(morsel.value) > 12}
    secrets |= {
        str(tag["value"]) for sent in journey.pages for tag in sent.read().select("input[name=csrfmiddlewaretoken]")
    }
    secrets |= set(re.findall(r"/s/([\w-]{22})/", " ".join(sent.address for sent in journey.sent)))
    assert len(secrets) > 30
    assert [secret for secret in secrets if secret in journey.log] == []
    assert "KUNCI" not in journey.log
    assert "/belajar/" not in journey.log  # the route's name instead


# SECURITY 5: cookies


UNNAMED = {"bahasa"}  # the chosen language: worth nothing to a thief


def test_cookies_cannot_be_read_sent_elsewhere_or_set_by_a_neighbour(journey):
    """`__Host-`, Secure, HttpOnly, SameSite, of this host and the whole path (SECURITY 5)."""
    cookies = [(sent.address, name, morsel) for sent in journey.sent for name, morsel in sent.cookies.items()]
    assert {name for _address, name, _morsel in cookies} - UNNAMED == {"__Host-sesi", "__Host-csrf", "__Host-perangkat"}
    set_now = [(name, morsel) for _address, name, morsel in cookies if morsel["max-age"] != 0]  # 0: taken back
    assert len(set_now) > 20
    for name, morsel in set_now:
        flags = (morsel["secure"], morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"])
        assert flags == (True, True, "Lax", "/", ""), name


def test_a_cookie_is_set_only_where_somebody_acts_or_a_form_needs_it(journey):
    """Looking around leaves nothing behind but the form's own token."""
    visited = [sent for sent in journey.sent if sent.who == "visitor" and sent.method == "GET"]
    left = {(name, sent.address) for sent in visited for name, morsel in sent.cookies.items() if morsel["max-age"] != 0}
    assert {name for name, _address in left} <= {"__Host-csrf"}, left


# SECURITY 7, 9, 10: headers


def test_every_answer_is_guarded(journey):
    """Type not guessed, no framing by others, nothing told to other sites, TLS from now on, no devices (SECURITY 7, 10)."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000",
    }
    for name, value in wanted.items():
        assert broken(journey, lambda sent, name=name, value=value: sent.headers.get(name) == value) == [], name
    assert broken(journey, lambda sent: "camera=()" in sent.headers["Permissions-Policy"]) == []
    assert broken(journey, lambda sent: re.fullmatch(r"[0-9a-f]{16}", sent.headers["X-Request-ID"])) == []


def test_every_answer_carries_a_policy_that_runs_only_our_own_scripts(journey):
    """Also errors, redirects, JSON and downloads (SECURITY 7)."""

    def strict(sent: Sent) -> bool:
        policy = sent.headers["Content-Security-Policy"]
        scripts = re.search(r"script-src ([^;]+)", policy)
        inside = sent.address.startswith("/kelola/")
        own = scripts is not None and re.fullmatch(r"'nonce-[\w-]{22}'", scripts[1].strip()) is not None
        return "frame-ancestors 'self'" in policy and (
            inside or (own and "default-src 'none'" in policy and "unsafe" not in policy)
        )

    assert broken(journey, strict) == []
    nonces = [re.findall(r"'nonce-([\w-]+)'", sent.headers["Content-Security-Policy"])[0] for sent in journey.pages]
    assert len(set(nonces)) == len(nonces)


def test_nobody_between_keeps_what_is_somebodys_own(journey):
    """Shared phones and proxies (SECURITY 6): `no-store` where a page is about a person, `Vary: Cookie` on all others."""
    private = (
        "/akun/",
        "/masuk/",
        "/daftar/",
        "/pulihkan/",
        "/sertifikat/",
        "/keluar/",
        "/periksa/",
        "/s/",
        "/belajar/",
    )
    own = [sent for sent in journey.sent if sent.address.startswith(private) and sent.status == 200]
    assert len(own) > 40
    assert [
        sent.address for sent in own if "no-store" not in sent.headers.get("Cache-Control", "") and sent.method == "GET"
    ] == []
    named = [sent for sent in journey.pages if sent.who == "learner" and not sent.address.startswith(private)]
    assert any("Wulandari" in sent.body for sent in named)
    kept = [
        sent.address
        for sent in named
        if "Cookie" not in sent.headers.get("Vary", "") and "no-store" not in sent.headers.get("Cache-Control", "")
    ]
    assert kept == []
    assert [sent.address for sent in journey.sent if "public" in sent.headers.get("Cache-Control", "")] == []


def test_downloads_are_attachments(journey):
    """Never a page of ours (SECURITY 10)."""
    files = [
        sent
        for sent in journey.sent
        if sent.status == 200 and not sent.headers["Content-Type"].startswith(("text/html", "application/json"))
    ]
    assert len(files) == 1
    assert all(sent.headers["Content-Disposition"].startswith("attachment;") for sent in files)


# SECURITY 9: nobody else is asked


LOADING = {"script": ["src"], "img": ["src", "srcset"], "source": ["src", "srcset"], "video": ["src", "poster"], "audio": ["src"],
           "link": ["href"], "form": ["action"], "iframe": ["src"], "object": ["data"], "embed": ["src"], "input": ["src"], "use": ["href"]}  # fmt: skip
FOREIGN = re.compile(r"(https?:)?//(?!localhost|testserver)", re.IGNORECASE)


def asked_elsewhere(sent: Sent) -> list[str]:
    page = sent.read()
    found = [
        str(tag[name])
        for kind, names in LOADING.items()
        for tag in page.find_all(kind)
        for name in names
        if FOREIGN.match(str(tag.get(name, "")))
    ]
    styles = " ".join(
        [*(tag.get_text() for tag in page.find_all("style")), *(str(tag["style"]) for tag in page.find_all(style=True))]
    )
    return found + re.findall(r"url\(['\"]?((?:https?:)?//[^)]+)|@import\s+['\"]([^'\"]+)", styles)


def test_no_page_asks_another_site_for_anything(journey):
    sample = Sent(
        "GET",
        "/",
        200,
        {},
        '<img srcset="https://x.example/a.png 2x"><link href="//y.example/c.css">',
        journey.sent[0].cookies,
    )
    assert len(asked_elsewhere(sample)) == 2
    assert {
        sent.address: found
        for sent in journey.sent
        if "html" in sent.headers.get("Content-Type", "") and (found := asked_elsewhere(sent))
    } == {}


def test_links_to_other_sites_tell_them_nothing(journey):
    """Opened apart, and without saying where from."""
    links = [link for sent in journey.pages for link in sent.read().find_all("a", href=re.compile(r"^https?://"))]
    assert links
    assert [str(link)[:120] for link in links if "noopener" not in link.get("rel", [])] == []


def test_our_scripts_and_styles_name_no_other_site():
    """Namespaces of SVG are names, not addresses."""
    names = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE)
    assert names.search("fetch('https://cdn.example.org/x.js')")
    files = [path for path in own_files(".js", ".css") if "templates" in path.parts or "static" in path.parts]
    assert len(files) > 5
    assert {path.name: found[0] for path in files if (found := names.findall(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "name",
    ["wagtailadmin_home", "wagtailadmin_account", "admin_people", "wagtailimages:index"],
)
def test_the_trainers_side_asks_nobody_either(client, sign_in, name):
    """No portrait service, no news about releases, no video site."""
    answer = sign_in(staff(Role.ADMINISTRATOR, email="ratna@contoh.example")).get(reverse(name))
    sent = Sent("GET", name, answer.status_code, {}, answer.content.decode(), answer.cookies)
    assert answer.status_code == 200
    assert asked_elsewhere(sent) == []
    assert re.findall(r"gravatar|releases\.wagtail|googleapis|youtube|cdn\.", sent.body) == []


def test_the_settings_that_would_ask_somebody_are_off():
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAILEMBEDS_FINDERS == []
    assert settings.EMAIL_BACKEND.endswith("dummy.EmailBackend") or settings.EMAIL_BACKEND.endswith(
        "locmem.EmailBackend"
    )


def test_nothing_that_only_developers_should_see_is_shown(journey):
    """No traceback, no version, no name of a framework in pages and headers."""
    assert settings.DEBUG is False
    told = [sent.address for sent in journey.sent if re.search(r"Traceback|Django Version|DEBUG = True", sent.body)]
    assert told == []
    assert [sent.address for sent in journey.sent if {"Server", "X-Powered-By"} & sent.headers.keys()] == []
    assert (PROJECT_DIR / "manage.py").exists()
    assert USERNAME not in journey.log
