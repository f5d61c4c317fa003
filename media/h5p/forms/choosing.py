"""Which content types somebody can make something of, and what we say of the common ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from media.h5p.models import H5PContentVersion, H5PLibrary

ICON = "icon.svg"


@dataclass(frozen=True)
class Choice:
    """``line``: what it is good for, where we know it. ``icon``: whether the type brings a picture of itself."""

    row: H5PLibrary
    line: str
    recent: bool = False

    @property
    def name(self) -> LibraryName:
        return self.row.name

    @property
    def title(self) -> str:
        return known_title(self.row.machine_name) or self.row.title

    @property
    def lang(self) -> str:
        return "" if self.row.own or known_title(self.row.machine_name) else "en"

    @property
    def icon(self) -> str:
        return reverse("h5p_type_icon", args=[self.row.pk]) if ICON in self.row.files else ""


def choices(user: User, search: str = "") -> list[Choice]:
    """Runnable types that are not restricted, in their newest version; those this person made last come first."""
    rows = H5PLibrary.objects.filter(runnable=True, restricted=False).defer("semantics", "languages")
    newest: dict[str, H5PLibrary] = {}
    for row in rows.order_by("machine_name", "major", "minor"):
        newest[row.machine_name] = row
    used = _recent(user)
    found = [Choice(row, known_line(row.machine_name), row.machine_name in used) for row in newest.values()]
    order = {name: number for number, name in enumerate(used)}
    wanted = search.casefold().split()
    found = [each for each in found if all(word in _searched(each) for word in wanted)]
    return sorted(
        found, key=lambda each: (order.get(each.row.machine_name, 99), not each.row.own, not each.line, each.title)
    )


def _searched(choice: Choice) -> str:
    return f"{choice.title} {choice.row.title} {choice.line} {choice.row.machine_name}".casefold()


def _recent(user: User) -> list[str]:
    last = H5PContentVersion.objects.filter(made_by=user).order_by("-made_at").values_list("main_library", flat=True)
    return list(dict.fromkeys(_machine_names(last[:50])))[:4]


def _machine_names(names: Iterable[str]) -> list[str]:
    return [name.partition(" ")[0] for name in names]


def known_title(machine_name: str) -> str:
    titles = {
        "H5P.MultiChoice": _("Multiple choice"),
        "H5P.TrueFalse": _("True or not true"),
        "H5P.Blanks": _("Fill in the blanks"),
        "H5P.DragText": _("Drag the words"),
        "H5P.QuestionSet": _("Question set"),
        "H5P.CoursePresentation": _("Slides"),
        "H5P.InteractiveVideo": _("Video with questions"),
        "H5P.SingleChoiceSet": _("Quick single choices"),
        "H5P.MarkTheWords": _("Mark the words"),
        "H5P.Summary": _("Summary"),
        "H5P.DragQuestion": _("Drag onto a picture"),
        "H5P.ImageHotspots": _("Picture with hotspots"),
        "H5P.Dialogcards": _("Dialog cards"),
        "H5P.Accordion": _("Accordion"),
        "H5P.Column": _("Column of several parts"),
        "H5P.InteractiveBook": _("Interactive book"),
        "H5P.Essay": _("Essay"),
        "H5P.AdvancedText": _("Text"),
        "H5P.Text": _("Text"),
        "H5P.Table": _("Table"),
        "H5P.Link": _("Link"),
        "H5P.Image": _("Picture"),
        "H5P.Shape": _("Line or shape"),
        "H5P.Audio": _("Sound"),
    }
    return titles.get(machine_name, "")


def known_line(machine_name: str) -> str:
    lines = {
        "H5P.MultiChoice": _("A question with choices; one or more are right."),
        "H5P.TrueFalse": _("A sentence: true, or not true?"),
        "H5P.Blanks": _("A text with gaps to type into."),
        "H5P.DragText": _("A text with gaps; the words are moved or tapped into them."),
        "H5P.QuestionSet": _("Several questions of different kinds, with a result at the end."),
        "H5P.CoursePresentation": _("Slides with text, pictures and questions."),
        "H5P.InteractiveVideo": _("A video that stops and asks."),
        "H5P.SingleChoiceSet": _("Short questions, one right answer each, at a good pace."),
        "H5P.MarkTheWords": _("Tap the right words in a text."),
        "H5P.Summary": _("Choose the right sentences, one after the other."),
        "H5P.DragQuestion": _("Move words or pictures to their places on a picture."),
        "H5P.ImageHotspots": _("A picture that explains itself where it is tapped."),
        "H5P.Dialogcards": _("Cards to turn, with a question and an answer."),
        "H5P.Accordion": _("Texts that unfold under their headings."),
        "H5P.Column": _("Texts, pictures and questions one below the other."),
        "H5P.InteractiveBook": _("Chapters with texts and questions."),
        "H5P.Essay": _("A longer answer; key words are looked for."),
        "LMS.FindClues": _("Find the clues of a fraud in a message."),
        "LMS.OrderSteps": _("Put steps in their order."),
        "LMS.FlipCards": _("Cards to turn: a word or question, and what is behind it."),
        "LMS.PriceCalculator": _("Work out a price, with costs and profit."),
    }
    return lines.get(machine_name, "")
