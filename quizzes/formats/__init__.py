"""Files of questions that other programs read and write. Pure: ``quizzes.domain.imports`` and ``exports`` use it.

A reader yields an ``Item`` for everything that it finds; what it cannot take says why. A new format plugs in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from quizzes.formats.aiken import looks_like_aiken, read_aiken
from quizzes.formats.gift import read_gift
from quizzes.formats.model import MAX_BYTES, MAX_QUESTIONS, FileRefused, Item, _n, note
from quizzes.formats.moodlexml import read_moodlexml
from quizzes.formats.text import decode
from quizzes.formats.xlsx import read_xlsx

READERS: dict[str, Callable[[bytes], Iterator[Item]]] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "moodlexml": read_moodlexml,
    "xlsx": read_xlsx,
}
FORMAT_NAMES = {"gift": "GIFT", "aiken": "Aiken", "moodlexml": "Moodle XML", "xlsx": "XLSX", "qti21": "QTI 2.1"}

TOO_LARGE = _n("The file is larger than {limit} MB.")
EMPTY = _n("The file is empty.")
TOO_MANY = _n("The file has more than {limit} questions. Part it into several files.")
OLD_EXCEL = _n("This is an old Excel or Word file. Save it as XLSX.")
NOTHING = _n("We found no question in this file.")


def recognise(data: bytes) -> str:
    """The name of its format. Raises FileRefused."""
    if not data.strip():
        raise FileRefused(EMPTY)
    if len(data) > MAX_BYTES:
        raise FileRefused(TOO_LARGE, limit=MAX_BYTES // 1024 // 1024)
    if data.startswith(b"PK"):
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(OLD_EXCEL)
    text, _guessed = decode(data)
    if text.lstrip().startswith("<"):
        return "moodlexml"
    return "aiken" if looks_like_aiken(text) else "gift"


def read_file(data: bytes, form: str = "") -> Iterator[Item]:
    """What the file holds, one by one; nothing may be used before the end. Raises FileRefused."""
    recognised = recognise(data)
    found = False
    items = READERS[form or recognised](data)
    for item in islice(items, MAX_QUESTIONS):
        found = True
        yield item
    if next(items, None) is not None:
        raise FileRefused(TOO_MANY, limit=MAX_QUESTIONS)
    if not found:
        yield note(NOTHING)
