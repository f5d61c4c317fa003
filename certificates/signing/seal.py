"""The seal of the office: a key of this installation that closes every PDF against changes; no certified signature.

The key is a file in ``DATA_DIR/keys/seal/``: ``seal.pem`` (made here: key, then its self-signed certificate) or the
institution's own ``*.p12``/``*.pfx``, which goes first. Certificates of earlier seals stay in ``earlier/``, so that
what they have sealed is still known; their keys are deleted.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.models import Document
from certificates.signing.port import About, Refused
from certificates.signing.trust import common_name
from core import audit
from core.models.settings import MunicipalitySettings

FIELD = "Segel"
LASTS = timedelta(days=5 * 365)
WARN_BEFORE = timedelta(days=60)
_BITS = 3072  # NIST SP 800-57: good beyond 2030; every viewer knows RSA


class Health(StrEnum):
    WORKS = "works"
    ENDS_SOON = "ends-soon"
    NEVER_MADE = "never-made"
    LOST = "lost"  # documents carry it, its key is not here
    LOCKED = "locked"  # CERTIFICATE_SEAL_PASSPHRASE does not open it, or it holds no key
    NOT_YET = "not-yet"
    EXPIRED = "expired"

    @property
    def works(self) -> bool:
        return self in (Health.WORKS, Health.ENDS_SOON)


class Unusable(Exception):
    """The file is no PKCS#12 with a key, or the passphrase is not the one."""


@dataclass(frozen=True)
class Seal:
    key: Any
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    made_here: bool

    @property
    def fingerprint(self) -> str:
        """SHA-256, as pdfsig and Acrobat show it."""
        return fingerprint(self.certificate)

    @property
    def name(self) -> str:
        return common_name(self.certificate)

    @property
    def starts(self) -> datetime:
        return self.certificate.not_valid_before_utc

    @property
    def ends(self) -> datetime:
        return self.certificate.not_valid_after_utc


class OfficeSeal:
    """A signer of whole files (certificates.signing.port) with the key of this installation."""

    def sign(self, pdf: bytes, about: About) -> bytes:
        from certificates.signing import pades  # loads pyHanko: half a second and 30 MB, for who seals only

        seal = current() if health(at=timezone.now()).works else None
        if seal is None:
            raise Refused("the seal of the office does not work")
        with translation.override("id"):
            label = _("Digital seal of the office")
        return pades.sign_pdf(
            pdf,
            field=FIELD,
            label=label,
            at=max(about.issued_at, seal.starts),  # of what was issued before there was a seal: not before it
            room=pades.room_of(seal.key, seal.certificate, *seal.chain),
            sign_digest=pades.signer_of(seal.key, seal.certificate, *seal.chain),
            locks=True,
        )


def folder() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "seal"


def current() -> Seal | None:
    """None: there is no file. Raises Unusable."""
    found = _brought()
    path = found or folder() / "seal.pem"
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _load(path, changed, settings.CERTIFICATE_SEAL_PASSPHRASE if found else "")


def _brought() -> Path | None:
    """The institution's own, by name where there are several."""
    files = folder().iterdir() if folder().is_dir() else ()
    return min((path for path in files if path.suffix.lower() in (".p12", ".pfx")), default=None)


@lru_cache(maxsize=2)
def _load(path: Path, _changed: int, passphrase: str) -> Seal:
    content = path.read_bytes()
    if path.suffix == ".pem":
        certificate, others = x509.load_pem_x509_certificate(content), []
        key = load_pem_private_key(content, None)
    else:
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.encode() or None)  # type: ignore[assignment]
        except ValueError as problem:
            raise Unusable from problem
        if key is None or certificate is None:
            raise Unusable
    return Seal(key, certificate, tuple(others), made_here=path.suffix == ".pem")


def health(*, at: datetime) -> Health:
    try:
        seal = current()
    except Unusable:
        return Health.LOCKED
    if seal is None:
        return Health.LOST if Document.objects.filter(standing=Document.Standing.SEALED).exists() else Health.NEVER_MADE
    return validity(seal, at=at)


def validity(seal: Seal, *, at: datetime) -> Health:
    if at < seal.starts:
        return Health.NOT_YET
    if at >= seal.ends:
        return Health.EXPIRED
    return Health.ENDS_SOON if at >= seal.ends - WARN_BEFORE else Health.WORKS


def known_fingerprints() -> set[str]:
    """Of every seal that was ever used here."""
    known = {fingerprint(x509.load_pem_x509_certificate(path.read_bytes())) for path in folder().glob("earlier/*.pem")}
    try:
        seal = current()
    except Unusable:
        seal = None
    return known | ({seal.fingerprint} if seal else set())


def make(*, at: datetime, by: str = "system") -> Seal:
    """A new key with a self-signed certificate in the name of the office; the seal before it is retired."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    certificate = _self_signed(key, at)
    before = _retire()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=folder())  # readable by its owner only, and whole from its first moment
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.write(certificate.public_bytes(Encoding.PEM))
    Path(part).replace(folder() / "seal.pem")
    _note_change(before, fingerprint(certificate), at=at, by=by)
    seal = current()
    assert seal is not None
    return seal


def bring(content: bytes, *, passphrase: str, at: datetime, by: str = "system") -> Seal:
    """The institution's own PKCS#12 takes the place of what is there. Raises Unusable; nothing is changed then."""
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(content, passphrase.encode() or None)
    except ValueError as problem:
        raise Unusable from problem
    if key is None or certificate is None:
        raise Unusable
    before = _retire()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / "seal.p12"
    path.touch(mode=0o600)
    path.write_bytes(content)
    _note_change(before, fingerprint(certificate), at=at, by=by)
    seal = current()
    assert seal is not None
    return seal


def _retire() -> str:
    """Its certificate stays, its key goes. Returns its fingerprint."""
    try:
        seal = current()
    except Unusable:
        seal = None
    if seal:
        earlier = folder() / "earlier"
        earlier.mkdir(exist_ok=True, mode=0o700)
        (earlier / f"{seal.fingerprint}.pem").write_bytes(seal.certificate.public_bytes(Encoding.PEM))
    brought = _brought()
    if brought:
        brought.unlink()
    (folder() / "seal.pem").unlink(missing_ok=True)
    return seal.fingerprint if seal else ""


def _note_change(before: str, now: str, *, at: datetime, by: str) -> None:
    audit.log(actor=by, action="certificates.seal_changed", subject=now, detail={"before": before}, at=at)


def _self_signed(key: rsa.RSAPrivateKey, at: datetime) -> x509.Certificate:
    municipality = MunicipalitySettings.load()
    with translation.override("id"):
        title = _("Digital seal")
    owner = municipality.office or municipality.municipality or municipality.site_name
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "ID")]
    if municipality.municipality:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, municipality.municipality[:64]))
    if municipality.office:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, municipality.office[:64]))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, f"{title} {owner}"[:64]))  # X.520: at most 64
    name = x509.Name(attributes)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    start = at.replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
