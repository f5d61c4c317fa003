"""A throw-away PostgreSQL cluster on a socket of its own; works as root too, where initdb refuses."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from lms.bootstrap.environment import Stop


def find_binaries(installed: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """The folder with initdb and pg_ctl, newest version first."""
    folders = sorted(installed.glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    return next(
        (folder for folder in [*folders, *([Path(on_path).parent] if on_path else [])] if (folder / "initdb").exists()),
        None,
    )


def _version(folder: Path) -> list[int]:
    """Of “15/bin”, and of “9.6/bin” as it was called before version 10."""
    return [int(part) for part in re.findall("[0-9]+", folder.parent.name)]


class Cluster:
    """``with Cluster(find_binaries()) as cluster: cluster.url``"""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="lms-pg-"))
        self.as_user: list[str] = []
        if os.geteuid() == 0:
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(self.folder, "postgres", "postgres")
        self.user = "postgres" if self.as_user else pwd.getpwuid(os.geteuid()).pw_name

    @property
    def url(self) -> str:
        return f"postgres://{self.user}@/lms?host={str(self.folder).replace('/', '%2F')}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_user, str(self.binaries / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        if done.returncode:
            raise Stop(f"PostgreSQL sementara gagal ({program}): {done.stderr.strip()[-400:]}", 1)

    def __enter__(self) -> Cluster:
        data = str(self.folder / "data")
        self._run(
            "initdb", "-D", data, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-U", self.user
        )
        settings = (
            "listen_addresses=''",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=200",
        )
        options = " ".join([f"-k {self.folder}", *(f"-c {setting}" for setting in settings)])
        # -l: the server must not keep a pipe of ours open.
        self._run("pg_ctl", "-D", data, "-o", options, "-l", str(self.folder / "log"), "-w", "start")
        self._run("createdb", "-h", str(self.folder), "-U", self.user, "lms")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
