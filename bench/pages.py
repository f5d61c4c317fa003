"""Lesson pages on a phone on a weak line, in Chromium, against a floor: the same page as one still file."""

from __future__ import annotations

import gzip
import http.server
import re
import statistics
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.servers import Site, sign_in
from lms.bootstrap.browser import chromium
from tests.browsers import ARGUMENTS
from tests.e2e.screens import LESSON
from tests.e2e.weight import Line

Row = tuple[str, str, str]  # what, measured, goal
SLOW_3G = {"kilobits": 400, "latency_ms": 400, "cpu": 6}
NEXT = "/kursus/mulai-dari-hp/kenal-hp-dan-jaringan/layar-dan-gerakan-jari/"


class Floor:
    """The text of the lesson with its pictures and nothing else, as files, gzip where a server would."""

    def __init__(self, folder: Path, site: Site) -> None:
        visitor = sign_in(site.url)
        _url, page = visitor.get(LESSON)
        article = re.search(r"<article.*?</article>", page, re.DOTALL)
        assert article
        text = re.sub(
            r"<(form|script|section class=\"card ask).*?</(form|script|section)>", "", article[0], flags=re.DOTALL
        )
        for source in re.findall(r'(?:src|srcset)="(/[^" ]+)', text):
            target = folder / source.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(visitor.bytes(source))
        (folder / "index.html").write_text(f'<!doctype html><meta charset="utf-8"><title>Pelajaran</title>{text}')
        handler = partial(_Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        body = gzip.compress((Path(self.directory) / "index.html").read_bytes(), 6)
        self.send_response(200)
        for name, value in (("Type", "text/html"), ("Encoding", "gzip"), ("Length", str(len(body)))):
            self.send_header(f"Content-{name}", value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def measure_pages(site: Site, folder: Path, *, rounds: int = 5) -> list[Row]:
    floor = Floor(folder, site)
    path = chromium()
    assert path, "Chromium is missing: sudo apt install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        ours = [_visit(_new(browser, site), site.url + LESSON) for _ in range(rounds)]
        plain = [_visit(_new(browser, None), floor.url) for _ in range(rounds)]
        context = _new(browser, site)
        _visit(context, site.url + LESSON)
        following = _visit(context, site.url + NEXT)
        browser.close()
    floor.stop()
    first = ours[0].line
    readable, least_readable = (statistics.median(visit.readable for visit in visits) for visits in (ours, plain))
    settled, least_settled = (statistics.median(visit.settled for visit in visits) for visits in (ours, plain))
    html, script = first.weight("Document") / 1000, first.weight("Script") / 1000
    return [
        (
            "First visit to a lesson, without pictures",
            f"{first.weight() / 1000:.1f} kB, {len(first.sent())} requests",
            "≤ 30 kB, ≤ 6",
        ),
        ("– its HTML with the style inside", f"{html:.1f} kB", "≤ 14 kB"),
        ("– its JavaScript", f"{script:.1f} kB", "≤ 8 kB"),
        (
            "Next lesson, without pictures",
            f"{following.line.weight() / 1000:.1f} kB, {len(following.line.sent())} request, {following.settled:.1f} s",
            "≤ 8 kB, 1",
        ),
        (
            "Slow 3G, CPU 6 × slower, first visit: text readable",
            f"{readable:.2f} s, floor {least_readable:.2f} s: {readable / least_readable:.2f} ×",
            "≤ 1.5 ×",
        ),
        (
            "– settled",
            f"{settled:.2f} s, floor {least_settled:.2f} s: {settled / least_settled:.2f} ×",
            "≤ 1.3 ×",
        ),
    ]


def _new(browser: Browser, site: Site | None) -> BrowserContext:
    """A phone that never saw the site; signed in where there is one."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, device_scale_factor=2, locale="id-ID")
    if site:
        session = [cookie for cookie in sign_in(site.url).jar if cookie.name.endswith("sesi")]
        context.add_cookies([{"name": c.name, "value": c.value or "", "url": site.url} for c in session])
    return context


@dataclass(frozen=True)
class Visit:
    readable: float  # seconds until text is painted
    settled: float  # seconds until all that is seen or pressed has come: pictures and scripts
    line: Line


def _visit(context: BrowserContext, url: str) -> Visit:
    page = context.new_page()
    with Line(page) as line:
        line.slow(**SLOW_3G)
        page.goto(url, wait_until="load", timeout=120_000)
        paint = "performance.getEntriesByName('first-contentful-paint')[0]"
        page.wait_for_function(f"{paint} !== undefined")
        painted = page.evaluate(f"{paint}.startTime")
        page.wait_for_load_state("networkidle", timeout=120_000)
        settled = page.evaluate(
            "Math.max(...performance.getEntriesByType('resource')"
            ".filter((one) => ['img', 'script', 'link'].includes(one.initiatorType) && !/ikon|favicon/.test(one.name))"
            ".map((one) => one.responseEnd))"
        )
    page.close()
    return Visit(painted / 1000, settled / 1000, line)
