"""Anybody brings a file and is told whether it is as it was handed out; nothing of it is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models.people import Age
from certificates.domain.badges import badge_as_png
from certificates.domain.documents import certificate_pdf
from certificates.domain.revoke import Reason, revoke
from certificates.models import Certificate
from certificates.views.files import LOOKS, MOST_BYTES
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner, person
from tests.progress.doing import read, text_of

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes


@pytest.fixture
def certificate(db, settings, tmp_path) -> Certificate:
    settings.PUBLIC_URL, settings.MEDIA_ROOT = "https://belajar.sukamaju.example", tmp_path
    return issue_one(learner(name="Siti Kenari"))


def bring(client, content: bytes, name: str = "sertifikat.pdf"):
    return client.post(reverse("verify_file"), {"file": SimpleUploadedFile(name, content)})


def test_a_certificate_as_it_was_handed_out_is_unaltered_and_says_what_it_is(client, certificate):
    answer = bring(client, certificate_pdf(certificate))
    assert answer.status_code == 200
    words = text_of(answer)
    assert "persis seperti saat diserahkan" in words
    assert "Asli dan berlaku" in words
    assert "Siti Kenari" in words
    assert "noindex" in answer["X-Robots-Tag"]


def test_one_that_was_revoked_since_is_unaltered_and_no_longer_valid(client, certificate):
    content = certificate_pdf(certificate)
    revoke(certificate=certificate, reason=Reason.MISTAKE, by=person(), at=NOON)
    words = text_of(bring(client, content))
    assert "Tidak berlaku lagi" in words
    assert "Asli dan berlaku" not in words


def test_an_altered_one_a_look_alike_and_no_pdf_are_not_taken_for_it(client, certificate):
    content = certificate_pdf(certificate)
    for other, expected in (
        (content + b"\n% lagi", "diubah setelah diserahkan"),
        (content.replace(b"%PDF", b"%PDX", 1), "tidak dapat dibaca"),
        (b"GIF89a" + b"\0" * 50, "tidak dapat dibaca"),
        (b"", ""),
    ):
        answer = bring(client, other)
        assert answer.status_code == 422
        assert expected in read(answer).get_text()
        assert "Asli" not in "".join(told.get_text() for told in read(answer).find_all(role="status"))


def test_a_childs_name_is_not_told_by_its_file(client, certificate):
    child = issue_one(learner(name="Dimas Anak", age=Age.MINOR))
    words = text_of(bring(client, certificate_pdf(child)))
    assert "Dimas" not in words
    assert "Berkas ini persis" in words


def test_a_badge_is_taken_too(client, certificate):
    picture = badge_as_png(certificate)
    answer = bring(client, picture, "lencana.png")
    assert answer.status_code == 200
    assert "Lencana ini asli" in text_of(answer)
    assert "Siti Kenari" in text_of(answer)
    assert bring(client, picture.replace(b"Siti Kenari", b"Siti Merpat"), "x.png").status_code == 422


def test_without_a_file_and_with_one_too_large_it_says_what_to_do(client, certificate):
    assert "Pilih berkasnya dulu" in text_of(client.post(reverse("verify_file")))
    answer = bring(client, b"%PDF-" + b"x" * MOST_BYTES)
    assert answer.status_code == 413
    assert "5 MB" in text_of(answer)
    assert client.post(reverse("verify_file"), CONTENT_LENGTH=7_000_000).status_code == 413


def test_looking_is_limited_per_address(client, certificate):
    for _ in range(LOOKS.times):
        assert bring(client, b"x").status_code == 422
    assert bring(client, b"x").status_code == 429
    assert read(bring(client, b"x")).find(role="alert")
    assert client.get(f"/s/{certificate.qr_token}/").status_code == 200


def test_it_is_offered_on_the_checking_page(client, certificate):
    form = read(client.get("/periksa/")).find("form", action=reverse("verify_file"))
    assert form["enctype"] == "multipart/form-data"
    assert form.find("label", attrs={"for": "file"})
