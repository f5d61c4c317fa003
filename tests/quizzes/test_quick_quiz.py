"""A quiz from a pasted text: looked at first, made once, tried, taken back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from courses.domain.tree import ensure_tree
from quizzes.domain.attempts import start
from quizzes.models import Attempt, Pool, Question, Quiz
from tests.factories.courses import pool
from tests.factories.people import learner, staff

pytestmark = pytest.mark.usefixtures("db")

TEXT = """1. Alamat mana milik pemerintah?
a. sukamaju.go.id *
b. sukamaju-resmi.com
Penjelasan: Hanya kantor pemerintah mendapat .go.id.

Gembok berarti pemiliknya jujur. (Salah)
Penjelasan: Gembok hanya berarti sambungannya tertutup.

Nomor darurat?
Jawaban: 112
Penjelasan: Berlaku di seluruh Indonesia."""


@pytest.fixture
def author(sign_in: Any) -> Any:
    ensure_tree()  # and the review
    return sign_in(staff(Role.AUTHOR))


@pytest.fixture
def reviewer(sign_in: Any) -> Any:
    ensure_tree()
    return sign_in(staff(Role.REVIEWER))


def send(client: Any, act: str = "make", **fields: Any) -> Any:
    data = {
        "title": "Kuis alamat",
        "text": TEXT,
        "pass_percent": "60",
        "then": "draft",
        "key": str(uuid4()),
        "act": act,
    }
    return client.post(reverse("quick_quiz"), data | fields)


def words(page: Any, where: str = "main") -> str:
    return " ".join(BeautifulSoup(page.content, "html.parser").select_one(where).get_text(" ", strip=True).split())


def counts() -> list[int]:
    return [model._default_manager.count() for model in (Question, Quiz, Pool)]


def test_checking_tells_what_was_understood_and_what_not_and_makes_nothing(author):
    page = send(author, "check", text=f"{TEXT}\n\nMana yang benar?\n- satu\n- dua\n", title="")
    items = BeautifulSoup(page.content, "html.parser").select(".lms-understood > li")
    told = [" ".join(item.get_text(" ", strip=True).split()) for item in items]
    assert page.status_code == 200
    assert [bool("lms-unread" in (item.get("class") or [])) for item in items] == [False, False, False, True]
    assert "✓ sukamaju.go.id" in told[0]
    assert "Hanya kantor pemerintah" in told[0]
    assert "Mana yang benar?" in told[3]
    assert "13" in told[3]
    assert BeautifulSoup(page.content, "html.parser").select_one("textarea").text.strip().startswith("1. Alamat")
    assert counts() == [0, 0, 0]


def test_nothing_is_made_while_one_place_is_not_understood(author):
    page = send(author, text=f"{TEXT}\n\nMana yang benar?\n- satu\n- dua\n")
    assert page.status_code == 422
    assert "13" in words(page)
    assert counts() == [0, 0, 0]


def test_one_press_makes_drafts_with_their_quiz_and_twice_is_once(author):
    key = str(uuid4())
    first, again = send(author, key=key), send(author, key=key)
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert counts() == [3, 1, 1]
    quiz = Quiz.objects.get()
    asked = [row.question for row in quiz.fixed_questions.all()]
    assert [question.kind for question in asked] == ["single_choice", "true_false", "number"]
    assert {question.pool.name for question in asked} == {"Kuis alamat"}
    assert (quiz.pass_percent, quiz.live, [question.live for question in asked]) == (60, False, [False] * 3)
    made = author.get(first["Location"])
    for thing in (reverse("try_quiz", args=[quiz.pk]), *(reverse("try_question", args=[one.pk]) for one in asked)):
        assert thing in made.content.decode()


def test_an_author_cannot_publish_but_sends_everything_for_review(author):
    assert send(author, then="publish").status_code == 422
    assert counts() == [0, 0, 0]
    send(author, then="review")
    things = [Quiz.objects.get(), *Question.objects.all()]
    assert [bool(thing.current_workflow_state) for thing in things] == [True] * 4
    assert not any(thing.live for thing in things)


def test_what_a_reviewer_publishes_is_asked_at_once(reviewer):
    send(reviewer, then="publish")
    quiz, person = Quiz.objects.get(), learner()
    attempt = start(learner=person, quiz=quiz, context=uuid4(), by=person, at=timezone.now())
    assert attempt.items.count() == 3


def test_without_an_explanation_a_question_is_kept_as_a_draft_only(reviewer):
    bare = "Nomor darurat?\nJawaban: 112"
    assert send(reviewer, then="publish", text=bare).status_code == 422
    assert counts() == [0, 0, 0]
    assert send(reviewer, text=bare).status_code == 302


def test_taken_back_nothing_is_left_and_an_old_group_stays(author):
    old = pool("Lama")
    made = send(author, pool=str(old.pk))["Location"]
    author.post(f"{made}batalkan/")
    assert counts() == [0, 0, 1]
    made = send(author)["Location"]
    author.post(f"{made}batalkan/")
    assert counts() == [0, 0, 1]


def test_what_somebody_has_taken_is_not_taken_back(reviewer):
    made = send(reviewer, then="publish")["Location"]
    person = learner()
    start(learner=person, quiz=Quiz.objects.get(), context=uuid4(), by=person, at=timezone.now())
    answer = reviewer.post(f"{made}batalkan/", follow=True)
    assert "Kuis alamat" in words(answer, "body")
    assert [*counts(), Attempt.objects.count()] == [3, 1, 1, 1]


def test_published_and_unused_it_is_taken_back_whole(reviewer):
    made = send(reviewer, then="publish")["Location"]
    reviewer.post(f"{made}batalkan/")
    assert counts() == [0, 0, 0]


def test_only_who_made_it_takes_it_back(author, sign_in):
    made = send(author)["Location"]
    sign_in(staff(Role.ADMINISTRATOR)).post(f"{made}batalkan/")
    assert counts() == [3, 1, 1]
