"""What came of an H5P content, for trainers: claimed and marked beside each other, never of a few people."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.menu import reports_menu

from accounts.roles import STAFF_ROLES, Role
from media.h5p.models import H5PContent
from progress.domain.h5p_report import PartLine, Totals, content_report
from tests.factories.h5p_rows import SUB, course_with_h5p, h5p_content, statement
from tests.factories.people import learner, staff
from tests.progress.doing import text_of
from tests.progress.h5p_doing import h5p_url, report

pytestmark = pytest.mark.usefixtures("db")
OTHER = SUB.replace("0b", "1c")


def play(outline, *statements) -> None:
    somebody = Client()
    somebody.force_login(learner())
    report(somebody, outline, *statements)


def content_with(people: int) -> H5PContent:
    """Everybody has half the points of the first part; all but the last one have answered the second, fully."""
    content = h5p_content()
    outline = course_with_h5p(content)
    for number in range(people):
        second = [statement(score=(1, 1), sub=OTHER)] if number < people - 1 else []
        play(outline, statement("completed", score=(number % 2, 1)), statement(score=(1, 2), sub=SUB), *second)
    return content


def test_nothing_is_told_of_a_few():
    assert content_report(content_with(4)) is None


def test_averages_and_each_part_the_hardest_first():
    found = content_report(content_with(6))
    assert found.totals == Totals(goes=6, people=6, finished=6, claimed=50.0, marked=None)
    assert found.parts == (
        PartLine("Tanda mana?", 6, 6, 50.0, None),
        PartLine("Tanda mana?", 6, 6, 50.0, None),
        PartLine("Tanda mana?", 5, 5, 100.0, None),
    )
    assert found.hidden == 0


def test_a_part_that_few_answered_is_hidden():
    found = content_report(content_with(5))
    assert (len(found.parts), found.hidden) == (2, 1)


def test_whoever_plays_often_is_still_one():
    content = h5p_content()
    outline, often = course_with_h5p(content), Client()
    often.force_login(learner())
    for _ in range(6):
        report(often, outline, statement(score=(1, 1)))
    assert content_report(content) is None


def test_own_words_are_told_from_five_on():
    content = content_with(5)
    outline = course_with_h5p(content)
    for count in range(1, 6):
        somebody = Client()
        somebody.force_login(learner())
        somebody.post(h5p_url("h5p_declare", outline))
        found = content_report(content)
        assert found.declared == (5 if count == 5 else None)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.TEACHER}))
def test_staff_find_it_in_the_menu(rf, sign_in, role):
    content = content_with(5)
    somebody = staff(role)
    request = rf.get("/")
    request.user = somebody
    assert reverse("admin_h5p_results") in [item.url for item in reports_menu.menu_items_for_request(request)]
    page = sign_in(somebody).get(reverse("admin_h5p_results"))
    assert f"{content.title} 5 5 40%" in text_of(page)


def test_the_export_says_what_the_screen_says(sign_in):
    content = content_with(6)
    client, url = sign_in(staff(Role.ADMINISTRATOR)), reverse("admin_h5p_result", args=[content.pk])
    assert "50%" in text_of(client.get(url))
    rows = list(csv.reader(io.StringIO(client.get(f"{url}?export=csv").content.decode("utf-8-sig"))))
    assert ["Tanda mana?", "6", "6", "50", ""] in rows
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?export=xlsx").content))
    assert [len(list(sheet)) for sheet in book] == [4, 6]


def test_of_a_few_there_is_nothing_to_export(sign_in):
    client, content = sign_in(staff(Role.ADMINISTRATOR)), content_with(2)
    url = reverse("admin_h5p_result", args=[content.pk])
    assert "50%" not in text_of(client.get(url))
    assert client.get(f"{url}?export=csv").status_code == 404


def test_a_list_of_many_contents_costs_as_much_as_of_one(sign_in):
    client, counted = sign_in(staff(Role.ADMINISTRATOR)), []
    for _ in range(2):
        content_with(5)
        client.get(reverse("admin_h5p_results"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin_h5p_results"))
        counted.append(len(queries))
    assert counted[0] == counted[1]
