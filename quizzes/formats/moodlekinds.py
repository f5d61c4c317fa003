"""One reader for each of Moodle's question types that a kind of ours can carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.formats.answers import (
    Weighted,
    choice,
    explained,
    free_text,
    groups,
    matching,
    number,
    short_text,
    true_false,
    weight,
)
from quizzes.formats.cloze import read_cloze
from quizzes.formats.model import GROUPS_TAG, NO_MARK_TAG, NO_SPACES_TAG, Notes, Value, _n
from quizzes.formats.text import take_images, to_html, to_plain

PICTURES_LOST = _n("Pictures in answers and explanations are not kept: {names}.")
COMBINED_LOST = _n("Explanations for the whole answer are not kept: {texts}.")
PARTLY_LOST = _n("The explanation for a partly right answer is not kept: {text}")
UNITS_LOST = _n("One unit is kept, without: {names}.")
UNIT_REQUIRED = _n("In Moodle the unit had to be written; here it may.")
FORMULA_LOST = _n("Only whole orders or steps count here; Moodle's way of marking is not kept: {way}.")

FILES_LOST = _n("Here people write; they attach no files.")
TEMPLATE_LOST = _n("The beginning that stood in the answer is not kept: {text}")

_FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}
_YES = {"1", "true"}


@dataclass(frozen=True)
class Made:
    kind: str
    stem: str
    value: Value


class Parts:
    """The parts of a <question>, in our terms."""

    def __init__(self, element: Element, notes: Notes) -> None:
        self.element, self.notes = element, notes
        self.tags = {(tag.text or "").strip() for tag in element.iterfind("tags/tag/text")}

    def html(self, name: str) -> str:
        found = self.element.find(name)
        if found is None:
            return ""
        return to_html(_said(found), _FORMATS.get(found.get("format", "moodle"), "moodle"))

    def plain(self, name: str, inside: Element | None = None, *, lines: bool = True) -> str:
        found = (self.element if inside is None else inside).find(name)
        return self.words(found, lines=lines) if found is not None else ""

    def words(self, element: Element, *, lines: bool = True) -> str:
        """Formatted text as plain words; what is shown in it besides words is noted."""
        form = _FORMATS.get(element.get("format", ""), "html")
        text, images = take_images(_said(element)) if form != "plain" else (_said(element), [])
        if images:
            self.notes.add(PICTURES_LOST, names=", ".join(source[-60:] for source, _alt in images))
        return to_plain(text, form, lines=lines)

    def is_on(self, name: str, *, otherwise: bool = False) -> bool:
        said = self.element.findtext(name)
        return otherwise if said is None else said.strip().lower() in _YES

    def answers(self) -> list[Weighted]:
        return [
            Weighted(
                text=self.words(answer, lines=False),
                percent=weight(answer.get("fraction", "0")),
                feedback=self.plain("feedback", answer),
                tolerance=(answer.findtext("tolerance") or "0").strip(),
            )
            for answer in self.element.iterfind("answer")
        ]

    def combined(self, *, kept: bool) -> tuple[str, str]:
        """The explanations for a right and for any other answer; ``kept``: our kind has such."""
        right, otherwise = self.plain("correctfeedback"), self.plain("incorrectfeedback")
        partly = self.plain("partiallycorrectfeedback")
        if not kept:
            if said := [text for text in (right, partly, otherwise) if text]:
                self.notes.add(COMBINED_LOST, texts="; ".join(said))
        elif partly and partly != otherwise:
            self.notes.add(PARTLY_LOST, text=partly)
        return right, otherwise


def _said(element: Element) -> str:
    inner = element.find("text")
    return ((inner.text if inner is not None else element.text) or "").strip()


def _choice(parts: Parts, html: str) -> Made:
    parts.combined(kept=False)
    several = not parts.is_on("single", otherwise=True)
    shuffle = parts.is_on("shuffleanswers", otherwise=True)
    kind, value = choice(parts.answers(), several=several, notes=parts.notes, shuffle=shuffle)
    return Made(kind, html, value)


def _true_false(parts: Parts, html: str) -> Made:
    answers = {answer.text.lower(): answer for answer in parts.answers()}
    true = next((answers[word] for word in ("true", "benar") if word in answers), Weighted("", weight("0")))
    false = next((answers[word] for word in ("false", "salah") if word in answers), Weighted("", weight("0")))
    kind, value = true_false(
        is_true=true.percent > false.percent, if_true=true.feedback, if_false=false.feedback
    )  # fmt: skip
    return Made(kind, html, value)


def _short_text(parts: Parts, html: str) -> Made:
    kind, value = short_text(
        parts.answers(), notes=parts.notes, case=parts.is_on("usecase"), ignore_spaces=NO_SPACES_TAG in parts.tags
    )
    return Made(kind, html, value)


def _number(parts: Parts, html: str) -> Made:
    units = [" ".join((unit.text or "").split()) for unit in parts.element.iterfind("units/unit/unit_name")]
    if len(units) > 1:
        parts.notes.add(UNITS_LOST, names=", ".join(units[1:]))
    if units and (parts.element.findtext("unitgradingtype") or "0").strip() != "0":
        parts.notes.add(UNIT_REQUIRED)
    kind, value = number(parts.answers(), notes=parts.notes, unit=units[0] if units else "")
    return Made(kind, html, value)


def _matching(parts: Parts, html: str) -> Made:
    pairs, decoys = [], []
    for row in parts.element.iterfind("subquestion"):
        left, right = parts.words(row, lines=False), parts.plain("answer", row, lines=False)
        if left:
            pairs.append((left, right, parts.plain("feedback", row)))
        elif right:
            decoys.append(right)
    right, otherwise = parts.combined(kept=True)
    if GROUPS_TAG in parts.tags:
        return Made(*_placed(groups(pairs, right=right, otherwise=otherwise), html))
    return Made(*_placed(matching(pairs, decoys, right=right, otherwise=otherwise), html))


def _placed(made: tuple[str, Value], html: str) -> tuple[str, str, Value]:
    return made[0], html, made[1]


def _ordering(parts: Parts, html: str) -> Made:
    way = (parts.element.findtext("gradingtype") or "").strip()
    if way not in ("ALL_OR_NOTHING", "RELATIVE_NEXT_EXCLUDE_LAST", "-1", "1", ""):
        parts.notes.add(FORMULA_LOST, way=way[:60])
    items = [parts.words(answer, lines=False) for answer in parts.element.iterfind("answer")]
    value = explained(*parts.combined(kept=True)) | {
        "items": [item for item in items if item],
        "whole": way in ("ALL_OR_NOTHING", "-1"),
    }
    return Made("ordering", html, value)


def _gaps(parts: Parts, html: str) -> Made:
    stem, text = read_cloze(html, parts.notes)
    return Made("gaps", stem, explained(*parts.combined(kept=True)) | {"text": text})


def _essay(parts: Parts, html: str) -> Made:
    """The notes for whoever marks hold the rubric, where we wrote them."""
    if (parts.element.findtext("attachments") or "0").strip() != "0":
        parts.notes.add(FILES_LOST)
    if template := parts.plain("responsetemplate"):
        parts.notes.add(TEMPLATE_LOST, text=template[:80])
    if NO_MARK_TAG in parts.tags:
        return Made("free_words", html, {})
    most = (parts.element.findtext("maxwordlimit") or "").strip()
    most_words = int(most) or None if most.isascii() and most.isdigit() and len(most) < 5 else None
    return Made("free_text", html, free_text(parts.plain("graderinfo"), most_words=most_words))


KIND_READERS: dict[str, Callable[[Parts, str], Made]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_text,
    "numerical": _number,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _gaps,
    "multianswer": _gaps,
    "essay": _essay,
}
