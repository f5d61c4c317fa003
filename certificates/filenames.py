"""Names of files that anybody can unpack anywhere. Pure."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)  # of Windows
_LONGEST = 120  # bytes of UTF-8: a folder around it still fits into the 260 characters that Windows allows


def safe_name(*parts: str, ending: str) -> str:
    """“Siti Aminah – Mulai dari HP.pdf”, whatever the parts hold. Letters of all scripts stay."""
    text = " – ".join(cleaned for part in parts if (cleaned := _clean(part)))
    text = text.encode()[:_LONGEST].decode(errors="ignore").rstrip(" .–") or "sertifikat"
    return f"_{text}{ending}" if _DEVICES.match(text) else text + ending


def _clean(part: str) -> str:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFC", part)
        if unicodedata.category(letter) not in ("Cf", "Cs", "Co")
    )
    return " ".join(_FORBIDDEN.sub(" ", plain).split()).strip(" .")


class Names:
    """Hands out each name once; Windows and macOS do not tell “A” from “a”."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def unique(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        candidate, number = name, 1
        while candidate.casefold() in self._given:
            number += 1
            candidate = f"{stem} ({number}){dot}{ending}"
        self._given.add(candidate.casefold())
        return candidate
