"""Adding pupils by name, and correcting one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PlainNameField
from classes.domain.pupils import TypedPupil

MOST_LINES = 100  # longer lists come as a file
LONGEST_NAME, LONGEST_NICKNAME = 150, 40


class PupilsForm(forms.Form):
    names = forms.CharField(
        label=_("Names, one on each line"),
        max_length=20_000,
        help_text=_("A nickname may follow after a comma: Muhammad Rizky Pratama, Kiki"),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    full_names = forms.BooleanField(label=_("These are full names. They may stand on certificates."), required=False)

    def clean_names(self) -> str:
        text = str(self.cleaned_data["names"])
        self.pupils: list[TypedPupil] = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                self.pupils.append(_read_line(line, number))
        if not self.pupils:
            raise ValidationError(_("Write at least one name."))
        if len(self.pupils) > MOST_LINES:
            raise ValidationError(
                _("At most %(most)s names at once. Send longer lists as a file."), params={"most": MOST_LINES}
            )
        return text


def _read_line(line: str, number: int) -> TypedPupil:
    plain = PlainNameField(required=False, max_length=None)
    name, _comma, nickname = (part for part in line.partition(","))
    pupil = TypedPupil(plain.to_python(name), plain.to_python(nickname))
    if not any(char.isalnum() for char in pupil.name):
        raise ValidationError(gettext("Line %(number)s has no name.") % {"number": number})
    if len(pupil.name) > LONGEST_NAME or len(pupil.nickname) > LONGEST_NICKNAME:
        raise ValidationError(gettext("Line %(number)s is too long for a name.") % {"number": number})
    return pupil


class PupilForm(forms.Form):
    """``own``: the account is the person's own, so that only the nickname in this class can be changed."""

    name = PlainNameField(label=_("Full name"))
    nickname = PlainNameField(
        label=_("Nickname"),
        max_length=LONGEST_NICKNAME,
        required=False,
        help_text=_("May be typed instead of the name at signing in."),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = _("This account is the person's own. Only they change its name.")


class SearchForm(forms.Form):
    """Sent by POST, so that no name stands in an address or a log."""

    words = PlainNameField(label=_("Search by name"), max_length=60, required=False)
