"""Signing in through the screens, as people do."""

from __future__ import annotations

import itertools
import os

from playwright.sync_api import Page

from accounts.forms.second_factor import DEMO_CODE
from lms.demo.people import PASSWORD, PIN

_numbers = itertools.count(1)


def new_username() -> str:
    return f"warga{os.getpid()}x{next(_numbers)}"


def sign_in_demo(page: Page, username: str, *, staff: bool = False) -> None:
    page.goto("/masuk/")
    page.fill("[name=identifier]", username)
    page.fill("[name=secret]", PASSWORD if staff else PIN)
    page.click("main form button.go")
    if staff:
        page.fill("[name=code]", DEMO_CODE)
        page.click("main form button.go")
    page.wait_for_url(lambda url: "/masuk/" not in url and "/kode/" not in url)


def fill_sign_up(page: Page, *, name: str, username: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=identifier]", username)
    page.fill("[name=secret]", PIN)
    page.check("[name=age][value=adult]")
    page.check("[name=consent_learning]")
    page.click("main form button.go")
    page.wait_for_url("**/akun/kartu/")
