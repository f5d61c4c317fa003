"""Log lines: JSON, UTC, one line each, with the request's id, without anybody's data (SECURITY 36)."""

import json
import logging
import re
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from core.logs import JsonFormatter, request_id

logger = logging.getLogger("lms.test")


def test_a_line_says_when_what_where_and_of_which_request(written_log):
    token = request_id.set("abc123")
    before = datetime.now(UTC)
    try:
        logger.warning("Page %s", "kept", extra={"ms": 12})
    finally:
        request_id.reset(token)
    [line] = written_log.of("lms.test")
    time = datetime.fromisoformat(line.pop("time"))
    assert line == {"level": "WARNING", "logger": "lms.test", "request_id": "abc123", "message": "Page kept", "ms": 12}
    assert time.utcoffset().total_seconds() == 0
    assert 0 <= (time - before).total_seconds() + 0.001 < 5


def test_outside_a_request_the_id_is_a_dash(written_log):
    logger.warning("x")
    assert [line["request_id"] for line in written_log.of("lms.test")] == ["-"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_line_ends_in_what_is_logged_stay_inside_one_line(written_log, end):
    forged = f'x{end}{{"level": "INFO", "message": "signed in"}}'
    logger.warning("tried %s", forged, extra={"method": forged})
    lines = written_log.text.splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert (line["message"], line["method"], line["level"]) == (f"tried {forged}", forged, "WARNING")


def test_a_traceback_stays_inside_one_line(written_log):
    try:
        raise ValueError("a\nb")
    except ValueError:
        logger.exception("failed")
    [line] = written_log.lines
    assert line["exc_info"].startswith("Traceback")
    assert "ValueError: a\nb" in line["exc_info"]


def test_what_django_hangs_on_records_is_not_written(written_log):
    request = HttpRequest()
    request.path = "/rahasia/"
    extra = {"request": request, "response": HttpResponse("rahasia"), "sql": "rahasia", "params": ["rahasia"]}
    logger.warning("x", extra=extra | {"server_time": "rahasia", "status_code": 500})
    assert written_log.lines[0].keys() == {"level", "logger", "request_id", "message", "status_code", "time"}
    assert "rahasia" not in written_log.text


def test_a_value_json_does_not_know_is_written_as_text():
    record = logging.LogRecord("lms.test", logging.INFO, __file__, 1, "x", None, None)
    record.thing = {1, 2}
    assert json.loads(JsonFormatter().format(record))["thing"] == str({1, 2})


def _breaks(request, token):
    raise RuntimeError("a part of ours is broken")


urlpatterns = [path("rusak/<str:token>/", _breaks), path("", include("lms.urls"))]


def test_an_unexpected_error_leaves_its_cause_in_the_log(db, settings, written_log):
    """Whoever runs the server must be able to find out why something failed; the path stays out."""
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/rusak/rahasia-4711/?q=rahasia")
    assert answer.status_code == 500
    causes = [
        line for line in written_log.lines if "RuntimeError: a part of ours is broken" in str(line.get("exc_info"))
    ]
    assert [line["request_id"] for line in causes] == [answer["X-Request-ID"]]
    assert "rahasia" not in written_log.text


def test_a_refused_form_does_not_write_its_path(db, written_log):
    """The set-up address holds a secret; Django's own CSRF logger writes paths."""
    answer = Client(enforce_csrf_checks=True).post("/pasang/rahasia-4711/?q=rahasia", {"secret": "rahasia"})
    assert answer.status_code == 403
    assert "rahasia" not in written_log.text


def test_a_refused_form_says_why_without_the_page_it_came_from(db, written_log):
    headers = {"referer": "https://evil.example/akun/rahasia-4711?x=rahasia"}
    answer = Client(enforce_csrf_checks=True).post("/masuk/", {"identifier": "rahasia"}, headers=headers, secure=True)
    assert answer.status_code == 403
    [line] = written_log.of("django.security.csrf")
    assert "Referer checking failed - https://evil.example/…" in line["message"]
    assert "rahasia" not in written_log.text


def test_the_row_that_postgresql_quotes_is_not_written(written_log):
    quoted = "duplicate key value\nDETAIL:  Key (username)=(rahasia) already\nexists: rahasia.\nHINT:  none"
    try:
        try:
            raise ValueError(quoted)
        except ValueError as error:
            raise RuntimeError("DETAIL: not at a line's beginning here") from error
    except RuntimeError:
        logger.exception("failed")
    [line] = written_log.lines
    assert "rahasia" not in written_log.text
    for kept in ("ValueError: duplicate key value\nDETAIL: …\nHINT:  none", "RuntimeError: DETAIL: not at a line's"):
        assert kept in line["exc_info"]


def test_a_forged_host_or_a_way_out_of_the_uploads_does_not_write_a_path(db, written_log):
    client = Client()
    assert client.get("/rahasia-4711/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/unggahan//etc/rahasia-4711").status_code in (400, 404)
    assert "rahasia" not in written_log.text


def test_every_line_of_a_visit_is_json(db, written_log):
    Client().get("/masuk/")
    Client().get("/tidak-ada/")
    assert written_log.text
    assert all(re.fullmatch(r"\{.*\}", line) for line in written_log.text.splitlines())
