"""A QR is checked on a phone that has no network: it has opened the checking page once, and knows the keys (ADR 0033)."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import re
import socket
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import PHONE
from tests.e2e.site import Site

_MAKE = """
import json, uuid
from datetime import date
from django.utils import timezone
from accounts.domain.names import confirm_name
from accounts.models import User
from certificates.domain.issue import issue
from certificates.domain.revoke import Reason, revoke
from certificates.facts import Achievement
from certificates.models import Certificate
now, day = timezone.now(), date(2026, 11, 21)
achievement = Achievement("Aman di Internet", 1, 90, 2, 88, (), day, day)
made = {}
for name, age in (("Ratna Luring", "adult"), ("Bima Luring", "minor"), ("Joko Luring", "adult"), ("Wati Lurin", "adult")):
    person = User.objects.create(username=name.lower().replace(" ", "."), name=name, age=age, name_confirmed_at=now)
    made[name] = issue(holder=person, source_kind="course", source_key=uuid.uuid4(), achievement=achievement, at=now)
admin = User.objects.get(username="pengelola")
revoke(certificate=made["Joko Luring"], reason=Reason.MISTAKE, by=admin, at=now)
confirm_name(person=made["Wati Lurin"].holder, name="Wati Luring", title_before="", title_after="", at=now, by=admin)
print(json.dumps({name: [one.qr_token, one.statement, one.number] for name, one in made.items()}))
"""
WEIGHT = 25_000  # bytes, compressed: page, script, keys and the script that keeps them


@pytest.fixture(scope="module")
def papers(site: Site) -> dict[str, str]:
    """Name → what its QR says, from the slash on."""
    made = json.loads(site.manage("shell", "-v", "0", "-c", _MAKE).strip().splitlines()[-1])
    return {name: f"/s/{token}/#{statement}" for name, (token, statement, _number) in made.items()}


class Network:
    """The way to the site, which can be cut: a page that comes afterwards comes from the phone itself."""

    def __init__(self, port: int) -> None:
        self.to = ("127.0.0.1", port)
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # cut
            while True:
                phone, _address = self.listening.accept()
                site = socket.create_connection(self.to)
                self.open += [phone, site]
                for here, there in ((phone, site), (site, phone)):
                    threading.Thread(target=_pump, args=(here, there), daemon=True).start()

    def cut(self) -> None:
        for one in (self.listening, *self.open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _pump(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while content := here.recv(65_536):
            there.sendall(content)
        there.shutdown(socket.SHUT_WR)


@pytest.fixture
def phone(browser: Browser, site: Site, papers: dict[str, str]) -> Iterator[Page]:
    """Has checked one paper with a network, and has none any more."""
    network = Network(site.port)
    context = browser.new_context(viewport=PHONE, base_url=network.url, locale="id-ID")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(papers["Ratna Luring"])
    assert "Asli dan berlaku" in page.inner_text("main")
    for address in ("/periksa/", papers["Ratna Luring"]):
        _visit_until_kept(page, address)
    network.cut()
    page.goto("about:blank")
    yield page
    context.close()


def _visit_until_kept(page: Page, address: str) -> None:
    """A browser takes a moment from a worker's start to asking it for pages."""
    for _ in range(50):
        page.goto("about:blank")
        page.goto(address)
        if page.evaluate("!!navigator.serviceWorker.controller"):
            return
        page.wait_for_timeout(200)
    raise AssertionError("the worker does not answer for its pages")


def said(page: Page) -> str:
    page.wait_for_selector("[data-result]:not([hidden])")
    return page.inner_text("[data-result]")


def test_a_paper_is_genuine_and_says_whose_it_is(phone, papers):
    phone.goto(papers["Ratna Luring"])
    text = said(phone)
    assert re.search(r"^Asli$", text, re.MULTILINE)
    for words in ("Ratna Luring", "Aman di Internet", "2 JP", "KOMINFO"):
        assert words in text
    assert phone.locator("[data-when]:not([hidden])").count() == 2  # the verdict and the facts


def test_a_childs_name_is_not_shown(phone, papers):
    phone.goto(papers["Bima Luring"])
    assert "Disembunyikan" in said(phone)
    assert "Bima" not in phone.content()


