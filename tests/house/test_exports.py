"""A spreadsheet that a trainer opens reckons with nothing that people wrote (SECURITY 32): no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect

from accounts.roles import Role
from core.csp import ADMIN_PREFIX
from courses.models import LessonPage
from tests.factories.courses import course, lesson, module
from tests.factories.people import staff
from tests.progress.world import all_urls

pytestmark = pytest.mark.usefixtures("db")

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("https://x.example","klik")',
    "=cmd|' /C calc'!A0",
)
EXPORTS = (
    "due_lessons_report",
    *(
        f"wagtailadmin_reports:{name}"
        for name in ("aging_pages", "locked_pages", "site_history", "workflow", "workflow_tasks")
    ),
    "wagtailredirects:index",
)


@pytest.fixture(scope="module")
def formulas(module_db: None) -> None:
    """Titles, sources and redirects that a spreadsheet would reckon with."""
    part = module(course("Kursus"))
    due = timezone.localdate() - timedelta(days=1)
    for text in FORMULAS:
        made = lesson(
            part, title=text, source_url="https://x.example/", review_again_on=due, reviewed_on=due - timedelta(days=9)
        )
        author = staff(Role.AUTHOR, name=f"={text}"[:40])
        made.save_revision(user=author, log_action=True).publish()
        workflow = made.get_workflow()
        assert workflow is not None
        workflow.start(made, author)
        LessonPage.objects.filter(pk=made.pk).update(locked=True, locked_by=author, locked_at=timezone.now())
        Redirect.objects.create(old_path=f"/{text}", redirect_link=text, site=None)


def exported(client: Client, name: str, kind: str) -> list[bytes]:
    answer = client.get(f"{reverse(name)}?export={kind}")
    return list(answer.streaming_content) if answer.streaming else []  # type: ignore[attr-defined]


def cells(client: Client, name: str, kind: str) -> list[Any]:
    content = b"".join(exported(client, name, kind))
    if kind == "csv":
        return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    return [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.rows for cell in row]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", EXPORTS)
def test_no_cell_of_a_csv_export_begins_like_a_formula(formulas, sign_in, name):
    found = cells(sign_in(staff(Role.ADMINISTRATOR)), name, "csv")
    assert len(found) > 8
    assert any("1+1" in cell for cell in found)
    assert [cell for cell in found if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.parametrize("name", EXPORTS)
def test_no_cell_of_an_excel_export_is_a_formula(formulas, sign_in, name):
    found = cells(sign_in(staff(Role.ADMINISTRATOR)), name, "xlsx")
    assert len(found) > 8
    assert [cell.value for cell in found if cell.data_type == "f"] == []


def offered_exports(client: Client) -> Iterator[str]:
    for route, name in all_urls():
        if "<" in route or "(" in route or not f"/{route}".startswith(ADMIN_PREFIX) or name.endswith("results"):
            continue
        view = getattr(resolve(f"/{route.replace('^', '').replace('$', '')}").func, "view_class", object)
        if issubclass(view, SpreadsheetExportMixin) and b"".join(exported(client, name, "csv")).strip():
            yield name


def test_every_export_is_in_the_list_above(formulas, sign_in):
    """A new report with an export needs its name there."""
    assert set(offered_exports(sign_in(staff(Role.ADMINISTRATOR)))) == set(EXPORTS)
