"""Filtering of files: images, videos, sounds and others that a content names."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from h5p_wrapper import content_rules as rules
from h5p_wrapper.html_filter import escape
from h5p_wrapper.licences import COPYRIGHT
from h5p_wrapper.problems import Problems
from h5p_wrapper.scalars import as_number
from h5p_wrapper.semantics import Audio, Field, FileLike, Image, Video

# How the core writes a file that a copied content shares with another one, or with the editor's temporary folder.
_FOREIGN = re.compile(r"(?:\.\./){1,2}(?:.*content/)?(?:\d+|editor)/(.+)\Z", re.DOTALL)
_EXTERNAL = re.compile(r"(?:https?:)?//[^/\s]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_PLAIN_DEPTH = 6


def clean_path(path: str) -> str | None:
    """A path below ``content/`` or an address with ``https``/``http``; ``None`` for what leads anywhere else."""
    found = _FOREIGN.match(path)
    path = (found[1] if found else path).removesuffix("#tmp").strip()
    if _EXTERNAL.match(path):
        return escape(path)
    if not path or path.startswith("/") or "\\" in path or "\0" in path or _SCHEME.match(path):
        return None
    if any(part in ("..", ".") for part in path.split("/")):
        return None
    return escape(path)


def is_external(path: str) -> bool:
    return bool(_EXTERNAL.match(path))


class FileValues:
    """``copyright_filter``: filters the notes of a file against the fields of ``COPYRIGHT``."""

    def __init__(
        self,
        problems: Problems,
        files: Container[str] | None,
        copyright_filter: Callable[[Mapping[str, Any], tuple[Field, ...], str], dict[str, Any]],
    ) -> None:
        self._problems = problems
        self._files = files
        self._copyright = copyright_filter

    def __call__(self, value: Any, of: FileLike, where: str) -> Any:
        if not isinstance(of, Video | Audio):
            return self._one(value, of, where)
        if not isinstance(value, list):
            if value:
                self._problems.add(rules.WRONG_TYPE, where, type=of.kind)
            return None
        kept = (self._one(each, of, f"{where}/{index}") for index, each in enumerate(value))
        return [each for each in kept if each is not None] or None

    def _one(self, value: Any, of: FileLike, where: str) -> dict[str, Any] | None:
        if not isinstance(value, Mapping) or not isinstance(value.get("path"), str):
            if value:
                self._problems.add(rules.WRONG_TYPE, where, type=of.kind)
            return None
        path = clean_path(value["path"])
        if path is None:
            if value["path"]:
                self._problems.add(rules.BAD_PATH, where, path=value["path"])
            return None
        missing = self._files is not None and path not in self._files and value["path"] not in self._files
        if missing and not is_external(path):
            self._problems.add(rules.FILE_MISSING, where, path=path)
        kept: dict[str, Any] = {}
        for key, inner in value.items():
            filtered = path if key == "path" else self._part(key, inner, of, where)
            if filtered is not None:
                kept[key] = filtered
        return kept

    def _part(self, key: str, value: Any, of: FileLike, where: str) -> Any:
        match key:
            case "mime":
                return escape(value) if isinstance(value, str) else None
            case "copyright":
                here = f"{where}/copyright"
                return self._copyright(value, COPYRIGHT.fields, here) if isinstance(value, Mapping) else None
            case "width" | "height" if isinstance(of, Image | Video):
                return _whole(value)
            case "originalImage" if isinstance(of, Image):
                return self._one(value, of, f"{where}/originalImage") if _is_original(value) else None
            case "bitrate" if isinstance(of, Video):
                return _whole(value)
            case "codecs" if isinstance(of, Video):
                return escape(value) if isinstance(value, str) else None
            case "quality" if isinstance(of, Video):
                return _quality(value)
        return self.plain(value) if key in of.extra else None

    def plain(self, value: Any, depth: int = 0) -> Any:
        """Anything a content type asked for without saying what it is: only its texts can do harm."""
        if isinstance(value, str):
            return escape(value)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            return as_number(value)
        if depth >= _PLAIN_DEPTH:
            return None
        if isinstance(value, list):
            return [self.plain(each, depth + 1) for each in value]
        if isinstance(value, Mapping):
            return {escape(str(key)): self.plain(each, depth + 1) for key, each in value.items()}
        return None


def _is_original(value: Any) -> bool:
    """An original of an original does not exist."""
    return isinstance(value, Mapping) and "originalImage" not in value


def _whole(value: Any) -> int | None:
    number = as_number(value)
    return None if number is None or abs(number) > 10**9 else int(number)


def _quality(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("label"), str):
        return None
    level = _whole(value.get("level"))
    return None if level is None else {"level": level, "label": escape(value["label"])}
