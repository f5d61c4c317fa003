"""The core that H5P contents run on in the browser: an npm package, fetched once by hash, never copied into the code.

Its licence is not ours to hide: what is written beside it says whose work it is (docs/third-party.md).
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import os
import shutil
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from core.environment import read
from lms.bootstrap.environment import PROJECT, VENV, Stop
from lms.bootstrap.registry import npm_registry

NAME, VERSION = "h5p-standalone", "3.8.2"
INTEGRITY = "r7eQtTzBk/dbaQZ+tA9XD5FeSmyMxlypRZXudiheCnC8zAT0/zNgUvO4MZtZaznwfYVo98o7do5uxLTUQrxxwg=="  # SHA-512
MOST_BYTES, MOST_UNPACKED = 3_000_000, 20_000_000
TIMEOUT = 30  # seconds without a byte
PAUSES = (0, 1, 3)  # seconds before each try
_NOTHING_FURTHER = 416  # of a file that is here already
_PASSING = (408, 429, _NOTHING_FURTHER)

TAKEN = {"package/dist/frame.bundle.js": "frame.bundle.js", "package/LICENSE": "LICENSE.h5p-standalone"}
TAKEN_FOLDERS = {f"package/dist/{name}/": f"{name}/" for name in ("styles", "fonts", "images")}
NEEDED = (
    "frame.bundle.js",
    "styles/h5p.css",
    "fonts/h5p-core-30.woff2",
    "images/throbber.gif",
    "LICENSE.h5p-standalone",
    "LICENSE.GPL-3",
    "NOTICE",
)
NOTICE = f"""This folder holds parts of the npm package {NAME} {VERSION}, unchanged.

The package itself: Copyright (c) 2015 Tunapanda, MIT, see LICENSE.h5p-standalone.
frame.bundle.js and styles/ are built from h5p/h5p-php-library (H5P core, API 1.28), Copyright Joubel and contributors,
GNU General Public License version 3, see LICENSE.GPL-3. Source: https://github.com/h5p/h5p-php-library
frame.bundle.js also holds jQuery (MIT, https://github.com/jquery/jquery).
fonts/inter and fonts/open-sans: SIL Open Font License 1.1, see the files there.

Fetched at set-up by lms/bootstrap/player.py; not part of the repository.
"""

Say = Callable[[str], None]


def core_folder(environment: Path = VENV) -> Path:
    """Where the core lies: as the host says, else inside the Python environment that runs the code."""
    return PROJECT / (read("H5P_CORE") or environment / "h5p-core" / VERSION)


def is_there(folder: Path) -> bool:
    return all((folder / name).is_file() for name in NEEDED)


def fetch_core(folder: Path, *, say: Say, pause: Callable[[float], None] = time.sleep) -> None:
    """Have the core in ``folder``: whole or not at all. Nothing to do costs less than a millisecond."""
    if is_there(folder):
        return
    say("Mengunduh pemutar H5P")
    address = f"{npm_registry()}/{NAME}/-/{NAME}-{VERSION}.tgz"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = folder.with_name(f"{folder.name}.tgz.part")
        _download(address, part, pause)
        _unpack(part.read_bytes(), folder)
        part.unlink()
    except OSError as error:
        raise Stop(
            f"Pemutar H5P tidak dapat ditulis ke {folder} ({error.strerror}). Pilih folder lain dengan H5P_CORE."
        ) from error


def _download(address: str, part: Path, pause: Callable[[float], None]) -> None:
    """Fill ``part`` with what was pinned; what a cut connection, or a stopped set-up, has left there is continued."""
    reason, refused = "", False
    for seconds in PAUSES:
        if seconds:
            pause(seconds)
        try:
            _continue(address, part)
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"jawaban {error.code}"
            if error.code < 500 and error.code not in _PASSING:
                raise Stop(f"Pemutar H5P tidak ada di {address} ({reason}). Periksa alamat registri npm.") from None
            if error.code != _NOTHING_FURTHER:
                continue
        except (http.client.HTTPException, urllib.error.URLError, TimeoutError, ConnectionError) as error:
            reason = str(getattr(error, "reason", "") or error)
            continue
        if part.exists() and _digest(part) == INTEGRITY:
            return
        # It came to its end, so it is another file, or two that do not belong together: again from the start.
        refused = True
        part.unlink(missing_ok=True)
    if refused:
        raise Stop(
            "Pemutar H5P yang diunduh tidak cocok dengan sidik jarinya, jadi ditolak. "
            "Coba jaringan lain, lalu jalankan lagi."
        )
    raise Stop(
        f"Pemutar H5P tidak dapat diunduh dari {address} ({reason}). "
        "Sambungkan internet, lalu jalankan lagi; ia meneruskan."
    )


def _digest(path: Path) -> str:
    return base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _continue(address: str, part: Path) -> None:
    start = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(address, headers={"Range": f"bytes={start}-"} if start else {})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        goes_on = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")
        length = answer.headers.get("Content-Length")
        with part.open("ab" if goes_on else "wb") as file:
            came = 0
            while block := answer.read(65_536):
                came += len(block)
                if file.tell() + len(block) > MOST_BYTES:
                    return  # whatever it is, its hash will not fit
                file.write(block)
    if length is not None and came < int(length):
        raise ConnectionError("sambungan terputus")


def _unpack(archive: bytes, folder: Path) -> None:
    """The files we need, and the licences, into a new folder that then takes its place in one step."""
    new = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    try:
        for name, content in _members(archive):
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (new / "NOTICE").write_text(NOTICE, encoding="utf-8")
        shutil.copyfile(PROJECT / "LICENSE", new / "LICENSE.GPL-3")
        missing = [name for name in NEEDED if not (new / name).is_file()]
        if missing:
            raise Stop(f"Paket pemutar H5P tidak lengkap: {', '.join(missing)}")
        new.chmod(0o755)  # mkdtemp's own is for one person only; the server may be another
        if folder.exists():
            shutil.rmtree(folder)  # of an older or incomplete set-up
        os.replace(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _members(archive: bytes) -> list[tuple[str, bytes]]:
    """(our name, content) of what is taken. An archive with anything odd in it is refused whole."""
    taken: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
            size = 0
            for member in tar:
                size += member.size
                odd = not member.isfile() and not member.isdir()
                parts = member.name.split("/")
                if odd or size > MOST_UNPACKED or "\\" in member.name or parts[0] != "package" or ".." in parts:
                    raise Stop(f"Paket pemutar H5P ditolak: isinya tidak wajar ({member.name[:80]}).")
                name = _our_name(member.name)
                file = tar.extractfile(member) if name else None
                if name and file is not None:
                    if name in taken:
                        raise Stop(f"Paket pemutar H5P ditolak: {name} ada dua kali.")
                    taken[name] = file.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Stop(f"Paket pemutar H5P rusak ({error}). Jalankan lagi.") from error
    return list(taken.items())


def _our_name(member: str) -> str:
    if member in TAKEN:
        return TAKEN[member]
    for folder, ours in TAKEN_FOLDERS.items():
        if member.startswith(folder) and not member.endswith("/"):
            return ours + member.removeprefix(folder)
    return ""
