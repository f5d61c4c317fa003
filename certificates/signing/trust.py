"""Whose signatures count: certificates of the authorities that the institution has laid down, as files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings

_ENDINGS = (".pem", ".crt", ".cer", ".der")


def folder() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "provider"


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """Empty: nobody has laid down whom to trust. Raises ValueError for a file that holds no certificate."""
    files = sorted(path for path in folder().glob("*") if path.suffix.lower() in _ENDINGS)
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[x509.Certificate, ...]:
    return tuple(certificate for path, _changed in files for certificate in _certificates(path.read_bytes()))


def _certificates(content: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    return [x509.load_der_x509_certificate(content)]


def common_name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()
