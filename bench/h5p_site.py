"""A site of its own for H5P, this process as its administrator, and a page with nothing but one content."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.e2e.site import Site

PLACE = "/bench-h5p/"
_HEAD = """<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>H5P</title>"""


@contextmanager
def h5p_site(folder: Path) -> Iterator[Site]:
    site = Site(folder)
    site.start()
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "lms.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    import django  # the environment first

    django.setup()
    try:
        yield site
    finally:
        site.stop()


def bring(path: Path) -> tuple[Any, str, list[str]]:
    """(content or ``None``, its type, codes of rules that refused it). As an administrator would, libraries and all."""
    from django.core.files import File
    from django.utils import timezone
    from h5p_wrapper.problems import H5PError

    from accounts.models import User
    from media.h5p import uploads
    from media.h5p.models import H5PUpload

    person, now = User.objects.get(username="pengelola"), timezone.now()
    with path.open("rb") as file:
        upload = uploads.receive(File(file), name=path.name, by=person, at=now)
    uploads.check(upload)
    manifest = upload.report.get("manifest") or {}
    main = str(manifest.get("mainLibrary", ""))
    if upload.state == H5PUpload.State.REFUSED:
        return None, main, sorted({each["code"] for each in upload.report["problems"]})
    try:
        content = uploads.take(upload, by=person, at=now, install=True)
    except H5PError as problem:
        return None, main, sorted({each.code for each in problem.problems})
    assert content is not None
    return content, content.current.main_library, []


def caged_page(content: Any) -> str:
    from django.template.loader import render_to_string
    from django.templatetags.static import static

    from media.h5p.play import card

    player = render_to_string("media/h5p/player.html", {"card": card(content)})
    return f'{_HEAD}<main>{player}</main><script type="module" src="{static("lms/js/h5p.js")}"></script>'


_RUN = r"""
  const integration = window.H5PIntegration = JSON.parse(document.getElementById("h5p-integration").textContent);
  for (const name of ["baseUrl", "url", "siteUrl", "urlLibraries"])
    integration[name] = location.origin + integration[name];
  const [content] = Object.values(integration.contents);
  content.contentUrl = location.origin + content.contentUrl;
  content.contentUserData = { 0: { state: "{}" } };
  for (const text of await Promise.all(SCRIPTS.map(async (address) => (await fetch(address)).text())))
    for (const part of text.split(/^\/\*h5p: (?=\S+\*\/$)/m).slice(1)) {
      const script = document.createElement("script");
      script.textContent = part.slice(part.indexOf("*/") + 3);
      document.head.append(script);
    }
"""


def bare_page(content: Any) -> str:
    """The same content and the same bundles in a page of the site itself: no cage, no shim, no relay."""
    from media.h5p.play import card, frame_html

    shown = card(content)
    page = frame_html(shown.version, shown.bundles)
    found = re.search(r'<script type="application/json" id="h5p-integration">.*?</script>', page, re.DOTALL)
    assert found
    styles = "".join(f'<link rel="stylesheet" href="{address}">' for address in shown.styles.split())
    run = _RUN.replace("SCRIPTS", json.dumps(shown.scripts.split()))
    place = '<div class="h5p-content" data-content-id="1"></div>'
    return f'{_HEAD}{styles}{place}{found.group()}<script type="module">{run}</script>'


def open_page(context: BrowserContext, html: str) -> Page:
    """A page of the site's own origin with this in it."""
    page = context.new_page()
    page.route(f"**{PLACE}", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(PLACE)
    return page
