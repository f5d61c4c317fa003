"""An edition as a tagged PDF to print: for learning points without devices, whole in black and white."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.qr import qr_file
from core.typeset import typeset
from core.words import minutes, plain_date
from courses.editions.model import Blank, Edition, Figure, LessonPart, ModulePart, Option, Piece, SelfCheck
from courses.editions.rich import Run, blocks_of, runs_of

_TEMPLATE = Path(__file__).with_name("booklet.typ")
_QR = "qr.svg"
_SANS = re.compile(rb'font-family="[^"]*sans-serif[^"]*"')
LETTERS = "ABCDEFGHIJKLMNOP"


def booklet_pdf(edition: Edition) -> bytes:
    """PDF/UA-1 (ISO 14289-1), unless a text has a letter that no font here has. In the language in force."""
    files = {_flat(name): _drawn(name, content) for name, content in edition.pictures.items()}
    if edition.address:
        files[_QR] = qr_file(edition.address)
    return typeset(_TEMPLATE, _data(edition), day=edition.day, files=files)


def _flat(name: str) -> str:
    return name.replace("/", "-")


def _drawn(name: str, content: bytes) -> bytes:
    """Pictures say “the system's sans-serif”; here it is the one that the text is set in."""
    return _SANS.sub(b'font-family="Open Sans"', content) if name.endswith(".svg") else content


def _data(edition: Edition) -> dict[str, Any]:
    about = [
        _("%(count)s pages to learn from · %(minutes)s")
        % {"count": len(edition.lessons), "minutes": minutes(edition.minutes)}
    ]
    if edition.audience:
        about.append(f"{_('For')}: {edition.audience}")
    quiz = _("The quiz and the certificate are on %(site)s.") % {"site": edition.site} if edition.has_quiz else ""
    return {
        "title": edition.title,
        "language": edition.language,
        "summary": edition.summary,
        "about": about,
        "outcomes": list(edition.outcomes),
        "issuer": " · ".join(filter(None, (edition.office, edition.city))) or edition.site,
        "address": edition.address,
        "qr": _QR if edition.address else "",
        "quiz": quiz,
        "day": [edition.day.year, edition.day.month, edition.day.day],
        "imprint": _imprint(edition),
        "words": _words(),
        "modules": [_module(place, module) for place, module in enumerate(edition.modules, 1) if module.lessons],
    }


def _imprint(edition: Edition) -> list[str]:
    lines = [_("As of %(day)s") % {"day": plain_date(edition.day)}]
    if edition.version:
        lines.append(_("Version %(version)s") % {"version": edition.version})
    if edition.licence:
        lines.append(f"{_('Licence')}: {edition.licence}")
    return lines


def _words() -> dict[str, str]:
    return {
        "booklet": _("Learning booklet"),
        "outcomes": _("What you will master"),
        "contents": _("List of contents"),
        "page": _("Page"),
        "qr": _("QR code that leads to the course"),
        "scan": _("This course on the internet:"),
        "words": _("Words you will meet"),
        "try": _("Try it now"),
        "source": _("Official source"),
        "answers_at": _("The answer is at the end of this module."),
        "several": _("Choose all that are right"),
        "order": _("Give each one its number in the right order."),
        "changes": _("Screens and rules change often. Yours may look a little different."),
    }


def _module(place: int, module: ModulePart) -> dict[str, Any]:
    return {
        "title": f"{_('Module')} {place} · {module.title}",
        "summary": module.summary,
        "lessons": [_lesson(lesson) for lesson in module.lessons],
        "answers_title": _("Answers to module %(number)s") % {"number": place},
        "answers": [_answer(question) for question in module.questions],
    }


def _lesson(lesson: LessonPart) -> dict[str, Any]:
    kind = f"{_('practice')} · " if lesson.kind == "practice" else ""
    return {
        "title": lesson.title,
        "about": kind + minutes(lesson.minutes),
        "objective": lesson.objective,
        "changes": lesson.changes_often,
        "source": list(lesson.source),
        "pieces": [part for piece in lesson.pieces if (part := _piece(piece))],
    }


