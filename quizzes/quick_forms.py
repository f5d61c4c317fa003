"""Forms that make several questions at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quizzes.domain.quick import Then
from quizzes.formats.model import FileRefused, Item
from quizzes.formats.quick import MAX_TYPED, read_quick, read_row
from quizzes.forms import GroupField
from quizzes.models import Pool

EXAMPLE = _(
    "Which address belongs to the government?\n"
    "- sukamaju.go.id *\n"
    "- sukamaju-resmi.com\n"
    "Explanation: only .go.id is given to offices.\n"
    "\n"
    "A padlock means the owner is honest. (False)\n"
    "Explanation: it only means that nobody reads along."
)
ROWS, MOST_ROWS = 3, 10


class _Destination(forms.Form):
    """Where it goes and what becomes of it. ``may``: which of Then the person may choose."""

    pool = GroupField(
        label=_("Group of questions"), queryset=Pool.objects.all(), required=False, empty_label=_("a new group")
    )
    then = forms.ChoiceField(label=_("Afterwards"), widget=forms.RadioSelect, initial=Then.DRAFT)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, may: list[Then], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["then"].choices = [  # type: ignore[attr-defined]
            (one, _WORDS[one]) for one in Then if one in may
        ]


_WORDS = {
    Then.DRAFT: _("Keep as drafts"),
    Then.REVIEW: _("Send for review"),
    Then.PUBLISH: _("Publish at once"),
}


class QuickQuizForm(_Destination):
    title = forms.CharField(label=_("Title of the quiz"), max_length=120)
    text = forms.CharField(
        label=_("Questions"),
        max_length=MAX_TYPED,
        widget=forms.Textarea(attrs={"rows": 16, "placeholder": EXAMPLE, "data-quick": ""}),
        help_text=_("Paste or type. A star (*) marks the right choice. See the examples below."),
    )
    pass_percent = forms.IntegerField(label=_("Pass mark in percent"), min_value=1, max_value=100, initial=70)
    field_order = ("title", "text", "pass_percent", "pool", "then", "key")


class RowForm(forms.Form):
    stem = forms.CharField(
        label=_("Question"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    answers = forms.CharField(
        label=_("Choices, or the answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One choice per line, a star (*) behind the right one. One line alone is the answer: True, 42."),
    )
    explanation = forms.CharField(
        label=_("Explanation"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    item: Item | None = None  # what the row says; None for an empty one

    @property
    def notes(self) -> list[str]:
        """What the question still needs before it can be published."""
        return [remark.text(_now) for remark in self.item.remarks] if self.item and self.item.question else []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        written = {name: cleaned.get(name, "").strip() for name in ("stem", "answers", "explanation")}
        if any(written.values()) and not self.errors:
            self.item = read_row(written["stem"], written["answers"], written["explanation"], 0)
            if self.item.is_refused:
                for remark in self.item.remarks:
                    self.add_error(None, remark.text(_now))
        return cleaned


class ManyQuestionsForm(_Destination):
    new_pool = forms.CharField(label=_("Name of the new group"), required=False, max_length=160)
    field_order = ("pool", "new_pool", "then", "key")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("pool") and not (cleaned.get("new_pool") or "").strip():
            self.add_error("new_pool", _("Choose a group or name a new one."))
        return cleaned


RowFormSet = forms.formset_factory(RowForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def filled_rows(rows: list[dict[str, str]]) -> Any:
    """As many rows as these, not yet judged."""
    formset = RowFormSet(initial=rows)
    formset.extra = 0
    return formset


def understood(text: str) -> tuple[list[Item], str]:
    """What the text says, or why it cannot be read at all."""
    try:
        return read_quick(text), ""
    except FileRefused as why:
        return [], why.remark.text(_now)
