"""Forms are protected, and whoever runs into the protection loses nothing that was typed."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.demo.answers import right_answer
from progress.models import LessonState
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, CheckAnswer, Question
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import learner
from tests.progress.doing import address, read, start, text_of


@pytest.fixture
def strict(db) -> Client:
    """A browser whose forms are really checked."""
    return Client(enforce_csrf_checks=True)


def token_in(response) -> str:
    return str(read(response).find_all("input", attrs={"name": "csrfmiddlewaretoken"})[0]["value"])


def addresses(outline) -> dict[str, str]:
    first, check, practice, quiz = outline.lessons
    return {
        "start_course": address("start_course", outline.course),
        "leave_course": address("leave_course", outline.course),
        "finish_lesson": address("finish_lesson", first.key),
        "tell_stale": address("tell_stale", first.key),
        "answer_check": address("answer_check", check.key, check.activities[0].key),
        "tick_practice": address("tick_practice", practice.key, practice.activities[0].key),
        "start_quiz": address("start_quiz", quiz.key, quiz.activities[0].key),
    }


@pytest.mark.parametrize(
    "name",
    ["start_course", "leave_course", "finish_lesson", "tell_stale", "answer_check", "tick_practice", "start_quiz"],
)
def test_no_act_is_carried_out_without_the_forms_token(strict, name):
    url = addresses(full_course())[name]
    page = strict.post(url)
    assert page.status_code == 403
    assert "terlalu lama" in text_of(page)
    assert not LessonState.objects.exists()
    assert strict.get(url).status_code == 405


def test_an_answer_to_a_quiz_is_not_taken_without_the_token(strict):
    ani, outline = learner(), full_course()
    attempt = start(ani, outline, outline.lessons[3])
    strict.force_login(ani)
    for name, arguments in (("quiz_question", [1]), ("quiz_review", [])):
        url = address(name, outline.lessons[3].key, attempt.public_id, *arguments)
        assert strict.post(url, {"act": "save"}).status_code == 403
        assert strict.post(url, {"act": "save"}, headers={"accept": "application/json"}).status_code == 403
    assert Attempt.objects.get().is_open


def test_the_form_of_the_page_itself_passes(strict):
    outline = course_with_lessons(2)
    token = token_in(strict.get(outline.lessons[0].url))
    response = strict.post(address("finish_lesson", outline.lessons[0].key), {"csrfmiddlewaretoken": token})
    assert response["Location"] == outline.lessons[1].url


def test_our_script_passes_with_the_token_of_the_page_in_a_header(strict):
    ani, outline = learner(), full_course()
    attempt = start(ani, outline, outline.lessons[3])
    strict.force_login(ani)
    url = address("quiz_question", outline.lessons[3].key, attempt.public_id, 1)
    headers = {"accept": "application/json", "x-csrftoken": token_in(strict.get(url))}
    sent = right_answer(items_of(attempt)[0].version.content) | {"act": "save"}
    assert strict.post(url, sent, headers=headers).json() == {"saved": True}


def test_the_friendly_page_keeps_what_was_typed_and_sends_it_again(strict):
    outline = full_course()
    lesson = outline.lessons[1]
    url = address("answer_check", lesson.key, lesson.activities[0].key)
    version = Question.objects.get(key=lesson.activities[0].ref).current_version
    answer = right_answer(version.content) | {"version": str(version.pk), "key": "00000000-0000-4000-8000-000000000001"}
    refused = strict.post(url, answer | {"csrfmiddlewaretoken": "old"})
    form = read(refused).find("form", attrs={"method": "post"})
    fields = {field["name"]: field["value"] for field in form.find_all("input")}
    assert fields.pop("csrfmiddlewaretoken")
    assert fields == {"version": answer["version"], "key": answer["key"], "choice": answer["choice"][0]}
    assert form.get("action") in (None, "", url)
    again = strict.post(url, fields | {"csrfmiddlewaretoken": token_in(refused)})
    assert again.status_code == 302
    assert CheckAnswer.objects.get().fraction == "1"


def test_the_friendly_page_escapes_what_was_typed(strict):
    url = address("tell_stale", course_with_lessons(1).lessons[0].key)
    refused = strict.post(url, {"note": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in refused.content
    assert read(refused).find("input", attrs={"name": "note"})["value"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("url", "typed"),
    [
        ("/masuk/", {"identifier": "kenari77", "secret": "246813"}),
        ("/daftar/", {"name": "Kenari77", "secret": "246813"}),
        ("/pulihkan/", {"identifier": "kenari77", "words": "kakaktua merak", "secret": "246813"}),
        ("/akun/kata-sandi/", {"current": "246813", "secret": "135792"}),
        ("/periksa/", {"code": "7K3M-9QXT-2WFA-8C4D"}),
    ],
)
def test_secrets_never_come_back_on_the_friendly_page(strict, url, typed):
    page = strict.post(url, typed)
    assert page.status_code == 403
    for value in typed.values():
        assert value.encode() not in page.content
    assert read(page).find("a", attrs={"href": url, "class": "go"}) is not None


def test_a_foreign_site_cannot_act_for_a_learner(strict, settings):
    ani, outline = learner(), course_with_lessons(2)
    strict.force_login(ani)
    token = token_in(strict.get(outline.lessons[0].url))
    url = address("finish_lesson", outline.lessons[0].key)
    response = strict.post(url, {"csrfmiddlewaretoken": token}, headers={"origin": "https://penipu.example"})
    assert response.status_code == 403
    assert not LessonState.objects.exists()
