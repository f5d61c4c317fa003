"""Writing our spreadsheet of questions, and the empty template with an example of each kind. Text stays text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from quizzes.formats import columns as c
from quizzes.formats.model import NEEDS_PICTURE, Question, _n
from quizzes.formats.text import paragraphs, tidy, to_plain

LEFT_OUT = _n("With hints. Places in pictures are left out, and all pictures and sound.")

_WIDTHS = {c.KIND: 20, c.STEM: 50, c.GAP_TEXT: 40, c.HINTS: 32, c.GENERAL: 32, c.RIGHT: 32, c.OTHERWISE: 32, c.SAID: 28}
_KIND_NAMES = {kind: name for name, kind in c.KINDS.items()}
_DIFFICULTY_NAMES = {kind: name for name, kind in c.DIFFICULTIES.items()}
_WRAP = Alignment(wrap_text=True, vertical="top")
_FORMULA_SIGNS = ("=", "+", "-", "@")

Cells = dict[str, str | int]


def write_xlsx(questions: Iterable[Question], *, empty_rows: int = 0) -> bytes:
    """``empty_rows``: how many rows below the questions have lists to choose from."""
    rows = [_cells(question) for question in questions if question.kind not in NEEDS_PICTURE]
    numbered = max([c.LEAST_NUMBERED, *(_last_number(row) for row in rows)])
    names = [*c.FIXED, *(f"{name} {number}" for number in range(1, numbered + 1) for name in c.NUMBERED)]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(c.SHEET)
    sheet.freeze_panes = "C2"
    for place, name in enumerate(names, 1):
        width = _WIDTHS.get(name, _WIDTHS.get(name.rpartition(" ")[0], 18))
        sheet.column_dimensions[get_column_letter(place)].width = width
    _offer_lists(sheet, names, len(rows) + empty_rows + 1)
    sheet.append([_cell(sheet, name, bold=True) for name in names])
    for row in rows:
        sheet.append([_cell(sheet, row.get(name)) for name in names])
    guide = workbook.create_sheet(c.GUIDE_SHEET)
    guide.column_dimensions["A"].width = 110
    for line in c.GUIDE:
        guide.append([_cell(guide, line)])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _last_number(row: Cells) -> int:
    return max([int(name.rpartition(" ")[2]) for name in row if name.rpartition(" ")[2].isdigit()], default=0)


def _offer_lists(sheet: Any, names: list[str], last: int) -> None:
    yes_or_no = (c.YES, c.NO)
    lists = {
        c.KIND: tuple(c.KINDS), c.DIFFICULTY: tuple(c.DIFFICULTIES),
        c.SHUFFLE: yes_or_no, c.CASE: yes_or_no, c.SPACES: yes_or_no, c.WHOLE: yes_or_no,
    }  # fmt: skip
    for name, options in lists.items():
        letter = get_column_letter(names.index(name) + 1)
        rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
        rule.error, rule.errorTitle = "Pilih dari daftar.", name
        rule.add(f"{letter}2:{letter}{max(last, 2)}")
        sheet.data_validations.append(rule)


def _cell(sheet: Any, value: str | int | None, *, bold: bool = False) -> Any:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value if isinstance(value, int) else tidy(value))
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
        cell.quotePrefix = value.startswith(_FORMULA_SIGNS)
    cell.alignment = _WRAP
    if bold:
        cell.font = Font(bold=True)
    return cell


def _yes(value: Any) -> str:
    return c.YES if value else c.NO


def _number(text: str) -> str | int:
    """A decimal as people here write it; a whole number as a number."""
    return int(text) if text.lstrip("-").isdigit() and len(text) < 15 else text.replace(".", ",")


def _stem(html: str) -> str:
    """Plain words where nothing is lost by it."""
    words = html.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n").replace("<br>", "\n")
    plain = to_plain(words.replace("\n", "<br>"), "html") if "<" not in words else html
    return plain if paragraphs(plain) == html else html


def _cells(question: Question) -> Cells:
    value = question.value
    cells: Cells = {
        c.KIND: _KIND_NAMES[question.kind],
        c.STEM: _stem(question.stem),
        c.HINTS: "\n".join(question.hints),
        c.GENERAL: question.explanation,
        c.DIFFICULTY: _DIFFICULTY_NAMES[question.difficulty],
        c.GROUP: " / ".join(question.category),
        c.TAGS: "; ".join(tag.replace(";", ",") for tag in question.tags),
        c.RIGHT: value.get("feedback_correct", ""),
        c.OTHERWISE: value.get("feedback_incorrect", ""),
    }
    return cells | _own_cells(question)


def _own_cells(question: Question) -> Cells:
    value = question.value
    match question.kind:
        case "single_choice" | "multiple_choice":
            choices = value["choices"]
            right = "; ".join(str(place) for place, choice in enumerate(choices, 1) if choice["correct"])
            return {c.ANSWER: right, c.SHUFFLE: _yes(value["shuffle"])} | _numbered(
                (choice["text"], "", choice["feedback"]) for choice in choices
            )
        case "true_false":
            answer = c.TRUE if value["answer"] == "true" else c.FALSE
            return {c.ANSWER: answer, f"{c.SAID} 1": value["if_true"], f"{c.SAID} 2": value["if_false"]}
        case "matching":
            pairs = [(pair["left"], pair["right"], pair["feedback"]) for pair in value["pairs"]]
            return _numbered([*pairs, *(("", decoy, "") for decoy in value["decoys"])])
        case "groups":
            return _numbered((thing, group["name"], "") for group in value["groups"] for thing in group["things"])
        case "ordering":
            return {c.WHOLE: _yes(value["whole"])} | _numbered((item, "", "") for item in value["items"])
        case "gaps":
            return {c.GAP_TEXT: value["text"]}
        case "number":
            return {
                c.ANSWER: _number(value["answer"]), c.TOLERANCE: _number(value["tolerance"]), c.UNIT: value["unit"],
            } | _numbered((_number(trap["value"]), "", trap["feedback"]) for trap in value["traps"])  # fmt: skip
        case "free_text":
            return {c.ANSWER: value["example"], c.MOST_WORDS: value["most_words"] or ""} | _numbered(
                (row["criterion"], row["points"], row["levels"]) for row in value["rubric"]
            )
        case "scale":
            return _numbered((words, "", "") for words in value["steps"])
        case "free_words":
            return {}
    return {c.CASE: _yes(value["case"]), c.SPACES: _yes(value["ignore_spaces"])} | _numbered(
        (text, "", "") for text in value["accepted"]
    )


def _numbered(rows: Iterable[tuple[str | int, str | int, str]]) -> Cells:
    cells: Cells = {}
    for number, row in enumerate(rows, 1):
        cells |= {f"{name} {number}": said for name, said in zip(c.NUMBERED, row, strict=True) if said != ""}
    return cells
