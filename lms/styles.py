"""The learners' style sheet: small files beside their templates, joined and squeezed once per process.

A first visit gets it inside the page (no second trip on a slow line). The script then fetches the file
into the browser's cache and says so in a cookie; from then on pages only link to it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

_TEMPLATES = Path(__file__).parent / "templates"
_FIRST = ("tokens.css", "base.css")
_LAST = ("print.css",)
COOKIE = "gaya"


@cache
def style_sheet() -> str:
    files = {path.name: path for path in sorted(_TEMPLATES.rglob("*.css"))}
    middle = [name for name in files if name not in _FIRST + _LAST]
    return "".join(_squeeze(files[name].read_text(encoding="utf-8")) for name in (*_FIRST, *middle, *_LAST))


def _squeeze(css: str) -> str:
    """Without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@cache
def style_digest() -> str:
    return hashlib.sha256(style_sheet().encode()).hexdigest()[:12]


def inline_style() -> SafeString:
    return mark_safe(style_sheet())


def serve_style(request: HttpRequest, digest: str) -> HttpResponse:
    if digest != style_digest():
        raise Http404
    response = HttpResponse(style_sheet(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
