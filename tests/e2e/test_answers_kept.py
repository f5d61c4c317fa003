"""No answer is lost between two phones, a dead network, a killed tab and an ended session; with and without a script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.answers import give_any, given
from tests.e2e.people import fill_sign_up, new_username
from tests.e2e.test_weak_signal import NO_NETWORK, open_quiz, wait_until_sent

STATE = "[data-state]:not([hidden])"


def sign_up(page: Page) -> str:
    username = new_username()
    page.goto("/daftar/")
    fill_sign_up(page, name="Ani Contoh", username=username)
    page.get_by_role("button", name="Sudah saya simpan").click()
    return username


def sign_in(page: Page, username: str) -> None:
    page.goto("/masuk/")
    fill_in_sign_in(page, username)
    page.wait_for_url(lambda url: "/masuk/" not in url)


def fill_in_sign_in(page: Page, username: str) -> None:
    page.fill("[name=identifier]", username)
    page.fill("[name=secret]", "246813")
    page.click("main form button.go")


def at(address: str, position: int) -> str:
    return f"{address.rsplit('/', 2)[0]}/{position}/"


def review_of(address: str) -> str:
    return f"{address.rsplit('/', 2)[0]}/kirim/"


def no_posts(route: Route) -> None:
    """A signal that brings pages and swallows what is sent."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_the_network_dies_the_tab_is_killed_and_another_phone_goes_on(window):
    watched = window()
    watched.expect_noise("net::ERR_FAILED", *NO_NETWORK)
    first = watched.page
    username = sign_up(first)
    open_quiz(first)
    address = first.url
    for position in (1, 2, 3):
        first.goto(at(address, position))
        give_any(first)
        expect(first.locator(STATE)).to_contain_text("Tersimpan")
    watched.context.route("**/kuis/**", no_posts)
    kept = {}
    for position in (4, 5):
        first.goto(at(address, position))
        give_any(first)
        expect(first.locator(STATE)).to_contain_text("Menunggu sinyal")
        kept[position] = given(first)
    first.reload()  # what waits stands in the form, and the line says that it waits
    assert given(first) == kept[5]
    expect(first.locator(STATE)).to_contain_text("Menunggu sinyal")
    watched.context.set_offline(True)
    first.locator("[name=act][value=next]").click()  # no page of the browser takes the place of the question
    assert given(first) == kept[5]
    first.close(run_before_unload=False)

    second = window().page
    sign_in(second, username)
    for position in (1, 2, 3):
        second.goto(at(address, position))
        assert given(second), position
    second.goto(at(address, 4))
    assert not given(second)
    give_any(second, 1)  # later than the first phone did
    expect(second.locator(STATE)).to_contain_text("Tersimpan")
    newer = given(second)

    watched.context.unroute("**/kuis/**")
    watched.context.set_offline(False)
    again = watched.context.new_page()
    again.goto("/")  # any page sends what waits
    wait_until_sent(again)
    expect(again.locator("main > .note")).to_contain_text("Soal 4: Anda sudah menjawab lagi")
    again.goto(at(address, 4))
    assert given(again) == newer
    again.goto(at(address, 5))
    assert given(again) == kept[5]

    second.goto(review_of(address))
    answered = second.locator("ol.list li").filter(has_text=re.compile("dijawab$", re.I)).filter(has_not_text="belum")
    assert answered.count() == 5
    second.locator("main form button.go").dblclick()  # a double tap is one result
    second.wait_for_url("**/hasil/")
    again.goto(review_of(address))
    again.wait_for_url("**/hasil/")  # handed in for both


