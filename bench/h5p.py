"""Playing H5P on a phone on a weak line; bringing a large package; looking through many.

``[H5P_SAMPLES=FOLDER] .venv/bin/python -m bench.h5p``: also real Multiple Choice, Question Set, Interactive Video.
"""

from __future__ import annotations

import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.h5p_site import bring, h5p_site
from lms.bootstrap.browser import chromium
from tests.browsers import ARGUMENTS
from tests.e2e.conftest import PHONE
from tests.e2e.site import PROJECT, Site
from tests.e2e.weight import Line

Row = tuple[str, str, str]  # what, measured, goal
WEAK_LINE = {"kilobits": 750, "latency_ms": 300, "cpu": 4}
# A frame in a process of its own would be played at full speed: the browser slows what belongs to its page.
_ONE_PROCESS = "--disable-features=IsolateSandboxedIframes"
_ANSWERABLE = {  # what one presses first
    "LMS.FindClues": ".lms-piece",
    "H5P.MultiChoice": ".h5p-answer",
    "H5P.QuestionSet": ".h5p-answer, .qs-startbutton, .h5p-sc-alternative, .h5p-true-false-answer",
    "H5P.InteractiveVideo": ".h5p-play, .h5p-splash-wrapper",
}
_GOALS = {"H5P.MultiChoice": "≤ 2 s, ≤ 9 requests"}
_MEDIA = frozenset(("Image", "Media"))
_SOUNDS = (".ogg", ".mp3", ".wav")  # some types load theirs as data
_PACKAGE = 50_000_000  # bytes
ROUNDS = 3
_AFTER = 8_000  # milliseconds in which pictures and the rest come


def measure_h5p() -> list[Row]:
    samples = samples_of(os.environ.get("H5P_SAMPLES", ""))
    with tempfile.TemporaryDirectory() as folder, h5p_site(Path(folder)) as site, _browser() as browser:
        rows = [row for name in _ANSWERABLE for row in _playing(name, samples.get(name, []), site, browser)]
    return [*rows, _importing(), _validating([path for found in samples.values() for path in found])]


def samples_of(folder: str) -> dict[str, list[Path]]:
    """Type → packages of it, the newest version first."""
    found: dict[str, list[tuple[tuple[int, int], Path]]] = {}
    for path in sorted(Path(folder).rglob("*.h5p")) if folder else ():
        try:
            with zipfile.ZipFile(path) as package:
                manifest = json.loads(package.read("h5p.json"))
        except (zipfile.BadZipFile, KeyError, ValueError):
            continue
        main = manifest.get("mainLibrary", "")
        needs = {each.get("machineName"): each for each in manifest.get("preloadedDependencies", ())}
        version = needs.get(main, {})
        number = int(version.get("majorVersion", 0)), int(version.get("minorVersion", 0))
        found.setdefault(main, []).append((number, path))
    return {main: [path for _number, path in sorted(all_, reverse=True)] for main, all_ in found.items()}


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, _ONE_PROCESS])
        yield browser
        browser.close()


def _playing(name: str, packages: list[Path], site: Site, browser: Browser) -> list[Row]:
    """In a lesson, from the tap on: first on a phone that never played anything, then a second one of the same type."""
    from tests.e2e.people import sign_in_demo  # only after the site has set Django up

    content = _content(name, packages)
    if content is None:
        return [(f"H5P: {name}", "no package in H5P_SAMPLES", "–")]
    if name == "H5P.InteractiveVideo":
        content = _with_own_video(content, browser)
    first, second = (_lesson(one) for one in (content, _copy(content)))
    times, untils, lines = [], [], []
    for _round in range(ROUNDS):
        context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="id-ID", base_url=site.url)
        page = context.new_page()
        sign_in_demo(page, "siti")
        page.close()
        seconds, until, line = _open(context, first, _ANSWERABLE[name])
        times.append(seconds)
        untils.append(until)
        lines.append(line)
        again, _until, other = _open(context, second, _ANSWERABLE[name])
        context.close()
    line, until = lines[0], untils[0]
    played, media = _weights(line)
    said = f"{statistics.median(times):.2f} s, {until} requests, {played / 1000:.0f} kB"
    said += f" and {media / 1000:.0f} kB media" if media else ""
    following, _media = _weights(other)
    return [
        (f"H5P: {content.current.main_library}, from tap to first answer", said, _GOALS.get(name, "≤ 9 requests")),
        ("– a second one of this type", f"{again:.2f} s, {following / 1000:.1f} kB and its media", "≤ 15 kB"),
    ]


