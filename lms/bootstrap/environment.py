"""The virtual environment beside the code: made once, continued when interrupted, renewed when pins change."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from core.environment import WRAPPER_DIR

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
NEEDED_MB = {"requirements.txt": 700, "requirements-dev.txt": 500}


class Stop(Exception):
    """Something only a person can mend; the text says what to do."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def own_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def in_own_environment() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure(*requirements: str, say: Callable[[str], None]) -> None:
    """Have `.venv` hold exactly these pinned requirement files, and know our own distribution. Nothing to do costs
    milliseconds."""
    _ensure_installed(requirements, say)
    _link_wrapper()


def _ensure_installed(requirements: tuple[str, ...], say: Callable[[str], None]) -> None:
    missing = [name for name in requirements if not _marker(name).exists()]
    if not missing:
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Stop("Modul venv tidak ada. Di Debian atau Ubuntu: sudo apt install python3-venv")
    _check_disk(missing)
    if not own_python().exists() or not _works():
        say("Menyiapkan lingkungan Python (.venv)")
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode:
            raise Stop(
                "Lingkungan Python tidak dapat dibuat. Di Debian atau Ubuntu: sudo apt install python3-venv\n"
                + made.stdout[-600:]
            )
    for name in missing:
        _install(name, say)
        for old in VENV.glob(f".ready-{name}-*"):
            old.unlink()
        _marker(name).touch()


def _link_wrapper() -> None:
    """`h5p_wrapper` is imported from its folder, so a change in it counts at once; `.venv/bin/h5p` is its command."""
    for packages in (*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")):
        _keep_text(packages / "h5p-python-wrapper.pth", f"{WRAPPER_DIR}\n")
    if os.name != "nt":
        command = own_python().with_name("h5p")
        _keep_text(command, '#!/bin/sh\nexec "$(dirname "$0")/python" -m h5p_wrapper.cli "$@"\n')
        command.chmod(0o755)


def _keep_text(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _marker(name: str) -> Path:
    digest = hashlib.sha256((PROJECT / name).read_bytes()).hexdigest()[:16]
    return VENV / f".ready-{name}-{digest}"


def _works() -> bool:
    """An environment that was interrupted while it was made has no working pip."""
    return (
        subprocess.run([str(own_python()), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def _check_disk(missing: list[str]) -> None:
    needed = sum(NEEDED_MB[name] for name in missing)
    free = shutil.disk_usage(PROJECT).free // 1_000_000
    if free < needed:
        raise Stop(
            f"Ruang disk kurang: perlu sekitar {needed} MB, tersisa {free} MB. Kosongkan sebagian, lalu jalankan lagi."
        )


def _install(name: str, say: Callable[[str], None]) -> None:
    total = sum("==" in line for line in (PROJECT / name).read_text(encoding="utf-8").splitlines())
    command = [
        str(own_python()),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "-r",
        str(PROJECT / name),
    ]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert pip.stdout is not None
    done, output = 0, []
    for line in pip.stdout:
        output.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            done += 1
            say(f"Memasang paket {min(done, total)}/{total}")
        elif line.startswith("Installing collected"):
            say(f"Memasang paket {total}/{total}: menyusun berkas")
    if pip.wait():
        raise Stop(_reason("".join(output)))


def _reason(output: str) -> str:
    """pip's failure in one sentence with what to do."""
    lowered = output.lower()
    if "no space left" in lowered:
        return "Disk penuh saat memasang paket. Kosongkan sebagian, lalu jalankan lagi."
    if any(
        sign in lowered
        for sign in (
            "name resolution",
            "connection refused",
            "network is unreachable",
            "max retries",
            "timed out",
            "newconnectionerror",
        )
    ):
        return "Paket tidak dapat diunduh: tidak ada jaringan. Sambungkan internet, lalu jalankan lagi; ia meneruskan."
    if "do not match the hashes" in lowered:
        return (
            "Paket yang diunduh tidak cocok dengan sidik jarinya, jadi ditolak. Coba jaringan lain, lalu jalankan lagi."
        )
    return "Paket tidak dapat dipasang:\n" + "\n".join(output.strip().splitlines()[-8:])
