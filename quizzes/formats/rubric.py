"""A rubric and a model answer as lines that people and programs read: what other programs show whoever marks.

1. Menyebut sumber (2 poin)
0: tidak disebut
1: sebagian
2: jelas
Contoh jawaban:
Saya cari siapa yang menulis.
"""

from __future__ import annotations

import re

from quizzes.formats.model import Value
from quizzes.formats.text import one_line

_EXAMPLE = "Contoh jawaban:"
_CRITERION = re.compile(r"(\d{1,2})\. (.+) \((\d{1,3}) poin\)")
_LEVEL = re.compile(r"(\d{1,3}): ?(.*)")


def written_rubric(value: Value) -> str:
    lines = []
    for number, row in enumerate(value["rubric"], 1):
        lines.append(f"{number}. {one_line(row['criterion'])} ({row['points']} poin)")
        lines += [f"{points}: {words.strip()}" for points, words in enumerate(row["levels"].splitlines())]
    if value["example"]:
        lines += [_EXAMPLE, value["example"]]
    return "\n".join(lines)


def read_rubric(text: str) -> Value:
    """``rubric`` and ``example``. Lines of another program's author are no rubric: they are kept as the example."""
    before, marked, example = f"\n{text}\n".partition(f"\n{_EXAMPLE}\n")
    rows = _rows([line for line in before.split("\n") if line.strip()])
    if rows is None:
        return {"rubric": [], "example": text.strip()}
    return {"rubric": rows, "example": example.strip() if marked else ""}


def _rows(lines: list[str]) -> list[Value] | None:
    rows: list[Value] = []
    levels: list[str] = []
    for line in lines:
        criterion, level = _CRITERION.fullmatch(line), _LEVEL.fullmatch(line)
        if criterion and int(criterion[1]) == len(rows) + 1:
            levels = []
            rows.append({"criterion": criterion[2], "points": int(criterion[3]), "levels": ""})
        elif level and rows and int(level[1]) == len(levels):
            levels.append(level[2])
            rows[-1]["levels"] = "\n".join(levels)
        else:
            return None
    return rows
