"""`manage.py test`: everything the tests need, then all of them on both databases, then a table."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from lms.bootstrap.browser import HEADLESS, chromium
from lms.bootstrap.environment import PROJECT, ensure, own_python
from lms.bootstrap.player import core_folder, fetch_core
from lms.bootstrap.postgres import Cluster, find_binaries
from lms.bootstrap.screen import Screen
from lms.bootstrap.verifier import SCORM_LOCK, fetch_verifier, node, scorm_folder, verifier_folder

_SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|errors?|rerun)")


@dataclass
class Row:
    name: str
    result: str
    code: int = 0
    missing: str = ""  # the line that installs what is missing
    seconds: float = 0.0


def test(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py test", description="Menyiapkan semuanya, lalu menguji.")
    parser.add_argument("--strict", action="store_true", help="yang terlewat dihitung gagal")
    options, rest = parser.parse_known_args(arguments)
    screen = Screen()
    ensure("requirements.txt", "requirements-dev.txt", say=screen.step)
    fetch_core(core_folder(), say=screen.step)
    fetch_verifier(verifier_folder(), say=screen.step)
    fetch_verifier(scorm_folder(), say=screen.step, lock=SCORM_LOCK, what="pemutar SCORM untuk pengujian")
    _install_programs(screen)
    screen.done(f"Siap menguji dalam {screen.seconds:.0f} detik")
    rows = _run_all(rest)
    return _table(rows, options.strict, screen)


def screenshots(arguments: list[str]) -> int:
    """Pictures of every screen, for people to look at."""
    screen = Screen()
    ensure("requirements.txt", "requirements-dev.txt", say=screen.step)
    fetch_core(core_folder(), say=screen.step)
    _install_programs(screen)
    command = [str(own_python()), "-m", "tests.e2e.screenshots", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}, check=False
    ).returncode


def _install_programs(screen: Screen) -> None:
    """Chromium, PostgreSQL, Node and pdfsig from the system's packages, where root or sudo is at hand."""
    programs = (
        ("chromium", chromium()),
        ("postgresql", find_binaries()),
        ("nodejs", node()),
        ("poppler-utils", shutil.which("pdfsig")),
    )
    wanted = [package for package, found in programs if not found]
    if not wanted or not shutil.which("apt-get"):
        return
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if become and (
        not shutil.which("sudo") or subprocess.run([*become, "true"], capture_output=True, check=False).returncode
    ):
        return
    screen.step(f"Memasang {' dan '.join(wanted)} dari paket sistem")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run = partial(subprocess.run, env=environment, capture_output=True, check=False)
    run([*become, "apt-get", "update", "-q"])
    lighter = run(["apt-cache", "show", HEADLESS]).returncode == 0  # not every system has it
    packages = [HEADLESS if package == "chromium" and lighter else package for package in wanted]
    run([*become, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages])


Say = Callable[[str], None]
Step = Callable[[Say], Row]


