"""Taking a quiz over HTTP: one question a screen, kept as it is answered, handed in once, nobody else's."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import User
from certificates.models import Certificate
from courses.outline import Lesson, Outline
from lms.demo.answers import right_answer
from lms.demo.stages import learn
from progress.models import ActivityState, Enrolment
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, Question, Quiz
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import PIN, learner, person
from tests.progress.doing import NOON, address, form_to, lesson_page, read, start, take_quiz, text_of, wrong_answer

JSON = {"HTTP_ACCEPT": "application/json"}


def begin(client, lesson: Lesson) -> str:
    """Press “Mulai kuis” as the page shows it; the address of the first question."""
    url = address("start_quiz", lesson.key, lesson.activities[0].key)
    assert form_to(client.get(lesson.url), url) == {}
    return client.post(url)["Location"]


def question_url(lesson: Lesson, attempt: Attempt, position: int) -> str:
    return address("quiz_question", lesson.key, attempt.public_id, position)


def posted(item, *, right: bool = True) -> dict:
    return right_answer(item.version.content) if right else wrong_answer(item.version.content)


def open_attempt(outline: Outline, somebody: User) -> tuple[Lesson, Attempt]:
    lesson = outline.lessons[3]
    return lesson, start(somebody, outline, lesson)


def test_a_whole_quiz_with_plain_forms_as_a_visitor(client, db):
    outline = full_course()
    lesson = outline.lessons[3]
    url = begin(client, lesson)
    for position in range(1, 5):
        page = client.get(url)
        assert f"soal {position} dari 4" in text_of(page)
        item = Attempt.objects.get().items.get(position=position)
        answer = form_to(page, "") | posted(item) | {"act": "next"}
        url = client.post(url, answer)["Location"]
    assert url == address("quiz_review", lesson.key, Attempt.objects.get().public_id)
    assert "Semua soal sudah dijawab" in text_of(client.get(url))
    result = client.post(url)["Location"]
    assert result == address("quiz_result", lesson.key, Attempt.objects.get().public_id)
    assert read(client.get(result)).find(class_="stat").get_text() == "100"
    attempt = Attempt.objects.get()
    assert (attempt.percent, attempt.passed, attempt.learner.is_guest) == (100, True, True)
    assert ActivityState.objects.get().done_at is not None


def test_starting_again_goes_on_at_the_first_question_without_an_answer(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    client.post(question_url(lesson, attempt, 1), posted(items_of(attempt)[0]) | {"act": "save"})
    assert begin(client, lesson) == question_url(lesson, attempt, 2)
    assert Attempt.objects.count() == 1


def test_an_answer_is_kept_by_our_script_and_said_so(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    item = items_of(attempt)[0]
    sent = posted(item) | {"act": "save", "key": str(uuid4())}
    assert client.post(question_url(lesson, attempt, 1), sent, **JSON).json() == {"saved": True}
    later = posted(item, right=False) | {"act": "save", "key": str(uuid4())}
    assert client.post(question_url(lesson, attempt, 1), later, **JSON).json() == {"saved": True}
    assert client.post(question_url(lesson, attempt, 1), sent, **JSON).json() == {"saved": True}  # the first, come late
    assert items_of(attempt)[0].response == {"choices": later["choice"]}


def test_one_key_for_two_questions_does_not_claim_to_have_kept_the_second(client, sign_in, db):
    client.raise_request_exception = False
    ani, key = learner(), str(uuid4())
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    for item in items_of(attempt)[:2]:
        sent = posted(item) | {"act": "save", "key": key}
        response = client.post(question_url(lesson, attempt, item.position), sent, **JSON)
    kept = items_of(attempt)[1].response is not None
    assert kept == (response.status_code == 200 and response.json().get("saved", False))


def test_checking_an_answer_explains_it_and_fixes_it(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    url, item = question_url(lesson, attempt, 1), items_of(attempt)[0]
    assert client.post(url, posted(item, right=False) | {"act": "check"})["Location"] == url
    page = read(client.get(url))
    assert "Belum." in page.find(class_="verdict").get_text(" ")
    assert page.find("input", attrs={"name": "choice"}).has_attr("disabled")
    told = client.post(url, posted(item) | {"act": "save"}, **JSON).json()
    assert (told["saved"], told["stands"], "1" in told["note"]) == (True, True, True)
    assert items_of(attempt)[0].response == {"choices": posted(item, right=False)["choice"]}


def test_an_empty_check_is_told_at_the_question(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    page = client.post(question_url(lesson, attempt, 1), {"act": "check"})
    assert page.status_code == 422
    assert read(page).find("form", class_="ask").find(role="alert") is not None


@pytest.mark.parametrize("choice", [["bukan-pilihan"], ["a", "b"], ["\x00"], ["x" * 100_000]])
def test_an_answer_that_is_none_of_the_choices_is_refused_in_words(client, sign_in, db, choice):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    url = question_url(lesson, attempt, 1)
    page = client.post(url, {"choice": choice, "act": "next"})
    assert (page.status_code, read(page).find(role="alert") is not None) == (422, True)
    asked = client.post(url, {"choice": choice, "act": "save"}, **JSON)
    assert (asked.status_code, list(asked.json())) == (422, ["problem"])
    assert items_of(attempt)[0].response is None


def test_handing_in_twice_shows_the_same_result_and_grades_once(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    outline = full_course()
    lesson, attempt = open_attempt(outline, ani)
    review = address("quiz_review", lesson.key, attempt.public_id)
    answers = [client.post(review)["Location"] for _ in range(2)]
    assert answers == [address("quiz_result", lesson.key, attempt.public_id)] * 2
    assert ActivityState.objects.get().tries == 1
    assert client.get(review)["Location"] == answers[0]
    assert client.get(question_url(lesson, attempt, 1))["Location"] == answers[0]


def test_an_answer_after_handing_in_is_refused_by_page_and_script(client, sign_in, db):
    ani, outline = learner(), full_course()
    sign_in(ani)
    attempt, _recorded = take_quiz(ani, outline, outline.lessons[3], right=0)
    url = question_url(outline.lessons[3], attempt, 1)
    sent = posted(items_of(attempt)[0]) | {"act": "save"}
    refused = client.post(url, sent, **JSON)
    assert (refused.status_code, refused.json()["saved"], refused.json()["closed"]) == (409, False, True)
    assert client.post(url, sent)["Location"] == address("quiz_result", outline.lessons[3].key, attempt.public_id)
    assert items_of(attempt)[0].response == {"choices": posted(items_of(attempt)[0], right=False)["choice"]}


def test_the_review_says_what_is_open_and_a_quiz_may_be_handed_in_as_it_is(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    client.post(question_url(lesson, attempt, 2), posted(items_of(attempt)[1]) | {"act": "save"})
    page = client.get(address("quiz_review", lesson.key, attempt.public_id))
    rows = [row.get_text(" ", strip=True) for row in read(page).find("ol").find_all("li")]
    assert ["belum" in row for row in rows] == [True, False, True, True]
    client.post(address("quiz_review", lesson.key, attempt.public_id))
    assert Attempt.objects.get().percent == 25


@pytest.mark.parametrize("position", [0, 5, 99999, 10**12])
def test_a_position_that_is_not_there_is_not_found(client, sign_in, db, position):
    ani = learner()
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    url = question_url(lesson, attempt, position)
    assert client.get(url).status_code == 404
    for act in ("save", "check", "next"):
        assert client.post(url, {"choice": "x", "act": act}).status_code == 404


@pytest.mark.parametrize("path", ["/belajar/x/kuis/y/1/", "/belajar/1/kuis/2/kirim/"])
def test_malformed_addresses_of_a_quiz_are_not_found(client, sign_in, db, path):
    sign_in(learner())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["quiz_question", "quiz_review", "quiz_result"])
@pytest.mark.parametrize("handed_in", [True, False])
def test_somebody_elses_attempt_is_not_found(client, sign_in, db, name, handed_in):
    ani, outline = learner(), full_course()
    lesson = outline.lessons[3]
    attempt = take_quiz(ani, outline, lesson, right=2)[0] if handed_in else start(ani, outline, lesson)
    sign_in(learner())
    arguments = [lesson.key, attempt.public_id] + ([1] if name == "quiz_question" else [])
    url = address(name, *arguments)
    assert client.get(url).status_code == 404
    if name != "quiz_result":
        for act in ("save", "check", "next"):
            assert client.post(url, posted(items_of(attempt)[0]) | {"act": act}).status_code == 404
    assert Attempt.objects.get().is_open is not handed_in


@pytest.mark.parametrize("name", ["quiz_question", "quiz_review"])
def test_an_attempt_under_another_lessons_address_is_not_found(client, sign_in, db, name):
    """Handed in there, its outcome would be noted for the wrong course – for good."""
    ani, other = learner(), course_with_lessons(1)
    sign_in(ani)
    _lesson, attempt = open_attempt(full_course(), ani)
    arguments = [other.lessons[0].key, attempt.public_id] + ([1] if name == "quiz_question" else [])
    response = client.post(address(name, *arguments), posted(items_of(attempt)[0]) | {"act": "save"})
    assert response.status_code == 404
    assert Attempt.objects.get().is_open
    assert not Enrolment.objects.filter(course=other.course).exists()


def test_an_answer_sent_after_the_session_ended_is_kept_and_goes_on_after_signing_in(client, sign_in, db):
    ani = person(username="siti")
    sign_in(ani)
    lesson, attempt = open_attempt(full_course(), ani)
    url, item = question_url(lesson, attempt, 1), items_of(attempt)[0]
    answer = form_to(client.get(url), "") | posted(item) | {"act": "next"}
    client.logout()
    response = client.post(url, answer)
    assert response["Location"].startswith("/masuk/?next=")
    assert "Jawaban Anda" in text_of(client.get(response["Location"]))
    signed_in = client.post("/masuk/", {"identifier": "siti", "secret": PIN})
    assert signed_in["Location"] == "/masuk/lanjutkan/"
    kept = client.get("/masuk/lanjutkan/")
    resent = form_to(kept, url)
    assert resent == {"key": answer["key"], "shown": "-", "choice": answer["choice"][0], "act": "next"}
    assert client.post(url, resent)["Location"] == question_url(lesson, attempt, 2)
    assert items_of(attempt)[0].response == {"choices": answer["choice"]}


def test_our_script_is_told_to_sign_in_again(client, db):
    lesson, attempt = open_attempt(full_course(), learner())
    response = client.post(question_url(lesson, attempt, 1), {"act": "save"}, **JSON)
    assert (response.status_code, response.json()["sign_in"]) == (401, True)


def test_a_quiz_goes_on_by_its_address_after_the_lesson_was_unpublished(client, sign_in, db):
    ani, outline = learner(), full_course()
    sign_in(ani)
    learn(ani, outline, 3, at=NOON)
    lesson, attempt = open_attempt(outline, ani)
    lesson_page(lesson).unpublish()
    for item in items_of(attempt):
        url = question_url(lesson, attempt, item.position)
        assert client.get(url).status_code == 200
        assert client.post(url, posted(item) | {"act": "next"}).status_code == 302
    result = client.post(address("quiz_review", lesson.key, attempt.public_id), follow=True)
    assert result.status_code == 200
    assert Certificate.objects.get().holder == ani


def test_no_attempts_left_is_said_on_the_lessons_page(client, sign_in, db):
    ani, outline = learner(), full_course(attempts_allowed=1)
    sign_in(ani)
    attempt, _recorded = take_quiz(ani, outline, outline.lessons[3], right=0)
    result = client.get(address("quiz_result", outline.lessons[3].key, attempt.public_id))
    assert read(result).find("form", attrs={"action": address("start_quiz", *_ids(outline))}) is None
    response = client.post(address("start_quiz", *_ids(outline)), follow=True)
    assert response.redirect_chain == [(outline.lessons[3].url, 302)]
    assert "1" in read(response).find(role="status").get_text()
    assert Attempt.objects.count() == 1


def _ids(outline: Outline):
    return outline.lessons[3].key, outline.lessons[3].activities[0].key


def test_a_quiz_without_questions_says_so(client, sign_in, db):
    outline = full_course()
    sign_in(learner())
    Question.objects.update(live=False)
    response = client.post(address("start_quiz", *_ids(outline)), follow=True)
    assert response.redirect_chain == [(outline.lessons[3].url, 302)]
    assert read(response).find(role="status") is not None


def test_an_unpublished_quiz_does_not_start(client, sign_in, db):
    outline = full_course()
    sign_in(learner())
    Quiz.objects.update(live=False)
    assert client.post(address("start_quiz", *_ids(outline))).status_code == 404
    assert not Attempt.objects.exists()
