"""The cage in a real browser: a small content that does what it is told, by buttons of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from lms.bootstrap.player import core_folder
from tests.e2e.site import PROJECT, Site
from tests.e2e.weight import Line

SCRIPT = """
H5P.Uji = function (params, id, extras) {
  H5P.EventDispatcher.call(this);
  var self = this, clicks = (extras && extras.previousState || { clicks: 0 }).clicks;
  this.attach = function ($where) {
    var button = function (name, act) { H5P.jQuery('<button>').text(name).on('click', act).appendTo($where); };
    var $said = H5P.jQuery('<p class="said">').appendTo($where);
    var show = function () { $said.text(params.question + ' ' + clicks); };
    button('tambah', function () { clicks += 1; show(); self.triggerXAPIScored(clicks, 3, 'answered'); });
    button('tinggi', function () { H5P.jQuery('<div>').height(700).appendTo($where); });
    button('pergi', function () { location.href = '/akun/'; });
    button('ulang', function () { location.reload(); });
    button('diam', function () { for (;;) {} });
    button('palsu', function () { parent.postMessage({ v: 1, nonce: H5PIntegration.frame.nonce, kind: 'state', content: '1', sub: '../x', id: 'state', data: 'x' }, '*'); });
    button('banjir', function () { for (var n = 0; n < 300; n++) parent.postMessage({ v: 1, nonce: H5PIntegration.frame.nonce, kind: 'beat', n: n }, '*'); });
    button('intip', function () {
      var tries = { cookie: function () { return document.cookie; }, storage: function () { localStorage.a = '1'; return String(localStorage.getItem('a')); },
        parent: function () { return parent.document.title; }, top: function () { top.location = '/'; return 'moved'; }, popup: function () { return String(window.open('/')); },
        ask: function () { alert('x'); return 'quiet'; } };
      $said.text(Object.keys(tries).map(function (name) { try { return name + ':' + tries[name](); } catch (e) { return name + ':no'; } }).join(' '));
    });
    H5P.jQuery('<a href="https://contoh.go.id/halaman">tautan</a>').appendTo($where);
    show();
  };
  this.getCurrentState = function () { return { clicks: clicks }; };
};
H5P.Uji.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
MAKE = """
import json, sys
from tests.factories.h5p import make_content, make_library
from tests.factories.h5p_rows import course_with_h5p
library = make_library("H5P.Uji 1.0", script=json.load(sys.stdin))
content = make_content(library, title="Latihan uji", alternative="Baca ini.", params={"question": "Halo"})
print(course_with_h5p(content, rule="finished", required=False).lessons[0].url)
"""


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    assert (core_folder() / "frame.bundle.js").exists(), "the H5P core is missing: python3 manage.py up"
    environment = site.environment | {
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "h5p-python-wrapper/src")])
    }
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", MAKE],
        cwd=PROJECT, env=environment, input=json.dumps(SCRIPT), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stdout.strip().splitlines()[-1]


@pytest.fixture
def page(window, address: str) -> Page:
    watched = window()
    watched.page.goto(address)
    watched.page.evaluate(
        "window.heard = []; for (const name of ['open', 'started', 'statement', 'state', 'closed'])"
        " addEventListener('h5p:' + name, (event) => heard.push([name, event.detail]))"
    )
    return watched.page


def play(page: Page) -> FrameLocator:
    page.locator(".h5p-player [data-open]").click()
    frame = page.frame_locator(".h5p-player iframe")
    expect(frame.locator(".said")).to_be_visible()
    expect(page.locator(".h5p-player[data-phase=open]")).to_be_visible()
    return frame


def heard(page: Page, name: str) -> list[Any]:
    return [detail for kind, detail in page.evaluate("heard") if kind == name]


