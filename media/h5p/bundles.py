"""What a content needs to play, put together: scripts and styles of the core and of libraries, compressed once.

Two bundles of each: the *shared* one (the core, and the libraries that most question types stand on), and one per
content type. A name is a digest of all that goes in; so a bundle never changes, and is made again when it is missing.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from django.urls import reverse
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.player import frame_script
from h5p_wrapper.storage import FolderStorage
from h5p_wrapper.versions import LibraryName
from rjsmin import jsmin

from media.h5p.icon_fonts import used_points
from media.h5p.models import H5PContentVersion, H5PLibrary
from media.h5p.places import bundle_storage, library_storage
from media.h5p.styles import Face, Styles, join_styles, quoted

FORMAT = "2"  # of what is made here: another number is another name for everything
CORE_SCRIPT, CORE_STYLE = "frame.bundle.js", "styles/h5p.css"
BASES = (
    "H5P.Question",
    "H5P.JoubelUI",
    "LMS.Kit",
)  # who needs one of them shares them, and what they need, with others
ENCODINGS = {"br": ".br", "gzip": ".gz"}


class CannotPlay(Exception):
    """Why, in a word for the log: ``core`` (not fetched yet) or the libraries that are missing."""


@dataclass(frozen=True)
class Bundle:
    """``size``: what travels, compressed. Its file lies in ``bundle_storage`` under ``name``, and compressed beside."""

    name: str
    size: int

    @property
    def url(self) -> str:
        return reverse("h5p_bundle", args=[self.name])


@dataclass(frozen=True)
class Bundles:
    shared_js: Bundle
    type_js: Bundle
    shared_css: Bundle
    type_css: Bundle
    folders: Mapping[str, str]  # name of a library in a package → its folder here

    @property
    def all(self) -> tuple[Bundle, ...]:
        """In the order in which they are put into the frame; what is empty is left out."""
        return tuple(bundle for bundle in (self.shared_css, self.type_css, self.shared_js, self.type_js) if bundle.size)

    @property
    def bytes(self) -> int:
        return sum(bundle.size for bundle in self.all)


class CoreFiles:
    """The player's core as it was fetched."""

    text_fonts = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = frozenset(FolderStorage(folder).files())

    @cached_property
    def digest(self) -> str:
        seen = hashlib.sha256()
        for name in (CORE_SCRIPT, CORE_STYLE):
            seen.update((self.folder / name).read_bytes())
        return seen.hexdigest()[:20]

    def read(self, path: str) -> bytes | None:
        return (self.folder / path).read_bytes() if path in self.files else None

    def address(self, path: str) -> str:
        return reverse("h5p_core_file", args=[self.digest, path])


class LibraryFiles:
    """The files of one installed library."""

    text_fonts = True

    def __init__(self, row: H5PLibrary) -> None:
        self.row = row
        self.library = Library.from_json(row.raw)

    def read(self, path: str) -> bytes | None:
        """Raises ``CannotPlay`` where it is not what was installed any more."""
        if path not in self.row.files:
            return None
        with library_storage().open(f"{self.row.folder}/{path}") as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != self.row.files[path]["sha256"]:
            raise CannotPlay(f"{self.row.folder}/{path} was changed")
        return data

    def address(self, path: str) -> str:
        return reverse("h5p_library_file", args=[self.row.folder, path])


@lru_cache(maxsize=4)
def core_files(folder: Path) -> CoreFiles:
    if not (folder / CORE_SCRIPT).is_file():
        raise CannotPlay("core")
    return CoreFiles(folder)


def bundles_for(version: H5PContentVersion) -> Bundles:
    """Made when they are not there yet, which takes seconds; else three looks at the disk and one query.

    Raises ``CannotPlay``.
    """
    core = core_files(Path(settings.H5P_CORE))
    libraries = [LibraryFiles(row) for row in _rows(version)]
    shared_names = _bases({files.library.name: files.library for files in libraries})
    shared = [files for files in libraries if files.library.name in shared_names]
    special = [files for files in libraries if files.library.name not in shared_names]
    first, second = _digest(core, shared, ()), _digest(core, shared, special)
    found = [_found(name) for name in _names(first, second)]
    if None in found:
        _make(core, shared, special, first, second)
        found = [_found(name) for name in _names(first, second)]
    shared_js, type_js, shared_css, type_css = (bundle for bundle in found if bundle)
    folders = {files.library.name.folder: files.row.folder for files in libraries}
    return Bundles(shared_js, type_js, shared_css, type_css, folders)


def _rows(version: H5PContentVersion) -> list[H5PLibrary]:
    names = [LibraryName.parse(name) for name in version.libraries]
    machine_names = {name.machine_name for name in names}
    rows = H5PLibrary.objects.filter(machine_name__in=machine_names).defer("semantics", "languages", "files")
    there = {row.name: row for row in rows}
    missing = [str(name) for name in names if name not in there]
    if missing:
        raise CannotPlay(", ".join(missing))
    return [there[name] for name in names]


