"""A site of its own for H5P, this process as its administrator, and a page with nothing but one content."""

from __future__ import annotations

import os
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


def bare_page(content: Any) -> str:
    """The same bundles in a page of the site itself, as other players do it."""
    import json

    from media.h5p.play import card, integration

    shown = card(content)
    data = integration(shown.version, shown.bundles)
    data["contents"]["cid-1"]["contentUserData"] = [{"state": "{}"}]
    styles = "".join(f'<link rel="stylesheet" href="{address}">' for address in shown.styles.split())
    scripts = "".join(f'<script src="{address}"></script>' for address in shown.scripts.split())
    settings = json.dumps(data).replace("<", "\\u003C")
    place = '<div class="h5p-content" data-content-id="1"></div>'
    return f"{_HEAD}{styles}{place}<script>H5PIntegration = {settings}</script>{scripts}"


def open_page(context: BrowserContext, html: str) -> Page:
    """A page of the site's own origin with this in it."""
    page = context.new_page()
    page.route(f"**{PLACE}", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(PLACE)
    return page
