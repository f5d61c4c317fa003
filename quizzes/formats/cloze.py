"""Moodle's embedded answers (cloze) and our texts with gaps, both ways."""

from __future__ import annotations

import re
from fractions import Fraction
from html import escape, unescape
from typing import Any

from quizzes.formats.answers import decimal, plain_number, weight
from quizzes.formats.model import Notes, NotTaken, _n
from quizzes.formats.shape import GAPS
from quizzes.formats.text import one_line, rich, to_plain
from quizzes.kinds.gaps import GapProblem, parse_gaps

DEFAULT_STEM = "<p>Isilah bagian yang kosong.</p>"

NO_TYPE = _n("Gaps of the type “{type}” are not taken.")
NO_GAP = _n("It has no gaps that we can read.")
CASE_LOST = _n("In gaps, capital letters do not count here.")
GAP_FEEDBACK_LOST = _n("Explanations of single gaps are not kept: {texts}.")
GAP_WRONG_LOST = _n("Wrong answers to a typed gap are not kept: {texts}.")
GAP_PARTS_LOST = _n("A gap is right or not: answers worth a part ({texts}) do not count as right.")
GAP_WEIGHTS_LOST = _n("Every gap weighs the same here.")
GAP_TOLERANCE = _n("A gap for a number with a tolerance is not taken.")
GAP_SIGNS = _n("A gap with brackets, a vertical line or a star in front is not taken: {text}")

_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM"}
_CHOSEN = {f"{name}{more}" for name in ("MULTICHOICE", "MULTICHOICE_V", "MULTICHOICE_H", "MC", "MCV", "MCH")
           for more in ("", "S", "_S")} | {"MULTICHOICE_VS", "MULTICHOICE_HS"}  # fmt: skip
_TOKEN = re.compile(r"\{(\d*):([A-Z_]{2,20}):((?:\\.|[^\\}]){1,1000})\}", re.DOTALL)
_PART = re.compile(r"~?(=|%-?\d{1,3}(?:\.\d*)?%)?((?:\\.|[^\\~#])*)(?:#((?:\\.|[^\\~])*))?", re.DOTALL)
_MARK = re.compile("\ue0f1(\\d+)\ue0f2")
_BLOCK = re.compile(r"<(p|ul|ol)>.*?</\1>", re.DOTALL)


def read_cloze(html: str, notes: Notes) -> tuple[str, str]:
    """(stem as HTML, text with gaps) of a question text with embedded answers. Raises NotTaken."""
    if set("\ue0f1\ue0f2") & set(html):  # letters of nobody's, that mark places here
        raise NotTaken(GAPS)
    gaps: list[str] = []
    weights: set[str] = set()

    def keep(token: re.Match[str]) -> str:
        weights.add(token[1] or "1")
        gaps.append(_gap(token[2], unescape(token[3]), notes))
        return f"\ue0f1{len(gaps) - 1}\ue0f2"

    marked = rich(_TOKEN.sub(keep, html))
    if not gaps:
        raise NotTaken(NO_GAP)
    if len(weights) > 1:
        notes.add(GAP_WEIGHTS_LOST)
    blocks = [block[0] for block in _BLOCK.finditer(marked)]
    first = next((place for place, block in enumerate(blocks) if _MARK.search(block)), 0)
    text = to_plain("".join(blocks[first:]), "html").replace("[", r"\[").replace("]", r"\]")
    text = _MARK.sub(lambda mark: gaps[int(mark[1])], text)
    _check(text, len(gaps))
    return "".join(blocks[:first]) or DEFAULT_STEM, text


def _check(text: str, count: int) -> None:
    try:
        found = len(parse_gaps(text)["gaps"])
    except GapProblem:
        raise NotTaken(GAPS) from None
    if found != count:
        raise NotTaken(GAPS)


def _gap(kind: str, inside: str, notes: Notes) -> str:
    if kind not in _TYPED | _CHOSEN:
        raise NotTaken(NO_TYPE, type=kind)
    answers = [(_percent(part[1]), _unescaped(part[2]), _unescaped(part[3] or "")) for part in _PART.finditer(inside)]
    answers = [answer for answer in answers if answer[1]]
    if said := [feedback for _percent_, _text, feedback in answers if feedback]:
        notes.add(GAP_FEEDBACK_LOST, texts="; ".join(said))
    if partial := [text for percent, text, _said in answers if 0 < percent < 100]:
        notes.add(GAP_PARTS_LOST, texts=", ".join(partial))
    right = [text for percent, text, _said in answers if percent >= 100]
    wrong = [text for percent, text, _said in answers if percent < 100]
    if kind in _CHOSEN:
        return _written([f"*{text}" for text in right] + wrong, right)
    if kind in ("NUMERICAL", "NM"):
        right = [spelling for text in right for spelling in _spellings(text)]
    elif kind in ("SHORTANSWER_C", "SAC", "MWC"):
        notes.add(CASE_LOST)
    if missed := [text for percent, text, _said in answers if percent <= 0 and text != "*"]:
        notes.add(GAP_WRONG_LOST, texts=", ".join(missed))
    return _written(right, [] if any(text.startswith("*") for text in right) else right)


def _written(words: list[str], right: list[str]) -> str:
    if not right or any(set("[]|") & set(word) or word.startswith("**") for word in words):
        raise NotTaken(GAP_SIGNS, text=" | ".join(words)[:60])
    return f"[{'|'.join(words)}]"


def _percent(mark: str | None) -> Fraction:
    return Fraction(0) if not mark else Fraction(100) if mark == "=" else weight(mark.strip("%"))


def _unescaped(text: str) -> str:
    return one_line(to_plain(re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL), "plain"))


def _spellings(text: str) -> list[str]:
    """A number as a gap's accepted texts: with a point and with a comma."""
    answer, _colon, tolerance = text.partition(":")
    if tolerance.strip() and decimal(tolerance):
        raise NotTaken(GAP_TOLERANCE)
    said = plain_number(decimal(answer))
    return [said, said.replace(".", ",")] if "." in said else [said]


def write_cloze(text: str) -> str:
    """The text with gaps as HTML with embedded answers. Raises GapProblem."""
    parsed = parse_gaps(text)
    gaps = {gap["id"]: gap for gap in parsed["gaps"]}
    parts = [
        escape(piece["text"], quote=False) if "text" in piece else escape(_token(gaps[piece["gap"]]), quote=False)
        for piece in parsed["pieces"]
    ]
    return f"<p>{''.join(parts)}</p>".replace("\n", "<br>")


def _token(gap: dict[str, Any]) -> str:
    if "choices" in gap:
        choices = [f"{'=' if choice['correct'] else '%0%'}{_escaped(choice['text'])}" for choice in gap["choices"]]
        return f"{{1:MULTICHOICE:{'~'.join(choices)}}}"
    return f"{{1:SHORTANSWER:{'~'.join('=' + _escaped(text) for text in gap['accepted'])}}}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\}~#\"/])", r"\\\1", text)
