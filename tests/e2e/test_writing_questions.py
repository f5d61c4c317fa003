"""Writing questions by the screens: how many clicks and keys a quiz of five costs, and the editor without a mouse."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.people import sign_in_demo

# Seconds of a person who seldom types, after the keystroke-level model (Card, Moran, Newell 1980):
# a key 0.28; pointing and clicking 1.3, and 1.35 to decide what to click.
A_KEY, A_CLICK = 0.28, 2.65
FIVE = """1. Alamat mana milik pemerintah?
a. sukamaju.go.id *
b. sukamaju-resmi.com
c. go-id.sukamaju.net
Penjelasan: Hanya kantor pemerintah mendapat akhiran .go.id.

2. Mana kata sandi yang kuat?
- pagi-Kopi-7-perahu *
- ratna123
- 123456
Penjelasan: Panjang dan tidak mudah ditebak.

3. Gembok berarti pemilik situsnya jujur. (Salah)
Penjelasan: Gembok hanya berarti sambungannya tertutup.

4. Kode OTP boleh diberikan kepada siapa?
A) Petugas bank
B) Tidak siapa pun
C) Teman dekat
Jawaban: B
Penjelasan: Kode itu kunci akun Anda.

5. Nomor darurat di Indonesia?
Jawaban: 112
Penjelasan: Gratis dan berlaku di mana pun.
"""


@dataclass
class Person:
    """Clicks and types, and counts both."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def paste(self, text: str) -> None:
        self.keys += 2  # Ctrl and V
        self.page.keyboard.insert_text(text)

    @property
    def seconds(self) -> float:
        return self.clicks * A_CLICK + self.keys * A_KEY


def test_a_quiz_of_five_questions_from_a_pasted_text_in_under_two_minutes(window):
    page = window(viewport=DESKTOP).page
    sign_in_demo(page, "peninjau", staff=True)
    page.goto("/kelola/snippets/quizzes/quiz/")
    person, begun = Person(page), time.monotonic()
    person.click(page.locator("a[href$='/soal/kuis-cepat/']").first)
    person.click(page.locator("[name=title]"))
    person.type("Kuis aman di internet")
    person.click(page.locator("[name=text]"))
    person.paste(FIVE)
    expect(page.locator(".lms-understood > li")).to_have_count(5)  # without a click
    expect(page.locator(".lms-understood .lms-unread")).to_have_count(0)
    person.click(page.locator("[name=then][value=publish]"))
    person.click(page.locator("[name=act][value=make]"))
    expect(page.locator(".lms-made > li")).to_have_count(5)
    whole = person.seconds + time.monotonic() - begun
    print(f"five questions: {person.clicks} clicks, {person.keys} keys, {whole:.0f} s with the machine's part")
    assert (person.clicks, person.keys) == (5, 23)
    assert whole < 120

    person.click(page.locator("a[href$='/coba/']").first)
    page.get_by_label("sukamaju.go.id", exact=True).check()
    page.locator("main form button.go").click()
    expect(page.locator(".verdict.right")).to_have_count(1)
    expect(page.locator(".stat")).to_have_text("20")


def test_the_same_without_a_script(window):
    page = window(js=False).page
    sign_in_demo(page, "pelatih", staff=True)
    page.goto("/kelola/soal/kuis-cepat/")
    page.fill("[name=title]", "Kuis tanpa skrip")
    page.fill("[name=text]", FIVE)
    page.click("[name=act][value=check]")
    expect(page.locator(".lms-understood > li")).to_have_count(5)
    page.click("[name=act][value=make]")
    expect(page.locator(".lms-made > li")).to_have_count(5)
    page.click("form[action$='/batalkan/'] button")
    page.wait_for_url("**/snippets/quizzes/question/")


def texts(page: Page, prefix: str = "content-0-value-choices") -> list[str]:
    """Texts of the choices in the order that will be saved."""
    count = int(page.input_value(f"[name={prefix}-count]"))
    placed = [
        (int(page.input_value(f"[name={prefix}-{n}-order]")), page.input_value(f"[name={prefix}-{n}-value-text]"))
        for n in range(count)
        if page.input_value(f"[name={prefix}-{n}-deleted]") == ""
    ]
    return [text for _order, text in sorted(placed)]


def save(page: Page, leads_to: str) -> str:
    page.locator("footer button[type=submit]").first.click()
    page.wait_for_url(leads_to)
    return page.url.rstrip("/").rpartition("/")[2]