class _Beside:
    """Steps that run beside a longer one; their words wait until that has ended, then come as they are said."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.rows: list[Row] = []
        self._steps, self._kept, self._lock = steps, [""], threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for step in self._steps:
            self.rows.append(step(self._say))

    def _say(self, text: str) -> None:
        with self._lock:
            if self._kept:
                self._kept.append(text)
            else:
                _print(text)

    def wait(self) -> list[Row]:
        with self._lock:
            _print("".join(self._kept))
            self._kept = []
        self._thread.join()
        assert len(self.rows) == len(self._steps), "a step broke off"  # its traceback stands above
        return self.rows


def _print(text: str) -> None:
    print(text, end="", flush=True)


def _run_all(rest: Sequence[str]) -> list[Row]:
    """Where one waits for the disk or for a browser, the other computes; one after the other takes too long."""
    tools = [] if rest else [partial(_tool, name, command) for name, command in _TOOLS]
    in_browser = rest or ["tests/e2e"]  # reading all the others only to leave them out takes half a minute
    beside = _Beside([*tools, partial(_in_browser, ["-m", "e2e", *in_browser])])
    rows = [_pytest("Pengujian dengan SQLite", ["-m", "not e2e", *rest], {}, _print)]
    rows.append(_on_postgres(["-m", _WITH_DATABASE, *rest], _print))
    *found, browser = beside.wait()
    return [*found, *rows, browser, *_without_verifier()]


def _without_verifier() -> list[Row]:
    """Nobody but ourselves has then checked our badges."""
    return [] if node() else [Row("Pemeriksa lencana", "terlewat", missing="sudo apt install nodejs")]


_WITH_DATABASE = "not e2e and not sqlite_only and not one_database and not no_database"
_TEMPLATES = (
    "lms/templates",
    "accounts/templates",
    "certificates/templates",
    "courses/templates",
    "media/templates",
    "progress/templates",
    "quizzes/templates",
)
_TOOLS = (
    ("ruff", ["-m", "ruff", "check", "."]),
    ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    ("djlint", ["-m", "djlint", *_TEMPLATES, "--lint"]),
    ("djlint bentuk", ["-m", "djlint", *_TEMPLATES, "--check"]),
    ("kontrak impor", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
    ("mypy", ["-m", "mypy"]),
)


def _title(name: str) -> str:
    return f"\n━━ {name}\n"


def _tool(name: str, command: list[str], say: Say) -> Row:
    done = subprocess.run(
        [str(own_python()), *command],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    say(_title(name) + done.stdout)
    return Row(name, "bersih" if done.returncode == 0 else "ada temuan", done.returncode)


def _pytest(name: str, arguments: Sequence[str], environment: dict[str, str], say: Say) -> Row:
    say(_title(name))
    workers = (
        []
        if any(a.startswith("-n") for a in arguments)
        else ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    )
    command = [str(own_python()), "-m", "pytest", *workers, *arguments]
    pytest = subprocess.Popen(
        command, cwd=PROJECT, env=_compiling_once() | environment, stdout=subprocess.PIPE, text=True
    )
    assert pytest.stdout is not None
    last = ""
    for line in pytest.stdout:
        say(line)
        last = line.strip() or last
    code = pytest.wait()
    counts = {what: int(number) for number, what in _SUMMARY.findall(last)}
    if code == 5 and arguments[2:]:  # nothing of what was asked for lies here
        return Row(name, "tidak ada yang cocok")
    result = ", ".join(f"{number} {word}" for what, word in _WORDS.items() if (number := counts.get(what, 0)))
    missing = "lihat alasan di atas (-rs)" if counts.get("skipped") else ""
    return Row(name, result or "berhenti", code, missing)


def _compiling_once() -> dict[str, str]:
    """Dozens of processes read the same code: what the first has compiled, the others take, whatever is set outside."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


_WORDS = {
    "passed": "lulus",
    "failed": "gagal",
    "error": "galat",
    "errors": "galat",
    "skipped": "terlewat",
    "rerun": "diulang",
}


def _on_postgres(arguments: Sequence[str], say: Say) -> Row:
    name = "Pengujian dengan PostgreSQL"
    binaries = find_binaries()
    if binaries is None:
        return Row(name, "terlewat", missing="sudo apt install postgresql")
    with Cluster(binaries) as cluster:
        return _pytest(name, arguments, {"DATABASE_URL": cluster.url}, say)


def _in_browser(arguments: Sequence[str], say: Say) -> Row:
    name = "Pengujian di peramban"
    if chromium() is None:
        return Row(name, "terlewat", missing="sudo apt install chromium")
    # A browser on a busy machine now and then loses its thread; a second try is counted in the table.
    return _pytest(name, ["-n", "2", "--reruns", "1", *arguments], {}, say)


def _table(rows: list[Row], strict: bool, screen: Screen) -> int:
    print("\n" + "━" * 72)
    for row in rows:
        print(f"  {'✓' if row.code == 0 and not row.missing else '✗' if row.code else '–'} {row.name:<30} {row.result}")
        if row.missing:
            print(f"      memasang yang kurang: {row.missing}")
    print(f"  {screen.seconds / 60:.1f} menit")
    failed = any(row.code for row in rows) or (strict and any(row.missing for row in rows))
    print("  GAGAL" if failed else "  LULUS")
    return 1 if failed else 0
