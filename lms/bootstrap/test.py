"""`manage.py test`: everything the tests need, then all of them on both databases, then a table."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lms.bootstrap.browser import chromium
from lms.bootstrap.environment import PROJECT, ensure, own_python
from lms.bootstrap.postgres import Cluster, find_binaries
from lms.bootstrap.screen import Screen

_SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|error|errors|xfailed|xpassed|deselected)")


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
    _install_programs(screen)
    screen.done(f"Siap menguji dalam {screen.seconds:.0f} detik")
    rows = _run_all(rest, options.strict)
    return _table(rows, options.strict, screen)


def screenshots(arguments: list[str]) -> int:
    """Pictures of every screen, for people to look at."""
    screen = Screen()
    ensure("requirements.txt", "requirements-dev.txt", say=screen.step)
    _install_programs(screen)
    command = [str(own_python()), "-m", "tests.e2e.screenshots", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}, check=False
    ).returncode


def _install_programs(screen: Screen) -> None:
    """Chromium and PostgreSQL from the system's packages, where root or sudo is at hand."""
    wanted = [package for package, found in (("chromium", chromium()), ("postgresql", find_binaries())) if not found]
    if not wanted or not shutil.which("apt-get"):
        return
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if become and (
        not shutil.which("sudo") or subprocess.run([*become, "true"], capture_output=True, check=False).returncode
    ):
        return
    screen.step(f"Memasang {' dan '.join(wanted)} dari paket sistem")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted],
    ):
        subprocess.run([*become, *command], env=environment, capture_output=True, check=False)


def _run_all(rest: Sequence[str], strict: bool) -> list[Row]:
    rows = []
    steps: list[tuple[str, Callable[[], Row]]] = []
    if not rest:
        steps += [(name, lambda name=name, command=command: _tool(name, command)) for name, command in _TOOLS]  # type: ignore[misc]
    steps.append(("Pengujian dengan SQLite", lambda: _pytest("Pengujian dengan SQLite", ["-m", "not e2e", *rest], {})))
    steps.append(("Pengujian dengan PostgreSQL", lambda: _on_postgres(["-m", _WITH_DATABASE, *rest])))
    steps.append(("Pengujian di peramban", lambda: _in_browser(["-m", "e2e", *rest])))
    for name, run in steps:
        print(f"\n━━ {name}", flush=True)
        rows.append(run())
    return rows


_WITH_DATABASE = "not e2e and not sqlite_only and not no_database"
_TEMPLATES = ("lms/templates", "accounts/templates", "certificates/templates", "courses/templates", "quizzes/templates")
_TOOLS = (
    ("ruff", ["-m", "ruff", "check", "."]),
    ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    ("djlint", ["-m", "djlint", *_TEMPLATES, "--lint"]),
    ("djlint bentuk", ["-m", "djlint", *_TEMPLATES, "--check"]),
    ("kontrak impor", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
    ("mypy", ["-m", "mypy"]),
)


def _tool(name: str, command: list[str]) -> Row:
    done = subprocess.run([str(own_python()), *command], cwd=PROJECT, check=False)
    return Row(name, "bersih" if done.returncode == 0 else "ada temuan", done.returncode)


def _pytest(name: str, arguments: Sequence[str], environment: dict[str, str]) -> Row:
    workers = (
        []
        if any(a.startswith("-n") for a in arguments)
        else ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadscope"]
    )
    command = [str(own_python()), "-m", "pytest", *workers, *arguments]
    pytest = subprocess.Popen(command, cwd=PROJECT, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    assert pytest.stdout is not None
    last = ""
    for line in pytest.stdout:
        print(line, end="", flush=True)
        last = line.strip() or last
    code = pytest.wait()
    counts = {what: int(number) for number, what in _SUMMARY.findall(last)}
    if code == 5 and arguments[2:]:  # nothing of what was asked for lies here
        return Row(name, "tidak ada yang cocok")
    result = ", ".join(f"{number} {word}" for what, word in _WORDS.items() if (number := counts.get(what, 0)))
    missing = "lihat alasan di atas (-rs)" if counts.get("skipped") else ""
    return Row(name, result or "berhenti", code, missing)


_WORDS = {"passed": "lulus", "failed": "gagal", "error": "galat", "errors": "galat", "skipped": "terlewat"}


def _on_postgres(arguments: Sequence[str]) -> Row:
    name = "Pengujian dengan PostgreSQL"
    binaries = find_binaries()
    if binaries is None:
        return Row(name, "terlewat", missing="sudo apt install postgresql")
    with Cluster(binaries) as cluster:
        return _pytest(name, arguments, {"DATABASE_URL": cluster.url})


def _in_browser(arguments: Sequence[str]) -> Row:
    name = "Pengujian di peramban"
    if chromium() is None:
        return Row(name, "terlewat", missing="sudo apt install chromium")
    return _pytest(name, ["-n", "2", *arguments], {})


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
