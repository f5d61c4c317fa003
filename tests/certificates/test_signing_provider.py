"""The interface for providers, proven by one in another “system” that only ever sees digests."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from accounts.roles import Role
from certificates.checks import provider_can_be_asked
from certificates.domain.documents import certificate_pdf
from certificates.models import Certificate, Document, SignedReturn
from certificates.signing import handoff, provider, returns, trust
from certificates.signing.port import About, DigestSigner, FileSigner, OutOfReach, Refused
from certificates.signing.work import begin_again
from tests.certificates.making import issue_one
from tests.certificates.signing_world import Provider, choose, needs_pdfsig, officer, pdfsig
from tests.factories.people import learner, staff

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes

HERE = "tests.certificates.test_signing_provider"


class Away(Provider):
    """Signs one, then is gone."""

    def sign_digest(self, digest: bytes, about: About) -> bytes:
        if self.seen:
            raise OutOfReach
        return super().sign_digest(digest, about)


class Strict:
    def sign(self, pdf: bytes, about: About) -> bytes:
        raise Refused("certificate expired")


class Forger:
    """Gives back another document, well signed."""

    def sign(self, pdf: bytes, about: About) -> bytes:
        from certificates.domain.documents import render_document

        other = Certificate.objects.exclude(public_id=about.public_id).get()
        return officer().sign(render_document(other, standing=Document.Standing.PREPARED))


class NoSigner:
    pass


@pytest.fixture(autouse=True)
def _public(settings, tmp_path, db):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path / "data"
    settings.CERTIFICATE_SIGNER = "tests.certificates.signing_world.Provider"
    Provider.officer = officer("Kepala Dinas Contoh")
    provider._made.cache_clear()
    choose("provider")


def asked(count: int = 1) -> SignedReturn:
    by = staff(Role.ADMINISTRATOR)
    for number in range(count):
        issue_one(learner(name=f"Ani {number}"))
    batch = handoff.hand_over(Certificate.objects.all(), label="x", by=by, at=timezone.now())
    handoff.carry_out(batch)
    made = returns.ask_provider(batch, by=by, at=timezone.now())
    returns.carry_out(made)
    return made


@needs_pdfsig
def test_a_foreign_key_signs_a_digest_and_pdfsig_calls_the_file_valid(tmp_path):
    made = asked()
    certificate = Certificate.objects.get()
    assert made.report == [[certificate.number, "published", str(certificate.public_id), "Kepala Dinas Contoh"]]
    said = pdfsig(certificate_pdf(certificate), tmp_path)
    assert "Signature is Valid." in said
    assert "Signer Certificate Common Name: Kepala Dinas Contoh" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_the_provider_sees_32_bytes_and_no_name():
    asked()
    [(digest, about)] = provider.configured().seen
    certificate = Certificate.objects.get()
    assert len(digest) == 32
    assert about == About(certificate.public_id, certificate.number, certificate.issued_at)


def test_both_kinds_of_signers_are_told_apart():
    assert isinstance(Provider(), DigestSigner)
    assert not isinstance(Provider(), FileSigner)
    assert isinstance(Strict(), FileSigner)
    assert not isinstance(NoSigner(), FileSigner | DigestSigner)


def test_a_provider_that_goes_away_keeps_what_it_signed_and_is_asked_for_the_rest(settings):
    settings.CERTIFICATE_SIGNER = f"{HERE}.Away"
    made = asked(3)
    assert (made.state, made.problem, [row[1] for row in made.report]) == ("failed", "unreached", ["published"])
    assert Document.objects.filter(standing="signed").count() == 1
    settings.CERTIFICATE_SIGNER = "tests.certificates.signing_world.Provider"
    begin_again(made)
    returns.carry_out(made)
    assert (made.state, [row[1] for row in made.report]) == ("done", ["published"] * 3)


def test_a_refusal_leaves_the_plain_certificate_in_place(settings):
    settings.CERTIFICATE_SIGNER = f"{HERE}.Strict"
    made = asked()
    assert (made.state, made.problem) == ("failed", "refused")
    assert certificate_pdf(Certificate.objects.get()).startswith(b"%PDF")
    assert {one.standing for one in Document.objects.all()} == {"prepared", "plain"}


def test_what_a_provider_gives_is_judged_like_anything_from_outside(settings):
    settings.CERTIFICATE_SIGNER = f"{HERE}.Forger"
    made = asked(2)
    assert "published" not in [row[1] for row in made.report]
    assert not Document.objects.filter(standing="signed").exists()


def test_a_signature_that_is_longer_than_agreed_is_refused():
    Provider.room, before = 500, Provider.room
    try:
        assert asked().problem == "refused"
    finally:
        Provider.room = before


def test_a_wrong_set_up_is_told_at_start(settings):
    assert provider_can_be_asked() == []
    for path in ("tests.none.Provider", f"{HERE}.NoSigner"):
        settings.CERTIFICATE_SIGNER = path
        assert [found.id for found in provider_can_be_asked()] == ["certificates.E001"]
    settings.CERTIFICATE_SIGNER = ""
    trust.folder().mkdir(parents=True)
    (trust.folder() / "x.pem").write_bytes(b"nothing")
    assert "certificates.W004" in [found.id for found in run_checks()]
