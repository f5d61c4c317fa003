"""What we say of a PDF that somebody brings to be checked."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from django.utils import timezone

from accounts.roles import Role
from certificates.domain.documents import certificate_pdf, document_bytes, render_document
from certificates.domain.revoke import Reason, revoke
from certificates.models import Document
from certificates.signing import handoff, seal
from certificates.signing.check import Finding, Verdict, known_document
from certificates.signing.reading import starts_of
from tests.certificates.making import NOON, issue_one
from tests.certificates.signing_world import choose, flip, in_page, institution, officer
from tests.factories.people import learner, staff

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes


@pytest.fixture(autouse=True)
def _public(settings, tmp_path, db):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path / "data"
    settings.CERTIFICATE_SEAL_PASSPHRASE = "kalimat panjang"
    seal.bring(institution("kalimat panjang"), passphrase="kalimat panjang", at=timezone.now())
    choose("sealed")


@pytest.fixture
def certificate():
    return issue_one(learner(name="Ani Kenari"))


def saved_anew(content: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(made)
    return made.getvalue()


def test_the_very_file_is_known_whatever_became_of_the_certificate(certificate):
    content = certificate_pdf(certificate)
    assert known_document(content) == Finding(Verdict.UNALTERED, certificate, Document.Standing.SEALED)
    revoke(certificate=certificate, reason=Reason.MISTAKE, by=staff(Role.ADMINISTRATOR), at=NOON)
    assert known_document(content).certificate.state == "revoked"


def test_a_sealed_file_with_one_other_byte_is_altered(certificate):
    content = certificate_pdf(certificate)
    assert known_document(flip(content, in_page(content))).verdict == Verdict.ALTERED


def test_what_was_added_behind_it_is_an_alteration_of_this_certificate(certificate):
    content = certificate_pdf(certificate)
    found = known_document(content + b"\n% more\n%%EOF\n")
    assert (found.verdict, found.certificate) == (Verdict.ALTERED, certificate)
    assert known_document(content + b" ").verdict == Verdict.ALTERED


def test_a_plain_file_that_was_saved_anew_is_none_we_know(certificate):
    choose("plain")
    content = certificate_pdf(certificate)
    assert known_document(content).verdict == Verdict.UNALTERED
    assert known_document(saved_anew(content)).verdict == Verdict.UNKNOWN


def test_our_seal_is_known_even_without_our_records(certificate):
    content = certificate_pdf(certificate)
    Document.objects.all().delete()
    assert known_document(content) == Finding(Verdict.SEALED, standing=Document.Standing.SEALED)


def test_a_seal_of_the_same_name_by_another_key_is_not_ours(certificate):
    alike = officer(seal.current().name, alone=True)
    forged = alike.sign(render_document(certificate, standing=Document.Standing.SEALED))
    assert known_document(forged).verdict == Verdict.UNKNOWN


def test_what_was_only_prepared_is_told_to_be_unsigned(certificate):
    prepared = handoff.prepared(certificate)
    found = known_document(document_bytes(prepared))
    assert (found.verdict, found.certificate) == (Verdict.UNSIGNED, certificate)


@pytest.mark.parametrize(
    "content", [b"", b"no", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"%%EOF" * 5000, b"%PDF-" + bytes(range(256)) * 40]
)
def test_whatever_it_is_it_gets_an_answer(content):
    assert known_document(content).verdict == Verdict.UNREADABLE


def test_a_cut_off_file_cannot_be_read(certificate):
    content = certificate_pdf(certificate)
    for length in (100, len(content) // 2, len(content) - 700):
        assert known_document(content[:length]).verdict in (Verdict.UNREADABLE, Verdict.ALTERED)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r"])
def test_a_file_begins_with_the_one_before_however_its_last_line_ends(end):
    first = b"%PDF-1.7 one %%EOF" + end
    starts = starts_of(first + b"\nmore\n%%EOF\n")
    assert starts[hashlib.sha256(first).hexdigest()] == len(first)
    assert len(starts_of(b"%%EOF" * 10_000)) < 70
