"""One package, played on this machine: for looking at a content or a content type while making it."""

from __future__ import annotations

import html
import mimetypes
import os
import re
import secrets
import sys
import threading
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import unquote, urlsplit

from h5p_wrapper.bundles import Bundle, below, libraries_of, main_library, plan, read_from, script_bundle, style_bundle
from h5p_wrapper.filtering import filter_content, filter_metadata
from h5p_wrapper.overlays import core_strings
from h5p_wrapper.package import Package
from h5p_wrapper.player import Code, Frame, content_entry, integration, loaded_files, page
from h5p_wrapper.storage import FolderStorage

CORE_SCRIPT, CORE_STYLE = "frame.bundle.js", "styles/h5p.css"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


class CoreMissing(Exception):
    """The folder is not an unpacked ``dist`` of the npm package h5p-standalone."""


class Played:
    """What the pages of one package hold; the package stays open."""

    def __init__(self, package: Package, core: Path, address: str, language: str) -> None:
        self._package, self._address, self._language = package, address, language
        self._core = core_folder(core)
        self._lock = threading.Lock()  # a package is not for several threads at once
        self.nonce = secrets.token_urlsafe(16)

    @cached_property
    def bundles(self) -> dict[str, Bundle]:
        planned, read = plan(libraries_of(self._package)), read_from(self._package)
        asset_url = below(f"{self._address}/libraries")
        made = [
            bundle
            for label, libraries in (("shared", planned.shared), ("own", planned.own))
            for bundle in (
                style_bundle(libraries, read, asset_url, label=label),
                script_bundle(libraries, read, label=label),
            )
        ]
        return {bundle.name: bundle for bundle in made if bundle.data}

    @cached_property
    def frame_page(self) -> str:
        package = self._package
        main = main_library(package)
        libraries = libraries_of(package)
        entry = content_entry(
            library=main,
            params=filter_content(package.content, main, package.registry).params,
            title=package.manifest.title,
            url=f"{self._address}/",
            content_url=f"{self._address}/content",
            metadata=filter_metadata(package.manifest.metadata),
        )
        whole = integration(
            {"1": entry},
            site_url=f"{self._address}/",
            libraries_url=f"{self._address}/libraries",
            frame=Frame(self.nonce, self._address),
            l10n=core_strings(self._language),
            directories={name.folder: each.folder for name, each in package.libraries.items()},
        )
        return page(
            {**whole, **loaded_files(libraries, f"{self._address}/libraries")},
            content_id="1",
            title=package.manifest.title,
            core=[
                Code("style", url=f"{self._address}/core/{CORE_STYLE}"),
                Code("script", url=f"{self._address}/core/{CORE_SCRIPT}"),
            ],
            bundles=[
                Code("script" if name.endswith(".js") else "style", url=f"{self._address}/bundles/{name}")
                for name in self.bundles
            ],
            language=self._language,
        )

    def host_page(self, csp_nonce: str) -> str:
        template = (files("h5p_wrapper") / "frame" / "host.html").read_text(encoding="utf-8")
        return Template(template).substitute(
            title=html.escape(self._package.manifest.title),
            frame_url=f"{self._address}/frame",
            nonce=self.nonce,
            csp_nonce=csp_nonce,
        )

    def file(self, path: str) -> bytes:
        """Raises ``FileNotFoundError``."""
        where, _, name = path.partition("/")
        if where == "bundles" and name in self.bundles:
            return self.bundles[name].data
        if where == "core":
            with self._core.open(name) as file:
                return file.read()
        if where == "content":
            return self._packaged(path)
        if where == "libraries":
            folder, _, rest = name.partition("/")
            known = {each.library.name.folder: each.folder for each in self._package.libraries.values()}
            return self._packaged(f"{known.get(folder, folder)}/{rest}")
        raise FileNotFoundError(path)

    def _packaged(self, name: str) -> bytes:
        with self._lock, self._package.open_file(name) as file:
            return file.read()


