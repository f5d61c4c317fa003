"""A paper quiz to print: the sheets with the answer sheet behind them, and the teacher's key by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from classes.codes import show_code
from classes.materials import plain_lines
from classes.models import PaperQuestion, PaperQuiz
from classes.paper import Printed, key_in_letters, printed
from classes.pdf.sheet import Part, Sheet, answer_boxes, fields, new_page, note, question, render, table
from core.models import MunicipalitySettings
from core.variables import fill_variables

Questions = Mapping[str, Sequence[PaperQuestion]]


def hint_of(kind: str) -> str:
    """What to write, as it stands below a question and on top of its column."""
    return {
        "single_choice": _("One letter"),
        "true_false": _("One letter"),
        "multiple_choice": _("All letters that are right"),
        "matching": _("One letter for each number, in this order"),
        "groups": _("One letter for each number, in this order"),
        "ordering": _("All letters in the right order"),
        "number": _("A number"),
    }.get(kind, _("A short answer"))


def render_questions(paper: PaperQuiz, questions: Questions, *, day: date) -> bytes:
    """Never anything of the key."""
    with override("id"):
        return render([_sheet(paper, form, asked, day) for form, asked in questions.items()])


def _sheet(paper: PaperQuiz, form: str, asked: Sequence[PaperQuestion], day: date) -> Sheet:
    values = MunicipalitySettings.load().variables()
    parts: list[Part] = [fields([_("Name"), _("Class"), _("Date")])]
    for one in asked:
        stem = plain_lines(fill_variables(one.version.content["stem"], values))
        parts.append(_question(one.position, stem, printed(one.version.content, one.choice_order), values))
    parts += [
        new_page(),
        fields([_("Name"), _("Class")]),
        note(
            _("Answer sheet %(sheet)s. Write letters or a short answer. Write “-” where you leave a question open.")
            % {"sheet": _number(paper, form)}
        ),
        answer_boxes(len(asked)),
    ]
    return Sheet(
        title=paper.title,
        above=f"{paper.group.organisation.name} · {paper.group}",
        about=[_("Sheet %(sheet)s · %(count)s questions") % {"sheet": _number(paper, form), "count": len(asked)}],
        footer=f"{paper.title} · {_number(paper, form)}",
        parts=parts,
        day=day,
    )


def _question(number: int, stem: Sequence[str], shown: Printed, values: Mapping[str, str]) -> Part:
    return question(
        number,
        stem,
        hint=hint_of(shown.kind),
        rows=[_filled(row, values) for row in shown.rows],
        lettered=[(letter, _filled(words, values)) for letter, words in shown.lettered],
        written=shown.is_written,
        unit=shown.unit,
    )


def _filled(words: str, values: Mapping[str, str]) -> str:
    return " ".join(plain_lines(fill_variables(words, values))) if "{{" in words else words


def _number(paper: PaperQuiz, form: str) -> str:
    """“7KD 4PX A”: the form only where there are two."""
    return f"{show_code(paper.code)} {form}" if paper.forms > 1 else show_code(paper.code)


def render_key(paper: PaperQuiz, questions: Questions, *, day: date) -> bytes:
    """For the teachers of the class only (SECURITY 16): what is right, number by number, form by form."""
    with override("id"):
        sheets = [
            Sheet(
                title=_("Key: %(title)s") % {"title": paper.title},
                above=f"{paper.group.organisation.name} · {paper.group}",
                about=[_("Sheet %(sheet)s. Only for the teacher.") % {"sheet": _number(paper, form)}],
                footer=f"{_('Key')} · {_number(paper, form)}",
                parts=[
                    table(
                        [_("Number"), _("Right"), _("Question")],
                        [
                            [
                                str(one.position),
                                key_in_letters(one.version.content, one.choice_order),
                                " ".join(plain_lines(one.version.content["stem"]))[:90],
                            ]
                            for one in asked
                        ],
                    )
                ],
                day=day,
            )
            for form, asked in questions.items()
        ]
        return render(sheets)
