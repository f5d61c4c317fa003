"""What pages of a training say: the invitation, leaving the waiting list; and rows of a form that may stay empty."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.classes.event_making import NOON, come, event, organiser_of
from tests.classes.test_event_pages import as_sent, page_of

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def test_the_invitation_says_when_where_and_how_while_people_may_sign_up(sign_in):
    made = event(title="Bimtek Arsip", place="Aula Kecamatan", quota=30)
    browser = sign_in(organiser_of(made))
    home = reverse("event_home", args=[made.public_id])
    text = page_of(browser.get(home)).select_one("textarea#invitation").text
    sessions = [
        f"Hari {day}: {when}, pukul 12.00–15.00 WIB"
        for day, when in ((1, "Senin, 30 November 2026"), (2, "Selasa, 1 Desember 2026"))
    ]
    assert text.splitlines() == [
        "Anda diundang: Bimtek Arsip.",
        *sessions,
        "Tempat: Aula Kecamatan.",
        "Tersedia 30 tempat.",
        f"Daftar di: http://testserver/pelatihan/{made.public_id}/",
    ]
    made.public_signup = False
    made.save()
    assert "Anda diundang" not in browser.get(home).content.decode()


def test_the_browser_lets_a_row_too_many_stay_empty(sign_in):
    made = event()
    browser = sign_in(organiser_of(made))
    address = reverse("event_settings", args=[made.public_id])
    page = page_of(browser.get(address))
    assert [one["name"] for one in page.select("[name^=sesi][name$=title]")] == ["sesi-0-title", "sesi-1-title"]
    assert all(one.has_attr("required") for one in page.select("[name^=sesi][name$=title]"))
    more = page_of(browser.post(address, as_sent(page) | {"more": "1"}))
    assert more.select_one("[name=sesi-2-title]")
    assert not more.select("[name^=sesi-2][required]")
    assert browser.post(address, as_sent(more)).status_code == 302
    assert made.sessions.count() == 2


def test_who_waits_leaves_the_list_and_nobody_speaks_of_a_place(sign_in):
    made = event(quota=0)
    browser = sign_in(come(made).person)
    address = reverse("event", args=[made.public_id])
    assert "Keluarkan saya dari daftar tunggu" in browser.get(address).content.decode()
    answer = browser.post(reverse("give_up_place", args=[made.public_id]), follow=True).content.decode()
    assert "Anda sudah keluar dari daftar tunggu" in answer
    assert "Tempat Anda" not in answer
