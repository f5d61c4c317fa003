"""A regrade in words: the form that asks for it, keys, reasons, lines of its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.domain.outlines import outlines
from progress.models import ActivityState
from quizzes.kinds import KINDS, Content
from quizzes.models import QuestionVersion, RegradeChange
from quizzes.regrading import Misfit

MISFITS = {
    Misfit.KIND: gettext_lazy("The question was of another kind."),
    Misfit.ANSWER: gettext_lazy("What was answered is not in the question any more."),
    Misfit.SHOWN: gettext_lazy("The question now asks for something that these people did not see."),
}


class RegradeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Everybody whose mark changes reads it. Use plain words."),
    )
    takes_passes = forms.BooleanField(
        label=gettext_lazy("Also lower marks and take passes away"),
        required=False,
        help_text=gettext_lazy(
            "Without this tick nobody loses anything. With it marks fall, and who falls below the pass mark has not "
            "passed the quiz any more. Lessons and courses that are complete stay complete, and certificates stay "
            "valid: revoking one is an act of its own."
        ),
    )


def key_words(content: Content) -> tuple[str, ...]:
    return KINDS[content["kind"]].solution(content)


def said_otherwise(others: Iterable[QuestionVersion], version: QuestionVersion) -> bool:
    """Some people read another question, so that their answers may not mean the same."""
    return any(other.content["stem"] != version.content["stem"] for other in others)


def titles_of_courses(wanted: Iterable[tuple[int, UUID]]) -> dict[tuple[int, UUID], str]:
    """By learner and activity, where the attempt was part of a course that is published."""
    places = set(wanted)
    titles = {outline.course: outline.title for outline in outlines()}
    states = ActivityState.objects.filter(
        learner__in={learner for learner, _activity in places}, activity__in={activity for _learner, activity in places}
    )
    rows = states.values_list("learner_id", "activity", "course")
    return {(learner, activity): titles[course] for learner, activity, course in rows if course in titles}


def change_rows(changes: Iterable[RegradeChange]) -> Iterator[Sequence[Any]]:
    yield (
        _("Name"), _("Quiz"), _("Attempt"), _("Mark before"), _("Mark afterwards"), _("Passed before"),
        _("Passed afterwards"),
    )  # fmt: skip
    words = {True: _("yes"), False: _("no")}
    for change in changes:
        attempt = change.attempt
        yield (
            str(attempt.learner), attempt.quiz.title, attempt.number, change.percent_before, change.percent_after,
            words[change.passed_before], words[change.passed_after],
        )  # fmt: skip
