"""A table as a file to take along."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from core.sheets import CSV, XLSX, Table, csv_file, xlsx_file


def sheet_response(wanted: str, name: str, title: str, table: Table) -> HttpResponse:
    """``wanted``: csv or xlsx; anything else is not found."""
    if wanted == "csv":
        return file_response(csv_file(table), CSV, f"{name}.csv")
    if wanted == "xlsx":
        return file_response(xlsx_file({title: table}), XLSX, f"{name}.xlsx")
    raise Http404


def file_response(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