def _weights(line: Line) -> tuple[int, int]:
    """Bytes: (what plays, its pictures, sounds and videos)."""
    played = media = 0
    for each in line.requests:
        if each.kind in _MEDIA or each.path.endswith(_SOUNDS):
            media += each.body
        elif not each.cached:
            played += each.body
    return played, media


def _content(name: str, packages: list[Path]) -> Any:
    from media.h5p.models import H5PContent

    if name.startswith("LMS."):
        return H5PContent.objects.filter(current__main_library__startswith=f"{name} ").first()
    return next((content for path in packages if (content := bring(path)[0]) is not None), None)


_CLIP = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const brush = canvas.getContext("2d"), parts = [];
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => { recorder.onstop = done; });
  recorder.start();
  for (let n = 0; n < 20; n++) {
    brush.fillStyle = `hsl(${18 * n} 60% 50%)`;
    brush.fillRect(0, 0, 320, 180);
    await new Promise((done) => setTimeout(done, 100));
  }
  recorder.stop();
  await ended;
  return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
}"""


def _with_own_video(content: Any, browser: Browser) -> Any:
    """The sample names a video on another host, which a measurement had better not depend on."""
    from django.utils import timezone
    from h5p_wrapper.versions import LibraryName

    from media.h5p.contents import save_version
    from media.h5p.places import content_storage

    page = browser.new_page()
    clip = bytes(page.evaluate(_CLIP))
    page.close()
    version = content.current
    folder = content_storage().path(version.folder)
    video = version.params["interactiveVideo"]["video"] | {"files": [{"path": "videos/a.webm", "mime": "video/webm"}]}
    save_version(
        content,
        title=content.title,
        manifest=version.manifest,
        params=version.params | {"interactiveVideo": version.params["interactiveVideo"] | {"video": video}},
        main=LibraryName.parse(version.main_library),
        files={path: folder / path for path in version.files} | {"videos/a.webm": io.BytesIO(clip)},
        by=None,
        at=timezone.now(),
    )
    content.refresh_from_db()
    return content


def _copy(content: Any) -> Any:
    from django.utils import timezone

    from accounts.models import User
    from media.h5p.contents import copy

    return copy(content, by=User.objects.get(username="pengelola"), at=timezone.now())


def _lesson(content: Any) -> str:
    """Address of a published lesson with nothing but this; bundles are made as small as the task makes them."""
    from media.h5p.tasks import make_ready_to_play
    from tests.factories.h5p_rows import course_with_h5p

    make_ready_to_play.call(content.current.pk)
    return str(course_with_h5p(content, rule="opened", required=False).lessons[0].url)


# In the page, because a slowed browser keeps whoever looks from outside waiting as well: from the tap to the second
# picture that is painted after the content has begun.
_CLOCK = """
  addEventListener("click", () => { window.tappedAt = performance.now(); }, true);
  addEventListener("h5p:started", () => {
    const painted = () => { window.startedAfter = performance.now() - tappedAt; };
    requestAnimationFrame(() => requestAnimationFrame(painted));
  });
