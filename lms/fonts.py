"""Fonts for documents that no pinned Python package carries: fetched once, by hash, never copied into the code.

Without network the certificate still prints; only letters of that script stay empty in the PDF.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from lms.bootstrap.registry import npm_registry

_TIMEOUT = 30
_MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class FontPackage:
    name: str
    version: str
    integrity: str  # SHA-512, base64
    member: str

    @property
    def file(self) -> str:
        return f"{self.name.rpartition('/')[2]}-{self.version}.ttf"


JAVANESE = FontPackage(
    "@fontsource/noto-sans-javanese",
    "5.3.0",
    "8BFyi66ZFOZCt6Kxf0VL/zKRARRmKU8zgIuY7rHXFq8mPj85+zP/KbBE5/RZ4HKBq8KcZv8WArYg/hzzrZ55JA==",
    "package/files/noto-sans-javanese-javanese-400-normal.woff2",
)


class FontRefused(Exception):
    """What arrived is not what was pinned."""


def fetch_font(package: FontPackage, folder: Path) -> Path:
    """The font as TrueType in ``folder``. Raises OSError without network, FontRefused for a wrong file."""
    target = folder / package.file
    if target.exists():
        return target
    base = package.name.rpartition("/")[2]
    url = f"{npm_registry()}/{package.name}/-/{base}-{package.version}.tgz"
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310 - a fixed https address
        archive = answer.read(_MOST_BYTES + 1)
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != package.integrity:
        raise FontRefused(package.name)
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        member = tar.extractfile(package.member)
        if member is None:
            raise FontRefused(package.member)
        font = TTFont(io.BytesIO(member.read()))
    font.flavor = None
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    font.save(part)
    part.replace(target)
    return target
