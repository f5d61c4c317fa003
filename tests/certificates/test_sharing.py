"""A certificate goes round: what a shared message says, what whoever opens it sees, in both languages, for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils.translation import gettext, override

from accounts.models.people import Age
from certificates.models import Certificate
from certificates.views.check import MISSES
from core.models import MunicipalitySettings
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner
from tests.progress.doing import read, text_of

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
PUBLIC = "https://belajar.sukamaju.example"
# CURRICULUM §5: number, name, course, date, JP, status, issuer – and nothing else.
SHOWN = ["Name", "Course", "Training hours", "Date", "Number", "Issued by"]


@pytest.fixture
def certificate(db, settings) -> Certificate:
    settings.PUBLIC_URL = PUBLIC
    municipality = MunicipalitySettings.load()
    municipality.site_name, municipality.office = "Sukamaju Belajar", "Diskominfo Sukamaju"
    municipality.save()
    return issue_one(learner(name="Siti Kenari", username="siti.kenari"), at=NOON)


def message(client: Any, certificate: Certificate, language: str) -> str:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    page = read(client.get(f"/sertifikat/{certificate.public_id}/"))
    (link,) = [str(link["href"]) for link in page.select("main a") if "wa.me" in str(link["href"])]
    (text,) = parse_qs(urlsplit(link).query)["text"]
    return text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_is_one_plain_sentence_and_the_official_address(client, sign_in, certificate, language):
    sign_in(certificate.holder)
    with override(language):
        sentence = gettext("I completed “%(course)s” (%(jp)s JP) at %(site)s.")
    told = sentence % {"course": "Mulai dari HP", "jp": 2, "site": "Sukamaju Belajar"}
    assert message(client, certificate, language) == f"{told} {PUBLIC}/s/{certificate.qr_token}/"


def test_the_message_names_nobody_and_gives_no_code_away(client, sign_in, certificate):
    sign_in(certificate.holder)
    text = message(client, certificate, "id")
    assert [
        word
        for word in ("Siti", "Kenari", certificate.code, certificate.number, str(certificate.public_id))
        if word in text
    ] == []


def test_whoever_opens_a_shared_childs_certificate_reads_no_name(client, sign_in, certificate):
    child = issue_one(learner(name="Dimas Anak", age=Age.MINOR))
    sign_in(child.holder)
    address = message(client, child, "id").split()[-1]
    client.logout()
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200
    assert "Dimas" not in answer.content.decode()
    assert "2 JP" in text_of(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_genuine_one_names_exactly_what_it_shows(client, certificate, language):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    page = read(client.get(f"/s/{certificate.qr_token}/"))
    with override(language):
        wanted = [gettext(name) for name in SHOWN]
        genuine = gettext("Genuine and valid")
    assert [term.get_text(strip=True) for term in page.select("dl.facts dt")] == wanted
    assert page.find(role="status").get_text().strip() == genuine
    assert page.html["lang"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_revoked_one_still_says_what_it_was(client, certificate, language):
    """Its holder and whoever was shown it can see which one was taken back."""
    Certificate.objects.update(state=Certificate.State.REVOKED)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    page = read(client.get(f"/s/{certificate.qr_token}/"))
    status = page.find(role="status").get_text()
    with override(language):
        assert gettext("No longer valid") in status
        assert gettext("Genuine and valid") not in page.get_text()
    assert {"Mulai dari HP", certificate.number} <= {value.get_text().strip() for value in page.select("dl.facts dd")}


def test_the_language_of_the_reader_changes_no_fact(client, certificate):
    pages = []
    for language in LANGUAGES:
        client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
        pages.append(
            [
                value.get_text().strip()
                for value in read(client.get(f"/s/{certificate.qr_token}/")).select("dl.facts dd")
            ]
        )
    assert pages[0][:3] + pages[0][4:] == pages[1][:3] + pages[1][4:]  # the date is in words


def test_after_too_many_looks_one_waits_and_then_looks_again(client, certificate):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(MISSES.times):
            assert client.post("/periksa/", {"code": "x"}).status_code == 404
        stopped = client.post("/periksa/", {"code": certificate.code})
        assert stopped.status_code == 429
        assert "menit" in read(stopped).find(role="alert").get_text()
        clock.shift(MISSES.per + timedelta(seconds=1))
        assert client.post("/periksa/", {"code": certificate.code}).status_code == 200


def test_looking_at_the_form_and_finding_what_was_typed_is_not_counted(client, certificate):
    for _ in range(MISSES.times + 5):
        client.get("/periksa/")
        client.post("/periksa/", {"code": ""})
        client.post("/periksa/", {"code": certificate.code})
    assert client.post("/periksa/", {"code": certificate.code}).status_code == 200


def test_whoever_reads_a_certificate_is_led_to_check_it_and_back_to_learning(client, certificate):
    """From the paper's page to the form for codes, and from the list of one's own."""
    assert read(client.get(f"/s/{certificate.qr_token}/")).select_one("form[method=post]")["action"] == "/periksa/"
    assert read(client.get("/sertifikat/")).select_one(".colophon a")["href"] == "/periksa/"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_checking_changes_nothing(client, certificate, method):
    before = Certificate.objects.values().get()
    assert getattr(client, method)(f"/s/{certificate.qr_token}/").status_code == 405
    assert client.post(f"/s/{certificate.qr_token}/").status_code == 405
    client.post("/periksa/", {"code": certificate.code, "state": "revoked", "name": "x"})
    assert Certificate.objects.values().get() == before
