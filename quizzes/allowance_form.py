"""What one learner is given beyond the rules of a quiz: only what the quiz limits can be extended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quizzes.models import Quiz
from quizzes.quiz_form import LocalDateTimeField
from quizzes.words import moment


class AllowanceForm(forms.Form):
    person = forms.UUIDField(widget=forms.HiddenInput)
    extra_minutes = forms.IntegerField(
        label=_("More minutes for each attempt"), min_value=0, max_value=600, required=False, initial=0
    )
    extra_attempts = forms.IntegerField(label=_("More attempts"), min_value=0, max_value=50, required=False, initial=0)
    closes_at = LocalDateTimeField(
        label=_("Closes for this person"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("The person can read it in “My data”. Do not write about illness or family."),
    )

    def __init__(self, *args: Any, quiz: Quiz, **options: Any) -> None:
        super().__init__(*args, **options)
        self.quiz = quiz
        limits = {
            "extra_minutes": quiz.time_limit,
            "extra_attempts": quiz.attempts_allowed,
            "closes_at": quiz.closes_at,
        }
        for name, limit in limits.items():
            if limit is None:
                del self.fields[name]
        if quiz.closes_at:
            self.fields["closes_at"].help_text = _("For everybody: %(when)s") % {"when": moment(quiz.closes_at)}

    def clean_closes_at(self) -> Any:
        value = self.cleaned_data["closes_at"]
        if value and self.quiz.closes_at and value <= self.quiz.closes_at:
            raise forms.ValidationError(_now("Choose a later time than for everybody."))
        if value and value <= timezone.now():
            raise forms.ValidationError(_now("Choose a time that is still to come."))
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("extra_minutes", "extra_attempts", "closes_at")):
            raise forms.ValidationError(_now("Say what this person gets: minutes, attempts or a later closing."))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """For ``give_allowance``."""
        return {
            "extra_minutes": self.cleaned_data.get("extra_minutes") or 0,
            "extra_attempts": self.cleaned_data.get("extra_attempts") or 0,
            "closes_at": self.cleaned_data.get("closes_at"),
            "reason": self.cleaned_data["reason"],
        }
