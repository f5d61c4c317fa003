"""Reading Moodle XML as Moodle's documentation of the format describes it (“Moodle XML format”, docs.moodle.org)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quizzes.formats.model import OWN_TAGS, FileRefused, Item, Notes, NotTaken, Question, _n, refused
from quizzes.formats.model import note as file_note
from quizzes.formats.moodlekinds import KIND_READERS, Parts
from quizzes.formats.moodlepictures import picture_of
from quizzes.formats.shape import finished
from quizzes.formats.text import category_path, lost_markup, one_line, take_images, to_plain
from quizzes.formats.xmlstream import decode_xml, elements

NOT_MOODLE = _n("This is no Moodle XML: it begins with <{root}>.")
NOT_QUESTION = _n("Something other than a question: <{name}>.")
NO_KIND = _n("Questions of the type “{type}” are not taken.")
LOST = _n("This of its formatting is not kept: {names}.")
MARK_LOST = _n("Its mark of {mark} is not kept: in a quiz every question weighs the same.")
ID_LOST = _n("The id “{id}” is not kept.")
HIDDEN = _n("It was hidden in Moodle.")


def read_moodlexml(data: bytes) -> Iterator[Item]:
    """Raises FileRefused, also after some questions: the caller uses nothing before the end."""
    text, guessed = decode_xml(data)
    if guessed:
        yield file_note(guessed)
    category: tuple[str, ...] = ()
    for line, root, element in elements(text):
        if root != "quiz":
            raise FileRefused(NOT_MOODLE, 1, root=root[:40])
        if element.tag != "question":
            yield refused(line, "", NotTaken(NOT_QUESTION, name=str(element.tag)[:40]))
        elif element.get("type") == "category":
            category = category_path(element.findtext("category/text") or "")
        else:
            yield _item(element, line, category)


def _item(element: Element, line: int, category: tuple[str, ...]) -> Item:
    notes, kind = Notes(line), element.get("type", "")
    name = to_plain(element.findtext("name/text") or "", "html", lines=False)[:200]
    try:
        reader = KIND_READERS.get(kind)
        if reader is None:
            raise NotTaken(NO_KIND, type=kind[:40])
        parts = Parts(element, notes)
        html, images = take_images(parts.html("questiontext"))
        made = reader(parts, html)
        question = Question(
            kind=made.kind, stem=made.stem, value=made.value, explanation=parts.plain("generalfeedback"),
            category=category, tags=_tags(element), name=name, line=line,
            picture=picture_of(element, images, notes), hints=_hints(element),
        )  # fmt: skip
        _note_the_rest(element, html, notes)
        return finished(question, notes)
    except NotTaken as why:
        shown = name or to_plain(element.findtext("questiontext/text") or "", "html", lines=False)[:80]
        return refused(line, shown, why, notes)


def _tags(element: Element) -> tuple[str, ...]:
    said = (one_line(tag.text or "")[:100] for tag in element.iterfind("tags/tag/text"))
    return tuple(tag for tag in said if tag and tag not in OWN_TAGS)


def _hints(element: Element) -> tuple[str, ...]:
    said = (
        to_plain(hint.findtext("text") or "", "plain" if hint.get("format") == "plain_text" else "html", lines=False)
        for hint in element.iterfind("hint")
    )
    return tuple(hint for hint in said if hint)


def _note_the_rest(element: Element, html: str, notes: Notes) -> None:
    if lost := lost_markup(html):
        notes.add(LOST, names=", ".join(lost))
    mark = (element.findtext("defaultgrade") or "1").strip()
    if mark.rstrip("0").rstrip(".") not in ("1", "") and element.get("type") != "essay":
        notes.add(MARK_LOST, mark=mark[:20])
    if identity := (element.findtext("idnumber") or "").strip():
        notes.add(ID_LOST, id=identity[:60])
    if (element.findtext("hidden") or "0").strip() == "1":
        notes.add(HIDDEN)
