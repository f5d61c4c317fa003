"""What belongs to the site itself: icons, manifest, robots, style sheet, privacy, health."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.conf import settings as django_settings
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.privacy import PURPOSES
from accounts.roles import Role
from core.models import MunicipalitySettings
from lms.icons import ICONS
from lms.styles import COOKIE, style_digest, style_sheet
from tests.factories.people import learner, staff
from tests.progress.doing import read, text_of

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]


@pytest.fixture
def city(db) -> MunicipalitySettings:
    municipality = MunicipalitySettings.load()
    municipality.site_name, municipality.primary_colour = "<Sukamaju> Belajar Bersama", "#8b0000"
    municipality.save()
    return municipality


def test_the_manifest_names_the_site_and_icons_that_are_there(client, city):
    answer = client.get("/manifest.webmanifest")
    manifest = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["short_name"]) == ("<Sukamaju> Belajar Bersama", "<Sukamaju> B")
    assert (manifest["start_url"], manifest["scope"], manifest["display"], manifest["lang"]) == (
        "/",
        "/",
        "standalone",
        "id",
    )
    assert manifest["theme_color"] == "#8b0000"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    for icon in manifest["icons"]:
        picture = client.get(icon["src"])
        assert picture["Content-Type"] == icon["type"] == "image/png"
        assert "x".join(map(str, Image.open(io.BytesIO(picture.content)).size)) == icon["sizes"]


def test_icons_wear_the_citys_colour_and_letter(client, city):
    city.site_name = "Ñusa"
    city.save()
    drawing = client.get("/ikon.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert 'fill="#8b0000"' in drawing.content.decode()
    assert ">Ñ</text>" in drawing.content.decode()
    assert Image.open(io.BytesIO(client.get("/ikon-192.png").content)).getpixel((2, 2)) == (0x8B, 0, 0)


def test_a_name_that_looks_like_markup_stays_a_letter(client, city):
    assert ">&lt;</text>" in client.get("/ikon.svg").content.decode()


@pytest.mark.parametrize("size", [0, 1, 16, 191, 4096, 99999999])
def test_icons_come_in_two_sizes_only(client, db, size):
    """Drawing costs: nobody orders a picture as large as they like."""
    assert client.get(f"/ikon-{size}.png").status_code == 404


def test_every_page_names_its_icon_and_manifest(client, db):
    page = read(client.get("/"))
    links = {
        link["rel"][0]: link["href"] for link in page.find_all("link") if link.get("rel")[0] in ("icon", "manifest")
    }
    assert links == {"icon": "/ikon.svg", "manifest": "/manifest.webmanifest"}
    assert [client.get(href).status_code for href in links.values()] == [200, 200]


def test_robots_stay_out_of_what_is_somebodys_own_and_may_read_the_courses(client, db):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    shut = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
    assert (answer["Content-Type"], lines[0]) == ("text/plain", "User-agent: *")
    assert {"/kelola/", "/akun/", "/s/", "/periksa/", "/sertifikat/", "/belajar/", "/masuk/", "/daftar/"} <= shut
    assert not any("/kursus/".startswith(path) for path in shut)
    assert all(client.get(path).status_code in (200, 302, 404) for path in shut)


@pytest.mark.parametrize("path", ["/ikon.svg", "/ikon-192.png", "/manifest.webmanifest", "/robots.txt"])
def test_what_is_the_same_for_everybody_may_be_kept_by_everybody(client, db, path):
    answer = client.get(path)
    assert "public" in answer["Cache-Control"]
    assert int(re.search(r"max-age=(\d+)", answer["Cache-Control"])[1]) >= 3600
    assert not answer.cookies
    assert client.post(path).status_code == 405


# The style sheet


def test_a_first_visit_brings_the_style_along_and_a_later_one_only_its_address(client, db):
    first = client.get("/masuk/").content.decode()
    assert style_sheet() in first
    assert f'data-href="/gaya/{style_digest()}.css"' in first
    client.cookies[COOKIE] = style_digest()
    later = client.get("/masuk/").content.decode()
    assert style_sheet() not in later
    assert f'<link rel="stylesheet" href="/gaya/{style_digest()}.css">' in later
    client.cookies[COOKIE] = "of-last-year"
    assert style_sheet() in client.get("/masuk/").content.decode()


def test_the_style_sheet_is_kept_for_good_under_its_digest_and_found_under_no_other(client, db):
    answer = client.get(f"/gaya/{style_digest()}.css")
    assert answer.content.decode() == style_sheet()
    assert answer["Content-Type"].startswith("text/css")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert [client.get(f"/gaya/{digest}.css").status_code for digest in ("x", style_digest()[:-1], "0" * 12)] == [
        404
    ] * 3


@pytest.mark.parametrize("address", ["style_sheet", "icon_svg", "manifest"])
def test_what_is_the_same_for_everybody_is_kept_whatever_cookies_change(sign_in, address, db):
    url = reverse(address, args=[style_digest()] if address == "style_sheet" else [])
    assert sign_in(learner()).get(url).headers.get("Vary", "") in ("", "Accept-Encoding")


def test_the_style_sheet_is_squeezed_and_whole():
    assert "/*" not in style_sheet()
    assert "  " not in style_sheet()
    assert style_sheet().count("{") == style_sheet().count("}")
    assert style_sheet().index("--primary") < style_sheet().index("@media print")


# Pages of the site


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_says_what_is_kept_and_what_never(client, db, language):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse("privacy"))
    assert answer.status_code == 200
    assert read(answer).html["lang"] == language
    assert "NIK" in text_of(answer)
    assert len(PURPOSES) == 2


def test_the_components_are_shown_all_together_to_staff(sign_in, db):
    answer = sign_in(staff(Role.AUTHOR)).get(reverse("components"))
    assert answer.status_code == 200
    drawn = answer.content.decode()
    assert [name for name, drawing in ICONS.items() if drawing not in drawn] == []


# Health


def test_being_alive_needs_no_database(db, django_assert_num_queries):
    client = Client()
    client.get("/hidup/")
    with django_assert_num_queries(0):
        answer = client.get("/hidup/")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert "no-store" in answer["Cache-Control"]


def test_being_ready_means_that_the_database_knows_every_migration(client, db):
    answer = client.get("/siap/")
    assert (answer.status_code, answer.content) == (200, b"ok")
    MigrationRecorder.Migration.objects.filter(app="progress").delete()
    answer = client.get("/siap/")
    assert (answer.status_code, answer.content) == (503, b"migrations pending")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["alive", "ready"])
def test_health_is_told_to_anybody_and_tells_nothing_else(client, db, name):
    answer = client.get(reverse(name))
    assert len(answer.content) < 30
    assert not answer.cookies
    assert client.post(reverse(name)).status_code == 405
