"""`manage.py up`: environment, database, courses, demo people; then the server, its worker and the daily chores."""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from core.environment import data_dir, local_values, read
from lms.bootstrap.environment import PROJECT, Stop, ensure, own_python
from lms.bootstrap.player import core_folder, fetch_core
from lms.bootstrap.processes import end_all
from lms.bootstrap.regular import Regular
from lms.bootstrap.screen import Screen

READY_WITHIN = 60  # seconds
ENDED_WITHIN = 12  # seconds
MOST_LOG_BYTES = 20_000_000


def up(arguments: list[str]) -> int:
    options = _options(arguments)
    if options.data_dir:
        os.environ["DATA_DIR"] = str(Path(options.data_dir).resolve())
    _check_port(options.host, options.port)
    screen = Screen()
    ensure("requirements.txt", say=screen.step)
    _check_data_dir()
    _fetch_player(screen)
    _set_addresses(options.host)
    _prepare(options, screen)
    return _Server(options, screen).run()


def _fetch_player(screen: Screen) -> None:
    try:
        fetch_core(core_folder(), say=screen.step)
    except Stop as stop:  # the site works without, and says so where an H5P content would stand
        screen.line(f"✗ {stop}\n  Semua yang lain tetap berjalan.")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Menyiapkan semuanya, lalu melayani.")
    parser.add_argument("--port", type=int, default=8000, help="nomor port (bawaan 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0: HP lain di jaringan yang sama dapat membuka")
    parser.add_argument("--no-demo", action="store_true", help="tanpa kota dan orang contoh; untuk dipakai sungguhan")
    parser.add_argument("--data-dir", help="folder basis data dan unggahan (bawaan var/)")
    return parser.parse_args(arguments)


def _check_port(host: str, port: int) -> None:
    if not 0 < port < 65_536:
        raise Stop(f"Port {port} tidak ada. Pilih angka dari 1 sampai 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(
                    f"Port {port} sedang dipakai program lain. Pilih yang lain: python3 manage.py up --port {port + 1}"
                ) from None
            if error.errno == errno.EACCES:
                raise Stop(
                    f"Port {port} hanya untuk root. Pilih yang di atas 1024: python3 manage.py up --port 8000"
                ) from None
            raise Stop(
                f"Alamat {host} tidak ada di komputer ini ({error.strerror}). Coba --host 127.0.0.1 atau 0.0.0.0"
            ) from None


def _check_data_dir() -> None:
    folder = data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".tulis"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"Folder data {folder} tidak dapat ditulisi ({error.strerror}). Pilih yang lain dengan --data-dir."
        ) from None


def lan_addresses() -> list[str]:
    """Addresses of this machine that phones in the same network can reach."""
    found = []
    # OSError: no network at all, or a machine without a name in any table.
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1: nothing is sent, the system only picks its own address
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return list(dict.fromkeys(address for address in found if not address.startswith("127.")))


def _set_addresses(host: str) -> None:
    os.environ["BIND_HOST"] = host
    if host in ("0.0.0.0", "::"):  # noqa: S104 - asked for by the person
        hosts = [*filter(None, read("EXTRA_HOSTS").split(",")), *lan_addresses(), socket.gethostname()]
        os.environ["EXTRA_HOSTS"] = ",".join(dict.fromkeys(hosts))
    elif host not in ("127.0.0.1", "localhost", "::1"):
        os.environ["EXTRA_HOSTS"] = ",".join(filter(None, [read("EXTRA_HOSTS"), host]))


def _prepared_file() -> Path:
    return data_dir() / "prepared.json"


def _prepare(options: argparse.Namespace, screen: Screen) -> None:
    """Run the set-up steps unless nothing they depend on has changed since the last time."""
    wanted = {
        "digest": _digest(),
        "demo": not options.no_demo,
        "database": hashlib.sha256(read("DATABASE_URL").encode()).hexdigest(),
    }
    path = _prepared_file()
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if known == wanted and (read("DATABASE_URL") or (data_dir() / "db.sqlite3").exists()):
        return
    path.unlink(missing_ok=True)
    command = [str(own_python()), "manage.py", "prepare", *(["--no-demo"] if options.no_demo else [])]
    steps = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert steps.stdout is not None
    for line in steps.stdout:
        screen.step(line.strip())
    if steps.wait():
        raise Stop(
            "Penyiapan berhenti di sini. Pesan di atas menjelaskan sebabnya; jalankan lagi setelah diperbaiki.", 1
        )
    path.write_text(json.dumps(wanted), encoding="utf-8")
    screen.done(f"Siap dalam {screen.seconds:.0f} detik")