"""


def _open(context: BrowserContext, address: str, answerable: str) -> tuple[float, int, Line]:
    """(seconds until something can be answered, requests until then, all that travelled)"""
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(_CLOCK)
    with Line(page) as line:
        line.slow(**WEAK_LINE)
        page.click("[data-open]", no_wait_after=True)
        page.locator(".h5p-player[data-phase=open]").wait_for(timeout=60_000)
        until = sum(not each.cached for each in line.requests)
        page.frame_locator(".h5p-player iframe").locator(answerable).first.wait_for(timeout=10_000)
        page.wait_for_timeout(_AFTER)  # the line of a slowed browser never counts as idle
        seconds = page.evaluate("startedAfter") / 1000
    page.close()
    return seconds, until, line


def _importing() -> Row:
    """In a process of its own, which did not make the packages: its memory is looked at."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as packages:
        small, large = (Path(packages) / name for name in ("kecil.h5p", "besar.h5p"))
        _write_package(small, 1_000_000)
        _write_package(large, _PACKAGE)
        environment = os.environ | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        command = [sys.executable, "-m", "bench.h5p", str(small), str(large)]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        size = large.stat().st_size / 1e6
    return f"Importing an H5P package of {size:.0f} MB", done.stdout.splitlines()[-1], "≤ 10 s, ≤ 100 MB"


def _import(small: Path, large: Path) -> str:
    """From the file on the disk to the content: received, looked through, libraries installed, pictures made."""
    content, _main, refused = bring(small)  # everything is loaded and warm
    assert content is not None, refused
    _forget_peak()
    before, started = _memory("VmRSS"), time.perf_counter()
    content, _main, refused = bring(large)
    took = time.perf_counter() - started
    assert content is not None, refused
    photos, grown = len(content.current.files) - 1, _memory("VmHWM") - before
    return f"{took:.1f} s with a video and {photos} photos, {grown:.0f} MB more at the peak"


def _write_package(path: Path, size: int) -> None:
    """Photos of 12 million points for about half of it, then a video of what does not shrink."""
    from tests.factories.h5p import library_files, package_bytes

    files = {}
    while sum(map(len, files.values())) < size / 2:
        files[f"images/{len(files)}.jpg"] = _photo(len(files))
    rest = max(size - sum(map(len, files.values())), 100_000)
    files["videos/a.mp4"] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + random.Random(4).randbytes(rest)
    params = {"question": "Berapa?", "video": [{"path": "videos/a.mp4", "mime": "video/mp4"}]}
    path.write_bytes(package_bytes(params=params, files=files, libraries={"H5P.Contoh 1.0": library_files()}))


def _photo(number: int) -> bytes:
    from PIL import Image

    noise = Image.frombytes("RGB", (1000, 750), random.Random(number).randbytes(1000 * 750 * 3))
    buffer = io.BytesIO()
    noise.resize((4000, 3000), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _memory(name: str) -> float:
    """MB; ``VmRSS`` now, ``VmHWM`` the most since ``_forget_peak`` (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _validating(packages: list[Path]) -> Row:
    """The wrapper alone, libraries and all."""
    from h5p_wrapper.package import Package
    from h5p_wrapper.problems import H5PError
    from h5p_wrapper.registry import MemoryRegistry

    with tempfile.TemporaryDirectory() as folder:
        if not packages:
            _write_package(Path(folder) / "sendiri.h5p", 1_000_000)
            packages = [Path(folder) / "sendiri.h5p"] * 100
        started = time.perf_counter()
        for path in packages:
            with suppress(H5PError), Package.open(path) as package:
                package.validate(MemoryRegistry(), may_install=True)
        took = time.perf_counter() - started
    return f"Validating {len(packages)} packages", f"{60 * len(packages) / took:.0f} a minute", "≥ 100"


if __name__ == "__main__":
    if sys.argv[1:]:
        import django

        django.setup()
        from django.core.management import call_command

        from accounts.roles import Role
        from tests.factories.people import staff

        call_command("migrate", verbosity=0)
        staff(Role.ADMINISTRATOR, username="pengelola")
        print(_import(*map(Path, sys.argv[1:])))
    else:
        for row in measure_h5p():
            print(f"| {' | '.join(row)} |", flush=True)
