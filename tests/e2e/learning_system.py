"""A learning system that is not ours: scorm-again plays a package, this serves it and keeps what it commits."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, ViewportSize

from lms.bootstrap.verifier import is_there, scorm_folder

PHONE: ViewportSize = {"width": 360, "height": 640}
# Its own tab keeps what was committed, as a system's database would; a lesson_status of its own making shows, too.
HOST = """<!DOCTYPE html><html lang="id"><meta charset="utf-8"><title>Sistem belajar</title>
<style>html, body, iframe { margin: 0; border: 0; block-size: 100%; inline-size: 100% }</style>
<script src="/runtime.js"></script>
<script>
  const api = new Scorm12API({ logLevel: 4, autocommit: false });
  const kept = JSON.parse(localStorage.getItem("cmi") ?? "null");
  api.loadFromJSON(kept ?? { core: { student_id: "p1", student_name: "Sari, Bu", credit: "credit", lesson_mode: "normal" }, student_data: { mastery_score: "70" } });
  window.calls = [];
  for (const name of Object.keys({ LMSInitialize: 1, LMSSetValue: 1, LMSCommit: 1, LMSFinish: 1 })) {
    const own = api[name].bind(api);
    api[name] = (...values) => {
      const answer = own(...values);
      calls.push([name, ...values, String(answer), String(api.LMSGetLastError())]);
      if (name === "LMSCommit" || name === "LMSFinish") {
        localStorage.setItem("cmi", JSON.stringify(JSON.parse(api.renderCMIToJSONString()).cmi));
        localStorage.setItem("calls", JSON.stringify([...JSON.parse(localStorage.getItem("calls") ?? "[]"), ...calls.splice(0)]));
      }
      return answer;
    };
  }
  window.API = api;
</script>
<iframe src="/kursus/main.html" title="Kursus"></iframe></html>"""
WITHOUT_API = HOST.replace("window.API = api;", "")
BROKEN = HOST.replace(
    "window.API = api;", "window.API = new Proxy({}, { get: () => () => { throw new Error('rusak'); } });"
)


def runtime_script() -> bytes:
    folder = scorm_folder()
    if not is_there(folder):
        pytest.skip("the SCORM runtime is missing: python3 manage.py test fetches it")
    return (folder / "node_modules" / "scorm-again" / "dist" / "scorm12.js").read_bytes()


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[str]:
    """Address of the system with this package in it."""
    shown = {f"/kursus/{name}": content for name, content in files.items()}
    shown |= {"/": HOST.encode(), "/tanpa/": WITHOUT_API.encode(), "/rusak/": BROKEN.encode()}
    shown["/runtime.js"] = runtime_script()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = shown.get(self.path)
            self.send_response(200 if content is not None else 404)
            kind = mimetypes.guess_type(self.path)[0] or "text/html"
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text") else kind)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Learner:
    """One person at that system, in one browser: opens the course, reads, answers, leaves, comes back."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(viewport=PHONE, base_url=address)
        self.context.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._outside(request.url))

    def _outside(self, url: str) -> None:
        if not url.startswith(self.address):
            self.complaints.append(f"outside: {url}")

    def opens(self, path: str = "/") -> FrameLocator:
        self.page.goto(path)
        return self.course

    @property
    def course(self) -> FrameLocator:
        return self.page.frame_locator("iframe").frame_locator("iframe")

    def leaves(self) -> None:
        self.page.goto("/runtime.js")

    def kept(self) -> dict[str, Any]:
        """The cmi data model as the system keeps it now."""
        return dict(self.page.evaluate("JSON.parse(localStorage.getItem('cmi'))"))

    def calls(self) -> list[list[str]]:
        """[name, arguments …, answer, error code] of every call so far that was followed by a commit."""
        return list(self.page.evaluate("JSON.parse(localStorage.getItem('calls'))"))
