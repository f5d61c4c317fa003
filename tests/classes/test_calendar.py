"""The calendar file, read back by a reader of its own (RFC 5545)."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from classes.calendar import Event, calendar

MADE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 23, 59, tzinfo=timezone(timedelta(hours=7)))


def read(made: bytes) -> list[tuple[str, str]]:
    """(name, value) of each line: unfolded, escapes taken back."""
    assert made.endswith(b"\r\n")
    rows = made[:-2].split(b"\r\n")
    assert all(len(row) <= 75 and b"\n" not in row and b"\r" not in row for row in rows)
    for row in rows:
        row.decode("utf-8")  # no character is cut in two
    lines: list[str] = []
    for row in rows:
        if row.startswith(b" "):
            lines[-1] += row[1:].decode()
        else:
            lines.append(row.decode())
    return [(name, _plain(value)) for name, _colon, value in (line.partition(":") for line in lines)]


def _plain(value: str) -> str:
    out, escaped = "", False
    for character in value:
        if escaped:
            out += {"n": "\n"}.get(character, character)
        elif character != "\\":
            out += character
        escaped = character == "\\" and not escaped
    return out


def one(**fields: str) -> Event:
    return Event(**({"uid": "a@localhost", "at": DUE, "summary": "Tenggat: Modul 2"} | fields))


def test_an_event_says_when_in_utc_and_keeps_its_name():
    lines = read(calendar([one(url="http://localhost/tugas/a/")], name="Belajar", made_at=MADE))
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")
    found = dict(lines[lines.index(("BEGIN", "VEVENT")) : lines.index(("BEGIN", "VALARM"))])
    assert found == {
        "BEGIN": "VEVENT",
        "UID": "a@localhost",
        "DTSTAMP": "20261123T050000Z",
        "DTSTART": "20261127T165900Z",
        "SUMMARY": "Tenggat: Modul 2",
        "URL": "http://localhost/tugas/a/",
        "TRANSP": "TRANSPARENT",
    }


def test_without_events_it_is_a_calendar_still():
    assert ("BEGIN", "VEVENT") not in read(calendar([], name="Belajar", made_at=MADE))


def test_nobody_slips_a_line_of_their_own_in():
    lines = read(calendar([one(summary="x\r\nATTENDEE:mailto:a@b", description="a;b,c\\n\nd")], name="x", made_at=MADE))
    assert "ATTENDEE" not in dict(lines)
    assert dict(lines)["SUMMARY"] == "x\nATTENDEE:mailto:a@b"
    assert next(value for name, value in lines if name == "DESCRIPTION") == "a;b,c\\n\nd"


def _kept(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or (c >= " " and c != "\x7f"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_text_comes_back_as_it_was(text):
    lines = read(calendar([one(summary=text)], name="Belajar", made_at=MADE))
    found = dict(lines[lines.index(("BEGIN", "VEVENT")) : lines.index(("BEGIN", "VALARM"))])
    assert found["SUMMARY"] == _kept(text)
