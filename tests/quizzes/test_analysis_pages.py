"""Analysis in the admin: who sees it, what stays hidden, and that exports say what the screen says."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import reports_menu

from accounts.roles import STAFF_ROLES, Role
from quizzes.analysis import FEWEST
from quizzes.models import Attempt, AttemptItem
from tests.factories.courses import number_question, quiz, text_question
from tests.factories.people import learner, staff
from tests.quizzes.analysing import (
    PLACE,
    address,
    answer_check,
    sheet_rows,
    soup,
    take,
    taken_quiz,
    words,
)
from tests.quizzes.doing import RIGHT, start, submit

# Who sees it


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_find_it_in_the_menu_and_beside_each_quiz_and_question(db, rf, sign_in, role):
    exam, somebody = taken_quiz(), staff(role)
    asked = exam.fixed_questions.first().question
    request = rf.get("/")
    request.user = somebody
    assert reverse("admin_analyses") in [item.url for item in reports_menu.menu_items_for_request(request)]
    client = sign_in(somebody)
    for thing in (exam, asked):
        listing = thing.snippet_viewset.get_url_name("list")
        assert address(thing) in client.get(reverse(listing)).content.decode()
        edit = thing.snippet_viewset.get_url_name("edit")
        assert address(thing) in client.get(reverse(edit, args=[thing.pk])).content.decode()
        assert client.get(address(thing)).status_code == 200
    assert address(exam) in client.get(reverse("admin_analyses")).content.decode()


@pytest.mark.parametrize("role", [None, Role.TEACHER])
def test_nobody_else_sees_it(db, rf, sign_in, role):
    exam = taken_quiz()
    somebody = learner() if role is None else staff(role)
    request = rf.get("/")
    request.user = somebody
    assert reverse("admin_analyses") not in [item.url for item in reports_menu.menu_items_for_request(request)]
    client = sign_in(somebody)
    for url in (reverse("admin_analyses"), address(exam), f"{address(exam)}?export=csv"):
        assert client.get(url).status_code in (302, 403)


# What is shown


def test_the_page_of_a_quiz_shows_what_was_counted_and_no_name(db, sign_in):
    exam = taken_quiz(2)
    page = soup(sign_in(staff(Role.AUTHOR)).get(address(exam)))
    assert "Rahasia" not in words(page)
    headings = [words(heading) for heading in page.find_all("h3")]
    stems = [str(row.question) for row in exam.fixed_questions.all()]
    assert headings == [f"1. {stems[0]}", f"2. {stems[1]}"]
    figures = [words(figure.find("dd")) for figure in page.find("dl", class_="lms-figures").find_all("div")]
    assert figures == ["5", "5", "60%", "80%"]
    table = page.find("div", class_="lms-chart").find("table")
    assert [words(row) for row in table.find("tbody").find_all("tr")][5] == "50–59 2"
    assert [words(row) for row in table.find("tbody").find_all("tr")][9] == "90–100 3"
    chart = page.find("svg", class_="chart")
    assert [words(text) for text in chart.find_all("text", class_="chart-value")] == list("0000020003")
    assert page.find(style=True) is None
    assert page.find("script") is None


def test_stems_and_typed_answers_are_shown_as_text(db, sign_in):
    exam = quiz(fixed=[text_question("go.id")])
    for _number in range(5):
        attempt = start(learner(), exam, PLACE)
        AttemptItem.objects.filter(attempt=attempt).update(response={"text": "<b>=cmd</b>"})
        submit(attempt)
    answer = sign_in(staff(Role.AUTHOR)).get(address(exam))
    assert "<b>=cmd" not in answer.content.decode()
    assert "<b>=cmd</b>" in words(soup(answer))


def test_below_five_people_nothing_is_shown_nor_exported(db, sign_in):
    exam = taken_quiz(people=4)
    same = Attempt.objects.filter(quiz=exam).first().learner
    take(same, exam, RIGHT)
    client = sign_in(staff(Role.ADMINISTRATOR))
    page = soup(client.get(address(exam)))
    assert (page.find("table"), page.find("svg", class_="chart"), page.find("dl")) == (None, None, None)
    assert _("Put the quiz into a lesson and ask your class to take it, then come back.") in words(page)
    asked = exam.fixed_questions.first().question
    assert soup(client.get(address(asked))).find("dl") is None
    for url in (address(exam), address(asked)):
        for kind in ("csv", "xlsx"):
            assert client.get(f"{url}?export={kind}").status_code == 404
    (row,) = soup(client.get(reverse("admin_analyses"))).find("tbody").find_all("tr")
    assert words(row) == f"=Kuis contoh {_('too few people so far')}"


def test_a_question_that_too_few_people_saw_is_only_counted(db, sign_in):
    exam = taken_quiz(2)
    item = AttemptItem.objects.filter(attempt__quiz=exam, position=2).first()
    item.delete()
    page = soup(sign_in(staff(Role.AUTHOR)).get(address(exam)))
    assert len(page.find_all("h3")) == 1
    assert str(FEWEST) in words(page)


def test_a_quiz_that_is_not_there_has_no_page(db, sign_in):
    client = sign_in(staff(Role.AUTHOR))
    assert client.get(reverse("admin_quiz_analysis", args=[99999])).status_code == 404
    assert client.get(reverse("admin_question_analysis", args=[99999])).status_code == 404
    assert client.post(reverse("admin_analyses")).status_code == 405


def test_the_list_of_quizzes_shows_each_with_its_numbers(db, sign_in):
    taken_quiz(2)
    (row,) = soup(sign_in(staff(Role.REVIEWER)).get(reverse("admin_analyses"))).find("tbody").find_all("tr")
    assert words(row) == "=Kuis contoh 5 5 60% 80%"


# Exports


def test_exports_say_what_the_screen_says(db, sign_in):
    exam = taken_quiz(2)
    client = sign_in(staff(Role.AUTHOR))
    page = soup(client.get(address(exam)))
    content = client.get(f"{address(exam)}?export=xlsx").content
    _head, *lines = sheet_rows(content, _("Questions"))
    for section, line in zip(page.find_all("section"), lines, strict=True):
        assert words(section.find("h3")) == f"{line[0]}. {line[1]}"
        shown = [words(figure.find("dd")) for figure in section.find_all("div")]
        index = "–" if line[7] is None else f"{line[7]:.2f}".replace(".", ",")
        assert shown[0] == f"{line[5]}% {line[6]}"
        assert shown[1] == f"{index} {line[8]}"
        assert shown[2].startswith(f"{line[2]} ")
        assert str(line[3]) in shown[2]
        assert (shown[3], shown[4].split()[0]) == (str(line[4]), str(line[9]))
        assert " ".join(words(hint) for hint in section.select(".lms-hints li")) == (line[10] or "")
    _head, *answers = sheet_rows(content, _("Answers"))
    rows = [words(row) for row in page.select(".lms-answers tbody tr")]
    right = f" ({_('the right answer')})"
    assert rows == [
        f"{said}{right if fits else ''} {count} {share}%" for _n, _s, _a, said, fits, count, share in answers
    ]
    summary = sheet_rows(content, _("Summary"))
    assert [row[1] for row in summary[:4]] == [5, 5, 60, 80]
    assert [row[1] for row in summary[6:]] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 3]


def test_the_csv_holds_what_the_xlsx_holds(db, sign_in):
    exam = taken_quiz(2)
    client = sign_in(staff(Role.AUTHOR))
    written = client.get(f"{address(exam)}?export=csv")
    assert written["Content-Disposition"] == f'attachment; filename="analisis-kuis-{exam.pk}.csv"'
    rows = list(csv.reader(io.StringIO(written.content.decode("utf-8-sig"), newline="")))
    book = client.get(f"{address(exam)}?export=xlsx").content
    for name in (_("Questions"), _("Answers"), _("Summary")):
        place = rows.index([name]) + 1
        for row in sheet_rows(book, name):
            cells = ["" if cell is None else str(cell) for cell in row]
            assert [cell.removeprefix("'") for cell in rows[place]] == cells[: len(rows[place])]
            place += 1


@pytest.mark.parametrize("typed", ["=1+1", "+62 812", "-1", "@SUM(1)", '=HYPERLINK("https://x.example")'])
def test_no_answer_becomes_a_formula(db, sign_in, typed):
    asked = text_question("go.id")
    exam = quiz(fixed=[asked])
    for _number in range(5):
        person = learner()
        attempt = start(person, exam, PLACE)
        AttemptItem.objects.filter(attempt=attempt).update(response={"text": typed})
        submit(attempt)
        answer_check(person, asked, {"text": typed})
    client = sign_in(staff(Role.AUTHOR))
    for url in (address(exam), address(asked)):
        rows = csv.reader(io.StringIO(client.get(f"{url}?export=csv").content.decode("utf-8-sig"), newline=""))
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?export=xlsx").content))
        assert [cell for sheet in book for row in sheet.rows for cell in row if cell.data_type == "f"] == []


def test_the_page_of_a_question_exports_each_place_and_version(two_versions, sign_in):
    _exam, asked = two_versions
    client = sign_in(staff(Role.AUTHOR))
    page = soup(client.get(address(asked)))
    assert len(page.find_all("dl")) == 3
    _head, *lines = sheet_rows(client.get(f"{address(asked)}?export=xlsx").content, _("In quizzes"))
    assert [(line[0], line[2], line[5]) for line in lines] == [(_("all"), 10, 50), (1, 5, 100), (2, 5, 0)]


def test_a_number_is_shown_as_people_here_write_it(db, sign_in):
    asked = number_question()
    for _number in range(5):
        answer_check(learner(), asked, {"text": "Rp 27500,-"})
    page = words(soup(sign_in(staff(Role.AUTHOR)).get(address(asked))))
    assert "27.500 rupiah 5 100%" in page
    assert "27.800 rupiah" in page
