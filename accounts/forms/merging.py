"""Which account stays, and why two are merged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountMerge, User


class MergeForm(forms.Form):
    keep = forms.ChoiceField(label=_("This account stays"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "–"), *AccountMerge.Reason.choices])
    sure = forms.BooleanField(label=_("I am sure that both accounts belong to one person."))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: tuple[User, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keep"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.public_id), f"{one.name} · {one.sign_in_name}") for one in pair]

    def kept_and_merged(self, pair: tuple[User, User]) -> tuple[User, User]:
        kept = UUID(self.cleaned_data["keep"])
        return pair if pair[0].public_id == kept else (pair[1], pair[0])
