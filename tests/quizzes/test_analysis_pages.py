"""Analysis in the admin: who sees it, what stays hidden, and that exports say what the screen says."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.menu import reports_menu

from accounts.roles import STAFF_ROLES, Role
from quizzes.analysis import FEWEST
from quizzes.domain.analysis import question_analysis, quiz_analysis, quiz_lines
from quizzes.grading import grade_response
from quizzes.kinds import KINDS
from quizzes.models import Attempt, AttemptItem, CheckAnswer, QuestionVersion
from tests.factories.courses import number_question, question, quiz, text_question
from tests.factories.people import learner, staff
from tests.quizzes.contents import some_response
from tests.quizzes.doing import NOON, RIGHT, WRONG, save, start, submit
from tests.quizzes.test_analysis import CONTENTS

PLACE = uuid4()


def take(person, exam, *chosen, place=PLACE):
    """Hand in with these choices, None for open ones, twenty seconds each."""
    attempt = start(person, exam, place)
    for position, one in enumerate(chosen, 1):
        if one is not None:
            save(attempt, position, one, at=NOON + timedelta(seconds=20 * position))
    return submit(attempt)


def taken_quiz(count=1, people=5):
    """Half of the people, rounded up, choose right in the first question; in the others they all do."""
    exam = quiz(title="=Kuis contoh", fixed=[question() for _ in range(count)])
    for number in range(people):
        take(learner(name=f"Rahasia {number}"), exam, WRONG if number % 2 else RIGHT, *[RIGHT] * (count - 1))
    return exam


def answer_check(person, asked, response, *, minutes=0, place=PLACE):
    content = asked.current_version.content
    return CheckAnswer.objects.create(
        learner=person, context=place, version=asked.current_version, response=response,
        fraction=str(grade_response(content, response).fraction), by=person, at=NOON + timedelta(minutes=minutes),
    )  # fmt: skip


def address(thing):
    return reverse(f"admin_{thing._meta.model_name}_analysis", args=[thing.pk])


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main")


def words(tag):
    return " ".join(tag.get_text(" ").split())


def sheet_rows(content, name):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)]


# What is read


def test_a_quiz_is_read_with_its_outcome_and_its_questions_hardest_first(db):
    exam = taken_quiz(2)
    found = quiz_analysis(exam)
    assert (found.outcome.attempts, found.outcome.people, found.hidden) == (5, 5, 0)
    first, second = found.questions
    hard, easy = (row.question_id for row in exam.fixed_questions.all())
    assert (first.question, second.question) == (hard, easy)
    assert [(one.said, one.fits, one.count) for one in first.total.answers] == [("A", True, 3), ("B", False, 2)]
    assert (first.total.median_seconds, second.total.median_seconds) == (20, 20)


def test_open_attempts_and_other_quizzes_do_not_count(db):
    exam, other = taken_quiz(), taken_quiz()
    save(start(learner(), exam, PLACE), 1, WRONG)
    assert quiz_analysis(exam).outcome.attempts == 5
    assert quiz_analysis(exam).questions[0].total.seen == 5
    assert quiz_analysis(other).questions[0].question != quiz_analysis(exam).questions[0].question


@pytest.fixture
def two_versions(db):
    """A question that five people saw before its key was turned round, and five afterwards; all chose the same."""
    asked = question()
    exam = quiz(fixed=[asked])
    for _number in range(5):
        take(learner(), exam, RIGHT)
    old = asked.current_version
    content = old.content | {
        "choices": [choice | {"correct": not choice["correct"]} for choice in old.content["choices"]]
    }
    asked.current_version = QuestionVersion.objects.create(
        question=asked, number=2, content=content, digest="2", made_at=timezone.now()
    )
    asked.save()
    for _number in range(5):
        take(learner(), exam, RIGHT)
    return exam, asked


def test_each_attempt_counts_by_the_key_it_saw(two_versions):
    exam, _asked = two_versions
    (found,) = quiz_analysis(exam).questions
    assert (found.total.facility, found.total.seen) == (0.5, 10)
    assert [(number, item.facility) for number, item in found.versions] == [(1, 1), (2, 0)]
    assert {(one.said, one.fits, one.count) for one in found.total.answers} == {
        ("A", True, 5), ("A", False, 5), ("B", False, 0), ("B", True, 0),
    }  # fmt: skip


def test_versions_are_not_told_apart_where_one_is_too_small(two_versions):
    exam, _asked = two_versions
    Attempt.objects.filter(items__version__number=2).first().delete()
    (found,) = quiz_analysis(exam).questions
    assert (found.total.seen, found.versions) == (9, ())


def test_in_lessons_the_first_answer_of_each_person_counts(db):
    asked = question()
    for number in range(5):
        person = learner()
        answer_check(person, asked, {"choices": [WRONG if number < 3 else RIGHT]})
        answer_check(person, asked, {"choices": [RIGHT]}, minutes=1)
    found = question_analysis(asked)
    assert found.in_quizzes is None
    assert (found.in_lessons.total.seen, found.in_lessons.total.facility) == (5, Fraction(2, 5))
    assert found.in_lessons.total.discrimination is None


def test_a_question_is_read_over_all_its_quizzes_with_the_other_items_of_each(db):
    asked = question()
    exams = [quiz(fixed=[asked, question()]), quiz(fixed=[question(), asked])]
    for number in range(10):
        right = RIGHT if number < 5 else WRONG
        take(learner(), exams[number % 2], right, right)
    found = question_analysis(asked).in_quizzes
    assert (found.question, found.total.seen, found.total.discrimination) == (asked.pk, 10, 1.0)


def test_a_quiz_that_few_people_took_adds_nothing_to_the_question(db):
    """Who knows the total and the other quiz could reckon what the few did."""
    asked = question()
    many, few = quiz(fixed=[asked, question()]), quiz(fixed=[asked, question()])
    for _number in range(6):
        take(learner(), many, RIGHT, RIGHT)
    take(learner(), few, WRONG, WRONG)
    found = question_analysis(asked).in_quizzes
    assert (found.total.seen, found.total.people, found.total.facility) == (6, 6, 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_read_and_shown(db, sign_in, kind):
    asked = question()
    QuestionVersion.objects.filter(question=asked).update(content=CONTENTS[kind])
    asked.refresh_from_db()
    version = QuestionVersion.objects.get(question=asked)
    exam = quiz(fixed=[asked])
    response = some_response(version.content)
    for number in range(5):
        attempt = start(learner(), exam, PLACE)
        AttemptItem.objects.filter(attempt=attempt).update(response=None if number == 4 else response)
        submit(attempt)
    assert quiz_analysis(exam).questions[0].total.left_open == 1
    client = sign_in(staff(Role.AUTHOR))
    page = words(soup(client.get(address(exam))))
    for part in KINDS[kind].parts(version.content, response):
        assert part.said in page
    assert client.get(f"{address(exam)}?export=xlsx").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_however_many_questions_there_are(db, count, django_assert_num_queries):
    exam = taken_quiz(count)
    with django_assert_num_queries(4):
        quiz_analysis(exam)
    with django_assert_num_queries(1):
        quiz_lines([exam])


@pytest.mark.parametrize("people", [5, 8])
def test_reading_costs_the_same_however_many_people_answered(db, people, django_assert_num_queries):
    exam = taken_quiz(2, people)
    asked = exam.fixed_questions.first().question
    for _number in range(people):
        answer_check(learner(), asked, {"choices": [RIGHT]})
    with django_assert_num_queries(4):
        quiz_analysis(exam)
    with django_assert_num_queries(8):
        question_analysis(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_questions_there_are(db, sign_in, count, django_assert_max_num_queries):
    client, exam = sign_in(staff(Role.AUTHOR)), taken_quiz(count)
    client.get(address(exam))
    with django_assert_max_num_queries(16) as first:
        client.get(address(exam))
    assert len([query for query in first.captured_queries if "quizzes_" in query["sql"]]) == 5


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
    right = f" ({_('right')})"
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