@pytest.mark.parametrize(("name", "words"), [("Joko Luring", "dicabut"), ("Wati Lurin", "diganti")])
def test_what_is_no_longer_valid_is_on_the_list(phone, papers, name, words):
    phone.goto(papers[name])
    assert words in said(phone)
    assert ("Lurin" in said(phone)) is (name == "Joko Luring")  # a name that was wrong is not shown


def test_an_altered_a_cut_and_an_empty_one_are_not_genuine(phone, papers):
    address, statement = papers["Ratna Luring"].split("#")
    payload = base64.urlsafe_b64decode(statement + "=" * (-len(statement) % 4))
    other = base64.urlsafe_b64encode(payload.replace(b"Ratna Luring", b"Wulan Luring")).decode().rstrip("=")
    for text in (other, statement[:-1], statement[:60], "x", "%00", statement + "A"):
        phone.goto("about:blank")
        phone.goto(f"{address}#{text}")
        assert "Tidak asli" in said(phone)
        assert "Wulan" not in phone.content()
    phone.goto("about:blank")
    phone.goto(address)
    assert "tidak dapat diperiksa tanpa jaringan" in said(phone)


def test_an_address_from_another_scanner_is_pasted_and_the_way_is_walked_by_keyboard(phone, papers):
    phone.goto("/periksa/")
    phone.focus("#address")
    phone.keyboard.insert_text(f"https://belajar.sukamaju.example{papers['Ratna Luring']}")
    phone.keyboard.press("Enter")
    phone.wait_for_function("document.querySelector('[data-field=name]').textContent === 'Ratna Luring'")
    assert phone.evaluate("document.activeElement.matches('[data-result]')")


def test_the_page_that_is_kept_names_nobody_and_is_light(site, papers):
    total = 0
    pages = {}
    for path in ("/s/luring/?b=id", "/s/daftar.json", "/s/pekerja.js?b=id"):
        pages[path] = urllib.request.urlopen(site.url + path).read()  # noqa: S310
        total += len(gzip.compress(pages[path]))
    script = re.search(r'src="([^"]+check[^"]+)"', pages["/s/luring/?b=id"].decode())
    assert script
    total += len(gzip.compress(urllib.request.urlopen(site.url + script[1]).read()))  # noqa: S310
    assert total <= WEIGHT
    assert "Luring" not in pages["/s/daftar.json"].decode()


_FLIPS = (0, 31, 32, 40, 63)


def test_browsers_without_ed25519_come_to_the_same_answer(phone):
    """Our own arithmetic against the signatures of another implementation, right and altered."""
    cases = []
    for number in range(8):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        message = bytes(range(number * 30))
        signature = key.sign(message)
        cases.append((public, signature, message, True))
        cases.append((public, signature, message + b"x", False))
        for place in _FLIPS:
            altered = bytearray(signature)
            altered[place] ^= 1 << number
            cases.append((public, bytes(altered), message, False))
        cases.append((bytes([public[0] ^ 1]) + public[1:], signature, message, False))
        # s + L is the same number, and RFC 8032 §5.1.7 forbids it
        order = 2**252 + 27742317777372353535851937790883648493
        s = int.from_bytes(signature[32:], "little") + order
        cases.append((public, signature[:32] + s.to_bytes(32, "little"), message, False))
    phone.goto("/s/luring/?b=id")
    phone.wait_for_selector("[data-result]:not([hidden])")
    plain = [[list(key), list(signature), list(message)] for key, signature, message, _right in cases]
    session = phone.context.new_cdp_session(phone)
    session.send("Page.setBypassCSP", {"enabled": True})  # it allows no script of ours to be fetched by another
    phone.reload()
    script = phone.get_attribute("script[src*=check]", "src")
    answers = phone.evaluate(
        """async ([script, cases]) => {
          const { verifySlowly } = await import(script);
          const answers = [];
          for (const parts of cases) answers.push(await verifySlowly(...parts.map((part) => Uint8Array.from(part))));
          return answers;
        }""",
        [script, plain],
    )
    assert answers == [right for *_parts, right in cases]
