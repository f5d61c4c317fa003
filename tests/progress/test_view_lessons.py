"""Acting in a lesson over HTTP: with plain forms, with our script, as anybody – and with what was never meant to come."""

from __future__ import annotations

import json
import re
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from certificates.models import Certificate
from courses.domain.outlines import outlines
from courses.models import StaleReport
from lms.demo.answers import right_answer
from lms.demo.stages import learn
from practice.models import PracticeTick
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.models import CheckAnswer, Question
from tests.factories.courses import (
    check_block,
    course,
    course_with_lessons,
    full_course,
    lesson,
    module,
    text_question,
)
from tests.factories.people import learner, person
from tests.progress.doing import NOON, address, asks_for, form_to, lesson_page, read, text_of, wrong_answer

JSON = {"HTTP_ACCEPT": "application/json"}


def check_url(lesson) -> str:
    return address("answer_check", lesson.key, lesson.activities[0].key)


def tick_url(lesson) -> str:
    return address("tick_practice", lesson.key, lesson.activities[0].key)


def version_of(lesson):
    return Question.objects.get(key=lesson.activities[0].ref).current_version


def right_form(client, lesson) -> dict:
    return form_to(client.get(lesson.url), check_url(lesson)) | right_answer(version_of(lesson).content)


def test_the_page_says_where_one_is_and_has_one_way_on(client, db):
    outline = course_with_lessons(16)
    page = client.get(outline.lessons[2].url)
    assert "Pelajaran 3 dari 16" in text_of(page)
    assert "5 menit" in text_of(page)
    form = form_to(page, address("finish_lesson", outline.lessons[2].key))
    assert UUID(form["key"])


def rule_of(client, outline) -> str:
    found = re.search(r"Selesai bila: [^.]*\.", text_of(client.get(outline.url)))
    assert found is not None
    return found[0]


def test_the_course_says_its_rule_in_words_before_anybody_starts(client, db):
    whole = rule_of(client, full_course(pass_percent=65))
    assert [word in whole for word in ("semua pelajaran", "praktik", "nilai", "65")] == [True] * 4
    plain = rule_of(client, course_with_lessons(2))
    assert [word in plain for word in ("semua pelajaran", "praktik", "nilai")] == [True, False, False]


def test_a_visitor_starts_by_acting_and_goes_on_to_the_next_lesson(client, db):
    outline = course_with_lessons(3)
    form = form_to(client.get(outline.lessons[0].url), address("finish_lesson", outline.lessons[0].key))
    response = client.post(address("finish_lesson", outline.lessons[0].key), form)
    assert (response.status_code, response["Location"]) == (302, outline.lessons[1].url)
    somebody = User.objects.get()
    assert (somebody.is_guest, somebody.has_usable_password()) == (True, False)
    assert LessonState.objects.get().learner == somebody
    assert "sesi" in client.cookies


def test_the_same_form_sent_twice_is_one_act_and_leads_to_the_same_place(client, sign_in, db):
    ani, outline = learner(), course_with_lessons(2)
    sign_in(ani)
    learn(ani, outline, 1, at=NOON)
    url = address("finish_lesson", outline.lessons[1].key)
    form = form_to(client.get(outline.lessons[1].url), url)
    first, again = client.post(url, form), client.post(url, form)
    assert first["Location"] == address("course_done", outline.course)
    assert LessonState.objects.get(lesson=outline.lessons[1].key)
    assert Certificate.objects.count() == 1
    assert again["Location"] == first["Location"], (
        "a double tap shows the second answer: it must be as good as the first"
    )


def test_a_visitor_may_answer_a_check_question_and_sees_why(client, db):
    outline = full_course()
    lesson = outline.lessons[1]
    response = client.post(check_url(lesson), right_form(client, lesson))
    assert response["Location"] == f"{lesson.url}#cek-{lesson.activities[0].key.hex[:8]}"
    page = client.get(response["Location"])
    assert "Benar begitu." in text_of(page)
    assert CheckAnswer.objects.get().learner == User.objects.get(is_guest=True)


def test_a_wrong_answer_shows_its_own_explanation_and_what_fits(client, db):
    lesson = full_course().lessons[1]
    wrong = right_form(client, lesson) | wrong_answer(version_of(lesson).content)
    client.post(check_url(lesson), wrong)
    verdict = read(client.get(lesson.url)).find(class_="verdict")
    words = verdict.get_text(" ")
    assert "Belum." in words
    assert [fits.get_text(strip=True) for fits in verdict.find_all("li")] == ["A"]
    assert "Benar begitu." not in words
    again = read(client.get(f"{lesson.url}?lagi={lesson.activities[0].key}"))
    assert again.find(class_="verdict") is None
    assert again.find("input", attrs={"name": "choice", "disabled": True}) is None