def _piece(piece: Piece) -> dict[str, Any] | None:
    """None for what only a screen can show."""
    if piece.kind == "check":
        return _question(piece.question) if piece.question else None
    if piece.kind in ("quiz", "media") and not piece.html:
        return None
    part: dict[str, Any] = {"is": piece.kind, "title": piece.title, "blocks": blocks_of(piece.html)}
    if piece.kind in ("tip", "warning", "example"):
        named = {"tip": _("Tip"), "warning": _("Take care"), "example": _("Example")}[piece.kind]
        part["title"] = f"{named}: {piece.title}" if piece.title else named
    elif piece.kind == "practice":
        together = _("Do this together with a companion") if piece.html else _("Do this yourself")
        part |= {"title": together, "blocks": []}
    part["items"] = [
        {"title": item.title, "blocks": blocks_of(item.html), "figure": _figure(item.figure)} for item in piece.items
    ]
    part["rows"] = [[runs_of(cell) for cell in row] for row in piece.rows]
    part["figure"] = _figure(piece.figure)
    return part


def _figure(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {"file": _flat(figure.name), "alt": figure.alt, "width": figure.width, "height": figure.height}


def _question(question: SelfCheck) -> dict[str, Any]:
    return {
        "is": "check",
        "title": _("Check yourself %(number)s") % {"number": question.number},
        "stem": blocks_of(question.stem),
        "figure": _figure(question.figure),
        "marks": [dict(option.place) for option in question.options if option.place],
        "options": [{"runs": runs_of(option.text), "figure": _figure(option.figure)} for option in question.options],
        "numbered": any(option.place for option in question.options),
        "several": question.several,
        "order": question.scheme == "order",
        "blanks": [runs_of(blank.label) for blank in question.blanks if blank.label],
        "choices": _choices(question),
        "gaps": [_gap(gap) for gap in question.gaps],
        "lines": _lines(question),
        "unit": question.unit,
    }


def _choices(question: SelfCheck) -> list[list[Run]]:
    """Of matching and sorting: lettered, beside the rows. The numbers of an order need no list."""
    if question.scheme != "blanks" or not question.blanks:
        return []
    return [runs_of(text) for text in question.blanks[0].choices]


def _gap(gap: str | Blank) -> dict[str, Any]:
    """The text keeps its spaces at the gap."""
    if isinstance(gap, str):
        return {"text": _as_text(gap)}
    return {"gap": gap.label, "choices": " / ".join(_as_text(choice) for choice in gap.choices)}


def _as_text(html: str) -> str:
    before = " " if html[:1].isspace() else ""
    after = " " if html[-1:].isspace() else ""
    return before + "".join(run["t"] for run in runs_of(html)) + after


def _lines(question: SelfCheck) -> int:
    """Empty lines to write on."""
    if question.scheme == "compare":
        return 4
    return 1 if any(not blank.label for blank in question.blanks) else 0


def _answer(question: SelfCheck) -> dict[str, Any]:
    return {
        "title": _("Question %(number)s") % {"number": question.number},
        "fits_title": _("What fits:") if question.is_scored else f"{_('Example')}:",
        "fits": [runs_of(text) for text in _solution(question)],
        "reasons": list(_reasons(question.options)),
        "told": [runs_of(text) for text in (question.if_right, question.explanation) if text],
    }


def _solution(question: SelfCheck) -> Sequence[str]:
    if any(not blank.label for blank in question.blanks):
        return [" / ".join(question.solution)] if question.solution else []  # spellings of one answer
    if not question.options:
        return question.solution
    return [f"{mark}. {option.text}" for mark, option in _marked(question.options) if option.is_right]


def _reasons(options: Sequence[Option]) -> Iterator[dict[str, Any]]:
    for mark, option in _marked(options):
        if option.why:
            yield {"mark": mark, "runs": runs_of(option.why)}


def _marked(options: Sequence[Option]) -> Iterator[tuple[str, Option]]:
    """Letters; numbers where they also stand in the picture."""
    for place, option in enumerate(options):
        yield (str(place + 1) if option.place else LETTERS[place]), option
