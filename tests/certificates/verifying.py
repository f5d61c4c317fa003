"""The independent verifier: the reference implementation of Verifiable Credentials, run by node without a network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from certificates.badges.canon import BADGES, CREDENTIALS
from lms.bootstrap.verifier import is_there, node, verifier_folder

SCRIPT = Path(__file__).with_name("verifier") / "check.mjs"


@dataclass(frozen=True)
class Verdict:
    verified: bool
    revoked: bool | None  # None: it did not come to that
    error: str


def verdicts(cases: Sequence[dict[str, Any]], documents: dict[str, Any], tmp_path: Path) -> list[Verdict]:
    """Of each case; ``documents`` is everything it may load, by address, besides the contexts from their packages."""
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps({"documents": documents, "cases": list(cases)}), encoding="utf-8")
    return [Verdict(**answer) for answer in _ask(asked)]


@cache
def contexts() -> dict[str, Any]:
    """The real ones, from their packages, by address."""
    found = _ask(SCRIPT.with_name("contexts.json"))
    return {address: found[address] for address in (CREDENTIALS, BADGES)}


def _ask(question: Path) -> Any:
    program, folder = node(), verifier_folder()
    if program is None:
        pytest.skip("node is missing: sudo apt install nodejs")
    if not is_there(folder):
        pytest.skip("the verifier is missing: python3 manage.py test fetches it")
    with SCRIPT.open("rb") as script:
        done = subprocess.run(
            [program, "--input-type=module", "-", str(question)],
            stdin=script,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
