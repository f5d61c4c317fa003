"""The files of a version of a content: written once, never changed, dropped as a whole."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from h5p_wrapper.jsonfile import texts_in
from h5p_wrapper.kinds import media_type
from h5p_wrapper.problems import Problems, Rule, Severity
from h5p_wrapper.storage import FolderStorage

from media.h5p.forms.models import H5PDraft
from media.h5p.libraries import Hashed
from media.h5p.models import H5PContent, H5PContentVersion, H5PLibrary
from media.h5p.pictures import TooManyPixels, Unreadable, make_copies
from media.h5p.places import content_storage, library_storage

LEFT_ALONE = timedelta(days=1)  # somebody may still be writing
FileSource = Path | BinaryIO | Callable[[], BinaryIO]

TOO_MANY_PIXELS = Rule(
    "picture-pixels",
    "The picture has more points than a phone can show.",
    "Make it smaller in an image program, then export again.",
)
UNREADABLE_PICTURE = Rule(
    "picture-unreadable",
    "The picture is damaged; it is played as it is.",
    "Save it again in an image program.",
    Severity.WARNING,
)
_PICTURES = frozenset(("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff"))


@dataclass(frozen=True)
class Written:
    """``files`` as they stand in the row of a version."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)


def write_files(folder: str, files: Mapping[str, FileSource]) -> Written:
    """The originals, and beside them the pictures as phones get them."""
    written, storage = Written(), content_storage()
    place = storage.path(folder)
    for path in sorted(files):
        given = files[path]
        source = given.open("rb") if isinstance(given, Path) else given() if callable(given) else given
        try:
            hashed = Hashed(source)
            size = storage.save(f"{folder}/{path}", cast(BinaryIO, hashed))
        finally:
            if source is not given:
                source.close()
        facts: dict[str, Any] = {"sha256": hashed.hexdigest(), "size": size, "type": _type(place / path)}
        if PurePosixPath(path).suffix.lower().lstrip(".") in _PICTURES:
            facts |= _pictures(place, path, written.problems)
        written.files[path] = facts
    return written


def _pictures(place: Path, path: str, problems: Problems) -> dict[str, Any]:
    try:
        measured = make_copies(place, path)
    except TooManyPixels:
        problems.add(TOO_MANY_PIXELS, f"content/{path}")
        return {}
    except Unreadable:
        problems.add(UNREADABLE_PICTURE, f"content/{path}")
        return {}
    facts: dict[str, Any] = {"width": measured.width, "height": measured.height}
    return facts | ({"play": [copy.as_json() for copy in measured.copies]} if measured.copies else {})


def _type(path: Path) -> str:
    with path.open("rb") as file:
        return media_type(file.read(4096), path.name) or guess_type(path.name)[0] or "application/octet-stream"


def play_bytes(params: Any, files: Mapping[str, Mapping[str, Any]]) -> int:
    """What a phone loads at most: the content itself, and each file it names, in its lightest form."""
    named = set(texts_in(params)) & files.keys()
    return len(json.dumps(params, ensure_ascii=False).encode()) + sum(_lightest(files[path]) for path in named)


def _lightest(facts: Mapping[str, Any]) -> int:
    copies = facts.get("play") or [facts]
    return int(copies[0]["size"])


def clone_files(source: str, target: str) -> None:
    """The same files under another name; files that never change can share their place on the disk."""
    storage = content_storage()
    if storage.path(source).is_dir():
        shutil.copytree(storage.path(source), storage.path(target), copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links, or too many of them
        shutil.copy2(source, target)


def drop_leftovers(key: uuid.UUID) -> None:
    """Folders of this content that no row knows: of a transaction that was rolled back after they were written.

    Those of a content that is there are left to housekeeping: somebody may be writing one at this moment.
    """
    if not H5PContent.objects.filter(key=key).exists():
        content_storage().delete(str(key))


def sweep(*, at: datetime, dry_run: bool) -> int:
    """Folders of contents and libraries that no row knows, a day after they were written. Returns how many."""
    known = set(H5PContentVersion.objects.values_list("folder", flat=True))
    known |= set(H5PLibrary.objects.values_list("folder", flat=True))
    known |= {draft.folder for draft in H5PDraft.objects.only("key")}
    found = 0
    for storage, pattern in ((content_storage(), "*/*"), (library_storage(), "*")):
        for place in sorted(storage.folder.glob(pattern)):
            name = place.relative_to(storage.folder).as_posix()
            if name not in known and at.timestamp() - place.stat().st_mtime > LEFT_ALONE.total_seconds():
                found += 1
                if not dry_run:
                    drop_folder(storage, name)
    return found


def drop_folder(storage: FolderStorage, folder: str) -> None:
    """And the folder of the content, where this was all of it."""
    storage.delete(folder)
    above = storage.path(folder).parent
    if above != storage.folder:
        with suppress(OSError):
            above.rmdir()
