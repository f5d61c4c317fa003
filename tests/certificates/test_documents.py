"""The kept PDF: made once from what it shows, made anew when that changes, gone when its owner goes."""

from __future__ import annotations

import hashlib
import io

import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django_tasks import default_task_backend
from PIL import Image

from accounts.domain.erase import erase_person
from certificates.domain.documents import (
    certificate_image,
    certificate_pdf,
    keep_document,
    made_from,
    remove_documents,
    render_document,
    verification_address,
)
from certificates.models import Certificate, Document, Issuer
from certificates.tasks import render_certificate
from core.models import MunicipalitySettings, Picture
from tests.certificates.making import NOON, issue_one, pages, picture_of
from tests.factories.people import learner

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="#0b6e69"/></svg>'


def kept(certificate: Certificate) -> list[str]:
    folder = f"certificates/{certificate.public_id}"
    return sorted(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else []


def put_in_place_of(certificate: Certificate, content: bytes) -> None:
    """Whoever reads this instead of rendering shows that the kept file was used."""
    name = f"certificates/{certificate.public_id}/{kept(certificate)[0]}"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def test_a_document_is_rendered_once_and_then_kept(db):
    certificate = issue_one(learner())
    assert kept(certificate) == []
    first = certificate_pdf(certificate)
    assert len(kept(certificate)) == 1
    put_in_place_of(certificate, b"the kept one")
    assert certificate_pdf(Certificate.objects.get()) == b"the kept one"
    assert first.startswith(b"%PDF")


def test_other_facts_give_another_document(db):
    certificate = issue_one(learner(name="Nama Lama"))
    certificate_pdf(certificate)
    certificate.facts = certificate.facts | {"name": "Nama Benar"}
    certificate.save()
    assert "Nama Benar" in pages(certificate_pdf(certificate))[0]
    assert len(kept(certificate)) == 2


def test_a_public_address_makes_the_sample_a_genuine_document_with_a_qr_that_leads_to_it(db, settings):
    certificate = issue_one(learner())
    assert verification_address(certificate) == ""
    assert "CONTOH" in pages(certificate_pdf(certificate))[0]
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    content = certificate_pdf(certificate)
    assert "CONTOH" not in " ".join(pages(content))
    found = [code.text for code in zxingcpp.read_barcodes(picture_of(content))]
    assert found == [f"https://belajar.sukamaju.example/s/{certificate.qr_token}/#{certificate.statement}"]
    assert certificate.statement
    assert certificate.code in pages(content)[0]


def test_the_verification_path_is_short_has_no_language_and_never_changes(db):
    """Printed on paper: DESIGN §4.12."""
    assert reverse("verify_qr", args=["x"]) == "/s/x/"
    assert reverse("verify_code") == "/periksa/"


def test_the_address_on_the_qr_is_found(client, db, settings):
    settings.PUBLIC_URL = "http://testserver"
    certificate = issue_one(learner(name="Siti Aminah"))
    address = zxingcpp.read_barcodes(picture_of(certificate_pdf(certificate)))[0].text
    assert b"Siti Aminah" in client.get(address).content


def test_a_new_logo_makes_the_document_anew(db):
    certificate = issue_one(learner())
    plain = certificate_pdf(certificate)
    picture = Picture(title="Lambang")
    picture.file = ContentFile(LOGO, name="lambang.svg")
    picture.save()
    municipality, issuer = MunicipalitySettings.load(), Issuer.load()
    municipality.logo = issuer.partner_logo = picture
    municipality.save()
    issuer.save()
    assert certificate_pdf(certificate) != plain
    assert len(kept(certificate)) == 2


def test_rendering_is_asked_for_with_the_certificate(db, django_capture_on_commit_callbacks):
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issue_one(learner())
    assert [result.args for result in default_task_backend.results] == [[str(certificate.public_id)]]


def test_the_task_makes_the_document_and_twice_is_once(db):
    certificate = issue_one(learner())
    for _ in range(2):
        render_certificate.func(str(certificate.public_id))
    assert len(kept(certificate)) == 1


def test_the_task_of_a_certificate_that_is_gone_does_nothing(db):
    ani = learner()
    certificate = issue_one(ani)
    render_certificate.func("00000000-0000-4000-8000-000000000000")
    erase_person(person=ani, at=NOON)
    render_certificate.func(str(certificate.public_id))
    assert kept(certificate) == []


def test_erasing_a_person_removes_all_kept_documents(db, settings):
    ani = learner()
    certificate, other = issue_one(ani), issue_one(learner())
    certificate_pdf(certificate)
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    certificate_pdf(certificate)
    certificate_pdf(other)
    assert len(kept(certificate)) == 2
    erase_person(person=ani, at=NOON)
    assert (kept(certificate), len(kept(other))) == ([], 1)


def test_removing_documents_that_were_never_made_is_nothing(db):
    certificate = issue_one(learner())
    remove_documents(certificate)
    assert kept(certificate) == []


def test_what_was_handed_out_is_known_by_its_hash(db):
    certificate = issue_one(learner())
    content = certificate_pdf(certificate)
    certificate_pdf(certificate)
    row = Document.objects.get()
    assert (row.certificate, row.standing, row.sha256) == (certificate, "plain", hashlib.sha256(content).hexdigest())
    assert row.made_from == made_from(certificate, Document.Standing.PLAIN)
    with default_storage.open(row.path) as file:
        assert file.read() == content


def test_an_earlier_file_is_still_known_after_it_was_removed(db):
    certificate = issue_one(learner(name="Nama Lama"))
    earlier = hashlib.sha256(certificate_pdf(certificate)).hexdigest()
    certificate.facts = certificate.facts | {"name": "Nama Benar"}
    certificate.save()
    remove_documents(certificate)
    certificate_pdf(certificate)
    assert len(kept(certificate)) == 1
    assert Document.objects.filter(sha256=earlier).count() == 1
    assert Document.objects.count() == 2


def test_a_removed_file_is_made_again_with_the_same_bytes_and_one_row(db):
    certificate = issue_one(learner())
    first = certificate_pdf(certificate)
    remove_documents(certificate)
    assert certificate_pdf(certificate) == first
    assert Document.objects.count() == 1


def test_a_document_that_was_signed_elsewhere_is_the_one_to_hand_out(db):
    certificate = issue_one(learner())
    certificate_pdf(certificate)
    signed = render_document(certificate, standing=Document.Standing.PREPARED) + b"% signed"
    keep_document(certificate, signed, standing=Document.Standing.SIGNED, made_from="x")
    municipality = MunicipalitySettings.load()
    municipality.municipality = "Kota Lain"
    municipality.save()
    assert certificate_pdf(certificate) == signed


@pytest.mark.parametrize("standing", list(Document.Standing))
def test_a_document_is_rendered_for_a_standing_without_being_kept(db, settings, standing):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    certificate = issue_one(learner())
    text = pages(render_document(certificate, standing=standing))[0]
    assert ("diterbitkan oleh BSrE" in text) == (standing in ("prepared", "signed"))
    assert (kept(certificate), Document.objects.count()) == ([], 0)


def test_the_picture_for_sharing_is_made_once_has_the_short_address_and_goes_with_the_rest(db, settings):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    certificate = issue_one(learner())
    content = certificate_image(certificate)
    shown = Image.open(io.BytesIO(content))
    assert (shown.format, shown.width, len(content) <= 120_000) == ("JPEG", 1200, True)
    found = [code.text for code in zxingcpp.read_barcodes(shown)]
    assert found == [f"https://belajar.sukamaju.example/s/{certificate.qr_token}/"]
    put_in_place_of(certificate, b"the kept one")
    assert certificate_image(certificate) == b"the kept one"
    remove_documents(certificate)
    assert kept(certificate) == []


def test_a_logo_whose_file_is_gone_stops_no_certificate(db):
    picture = Picture(title="Lambang", width=1, height=1)
    picture.file.name = "original_images/gone.png"
    Picture.objects.bulk_create([picture])
    municipality = MunicipalitySettings.load()
    municipality.logo = Picture.objects.get()
    municipality.save()
    assert len(pages(certificate_pdf(issue_one(learner())))) == 2
