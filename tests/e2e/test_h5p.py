"""A learner plays the exercise of A1-M3 on a phone, goes on with it on another one, and completes the lesson."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.answers import answer
from tests.e2e.exercises import CAGE_NOISE, CLUES, READING_AN_ADDRESS, open_exercise, tap
from tests.e2e.people import fill_sign_up, new_username
from tests.e2e.test_weak_signal import NO_NETWORK, wait_until_sent


def sign_in(page: Page, username: str) -> None:
    page.goto("/masuk/")
    page.fill("[name=identifier]", username)
    page.fill("[name=secret]", "246813")
    page.click("main form button.go")
    page.wait_for_url("**/")


def signed_up(page: Page) -> str:
    username = new_username()
    page.goto("/daftar/")
    fill_sign_up(page, name="Ani Contoh", username=username)
    page.get_by_role("button", name="Sudah saya simpan").click()
    return username


def test_half_on_one_phone_half_on_another_and_the_lesson_is_complete(window):
    one, other = window(), window()
    one.expect_noise(*CAGE_NOISE)
    other.expect_noise(*CAGE_NOISE)
    first, second = one.page, other.page
    username = signed_up(first)
    first.goto(READING_AN_ADDRESS)
    tap(open_exercise(first), CLUES[0])
    first.locator(".h5p-player [data-close]").click()
    expect(first.locator("[data-h5p] [data-state]")).to_have_text("Tersimpan")
    wait_until_sent(first)
    expect(first.locator("[data-h5p] [data-done]")).to_be_hidden()
    first.close()

    sign_in(second, username)
    second.goto(READING_AN_ADDRESS)
    frame = open_exercise(second)
    expect(frame.get_by_role("button", name=CLUES[0], exact=True)).to_have_attribute("aria-pressed", "true")
    tap(frame, *CLUES[1:], "Periksa")
    expect(second.locator("[data-h5p] [data-said]")).to_contain_text("Menurut latihan: 3 dari 3")
    expect(second.locator("[data-h5p] [data-done]")).to_be_visible()

    check = second.locator("form[action*='/cek/']")
    answer(second, check)
    check.locator("button").click()
    second.wait_for_selector(".verdict")
    second.locator(".foot button.go").click()
    second.wait_for_url("**/mengunduh-dan-menemukan-berkas/")
    second.goto(READING_AN_ADDRESS)
    expect(second.locator(".foot button.go")).to_contain_text("Berikutnya")


def test_what_was_done_without_a_signal_waits_on_the_phone(window):
    watched = window()
    watched.expect_noise(*NO_NETWORK, *CAGE_NOISE)
    page = watched.page
    signed_up(page)
    page.goto(READING_AN_ADDRESS)
    frame = open_exercise(page)
    watched.context.set_offline(True)
    tap(frame, *CLUES, "Periksa")
    expect(page.locator("[data-h5p] [data-state]")).to_contain_text("Menunggu sinyal")
    watched.context.set_offline(False)
    expect(page.locator("[data-h5p] [data-done]")).to_be_visible(timeout=40_000)
    wait_until_sent(page)


def test_looking_at_an_exercise_makes_no_guest_of_a_visitor(window):
    watched = window()
    watched.expect_noise(*CAGE_NOISE)
    page = watched.page
    page.goto(READING_AN_ADDRESS)
    frame = open_exercise(page)
    page.locator(".h5p-player [data-close]").click()
    expect(frame.locator(".lms-exercise")).to_have_count(0)
    assert [cookie["name"] for cookie in watched.context.cookies() if cookie["name"] == "sesi"] == []
