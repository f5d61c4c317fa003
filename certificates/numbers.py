"""Certificate numbers from a template with tokens. Pure."""

from __future__ import annotations

import re
from datetime import date

TOKENS = ("klasifikasi", "urut", "unit", "bulan", "tahun")
_TOKEN = re.compile(r"\{(\w*)\}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def template_problem(template: str) -> str | None:
    """The first token that is unknown or missing, or None. Without {urut} and {tahun} numbers would repeat."""
    unknown = [token for token in _TOKEN.findall(template) if token not in TOKENS]
    missing = [token for token in ("urut", "tahun") if f"{{{token}}}" not in template]
    return f"{{{(unknown + missing)[0]}}}" if unknown or missing else None


def certificate_number(template: str, *, classification: str, unit: str, sequence: int, on: date) -> str:
    values = {
        "klasifikasi": classification,
        "urut": f"{sequence:04d}",
        "unit": unit,
        "bulan": _ROMAN[on.month - 1],
        "tahun": str(on.year),
    }
    return _TOKEN.sub(lambda match: values[match[1]], template)
