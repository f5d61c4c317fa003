"""The report of before and after: whose attempts count, who sees it, what stays hidden, what its files hold."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import reports_menu

from accounts.roles import STAFF_ROLES, Role
from core.models import Pillar
from quizzes.domain.gain import gain_report, own_gain
from quizzes.gain import TOTAL
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.models.bank import QuestionPillar
from tests.factories.courses import question, quiz
from tests.factories.people import learner, staff
from tests.quizzes.doing import NOON, RIGHT, WRONG, save, start, submit

PLACE = uuid4()
OCTOBER, NOVEMBER = (datetime(2026, month, 2, 5, 0, tzinfo=UTC) for month in (10, 11))
JULY = datetime(2026, 7, 2, 5, 0, tzinfo=UTC)
JUNE_IN_LONDON = datetime(2026, 6, 30, 20, 0, tzinfo=UTC)  # July here


def asked_about(*pillars):
    made = question()
    for name in pillars:
        tag, _made = Pillar.objects.get_or_create(name=name, defaults={"slug": name.lower()})
        QuestionPillar.objects.create(tag=tag, content_object=made)
    return made


def exam_of(pretest=None, **rules):
    """Two tests of two questions: one about Aman, one about Aman and Etika."""
    asked = [asked_about("Aman"), asked_about("Aman", "Etika")]
    return quiz(fixed=asked, pretest=pretest, **rules)


@pytest.fixture
def two_tests(db):
    before = exam_of(title="=Tes awal")
    return before, exam_of(before, title="=Tes akhir")


def take(person, exam, first, second, *, at=NOON):
    attempt = start(person, exam, PLACE, at=at)
    for position, is_right in enumerate((first, second), 1):
        save(attempt, position, RIGHT if is_right else WRONG, at=at)
    return submit(attempt, at=at + timedelta(minutes=5))


def both(before, after, *, at=NOON, then=(1, 1)):
    person = learner(name="Rahasia")
    take(person, before, 1, 0, at=at - timedelta(days=1))
    take(person, after, *then, at=at)
    return person


def told(gains):
    return {pillar: (gain.people, gain.before * 100, gain.after * 100) for pillar, gain in gains.items()}


def address(exam):
    return reverse("admin_gain", args=[exam.pk])


def read(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main")


def words(element):
    return " ".join(element.get_text(" ").split())


# Whose attempts count


def test_those_who_took_both_are_compared_in_all_and_per_pillar(two_tests):
    before, after = two_tests
    for number in range(5):
        both(before, after, then=(1, number % 2))
    take(learner(), before, 1, 1)
    take(learner(), after, 0, 0)
    assert told(gain_report(after).everything) == {TOTAL: (5, 50, 70), "Aman": (5, 50, 70), "Etika": (5, 0, 40)}


@pytest.mark.parametrize(("counts", "mark"), [("best", 100), ("first", 50), ("latest", 0)])
def test_the_first_attempt_before_and_the_one_that_counts_afterwards(two_tests, counts, mark):
    before, after = two_tests
    Quiz.objects.filter(pk=after.pk).update(counts=counts)
    after.refresh_from_db()
    for _number in range(5):
        person = learner()
        for day, exam, first, second in (
            (1, before, 0, 0),
            (2, before, 1, 1),
            (3, after, 1, 0),
            (4, after, 1, 1),
            (5, after, 0, 0),
        ):
            take(person, exam, first, second, at=NOON + timedelta(days=day))
    assert told(gain_report(after).everything)[TOTAL] == (5, 0, mark)


def test_a_test_before_that_came_later_is_none(two_tests):
    before, after = two_tests
    for _number in range(5):
        person = learner()
        take(person, after, 1, 1)
        take(person, before, 0, 0, at=NOON + timedelta(days=1))
    assert gain_report(after).everything == {}


def test_survey_questions_and_attempts_that_wait_for_a_mark_are_left_out(two_tests):
    before, after = two_tests
    for _number in range(6):
        both(before, after)
    AttemptItem.objects.filter(position=2).update(fraction=None)
    waiting = Attempt.objects.filter(quiz=after).first()
    waiting.to_mark = 1
    waiting.save()
    assert told(gain_report(after).everything) == {TOTAL: (5, 100, 100), "Aman": (5, 100, 100)}


def test_an_answer_counts_for_the_pillars_that_its_question_has_today(two_tests):
    before, after = two_tests
    for _number in range(5):
        both(before, after)
    QuestionPillar.objects.filter(tag__name="Etika").delete()
    assert set(gain_report(after).everything) == {TOTAL, "Aman"}


def test_a_quarter_is_that_of_the_test_afterwards_by_the_clock_here(two_tests):
    before, after = two_tests
    for _number in range(5):
        both(before, after, at=JUNE_IN_LONDON, then=(0, 0))
        both(before, after, at=OCTOBER)
    report = gain_report(after)
    assert list(report.quarters) == [(2026, 4), (2026, 3)]
    assert told(report.quarters[2026, 4])[TOTAL] == (5, 50, 100)
    assert told(report.everything)[TOTAL] == (10, 50, 50)


@pytest.mark.parametrize("people", [5, 9])
def test_reading_costs_the_same_however_many_took_it(two_tests, people, django_assert_num_queries):
    before, after = two_tests
    for _number in range(people):
        both(before, after)
    with django_assert_num_queries(3):
        gain_report(after)


# The pages


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_find_it_among_the_reports(two_tests, rf, sign_in, role):
    _before, after = two_tests
    request = rf.get("/")
    request.user = staff(role)
    url = reverse("admin_gains")
    assert url in [item.url for item in reports_menu.menu_items_for_request(request)]
    page = read(sign_in(request.user).get(url))
    (row,) = page.find("tbody").find_all("tr")
    assert (words(row), row.find("a")["href"]) == ("=Tes akhir =Tes awal", address(after))


@pytest.mark.parametrize("role", [None, Role.TEACHER])
def test_nobody_else_sees_it(two_tests, sign_in, role):
    client = sign_in(learner() if role is None else staff(role))
    for url in (reverse("admin_gains"), address(two_tests[1]), f"{address(two_tests[1])}?export=csv"):
        assert client.get(url).status_code in (302, 403)


def test_without_any_test_before_the_page_says_how_to_make_one(db, sign_in):
    exam = quiz(fixed=[question()])
    client = sign_in(staff(Role.AUTHOR))
    page = read(client.get(reverse("admin_gains")))
    assert page.find("table") is None
    assert reverse("wagtailsnippets_quizzes_quiz:list") in {link.get("href") for link in page.find_all("a")}
    assert client.get(address(exam)).status_code == 404


def test_the_page_shows_chart_table_and_files_with_the_same_numbers_and_no_name(two_tests, sign_in):
    before, after = two_tests
    for _number in range(5):
        both(before, after, then=(1, 1))
    client = sign_in(staff(Role.AUTHOR))
    page = read(client.get(address(after)))
    assert "Rahasia" not in words(page)
    rows = [
        [words(cell) for cell in row.find_all(["th", "td"])] for row in page.find("table").find("tbody").find_all("tr")
    ]
    assert rows == [
        [_("All pillars"), "5", "50", "100", "+50", "1,00"],
        ["Aman", "5", "50", "100", "+50", "1,00"],
        ["Etika", "5", "0", "100", "+100", "1,00"],
    ]
    chart = page.find("svg", class_="chart")
    assert [text.get_text() for text in chart.find_all("text", class_="chart-value")] == [
        "50%",
        "100%",
        "50%",
        "100%",
        "0%",
        "100%",
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address(after)}?export=xlsx").content)).active
    listed = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert listed[1:] == [
        [_("All pillars"), 5, 50, 100, 50, 1],
        ["Aman", 5, 50, 100, 50, 1],
        ["Etika", 5, 0, 100, 100, 1],
    ]
    answer = client.get(f"{address(after)}?export=csv&period=2026-4")
    assert answer["Content-Disposition"] == f'attachment; filename="sebelum-sesudah-{after.pk}-2026-4.csv"'
    written = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert written[0] == [_("Before and after")]
    assert written[1] == listed[0]
    assert [row[:1] + [float(cell) for cell in row[1:]] for row in written[2:5]] == listed[1:]


def test_what_went_down_is_said_with_a_minus_and_the_pillar_is_text(two_tests, sign_in):
    before, after = two_tests
    Pillar.objects.filter(name="Aman").update(name="=<b>Aman")
    for _number in range(5):
        both(before, after, then=(0, 0))
    client = sign_in(staff(Role.AUTHOR))
    page = read(client.get(address(after)))
    row = [words(cell) for cell in page.find("table").find("tbody").find_all("tr")[2].find_all(["th", "td"])]
    assert page.find("svg").find("b") is None
    assert row == ["Etika", "5", "0", "0", "0", "0,00"]
    assert "−50" in words(page)
    assert "'=<b>Aman" in client.get(f"{address(after)}?export=csv").content.decode()


def test_where_too_few_took_both_nothing_is_shown_nor_exported(two_tests, sign_in):
    before, after = two_tests
    for _number in range(4):
        both(before, after)
    take(learner(), before, 1, 1)
    client = sign_in(staff(Role.ADMINISTRATOR))
    page = read(client.get(address(after)))
    assert (page.find("table"), page.find("svg", class_="chart"), page.find("select")) == (None, None, None)
    assert _(
        "Let your class take the first test before the course and the second one after it, then come back."
    ) in words(page)
    for kind in ("csv", "xlsx", "pdf"):
        assert client.get(f"{address(after)}?export={kind}").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("period", ["2026-3", "1999-9", "<b>", "2026-99", "²-1"])
def test_a_period_of_which_nothing_is_told_looks_like_one_without_people(two_tests, sign_in, period):
    """Three people of July would be what the whole time has more than the autumn: neither is offered."""
    before, after = two_tests
    for number in range(8):
        both(before, after, at=JULY if number < 3 else NOVEMBER)
    client = sign_in(staff(Role.AUTHOR))
    assert read(client.get(address(after))).find("select") is None
    page = read(client.get(address(after), {"period": period}))
    assert page.find("table") is None
    assert address(after) in {link.get("href") for link in page.find_all("a")}
    assert client.get(address(after), {"period": period, "export": "csv"}).status_code == 404


# One's own


def test_somebody_who_took_both_has_an_own_gain_of_the_attempt_at_hand(two_tests, django_assert_num_queries):
    before, after = two_tests
    person = both(before, after, then=(0, 0))
    take(learner(), before, 1, 1)
    again = take(person, after, 1, 1, at=NOON + timedelta(days=1))
    again = Attempt.objects.select_related("quiz", "learner").get(pk=again.pk)
    with django_assert_num_queries(3):
        found = own_gain(again, at=NOON)
    assert (found.before, found.after, found.pillars) == (50, 100, (("Aman", 50, 100), ("Etika", 0, 100)))
    first = Attempt.objects.get(quiz=after, number=1)
    assert (own_gain(first, at=NOON).before, own_gain(first, at=NOON).after) == (50, 0)


def test_a_quiz_without_a_test_before_it_asks_nothing_more(two_tests, django_assert_num_queries):
    taken = Attempt.objects.select_related("quiz").get(pk=take(learner(), two_tests[0], 1, 1).pk)
    with django_assert_num_queries(0):
        assert own_gain(taken, at=NOON) is None


def test_who_did_not_take_the_first_test_before_has_none(two_tests):
    before, after = two_tests
    late = learner()
    attempt = take(late, after, 1, 1)
    take(late, before, 1, 1, at=NOON + timedelta(days=1))
    assert own_gain(attempt, at=NOON) is None
    assert own_gain(take(learner(), after, 1, 1), at=NOON) is None


@pytest.mark.parametrize(("closes", "pillars"), [(timedelta(hours=1), 0), (timedelta(0), 2)])
def test_pillars_wait_until_explanations_are_due(db, closes, pillars):
    """A pillar with one question would tell whether its answer was right."""
    before = exam_of(feedback="at_closing", closes_at=NOON + closes)
    after = exam_of(before)
    person = learner()
    take(person, before, 1, 0, at=NOON - timedelta(days=1))
    found = own_gain(take(person, after, 1, 1, at=NOON - timedelta(hours=1)), at=NOON)
    assert (found.before, found.after, len(found.pillars)) == (50, 100, pillars)
