"""Taking a course along from the admin: who may, what comes, and what is said where nothing can."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from courses.editions.export import FORMS, export_course
from courses.models import CoursePage
from tests.factories.courses import course, lesson, module, text_block
from tests.factories.people import staff


@pytest.fixture
def page(db) -> CoursePage:
    made = course()
    lesson(module(made), text_block("<p>Satu.</p>"))
    made.refresh_from_db()
    return made


@pytest.fixture
def author(sign_in, db):
    return sign_in(staff(Role.AUTHOR))


def asked(client, page, form):
    return client.get(reverse("course_edition", args=[page.pk, form]))


@pytest.mark.parametrize("form", FORMS)
def test_the_file_comes_with_a_name_of_its_own(author, page, form):
    answer = asked(author, page, form)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{page.slug}-{FORMS[form].ending}"'
    assert answer.content[:4] in (b"PK\x03\x04", b"%PDF")


def test_the_course_s_own_menu_leads_there_and_other_pages_do_not(author, page):
    there = reverse("course_editions", args=[page.pk])
    assert there in author.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
    inside = page.get_children().first()
    assert "/edisi/" not in author.get(reverse("wagtailadmin_explore", args=[inside.pk])).content.decode()
    shown = author.get(there).content.decode()
    assert all(reverse("course_edition", args=[page.pk, form]) in shown for form in FORMS)


def test_files_are_in_the_language_of_the_course_whoever_asks(page):
    with translation.override("en"):
        made = export_course(page, "halaman", day=date(2026, 11, 23)).content
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        index = archive.read("index.html").decode()
    assert "Mulai membaca" in index
    assert '<html lang="id">' in index


def test_what_is_not_published_says_what_to_do(author, page):
    page.unpublish()
    answer = asked(author, page, "halaman")
    assert answer.status_code == 409
    assert "Terbitkan dulu kursus ini" in answer.content.decode()
    assert author.get(reverse("course_editions", args=[page.pk])).status_code == 200


@pytest.mark.parametrize("form", ["exe", "HALAMAN", "x" * 200])
def test_another_form_is_not_there(author, page, form):
    assert asked(author, page, form).status_code == 404


def test_another_page_than_a_course_is_not_there(author, page):
    assert author.get(reverse("course_editions", args=[page.get_children().first().pk])).status_code == 404
    assert author.get(reverse("course_editions", args=[999_999])).status_code == 404
    assert author.post(reverse("course_editions", args=[page.pk])).status_code == 405
