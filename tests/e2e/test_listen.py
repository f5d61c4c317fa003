"""A lesson is read aloud by the phone's own voice, or by a recording; where there is neither, words say so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.screens import LESSON, PRACTICE
from tests.e2e.speech import ELSEWHERE, ENGLISH, INDONESIAN, give_voices, let_it_finish, said

NEXT = "/kursus/mulai-dari-hp/kenal-hp-dan-jaringan/layar-dan-gerakan-jari/"
START = "Dengarkan pelajaran ini"
NO_VOICE = "Untuk mendengarkan, perlu suara di HP ini"


@pytest.fixture
def page(window) -> Page:
    opened: Page = window().page
    give_voices(opened, INDONESIAN)
    opened.goto(LESSON)
    return opened


def button(page: Page, name: str) -> Locator:
    return page.locator(".listen").get_by_role("button", name=name, exact=True)


def read_block(page: Page) -> str:
    expect(page.locator(".reading")).to_have_count(1)
    return words(page.locator(".reading"))


def words(part: Locator) -> str:
    """Without what only says where lines may break."""
    return " ".join(part.inner_text().replace("\u2060", "").split())


def changed(page: Page, change: Callable[[str], str]) -> None:
    """The lesson as if the server had sent it otherwise."""

    def answer(route: Route) -> None:
        got = route.fetch()
        route.fulfill(response=got, body=change(got.text()))

    page.route(f"**{LESSON}", answer)


def listen(page: Page) -> None:
    """The reader comes at the press, and begins."""
    button(page, START).click()
    expect(button(page, "Jeda")).to_be_focused()


def test_it_reads_sentence_by_sentence_and_marks_where_it_is(page):
    listen(page)
    title = words(page.locator("h1"))
    assert said(page) == [title]
    assert page.evaluate("said[0].slice(1)") == [1, "id_ID"]
    assert title in read_block(page)
    let_it_finish(page, 2)
    assert said(page)[1].startswith("Anda bisa ")
    assert said(page)[2].startswith("Wi-Fi adalah ")
    assert "Wi-Fi adalah" in read_block(page)


def test_pictures_steps_and_choices_are_told_in_words(page):
    listen(page)
    for _ in range(200):
        if not page.locator(".reading").count():
            break
        let_it_finish(page)
    told = said(page)
    assert [text for text in told if text.startswith("Gambar: Papan balai")], told
    assert [text for text in told if text.startswith("Langkah 2: ")]
    assert [text for text in told if re.match("Pilihan [12]: ", text)] == ["Pilihan 1: Benar", "Pilihan 2: Tidak benar"]
    assert not [
        text for text in told if "Cek jawaban" in text or "Selesai, lanjut" in text
    ]  # buttons are pressed, not read
    expect(page.locator(".listen [role=status]")).to_have_text("Selesai dibacakan.")
    expect(button(page, START)).to_be_visible()


def test_pause_back_ahead_and_slower(page):
    listen(page)
    button(page, "Maju").click()
    let_it_finish(page)
    second = said(page)[-1]
    button(page, "Jeda").click()
    let_it_finish(page)  # the voice that was cut off says nothing more
    assert said(page)[-1] == second
    button(page, "Lanjut").click()
    assert said(page)[-2:] == [second, second]
    button(page, "Pelan").click()
    expect(button(page, "Pelan")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("said.at(-1)")[:2] == [second, 0.7]
    button(page, "Mundur").click()
    assert said(page)[-1].startswith("Wi-Fi adalah ")  # first to the beginning of the block
    button(page, "Mundur").click()
    assert said(page)[-1] == words(page.locator("h1"))
    button(page, "Jeda").click()
    count = len(said(page))
    button(page, "Maju").click()
    assert len(said(page)) == count
    assert "Wi-Fi adalah" in read_block(page)


def test_everything_by_keyboard(page):
    start = button(page, START)
    start.focus()
    page.keyboard.press("Enter")
    expect(button(page, "Jeda")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "Wi-Fi adalah" in read_block(page)
    page.keyboard.press("Escape")
    expect(start).to_be_focused()
    expect(page.locator(".reading")).to_have_count(0)
    assert page.evaluate("voice.finish(), said.length") == 2


def test_stopping_and_leaving_make_it_silent(page):
    listen(page)
    button(page, "Stop").click()
    expect(button(page, START)).to_be_focused()
    listen(page)
    before = int(page.evaluate("sessionStorage.silent"))
    page.goto(PRACTICE)
    assert int(page.evaluate("sessionStorage.silent")) == before + 1


def test_a_voice_that_fails_is_told(page):
    listen(page)
    page.evaluate("voice.fail()")
    expect(page.locator(".listen [role=status]")).to_have_text("Suaranya belum bisa dipakai sekarang. Coba lagi nanti.")
    expect(button(page, START)).to_be_visible()


@pytest.mark.parametrize(("motion", "behavior"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_it_scrolls_as_people_can_bear(window, motion, behavior):
    page = window(reduced_motion=motion).page
    give_voices(page, INDONESIAN)
    page.goto(LESSON)
    listen(page)
    for _ in range(5):
        button(page, "Maju").click()
    assert set(page.evaluate("scrolled")) == {behavior}


@pytest.mark.parametrize("voices", [(), (ENGLISH,), (ELSEWHERE,)], ids=["none", "english", "elsewhere"])
def test_without_a_voice_of_its_own_words_say_how_to_get_one(window, voices):
    """A voice that sends the text to its maker is none: it costs data and tells others what is learned."""
    page = window().page
    give_voices(page, *voices)
    page.goto(LESSON)
    expect(page.locator(".listen summary")).to_have_text(NO_VOICE)
    expect(button(page, START)).to_be_hidden()
    page.locator(".listen summary").click()
    expect(page.locator(".listen details p")).to_contain_text("text-to-speech")


def test_a_voice_that_comes_late_is_offered(window):
    page = window().page
    give_voices(page)
    page.goto(LESSON)
    expect(page.locator(".listen summary")).to_be_visible()
    page.evaluate(
        "voice.voices = [{ lang: 'in-ID', localService: true }]; voice.dispatchEvent(new Event('voiceschanged'))"
    )
    expect(button(page, START)).to_be_visible()
    expect(page.locator(".listen summary")).to_be_hidden()


def test_an_english_page_wants_an_english_voice(window):
    page = window().page
    give_voices(page, INDONESIAN, ENGLISH)
    changed(page, lambda html: html.replace('data-lang="id"', 'data-lang="en"'))
    page.goto(LESSON)
    listen(page)
    assert page.evaluate("said[0][2]") == "en-GB"


def test_a_recording_of_the_whole_lesson_goes_before_the_voice(window):
    page = window().page
    give_voices(page)
    recording = '<audio controls preload="none" src="/x.mp3" data-whole></audio></article>'
    changed(page, lambda html: html.replace("</article>", recording))
    page.goto(LESSON)
    page.evaluate("HTMLMediaElement.prototype.play = async function () { said.push(this.src); }")
    button(page, START).click()
    assert page.evaluate("said").pop().endswith("/x.mp3")
    expect(page.locator(".reading")).to_have_count(0)


def test_without_scripts_nothing_is_shown(window):
    page = window(js=False).page
    page.goto(LESSON)
    assert page.locator(".listen").bounding_box() is None


def test_the_reader_is_fetched_only_when_it_is_wanted(window):
    page = window().page
    give_voices(page, INDONESIAN)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(NEXT)
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "listen" in url]
    with page.expect_response(re.compile("listen.*[.]js")) as answer:
        button(page, START).click()
    assert int(answer.value.headers["content-length"]) <= 5_000
    assert answer.value.headers["content-encoding"] in ("gzip", "br")
