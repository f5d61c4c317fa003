"""Every file that a content names, wherever it stands; and the same content with other names for them."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from h5p_wrapper.file_values import is_external

MAX_DEPTH = 200
_SIGNS_OF_A_FILE = ("mime", "copyright", "width", "height", "codecs", "quality", "originalImage")


@dataclass(frozen=True)
class FileReference:
    """``path``: as it is written, unescaped. ``where``: JSON pointer of the file's object in the params.

    ``of_library``: the content type whose field it is, as written in the content; ``None`` for the main one.
    """

    path: str
    mime: str
    where: str
    of_library: str | None = None

    @property
    def is_external(self) -> bool:
        return is_external(self.path)


def file_references(params: Any) -> Iterator[FileReference]:
    """In the order of the content; files elsewhere (``https://…``) as well. Found by their shape, without semantics."""
    waiting: list[tuple[Any, str, str | None, int]] = [(params, "", None, 0)]
    while waiting:
        value, where, library, depth = waiting.pop()
        if isinstance(value, Mapping):
            if is_file(value):
                mime = value.get("mime")
                yield FileReference(html.unescape(value["path"]), mime if isinstance(mime, str) else "", where, library)
            written = value.get("library")
            inside = written if isinstance(written, str) and "params" in value else library
            inner = [(each, f"{where}/{pointer_step(key)}", inside, depth + 1) for key, each in value.items()]
        elif isinstance(value, list):
            inner = [(each, f"{where}/{index}", library, depth + 1) for index, each in enumerate(value)]
        else:
            continue
        if depth < MAX_DEPTH:
            waiting.extend(reversed(inner))


def replace_paths(params: Any, new_path: Callable[[str], str | None], _depth: int = 0) -> Any:
    """A copy of the params with other paths. ``new_path`` gets each local path; ``None`` leaves it as it is."""
    if _depth > MAX_DEPTH:
        return params
    if isinstance(params, list):
        return [replace_paths(each, new_path, _depth + 1) for each in params]
    if not isinstance(params, Mapping):
        return params
    copied = {key: replace_paths(each, new_path, _depth + 1) for key, each in params.items()}
    if is_file(params) and not is_external(params["path"]):
        changed = new_path(html.unescape(params["path"]))
        if changed is not None:
            copied["path"] = html.escape(changed, quote=True)
    return copied


def is_file(value: Mapping[str, Any]) -> bool:
    """An object with a path and something only files have, or with a path alone."""
    return (
        isinstance(value.get("path"), str)
        and bool(value["path"])
        and (len(value) == 1 or any(sign in value for sign in _SIGNS_OF_A_FILE))
    )


def pointer_step(key: Any) -> str:
    """A key as a step of a JSON pointer (RFC 6901)."""
    return str(key).replace("~", "~0").replace("/", "~1")
