"""What comes with the product: our own content types, and the contents of course packs."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from h5p_wrapper import rules
from h5p_wrapper.manifest import Manifest

from accounts.models import User
from media.h5p.contents import missing_libraries, refusal, save_version
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


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8-sig"))