def test_our_script_gets_exactly_what_is_due(client, db):
    lesson = full_course().lessons[1]
    form = right_form(client, lesson)
    content = version_of(lesson).content
    wrong = json.loads(client.post(check_url(lesson), form | wrong_answer(content), **JSON).content)
    assert wrong == {
        "correct": False, "partly": False, "feedback": ["Belum."], "right": ["A"], "explanation": "",
        "lesson_completed": True, "course_completed": False,
    }  # fmt: skip
    right = json.loads(
        client.post(check_url(lesson), form | right_answer(content) | {"key": str(uuid4())}, **JSON).content
    )
    assert right == wrong | {"correct": True, "feedback": ["Benar begitu."], "right": [], "lesson_completed": False}


def test_an_empty_answer_is_told_at_the_question_and_nothing_is_kept(client, db):
    lesson = full_course().lessons[1]
    form = form_to(client.get(lesson.url), check_url(lesson))
    page = client.post(check_url(lesson), form)
    assert page.status_code == 422
    section = read(page).find(id=f"cek-{lesson.activities[0].key.hex[:8]}")
    assert section.find(role="alert").get_text(strip=True)
    assert len(read(page).find_all(role="alert")) == 1
    assert not CheckAnswer.objects.exists()


def test_our_script_may_send_again_with_the_same_key_after_an_empty_answer(client, db):
    """The page keeps its key until an answer was explained."""
    lesson = full_course().lessons[1]
    form = form_to(client.get(lesson.url), check_url(lesson))
    empty = client.post(check_url(lesson), form, **JSON)
    assert (empty.status_code, list(empty.json())) == (422, ["problem"])
    answered = client.post(check_url(lesson), form | right_answer(version_of(lesson).content), **JSON)
    assert (answered.status_code, answered.json().get("correct")) == (200, True)


def test_one_thing_left_on_the_page_is_said_at_that_thing(client, db):
    lesson = full_course().lessons[1]
    page = client.post(address("finish_lesson", lesson.key), {"key": str(uuid4())})
    assert page.status_code == 422
    section = read(page).find(id=f"cek-{lesson.activities[0].key.hex[:8]}")
    assert section.find(role="alert") is not None
    assert not LessonState.objects.filter(completed_at__isnull=False).exists()


def test_a_practice_is_kept_step_by_step_and_goes_on_when_done(client, db):
    outline = full_course()
    lesson = outline.lessons[2]
    partly = client.post(tick_url(lesson), {"step": ["satu"]})
    assert partly["Location"] == f"{lesson.url}#praktik-{lesson.activities[0].key.hex[:8]}"
    page = read(client.get(lesson.url))
    assert [box["value"] for box in page.find_all("input", attrs={"name": "step", "checked": True})] == ["satu"]
    done = client.post(tick_url(lesson), {"step": ["satu", "dua"], "accompanied": "yes"})
    assert done["Location"] == outline.lessons[3].url
    assert ActivityState.objects.get().accompanied
    assert read(client.get(lesson.url)).find("button", string="Simpan yang dicentang") is None


def test_ticks_by_our_script_answer_with_whether_all_is_done(client, db):
    lesson = full_course().lessons[2]
    assert client.post(tick_url(lesson), {"step": ["satu"]}, **JSON).json() == {
        "saved": True, "complete": False, "course_completed": False,
    }  # fmt: skip
    assert client.post(tick_url(lesson), {"step": ["satu", "dua"]}, **JSON).json()["complete"] is True
    assert PracticeTick.objects.count() == 2


@pytest.mark.parametrize("key", ["", "not-a-key", "0" * 400, "{}", "null", "\u0000"])
def test_a_form_without_a_proper_key_acts_once_now(client, db, key):
    outline = course_with_lessons(2)
    response = client.post(address("finish_lesson", outline.lessons[0].key), {"key": key})
    assert response["Location"] == outline.lessons[1].url
    assert LessonState.objects.count() == 1


def test_a_key_of_another_act_is_refused_without_a_breakdown(client, db):
    client.raise_request_exception = False
    outline, key = full_course(), str(uuid4())
    client.post(address("finish_lesson", outline.lessons[0].key), {"key": key})
    refused = client.post(check_url(outline.lessons[1]), right_form(client, outline.lessons[1]) | {"key": key})
    assert 400 <= refused.status_code < 500
    assert not CheckAnswer.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "999999", "9" * 40, "１２", "1.0", "1 OR 1=1"])
