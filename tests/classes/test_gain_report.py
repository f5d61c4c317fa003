"""Before and afterwards for a class: of its own people, from five on, the same on screen, on paper and in files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from classes.domain.groups import remove_member
from quizzes.models import Quiz
from tests.classes.event_making import come, event, organiser_of
from tests.classes.making import NOON, assignment, group, pupil
from tests.factories.courses import full_course
from tests.quizzes.test_gain_pages import exam_of, take

pytestmark = pytest.mark.django_db


def on_screen(answer) -> list[list[str]]:
    table = BeautifulSoup(answer.content, "html.parser").find("table")
    assert table is not None
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in table.select("tr")]


def sit(people, before, after) -> None:
    for person in people:
        take(person, before, 1, 0, at=NOON - timedelta(days=1))
        take(person, after, 1, 1, at=NOON)


@pytest.fixture
def tests_of_event():
    before = exam_of(title="Tes awal")
    return before, exam_of(before, title="Tes akhir")


def report_of(made) -> str:
    return reverse("class_report", args=[made.public_id, "sebelum-sesudah"])


def test_of_a_training_what_its_five_people_gained_the_same_everywhere(sign_in, tests_of_event):
    before, after = tests_of_event
    made = event(posttest=after)
    sit([come(made).person for _ in range(5)], before, after)
    sit([come(event()).person], before, after)  # of another training
    browser, address = sign_in(organiser_of(made)), report_of(made.group)
    screen = on_screen(browser.get(address))
    assert screen[1:] == [
        ["Tes akhir", "mengikuti tes sebelum", "5", "", "", ""],
        ["Tes akhir", "mengikuti tes sesudah", "5", "", "", ""],
        ["Tes akhir", "mengikuti kedua tes", "5", "50", "100", "50"],
        ["Tes akhir", "Aman", "5", "50", "100", "50"],
        ["Tes akhir", "Etika", "5", "0", "100", "100"],
    ]
    assert on_screen(browser.get(address + "?bentuk=cetak")) == screen
    book = load_workbook(io.BytesIO(browser.get(address + "?bentuk=xlsx").content)).active
    assert [["" if cell is None else str(cell) for cell in row] for row in book.values] == screen
    written = csv.reader(io.StringIO(browser.get(address + "?bentuk=csv").content.decode("utf-8-sig")))
    assert list(written) == screen


def test_of_four_nothing_is_told_also_when_a_fifth_has_left(sign_in, tests_of_event):
    before, after = tests_of_event
    outline = full_course()
    quiz = outline.lessons[-1].activities[0].ref
    Quiz.objects.filter(key=quiz).update(key=uuid4())
    Quiz.objects.filter(pk=after.pk).update(key=quiz)
    taught = group()
    members = [pupil(taught) for _ in range(5)]
    sit([one.person for one in members], before, after)
    browser = sign_in(taught.created_by)
    assert "Daftar ini kosong" in browser.get(report_of(taught)).content.decode()
    assignment(taught, outline)
    assert len(on_screen(browser.get(report_of(taught)))) == 6
    remove_member(member=members[0], by=taught.created_by, at=NOON)
    assert [row[1:3] for row in on_screen(browser.get(report_of(taught)))[1:]] == [
        ["mengikuti tes sebelum", "4"],
        ["mengikuti tes sesudah", "4"],
    ]
