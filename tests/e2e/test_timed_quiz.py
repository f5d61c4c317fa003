"""A quiz with a time limit and all its questions on one page: the clock of the server counts, and what was kept counts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import Site
from tests.e2e.test_every_screen import WIDTHS, covered, problems, too_wide
from tests.e2e.test_weak_signal import NO_NETWORK

TIMED = """
from uuid import uuid4

from quizzes.kinds import KINDS
from tests.factories.courses import course, lesson, module, question, quiz, quiz_block
from tests.factories.questions import question_of

asked = [question_of(kind, kind) for kind in KINDS] if {every} else [question() for _ in range(3)]
timed = quiz(fixed=asked, feedback="at_end", layout="all", time_limit={minutes}, grace_seconds=30)
print(lesson(module(course(slug=str(uuid4()))), quiz_block(timed), kind="quiz").get_url())
"""
LEFT = """
from datetime import timedelta
from django.utils import timezone
from quizzes.models import Attempt

Attempt.objects.filter(public_id="{attempt}").update(deadline_at=timezone.now() + timedelta(seconds={seconds}))
"""


def start(page: Page, site: Site, *, minutes: int, every: bool = False) -> str:
    """The page of all questions of a new attempt. Returns which attempt it is."""
    page.goto(site.manage("shell", "-c", TIMED.format(minutes=minutes, every=every)).split()[-1])
    page.locator("form[action*='/kuis/'] button.go").click()
    page.wait_for_url("**/kuis/**")
    return page.url.split("#")[0].rstrip("/").rpartition("/")[2]


def leave(site: Site, attempt: str, *, seconds: int) -> None:
    """Moves the deadline of the attempt to so many seconds from now."""
    site.manage("shell", "-c", LEFT.format(attempt=attempt, seconds=seconds))


def asked(page: Page, position: int) -> Locator:
    return page.locator(f"#soal-{position}")


def choose(page: Page, position: int, text: str) -> None:
    asked(page, position).locator("label.opt", has_text=text).click()


def test_time_runs_out_without_a_signal_and_what_waited_still_arrives_within_the_grace(window, site):
    watched = window()
    watched.expect_noise(*NO_NETWORK)
    page = watched.page
    attempt = start(page, site, minutes=10)
    expect(page.locator("[data-shown]")).to_contain_text("menit")
    choose(page, 1, "A")
    expect(asked(page, 1).locator("[data-state]")).to_contain_text("Tersimpan")
    leave(site, attempt, seconds=10)
    page.reload()
    expect(page.locator("[data-shown]")).to_contain_text("detik")
    watched.context.set_offline(True)
    choose(page, 2, "A")
    expect(asked(page, 2).locator("[data-state]")).to_contain_text("Menunggu sinyal")
    expect(page.locator("[data-over]")).to_contain_text("Biarkan halaman ini terbuka", timeout=15_000)
    assert asked(page, 3).locator("label.opt").first.is_visible()  # nothing was handed in, and the page is still there
    assert page.locator("main > form[inert]").count() == 1  # but it takes no more
    watched.context.set_offline(False)
    expect(page.locator("[data-over] [data-end]")).to_contain_text("sudah masuk", timeout=15_000)
    page.locator("[data-over] button.go").click()
    page.wait_for_url("**/hasil/")
    expect(page.locator(".stat")).to_contain_text("67")  # two of three, one of them sent when the time was up


def test_more_time_given_meanwhile_reaches_a_page_that_said_time_is_up(window, site):
    page = window().page
    attempt = start(page, site, minutes=10)
    leave(site, attempt, seconds=3)
    page.reload()
    expect(page.locator("[data-over]")).to_be_visible()
    leave(site, attempt, seconds=600)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when the phone wakes up
    expect(page.locator("[data-over]")).to_be_hidden()
    choose(page, 3, "A")
    expect(asked(page, 3).locator("[data-state]")).to_contain_text("Tersimpan")


def test_without_a_script_time_is_up_and_what_was_kept_counts(window, site):
    page = window(js=False).page
    attempt = start(page, site, minutes=10)
    choose(page, 1, "A")
    page.locator("[name=act][value=save]").last.click()
    expect(page.locator("main .note.success")).to_be_visible()
    leave(site, attempt, seconds=-60)
    choose(page, 2, "A")
    page.locator("[name=act][value=send]").click()
    page.wait_for_url("**/hasil/")
    expect(page.locator("main .note.warning").first).to_contain_text("Waktu habis")
    expect(page.locator(".stat")).to_contain_text("33")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_kinds_of_questions_on_one_page(window, site, scheme):
    page = window(scheme=scheme).page
    start(page, site, minutes=30, every=True)
    found = problems(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{width} px: {element}" for element in too_wide(page)]
    page.set_viewport_size(PHONE)
    assert found + covered(page) == []
