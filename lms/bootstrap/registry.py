"""Where npm's packages come from on this machine: npm's own configuration, read without npm.

Only the address is taken from it, never a key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from core.environment import read
from lms.bootstrap.environment import PROJECT, Stop

PUBLIC = "https://registry.npmjs.org"
GLOBAL_FILES = (Path("/etc/npmrc"), Path("/usr/local/etc/npmrc"))


def npm_registry() -> str:
    """In npm's order: environment, the project's .npmrc, the person's, the machine's; else the public registry."""
    address = next(filter(None, _named()), PUBLIC).rstrip("/")
    if not re.match(r"https?://[^/]", address):
        raise Stop(f"Alamat registri npm tidak dapat dipakai: {address}. Ia harus mulai dengan https:// atau http://")
    return address


def _named() -> Iterator[str]:
    yield read("NPM_CONFIG_REGISTRY") or os.environ.get("npm_config_registry", "")  # noqa: SIM112 - npm's own spelling
    yield _of_file(PROJECT / ".npmrc")
    own = os.environ.get("NPM_CONFIG_USERCONFIG")
    yield _of_file(Path(own) if own else Path.home() / ".npmrc")
    for path in GLOBAL_FILES:
        yield _of_file(path)


_LINE = re.compile(r"""^\s*registry\s*=\s*["']?(.*?)["']?\s*$""", re.MULTILINE)


def _of_file(path: Path) -> str:
    try:
        found = _LINE.findall(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""  # absent, or not for us to read: npm passes over it, too
    return re.sub(r"\$\{(\w+)\}", lambda name: os.environ.get(name[1], ""), found[-1]) if found else ""