def core_folder(core: Path) -> FolderStorage:
    """Raises ``CoreMissing``."""
    storage = FolderStorage(core)
    if not (storage.exists(CORE_SCRIPT) and storage.exists(CORE_STYLE)):
        raise CoreMissing(f"{core} has no {CORE_SCRIPT} and {CORE_STYLE}")
    return storage


class Server(ThreadingHTTPServer):
    """Listens on this machine only. ``close`` stops it and closes the package."""

    daemon_threads = True

    def __init__(self, package: Package, *, port: int, core: Path, language: str = "en") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.package = package
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        try:
            self.played = Played(package, core, self.address, language)
        except BaseException:
            self.server_close()
            raise

    def close(self) -> None:
        self.server_close()
        self.package.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away while it is answered is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(
    path: str | os.PathLike[str],
    *,
    port: int = 8765,
    core: str | os.PathLike[str],
    language: str = "en",
    ready: Callable[[str], None] = print,
) -> None:
    """Plays a package until it is interrupted. ``ready`` gets the address.

    Raises ``H5PError`` for a package that cannot be read, ``CoreMissing`` without a core, ``OSError`` where the port
    is taken.
    """
    with Package.open(path) as package:
        server = Server(package, port=port, core=Path(core), language=language)
        try:
            _ = server.played.frame_page  # what is wrong with the package is said now, not in the browser
            ready(f"{server.address}/")
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if self.headers.get("Host", "") != urlsplit(self.server.address).netloc:
            return self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"", "text/plain")
        if path == "":
            csp_nonce = secrets.token_urlsafe(16)
            policy = f"default-src 'self'; style-src 'unsafe-inline'; script-src 'nonce-{csp_nonce}'; base-uri 'none'"
            return self._page(self.server.played.host_page(csp_nonce), policy)
        if path == "frame":
            return self._page(self.server.played.frame_page, self._frame_policy())
        try:
            data = self.server.played.file(path)
        except (FileNotFoundError, ValueError, IsADirectoryError):
            return self._answer(HTTPStatus.NOT_FOUND, b"not found\n", "text/plain")
        return self._file(data, mimetypes.guess_type(path)[0] or "application/octet-stream")

    do_HEAD = do_GET  # noqa: N815 – likewise

    def do_OPTIONS(self) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        self._answer(HTTPStatus.NO_CONTENT, b"", "text/plain", headers)

    def _frame_policy(self) -> str:
        own = self.server.address
        return (
            f"sandbox allow-scripts; default-src 'none'; script-src {own} 'unsafe-inline' 'unsafe-eval'; "
            f"style-src {own} 'unsafe-inline'; img-src {own} data: blob:; media-src {own} data: blob:; "
            f"font-src {own} data:; worker-src blob:; connect-src {own}; frame-ancestors {own}"
        )

    def _page(self, text: str, policy: str) -> None:
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        self._answer(HTTPStatus.OK, text.encode(), "text/html; charset=utf-8", headers)

    def _file(self, data: bytes, kind: str) -> None:
        """With the one kind of range that players of sound and video ask for."""
        asked = _RANGE.match(self.headers.get("Range", ""))
        # The frame's origin is opaque: to it, every file comes from another one.
        headers = {"Access-Control-Allow-Origin": "*", "Accept-Ranges": "bytes", "Cache-Control": "no-store"}
        if not asked or not any(asked.groups()):
            return self._answer(HTTPStatus.OK, data, kind, headers)
        first = int(asked[1]) if asked[1] else max(len(data) - int(asked[2]), 0)
        last = min(int(asked[2]), len(data) - 1) if asked[1] and asked[2] else len(data) - 1
        if first > last:
            headers["Content-Range"] = f"bytes */{len(data)}"
            return self._answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", kind, headers)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        return self._answer(HTTPStatus.PARTIAL_CONTENT, data[first : last + 1], kind, headers)

    def _answer(self, status: HTTPStatus, data: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "X-Content-Type-Options": "nosniff", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 – its name there
        """Silent: the address is all that is said."""
