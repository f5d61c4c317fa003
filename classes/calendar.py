"""Due dates as a calendar file (RFC 5545). Pure.

Times are in UTC, so that no time zone has to be described; names of events stay the same over time, so that a phone
that takes the file again changes its entry and makes no second one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_OCTETS = 75  # of a line, without its end (§3.1)


@dataclass(frozen=True)
class Event:
    """``uid``: unique in the world and the same whenever the file is made; ``at``: the moment it is about."""

    uid: str
    at: datetime
    summary: str
    description: str = ""
    url: str = ""


def calendar(events: Iterable[Event], *, name: str, made_at: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(name)}//LMS//ID", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        lines += _event(event, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_utc(made_at)}"
    yield f"DTSTART:{_utc(event.at)}"  # without an end it takes no time (§3.6.1)
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.url:
        yield f"URL:{_text(event.url)}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy because something is due
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.summary)}", "TRIGGER:-P1D", "END:VALARM")
    yield "END:VEVENT"


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """§3.3.11; other control characters have no place in a calendar."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return "".join(character for character in value if character >= " " and character != "\x7f")


def _folded(line: str) -> bytes:
    """No line longer than 75 octets, no character cut in two."""
    parts, here = [], b""
    for character in line:
        encoded = character.encode("utf-8", "replace")
        if len(here) + len(encoded) > _OCTETS:
            parts.append(here)
            here = b" "
        here += encoded
    return b"\r\n".join([*parts, here]) + b"\r\n"