def test_pasted_choices_are_moved_by_keyboard_and_the_question_is_duplicated(window):
    page = window(viewport=DESKTOP).page
    sign_in_demo(page, "pelatih", staff=True)
    page.goto("/kelola/snippets/quizzes/question/add/")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("Mana yang aman?")
    page.click(".lms-paste summary")
    page.fill(".lms-paste textarea", "a. satu\n- dua *\n\ntiga\n4) empat")
    page.click(".lms-paste button")
    assert texts(page) == ["satu", "dua", "tiga", "empat"]
    checked = [page.is_checked(f"[name=content-0-value-choices-{n}-value-correct]") for n in range(4)]
    assert checked == [False, True, False, False]

    down = page.locator("[name=content-0-value-choices-0-id]").locator("xpath=ancestor::*[@data-streamfield-child][1]")
    down.get_by_role("button", name="Geser ke bawah").focus()
    page.keyboard.press("Enter")
    assert texts(page) == ["dua", "satu", "tiga", "empat"]
    first = save(page, "**/question/edit/*/")
    assert texts(page) == ["dua", "satu", "tiga", "empat"]

    page.goto(f"/kelola/snippets/quizzes/question/copy/{first}/")
    assert texts(page) == ["dua", "satu", "tiga", "empat"]
    second = save(page, "**/question/edit/*/")
    assert second != first
    assert texts(page) == ["dua", "satu", "tiga", "empat"]


def open_new_quiz(page: Page, title: str) -> None:
    """A trainer with the editor of a quiz made from FIVE."""
    sign_in_demo(page, "pelatih", staff=True)
    page.goto("/kelola/soal/kuis-cepat/")
    page.fill("[name=title]", title)
    page.fill("[name=text]", FIVE)
    page.click("[name=act][value=make]")
    page.locator("a[href*='/quizzes/quiz/edit/']").first.click()


def test_the_questions_of_a_duplicated_quiz_move_by_keyboard_and_the_original_stays(window):
    page = window(viewport=DESKTOP).page
    open_new_quiz(page, "Kuis yang digandakan")
    first = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"/kelola/snippets/quizzes/quiz/copy/{first}/")
    before = [page.input_value(f"[name=fixed_questions-{n}-question]") for n in range(5)]
    down = page.locator("[data-inline-panel-child-move-down]:visible").nth(0)
    down.focus()
    page.keyboard.press("Enter")
    second = save(page, "**/quiz/edit/*/")
    assert second != first
    after = [page.input_value(f"[name=fixed_questions-{n}-question]") for n in range(5)]
    assert after == [before[1], before[0], *before[2:]]
    page.goto(f"/kelola/snippets/quizzes/quiz/edit/{first}/")
    assert [page.input_value(f"[name=fixed_questions-{n}-question]") for n in range(5)] == before


def drag_down(page: Page, handle: Locator, over: Locator) -> None:
    """By hand, step by step, as a mouse moves; to just below the middle of the other."""
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), over.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] * 0.5, steps=15)
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] * 0.8, steps=15)
    page.mouse.up()


def test_choices_and_the_questions_of_a_quiz_are_dragged_to_another_place(window):
    page = window(viewport={"width": 1280, "height": 1600}).page
    open_new_quiz(page, "Kuis yang diseret")
    rows = page.locator("[data-inline-panel-child]:visible").filter(has=page.locator("[name$='-question']"))
    before = [page.input_value(f"[name=fixed_questions-{n}-question]") for n in range(5)]
    drag_down(page, rows.nth(0).locator("[data-inline-panel-child-drag]"), rows.nth(1))
    save(page, "**/quiz/edit/*/")
    assert [page.input_value(f"[name=fixed_questions-{n}-question]") for n in range(2)] == [before[1], before[0]]

    page.goto("/kelola/snippets/quizzes/question/add/")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("Mana yang aman?")
    page.click(".lms-paste summary")
    page.fill(".lms-paste textarea", "satu\ndua *\ntiga")
    page.click(".lms-paste button")
    choices = page.locator("[data-streamfield-child]").filter(has=page.locator("[name$='-value-text']"))
    choices = choices.filter(has_not=page.locator("[data-streamfield-child]"))
    drag_down(page, choices.nth(0).get_by_role("button", name="Seret"), choices.nth(1))
    assert texts(page) == ["dua", "satu", "tiga"]
