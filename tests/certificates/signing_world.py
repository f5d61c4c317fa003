"""Signing in the tests: an authority with an officer in another “system”, and programs that look at what comes of it."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.models import Issuer
from certificates.signing.port import About

needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig: sudo apt install poppler-utils")
DAY = timedelta(days=1)


@dataclass
class Officer:
    """Somebody whose key is not ours, with a certificate of an authority (or of themselves alone)."""

    key: Any
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def signer(self) -> signers.SimpleSigner:
        store = SimpleCertificateStore()
        store.register(_asn1(self.authority))
        der = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return signers.SimpleSigner(_asn1(self.certificate), asn1_keys.PrivateKeyInfo.load(der), store)

    def sign(
        self, pdf: bytes, *, field: str = "TTD", box: tuple[int, int, int, int] | None = None, certify: bool = False
    ) -> bytes:
        """As a program on the officer's desk does: appended, visible where there is a box."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        fields.append_signature_field(writer, fields.SigFieldSpec(field, box=box))
        meta = signers.PdfSignatureMetadata(
            field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", certify=certify
        )
        return signers.PdfSigner(meta, self.signer).sign_pdf(writer).getvalue()

    def pkcs12(self, passphrase: str) -> bytes:
        locked = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"ttd", self.key, self.certificate, [self.authority], locked)


class Provider:
    """A digest signer (certificates.signing.port): all it ever sees are 32 bytes."""

    room = 6_000
    officer: Officer | None = None
    seen: list[tuple[bytes, About]]

    def __init__(self) -> None:
        self.seen = []

    def sign_digest(self, digest: bytes, about: About) -> bytes:
        self.seen.append((digest, about))
        assert self.officer is not None
        return bytes(asyncio.run(self.officer.signer.async_sign(digest, "sha256", use_pades=True)).dump())


def officer(name: str = "Wahyu Sukamaju", *, alone: bool = False, authority: str = "Otoritas Contoh") -> Officer:
    ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    above = _certificate(authority, theirs, authority, theirs, is_authority=True)
    if alone:
        certificate = _certificate(name, ours, name, ours)
        return Officer(ours, certificate, certificate)
    return Officer(ours, _certificate(name, ours, authority, theirs), above)


def _certificate(name: str, key: Any, issuer: str, issuer_key: Any, *, is_authority: bool = False) -> x509.Certificate:
    now = timezone.now()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 300 * DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, not is_authority, False, False, False, is_authority, is_authority, False, False),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@cache
def _rsa_key() -> rsa.RSAPrivateKey:
    """Made once: it takes longer than all the rest of a test."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def institution(passphrase: str, *, ends: timedelta = 300 * DAY) -> bytes:
    """A PKCS#12 as an institution gets it from its authority."""
    key, now = _rsa_key(), timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name("Segel Dinas Kominfo"))
        .issuer_name(_name("Segel Dinas Kominfo"))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - 400 * DAY)
        .not_valid_after(now + ends)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"segel", key, certificate, None, BestAvailableEncryption(passphrase.encode())
    )


def choose(signing: str, **changes: str) -> None:
    issuer = Issuer.load()
    issuer.signing = signing
    for name, value in changes.items():
        setattr(issuer, name, value)
    issuer.save()


def pdfsig(content: bytes, folder: Path) -> str:
    path = folder / "x.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def in_page(content: bytes) -> int:
    """Somewhere in what the first page shows."""
    return content.index(b"stream", content.index(b"/FlateDecode")) + 60


def uploaded(**files: bytes) -> list[SimpleUploadedFile]:
    """“name_pdf” is the file name.pdf."""
    return [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
