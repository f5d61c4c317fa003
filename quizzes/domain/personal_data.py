"""A learner's answers in the registry of what belongs to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from core.words import long_date
from quizzes.domain.numbering import number_by_time
from quizzes.kinds import KINDS
from quizzes.models import Allowance, Attempt, AttemptItem, CheckAnswer, Window
from quizzes.rubric import marked


def _claim(guest: User, account: User) -> None:
    """Answers to check questions move; attempts are numbered on. Of two open attempts the account's stays open."""
    CheckAnswer.objects.filter(learner=guest).update(learner=account)
    _keep_the_fuller_of_two_open(guest, account)
    for attempt in Attempt.objects.filter(learner=guest).order_by("number"):
        theirs = Attempt.objects.filter(learner=account, quiz=attempt.quiz_id, context=attempt.context)
        attempt.number = (theirs.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        attempt.learner = account
        attempt.save(update_fields=["learner", "number"])
    _claim_allowances(guest, account)
    _claim_windows(guest, account)
    for model in (Attempt, CheckAnswer):  # what they did for others stays the act of the account that did it
        model.objects.filter(by=guest, learner=account).update(by=account)


def _claim_allowances(guest: User, account: User) -> None:
    """Of two for one quiz the more generous of each item."""
    for given in Allowance.objects.filter(learner=guest):
        own = Allowance.objects.filter(learner=account, quiz=given.quiz_id).first()
        if own is None:
            given.learner = account
            given.save(update_fields=["learner"])
            continue
        own.extra_minutes = max(own.extra_minutes, given.extra_minutes)
        own.extra_attempts = max(own.extra_attempts, given.extra_attempts)
        own.closes_at = max(filter(None, (own.closes_at, given.closes_at)), default=None)
        own.save(update_fields=["extra_minutes", "extra_attempts", "closes_at"])
        given.delete()


def _claim_windows(guest: User, account: User) -> None:
    """Of two times that one source gives for one quiz the longer one: earlier open, later closed; none is no limit."""
    for window in Window.objects.filter(learner=guest):
        own = Window.objects.filter(learner=account, quiz=window.quiz_id, source=window.source).first()
        if own is None:
            window.learner = account
            window.save(update_fields=["learner"])
            continue
        own.opens_at = min(own.opens_at, window.opens_at) if own.opens_at and window.opens_at else None
        own.closes_at = max(own.closes_at, window.closes_at) if own.closes_at and window.closes_at else None
        own.save(update_fields=["opens_at", "closes_at"])
        window.delete()


def _keep_the_fuller_of_two_open(guest: User, account: User) -> None:
    """First of all: a gap in the numbers would cost an attempt. With as many answers the account's own goes on."""
    for attempt in Attempt.objects.filter(learner=guest, submitted_at=None):
        opened = Attempt.objects.filter(
            learner=account, quiz=attempt.quiz_id, context=attempt.context, submitted_at=None
        ).first()
        if opened is not None:
            (opened if _answered(opened) < _answered(attempt) else attempt).delete()


def _answered(attempt: Attempt) -> int:
    return AttemptItem.objects.filter(attempt=attempt, response__isnull=False).count()


def _export(person: User) -> dict[str, Rows]:
    attempts = Attempt.objects.filter(learner=person).order_by("started_at", "pk").select_related("quiz")
    return {
        _("Quizzes"): [
            {
                _("Quiz"): attempt.quiz.title,
                _("Attempt"): attempt.number,
                _("Started"): long_date(attempt.started_at),
                _("Mark"): "" if attempt.percent is None or attempt.is_survey else attempt.percent,
                _("Answers"): [
                    KINDS[item.version.content["kind"]].describe(item.version.content, item.response)
                    if item.response
                    else ""
                    for item in attempt.items.all()
                ],
                _("Marked by a trainer"): [_mark_in_words(item) for item in attempt.items.all() if item.mark],
            }
            for attempt in attempts.prefetch_related("items__version")
        ],
        _("Check questions"): [
            {
                _("Date"): long_date(answer.at),
                _("Answer"): KINDS[answer.version.content["kind"]].describe(answer.version.content, answer.response),
            }
            for answer in CheckAnswer.objects.filter(learner=person).select_related("version")
        ],
        _("Extensions"): [
            {
                _("Quiz"): given.quiz.title,
                _("More minutes"): given.extra_minutes,
                _("More attempts"): given.extra_attempts,
                _("Closes"): long_date(given.closes_at) if given.closes_at else "",
                _("Reason"): given.reason,
            }
            for given in Allowance.objects.filter(learner=person).order_by("pk").select_related("quiz")
        ],
        _("Times for quizzes"): [
            {
                _("Quiz"): window.quiz.title,
                _("Opens"): long_date(window.opens_at) if window.opens_at else "",
                _("Closes"): long_date(window.closes_at) if window.closes_at else "",
            }
            for window in Window.objects.filter(learner=person).order_by("pk").select_related("quiz")
        ],
    }


def _mark_in_words(item: AttemptItem) -> str:
    """“3: Menyebut sumber 2/2, Memberi contoh 1/3. Sudah bagus.”"""
    mark = marked(item.version.content, item.mark)
    assert mark is not None  # only of marked ones
    points = ", ".join(f"{line.criterion} {line.points}/{line.most}" for line in mark.lines)
    return f"{item.position}: {points}. {mark.comment}".strip()


def _erase(person: User) -> None:
    for model in (Attempt, CheckAnswer, Allowance, Window):
        model.objects.filter(learner=person).delete()


def register_own_data() -> None:
    register(
        PersonalData(
            app="quizzes",
            label="Quizzes",
            models=(Attempt, CheckAnswer, Allowance, Window),
            claim=_claim,
            export=_export,
            erase=_erase,
            children=((AttemptItem, "attempt"),),
            work=frozenset({Attempt}),
            settle=number_by_time,
        )
    )
