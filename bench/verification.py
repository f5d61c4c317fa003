"""Checking a certificate: through the network beside the bare view, and without one in Chromium on a slow processor."""

from __future__ import annotations

import gzip
import json
import re
import statistics
import urllib.request

from playwright.sync_api import sync_playwright

from bench.load import Call, ratio, run
from bench.servers import Bare, Site
from lms.bootstrap.browser import chromium
from tests.browsers import ARGUMENTS

Row = tuple[str, str, str]  # what, measured, goal
_FIND = """
import json
from certificates.models import Certificate
one = Certificate.objects.exclude(statement="").filter(state="live").first()
print(json.dumps([one.qr_token, one.statement]))
"""
KEPT = ("/s/luring/?b=id", "/s/daftar.json", "/s/pekerja.js?b=id")
_TIMES = """async ([script, text, slowly]) => {
  if (slowly) crypto.subtle.importKey = () => Promise.reject(Error("no Ed25519 here"));
  const { examine } = await import(script);
  const list = await (await fetch("/s/daftar.json")).json(), times = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    if ((await examine(text, list)).state !== "valid") throw Error("not valid");
    times.push(performance.now() - start);
  }
  return times;
}"""


def measure_verification(
    site: Site, bare: Bare, *, seconds: float = 4, rounds: int = 3, browser: bool = True
) -> list[Row]:
    token, statement = json.loads(site.manage("shell", "-v", "0", "-c", _FIND).strip().splitlines()[-1])
    ours, theirs = (
        Call(f"/s/{token}/", headers={"Accept-Encoding": "gzip"}),
        Call("/page/", headers={"Cookie": bare.cookie}),
    )
    for port, call in ((site.port, ours), (bare.port, theirs)):
        run(port, call, connections=4, seconds=1)  # warm
    value, mine, plain = ratio(
        rounds,
        lambda: run(site.port, ours, connections=8, seconds=seconds),
        lambda: run(bare.port, theirs, connections=8, seconds=seconds),
    )
    said = f"{value:.2f} × bare ({mine.per_second:.0f} of {plain.per_second:.0f} a second)"
    rows = [("Checking a certificate by QR, 8 connections", said, "≥ 0.6")]
    script, weight = _weight(site)
    rows.append(("What a phone keeps to check without a network", f"{weight / 1000:.1f} kB", "≤ 25 kB"))
    return rows + (_offline(site, script, statement) if browser else [])


def _weight(site: Site) -> tuple[str, int]:
    """(address of the script, bytes of all that is kept, compressed)"""
    files = [urllib.request.urlopen(site.url + path).read() for path in KEPT]
    script = re.search(rb'src="([^"]+check[^"]+)"', files[0])
    assert script
    files.append(urllib.request.urlopen(site.url + script[1].decode()).read())
    return script[1].decode(), sum(len(gzip.compress(file)) for file in files)


def _offline(site: Site, script: str, statement: str) -> list[Row]:
    rows: list[Row] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=ARGUMENTS)
        for slowly, words in ((False, "by the browser"), (True, "by our own arithmetic")):
            page = browser.new_context(base_url=site.url, bypass_csp=True).new_page()
            page.goto("/s/luring/?b=id")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
            times = page.evaluate(_TIMES, [script, statement, slowly])
            said = f"{statistics.median(times):.1f} ms, the first {times[0]:.1f} ms"
            rows.append((f"Checking without a network {words}, CPU 6 × slower", said, "≤ 50 ms"))
        browser.close()
    return rows
