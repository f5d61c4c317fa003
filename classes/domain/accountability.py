"""The accountability pack of an event: each table defined once, for the screen, the XLSX and the PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from certificates.models import Certificate
from classes.domain.event_certificates import event_lines, minutes_of
from classes.domain.signup import HOLDS_PLACE
from classes.domain.survey import SCORES, survey_sum
from classes.event_rules import LEAST, LEAST_ANSWERS, OTHERS, without_small
from classes.models import Registration, TrainingEvent
from core.models.settings import municipality_now
from core.sheets import Cell
from core.words import long_date, number, round_half_up
from courses.domain.outlines import outlines
from courses.outline import training_hours
from quizzes.domain.gain import gain_report
from quizzes.domain.gain import percent as whole_percent
from quizzes.gain import TOTAL
from quizzes.models import Attempt


@dataclass(frozen=True)
class Table:
    """``note`` stands below it and says what was left out, and why."""

    title: str  # at most 31 letters: the name of a sheet
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    @property
    def shown(self) -> list[list[str]]:
        """As people read it, on the screen and on paper."""
        return [[_text(cell) for cell in row] for row in self.rows]


def _text(cell: Cell) -> str:
    return "" if cell is None else number(cell) if isinstance(cell, int | float) else cell


def accountability(event: TrainingEvent) -> list[Table]:
    """In the language in force. People are those with a place; who cancelled or waits is in the first table only."""
    people = list(
        event.registrations.filter(state__in=HOLDS_PLACE, person__is_active=True).select_related("person__kelurahan")
    )
    return [
        _facts(event),
        _breakdown(_("By kelurahan"), _("Kelurahan"), [_kelurahan(row) for row in people]),
        _breakdown(_("By sex"), _("Sex"), [_said(row.get_sex_display()) for row in people]),
        _breakdown(_("By age"), _("Age"), [_said(row.get_age_band_display()) for row in people]),
        _attendance(event, len(people)),
        _gains(event, [row.person_id for row in people]),
        _certificates(event),
        _satisfaction(event),
    ]


def _kelurahan(row: Registration) -> str:
    return row.person.kelurahan.name if row.person.kelurahan else _("Not said")


def _said(words: str) -> str:
    return words or _("Not said")


def _facts(event: TrainingEvent) -> Table:
    sessions = list(event.sessions.all())
    states = Counter(event.registrations.filter(person__is_active=True).values_list("state", flat=True))
    minutes = minutes_of(sessions)
    titles = {str(outline.course): outline.title for outline in outlines()}
    rows: list[list[Cell]] = [
        [_("Training event"), event.title],
        [_("Organisation"), event.group.organisation.name],
        [_("Place"), event.place],
        [_("Sessions"), len(sessions)],
        [_("From"), long_date(sessions[0].starts_at) if sessions else ""],
        [_("Until"), long_date(sessions[-1].ends_at) if sessions else ""],
        [_("Training hours (JP)"), training_hours(minutes, municipality_now().minutes_per_jp) if minutes else 0],
        [_("Number of places"), _("no limit") if event.quota is None else event.quota],
        [_("Signed up"), states[Registration.State.REGISTERED]],
        [_("Came without signing up"), states[Registration.State.WALKED_IN]],
        [_("On the waiting list"), states[Registration.State.WAITING]],
        [_("Cancelled their place"), states[Registration.State.CANCELLED]],
        [_("Linked courses"), "; ".join(titles[key] for key in event.courses if key in titles)],
    ]
    rows += [[str(one.get_part_display()).capitalize(), one.name] for one in event.speakers.all()]
    return Table(_("Event"), [_("What"), _("Value")], rows)


def _breakdown(title: str, head: str, groups: Sequence[str]) -> Table:
    counted = without_small(Counter(sorted(groups)))
    rows: list[list[Cell]] = [[_("Others") if group == OTHERS else group, count] for group, count in counted]
    note = _("Groups of fewer than %(least)s people stand together under “Others”.") % {"least": LEAST}
    is_joined = any(group == OTHERS for group, _count in counted)
    return Table(title, [head, _("People")], [*rows, [_("Total"), len(groups)]], note if is_joined else "")


def _attendance(event: TrainingEvent, people: int) -> Table:
    counted = event.sessions.annotate(present=Count("attendances"))
    rows: list[list[Cell]] = [[long_date(one.starts_at), one.hours, one.title, one.present, people] for one in counted]
    return Table(_("Attendance"), [_("Date"), _("Time"), _("Session"), _("Present"), _("Of")], rows)


def tests_taken(event: TrainingEvent, people: Collection[int]) -> list[tuple[str, int]]:
    """(title, how many of these people handed it in): the test before, the test afterwards."""
    if event.posttest is None:
        return []
    found = []
    for quiz in (event.posttest.pretest, event.posttest):
        if quiz is not None:
            handed_in = Attempt.objects.filter(quiz=quiz, learner__in=people, submitted_at__isnull=False)
            found.append((quiz.title, handed_in.values("learner").distinct().count()))
    return found


def _gains(event: TrainingEvent, people: Collection[int]) -> Table:
    """Of the participants only; silent about too few, as everywhere (quizzes.gain)."""
    head = [_("What"), _("People"), _("Before (%)"), _("Afterwards (%)")]
    if event.posttest is None:
        return Table(_("Before and afterwards"), head, [], _("No tests belong to this event."))
    rows: list[list[Cell]] = [[title, count, None, None] for title, count in tests_taken(event, people)]
    told = gain_report(event.posttest, learners=people).everything
    for pillar, gain in told.items():
        words = _("Took both: mean") if pillar == TOTAL else pillar
        rows.append([words, gain.people, whole_percent(gain.before), whole_percent(gain.after)])
    note = "" if told else _("Too few people took both tests. Of fewer than 5 nothing is told.")
    return Table(_("Before and afterwards"), head, rows, note)


def _certificates(event: TrainingEvent) -> Table:
    kinds = dict(Certificate.Kinds.choices)
    rows: list[list[Cell]] = [
        [line.certificate.number, line.name, str(kinds[line.kind])]
        for line in event_lines(event)
        if line.has and line.certificate
    ]
    note = _("Certificates issued: %(count)s.") % {"count": number(len(rows))}
    return Table(_("Certificates"), [_("Number"), _("Name"), _("Kind")], rows, note)


def _satisfaction(event: TrainingEvent) -> Table:
    found = survey_sum(event)
    head = [_("Statement"), *[str(score) for score in SCORES], _("Mean")]
    rows: list[list[Cell]] = [
        [one.words, *one.counts, float(round_half_up(float(one.mean), 2))] for one in found.statements
    ]
    note = _("Answers: %(count)s. 1: do not agree at all, 5: agree fully.") % {"count": number(found.answers)}
    if not found.is_shown:
        note = _("Answers: %(count)s. From %(least)s on they are shown.") % {
            "count": number(found.answers),
            "least": LEAST_ANSWERS,
        }
    return Table(_("Satisfaction"), head, rows, note)
