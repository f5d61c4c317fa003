"""The seal of the office: closes a PDF against changes, the same bytes each time, and is never in a learner's way."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
import time_machine
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from certificates.checks import seal_is_there, seal_opens
from certificates.domain.documents import certificate_pdf, render_document
from certificates.models import Document, Issuer
from certificates.signing import seal
from certificates.signing.check import Verdict, known_document
from certificates.signing.trying import seal_holds
from core.models import AuditEvent, MunicipalitySettings
from tests.certificates.making import issue_one, pages
from tests.certificates.signing_world import choose, flip, in_page, institution, needs_pdfsig, pdfsig
from tests.factories.people import learner

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes

S = Document.Standing
NOT_CERTIFIED = "bukan tanda tangan elektronik tersertifikasi"


@pytest.fixture(autouse=True)
def _public(settings, tmp_path):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def sealed(db):
    municipality = MunicipalitySettings.load()
    municipality.municipality, municipality.office = "Kota Sukamaju", "Dinas Komunikasi dan Informatika"
    municipality.save()
    seal.make(at=timezone.now())
    choose("sealed")
    return issue_one(learner(name="Ani Kenari"))


@needs_pdfsig
def test_pdfsig_calls_the_seal_valid_and_a_changed_page_a_mismatch(sealed, tmp_path):
    content = certificate_pdf(sealed)
    said = pdfsig(content, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Digest Mismatch." in pdfsig(flip(content, in_page(content)), tmp_path)


def test_pyhanko_agrees_and_trusts_it_where_its_certificate_is_trusted(sealed):
    content = certificate_pdf(sealed)
    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    own = asn1_x509.Certificate.load(seal.current().certificate.public_bytes(Encoding.DER))
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[own]))
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    changed = PdfFileReader(io.BytesIO(flip(content, in_page(content)))).embedded_signatures[0]
    assert not validate_pdf_signature(changed, ValidationContext(trust_roots=[own])).intact


def test_the_same_facts_give_the_same_bytes_at_any_time(sealed):
    rendered = render_document(sealed, standing=S.SEALED)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        later = signing.finish(rendered, sealed)
    assert signing.finish(rendered, sealed) == later
    content, standing = signing.finish(rendered, sealed)
    assert standing == S.SEALED
    assert content.startswith(rendered)  # nothing of the page was touched
    assert content == certificate_pdf(sealed)


def test_the_sealed_document_stays_tagged_and_shows_nothing_more(sealed):
    rendered = render_document(sealed, standing=S.SEALED)
    content = certificate_pdf(sealed)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked is True
        assert document.Root.Lang == "id"
        assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()
        widget = document.pages[0].Annots[0]
        assert int(widget.F) & 0b10  # hidden: it needs no tag (ISO 14289-1 §7.18.1)
        assert widget.TU == "Segel digital dinas"
        tree = document.Root.StructTreeRoot.unparse(resolved=False)
    with pikepdf.open(io.BytesIO(rendered)) as before:
        assert before.Root.StructTreeRoot.unparse(resolved=False) == tree
    assert pages(content) == pages(rendered)


def test_its_footer_says_sealed_and_not_certified(sealed):
    text = " ".join(pages(certificate_pdf(sealed)))
    assert NOT_CERTIFIED in text
    assert "BSrE" not in text
    assert Document.objects.get().standing == S.SEALED


def test_the_certificate_of_the_seal_names_the_office(sealed):
    subject = seal.current().certificate.subject.rfc4514_string()
    assert "O=Kota Sukamaju" in subject
    assert "OU=Dinas Komunikasi dan Informatika" in subject
    assert seal.current().name.startswith("Segel digital ")


def test_nobody_else_may_read_the_key(sealed):
    assert (seal.folder() / "seal.pem").stat().st_mode & 0o777 == 0o600
    assert seal.folder().stat().st_mode & 0o777 == 0o700


def test_a_lost_key_gives_plain_documents_and_says_so(sealed):
    certificate_pdf(sealed)
    (seal.folder() / "seal.pem").unlink()
    assert seal.health(at=timezone.now()) == seal.Health.LOST
    other = issue_one(learner())
    text = " ".join(pages(certificate_pdf(other)))
    assert "Sertifikat ini tidak" in text or "tidak memuat tanda tangan elektronik tersertifikasi" in text
    assert NOT_CERTIFIED not in text
    assert other.documents.get().standing == S.PLAIN
    assert [found.id for found in seal_is_there(databases=["default"])] == ["certificates.W003"]
    assert seal_is_there(databases=None) == []


def test_a_database_that_was_never_migrated_can_be_checked(db, monkeypatch):
    """As “migrate” does before it makes the tables."""
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(Issuer, "objects", None)
    assert seal_is_there(databases=["default"]) == []


def test_what_was_sealed_is_handed_out_as_it_was_after_the_seal_is_gone_or_new(sealed):
    content = certificate_pdf(sealed)
    seal.make(at=timezone.now())
    assert certificate_pdf(sealed) == content
    (seal.folder() / "seal.pem").unlink()
    assert certificate_pdf(sealed) == content


def test_after_a_lost_key_a_new_seal_closes_what_went_out_plain(sealed):
    (seal.folder() / "seal.pem").unlink()
    assert signing.standing_now() == S.PLAIN
    certificate_pdf(sealed)
    seal.make(at=timezone.now())
    certificate_pdf(sealed)
    assert [one.standing for one in sealed.documents.all()] == [S.PLAIN, S.SEALED]


def test_an_expired_seal_closes_nothing_and_one_that_ends_soon_is_told_in_time(db, settings):
    settings.CERTIFICATE_SEAL_PASSPHRASE = "kalimat panjang"
    choose("sealed")
    for ends, health, standing in (
        (timedelta(days=-1), "expired", S.PLAIN), (timedelta(days=20), "ends-soon", S.SEALED), (timedelta(days=200), "works", S.SEALED)
    ):  # fmt: skip
        seal.bring(institution("kalimat panjang", ends=ends), passphrase="kalimat panjang", at=timezone.now())
        assert seal.health(at=timezone.now()) == health
        assert signing.standing_now() == standing
        assert [found.id for found in seal_opens()] == ([] if health == "works" else ["certificates.W002"])


def test_the_institutions_own_key_goes_first_and_another_passphrase_does_not_open_it(db, settings):
    settings.CERTIFICATE_SEAL_PASSPHRASE = "kalimat panjang"
    made = seal.make(at=timezone.now())
    brought = seal.bring(institution("kalimat panjang"), passphrase="kalimat panjang", at=timezone.now())
    assert brought.name == "Segel Dinas Kominfo"
    assert not brought.made_here
    assert seal_holds()
    assert seal.known_fingerprints() == {made.fingerprint, brought.fingerprint}
    settings.CERTIFICATE_SEAL_PASSPHRASE = "lain"
    assert seal.health(at=timezone.now()) == seal.Health.LOCKED
    assert not seal_holds()
    assert [found.id for found in seal_opens()] == ["certificates.W001"]


def test_a_replaced_key_is_deleted_and_what_it_sealed_is_still_known(sealed):
    content, old = certificate_pdf(sealed), seal.current()
    new = seal.make(at=timezone.now(), by="x")
    assert new.fingerprint != old.fingerprint
    assert [path.name for path in (seal.folder() / "earlier").iterdir()] == [f"{old.fingerprint}.pem"]
    assert b"PRIVATE" not in (seal.folder() / "earlier" / f"{old.fingerprint}.pem").read_bytes()
    Document.objects.all().delete()
    assert known_document(content).verdict == Verdict.SEALED
    changed = AuditEvent.objects.filter(action="certificates.seal_changed").latest("sequence")
    assert (changed.subject, changed.detail) == (new.fingerprint, {"before": old.fingerprint})


def test_the_command_makes_shows_replaces_and_imports(db, settings, tmp_path, capsys):
    settings.CERTIFICATE_SEAL_PASSPHRASE = "kalimat panjang"
    with pytest.raises(CommandError):
        call_command("certificate_seal")
    call_command("certificate_seal", "--make")
    first = seal.current().fingerprint
    call_command("certificate_seal", "--make")  # there is one: nothing happens
    assert seal.current().fingerprint == first
    assert first in capsys.readouterr().out
    call_command("certificate_seal", "--replace")
    assert seal.current().fingerprint != first
    path = Path(tmp_path / "own.p12")
    path.write_bytes(b"no key")
    replaced = seal.current().fingerprint
    with pytest.raises(CommandError, match="CERTIFICATE_SEAL_PASSPHRASE"):
        call_command("certificate_seal", "--import", str(path))
    assert seal.current().fingerprint == replaced  # nothing was lost
    path.write_bytes(institution("kalimat panjang"))
    call_command("certificate_seal", "--import", str(path))
    assert seal.current().name == "Segel Dinas Kominfo"
    with pytest.raises(CommandError):
        call_command("certificate_seal", "--import", str(tmp_path / "none.p12"))
