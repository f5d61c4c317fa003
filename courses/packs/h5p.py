"""H5P contents of a pack: ``h5p/<slug>/`` with h5p.json, content/ and the text instead; libraries are the site's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from courses.packs.fields import IDENTIFIER, Fields, read_yaml
from courses.packs.model import H5PBlock, PackH5P
from courses.packs.problems import Report, _n

FOLDER = "h5p"
INSTEAD = "alternatif.md"
MANIFEST, CONTENT = "h5p.json", "content/content.json"
MAX_INSTEAD = 4000
RULES = {"tuntas": "finished", "dibuka": "opened", "nilai": "score"}

ReadText = Callable[[str], str | None]


def read_contents(folder: Path, report: Report, read_text: ReadText) -> dict[str, PackH5P]:
    """All contents of the pack by slug. ``read_text``: a file of the pack, reported when it is missing."""
    place = folder / FOLDER
    if not place.is_dir():
        return {}
    contents = (_read_content(path, report, read_text) for path in sorted(place.iterdir()))
    return {content.slug: content for content in contents if content}


def named_contents(folder: Path) -> set[str]:
    """Also those that are not sound: what is wrong with them is said once."""
    place = folder / FOLDER
    return {path.name for path in place.iterdir()} if place.is_dir() else set()


def _read_content(path: Path, report: Report, read_text: ReadText) -> PackH5P | None:
    name = f"{FOLDER}/{path.name}"
    if not path.is_dir() or not IDENTIFIER.fullmatch(path.name):
        report.add(name, 0, _n("Here stand folders only, named with small letters, digits and hyphens."))
        return None
    for entry in sorted(path.iterdir()):
        if entry.name not in (MANIFEST, INSTEAD, "content"):
            report.add(
                f"{name}/{entry.name}",
                0,
                _n("This does not belong here. An H5P content of a pack holds {files}; its libraries are installed."),
                files=f"{MANIFEST}, {INSTEAD}, content/",
            )
    manifest = _read_object(f"{name}/{MANIFEST}", report, read_text)
    params = _read_object(f"{name}/{CONTENT}", report, read_text)
    instead = read_text(f"{name}/{INSTEAD}")
    if instead is not None and not 0 < len(instead.strip()) <= MAX_INSTEAD:
        report.add(
            f"{name}/{INSTEAD}",
            0,
            _n("Write what to read or do without JavaScript, in {limit} characters at most."),
            limit=MAX_INSTEAD,
        )
    if manifest is None or params is None or instead is None:
        return None
    title = manifest.get("title")
    if not isinstance(title, str) or not 0 < len(title.strip()) <= 255:
        report.add(f"{name}/{MANIFEST}", 0, _n("“{key}” is missing."), key="title")
        return None
    if not _names_its_type(manifest):
        report.add(
            f"{name}/{MANIFEST}",
            0,
            _n("“mainLibrary” must be among “preloadedDependencies”, with its version."),
        )
        return None
    return PackH5P(path.name, title.strip(), instead.strip(), _digest(path))


def _names_its_type(manifest: dict[str, Any]) -> bool:
    needed = manifest.get("preloadedDependencies")
    return isinstance(needed, list) and any(
        isinstance(one, dict)
        and isinstance(manifest.get("mainLibrary"), str)
        and one.get("machineName") == manifest["mainLibrary"]
        and all(str(one.get(part, "")).isdecimal() for part in ("majorVersion", "minorVersion"))
        for one in needed
    )


def _read_object(name: str, report: Report, read_text: ReadText) -> dict[str, Any] | None:
    text = read_text(name)
    if text is None:
        return None
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        report.add(name, error.lineno, _n("This is not readable JSON: {problem}"), problem=error.msg)
        return None
    except (ValueError, RecursionError) as error:
        report.add(name, 0, _n("This is not readable JSON: {problem}"), problem=error)
        return None
    if not isinstance(value, dict):
        report.add(name, 1, _n("This is not readable JSON: {problem}"), problem="{ … }")
        return None
    return value


def _digest(folder: Path) -> str:
    """SHA-256 over all of the content, so that an unchanged one is known as such without being read again."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_h5p_block(text: str, *, slug: str, file: str, line: int, report: Report) -> H5PBlock | None:
    """The inside of ``::: h5p slug``: what completes it, as YAML; empty: done to its end, and required."""
    document = read_yaml(text, file, report, first_line=line)
    if document is None:
        return None
    fields = Fields(document, file, report)
    rule = fields.choice("selesai", RULES, default="finished")
    percent = fields.whole("nilai", low=1, high=100) if rule == "score" or fields.has("nilai") else None
    if percent is not None and rule != "score":
        fields.problem(_n("“nilai” goes with “selesai: nilai” only."))
    block = H5PBlock(slug, rule, percent, fields.flag("wajib") if fields.has("wajib") else True)
    fields.done()
    return block
