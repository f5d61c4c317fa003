"""Coming into a class: its code, and who one is there."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PlainNameField
from classes.codes import read_code


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the class"),
        max_length=20,
        help_text=_("6 letters and digits, like 7KD 4PX. Your teacher has it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has 6 letters and digits. Check it on your card or with your teacher."))
        return code


class ClassSignInForm(CodeForm):
    name = PlainNameField(
        label=_("Your name or nickname"),
        help_text=_("As it stands on your card."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
