"""A practice or quiz page that lost its activity: the course can still be completed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses.domain.outlines import outline_of
from courses.outline import Outline
from practice.models import PracticeTask
from progress.models import Enrolment, LessonState
from quizzes.models import Quiz
from tests.factories.courses import (
    check_block,
    course,
    lesson,
    module,
    practice_block,
    practice_task,
    question,
    quiz,
    quiz_block,
    text_block,
)
from tests.factories.people import learner
from tests.progress.doing import form_to, lesson_page, read

KINDS = ["practice", "quiz"]


def course_of(*blocks, kind: str) -> Outline:
    page = course()
    lesson(module(page), text_block(), *blocks, kind=kind)
    return outline_of(page.translation_key)


def activity(kind: str):
    return practice_block(practice_task()) if kind == "practice" else quiz_block(quiz(fixed=[question()]))


def finish_address(outline: Outline) -> str:
    return reverse("finish_lesson", args=[outline.lessons[0].key])


def has_button(client, outline: Outline) -> bool:
    page = read(client.get(outline.lessons[0].url))
    return page.find("form", action=finish_address(outline)) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_activity_it_has_the_ordinary_button_which_completes_the_course(client, sign_in, db, kind):
    outline, ani = course_of(kind=kind), learner()
    sign_in(ani)
    page = client.get(outline.lessons[0].url)
    answer = client.post(finish_address(outline), form_to(page, finish_address(outline)))
    assert answer["Location"] == reverse("course_done", args=[outline.course])
    assert LessonState.objects.get(learner=ani).completed_at is not None
    assert Enrolment.objects.get(learner=ani).completed_at is not None


@pytest.mark.parametrize("kind", KINDS)
def test_the_button_comes_when_the_activity_is_taken_from_view_and_goes_when_it_is_back(client, sign_in, db, kind):
    outline = course_of(activity(kind), kind=kind)
    sign_in(learner())
    assert not has_button(client, outline)
    model = PracticeTask if kind == "practice" else Quiz
    model.objects.get().unpublish()
    assert has_button(client, outline_of(outline.course))
    model.objects.get().save_revision().publish()
    assert not has_button(client, outline_of(outline.course))


@pytest.mark.parametrize("kind", KINDS)
def test_with_another_activity_that_one_completes_the_page(client, sign_in, db, kind):
    outline = course_of(check_block(question()), kind=kind)
    sign_in(learner())
    assert not has_button(client, outline)
    assert lesson_page(outline.lessons[0]).kind == kind
