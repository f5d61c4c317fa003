"""“Lanjutkan” from anywhere lands at the next undone thing; at the end the name is asked for and kept exactly."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import User
from certificates.models import Certificate
from courses.domain.outlines import outline_of
from lms.demo.answers import right_answer
from lms.demo.stages import do_lesson, learn
from progress.models import Enrolment
from quizzes.models import Question
from tests.factories.courses import (
    check_block,
    course,
    course_with_lessons,
    full_course,
    lesson,
    module,
    practice_block,
    practice_task,
    question,
)
from tests.factories.people import learner, person
from tests.progress.doing import NOON, address, finish, form_to, lesson_page, read, start, text_of


def go_buttons(response) -> list[str]:
    return [link["href"] for link in read(response).find_all("a", class_="go")]


def outline_with(*blocks, kind="lesson"):
    page = course()
    lesson(module(page), *blocks, kind=kind)
    return outline_of(page.translation_key)


def test_from_the_first_page_from_the_course_and_from_certificates_one_gets_to_the_next_undone_thing(
    client, sign_in, db
):
    ani, outline = learner(), full_course()
    sign_in(ani)
    learn(ani, outline, 2, at=NOON)
    undone = outline.lessons[2].url
    assert undone in go_buttons(client.get("/"))
    assert undone in go_buttons(client.get("/sertifikat/"))
    assert client.post(address("start_course", outline.course))["Location"] == undone


def test_what_was_skipped_comes_after_what_lies_ahead(client, sign_in, db):
    ani, outline = learner(), course_with_lessons(4)
    sign_in(ani)
    for index in (1, 2):
        finish(ani, outline, outline.lessons[index])
    assert client.post(address("start_course", outline.course))["Location"] == outline.lessons[3].url
    finish(ani, outline, outline.lessons[3])
    assert client.post(address("start_course", outline.course))["Location"] == outline.lessons[0].url


def test_a_visitor_presses_start_and_is_in_the_first_lesson(client, db):
    outline = course_with_lessons(2)
    form = form_to(client.get("/"), address("start_course", outline.course))
    response = client.post(address("start_course", outline.course), form)
    assert response["Location"] == outline.lessons[0].url
    assert Enrolment.objects.get().learner == User.objects.get(is_guest=True)


def test_a_finished_course_leads_to_its_certificate(client, sign_in, db):
    ani, outline = learner(), course_with_lessons(1)
    sign_in(ani)
    learn(ani, outline, None, at=NOON)
    certificate = f"/sertifikat/{Certificate.objects.get().public_id}/"
    assert certificate in go_buttons(client.get(outline.url))
    assert certificate in go_buttons(client.get(address("course_done", outline.course)))
    assert client.get(certificate).status_code == 200


def test_a_course_not_finished_has_no_end_page(client, sign_in, db):
    ani, outline = learner(), course_with_lessons(2)
    end = address("course_done", outline.course)
    assert client.get(end).status_code == 404
    sign_in(ani)
    learn(ani, outline, 1, at=NOON)
    assert client.get(end)["Location"] == outline.url
    assert client.get(address("course_done", uuid4())).status_code == 404


def test_a_course_whose_only_undone_lesson_was_taken_away_can_still_be_ended(client, sign_in, db):
    """Nothing is left to do, so no page has anything left to press but the course's own button."""
    ani, outline = learner(), course_with_lessons(2)
    sign_in(ani)
    learn(ani, outline, 1, at=NOON)
    lesson_page(outline.lessons[1]).unpublish()
    client.post(address("start_course", outline.course))
    assert Enrolment.objects.get().completed_at is not None
    assert Certificate.objects.get().holder == ani


def test_leaving_a_course_says_that_everything_is_kept_and_coming_back_goes_on(client, sign_in, db):
    ani, outline = learner(), course_with_lessons(3)
    sign_in(ani)
    learn(ani, outline, 2, at=NOON)
    left = client.post(address("leave_course", outline.course), follow=True)
    assert left.redirect_chain == [(outline.url, 302)]
    assert read(left).find(role="status") is not None
    assert outline.lessons[2].url not in go_buttons(client.get("/"))
    assert client.post(address("start_course", outline.course))["Location"] == outline.lessons[2].url
    assert client.post(address("leave_course", uuid4())).status_code == 404


def last_act(kind: str):
    """(outline, lesson, address, fields) of a course whose only act is of this kind."""
    if kind == "lesson":
        outline = course_with_lessons(1)
        return outline, address("finish_lesson", outline.lessons[0].key), {}
    if kind == "practice":
        outline = outline_with(practice_block(practice_task("satu")), kind="practice")
        page = outline.lessons[0]
        return outline, address("tick_practice", page.key, page.activities[0].key), {"step": ["satu"]}
    outline = outline_with(check_block(question()))
    page = outline.lessons[0]
    version = Question.objects.get(key=page.activities[0].ref).current_version
    fields = right_answer(version.content) | {"version": version.pk}
    return outline, address("answer_check", page.key, page.activities[0].key), fields


