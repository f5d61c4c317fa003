"""What a learner did in H5P contents, in the registry of what belongs to a person; a part of progress' own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import Rows
from core.words import long_date
from media.h5p.models import H5PContent
from progress.h5p_words import result_in_words
from progress.models import H5PResult, H5PState


def claim_h5p(guest: User, account: User) -> None:
    """All goes; of two places in the same exercise the one that was written last."""
    H5PResult.objects.filter(learner=guest).exclude(
        key__in=H5PResult.objects.filter(learner=account).values("key")
    ).update(learner=account)
    H5PResult.objects.filter(learner=guest).delete()
    mine = {_part(state): state for state in H5PState.objects.filter(learner=account)}
    for state in H5PState.objects.filter(learner=guest):
        other = mine.get(_part(state))
        if other is not None and other.sequence >= state.sequence:
            state.delete()
            continue
        if other is not None:
            other.delete()
        state.learner = account
        state.save(update_fields=["learner"])


def _part(state: H5PState) -> tuple[object, str, str]:
    return state.activity, state.sub_content, state.data_type


def exported_h5p(person: User) -> dict[str, Rows]:
    results = list(H5PResult.objects.filter(learner=person).order_by("started_at"))
    states = list(H5PState.objects.filter(learner=person).exclude(data="").order_by("updated_at"))
    keys = {result.content for result in results} | {state.content for state in states}
    titles = dict(H5PContent.objects.filter(key__in=keys).values_list("key", "title")) if keys else {}
    return {
        _("Results of exercises (H5P)"): [
            {
                _("Exercise"): titles.get(result.content, str(result.content)),
                _("Started"): long_date(result.started_at),
                _("Result"): result_in_words(result),
                _("Answers"): "; ".join(
                    f"{part['title']}: {part['response']}" for part in result.parts if part["response"]
                ),
            }
            for result in results
        ],
        _("Your place in exercises (H5P)"): [
            {
                _("Exercise"): titles.get(state.content, str(state.content)),
                _("Date"): long_date(state.updated_at),
                _("What is kept"): state.data,
            }
            for state in states
        ],
    }


def erase_h5p(person: User) -> None:
    for model in (H5PResult, H5PState):
        model.objects.filter(learner=person).delete()
