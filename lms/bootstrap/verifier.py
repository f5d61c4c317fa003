"""Programs of others that the tests ask, not ours: npm packages, fetched by hash, never copied into the code.

One verifies Open Badges (docs/badges.md), one plays SCORM packages (docs/editions.md). npm itself is not needed: a lock
beside the tests names every package with its hash.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lms.bootstrap.environment import PROJECT, VENV, Stop
from lms.bootstrap.registry import npm_registry

LOCK = PROJECT / "tests" / "certificates" / "verifier" / "package-lock.json"
SCORM_LOCK = PROJECT / "tests" / "e2e" / "scorm" / "package-lock.json"
NAMES = ("node", "nodejs")
MOST_BYTES = 5_000_000  # of one package
TIMEOUT = 30  # seconds without a byte
PAUSES = (0, 1, 3)  # seconds before each try

Say = Callable[[str], None]


@dataclass(frozen=True)
class Package:
    path: str  # node_modules/@owner/name, once more inside another one where two versions are needed
    version: str
    integrity: str  # SHA-512, base64

    @property
    def address(self) -> str:
        name = self.path.rpartition("node_modules/")[2]
        return f"{npm_registry()}/{name}/-/{name.rpartition('/')[2]}-{self.version}.tgz"


def node() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def verifier_folder(environment: Path = VENV, lock: Path = LOCK) -> Path:
    """Another one for another lock."""
    return environment / "verifier" / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]


def scorm_folder(environment: Path = VENV, lock: Path = SCORM_LOCK) -> Path:
    return environment / "scorm-runtime" / verifier_folder(environment, lock).name


def is_there(folder: Path) -> bool:
    return (folder / "node_modules").is_dir()


def fetch_verifier(
    folder: Path,
    *,
    say: Say,
    lock: Path = LOCK,
    what: str = "pemeriksa lencana",
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Have every package in ``folder``: all of them or none. Nothing to do costs less than a millisecond."""
    if is_there(folder):
        return
    packages = list(_packages(lock))
    shutil.rmtree(folder.parent, ignore_errors=True)  # of an older lock
    folder.parent.mkdir(parents=True)
    new = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    try:
        for done, package in enumerate(packages, 1):
            say(f"Mengunduh {what} {done}/{len(packages)}")
            _unpack(_download(package, what, pause), new / package.path)
        new.chmod(0o755)  # mkdtemp's own is for one person only; the tests may be run by another
        os.replace(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _packages(lock: Path) -> Iterator[Package]:
    for path, entry in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if path:  # the first one is ourselves
            yield Package(path, entry["version"], entry["integrity"].removeprefix("sha512-"))


def _download(package: Package, what: str, pause: Callable[[float], None]) -> bytes:
    reason = ""
    for seconds in PAUSES:
        if seconds:
            pause(seconds)
        try:
            with urllib.request.urlopen(package.address, timeout=TIMEOUT) as answer:
                content = bytes(answer.read(MOST_BYTES + 1))
        except OSError as error:  # every failure of a connection is one
            reason = str(getattr(error, "reason", "") or error)
            continue
        if base64.b64encode(hashlib.sha512(content).digest()).decode() == package.integrity:
            return content
        reason = "tidak cocok dengan sidik jarinya, jadi ditolak"
    raise Stop(
        f"{what.capitalize()} tidak dapat diunduh dari {package.address} ({reason}). "
        "Sambungkan internet, atau coba jaringan lain, lalu jalankan lagi."
    )


def _unpack(archive: bytes, folder: Path) -> None:
    """Its hash was right, so it holds what it held when it was pinned; still nothing leaves ``folder``."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for member in tar:
            member.name = member.name.partition("/")[2]  # most call it “package”, some by their own name
            if member.name and (member.isfile() or member.isdir()):
                tar.extract(member, folder, filter="data")