def test_without_a_script_two_phones_and_an_ended_session_lose_nothing(window):
    watched = window(js=False)
    first = watched.page
    username = sign_up(first)
    open_quiz(first)
    address = first.url
    for position in (1, 2, 3):
        first.goto(at(address, position))
        give_any(first)
        first.locator("[name=act][value=next]").click()
    first.goto(at(address, 4))  # drawn without an answer, and left open

    second = window(js=False).page
    sign_in(second, username)
    for position in (1, 2, 3):
        second.goto(at(address, position))
        assert given(second), position
    second.goto(at(address, 4))
    give_any(second)
    second.locator("[name=act][value=next]").click()

    first.locator("[name=act][value=next]").click()  # “Skip” on the old page is no answer
    second.goto(at(address, 4))
    assert given(second)

    second.goto(at(address, 5))
    give_any(second)
    wanted = given(second)
    second.context.clear_cookies(name="sesi")
    second.locator("[name=act][value=next]").click()
    fill_in_sign_in(second, username)
    second.get_by_role("button", name="Kirim jawaban saya").click()
    second.wait_for_url("**/kuis/**")
    second.goto(at(address, 5))
    assert given(second) == wanted

    second.go_back()  # and changed after “Back”: that is a new answer
    second.goto(at(address, 5))
    with second.expect_navigation():
        second.locator("[name=act][value=next]").click()
    second.go_back()
    give_any(second, 1)
    wanted = given(second)
    second.locator("[name=act][value=next]").click()
    second.goto(at(address, 5))
    assert given(second) == wanted


def test_an_ended_session_keeps_the_answer_for_its_owner_alone(window):
    """The phone belongs to a family: who signs in next may be somebody else."""
    watched = window()
    watched.expect_noise("401 (Unauthorized)", "403 (Forbidden)")
    page = watched.page
    owner = sign_up(page)
    open_quiz(page)
    address = page.url
    watched.context.clear_cookies(name="sesi")
    give_any(page)
    expect(page.locator(STATE)).to_contain_text("Masuk lagi")
    wanted = given(page)

    relative = sign_up(page)
    page.wait_for_load_state("networkidle")
    assert relative != owner
    assert page.evaluate("JSON.parse(localStorage.antrean).length") == 1  # nobody else sends it
    watched.context.clear_cookies(name="sesi")

    sign_in(page, owner)
    wait_until_sent(page)
    page.goto(address)
    assert given(page) == wanted
    page.goto(review_of(address))
    assert "/hasil/" not in page.url


def test_a_phone_without_room_and_a_wi_fi_that_answers_for_the_server_are_told_truthfully(window):
    watched = window()
    watched.expect_noise(*NO_NETWORK)
    page = watched.page
    open_quiz(page)
    page.route(
        "**/kuis/**",
        lambda route: (
            route.fulfill(status=200, content_type="text/html", body="<h1>Masuk Wi-Fi</h1>")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    give_any(page)
    expect(page.locator(STATE)).to_contain_text("Menunggu sinyal")
    assert page.evaluate("JSON.parse(localStorage.antrean).length") == 1
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }")
    give_any(page, 1)
    wanted = given(page)
    expect(page.locator(STATE)).to_contain_text("Tetaplah di halaman ini")
    page.unroute("**/kuis/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(STATE)).to_contain_text("Tersimpan")
    page.reload()
    assert given(page) == wanted


QUIZ_OF_EVERY_KIND = """
from quizzes.kinds import KINDS
from tests.factories.courses import course, lesson, module, quiz, quiz_block
from tests.factories.questions import question_of

asked = quiz(fixed=[question_of(kind, kind) for kind in KINDS], feedback="at_end")
print(lesson(module(course()), quiz_block(asked), kind="quiz").get_url())
"""


def test_every_kind_of_question_keeps_its_answer_by_itself(window, site):
    page = window().page
    page.goto(site.manage("shell", "-c", QUIZ_OF_EVERY_KIND).split()[-1])
    page.locator("form[action*='/kuis/'] button.go").click()
    page.wait_for_url("**/kuis/**")
    address = page.url
    for position in range(1, page.locator(".dots li").count() + 1):
        page.goto(at(address, position))
        for which in (0, 1):
            give_any(page, which)
            expect(page.locator(STATE)).to_contain_text("Tersimpan")
        wanted = given(page)
        page.reload()
        assert given(page) == wanted != []
    page.goto(review_of(address))
    expect(page.locator("main .note.success")).to_be_visible()
