"""A practice or quiz page holds what its kind promises before learners see it; a draft may be unfinished."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from courses.models import LessonPage
from tests.courses.doing import draft
from tests.factories.courses import course, module, practice_task, question, quiz, text_block
from tests.factories.people import staff

MISSING = {
    "practice": "A practice page needs a practice among its content. Add one, or choose another kind.",
    "quiz": "A quiz page needs a quiz among its content. Add one, or choose another kind.",
}


@pytest.fixture
def part(db):
    return module(course())


def _block(number: int, kind: str, **value: Any) -> dict[str, Any]:
    start = f"body-{number}-"
    frame = {"type": kind, "deleted": "", "order": str(number), "id": f"00000000-0000-4000-8000-00000000000{number}"}
    return {
        start + name: value for name, value in (frame | {f"value-{name}": one for name, one in value.items()}).items()
    }


def form(page: LessonPage, **act: str) -> dict[str, Any]:
    """What the editor sends for a page with one text, by default of the page's kind."""
    return {
        "title": page.title, "slug": page.slug, "kind": page.kind, "minutes": "5", "objective": page.objective,
        "body-count": "1", **_block(0, "text", heading="Judul", body=json.dumps({"blocks": [], "entityMap": {}})),
        "pillars": "", "competences": "", "topics": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    } | act  # fmt: skip


def edit(page: LessonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.parametrize("act", ["action-publish", "action-submit"])
@pytest.mark.parametrize("kind", MISSING)
def test_without_its_activity_it_is_neither_published_nor_sent_to_review(part, sign_in, kind, act):
    made = draft(part, text_block(), kind=kind)
    answer = sign_in(staff(Role.ADMINISTRATOR)).post(edit(made), form(made, **{act: "1"}))
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"kind": [_(MISSING[kind])]}
    made.refresh_from_db()
    assert (made.live, made.workflow_in_progress) == (False, False)


@pytest.mark.parametrize("kind", MISSING)
def test_a_draft_is_kept_without_it(part, sign_in, kind):
    made = draft(part, text_block(), kind=kind)
    answer = sign_in(staff(Role.AUTHOR)).post(edit(made), form(made, title="Setengah jadi"))
    assert answer.status_code == 302
    assert LessonPage.objects.get(pk=made.pk).get_latest_revision_as_object().title == "Setengah jadi"


@pytest.mark.parametrize("kind", MISSING)
def test_with_its_activity_it_is_published(part, sign_in, kind):
    made = draft(part, text_block(), kind=kind)
    chosen = {"task": practice_task().pk} if kind == "practice" else {"quiz": quiz(fixed=[question()]).pk}
    fields = form(made, **{"action-publish": "1", "body-count": "2"}, **_block(1, kind, **chosen))
    answer = sign_in(staff(Role.REVIEWER)).post(edit(made), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    made.refresh_from_db()
    assert made.live


def test_a_block_taken_out_again_does_not_count(part, sign_in):
    made = draft(part, text_block(), kind="quiz")
    gone = _block(1, "quiz", quiz=quiz(fixed=[question()]).pk) | {"body-1-deleted": "1"}
    answer = sign_in(staff(Role.REVIEWER)).post(
        edit(made), form(made, **{"action-publish": "1", "body-count": "2"}) | gone
    )
    assert answer.context["form"].errors == {"kind": [_(MISSING["quiz"])]}


def test_a_lesson_needs_no_activity(part, sign_in):
    made = draft(part, text_block())
    assert sign_in(staff(Role.REVIEWER)).post(edit(made), form(made, **{"action-publish": "1"})).status_code == 302
    made.refresh_from_db()
    assert made.live