def test_a_version_that_is_none_is_not_found(client, db, version):
    lesson = full_course().lessons[1]
    form = right_form(client, lesson) | {"version": version}
    assert client.post(check_url(lesson), form).status_code == 404
    assert not CheckAnswer.objects.exists()


@pytest.mark.parametrize("kind", ["unknown lesson", "unknown activity", "practice as check", "check as practice"])
def test_addresses_that_do_not_fit_are_not_found(client, db, kind):
    outline = full_course()
    check, practice = outline.lessons[1], outline.lessons[2]
    form = right_form(client, check)
    url = {
        "unknown lesson": address("answer_check", uuid4(), check.activities[0].key),
        "unknown activity": address("answer_check", check.key, uuid4()),
        "practice as check": address("answer_check", practice.key, practice.activities[0].key),
        "check as practice": address("tick_practice", check.key, check.activities[0].key),
    }[kind]
    assert client.post(url, form).status_code == 404
    assert not ActivityState.objects.exists()


@pytest.mark.parametrize("path", ["/belajar/bukan-kunci/selesai/", "/belajar/123/cek/456/", "/belajar/kursus/x/mulai/"])
def test_malformed_addresses_are_not_found_in_words(client, db, path):
    page = client.post(path)
    assert page.status_code == 404
    assert "Halaman ini tidak ada" in text_of(page)


def test_an_answer_of_one_megabyte_is_refused_in_words_and_not_kept(client, db):
    lesson(module(course()), check_block(text_question("go.id")))
    page = outlines()[-1].lessons[0]
    form = form_to(client.get(page.url), check_url(page)) | {"answer": "x" * 1_000_000}
    response = client.post(check_url(page), form)
    assert response.status_code == 422
    assert read(response).find(role="alert") is not None
    assert not CheckAnswer.objects.exists()
    assert client.post(check_url(page), form | {"answer": "x" * 4_000_000}).status_code in (400, 413)


def test_an_unpublished_lesson_is_kept_and_leads_home_with_a_word(client, sign_in, db):
    ani, outline = learner(), course_with_lessons(3)
    sign_in(ani)
    learn(ani, outline, 1, at=NOON)
    gone = outline.lessons[1]
    form = form_to(client.get(gone.url), address("finish_lesson", gone.key))
    lesson_page(gone).unpublish()
    assert client.get(gone.url).status_code == 404
    response = client.post(address("finish_lesson", gone.key), form, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert read(response).find(role="status") is not None
    assert LessonState.objects.get(lesson=gone.key).completed_at is not None


def test_a_draft_lesson_is_not_there(client, db):
    outline = course_with_lessons(2)
    lesson_page(outline.lessons[0]).unpublish()
    assert client.post(address("finish_lesson", outline.lessons[0].key)).status_code == 404
    assert not User.objects.filter(is_guest=True, enrolments__isnull=False).exists()


def test_a_lesson_is_told_stale_in_one_tap_and_once_per_person(client, sign_in, db):
    ani, outline = person(), course_with_lessons(1)
    sign_in(ani)
    for note in ("", "Tombolnya bernama lain.", "x" * 5000):
        response = client.post(address("tell_stale", outline.lessons[0].key), {"note": note})
        assert response["Location"] == outline.lessons[0].url
    report = StaleReport.objects.get()
    assert (report.learner, report.note) == (ani, "x" * 300)
    assert client.post(address("tell_stale", uuid4())).status_code == 404


@pytest.mark.parametrize("act", ["check", "practice", "quiz", "lesson", "start"])
def test_acting_in_a_locked_course_leads_to_what_is_missing(client, sign_in, db, act):
    client.raise_request_exception = False
    first, locked = course_with_lessons(1, title="Dasar"), full_course()
    form = right_form(client, locked.lessons[1])
    asks_for(locked, first, required=True)
    sign_in(learner())
    lessons = locked.lessons
    url = {
        "check": check_url(lessons[1]),
        "practice": tick_url(lessons[2]),
        "quiz": address("start_quiz", lessons[3].key, lessons[3].activities[0].key),
        "lesson": address("finish_lesson", lessons[0].key),
        "start": address("start_course", locked.course),
    }[act]
    response = client.post(url, form | {"step": ["satu"]}, follow=True)
    assert response.status_code == 200
    assert "Dasar" in text_of(response)
    assert not Enrolment.objects.exists()
