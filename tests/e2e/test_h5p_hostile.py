"""A library that tries everything: what it gets to see, to send and to do in its cage (SECURITY 12)."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.e2e.hostile import ATTACKS, LEAVING, UNSOUND, content_of
from tests.e2e.site import Site


class Elsewhere:
    """Another server. It keeps every request, and counts the datagrams that come to the port of the same number."""

    def __init__(self) -> None:
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                page = f'<iframe src="{self.path.removeprefix("/around?")}"></iframe>' if "around" in self.path else "x"
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            do_POST = do_GET  # noqa: N815 - as the library calls it

            def log_message(self, *_parts: Any) -> None: ...

        self.asked: list[str] = []
        self.datagrams = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("", self.port))
        self.address = _own_address()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while self._udp.recv(2000):
            self.datagrams += 1

    @property
    def noticed(self) -> tuple[list[str], int]:
        """Requests and datagrams. Not connections: Chromium opens one for a frame before the policy refuses it."""
        return self.asked, self.datagrams

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _own_address() -> str:
    """Not the loopback, over which WebRTC speaks with nobody. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 1))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


INSTALL = """
import json
from tests.e2e.hostile import install
print("LESSONS", json.dumps(install(json.loads({contents!r}))))
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture(scope="module")
def lessons(site: Site, elsewhere: Elsewhere) -> dict[str, str]:
    """One lesson for each attack: name → address."""
    contents = {name: content_of(code, elsewhere.url, elsewhere.address) for name, code in ATTACKS.items()}
    said = site.manage("shell", "-c", INSTALL.format(contents=json.dumps(contents)))
    return dict(json.loads(said.partition("LESSONS ")[2]))


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """Not watched as others are: here consoles are full of refusals."""
    context = browser.new_context(base_url=site.url, viewport={"width": 360, "height": 640}, locale="id-ID")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


def opened(page: Page, address: str) -> Frame:
    """The frame in which the attack runs."""
    page.goto(address)
    with page.expect_event("frameattached"):
        page.locator(".h5p-player [data-open]").click()
    return page.frames[-1]


def attacked(page: Page, address: str) -> dict[str, Any]:
    """What the attack says it got."""
    frame = opened(page, address)
    frame.wait_for_selector("body[data-done]")
    return dict(json.loads(frame.get_attribute("body", "data-done") or ""))


def closed_with(page: Page, word: str, *, within: int = 10_000) -> None:
    """The card is back and says this. ``word``: left, unsound, stuck."""
    player = page.locator(".h5p-player")
    expect(player.locator("[data-say]")).to_have_text(player.get_attribute(f"data-{word}") or "?", timeout=within)
    expect(player.locator("iframe")).to_have_count(0)
    expect(player.locator("[data-open]")).to_be_visible()


def test_nothing_of_the_site_is_within_reach(page, phone, lessons):
    page.goto("/masuk/")
    page.evaluate(
        """async () => {
            document.cookie = "terlihat=rahasia; path=/"; localStorage.rahasia = "ya"; await caches.open("rahasia");
            await new Promise((done) => { indexedDB.open("rahasia").onsuccess = done; });
        }"""
    )
    carried: list[str] = []
    phone.on(
        "request",
        lambda asked: carried.append(asked.url) if "coba=" in asked.url and asked.all_headers().get("cookie") else None,
    )
    said = attacked(page, lessons["reach"])
    assert page.evaluate("document.cookie.includes('terlihat') && localStorage.rahasia") == "ya"
    assert any(cookie["name"] == "terlihat" for cookie in phone.cookies())
    assert page.locator("h1").count() == 1
    assert said["origin"] == "null"
    allowed = {name: value for name, value in said.items() if name != "origin" and not value.startswith("no: ")}
    assert allowed == {"cookie": "own: ", "localStorage": "own: "}
    assert carried == []


def test_nothing_is_sent_to_another_server(page, phone, lessons, elsewhere):
    said = attacked(page, lessons["network"])
    assert said["tried"] == "all"
    page.wait_for_timeout(1000)  # a datagram would be under way
    assert elsewhere.noticed == ([], 0)
    proof = phone.new_page()  # whoever is not in a cage is heard
    proof.goto(f"{elsewhere.url}/proof")
    proof.evaluate(ATTACKS["network"]["rtc"].replace("ADDRESS", elsewhere.address).replace("PORT", str(elsewhere.port)))
    proof.wait_for_timeout(500)
    assert "/proof" in elsewhere.asked
    assert elsewhere.datagrams or elsewhere.address == "127.0.0.1"
    elsewhere.asked.clear()
    elsewhere.datagrams = 0


def test_the_page_around_stays_as_it_is_and_nothing_pops_up(page, phone, lessons):
    noticed: list[str] = []
    page.on("dialog", lambda dialog: (noticed.append(dialog.type), dialog.dismiss()))
    page.on("download", lambda _download: noticed.append("download"))
    phone.on("page", lambda other: noticed.append(other.url))
    said = attacked(page, lessons["page"])
    assert page.url.endswith(lessons["page"])
    assert noticed == []
    assert {name: value for name, value in said.items() if not value.startswith("no: ")} == {}
    height = page.locator(".h5p-player iframe").bounding_box()
    assert height
    assert height["height"] <= 20_000
    assert height["width"] <= 360
    box, close = page.locator(".h5p-bar").bounding_box(), page.locator("[data-close]")
    assert box
    assert box["y"] + box["height"] <= height["y"] + 1  # nothing of the frame lies over the way out
    page.locator("[data-close]").click()
    expect(close).to_be_hidden()
    page.evaluate("() => void setTimeout(() => alert(1))")  # it would have been noticed
    page.wait_for_timeout(200)
    assert noticed == ["alert"]


def test_a_frame_that_goes_somewhere_is_closed(page, lessons, elsewhere):
    for name in LEAVING:
        opened(page, lessons[name])
        closed_with(page, "left")
        assert page.url.endswith(lessons[name]), name
    assert elsewhere.noticed == ([], 0)


HEARD = """window.heard = []; for (const kind of ["statement", "state", "finished"])
    document.addEventListener(`h5p:${kind}`, () => heard.push(kind));"""


def test_forged_messages_count_for_nothing(page, lessons):
    page.add_init_script(HEARD)
    said = attacked(page, lessons["forged"])
    page.wait_for_function("window.heard.includes('finished')")  # the one that is true, sent last
    assert (said, page.evaluate("heard")) == ({"sent": "all"}, ["finished"])
    for name in UNSOUND:
        opened(page, lessons[name])
        closed_with(page, "unsound")
        assert "state" not in page.evaluate("heard"), name
    assert page.evaluate("heard.length") <= 160  # of the flood what a fast content may say


def test_an_endless_loop_stops_nobody_but_itself(page, lessons):
    opened(page, lessons["loop-at-once"])
    page.wait_for_timeout(500)
    page.locator("main a[href*='kandang'], header a[href*='kandang']").first.click()
    page.wait_for_url("**/kandang-*/")
    opened(page, lessons["loop"])
    expect(page.locator(".h5p-player")).to_have_attribute(
        "data-phase", "open", timeout=20_000
    )  # the loop takes its share
    page.wait_for_timeout(500)
    assert page.evaluate("1 + 1") == 2
    closed_with(page, "stuck", within=30_000)


def test_whoever_opens_the_frame_by_itself_is_in_the_same_cage(page, phone, lessons, elsewhere, site):
    page.goto(lessons["reach"])
    address = page.locator(".h5p-player").get_attribute("data-frame")
    answer = page.goto(f"{address}#abc")
    assert answer
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")
    assert "set-cookie" not in answer.headers
    expect(page.locator("#h5p-words")).to_be_visible()
    assert page.evaluate("origin") == "null"
    assert page.evaluate("document.body.dataset.done") is None  # nothing of the library has run
    page.evaluate(
        "(url) => { new Image().src = url; fetch(url).catch(() => 0); navigator.sendBeacon(url) }", elsewhere.url
    )
    page.wait_for_timeout(300)
    assert elsewhere.noticed == ([], 0)
    page.goto(f"{elsewhere.url}/around?{site.url}{address}")
    page.wait_for_timeout(300)
    assert "H5PIntegration" not in page.frames[1].content()
    elsewhere.asked.clear()


def test_media_from_elsewhere_needs_an_allowed_host_and_a_learner_who_agrees(page, phone, lessons):
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404)

    phone.route(re.compile("^https://"), answer)
    attacked(page, lessons["media"])
    expect(page.locator("[data-notes]")).to_contain_text("contoh")
    assert asked == []
    page.goto(lessons["media"])
    expect(page.locator("[data-host]")).to_have_count(1)
    expect(page.locator(".h5p-player")).to_contain_text("dilarang.contoh.id")
    page.locator("[data-host]").check()
    page.locator(".h5p-player [data-open]").click()
    page.frames[1].wait_for_selector("body[data-done]")
    page.wait_for_timeout(300)
    assert {re.split("[/:]+", url)[1] for url in asked} == {"boleh.contoh.id"}
    frame = page.locator(".h5p-player").get_attribute("data-frame")
    policy = page.request.get(f"{frame}?host=dilarang.contoh.id&host=*&host=a.id%20*;script-src%20*").headers
    assert "dilarang" not in policy["content-security-policy"]
    assert "*" not in policy["content-security-policy"]
