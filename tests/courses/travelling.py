"""Packs on their way in tests: another installation, its export, files somebody tampered with."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from core.signing_keys import public_half
from courses.domain.sending import Sent, export_course
from courses.models import CoursePage
from courses.packs.load import load_pack
from courses.travel.parcel import Facts, pack_up
from tests.conftest import NOON
from tests.courses.packs import Files, good_files, write

KEY = Ed25519PrivateKey.generate()
FACTS = Facts("uji", "Kursus uji", "2026.1", "CC-BY-SA-4.0", {"situs": "Belajar Lain", "daerah": "Kota Lain"})


def parcel(files: Files | None = None, facts: Facts = FACTS, key: Ed25519PrivateKey = KEY) -> bytes:
    """A signed pack of these files, as another installation sends it."""
    contents = {
        name: content.encode() if isinstance(content, str) else content
        for name, content in (good_files() if files is None else files).items()
    }
    return pack_up(contents, facts, public=public_half(key), sign=key.sign)


def entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def unsigned(files: Files | None = None) -> bytes:
    return zipped(dict(good_files() if files is None else files))


def with_manifest(content: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The same file with something changed in paket.json after it was signed."""
    files = entries(content)
    manifest = json.loads(files["paket.json"])
    change(manifest)
    return zipped(files | {"paket.json": json.dumps(manifest).encode()})


def loaded(folder: Path, files: Files | None = None) -> CoursePage:
    folder.mkdir(parents=True, exist_ok=True)
    load_pack(write(folder, good_files() if files is None else files), at=NOON)
    return CoursePage.objects.get()


@contextmanager
def another_installation(settings: Any, folder: Path) -> Iterator[list[Sent]]:
    """What is done inside is done elsewhere, with another key: it is not there afterwards. Exports the course."""
    here, point, sent = settings.DATA_DIR, transaction.savepoint(), list[Sent]()
    settings.DATA_DIR = folder
    yield sent
    sent.append(export_course(CoursePage.objects.get(), by="system", at=NOON))
    transaction.savepoint_rollback(point)
    settings.DATA_DIR = here
