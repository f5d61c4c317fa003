"""What people wrote is text in a spreadsheet, never a formula (SECURITY 32; OWASP, “CSV Injection”)."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:
    """With an apostrophe in front where a spreadsheet would reckon. Numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINNINGS) else value


def neutralise_exports() -> None:
    """For every CSV that Wagtail's views write, ours and its own. In XLSX it writes text cells as text.

    Wagtail's rules per field and per class of value hide each other, so its one way out is wrapped.
    """
    original = SpreadsheetExportMixin.preprocess_field_value
    if getattr(original, "neutralises", False):
        return

    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        done = original(self, field, value, export_format)
        return neutral(done) if export_format == self.FORMAT_CSV else done

    preprocess_field_value.neutralises = True  # type: ignore[attr-defined]
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
