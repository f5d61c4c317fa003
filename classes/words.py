"""Assignments in words: time left for who does them, and ready texts for who gave them."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from classes.models import Assignment, TrainingEvent
from classes.times import Ready, Stage, TimeLeft, ready_due
from core.words import clock, long_date, number


def moment(value: datetime) -> str:
    """Jumat, 27 November 2026 pukul 23.59 WIB"""
    return f"{long_date(value)} {clock(value)}"


def left_in_words(left: TimeLeft) -> str:
    """“Tenggat besok pukul 23.59 WIB”; says what can still be done where it is late."""
    at = left.moment
    if at is None:
        return _("No due date")
    when = {"time": clock(at), "day": long_date(at), "days": number(left.days)}
    match left.stage:
        case Stage.NOT_OPEN:
            return _("Opens on %(day)s %(time)s") % when
        case Stage.CLOSED:
            return _("Closed on %(day)s %(time)s") % when
        case Stage.LATE:
            return _late(left, when)
    if left.days == 0:
        return _("Due today %(time)s") % when
    if left.days == 1:
        return _("Due tomorrow %(time)s") % when
    if left.days <= 14:
        return ngettext("%(days)s day left: %(day)s %(time)s", "%(days)s days left: %(day)s %(time)s", left.days) % when
    return _("Due on %(day)s %(time)s") % when


def _late(left: TimeLeft, when: dict[str, str]) -> str:
    if left.days == 0:
        return _("It was due today %(time)s. You can still do it.") % when
    return (
        ngettext("%(days)s day late. You can still do it.", "%(days)s days late. You can still do it.", left.days)
        % when
    )


def short_day(value: datetime) -> str:
    """Jumat, 27 Nov: for a button"""
    return date_format(timezone.localtime(value), "l, j M")


def ready_dues(now: datetime) -> list[tuple[str, str, str]]:
    """(value, word, day) of the buttons."""
    words = {
        Ready.TOMORROW: _("Tomorrow"),
        Ready.FRIDAY: _("This Friday"),
        Ready.WEEK: _("In a week"),
        Ready.NONE: _("No due date"),
    }
    zone = timezone.get_current_timezone()
    dues = {choice: ready_due(choice, now=now, zone=zone) for choice in Ready}
    return [(choice.value, word, short_day(due) if (due := dues[choice]) else "") for choice, word in words.items()]


def text_for_class(assignment: Assignment, address: str) -> str:
    """To be sent to the class by its teacher. Names nobody."""
    named = {"title": assignment.title, "group": str(assignment.group)}
    return _text(_("New assignment for %(group)s: %(title)s.") % named, assignment, address)


def reminder(assignment: Assignment, address: str) -> str:
    """For everybody alike: who is behind is told by nobody but their teacher."""
    named = {"title": assignment.title, "group": str(assignment.group)}
    return _text(
        _("A reminder for %(group)s: %(title)s. Those who have finished: thank you!") % named, assignment, address
    )


def _text(first: str, assignment: Assignment, address: str) -> str:
    lines = [first]
    for at, words in (
        (assignment.opens_at, _("Opens: %(when)s.")),
        (assignment.due_at, _("Due: %(when)s.")),
        (assignment.closes_at, _("Closes: %(when)s.")),
    ):
        if at is not None:
            lines.append(words % {"when": moment(at)})
    lines += [assignment.note] if assignment.note else []
    return "\n".join([*lines, _("Open: %(address)s") % {"address": address}])


def invitation(event: TrainingEvent, address: str) -> str:
    """To a training, for those who may come. Names nobody."""
    lines = [_("You are invited: %(title)s.") % {"title": event.title}]
    lines += [
        f"{session.title}: {long_date(session.starts_at)}, {session.hours}"
        + (f" ({session.place})" if session.place else "")
        for session in event.sessions.all()
    ]
    lines.append(_("Place: %(place)s.") % {"place": event.place})
    if event.quota:
        lines.append(_("There are %(places)s places.") % {"places": number(event.quota)})
    if event.signup_closes_at:
        lines.append(_("Sign up until %(when)s.") % {"when": moment(event.signup_closes_at)})
    return "\n".join([*lines, _("Sign up: %(address)s") % {"address": address}])


def whatsapp_link(text: str) -> str:
    """Opens WhatsApp with this text when the teacher taps it; our page asks nobody for anything."""
    return f"https://wa.me/?text={quote(text, safe='')}"
