"""Parts of a quiz made in the admin: each has a key of its own, which marks can hang on."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from quizzes.domain.queries import items_of, part_titles
from quizzes.models import Pool, Quiz, QuizSection
from tests.factories.courses import pool, question, quiz
from tests.factories.people import learner, staff
from tests.quizzes.doing import start, take

ADD = reverse("wagtailsnippets_quizzes_quiz:add")


def bank() -> Pool:
    group = pool()
    for _ in range(3):
        question(pool=group)
    return group


def form_of(client: Client, address: str, formset: str = "sections") -> dict[str, Any]:
    """What the editor would send, unchanged."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = next(form for form in page.find_all("form") if form.find("input", {"name": f"{formset}-TOTAL_FORMS"}))
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.has_attr("name")}
    for field in form.find_all("select"):
        chosen = field.find("option", selected=True) or field.find("option")
        fields[field["name"]] = chosen["value"] if chosen else ""
    return {name: value for name, value in fields.items() if "__prefix__" not in name}


def part(number: int, group: Pool, title: str) -> dict[str, Any]:
    fields = {
        "pool": group.pk,
        "count": "2",
        "difficulty": "",
        "title": title,
        "id": "",
        "ORDER": str(number + 1),
        "DELETE": "",
    }
    return {f"sections-{number}-{name}": value for name, value in fields.items()}


def made_in_the_admin(client: Client, *titles: str) -> Quiz:
    fields = form_of(client, ADD) | {
        "title": "Kuis akhir",
        "sections-TOTAL_FORMS": str(len(titles)),
        "action-publish": "1",
    }
    for number, title in enumerate(titles):
        fields |= part(number, bank(), title)
    assert client.post(ADD, fields).status_code == 302
    return Quiz.objects.get()


def edited(client: Client, exam: Quiz, **changes: Any) -> None:
    address = reverse("wagtailsnippets_quizzes_quiz:edit", args=[exam.pk])
    assert client.post(address, form_of(client, address) | changes).status_code == 302


def test_each_part_gets_a_key_of_its_own(db, sign_in):
    exam = made_in_the_admin(sign_in(staff(Role.ADMINISTRATOR)), "Belanja aman", "Kata sandi")
    titles = part_titles(exam.key)
    assert list(titles.values()) == ["Belanja aman", "Kata sandi"]
    assert len({UUID(key) for key in titles}) == 2
    attempt = take(learner(), exam, uuid4(), right=2)
    assert attempt.sections == dict(zip(titles, [100, 0], strict=True))


def test_the_key_stays_through_renaming_drafts_and_publishing(db, sign_in):
    client = sign_in(staff(Role.ADMINISTRATOR))
    exam = made_in_the_admin(client, "Belanja aman")
    (key,) = part_titles(exam.key)
    edited(client, exam, **{"sections-0-title": "Belanja tenang", "action-publish": "1"})
    assert part_titles(exam.key) == {key: "Belanja tenang"}
    edited(client, exam, **part(1, bank(), "Kata sandi"), **{"sections-TOTAL_FORMS": "2"})
    assert list(part_titles(exam.key)) == [key]
    edited(client, exam, **{"action-publish": "1"})
    published = part_titles(exam.key)
    assert next(iter(published.items())) == (key, "Belanja tenang")
    assert list(published.values())[1:] == ["Kata sandi"]
    edited(client, exam, **{"sections-1-title": "Sandi"})
    edited(client, exam, **{"action-publish": "1"})
    assert list(part_titles(exam.key)) == list(published)


def test_the_key_of_a_course_pack_survives_editing(db, sign_in):
    exam = quiz(draws=[(bank(), 2)])
    (key,) = part_titles(exam.key)
    edited(
        sign_in(staff(Role.ADMINISTRATOR)),
        exam,
        **{"title": "Nama lain", "sections-0-title": "Lain", "action-publish": "1"},
    )
    assert (Quiz.objects.get().title, part_titles(exam.key)) == ("Nama lain", {key: "Lain"})


def test_a_part_without_a_key_is_told_apart_by_its_row(db):
    exam = quiz(draws=[(bank(), 1)])
    QuizSection.objects.update(key="")
    exam = Quiz.objects.get()
    titles = part_titles(exam.key)
    assert (
        {item.section for item in items_of(start(learner(), exam, uuid4()))}
        == set(titles)
        == {str(exam.sections.get().pk)}
    )
