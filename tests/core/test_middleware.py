"""What every request passes: a log line without paths, the upload limit, the municipality's time zone."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from accounts.models import Consent
from core.models import MunicipalitySettings
from tests.factories.people import person


class NeverRead(io.RawIOBase):
    """A body on its way: whoever reads it has accepted it."""

    def readable(self):
        return True

    def read(self, size=-1):
        raise AssertionError("the body was read")

    readline = readinto = read


def test_each_request_is_one_line_with_the_routes_name(db, client, written_log):
    answers = [
        client.get(
            "/masuk/?next=/rahasia/&q=rahasia", headers={"user-agent": "rahasia", "referer": "http://x/rahasia"}
        ),
        client.post("/masuk/", {"identifier": "rahasia", "secret": "rahasia"}),
        client.get("/pasang/rahasia/"),
        client.get("/rahasia/"),
        client.generic("BREW", "/"),
    ]
    lines = written_log.of("lms.request")
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "sign_in", 200),
        ("POST", "sign_in", 200),
        ("GET", "first_setup", 410),
        ("GET", "-", 404),
        ("?", "home", 405),
    ]
    assert [line["request_id"] for line in lines] == [answer["X-Request-ID"] for answer in answers]
    assert len({line["request_id"] for line in lines}) == 5
    assert all(isinstance(line["ms"], int) and line["ms"] >= 0 for line in lines)
    assert "rahasia" not in written_log.text


def _breaks(request):
    raise ZeroDivisionError


urlpatterns = [path("rusak/", _breaks, name="broken"), path("", include("lms.urls"))]


def test_a_request_that_fails_is_an_error_line(db, settings, written_log):
    settings.ROOT_URLCONF = __name__
    assert Client(raise_request_exception=False).get("/rusak/").status_code == 500
    [line] = written_log.of("lms.request")
    assert (line["level"], line["route"], line["status"]) == ("ERROR", "broken", 500)


def upload(client, size, **extra):
    return client.generic(
        "POST", "/masuk/", b"", content_type="application/octet-stream", CONTENT_LENGTH=str(size), **extra
    )


def test_a_body_that_announces_too_much_is_refused_before_it_is_read(db, client, settings):
    settings.MAX_UPLOAD_BYTES = 60 * 1_048_576
    client.cookies["bahasa"] = "en"
    answer = upload(client, settings.MAX_UPLOAD_BYTES + 1, **{"wsgi.input": NeverRead()})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "62" in page
    assert "MB" in page


def test_the_refusal_speaks_the_language_and_the_name_of_the_site_and_is_guarded_like_every_page(db, client):
    MunicipalitySettings(site_name="Belajar Sukamaju").save()
    client.cookies["bahasa"] = "en"
    answer = upload(client, 10**9, **{"wsgi.input": NeverRead()})
    page = answer.content.decode()
    assert "This file is too large" in page
    assert "Belajar Sukamaju" in page
    assert "script-src 'nonce-" in answer.headers.get("Content-Security-Policy", "")
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("size", [0, "", "abc", -5])
def test_other_lengths_pass(db, client, size):
    assert upload(client, size).status_code == 200


def test_exactly_the_limit_passes(db, client, settings):
    settings.MAX_UPLOAD_BYTES = 100
    assert client.post("/masuk/", b"x" * 100, content_type="application/octet-stream").status_code == 200
    assert client.post("/masuk/", b"x" * 101, content_type="application/octet-stream").status_code == 413


# 23.30 in Jakarta, and already the next day in Makassar
LATE = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day"), [("Asia/Jakarta", "20 November 2026"), ("Asia/Makassar", "21 November 2026")])
def test_times_are_shown_in_the_zone_of_the_municipality(db, sign_in, zone, day):
    MunicipalitySettings(time_zone=zone).save()
    ani = person(joined_at=LATE)
    Consent.objects.create(person=ani, purpose="learning", version="1", given_at=LATE)
    page = sign_in(ani).get(reverse("my_data")).content.decode()
    other = {"20 November 2026": "21 November 2026", "21 November 2026": "20 November 2026"}[day]
    assert (page.count(day), page.count(other)) == (3, 0)
    assert timezone.get_current_timezone_name() == "Asia/Jakarta"


@pytest.mark.parametrize(("zone", "day"), [("Asia/Jakarta", "2026-11-20"), ("Asia/Jayapura", "2026-11-21")])
def test_a_download_is_dated_in_the_zone_of_the_municipality(db, sign_in, zone, day):
    MunicipalitySettings(time_zone=zone).save()
    ani = person(joined_at=LATE)
    with time_machine.travel(LATE, tick=False):
        answer = sign_in(ani).get(reverse("download_my_data"))
    assert answer["Content-Disposition"] == f'attachment; filename="data-saya-{day}.zip"'
