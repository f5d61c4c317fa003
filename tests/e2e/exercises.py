"""Playing the shipped H5P contents."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page, expect

READING_AN_ADDRESS = "/kursus/mulai-dari-hp/aplikasi-dan-situs/membaca-alamat-situs/"
# The cage forbids what only some browsers know; the others say so.
CAGE_NOISE = ("Unrecognized feature: 'web-share'", "directive 'webrtc'")
CLUES = ("Bantuan cair hari ini!", "kota.go.id.", "bantuan-cair.example")


def open_exercise(page: Page) -> FrameLocator:
    """A tap on the card; what comes then lives in the cage."""
    page.locator(".h5p-player [data-open]").click()
    frame = page.frame_locator(".h5p-player iframe")
    expect(frame.locator(".lms-exercise")).to_be_visible()
    return frame


def tap(frame: FrameLocator, *texts: str) -> None:
    for text in texts:
        frame.get_by_role("button", name=text, exact=True).click()


def find_clues(page: Page) -> None:
    frame = open_exercise(page)
    tap(frame, *CLUES, "Periksa")
    expect(page.locator("[data-h5p] [data-done]")).to_be_visible()
