"""The editors open with everything filled in, for everybody who writes, and keep what was there."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.roles import Role
from courses.models import CoursePage, LessonPage
from tests.factories.courses import course, full_course
from tests.factories.people import staff


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_at(client: Client, address: str) -> dict[str, Any]:
    """What the editor would send, unchanged; of several boxes or choices with one name, all that are chosen."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = next(form for form in page.find_all("form") if form.find("input", {"name": "slug"}))
    fields: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea"]):
        if not field.has_attr("name") or (field.get("type") in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        value = field.get("value", "") if field.name == "input" else field.get_text().removeprefix("\n")
        fields.setdefault(field["name"], []).append(value)
    for field in form.find_all("select"):
        chosen = field.find("option", selected=True) or field.find("option")
        fields[field["name"]] = [chosen["value"]] if chosen else []
    return fields


@pytest.fixture
def wanted(db) -> tuple[CoursePage, CoursePage]:
    """(a course that asks for another one first, that one)"""
    outline, before = full_course(), course(title="Dasar")
    page = CoursePage.objects.get(pk=outline.page)
    page.prerequisites.set([before])
    page.save_revision().publish()
    return page, before


@pytest.mark.one_database
@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_every_kind_of_page_opens(wanted, sign_in, role):
    client = sign_in(staff(role))
    pages = [*CoursePage.objects.all(), *LessonPage.objects.all(), wanted[0].get_parent(), *wanted[0].get_children()]
    assert len(pages) > 6
    assert {page: client.get(edit(page)).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_courses_to_know_first_are_ticked_and_kept(wanted, sign_in):
    page, before = wanted
    later, draft = course(title="Lanjut"), course(title="Rancangan")
    draft.unpublish()
    client = sign_in(staff(Role.ADMINISTRATOR))
    form = form_at(client, edit(page))
    assert form["prerequisites"] == [str(before.pk)]
    offered = BeautifulSoup(client.get(edit(page)).content, "html.parser").find_all("input", {"name": "prerequisites"})
    assert [box["value"] for box in offered] == [str(before.pk), str(later.pk)]
    client.post(edit(page), form | {"prerequisites": [str(before.pk), str(later.pk)], "action-publish": "1"})
    assert set(CoursePage.objects.get(pk=page.pk).prerequisites.all()) == {before, later}
    client.post(edit(page), form_at(client, edit(page)) | {"prerequisites": [], "action-publish": "1"})
    assert not CoursePage.objects.get(pk=page.pk).prerequisites.exists()


def test_no_course_comes_before_itself(wanted, sign_in):
    page, before = wanted
    client = sign_in(staff(Role.ADMINISTRATOR))
    answer = client.post(edit(page), form_at(client, edit(page)) | {"prerequisites": [str(page.pk)]})
    assert list(answer.context["form"].errors) == ["prerequisites"]
    assert list(CoursePage.objects.get(pk=page.pk).prerequisites.all()) == [before]
