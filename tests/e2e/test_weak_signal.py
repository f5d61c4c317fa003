"""Answers outlive what happens to cheap phones: no signal, a closed tab, a power cut at the server, another person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.answers import give_any, given
from tests.e2e.people import fill_sign_up, new_username, sign_in_demo
from tests.e2e.screens import QUIZ
from tests.e2e.site import Site

NO_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")


def open_quiz(page: Page) -> None:
    page.goto(QUIZ)
    page.locator("form[action*='/kuis/'] button.go").click()
    page.wait_for_url("**/kuis/**")


def wait_until_sent(page: Page) -> None:
    for _ in range(100):
        if not page.evaluate("localStorage.antrean"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("localStorage.antrean"))


def test_an_answer_is_kept_while_it_is_given_and_is_there_on_another_device(window):
    first = window().page
    username = new_username()
    first.goto("/daftar/")
    fill_sign_up(first, name="Ani Contoh", username=username)
    first.get_by_role("button", name="Sudah saya simpan").click()
    open_quiz(first)
    give_any(first)
    expect(first.locator("[data-state]:not([hidden])")).to_contain_text("Tersimpan")
    address = first.url
    first.close()

    second = window().page
    second.goto("/masuk/")
    second.fill("[name=identifier]", username)
    second.fill("[name=secret]", "246813")
    second.click("main form button.go")
    second.wait_for_url("**/")
    second.goto(address)
    assert given(second)


def test_without_a_signal_the_answer_waits_on_the_phone_and_goes_later(window):
    watched = window()
    watched.expect_noise(*NO_NETWORK)
    page = watched.page
    open_quiz(page)
    watched.context.set_offline(True)
    give_any(page)
    expect(page.locator("[data-state]:not([hidden])")).to_contain_text("Menunggu sinyal")
    assert page.evaluate("JSON.parse(localStorage.antrean).length") == 1
    watched.context.set_offline(False)
    wait_until_sent(page)
    page.reload()
    assert given(page)


def test_an_older_answer_never_takes_the_place_of_a_newer_one(window):
    """A weak signal swallows the first answer; the phone does not notice, and the learner changes it."""
    watched = window()
    watched.expect_noise("net::ERR_FAILED")
    page = watched.page
    open_quiz(page)
    swallowed: list[str] = []

    def swallow_the_first(route: Route) -> None:
        if route.request.method == "POST" and not swallowed:
            swallowed.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/kuis/**", swallow_the_first)
    for number in (0, 1):
        give_any(page, number)
        line = page.locator("[data-state]:not([hidden])")
        expect(line).to_contain_text(("Menunggu sinyal", "Tersimpan")[number])
    assert swallowed
    newest = given(page)
    page.reload()  # any page sends what still waits
    wait_until_sent(page)
    page.reload()
    assert given(page) == newest


def test_hiding_the_page_keeps_what_was_just_typed_and_never_hands_in_a_quiz(window):
    watched = window()
    page = watched.page
    open_quiz(page)
    other = watched.context.new_page()
    other.goto("/")
    give_any(page)  # and away before it can have been sent
    address = page.url
    page.evaluate("dispatchEvent(new Event('pagehide')); document.dispatchEvent(new Event('visibilitychange'))")
    page.close()
    other.reload()  # any page sends what still waits
    wait_until_sent(other)
    other.goto(address)
    assert "/hasil/" not in other.url
    assert given(other)


def test_signing_out_sends_what_waits_and_leaves_nothing_for_the_next_person(window):
    watched = window()
    watched.expect_noise(*NO_NETWORK, "404 (Not Found)")
    page = watched.page
    sign_in_demo(page, "nur")
    open_quiz(page)
    watched.context.set_offline(True)
    give_any(page)
    expect(page.locator("[data-state]:not([hidden])")).to_contain_text("Menunggu sinyal")
    address = page.url
    watched.context.set_offline(False)
    page.goto("/keluar/")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/keluar/selesai/")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert not any(cookie["name"].endswith("sesi") for cookie in watched.context.cookies())
    page.goto("/")
    assert "Nur" not in page.content()

    sign_in_demo(page, "siti")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404  # Nur's attempt is nothing to Siti
    page.goto("/keluar/")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/keluar/selesai/")
    sign_in_demo(page, "nur")
    page.goto(address)
    assert given(page)


def test_signing_out_without_a_signal_warns_first(window):
    watched = window()
    watched.expect_noise(*NO_NETWORK)
    page = watched.page
    sign_in_demo(page, "guru")
    open_quiz(page)
    page.goto("/keluar/")
    page.evaluate(
        "localStorage.antrean = JSON.stringify([{url: '/belajar/x/', body: 'a=1', person: document.body.dataset.person}])"
    )
    watched.context.set_offline(True)
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("form [data-unsent]")).to_be_visible()
    expect(page.locator("form [data-unsent]")).to_contain_text("belum terkirim")


def test_a_session_that_ends_in_the_middle_of_a_quiz_loses_nothing(window):
    """Without JavaScript: what was sent waits behind the sign-in page and goes on afterwards."""
    watched = window(js=False)
    page = watched.page
    sign_in_demo(page, "nur")
    open_quiz(page)
    address = page.url
    give_any(page)
    watched.context.clear_cookies(name="sesi")
    page.locator("[name=act][value=check]").click()
    assert "Masuk" in page.inner_text("h1")
    page.fill("[name=identifier]", "nur")
    page.fill("[name=secret]", "246813")
    page.click("main form button.go")
    page.get_by_role("button", name="Kirim jawaban saya").click()
    page.wait_for_url("**/kuis/**")
    page.goto(address)
    assert page.locator(".verdict").count() == 1


def test_a_power_cut_at_the_server_loses_no_answer_that_was_said_to_be_kept(
    browser, prepared, tmp_path_factory: pytest.TempPathFactory
):
    own = Site.copied(prepared, tmp_path_factory.mktemp("cut"))
    own.start()
    try:
        page = browser.new_context(base_url=own.url, locale="id-ID").new_page()
        open_quiz(page)
        address = page.url
        for _ in range(3):
            give_any(page)
            expect(page.locator("[data-state]:not([hidden])")).to_contain_text("Tersimpan")
            page.locator("[name=act][value=next]").click()
            page.wait_for_load_state()
        give_any(page)
        expect(page.locator("[data-state]:not([hidden])")).to_contain_text("Tersimpan")
        own.kill()
        own.start()
        for position in range(1, 5):
            page.goto(address.rsplit("/", 2)[0] + f"/{position}/")
            assert given(page), position
        page.context.close()
    finally:
        own.stop()
