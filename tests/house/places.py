"""Where things lie in the house, for the tests that read its files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps

from core.environment import PROJECT_DIR

_NOT_OURS = {".venv", "var", "node_modules", "__pycache__"}


def own_apps() -> dict[str, AppConfig]:
    """Label → installed app whose code lies in this house, at whatever depth."""
    here = {config.label: Path(config.path).resolve() for config in apps.get_app_configs()}
    ours = {
        label for label, path in here.items() if path.is_relative_to(PROJECT_DIR) and not _NOT_OURS & set(path.parts)
    }
    inside = {config.label: config for config in apps.get_app_configs() if config.label in ours}
    assert len(inside) > 5
    return inside


def own_files(*endings: str, under: Path = PROJECT_DIR) -> Iterator[Path]:
    """Files with one of these endings; nothing installed, made or hidden."""
    for path in sorted(under.rglob("*")):
        parts = path.relative_to(PROJECT_DIR).parts
        hidden = any(part in _NOT_OURS or part.startswith(".") for part in parts)
        if path.suffix in endings and not hidden and path.is_file():
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT_DIR).as_posix()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def contract() -> list[set[str]]:
    """The layers of import-linter's contract, the lowest first; apps of one layer do not know each other."""
    settings = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (rules["layers"] for rules in settings["contracts"] if rules["type"] == "layers")
    return [{name.strip() for name in layer.split("|")} for layer in reversed(layers)]
