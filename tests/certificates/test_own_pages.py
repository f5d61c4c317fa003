"""One's own certificates: seen, shared and downloaded by their holder, by nobody else."""

from __future__ import annotations

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.storage import default_storage

from certificates.domain.documents import certificate_pdf, keep_document
from certificates.models import Certificate, Document
from core.models import MunicipalitySettings
from tests.certificates.making import issue_one
from tests.factories.people import guest, learner
from tests.progress.doing import read, text_of


def page_of(certificate: Certificate) -> str:
    return f"/sertifikat/{certificate.public_id}/"


def test_the_holder_sees_the_certificate_large_with_what_it_is_worth(client, sign_in, db):
    ani = learner(name="Siti Aminah")
    certificate = issue_one(ani)
    sign_in(ani)
    words = text_of(client.get(page_of(certificate)))
    for part in (
        "Siti Aminah",
        "Mulai dari HP",
        "2 JP",
        "Memuaskan",
        certificate.number,
        certificate.code,
        "21 November 2026",
    ):
        assert part in words


def test_without_public_address_it_is_said_to_be_a_sample(client, sign_in, db, settings):
    ani = learner()
    certificate = issue_one(ani)
    sign_in(ani)
    page = read(client.get(page_of(certificate)))
    assert page.find(class_="sample") is not None
    assert page.find("svg", class_="qr") is None
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    page = read(client.get(page_of(certificate)))
    assert page.find(class_="sample") is None
    assert page.find("svg", class_="qr") is not None


def test_the_link_for_whatsapp_says_what_was_learned_where_and_how_to_check_it(client, sign_in, db, settings):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    municipality = MunicipalitySettings.load()
    municipality.site_name = "Sukamaju Belajar & Bisa"
    municipality.save()
    ani = learner()
    certificate = issue_one(ani, title="HP & Anda: 100% “bisa”?")
    sign_in(ani)
    link = next(
        link["href"] for link in read(client.get(page_of(certificate))).find_all("a") if "wa.me" in link["href"]
    )
    assert (urlsplit(link).scheme, urlsplit(link).netloc) == ("https", "wa.me")
    text = parse_qs(urlsplit(link).query)["text"]
    assert len(text) == 1
    for part in (
        "HP & Anda: 100% “bisa”?",
        "2 JP",
        "Sukamaju Belajar & Bisa",
        f"https://belajar.sukamaju.example/s/{certificate.qr_token}/",
    ):
        assert part in text[0]


def test_the_link_for_whatsapp_works_without_public_address(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    page = read(client.get(page_of(issue_one(ani))))
    link = next(link["href"] for link in page.find_all("a") if "wa.me" in link["href"])
    assert parse_qs(urlsplit(link).query)["text"][0].endswith(".")


def test_the_pdf_is_downloaded_under_a_telling_name_and_kept_by_nobody_between(client, sign_in, db):
    ani = learner(name='Siti "Aminah" / Ćosić\r\nX: y')
    certificate = issue_one(ani)
    sign_in(ani)
    response = client.get(page_of(certificate) + "pdf/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert (
        response["Content-Disposition"] == 'attachment; filename="sertifikat-mulai-dari-hp-siti-aminah-cosic-x-y.pdf"'
    )
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF")


def test_a_name_without_any_plain_letter_still_gives_a_file_name(client, sign_in, db):
    ani = learner(name="Ани")
    certificate = issue_one(ani, title="Курс")
    sign_in(ani)
    response = client.get(page_of(certificate) + "pdf/")
    assert response["Content-Disposition"] == 'attachment; filename="sertifikat.pdf"'


@pytest.mark.parametrize("path", ["", "pdf/"])
def test_somebody_elses_certificate_is_not_found(client, sign_in, db, path):
    certificate = issue_one(learner(name="Kenari Rahasia"))
    sign_in(learner())
    response = client.get(page_of(certificate) + path)
    assert response.status_code == 404
    assert b"Kenari" not in response.content


@pytest.mark.parametrize("path", ["", "pdf/"])
def test_whoever_is_signed_out_signs_in_first_and_a_guest_signs_up(client, sign_in, db, path):
    url = page_of(issue_one(learner())) + path
    response = client.get(url)
    assert (response.status_code, parse_qs(urlsplit(response["Location"]).query)["next"]) == (302, [url])
    sign_in(guest())
    assert client.get(url)["Location"] == "/daftar/"


@pytest.mark.parametrize("path", ["", "pdf/"])
def test_a_malformed_id_is_not_found(client, sign_in, db, path):
    sign_in(learner())
    for wrong in ("x", "1", "00000000-0000-4000-8000-000000000000"):
        assert client.get(f"/sertifikat/{wrong}/{path}").status_code == 404


def test_the_kept_file_is_not_served_to_anybody_by_its_place_among_uploads(client, sign_in, db):
    """It holds a name, a mark and the code; only its owner's page hands it out."""
    certificate = issue_one(learner())
    certificate_pdf(certificate)
    folder = f"certificates/{certificate.public_id}"
    (name,) = default_storage.listdir(folder)[1]
    assert client.get(f"/unggahan/{folder}/{name}").status_code == 404


def test_the_list_shows_only_ones_own_and_only_what_is_valid(client, sign_in, db):
    ani, titles = learner(), ("Pertama", "Kedua", "Dicabut")
    made = [issue_one(ani, title=title, source=uuid.uuid4()) for title in titles]
    issue_one(learner(), title="Milik orang lain")
    made[2].state = Certificate.State.REVOKED
    made[2].save()
    sign_in(ani)
    page = read(client.get("/sertifikat/"))
    assert {card.get_text(strip=True) for card in page.select("main article h2")} == {"Pertama", "Kedua"}
    assert {card.find("a")["href"] for card in page.select("main article h2")} == {page_of(one) for one in made[:2]}


def test_a_revoked_certificate_does_not_look_valid_to_its_holder(client, sign_in, db):
    ani = learner()
    certificate = issue_one(ani)
    Certificate.objects.update(state=Certificate.State.REVOKED)
    sign_in(ani)
    response = client.get(page_of(certificate))
    assert response.status_code in (404, 410) or "dicabut" in text_of(response)


def test_a_certificate_merged_into_another_leads_to_that_one(client, sign_in, db):
    ani = learner()
    first, second = issue_one(ani), issue_one(ani, source=uuid.uuid4())
    second.state, second.replaced_by = Certificate.State.MERGED, first
    second.save()
    sign_in(ani)
    assert client.get(page_of(second))["Location"] == page_of(first)
    assert client.get(page_of(second) + "pdf/", follow=True).redirect_chain[-1] == (page_of(first), 302)


def test_an_empty_list_says_what_to_do_next(client, db):
    page = read(client.get("/sertifikat/"))
    assert page.find(class_="empty").find("a", class_="go")["href"] == "/kursus/"


def test_the_page_says_what_signature_the_document_has_and_no_more(client, sign_in, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    certificate = issue_one(learner())
    sign_in(certificate.holder)
    own = page_of(certificate)
    assert "tidak memuat tanda tangan elektronik tersertifikasi" in text_of(client.get(own))
    content = certificate_pdf(certificate) + b"\n% ditandatangani"
    kept = keep_document(certificate, content, standing=Document.Standing.SIGNED, made_from="x")
    assert "ditandatangani secara elektronik" in text_of(client.get(own))
    assert client.get(f"{own}pdf/").content == content
    default_storage.delete(kept.path)  # it cannot be made again: what is handed out then has no signature
    assert "tidak memuat tanda tangan elektronik tersertifikasi" in text_of(client.get(own))
