"""What comes with the product: our own content types, and the contents of course packs."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from h5p_wrapper import rules
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.problems import H5PError

from accounts.models import User
from media.h5p.contents import missing_libraries, prepare, refusal, save_version
from media.h5p.libraries import Installed, arriving_in, install_all
from media.h5p.models import H5PContent

_INSTEAD = "alternatif.md"


def install_own_types(*, at: datetime) -> Installed:
    """All of h5p-types/ that is not installed yet in this patch version."""
    folders = sorted(path.parent for path in (settings.BASE_DIR / "h5p-types").glob("*/library.json"))
    return install_all([arriving_in(folder) for folder in folders], by=None, at=at, own=True)


def load_content(folder: Path, *, key: UUID, at: datetime, by: User | None = None) -> H5PContent:
    """The content in this folder – h5p.json, content/, alternatif.md – as the one with this key, or its next version.

    Raises H5PError where it cannot be played here.
    """
    manifest = _json(folder / "h5p.json")
    if missing_libraries(manifest):
        install_own_types(at=at)
    main = Manifest.from_json(manifest).main
    if main is None:
        raise refusal(rules.MAIN_MISSING, "h5p.json", library=manifest.get("mainLibrary", ""))
    place = folder / "content"
    files = {
        path.relative_to(place).as_posix(): path
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.name != "content.json"
    }
    version = save_version(
        H5PContent.objects.filter(key=key).first(),
        title=manifest["title"],
        manifest=manifest,
        params=_json(place / "content.json"),
        main=main,
        files=files,
        by=by,
        at=at,
        alternative=(folder / _INSTEAD).read_text(encoding="utf-8-sig").strip(),
        key=key,
    )
    return version.content


def says_the_same(folder: Path, content: H5PContent | None) -> bool:
    """Whether loading this folder would give what is played already: files that came by two ways may differ in form."""
    version = content.current if content else None
    if content is None or version is None:
        return False
    manifest, place = _json(folder / "h5p.json"), folder / "content"
    paths = [path for path in place.rglob("*") if path.is_file() and path.name != "content.json"]
    files = {path.relative_to(place).as_posix(): path for path in paths}
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    instead = (folder / _INSTEAD).read_text(encoding="utf-8-sig").strip()
    if (manifest.get("title"), instead) != (content.title, content.alternative.strip()):
        return False
    if sums != {path: facts["sha256"] for path, facts in version.files.items()}:
        return False
    main = Manifest.from_json(manifest).main
    if main is None or str(main) != version.main_library:
        return False
    try:
        made = prepare(
            title=content.title, manifest=manifest, params=_json(place / "content.json"), main=main, files=files
        )
    except H5PError:
        return False
    return made.params == version.params


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8-sig"))
