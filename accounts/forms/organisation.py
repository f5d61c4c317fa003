from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation and the one it belongs to."""

    parent = forms.ModelChoiceField(
        label=_("belongs to"),
        queryset=Organisation.objects.order_by("path"),
        required=False,
        empty_label=_("nothing above it"),
    )

    class Meta:
        model = Organisation
        fields = ("name", "kind", "region", "school_code")

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["parent"] = self.instance.get_parent()
            inside = Organisation.objects.filter(path__startswith=self.instance.path)
            self.fields["parent"].queryset = Organisation.objects.exclude(pk__in=inside).order_by("path")  # type: ignore[attr-defined]

    def clean_school_code(self) -> str:
        code = str(self.cleaned_data["school_code"])
        if code and not code.isalnum():
            raise ValidationError(_("An NPSN has only letters and digits."))
        return code

    def save(self, commit: bool = True) -> Organisation:
        parent = self.cleaned_data["parent"]
        if self.instance.pk is None:
            made = self.instance
            return parent.add_child(instance=made) if parent else Organisation.add_root(instance=made)
        saved: Organisation = super().save(commit)
        if saved.get_parent() != parent or "name" in self.changed_data:
            _sort_in(saved, parent)
            saved.refresh_from_db()
        return saved


def _sort_in(organisation: Organisation, parent: Organisation | None) -> None:
    """Where its name belongs among its neighbours, with all that is in it."""
    neighbours = (parent.get_children() if parent else Organisation.get_root_nodes()).exclude(pk=organisation.pk)
    if neighbour := neighbours.first():
        organisation.move(neighbour, "sorted-sibling")
    elif parent and organisation.get_parent() != parent:
        organisation.move(parent, "sorted-child")