def _digest() -> str:
    """Over names, sizes and times of everything the set-up steps read."""
    digest = hashlib.sha256()
    for path in _inputs():
        state = path.stat()
        digest.update(f"{path.relative_to(PROJECT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield PROJECT / "requirements.txt"
    for pattern in (
        "*/migrations/*.py",
        "curriculum/**/*",
        "h5p-types/**/*",
        "lms/static/**/*",
        "lms/locale*/**/*.po",
        "lms/demo/*",
        "accounts/roles.py",
        "lms/fonts.py",
    ):
        yield from sorted(path for path in PROJECT.glob(pattern) if path.is_file())


class _Server:
    """gunicorn and the task worker, kept running; both start anew when the public address changes."""

    def __init__(self, options: argparse.Namespace, screen: Screen) -> None:
        self.options = options
        self.screen = screen
        self.local = local_values()
        self.stopping = False
        self.log = _open_log()
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        self.regular = Regular(data_dir() / "regular", self.log, screen.line)

    def run(self) -> int:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._start()
        self._tell()
        while not self.stopping:
            time.sleep(0.5)
            if self.web is not None and self.web.poll() is not None:
                self._end()
                raise Stop(f"Server berhenti sendiri. Sebabnya ada di {_log_path()}", 1)
            if self.worker is not None and self.worker.poll() is not None:
                self.worker = self._worker()
            self.regular.look()
            if local_values() != self.local:
                self.local = local_values()
                self._end()
                self._start()
        self._end()
        self.screen.line("\nBerhenti. Sampai jumpa.")
        return 0

    def _stop(self, *_signal: object) -> None:
        self.stopping = True

    def _start(self) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "lms.settings"}
        host = f"[{self.options.host}]" if ":" in self.options.host else self.options.host
        command = [
            str(own_python()),
            "-m",
            "gunicorn",
            "lms.wsgi",
            "--bind",
            f"{host}:{self.options.port}",
            "--workers",
            read("WEB_WORKERS"),
            "--threads",
            read("WEB_THREADS"),
            "--worker-class",
            "gthread",
            "--preload",
            "--log-level",
            "warning",
            "--graceful-timeout",
            str(ENDED_WITHIN - 4),
            "--max-requests",
            "20000",
            "--max-requests-jitter",
            "2000",
            "--worker-tmp-dir",
            str(_fast_folder()),
        ]
        self.web = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=self.log)
        self._wait_until_ready()
        self.worker = self._worker()

    def _worker(self) -> subprocess.Popen[bytes]:
        command = [str(own_python()), "manage.py", "db_worker", "--interval", "2"]
        return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=self.log)

    def _wait_until_ready(self) -> None:
        address = "127.0.0.1" if self.options.host in ("0.0.0.0", "localhost") else self.options.host  # noqa: S104
        for _ in range(READY_WITHIN * 20):
            if self.stopping or (self.web is not None and self.web.poll() is not None):
                return
            connection = http.client.HTTPConnection(address, self.options.port, timeout=5)
            try:
                connection.request("GET", "/hidup/", headers={"Host": "localhost"})
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        raise Stop(f"Server tidak menjawab dalam {READY_WITHIN} detik. Sebabnya ada di {_log_path()}", 1)

    def _end(self) -> None:
        end_all([self.web, self.worker, self.regular.given_up()], within=ENDED_WITHIN)

    def _tell(self) -> None:
        port, line, seconds = self.options.port, self.screen.line, self.screen.seconds
        line(f"\n  Buka:  http://localhost:{port}/")
        if self.options.host in ("0.0.0.0", "::"):  # noqa: S104
            for address in lan_addresses():
                line(f"  HP di jaringan yang sama:  http://{address}:{port}/")
            line("\n  Tanpa HTTPS belum ada: cookie aman, kunci sandi (passkey), pasang ke layar HP, dan QR sertifikat")
            line("  yang hidup. Cara memasang HTTPS: docs/operations.md")
        line(f"  Pelatih dan pengelola:  http://localhost:{port}/kelola/\n")
        notes = subprocess.run(
            [str(own_python()), "manage.py", "welcome", "--port", str(port)],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        line(notes.stdout or notes.stderr)
        line(f"  {seconds:.1f} detik sampai halaman pertama. Catatan server: {_log_path()}. Berhenti: Ctrl+C")


def _log_path() -> Path:
    return data_dir() / "logs" / "server.log"


def _open_log() -> BinaryIO:
    """The server's JSON lines; what was there before is kept once."""
    path = _log_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MOST_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def _fast_folder() -> Path:
    shared = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file, where it does not touch the disk
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else data_dir()
