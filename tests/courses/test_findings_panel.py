"""The editor of a lesson shows what could be plainer in its draft, anew at every save, and stops nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.roles import Role
from courses.models import CoursePage, LessonPage
from tests.courses.test_editors import edit, form_at
from tests.factories.courses import full_course
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    outline = full_course()
    return LessonPage.objects.filter(kind="lesson").descendant_of(CoursePage.objects.get(pk=outline.page)).first()


@pytest.fixture
def author(sign_in: Any) -> Client:
    return sign_in(staff(Role.AUTHOR))


def advice(html: str | bytes) -> str:
    panel = BeautifulSoup(html, "html.parser").select_one(
        "#lms-findings, template[data-w-teleport-target-value='#lms-findings']"
    )
    assert panel is not None
    return " ".join(panel.get_text(" ").split())


def test_the_draft_is_examined_not_what_is_published(author, lesson):
    lesson.objective = "Anda bisa login secara optimal."
    lesson.save_revision()
    said = advice(author.get(edit(lesson)).content)
    assert "Ganti “login” dengan “masuk”" in said
    assert "Ganti “secara optimal” dengan “terbaik, sebaik mungkin”" in said
    assert "Sumber resmi belum diisi." in said


def test_saving_by_itself_draws_the_list_anew_and_keeps_the_draft(author, lesson):
    fields = form_at(author, edit(lesson)) | {"objective": ["Anda bisa klik tombol."], "body-count": ["0"]}
    answer = author.post(edit(lesson), fields, headers={"Accept": "application/json"})
    said = json.loads(answer.content)
    assert said["success"] is True
    assert "Ganti “klik” dengan “ketuk”" in advice(said["html"])
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert draft.objective == "Anda bisa klik tombol."


def test_other_pages_and_new_ones_have_no_list(author, lesson):
    module = lesson.get_parent()
    answer = author.get(f"/kelola/pages/add/courses/lessonpage/{module.pk}/")
    assert advice(answer.content) == "Simpan draf, lalu sarannya tampil di sini."
    fields = form_at(author, edit(module))
    html = json.loads(author.post(edit(module), fields, headers={"Accept": "application/json"}).content)["html"]
    assert advice(html) == ""


def test_a_picture_whose_file_is_gone_stops_nothing(author, lesson, monkeypatch):
    monkeypatch.setattr("courses.domain.quality.picture_bytes", _gone)
    assert author.get(edit(lesson)).status_code == 200


def _gone(image: object) -> int:
    raise FileNotFoundError
