"""“Periksa keaslian”: anybody may check a paper, and learns exactly what CURRICULUM §5 allows."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from accounts.domain.erase import erase_person
from accounts.models.people import Age
from certificates.domain.public_list import public_list
from certificates.models import Certificate
from certificates.views.check import MISSES
from core.models import MunicipalitySettings
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner
from tests.progress.doing import read, text_of


@pytest.fixture
def certificate(db) -> Certificate:
    municipality = MunicipalitySettings.load()
    municipality.municipality, municipality.office = "Kota Sukamaju", "Diskominfo Sukamaju"
    municipality.save()
    holder = learner(
        name="Siti Kenari", username="siti.rahasia", phone="+6281299990001", email="siti@rahasia.example",
        title_after="S.E.",
    )  # fmt: skip
    return issue_one(holder, at=NOON)


def by_code(client, code):
    return client.post("/periksa/", {"code": code})


def by_qr(client, certificate):
    return client.get(f"/s/{certificate.qr_token}/")


def facts_of(response) -> dict[str, str]:
    [card] = read(response).find_all("dl", class_="facts")
    return {
        term.get_text(strip=True): value.get_text(" ", strip=True)
        for term, value in zip(card.find_all("dt"), card.find_all("dd"), strict=True)
    }


@pytest.mark.parametrize("way", ["code", "qr"])
def test_a_genuine_certificate_shows_exactly_what_may_be_seen(client, certificate, way):
    response = by_code(client, certificate.code) if way == "code" else by_qr(client, certificate)
    assert response.status_code == 200
    assert list(facts_of(response).values()) == [
        "Siti Kenari, S.E.", "Mulai dari HP", "2 JP", "21 November 2026", "421/0001/KOMINFO/2026", "Diskominfo Sukamaju",
    ]  # fmt: skip
    assert (
        "Asli" in read(response).find(role="status").get_text()
        or "berlaku" in read(response).find(role="status").get_text()
    )


@pytest.mark.parametrize("way", ["code", "qr"])
def test_nothing_else_of_the_holder_is_shown(client, certificate, way):
    response = by_code(client, certificate.code) if way == "code" else by_qr(client, certificate)
    body = response.content.decode()
    main = text_of(response)
    for secret in (
        "siti.rahasia",
        "81299990001",
        "rahasia.example",
        str(certificate.public_id),
        str(certificate.holder.public_id),
    ):
        assert secret not in body
    assert not re.search(r"\b87\b", main)  # the mark
    assert "Memuaskan" not in main
    assert "Mengenal HP" not in main  # modules
    assert certificate.qr_token not in body or way == "qr"


def test_a_code_is_found_however_it_is_typed(client, certificate):
    for typed in (
        certificate.code.lower(),
        certificate.code.replace("-", ""),
        f"  {certificate.code.replace('-', ' ')} ",
    ):
        assert by_code(client, typed).status_code == 200


def test_the_name_of_a_child_is_shown_only_to_whoever_has_the_paper(client, certificate):
    child = issue_one(learner(name="Dimas Anak", age=Age.MINOR))
    scanned, typed = by_qr(client, child), by_code(client, child.code)
    assert b"Dimas Anak" not in scanned.content
    assert facts_of(typed)[next(iter(facts_of(typed)))] == "Dimas Anak"
    assert list(facts_of(scanned).values())[1:] == list(facts_of(typed).values())[1:]
    assert child.code.encode() not in scanned.content


def test_a_child_stays_hidden_by_what_was_frozen_at_issue(client, db):
    dimas = learner(name="Dimas Anak", age=Age.MINOR)
    child = issue_one(dimas)
    dimas.age = Age.ADULT
    dimas.save()
    assert b"Dimas Anak" not in by_qr(client, child).content


def test_a_child_that_said_so_later_is_hidden_as_well(client, db):
    dimas = learner(name="Dimas Anak", age=Age.ADULT)
    child = issue_one(dimas)
    assert b"Dimas Anak" in by_qr(client, child).content
    dimas.age = Age.MINOR
    dimas.save()
    assert b"Dimas Anak" not in by_qr(client, child).content


@pytest.mark.parametrize(
    "code",
    [
        "0000-0000-0000-0000",
        "bukan kode",
        "7K3M",
        "x" * 5000,
        "'; DROP TABLE --",
        "<script>alert(1)</script>",
        "٠" * 16,
    ],
)
def test_an_unknown_code_is_told_in_words_with_what_to_do(client, certificate, code):
    response = by_code(client, code)
    assert response.status_code == 404
    alert = read(response).find(role="alert").get_text(" ")
    assert len(alert.split()) > 8
    assert read(response).find("input", attrs={"name": "code"})["value"] == code.strip() or code.strip() == ""
    assert b"<script>alert" not in response.content
    assert "Siti Kenari" not in text_of(response)


@pytest.mark.parametrize("token", ["x", "a" * 22, "%00", "..", "a" * 3000, "ä"])
def test_an_unknown_token_is_told_in_words(client, certificate, token):
    response = client.get(f"/s/{token}/")
    assert response.status_code == 404
    assert "Siti Kenari" not in text_of(response)


def test_an_empty_question_shows_the_form_again(client, certificate):
    response = client.post("/periksa/", {"code": ""})
    assert response.status_code == 200
    assert read(response).find(role="alert") is None


def test_a_token_is_not_a_code_and_a_code_no_token(client, certificate):
    assert by_code(client, certificate.qr_token).status_code == 404
    assert client.get(f"/s/{certificate.code}/").status_code == 404


@pytest.mark.parametrize(("state", "word"), [("revoked", "dicabut"), ("merged", "digabung")])
def test_a_certificate_that_is_no_longer_valid_says_so(client, certificate, state, word):
    Certificate.objects.update(state=state)
    for response in (by_code(client, certificate.code), by_qr(client, certificate)):
        status = read(response).find(role="status")
        assert word in status.get_text()
        assert "success" not in status["class"]


def test_a_merged_one_names_the_number_that_stands_for_it(client, certificate):
    stays = issue_one(certificate.holder, source=uuid4())
    Certificate.objects.filter(pk=certificate.pk).update(
        state=Certificate.State.MERGED, state_since=NOON, replaced_by=stays
    )
    for response in (by_code(client, certificate.code), by_qr(client, certificate)):
        status = read(response).find(role="status").get_text()
        assert "digabung" in status
        assert stays.number in status
        assert "21 November 2026" in status
        assert "diperbaiki" not in response.content.decode()


def test_without_a_network_it_is_merged_also_for_pages_kept_earlier(certificate):
    Certificate.objects.update(state=Certificate.State.MERGED)
    told = public_list(at=NOON)
    assert told["merged"] == told["revoked"] == [certificate.status_index]


def test_an_erased_holder_leaves_number_course_date_and_state(client, certificate):
    code, token = certificate.code, certificate.qr_token
    erase_person(person=certificate.holder, at=NOON)
    for response in (by_code(client, code), client.get(f"/s/{token}/")):
        values = list(facts_of(response).values())
        assert "Kenari" not in response.content.decode()
        assert values[1:5] == ["Mulai dari HP", "2 JP", "21 November 2026", "421/0001/KOMINFO/2026"]
        assert "menghapus" in values[0]


def test_no_search_engine_keeps_these_pages(client, certificate):
    pages = (
        client.get("/periksa/"),
        by_code(client, certificate.code),
        by_code(client, "x"),
        by_qr(client, certificate),
    )
    for response in pages:
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert read(response).find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
    assert {"Disallow: /s/", "Disallow: /periksa/"} <= set(client.get("/robots.txt").content.decode().splitlines())


def test_missing_is_limited_per_address_for_codes_and_tokens_together(client, certificate):
    for index in range(MISSES.times):
        response = by_code(client, "x") if index % 2 else client.get("/s/x/")
        assert response.status_code == 404
    stopped = [by_code(client, certificate.code), by_code(client, "y"), client.get("/s/y/")]
    assert [response.status_code for response in stopped] == [429] * 3
    assert all("Siti Kenari" not in text_of(response) for response in stopped)
    assert all(read(response).find(role="alert") for response in stopped)
    assert by_qr(client, certificate).status_code == 200  # nobody guesses 128 bits: this one was scanned
    elsewhere = client.post("/periksa/", {"code": certificate.code}, REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 200


def test_codes_and_tokens_are_listed_nowhere(client, certificate):
    for url in ("/", "/kursus/", "/periksa/", "/sertifikat/", "/privasi/", "/robots.txt", "/manifest.webmanifest"):
        body = client.get(url).content.decode()
        assert certificate.code not in body
        assert certificate.qr_token not in body


def test_looking_makes_no_guest_and_needs_no_cookie(client, certificate):
    by_qr(client, certificate)
    assert set(client.cookies) <= {"csrf"}
