"""Forms of the import and export of questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.models import Competence, Pillar, Topic
from quizzes.domain.finding import STATES, in_state, of_kinds
from quizzes.domain.imports import Target
from quizzes.domain.usage import unused_questions
from quizzes.formats import EMPTY, FORMAT_NAMES, READERS, TOO_LARGE
from quizzes.formats.model import MAX_BYTES
from quizzes.models import Pool, Question
from quizzes.models.bank import Difficulty


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("GIFT, Aiken, Moodle XML or our XLSX template, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,.gift,.xml,.xlsx"}),
    )
    form = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("recognise by itself")), *((name, FORMAT_NAMES[name]) for name in READERS)],
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError(_now(EMPTY))
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_now(TOO_LARGE).format(limit=MAX_BYTES // 1024 // 1024))
        return file


class GroupField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except OverflowError:  # a number that no key of the database can be
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": value}) from None


class _ManyField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        return super().clean([one for one in value or () if len(str(one)) < 19])


class TargetForm(forms.Form):
    """Where the questions go. Fields keep these names in addresses."""

    pool = GroupField(
        label=_("Group of questions"), queryset=Pool.objects.all(), required=False, empty_label=_("a new group")
    )
    new_pool = forms.CharField(label=_("Name of the new group"), required=False, max_length=160)
    by_category = forms.BooleanField(
        label=_("Make groups from the categories of the file"),
        required=False,
        help_text=_("Questions without a category go into the group above."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("pool") and not (cleaned.get("new_pool") or "").strip():
            self.add_error("new_pool", _("Choose a group or name a new one."))
        return cleaned

    @property
    def target(self) -> Target:
        pool = self.cleaned_data["pool"]
        name = pool.name if pool else " ".join(self.cleaned_data["new_pool"].split())
        return Target(name, self.cleaned_data["by_category"], pool)


def kind_choices() -> list[tuple[str, Any]]:
    return [(name, block.label) for name, block in Question.content.field.stream_block.child_blocks.items()]


class ExportForm(forms.Form):
    """The same filters as the listing's."""

    kind = forms.MultipleChoiceField(label=_("Kind"), choices=kind_choices, required=False)
    state = forms.ChoiceField(label=_("Status"), choices=[("", _("all")), *STATES], required=False)
    unused = forms.ChoiceField(label=_("Use"), choices=[("", _("all")), ("1", _("not used yet"))], required=False)
    pillars = _ManyField(label=_("Pillars"), queryset=Pillar.objects.all(), required=False)
    competences = _ManyField(label=_("Competences"), queryset=Competence.objects.all(), required=False)
    topics = _ManyField(label=_("Topics"), queryset=Topic.objects.all(), required=False)

    pool = _ManyField(label=_("Group of questions"), queryset=Pool.objects.all(), required=False)
    difficulty = forms.MultipleChoiceField(label=_("Difficulty"), choices=Difficulty.choices, required=False)
    live = forms.NullBooleanField(label=_("Published"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["live"].widget.choices = [("unknown", _("all")), ("true", _("yes")), ("false", _("no"))]

    def questions(self) -> Any:
        """None where the address holds what no filter of the listing sends."""
        found = Question.objects.all()
        if not self.is_valid():
            return found.none()
        if pools := self.cleaned_data["pool"]:
            found = found.filter(pool__in=pools)
        if difficulties := self.cleaned_data["difficulty"]:
            found = found.filter(difficulty__in=difficulties)
        for name in ("pillars", "competences", "topics"):
            if tags := self.cleaned_data[name]:
                found = found.filter(**{f"{name}__in": tags}).distinct()
        found = in_state(of_kinds(found, self.cleaned_data["kind"]), self.cleaned_data["state"])
        if self.cleaned_data["unused"]:
            found = unused_questions(found)
        if (live := self.cleaned_data["live"]) is not None:
            found = found.filter(live=live)
        return found