@pytest.mark.parametrize("kind", ["lesson", "practice"])
def test_the_name_is_asked_for_with_the_last_act_and_kept_exactly(client, sign_in, db, kind):
    ani = person(name="Ani")
    sign_in(ani)
    outline, url, fields = last_act(kind)
    form = form_to(client.get(outline.lessons[0].url), url)
    assert form.get("name") == "Ani", "the form of the last act does not ask for the name"
    name = "Ni Luh Putu Ayu D’Souza-Ćosić ꦮꦫꦶ"
    client.post(url, form | fields | {"name": name, "title_after": "S.Pd., M.M."})
    assert Certificate.objects.get().stated.name == f"{name}, S.Pd., M.M."
    ani.refresh_from_db()
    assert (ani.name, ani.title_after) == (name, "S.Pd., M.M.")


def test_a_check_question_as_the_last_act_ends_with_the_name_and_at_the_end_of_the_course(client, sign_in, db):
    """The answer completes lesson and course; the button below it still has to lead to what was earned."""
    sign_in(person(name="Ani"))
    outline, url, fields = last_act("check")
    page = client.get(outline.lessons[0].url)
    below = form_to(page, address("finish_lesson", outline.lessons[0].key))
    assert below["name"] == "Ani"
    assert client.post(url, form_to(page, url) | fields, headers={"accept": "application/json"}).json()[
        "course_completed"
    ]
    response = client.post(address("finish_lesson", outline.lessons[0].key), below | {"name": "Ani Lengkap"})
    assert Certificate.objects.get().stated.name == "Ani Lengkap"
    assert response["Location"] == address("course_done", outline.course)


def test_the_name_is_asked_for_before_handing_in_a_quiz_that_may_complete_the_course(client, sign_in, db):
    ani, outline = person(name="Ani"), full_course()
    sign_in(ani)
    learn(ani, outline, 3, at=NOON)
    attempt = start(ani, outline, outline.lessons[3])
    for item in attempt.items.select_related("version"):
        url = address("quiz_question", outline.lessons[3].key, attempt.public_id, item.position)
        client.post(url, right_answer(item.version.content) | {"act": "save"})
    review = address("quiz_review", outline.lessons[3].key, attempt.public_id)
    form = form_to(client.get(review), "")
    assert form["name"] == "Ani"
    client.post(review, form | {"name": "Ani Lengkap"})
    assert Certificate.objects.get().stated.name == "Ani Lengkap"


@pytest.mark.parametrize("kind", ["lesson", "practice"])
def test_an_empty_name_is_told_and_nothing_is_done_before_it_is_there(client, sign_in, db, kind):
    sign_in(person(name="Ani"))
    _outline, url, fields = last_act(kind)
    page = client.post(url, fields | {"name": "   "})
    assert page.status_code == 422
    assert read(page).find(role="alert") is not None
    assert not Enrolment.objects.exists()
    client.post(url, fields | {"name": "Ani"})
    assert Certificate.objects.get().stated.name == "Ani"


def test_the_name_is_not_asked_for_earlier_nor_again_nor_of_guests(client, sign_in, db):
    outline = course_with_lessons(2)
    first, last = (one.url for one in outline.lessons)
    client.post(address("finish_lesson", outline.lessons[0].key))
    assert b'name="name"' not in client.get(last).content
    ani = person()
    sign_in(ani)
    assert b'name="name"' not in client.get(first).content
    finish(ani, outline, outline.lessons[0])
    assert b'name="name"' in client.get(last).content
    budi = learner()
    sign_in(budi)
    finish(budi, outline, outline.lessons[0])
    assert b'name="name"' not in client.get(last).content


def test_a_confirmed_name_is_not_changed_by_an_act(client, sign_in, db):
    ani, outline = learner(name="Ani"), course_with_lessons(1)
    sign_in(ani)
    client.post(address("finish_lesson", outline.lessons[0].key), {"name": "Orang Lain"})
    ani.refresh_from_db()
    assert (ani.name, Certificate.objects.get().stated.name) == ("Ani", "Ani")


def test_the_end_of_a_course_greets_by_name_and_says_what_is_next(client, sign_in, db):
    ani, outline, other = (
        learner(name="Ani Lestari"),
        course_with_lessons(1),
        course_with_lessons(1, title="Berikutnya"),
    )
    sign_in(ani)
    do_lesson(ani, outline, outline.lessons[0], at=NOON)
    words = text_of(client.get(address("course_done", outline.course)))
    assert "Selamat, Ani!" in words
    assert outline.title in words
    assert other.title in words


def test_the_back_button_after_a_quiz_shows_the_learners_progress_in_words(client, sign_in, db):
    ani, outline = learner(), full_course()
    sign_in(ani)
    learn(ani, outline, 3, at=NOON)
    words = text_of(client.get(outline.url))
    assert "2 dari 2 pelajaran" in words
    assert "1 dari 1 praktik" in words
