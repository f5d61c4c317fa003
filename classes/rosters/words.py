"""Names, numbers and classes as lists write them, made comparable. Pure."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_QUOTED_SIGN = re.compile(
    r"^'+(?=[=+\-@])"
)  # an apostrophe before it makes a spreadsheet read text (core.spreadsheets)
_ROMAN = {
    name: str(n) for n, name in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], 1)
}
_GRADE = re.compile(r"^(VIII|VII|VI|IV|IX|XII|XI|III|II|V|X|I)(?:[\s.\-/]+(.*)|([A-Z]|[0-9]{1,2}))?$")
_NO_NUMBER = {"", "-", "0", "--", ".", "n/a", "tidak ada"}


def tidy(text: str) -> str:
    """Without control characters and marks of direction, spaces as one; nothing else of a name is touched."""
    kept = "".join(
        " " if char in "\t\r\n\v\f\u0085\u2028\u2029" else char
        for char in text
        if char in "\t\r\n" or not (unicodedata.category(char) in ("Cc", "Cs") or char in _HIDDEN)
    )
    return _QUOTED_SIGN.sub("", _SPACES.sub(" ", kept).strip())


# Overrides of the writing direction could make a name read as another one; U+FEFF is left over from joined files.
_HIDDEN = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF)}


def name_key(name: str) -> str:
    """Two spellings of one name: case, accents, dots, apostrophes and spaces tell nobody apart."""
    plain = unicodedata.normalize("NFKD", tidy(name)).casefold()
    letters = "".join(char for char in plain if char.isalnum())
    return letters or plain  # of a script whose signs are not letters to us


def class_key(name: str) -> str:
    """“Kelas VII-A”, “VII A” and “7a” are one class."""
    text = re.sub(r"^(kelas|rombel|kls)[\s.:]+", "", tidy(name), flags=re.IGNORECASE)
    if grade := _GRADE.match(text.upper()):
        text = f"{_ROMAN[grade[1]]} {grade[2] or grade[3] or ''}"
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum()) or text.casefold()


def whole(text: str) -> str:
    """A number that a spreadsheet wrote: “123.0” and “1.23E+2” are 123. Everything else as it is."""
    if re.fullmatch(r"\d{1,20}(\.0{1,6})?", text):
        return text.partition(".")[0]
    if re.fullmatch(r"\d(\.\d{1,15})?[eE]\+?\d{1,2}", text):
        value = float(text)
        if value == int(value):
            return str(int(value))
    return text


def read_nisn(text: str) -> tuple[str, bool, bool]:
    """(ten digits or "", zeros were put back, something stood there that is no NISN).

    The NISN begins with the last three digits of the year of birth (Pusdatin), so a spreadsheet that takes it for a
    number loses one zero, or two.
    """
    said = tidy(text)
    if said.casefold() in _NO_NUMBER:
        return "", False, False
    digits = re.sub(r"[\s.'’`\-]", "", whole(said))
    if not re.fullmatch(r"[0-9]{8,10}", digits) or not digits.strip("0"):
        return "", False, True
    return digits.zfill(10), len(digits) < 10, False


def read_nipd(text: str, longest: int) -> tuple[str, bool]:
    """(the number or "", something stood there that is none). Each school counts as it likes."""
    said = whole(tidy(text))
    if said.casefold() in _NO_NUMBER:
        return "", False
    ok = len(said) <= longest and re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z ./_\-]*", said)
    return (said, False) if ok else ("", True)


def is_better_spelling(of: str, than: str) -> bool:
    """The same name, written with capitals where they belong: Dapodik writes names in capitals alone."""
    return of != than and not (of.isupper() or of.islower())
