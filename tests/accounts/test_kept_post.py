"""What was sent after the session had ended is kept and offered after signing in; secrets never are."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.kept_post import KEPT_POST
from accounts.models import Session
from tests.accounts.doing import session_cookie, sign_in_with, sign_up_with, visitor, who
from tests.factories.people import PIN, guest, person

SIGN_IN_THEN_RESUME = "/masuk/?next=%2Fmasuk%2Flanjutkan%2F"
NAME = {"title_before": "Dr.", "name": "Siti Aminah", "title_after": ""}


def kept(client) -> dict | None:
    return client.session.get(KEPT_POST)


def sent_signed_out(client=None, address: str = "certificate_name", **fields):
    client = client or visitor()
    answer = client.post(reverse(address), fields or NAME)
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN_THEN_RESUME)
    return client


def offered(page) -> tuple[str, list[tuple[str, str]]]:
    [form] = BeautifulSoup(page.content, "html.parser").select("main form[data-send-now]")
    fields = [(str(field["name"]), str(field["value"])) for field in form.select("input[type=hidden]")]
    return str(form["action"]), [field for field in fields if field[0] != "csrfmiddlewaretoken"]


def test_what_was_sent_waits_and_goes_on_after_signing_in(db):
    siti = person(username="siti", name="Siti")
    client = sent_signed_out(csrfmiddlewaretoken="x", **NAME, more=["satu", "dua"])
    assert "Your answer is kept" in client.get(SIGN_IN_THEN_RESUME).content.decode()
    answer = sign_in_with(client, "siti", next=reverse("resume_post"))
    assert answer["Location"] == reverse("resume_post")
    address, fields = offered(client.get(reverse("resume_post")))
    assert address == reverse("certificate_name")
    assert fields == [*NAME.items(), ("more", "satu"), ("more", "dua")]
    client.post(address, dict(fields))
    siti.refresh_from_db()
    assert siti.full_name_with_titles == "Dr. Siti Aminah"


def test_it_is_offered_even_when_the_way_back_was_lost(db):
    person(username="siti")
    client = sent_signed_out()
    assert sign_in_with(client, "siti")["Location"] == reverse("resume_post")


def test_on_a_shared_phone_it_is_not_offered_to_the_next_person(db):
    """A name that one of the family sent must not become the name of another."""
    client = visitor()
    siti, dimas = person(username="siti"), person(username="dimas", name="Dimas")
    sign_in_with(client, "siti")
    del client.cookies["sesi"]
    sent_signed_out(client)
    sign_in_with(client, "dimas")
    assert client.get(reverse("resume_post"))["Location"] == reverse("home")
    dimas.refresh_from_db()
    assert dimas.name == "Dimas"
    del client.cookies["sesi"]
    sent_signed_out(client)
    sign_in_with(client, "dimas")
    assert offered(client.get(reverse("resume_post")))[1] == list(NAME.items())
    assert siti.is_active


def test_it_is_offered_once(db):
    person(username="siti")
    client = sent_signed_out()
    sign_in_with(client, "siti")
    assert client.get(reverse("resume_post")).status_code == 200
    assert client.get(reverse("resume_post"))["Location"] == reverse("home")
    assert kept(client) is None


def test_it_survives_the_choice_within_a_family_and_signing_up(db):
    siti, _nur = (person(username=None, phone="+6281234567890") for _ in range(2))
    client = sent_signed_out()
    sign_in_with(client, "081234567890")
    client.post(reverse("choose_person"), {"person": siti.public_id})
    assert client.get(reverse("resume_post")).status_code == 200
    client = sent_signed_out()
    sign_up_with(client, next=reverse("resume_post"))
    assert client.post(reverse("recovery_card"))["Location"] == reverse("resume_post")
    assert offered(client.get(reverse("resume_post")))[0] == reverse("certificate_name")


def test_nothing_is_offered_to_somebody_who_is_not_signed_in(db):
    client = sent_signed_out()
    assert client.get(reverse("resume_post"))["Location"] == reverse("home")
    assert kept(client) is not None
    assert who(client) is None


def test_the_session_that_keeps_it_is_not_the_one_that_signs_in(db):
    person(username="siti")
    client = sent_signed_out()
    before = session_cookie(client)
    sign_in_with(client, "siti")
    assert session_cookie(client) != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(("length", "is_kept"), [(32_768 - 4, True), (32_768 - 3, False)])
def test_what_is_too_large_is_not_kept(db, length, is_kept):
    client = sent_signed_out(name="x" * length)
    assert (kept(client) is not None) is is_kept
    person(username="siti")
    sign_in_with(client, "siti", next=reverse("resume_post"))
    answer = client.get(reverse("resume_post"))
    assert (answer.status_code, answer.get("Location")) == ((200, None) if is_kept else (302, reverse("home")))


def test_what_is_too_large_in_bytes_is_not_kept(db):
    """A letter of Javanese script has three bytes."""
    is_kept = kept(sent_signed_out(name="ꦱ" * 32_000)) is not None
    assert not is_kept


def test_files_are_not_kept(db):
    client = sent_signed_out(name="Siti", photo=SimpleUploadedFile("x.txt", b"canary-4711"))
    assert kept(client) == {"path": reverse("certificate_name"), "fields": [["name", "Siti"]], "person": ""}
    assert "canary-4711" not in json.dumps(dict(client.session))


def test_a_page_that_was_only_looked_at_is_simply_gone_back_to(db):
    client = visitor()
    answer = client.get(reverse("my_data") + "?x=1")
    assert answer["Location"] == "/masuk/?next=%2Fakun%2Fdata%2F%3Fx%3D1"
    assert kept(client) is None


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("change_secret", {"current": PIN, "secret": "pohon-mangga"}),
        ("delete_my_data", {"current": PIN}),
    ],
)
def test_secrets_are_never_kept(db, address, fields):
    """A session is a row of the database; there a PIN would lie in clear text until somebody signs in."""
    client = visitor()
    answer = client.post(reverse(address), fields)
    assert answer.status_code == 302
    held = json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert [secret for secret in fields.values() if secret in held] == []


def test_a_guest_is_led_to_sign_up(db, client):
    client.force_login(guest())
    assert client.post(reverse("certificate_name"), NAME)["Location"] == reverse("sign_up")