def until(page: Page, holds: Callable[[], Any]) -> None:
    """Playwright's own waiting for a condition needs eval, which the page does not allow."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came")


def tap(frame: FrameLocator, name: str) -> None:
    frame.get_by_role("button", name=name, exact=True).click()


def closed_with(page: Page, words: str) -> None:
    expect(page.locator(".h5p-player [data-say]")).to_contain_text(words, timeout=15_000)
    expect(page.locator(".h5p-player iframe")).to_have_count(0)
    expect(page.locator(".h5p-player [data-open]")).to_be_visible()


def test_opened_by_keyboard_it_fits_its_content_and_says_what_happens(page):
    button = page.locator(".h5p-player [data-open]")
    assert re.search(r"\d+ KB", button.inner_text())
    assert page.locator("iframe").count() == 0
    button.focus()
    page.keyboard.press("Enter")
    iframe = page.locator(".h5p-player iframe")
    frame = page.frame_locator(".h5p-player iframe")
    expect(frame.locator(".said")).to_have_text("Halo 0")
    expect(iframe).to_be_focused()
    assert iframe.get_attribute("sandbox") == "allow-scripts"
    assert iframe.get_attribute("title") == "Latihan uji"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(frame.locator(".said")).to_have_text("Halo 1")
    until(page, lambda: heard(page, "state"))
    answered = heard(page, "statement")[-1]["statement"]
    assert answered["verb"]["id"].endswith("/answered")
    assert answered["result"]["score"]["raw"] == 1
    assert "actor" not in answered
    assert heard(page, "state")[-1] == {"sub": "0", "kind": "state", "data": '{"clicks":1}'}
    before = iframe.bounding_box()["height"]
    tap(frame, "tinggi")
    until(page, lambda: iframe.bounding_box()["height"] >= before + 650)


def test_closed_and_opened_again_it_goes_on_and_fetches_no_bundle_twice(page):
    tap(play(page), "tambah")
    page.locator(".h5p-player [data-close]").click()
    expect(page.locator(".h5p-player iframe")).to_have_count(0)
    with Line(page) as line:
        expect(play(page).locator(".said")).to_have_text("Halo 1")
    bundles = [request for request in line.requests if request.path.startswith("/h5p/paket/")]
    assert len(bundles) == 4
    assert [request.path for request in bundles if not request.cached] == []


def test_the_core_waits_for_what_comes_late(page):
    """It runs while the rest is on its way, and begins nothing before."""

    def late(route) -> None:
        time.sleep(1)
        route.continue_()

    page.route(re.compile(r"/paket/\w+-t\.js"), late)
    expect(play(page).locator(".said")).to_have_text("Halo 0")


def test_full_screen_and_back(page):
    frame = play(page)
    button = page.locator(".h5p-player button[data-full]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    until(page, lambda: page.locator(".h5p-player iframe").bounding_box()["height"] > 320)
    expect(frame.locator(".h5p-semi-fullscreen").first).to_be_attached()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(frame.locator(".h5p-semi-fullscreen")).to_have_count(0)


def test_it_reaches_nothing_outside(window, address):
    watched = window()
    watched.expect_noise(
        "sandbox", "Ignored call to 'alert()'", "Unsafe attempt to initiate navigation", "Blocked opening"
    )
    watched.page.goto(address)
    frame = play(watched.page)
    tap(frame, "intip")
    expect(frame.locator(".said")).to_have_text(re.compile("^cookie: storage:1 parent:no top:no popup:null ask:quiet$"))
    assert watched.page.url.endswith(address)


def test_a_link_is_offered_outside(page):
    play(page).get_by_role("link", name="tautan").click()
    link = page.locator(".h5p-player [data-notes] a")
    expect(link).to_have_attribute("href", "https://contoh.go.id/halaman")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.parametrize(
    ("name", "words"),
    [("ulang", "meninggalkan"), ("pergi", "meninggalkan"), ("palsu", "tidak kami"), ("banjir", "tidak kami")],
)
def test_what_leaves_its_place_or_forges_is_closed(window, address, name, words):
    watched = window()
    watched.expect_noise("frame-ancestors", "Refused to display", "sandbox", "Failed to load", "script-src", "violates")
    watched.page.goto(address)
    tap(play(watched.page), name)
    closed_with(watched.page, words)


def test_one_that_hangs_is_taken_away(page):
    frame = play(page)
    frame.get_by_role("button", name="diam", exact=True).evaluate("button => void setTimeout(() => button.click(), 50)")
    closed_with(page, "berhenti menjawab")
    assert page.evaluate("1 + 1") == 2


def test_one_that_does_not_come_is_stopped_by_the_learner(window, address):
    page = window().page
    page.route("**/h5p/paket/**", lambda route: None)
    page.goto(address)
    button = page.locator(".h5p-player [data-open]")
    button.dblclick()
    expect(page.locator(".h5p-player")).to_have_attribute("data-phase", "loading")
    expect(button).to_contain_text("Berhenti memuat")
    button.click()
    expect(page.locator(".h5p-player")).to_have_attribute("data-phase", "shut")
    expect(button).to_contain_text("Buka latihan lagi")
    expect(button).to_be_focused()


def test_without_a_signal_it_says_so_and_opens_later(window, address):
    watched = window()
    watched.expect_noise("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch")
    page = watched.page
    page.goto(address)
    watched.context.set_offline(True)
    page.locator(".h5p-player [data-open]").click()
    closed_with(page, "sinyal")
    watched.context.set_offline(False)
    play(page)


def test_without_javascript_there_is_the_text_and_no_dead_button(window, address):
    page = window(js=False).page
    page.goto(address)
    expect(page.locator(".h5p-player [data-open]")).to_be_hidden()
    page.get_by_text("Baca sebagai teks").click()
    expect(page.locator("details.instead").get_by_text("Baca ini.")).to_be_visible()
