"""H5P in tests: small libraries and contents of our own, installed and saved as packages are."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from media.h5p.contents import save_version
from media.h5p.libraries import Arriving, install_all
from media.h5p.models import H5PContent, H5PContentVersion, H5PLibrary
from tests.media.files import zip_of

_numbers = itertools.count(1)

SEMANTICS: list[dict[str, Any]] = [
    {"name": "question", "type": "text", "label": "Pertanyaan"},
    {"name": "picture", "type": "image", "label": "Gambar", "optional": True},
    {"name": "video", "type": "video", "label": "Video", "optional": True},
]
SCRIPT = "H5P.Contoh = function () { this.attach = function ($where) { $where.append('Halo'); }; };"


def library_files(
    name: str = "H5P.Contoh 1.0",
    *,
    patch: int = 0,
    runnable: bool = True,
    needs: Iterable[str] = (),
    dynamic: Iterable[str] = (),
    editor: Iterable[str] = (),
    semantics: list[dict[str, Any]] | None = None,
    script: str = SCRIPT,
    upgrades: str = "",
    more: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of a library's folder. ``more`` goes into library.json, ``files`` beside it."""
    parsed = LibraryName.parse(name)
    raw: dict[str, Any] = parsed.as_json() | {
        "title": f"Contoh {parsed.machine_name}",
        "patchVersion": patch,
        "runnable": int(runnable),
        "preloadedJs": [{"path": "contoh.js"}],
        "preloadedCss": [{"path": "contoh.css"}],
    }
    for kind, names in ((Dependency.PRELOADED, needs), (Dependency.DYNAMIC, dynamic), (Dependency.EDITOR, editor)):
        if names := list(names):
            raw[kind.key] = [LibraryName.parse(each).as_json() for each in names]
    made = {
        "library.json": json.dumps(raw | dict(more or {})).encode(),
        "semantics.json": json.dumps(SEMANTICS if semantics is None else semantics).encode(),
        "contoh.js": script.encode(),
        "contoh.css": b".contoh { color: teal }",
        **dict(files or {}),
    }
    return made | ({"upgrades.js": upgrades.encode()} if upgrades else {})


def arriving_library(name: str = "H5P.Contoh 1.0", **how: Any) -> Arriving:
    """On its way in. ``how``: as for ``library_files``."""
    files = library_files(name, **how)
    languages = {
        path.removeprefix("language/").removesuffix(".json"): json.loads(data)
        for path, data in files.items()
        if path.startswith("language/")
    }
    return Arriving(
        Library.from_json(json.loads(files["library.json"])),
        json.loads(files["semantics.json"]),
        languages,
        tuple(sorted(files)),
        lambda path: io.BytesIO(files[path]),
    )


def make_library(name: str = "H5P.Contoh 1.0", *, by: User | None = None, own: bool = False, **how: Any) -> H5PLibrary:
    """Installed with its files on the disk. ``how``: as for ``library_files``."""
    install_all([arriving_library(name, **how)], by=by, at=timezone.now(), own=own)
    parsed = LibraryName.parse(name)
    return H5PLibrary.objects.get(machine_name=parsed.machine_name, major=parsed.major, minor=parsed.minor)


def make_content(
    library: H5PLibrary | None = None,
    *,
    title: str = "",
    params: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    by: User | None = None,
    replaces: H5PContent | None = None,
    **more: Any,
) -> H5PContent:
    """A content of this library, or of a newly installed small one. ``more``: further arguments of save_version."""
    library = library or make_library(f"H5P.Contoh{next(_numbers)} 1.0")
    version: H5PContentVersion = save_version(
        replaces,
        title=title or f"Konten {next(_numbers)}",
        manifest={"language": "id", "embedTypes": ["iframe"]},
        params={"question": "Berapa 2 + 2?"} if params is None else params,
        main=library.name,
        files={path: io.BytesIO(data) for path, data in (files or {}).items()},
        by=by,
        at=timezone.now(),
        **more,
    )
    return version.content


def package_bytes(
    main: str = "H5P.Contoh 1.0",
    *,
    title: str = "Konten dari berkas",
    params: Any = None,
    files: Mapping[str, bytes] | None = None,
    libraries: Mapping[str, Mapping[str, bytes]] | None = None,
    needs: Iterable[str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """A .h5p. ``libraries``: name → files (``library_files``); none: an export without libraries."""
    name = LibraryName.parse(main)
    wanted = [name.as_json(), *(LibraryName.parse(each).as_json() for each in needs or ())]
    manifest = {
        "title": title,
        "language": "id",
        "mainLibrary": name.machine_name,
        "embedTypes": ["iframe"],
        "preloadedDependencies": wanted,
    } | dict(more or {})
    members = {
        "h5p.json": json.dumps(manifest).encode(),
        "content/content.json": json.dumps({"question": "Berapa 2 + 2?"} if params is None else params).encode(),
    }
    members |= {f"content/{path}": data for path, data in (files or {}).items()}
    for each, inside in (libraries or {}).items():
        members |= {f"{LibraryName.parse(each).folder}/{path}": data for path, data in inside.items()}
    return zip_of(members)
