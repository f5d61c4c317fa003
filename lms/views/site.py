"""The site itself: style sheet, icons, manifest, robots, privacy, components, health."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from core.http import Request

ICON_SIZES = (192, 512)


@require_safe
@cache_control(public=True, max_age=86_400)
def icon_svg(request: Request) -> HttpResponse:
    letter, colour = escape(request.municipality.site_name[:1].upper()), request.municipality.primary_colour
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="15" fill="{colour}"/>'
        '<text x="32" y="44" font-family="sans-serif" font-size="36" font-weight="700" text-anchor="middle" '
        f'fill="#fff">{letter}</text></svg>'
    )
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=86_400)
def icon_png(request: Request, size: int) -> HttpResponse:
    """For the home screen of a phone, which wants PNG."""
    if size not in ICON_SIZES:
        raise Http404
    return HttpResponse(
        _draw_icon(size, request.municipality.site_name[:1].upper(), request.municipality.primary_colour),
        content_type="image/png",
    )


@lru_cache(maxsize=8)
def _draw_icon(size: int, letter: str, colour: str) -> bytes:
    image = Image.new("RGB", (size, size), colour)
    font = ImageFont.truetype(str(files("ttf_opensans") / "ttf" / "OpenSans-Bold.ttf"), size // 2)
    ImageDraw.Draw(image).text((size / 2, size / 2), letter, font=font, fill="white", anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: Request) -> HttpResponse:
    name = request.municipality.site_name
    icons = [
        {
            "src": reverse("icon_png", args=[size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICON_SIZES
    ]
    content = {
        "name": name,
        "short_name": name[:12],
        "lang": "id",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": request.municipality.primary_colour,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: Request) -> HttpResponse:
    closed = ("/kelola/", "/akun/", "/masuk/", "/daftar/", "/belajar/", "/s/", "/periksa/", "/sertifikat/")
    return HttpResponse(
        "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed), content_type="text/plain"
    )


@require_safe
def privacy(request: Request) -> HttpResponse:
    return render(request, "pages/privacy.html")


@never_cache
@require_safe
def alive(request: Request) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: Request) -> HttpResponse:
    """The database answers and knows all migrations."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return HttpResponse(
        "migrations pending" if pending else "ok", status=503 if pending else 200, content_type="text/plain"
    )
