"""Signing out leaves nothing of the person on the phone (SECURITY 6)."""

from django.urls import reverse

from accounts.models import Session
from tests.accounts.doing import session_cookie, sign_in_with, visitor, who, with_cookie
from tests.factories.people import guest, person

WIPE = '"cache", "storage"'


def test_signing_out_wipes_the_phone_and_ends_the_session_for_good(db):
    siti, client = person(username="siti"), visitor()
    sign_in_with(client, "siti")
    cookie = session_cookie(client)
    assert who(with_cookie(cookie)) == siti
    answer = client.post(reverse("sign_out"))
    assert (answer.status_code, answer["Location"], answer["Clear-Site-Data"]) == (302, reverse("signed_out"), WIPE)
    assert "no-store" in answer["Cache-Control"]
    page = client.get(reverse("signed_out"))
    assert (page.status_code, page["Clear-Site-Data"]) == (200, WIPE)
    assert [who(browser) for browser in (client, with_cookie(cookie))] == [None, None]
    assert not Session.objects.filter(person_id=siti.pk).exists()


def test_the_addresses_of_the_trainers_parts_sign_out_the_same_way(db):
    siti, client = person(username="siti"), visitor()
    sign_in_with(client, "siti")
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == WIPE
    assert who(client) is None
    assert siti.is_active


def test_looking_at_the_page_signs_nobody_out(db, sign_in):
    siti = person()
    client = sign_in(siti)
    assert client.get(reverse("sign_out")).status_code == 200
    assert who(client) == siti


def test_whoever_is_not_signed_in_has_nothing_to_sign_out_of(db, client):
    assert client.get(reverse("sign_out"))["Location"] == reverse("home")
    assert client.post(reverse("sign_out"))["Location"] == reverse("signed_out")


def test_a_guest_is_told_what_will_be_lost(db, client):
    client.cookies["bahasa"] = "en"
    client.force_login(guest())
    page = client.get(reverse("sign_out")).content.decode()
    assert "Leave and lose my progress" in page
    client.post(reverse("sign_out"))
    assert who(client) is None


def test_the_next_person_sees_nothing_of_the_one_before(db):
    person(username="wulandari", name="Wulandari Kusuma", language="en")
    person(username="nur", name="Nur Hidayah", language="en")
    client = visitor()
    sign_in_with(client, "wulandari")
    assert "Wulandari" in client.get(reverse("account")).content.decode()
    client.post(reverse("sign_out"))
    pages = {name: client.get(reverse(name)) for name in ("signed_out", "sign_in", "home", "account")}
    sign_in_with(client, "nur")
    pages |= {f"nur's {name}": client.get(reverse(name)) for name in ("home", "account", "my_data", "notices")}
    assert [name for name, page in pages.items() if "wulandari" in page.content.decode().lower()] == []


def test_pages_of_a_person_are_kept_by_nobody_on_the_way(db, sign_in):
    client = sign_in(person())
    names = ["account", "my_data", "delete_my_data", "download_my_data", "notices", "change_secret", "certificate_name"]
    names += ["recovery_card", "sign_in", "sign_up", "recover", "sign_out", "my_certificates"]
    answers = {name: client.get(reverse(name)) for name in names}
    assert [name for name, answer in answers.items() if "no-store" not in answer.get("Cache-Control", "")] == []
