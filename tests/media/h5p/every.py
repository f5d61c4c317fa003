"""The semantics with every field, of h5p-python-wrapper's own tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

_FILE = Path(__file__).resolve().parents[3] / "h5p-python-wrapper" / "tests" / "every_field.py"


def _read() -> ModuleType:
    spec = importlib.util.spec_from_file_location("h5p_every_field", _FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


every = _read()
