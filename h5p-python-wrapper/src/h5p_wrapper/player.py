"""What the H5P core finds in a page: the ``H5PIntegration`` object, in parts that a host fills in, and the page itself.

Made for a frame with an opaque origin (``sandbox="allow-scripts"``): no cookies, no storage, no network besides files.
The learner is not named in it; results and states go to the page around (docs/player.md).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from h5p_wrapper.library import Library
from h5p_wrapper.versions import LibraryName

States = Mapping[str, Mapping[str, str]]
"""Id of a sub-content (``"0"``: the content itself) → id of the data (``"state"``) → JSON text as the frame sent it."""


@dataclass(frozen=True)
class Frame:
    """``nonce``: new for each page. ``origin``: of the page around, the only one that gets messages; ``*`` for any."""

    nonce: str
    origin: str = "*"
    beat_ms: int = 2000
    fullscreen: bool = True


@dataclass(frozen=True)
class Code:
    """A script or a style sheet: its address, or its text to stand in the page. ``integrity``: as for ``<script>``."""

    kind: Literal["script", "style"]
    url: str = ""
    text: str = ""
    integrity: str = ""


def content_entry(
    *,
    library: LibraryName,
    params: Mapping[str, Any],
    title: str,
    url: str,
    content_url: str,
    metadata: Mapping[str, Any] | None = None,
    states: States | None = None,
    file_urls: Mapping[str, str] | None = None,
    fullscreen: bool = True,
) -> dict[str, Any]:
    """One of ``H5PIntegration.contents``.

    ``params`` must have been filtered. ``url`` names the content in xAPI statements. ``content_url``: where its files
    lie; absolute, as a page with an opaque origin may have no address itself. ``file_urls``: other addresses for some
    of the files. ``states`` must be of this version of the content: who changes the content drops them.
    """
    shown = {"title": title, "license": "U", **(metadata or {})}
    entry: dict[str, Any] = {
        "library": str(library),
        "jsonContent": json.dumps(params, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
        "url": url,
        "contentUrl": content_url.rstrip("/"),
        "title": title,
        "metadata": shown,
        "displayOptions": dict.fromkeys(("frame", "export", "embed", "copyright", "icon", "copy"), False),
        "fullScreen": "1" if fullscreen else "0",
        "exportUrl": "",
        "embedCode": "",
        "resizeCode": "",
        "contentUserData": {sub: dict(data) for sub, data in (states or {}).items()},
        "scripts": [],
        "styles": [],
    }
    entry["contentUserData"].setdefault("0", {})
    return entry if not file_urls else {**entry, "fileUrls": dict(file_urls)}


def integration(
    contents: Mapping[str, Mapping[str, Any]],
    *,
    site_url: str,
    libraries_url: str,
    frame: Frame,
    l10n: Mapping[str, Any],
    save_seconds: int = 10,
    directories: Mapping[str, str] | None = None,
    library_config: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole object. ``contents``: content id → ``content_entry``. ``l10n``: see ``overlays.core_strings``.

    ``directories``: ``H5P.Image-1.1`` → name of its folder below ``libraries_url``, where that is another one.
    The core is told of no user, no address for results and no saving by network: the frame's relay takes its place.
    """
    return {
        "baseUrl": site_url.rstrip("/"),
        "url": site_url.rstrip("/"),
        "siteUrl": site_url,
        "urlLibraries": libraries_url.rstrip("/"),
        "libraryDirectories": dict(directories or {}),
        "libraryConfig": dict(library_config or {}),
        "postUserStatistics": False,
        "reportingIsEnabled": False,
        "hubIsEnabled": False,
        "crossorigin": "anonymous",
        "crossoriginCacheBuster": "",
        "saveFreq": save_seconds,
        "ajax": {"setFinished": "", "contentUserData": ""},
        "l10n": {"H5P": dict(l10n)},
        "core": {"scripts": [], "styles": []},
        "loadedJs": [],
        "loadedCss": [],
        "contents": {f"cid-{key}": dict(entry) for key, entry in contents.items()},
        "frame": {
            "nonce": frame.nonce,
            "origin": frame.origin,
            "beat": frame.beat_ms,
            "fullscreen": frame.fullscreen,
        },
    }


def loaded_files(libraries: Iterable[Library], libraries_url: str) -> dict[str, list[str]]:
    """``loadedJs`` and ``loadedCss``, for content types that look there before they load a file themselves."""
    base = libraries_url.rstrip("/")
    found = list(libraries)
    return {
        "loadedJs": [f"{base}/{library.name.folder}/{path}" for library in found for path in library.scripts],
        "loadedCss": [f"{base}/{library.name.folder}/{path}" for library in found for path in library.styles],
    }


def page(
    integrated: Mapping[str, Any],
    *,
    content_id: str,
    title: str,
    core: Sequence[Code],
    bundles: Sequence[Code],
    language: str = "en",
    extra_head: str = "",
) -> str:
    """The page for the frame. Order: shim, integration, the core, the relay, the bundles, the content.

    ``core`` and ``bundles`` may hold styles and scripts; styles go to the head, in order. ``extra_head`` is HTML of
    the host's own.
    """
    codes = [*core, *bundles]
    styles = "".join(_tag(code) for code in codes if code.kind == "style")
    own = [Code("script", text=frame_script(name)) for name in ("shim.js", "relay.js")]
    data = Code("script", text=f"window.H5PIntegration={script_json(integrated)};")
    scripts = [own[0], data, *_scripts(core), own[1], *_scripts(bundles)]
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>{extra_head}{styles}"
        "<style>html,body{margin:0;padding:0;background:transparent}</style></head>\n"
        f'<body><div class="h5p-content" data-content-id="{html.escape(content_id)}"></div>\n'
        f"{''.join(_tag(code) for code in scripts)}</body></html>\n"
    )


def frame_script(name: Literal["shim.js", "relay.js"]) -> str:
    """A script of ours that runs in the frame."""
    return (files("h5p_wrapper") / "frame" / name).read_text(encoding="utf-8")


def script_json(value: Any) -> str:
    """JSON that can stand in a ``<script>``: nothing in it ends the element or a line of JavaScript."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _scripts(codes: Iterable[Code]) -> list[Code]:
    return [code for code in codes if code.kind == "script"]


def _tag(code: Code) -> str:
    integrity = f' integrity="{html.escape(code.integrity)}" crossorigin="anonymous"' if code.integrity else ""
    address = html.escape(code.url)
    if code.kind == "style":
        text = code.text.replace("</", "<\\/")
        return f'<link rel="stylesheet" href="{address}"{integrity}>' if code.url else f"<style>{text}</style>"
    if code.url:
        return f'<script src="{address}"{integrity}></script>'
    return f"<script>{_inline(code.text)}</script>\n"


def _inline(text: str) -> str:
    """Where these can stand in valid code (strings, patterns, comments) the backslash changes nothing."""
    return re.sub(r"<(?=/script|!--)", r"<\\", text, flags=re.IGNORECASE)
