"""“How was it?”: one answer each by who was there; read in sum only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from classes.event_rules import LEAST_ANSWERS
from classes.models import Attendance, SurveyAnswer, TrainingEvent
from core import audit, requestkeys

STATEMENTS = ("useful", "clear", "speakers", "place", "usable")
SCORES = (1, 2, 3, 4, 5)


class SurveyClosed(Exception):
    """Not open: the event is not over yet, was cancelled, or the survey was closed."""


class WasNotThere(Exception):
    """Only who was at a session answers."""


def statement_words() -> dict[str, str]:
    return {
        "useful": _("The training is useful for me."),
        "clear": _("The explanations were clear."),
        "speakers": _("The speakers know their subject."),
        "place": _("Place, time and equipment were good."),
        "usable": _("I can use what I learned at once."),
    }


def score_words() -> dict[int, str]:
    return {
        1: _("do not agree at all"),
        2: _("do not agree"),
        3: _("half and half"),
        4: _("agree"),
        5: _("agree fully"),
    }


def is_survey_open(event: TrainingEvent, *, at: datetime) -> bool:
    """From the end of the last session until the organiser closes it."""
    ends = [session.ends_at for session in event.sessions.all()]
    held = event.state in (TrainingEvent.State.OPEN, TrainingEvent.State.OVER)
    return held and bool(ends) and max(ends) <= at and event.survey_closed_at is None


def was_there(event: TrainingEvent, person: User) -> bool:
    return Attendance.objects.filter(session__event=event, person=person).exists()


@transaction.atomic
def answer_survey(
    *, event: TrainingEvent, person: User, scores: Mapping[str, int], text: str, at: datetime, key: UUID
) -> SurveyAnswer:
    """Again is a change of the same answer. Raises SurveyClosed, WasNotThere."""
    event = TrainingEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not is_survey_open(event, at=at):
        raise SurveyClosed
    if not was_there(event, person):
        raise WasNotThere
    requestkeys.claim(person=person.public_id, key=key, act=requestkeys.act_on("survey", event.public_id), at=at)
    row, _created = SurveyAnswer.objects.update_or_create(
        event=event, person=person, defaults={**scores, "text": text, "at": at}
    )
    return row


@transaction.atomic
def close_survey(*, event: TrainingEvent, closed: bool, by: User, at: datetime) -> None:
    TrainingEvent.objects.filter(pk=event.pk).update(survey_closed_at=at if closed else None)
    action = "classes.survey_closed" if closed else "classes.survey_opened"
    audit.log(actor=str(by.public_id), action=action, subject=str(event.public_id), at=at)


@dataclass(frozen=True)
class StatementSum:
    words: str
    counts: tuple[int, ...]  # of 1 to 5
    mean: Fraction


@dataclass(frozen=True)
class SurveySum:
    """``statements`` and ``texts`` are empty where there are fewer than LEAST_ANSWERS."""

    answers: int
    statements: tuple[StatementSum, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        return self.answers >= LEAST_ANSWERS


def survey_sum(event: TrainingEvent) -> SurveySum:
    """One query. Texts stand in the order of the alphabet, so that none tells when it was written."""
    rows = list(event.survey_answers.values_list(*STATEMENTS, "text"))
    if len(rows) < LEAST_ANSWERS:
        return SurveySum(len(rows))
    sums = []
    for index, words in enumerate(statement_words().values()):
        given = [row[index] for row in rows]
        counts = tuple(given.count(score) for score in SCORES)
        sums.append(StatementSum(words, counts, Fraction(sum(given), len(given))))
    texts = sorted((str(row[-1]).strip() for row in rows if str(row[-1]).strip()), key=str.casefold)
    return SurveySum(len(rows), tuple(sums), tuple(texts))
