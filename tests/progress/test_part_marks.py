"""Marks of the parts of a quiz: beside the module they ask about, or under their own name."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from certificates.domain.documents import certificate_pdf
from certificates.domain.personal_data import _erase
from certificates.facts import Facts, PartFact
from certificates.models import Certificate
from courses.domain.outlines import outline_of
from courses.outline import Module, Outline
from progress.rules import PartMark, part_marks
from quizzes.models import Quiz, QuizSection
from tests.certificates.making import FACTS, pages
from tests.factories.courses import course, lesson, module, pool, question, quiz, quiz_block
from tests.factories.people import learner
from tests.progress.doing import finish, read, take_quiz

SAFE, CHEAP = UUID(int=1), UUID(int=2)
MODULES = [Module(SAFE, "", "Belanja aman", ()), Module(CHEAP, "", "Hemat kuota", ())]


@pytest.mark.parametrize(
    ("sections", "titles", "expected"),
    [
        ({}, {}, []),
        ({"": 50}, {}, []),
        ({str(SAFE): 80}, {str(SAFE): "Nama lain"}, [PartMark("Belanja aman", 80, SAFE)]),
        ({str(CHEAP): 60}, {}, [PartMark("Hemat kuota", 60, CHEAP)]),
        ({"a": 70}, {"a": " belanja  Aman "}, [PartMark("Belanja aman", 70, SAFE)]),
        ({"a": 70}, {"a": "Campuran"}, [PartMark("Campuran", 70)]),
        ({"a": 70, "": 10}, {"a": ""}, []),
        ({"b": 1, "a": 2}, {"a": "Satu", "b": "Dua"}, [PartMark("Satu", 2), PartMark("Dua", 1)]),
        ({"gone": 5}, {"a": "Satu"}, []),
        (
            {"a": 70, "b": 90},
            {"a": "Belanja aman", "b": "Belanja aman"},
            [PartMark("Belanja aman", 70, SAFE), PartMark("Belanja aman", 90)],
        ),
    ],
)
def test_each_part_finds_its_module_or_stands_under_its_name(sections, titles, expected):
    assert part_marks(sections, titles=titles, modules=MODULES) == expected


def course_with_quiz(*parts: str) -> Outline:
    """Two modules; the quiz has these parts of two questions each, as the admin makes them: without a module's key."""
    page = course()
    lesson(module(page, "Belanja aman"))
    last = module(page, "Hemat kuota")
    exam = quiz(draws=[(_bank(), 2) for _ in parts], pass_percent=50)
    for section, title in zip(QuizSection.objects.filter(quiz=exam), parts, strict=True):
        QuizSection.objects.filter(pk=section.pk).update(title=title)
    lesson(last, quiz_block(exam), kind="quiz")
    return outline_of(page.translation_key)


def _bank():
    group = pool()
    for _ in range(2):
        question(pool=group)
    return group


def test_the_result_and_page_two_show_what_a_trainer_called_the_parts(client, sign_in, db):
    outline, ani = course_with_quiz("Belanja aman", "Kata sandi"), learner()
    sign_in(ani)
    client.post(reverse("finish_lesson", args=[outline.lessons[0].key]), {"key": str(UUID(int=7))})
    attempt, recorded = take_quiz(ani, outline, outline.lessons[1], right=3)
    shown = read(client.get(reverse("quiz_result", args=[outline.lessons[1].key, attempt.public_id]))).find(
        "dl", class_="facts"
    )
    marks = [
        (name.get_text(), value.get_text().strip())
        for name, value in zip(shown.find_all("dt"), shown.find_all("dd"), strict=True)
    ]
    assert marks == [("Belanja aman", "100"), ("Kata sandi", "50")]
    stated = recorded.certificate.stated
    assert [(one.title, one.percent) for one in stated.modules] == [("Belanja aman", 100), ("Hemat kuota", None)]
    assert stated.parts == (PartFact("Kata sandi", 50),)
    first, second = pages(certificate_pdf(recorded.certificate))
    assert "Kata sandi" not in first
    assert "1 Kata sandi 50" in second
    assert "Belanja aman 5 100" in second


def test_a_part_keeps_its_mark_when_it_is_renamed(db):
    outline, ani = course_with_quiz("Kata sandi"), learner()
    take_quiz(ani, outline, outline.lessons[1], right=2)
    QuizSection.objects.filter(quiz=Quiz.objects.get()).update(title="Sandi kuat")
    assert finish(ani, outline, outline.lessons[0]).certificate.stated.parts == (PartFact("Sandi kuat", 100),)


def test_parts_go_when_the_holder_erases_their_data(db):
    outline, ani = course_with_quiz("Kata sandi"), learner()
    take_quiz(ani, outline, outline.lessons[1], right=2)
    finish(ani, outline, outline.lessons[0])
    _erase(ani)
    assert Certificate.objects.get().stated.parts == ()


def test_certificates_from_before_there_were_parts_still_read():
    old = {name: value for name, value in FACTS.as_json().items() if name != "parts"}
    assert Facts.from_json(old) == FACTS
