"""A learner's ticks in the registry of what belongs to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from core.words import long_date
from practice.models import PracticeTick


def _claim(guest: User, account: User) -> None:
    """Every step either of the two has ticked is ticked, and accompanied where it was for one of them."""
    theirs = {(tick.context, tick.step): tick for tick in PracticeTick.objects.filter(learner=account)}
    for tick in PracticeTick.objects.filter(learner=guest):
        same = theirs.get((tick.context, tick.step))
        if same is None:
            tick.learner = account
            tick.by = account if tick.by_id == guest.pk else tick.by
            tick.save(update_fields=["learner", "by"])
            continue
        if tick.accompanied:
            same.accompanied = True
            same.save(update_fields=["accompanied"])
        tick.delete()


def _export(person: User) -> dict[str, Rows]:
    ticks = PracticeTick.objects.filter(learner=person).select_related("task").order_by("at")
    return {
        _("Practice"): [
            {_("Practice"): tick.task.title, _("Step"): tick.step, _("Date"): long_date(tick.at)} for tick in ticks
        ]
    }


def _erase(person: User) -> None:
    PracticeTick.objects.filter(learner=person).delete()


def register_own_data() -> None:
    register(
        PersonalData(
            app="practice",
            label="Practice",
            models=(PracticeTick,),
            claim=_claim,
            export=_export,
            erase=_erase,
            work=frozenset({PracticeTick}),
        )
    )
