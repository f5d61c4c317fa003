"""The demo's reviewer finds a lesson to review, however often the demo is brought back to a stage."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import WorkflowState

from accounts.models import Notice, User
from accounts.notices import sentence
from accounts.roles import Role
from courses.domain.outlines import outline_of
from courses.models import LessonPage
from lms.demo.draft import SLUG
from lms.demo.stages import STAGES, make_demo
from tests.factories.courses import course, full_course, lesson, module
from tests.factories.people import staff

TITLE = "Merawat baterai HP"


def waiting() -> list[str]:
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    return [str(state.content_object) for state in states]


def told_reviewer() -> list[str]:
    return [sentence(notice) for notice in Notice.objects.filter(person__username="peninjau")]


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "start"])
def test_a_draft_waits_for_review_once_however_often_the_stage_is_made(db, noon, stage):
    full_course()
    for _ in range(2):
        make_demo(stage, at=noon)
    draft = LessonPage.objects.get(slug=SLUG)
    assert (draft.title, draft.live, draft.owner.username) == (TITLE, False, "pelatih")
    assert waiting() == [TITLE]
    assert len(told_reviewer()) == 1
    assert TITLE in told_reviewer()[0]


def test_a_reviewer_sees_it_on_the_first_screen_and_can_read_it(db, noon, sign_in):
    full_course()
    make_demo("learning", at=noon)
    client = sign_in(staff(Role.REVIEWER))
    draft = LessonPage.objects.get(slug=SLUG)
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Penghemat baterai" in client.get(address).content.decode()
    assert [child.block_type for child in draft.body] == ["text", "steps", "try_now"]


def test_an_approved_draft_is_a_draft_again_and_the_course_as_before(db, noon):
    outline = full_course()
    make_demo("learning", at=noon)
    draft, reviewer = LessonPage.objects.get(slug=SLUG), User.objects.get(username="peninjau")
    state = draft.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, "approve")
    assert TITLE in [one.title for one in outline_of(outline.course).lessons]
    make_demo("learning", at=noon)
    assert waiting() == [TITLE]
    assert [one.title for one in outline_of(outline.course).lessons] == [one.title for one in outline.lessons]


def test_on_the_first_day_nothing_waits(db, noon):
    full_course()
    make_demo("learning", at=noon)
    make_demo("start", at=noon)
    assert (waiting(), LessonPage.objects.filter(slug=SLUG).exists()) == ([], False)


def test_somebody_elses_lesson_of_the_same_name_is_left_alone(db, noon):
    kept = lesson(module(course()), slug=SLUG)
    make_demo("start", at=noon)
    assert LessonPage.objects.filter(pk=kept.pk).exists()


def test_a_demo_without_courses_has_nothing_to_review(db, noon):
    make_demo("learning", at=noon)
    assert waiting() == []
