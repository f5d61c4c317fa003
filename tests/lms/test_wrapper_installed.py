"""h5p-python-wrapper, a distribution of its own in this repository: found from every door, and whole as a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import h5p_wrapper
import pytest

from core.environment import PROJECT_DIR, WRAPPER_DIR
from lms.bootstrap import environment


def test_it_is_this_repository_s_own():
    assert Path(h5p_wrapper.__file__) == WRAPPER_DIR / "h5p_wrapper" / "__init__.py"


@pytest.mark.parametrize("door", ["lms.settings", "lms.bootstrap"])
def test_every_door_of_django_finds_it_where_nothing_was_installed(door, tmp_path):
    """A server's own environment: no .pth of ours; another copy that was installed once does not get in the way."""
    (tmp_path / "h5p_wrapper").mkdir()
    (tmp_path / "h5p_wrapper" / "__init__.py").write_text("")
    code = f"import {door}, h5p_wrapper; print(h5p_wrapper.__file__)"
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT_DIR,
        env=clean | {"PYTHONPATH": f"{tmp_path}:{WRAPPER_DIR}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(WRAPPER_DIR / "h5p_wrapper" / "__init__.py")


def test_set_up_names_it_to_the_environment_and_gives_its_command(tmp_path, monkeypatch):
    packages = tmp_path / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(environment, "VENV", tmp_path)
    environment.ensure(say=pytest.fail)
    (link,) = packages.iterdir()
    assert (link.suffix, link.read_text(encoding="utf-8")) == (".pth", f"{WRAPPER_DIR}\n")
    command = tmp_path / "bin" / "h5p"
    assert os.access(command, os.X_OK)
    link.write_text("/tempat/lama\n")
    environment.ensure(say=pytest.fail)
    assert link.read_text(encoding="utf-8") == f"{WRAPPER_DIR}\n"


def test_its_wheel_holds_all_that_lies_in_its_source(tmp_path):
    """Built without a network: its build backend is pinned among the developers' tools."""
    wheel = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q"]
    subprocess.run([*wheel, "-w", str(tmp_path), str(WRAPPER_DIR.parent)], check=True, capture_output=True)
    (built,) = tmp_path.glob("h5p_python_wrapper-*-py3-none-any.whl")
    with zipfile.ZipFile(built) as file:
        packed = {name for name in file.namelist() if not name.split("/")[0].endswith(".dist-info")}
        metadata = {name.split("/", 1)[1] for name in file.namelist()} - {name.split("/", 1)[1] for name in packed}
        needs = file.read(next(name for name in file.namelist() if name.endswith("/METADATA"))).decode()
    source = {
        path.relative_to(WRAPPER_DIR).as_posix()
        for path in WRAPPER_DIR.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == source
    assert {"h5p_wrapper/py.typed", "h5p_wrapper/versions.py"} <= packed
    assert {"METADATA", "entry_points.txt", "licenses/LICENSE"} <= metadata
    assert "Requires-Dist" not in needs