def _bases(libraries: dict[LibraryName, Library]) -> frozenset[LibraryName]:
    """The bases that are among them, and all that these need."""
    found: set[LibraryName] = set()
    left = [name for name in libraries if name.machine_name in BASES]
    while left:
        name = left.pop()
        if name in libraries and name not in found:
            found.add(name)
            left += libraries[name].needs(Dependency.PRELOADED)
    return frozenset(found)


def _digest(core: CoreFiles, shared: Sequence[LibraryFiles], special: Sequence[LibraryFiles]) -> str:
    parts = [FORMAT, core.digest, frame_script("relay.js")]
    parts += [f"{files.row.folder} {files.row.sha256}" for files in shared]
    parts += ["/", *(f"{files.row.folder} {files.row.sha256}" for files in special)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _names(shared: str, special: str) -> tuple[str, str, str, str]:
    return f"{shared}.js", f"{special}-t.js", f"{shared}.css", f"{special}-t.css"


def _found(name: str) -> Bundle | None:
    size = stored_size(name)
    return None if size is None else Bundle(name, size)


def stored_size(name: str) -> int | None:
    """How many bytes travel; 0 for an empty file, ``None`` when it has not been made."""
    storage = bundle_storage()
    try:
        return storage.size(name) and storage.size(name + ENCODINGS["br"])
    except FileNotFoundError:
        return None


def _make(
    core: CoreFiles, shared: Sequence[LibraryFiles], special: Sequence[LibraryFiles], first: str, second: str
) -> None:
    shared_js, type_js, shared_css, type_css = _names(first, second)
    core_script = (core.read(CORE_SCRIPT) or b"").decode("utf-8", errors="replace")
    shared_text, type_text = _scripts(shared), _scripts(special)
    styles = _styles([(core, CORE_STYLE), *_sheets(shared)], shared_text + core_script)
    texts = {
        shared_js: _part("core", core_script) + _part("relay", frame_script("relay.js")) + shared_text,
        type_js: type_text,
        shared_css: styles.text,
        type_css: _styles(_sheets(special), type_text, before=styles.faces).text,
    }
    for name, text in texts.items():
        if stored_size(name) is None:
            save_compressed(name, text)


def _scripts(libraries: Sequence[LibraryFiles]) -> str:
    """Each file once, in order, under a line that says where it is from; the frame runs them one by one."""
    seen: set[str] = set()
    text = ""
    for files in libraries:
        for path in files.library.scripts:
            data, place = files.read(path), f"{files.row.folder}/{path}"
            if data is not None and place not in seen:
                seen.add(place)
                text += _part(quoted(place), _shorter(data.decode("utf-8-sig", errors="replace")))
    return text


def _shorter(script: str) -> str:
    """Without comments and spaces, but for those of the licence; what a tool has shortened already is left alone."""
    shorter = jsmin(script, keep_bang_comments=True)
    return shorter if len(shorter) < len(script) * 0.9 else script


def _part(place: str, script: str) -> str:
    return f"/*h5p: {place}*/\n{script}\n"


def _sheets(libraries: Sequence[LibraryFiles]) -> list[tuple[CoreFiles | LibraryFiles, str]]:
    return [(files, path) for files in libraries for path in dict.fromkeys(files.library.styles)]


def _styles(
    sheets: Iterable[tuple[CoreFiles | LibraryFiles, str]], scripts: str, before: Sequence[Face] = ()
) -> Styles:
    sheets = list(sheets)
    texts = ((files.read(path) or b"").decode("utf-8", errors="replace") for files, path in sheets)
    used = used_points(re.sub(r"/\*.*?\*/", "", "\n".join(texts), flags=re.DOTALL), scripts)
    return join_styles(sheets, used, _keep_font, before)


def _keep_font(data: bytes) -> str:
    name = f"{hashlib.sha256(data).hexdigest()[:32]}.woff2"
    if not bundle_storage().exists(name):
        bundle_storage().save(name, io.BytesIO(data))
    return reverse("h5p_bundle", args=[name])


def save_compressed(name: str, text: str) -> None:
    """The plain file comes last: when it is there, all are."""
    data = text.strip().encode()
    packed = {
        "br": _brotli(data, quality=_QUICK if len(data) > _LARGE else _BEST),
        "gzip": gzip.compress(data, 9, mtime=0),
    }
    for encoding, shorter in packed.items():
        bundle_storage().save(name + ENCODINGS[encoding], io.BytesIO(shorter))
    bundle_storage().save(name, io.BytesIO(data))


def tighten(name: str) -> None:
    """The smallest form of a large file, which takes seconds: not while somebody waits."""
    storage = bundle_storage()
    with storage.open(name) as file:
        data = file.read()
    if len(data) > _LARGE:
        storage.save(name + ENCODINGS["br"], io.BytesIO(_brotli(data, quality=_BEST)))


_QUICK, _BEST = 6, 11
_LARGE = 100_000


def _brotli(data: bytes, *, quality: int) -> bytes:
    return brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality, lgwin=22)
