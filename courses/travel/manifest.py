"""``paket.json``: which pack this is, where it comes from, its files, and who signed all that. Pure."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from courses.packs.problems import Report, _n

MANIFEST = "paket.json"
FORMAT = 1
MAX_MANIFEST_BYTES = 1024 * 1024
_PURPOSE = b"paket-kursus/1\n"  # a signature over a pack is never one over anything else
_SUM = re.compile(r"[0-9a-f]{64}")
_SIGNATURE, _KEY = "tanda_tangan", "kunci"
_LONGEST = 300


@dataclass(frozen=True)
class Manifest:
    course: str
    title: str
    version: str
    licence: str
    origin: dict[str, str]  # known keys only, texts
    left_out: tuple[str, ...]
    files: dict[str, str]  # path → SHA-256, hex
    public_key: bytes | None  # 32 bytes whose signature is good; None: unsigned


def sealed(facts: dict[str, Any], *, public: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    said = {"format": FORMAT, **facts, _KEY: _text(public)}
    return json.dumps(said | {_SIGNATURE: _text(sign(_message(said)))}, ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(content: bytes, report: Report) -> Manifest | None:
    """None where something was reported."""
    said = _read_json(content, report)
    if said is None:
        return None
    found = said.get("format")
    if isinstance(found, int) and not isinstance(found, bool) and found > FORMAT:
        text = _n("This pack needs a newer version of this system (format {found}, here {known}).")
        report.add(MANIFEST, _line(content, "format"), text, found=found, known=FORMAT)
        return None
    before = len(report.problems)
    if found != FORMAT or isinstance(found, bool):
        report.add(MANIFEST, _line(content, "format"), _n("“{key}” is missing."), key="format")
    texts = {key: _said(said, key, content, report) for key in ("kursus", "judul", "versi", "lisensi")}
    files = _files(said, content, report)
    key = _signer(said, content, report)
    if len(report.problems) > before:
        return None
    origin = said.get("asal") if isinstance(said.get("asal"), dict) else {}
    left_out = said.get("tidak_terbawa") if isinstance(said.get("tidak_terbawa"), list) else []
    assert isinstance(origin, dict)
    assert isinstance(left_out, list)
    return Manifest(
        course=texts["kursus"],
        title=texts["judul"],
        version=texts["versi"],
        licence=texts["lisensi"],
        origin={name: value[:_LONGEST] for name, value in origin.items() if isinstance(value, str)},
        left_out=tuple(text[:_LONGEST] for text in left_out[:500] if isinstance(text, str)),
        files=files,
        public_key=key,
    )


def _read_json(content: bytes, report: Report) -> dict[str, Any] | None:
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        report.add(MANIFEST, 0, _n("The file is not UTF-8 text. Save it again as UTF-8."))
    except json.JSONDecodeError as error:
        report.add(MANIFEST, error.lineno, _n("This is not readable JSON: {problem}"), problem=error.msg)
    except (ValueError, RecursionError) as error:
        report.add(MANIFEST, 0, _n("This is not readable JSON: {problem}"), problem=error)
    else:
        if isinstance(value, dict):
            return value
        report.add(MANIFEST, 1, _n("This is not readable JSON: {problem}"), problem="{ … }")
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What stands twice is read in two ways by two programs."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands twice")
    return value


def _said(said: dict[str, Any], key: str, content: bytes, report: Report) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        report.add(MANIFEST, _line(content, key), _n("“{key}” is missing."), key=key)
        return ""
    return value


def _files(said: dict[str, Any], content: bytes, report: Report) -> dict[str, str]:
    listed = said.get("berkas")
    if not isinstance(listed, dict) or not listed:
        report.add(MANIFEST, _line(content, "berkas"), _n("“{key}” is missing."), key="berkas")
        return {}
    sums: dict[str, str] = {}
    for name, facts in listed.items():
        found = facts.get("sha256") if isinstance(facts, dict) else None
        if not isinstance(found, str) or not _SUM.fullmatch(found):
            report.add(MANIFEST, _line(content, name), _n("“{key}” is missing."), key="sha256")
            break
        sums[name] = found
    return sums


def _signer(said: dict[str, Any], content: bytes, report: Report) -> bytes | None:
    if said.get(_SIGNATURE) is None and said.get(_KEY) is None:
        return None
    public, signature = _bytes(said.get(_KEY), 32), _bytes(said.get(_SIGNATURE), 64)
    rest = {key: value for key, value in said.items() if key != _SIGNATURE}
    try:
        if public is None or signature is None:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(rest))
    except (InvalidSignature, ValueError):
        text = _n("The signature does not fit: the pack was changed after it was signed.")
        report.add(MANIFEST, _line(content, _SIGNATURE), text)
        return None
    return public


def _message(said: dict[str, Any]) -> bytes:
    return _PURPOSE + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: object, length: int) -> bytes | None:
    try:
        content = base64.b64decode(str(text) + "=" * (-len(str(text)) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return content if len(content) == length else None


def _line(content: bytes, key: str) -> int:
    """Of the first line that says this key; 1 where there is none."""
    place = content.find(f'"{key}"'.encode())
    return content.count(b"\n", 0, place) + 1 if place >= 0 else 1
