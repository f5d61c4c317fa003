"""Tables that a report shows, as a file."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse

from core.sheets import CSV, XLSX, Cell, csv_file, xlsx_file

Rows = list[list[Cell]]


def file_of(wanted: str, name: str, sheets: Mapping[str, Rows]) -> HttpResponse:
    """XLSX holds all sheets; CSV can hold only tables below each other. Where nothing may be told there is none."""
    if not sheets or wanted not in ("csv", "xlsx"):
        raise Http404
    if wanted == "csv":
        response = HttpResponse(csv_file(_below_each_other(sheets)), content_type=CSV)
    else:
        response = HttpResponse(xlsx_file(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def _below_each_other(sheets: Mapping[str, Rows]) -> Rows:
    rows: Rows = []
    for name, table in sheets.items():
        rows += [[name], *table, []]
    return rows
