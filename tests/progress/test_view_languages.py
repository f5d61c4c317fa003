"""A course in two languages as learners meet it: one progress, one certificate, a page wholly in one language."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import override

from accounts.roles import Role
from certificates.models import Certificate
from core.kept import forget_all
from courses.domain.outlines import editions_of
from courses.models import CoursePage, Track
from courses.packs.model import key_of
from lms.demo.answers import right_answer
from lms.demo.stages import do_lesson, learn
from progress.domain.queries import course_state
from progress.models import ActivityState, Enrolment
from quizzes.domain import attempts
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, Question
from tests.courses.translating import load_both
from tests.factories.courses import course_with_lessons
from tests.factories.h5p_rows import course_with_h5p
from tests.factories.people import learner, staff
from tests.progress.doing import NOON, address, asks_for, form_to, read, start, text_of

pytestmark = pytest.mark.django_db
COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def both(tmp_path):
    """By language, as published."""
    load_both(tmp_path)
    return editions_of(key_of("uji"))


def check_of(outline):
    lesson = outline.lessons[0]
    (activity,) = lesson.activities
    return lesson, activity, Question.objects.get(key=activity.ref).current_version


def test_whoever_opens_the_english_page_reads_english_from_then_on(client, both):
    page = client.get(both["en"].lessons[0].url)
    assert (page["Content-Language"], page.cookies[COOKIE].value) == ("en", "en")
    assert read(page).html["lang"] == read(page).article["lang"] == "en"
    assert "Lesson 1 of 2" in text_of(page)
    assert "Test course" in text_of(client.get("/kursus/"))
    back = client.get(both["id"].lessons[0].url)
    assert (back["Content-Language"], back.cookies[COOKIE].value) == ("id", "id")


def test_a_course_in_indonesian_only_leaves_the_language_alone(client, both):
    CoursePage.objects.get(pack="uji.en").unpublish()
    client.cookies[COOKIE] = "en"
    page = client.get(both["id"].lessons[0].url)
    assert (page["Content-Language"], COOKIE in page.cookies) == ("en", False)
    assert (read(page).html["lang"], read(page).article["lang"]) == ("en", "id")


def test_trainers_look_at_a_translation_without_leaving_their_language(client, sign_in, both):
    sign_in(staff(Role.AUTHOR))
    page = client.get(both["en"].lessons[0].url)
    assert (page["Content-Language"], COOKIE in page.cookies) == ("en", False)


@pytest.mark.parametrize(("here", "there", "words"), [("id", "en", "Read in English"), ("en", "id", "Baca dalam bahasa Indonesia")])  # fmt: skip
def test_the_same_page_in_the_other_language_is_one_tap_away_without_a_script(client, both, here, there, words):
    for ours, theirs in ((both[here].url, both[there].url), (both[here].lessons[1].url, both[there].lessons[1].url)):
        page = client.get(ours)
        assert words in text_of(page)
        form = form_to(page, address("choose_language"))
        assert form["next"] == theirs
        answer = client.post(address("choose_language"), form | {"language": there})
        assert answer["Location"] == theirs
        links = {link["hreflang"]: link["href"] for link in read(page).find_all("link", rel="alternate")}
        assert links == {here: ours, there: theirs}


def test_what_was_done_in_one_language_is_done_in_the_other_and_there_is_one_certificate(client, sign_in, both):
    ani = learner()
    sign_in(ani)
    learn(ani, both["id"], 2, at=NOON)
    with override("en"):
        assert course_state(ani, both["en"]).progress.done == 2
        for lesson in both["en"].lessons[2:]:
            do_lesson(ani, both["en"], lesson, at=NOON)
    assert Enrolment.objects.get().completed_at is not None
    assert Certificate.objects.get().facts["title"] == "Kursus uji"
    assert course_state(ani, both["id"]).progress.done == 4


def test_an_english_question_is_judged_as_such_whatever_language_the_browser_remembers(client, both):
    lesson, activity, version = check_of(both["en"])
    url = address("answer_check", lesson.key, activity.key)
    form = form_to(client.get(lesson.url), url)
    assert form["version"] == str(version.pk)
    client.cookies[COOKIE] = "id"  # another tab was opened meanwhile
    answer = client.post(url, form | right_answer(version.content))
    assert answer["Location"].startswith(lesson.url)
    assert ActivityState.objects.get().percent == 100


def test_an_unfinished_english_form_comes_back_in_english(client, both):
    lesson, activity, version = check_of(both["en"])
    client.cookies[COOKIE] = "id"
    answer = client.post(address("answer_check", lesson.key, activity.key), {"version": version.pk})
    assert (answer.status_code, answer["Content-Language"]) == (422, "en")
    assert "Choose or write an answer first." in text_of(answer)
    assert lesson.title in text_of(answer)


def test_a_question_of_neither_language_is_refused(client, both):
    lesson, activity, _version = check_of(both["en"])
    other = Question.objects.get(key=key_of("uji.en", "question", "satu-sandi")).current_version
    answer = client.post(address("answer_check", lesson.key, activity.key), {"version": other.pk, "choice": "true"})
    assert answer.status_code == 404


def languages_of(attempt: Attempt) -> set[str]:
    return {item.version.question.language for item in items_of(attempt)}


def test_a_quiz_is_asked_in_the_language_of_the_reader_and_tries_count_together(client, sign_in, both):
    ani = learner()
    sign_in(ani)
    first = start(ani, both["id"], both["id"].lessons[-1])
    assert languages_of(first) == {"id"}
    attempts.submit(learner=ani, attempt=first.public_id, at=NOON)
    client.cookies[COOKIE] = "en"
    lesson = both["en"].lessons[-1]
    page = client.get(lesson.url)
    assert "Final quiz" in text_of(page)
    url = address("start_quiz", lesson.key, lesson.activities[0].key)
    asked = client.get(client.post(url, form_to(page, url))["Location"])
    second = Attempt.objects.exclude(pk=first.pk).get()
    assert (second.number, second.quiz, languages_of(second)) == (2, first.quiz, {"en"})
    assert "Final quiz" in text_of(asked)
    assert "Kuis akhir" not in text_of(asked)


def test_a_quiz_of_which_one_question_is_not_translated_is_asked_in_indonesian(both):
    Question.objects.get(key=key_of("uji.en", "question", "dua-wifi")).unpublish()
    Question.objects.get(key=key_of("uji.en", "question", "tanda-palsu")).unpublish()
    Question.objects.get(key=key_of("uji.en", "question", "titik-papan")).unpublish()
    with override("en"):
        assert languages_of(start(learner(), both["en"], both["en"].lessons[-1])) == {"id"}


def test_questions_that_were_seen_in_one_language_come_later_in_the_other(both):
    """Of three in the first group two are drawn, of seven in the second three: one cannot be new."""
    ani, lesson = learner(), both["id"].lessons[-1]
    first = start(ani, both["id"], lesson)
    attempts.submit(learner=ani, attempt=first.public_id, at=NOON)
    with override("en"):
        second = start(ani, both["en"], lesson)
    seen = {item.version.question_id for item in items_of(first)}
    came = {item.version.question.translation_of_id for item in items_of(second)}
    assert (len(came), len(came & seen)) == (5, 1)


def test_what_comes_before_a_course_holds_in_every_language(client, both):
    other = course_with_lessons(1)
    asks_for(both["id"], other, required=True)
    page = client.get(both["en"].url)
    assert other.title in text_of(page)
    assert form_missing(page, address("start_course", both["en"].course))
    answer = client.post(address("start_course", both["en"].course))
    assert answer["Location"] == both["en"].url
    assert Enrolment.objects.count() == 0


def form_missing(page, action: str) -> bool:
    return all(form.get("action") != action for form in read(page).find_all("form"))


def test_the_catalogue_says_which_languages_there_are_and_lists_the_topics_of_what_it_shows(client, both):
    assert "juga: English" in text_of(client.get("/kursus/"))
    client.cookies[COOKIE] = "en"
    assert "also: Bahasa Indonesia" in text_of(client.get("/kursus/"))
    CoursePage.objects.get(pack="uji.en").unpublish()
    assert "in Indonesian" in text_of(client.get("/kursus/"))


def test_phrases_for_what_no_city_has_set_are_in_the_language_of_the_page(client, both):
    assert "You live in your city." in text_of(client.get(both["en"].lessons[0].url))
    assert "di kota Anda." in text_of(client.get(both["id"].lessons[0].url))


def test_an_exercise_reports_to_an_address_that_names_its_language(client):
    page = read(client.get(course_with_h5p().lessons[0].url))
    box = page.find(attrs={"data-report": True})
    assert [box[name].rpartition("?")[2] for name in ("data-report", "data-place")] == [f"{COOKIE}=id"] * 2


def test_an_address_may_name_its_language_as_that_of_an_exercise_does(client, both):
    """So a second tab in another language changes nothing."""
    response = client.get(f"/kursus/?{COOKIE}=en")
    assert response["Content-Language"] == "en"
    assert COOKIE not in response.cookies
    assert "Search courses" in text_of(response)
    assert client.get(f"/kursus/?{COOKIE}=xx")["Content-Language"] == "id"


def test_a_learning_path_is_called_in_the_language_of_the_reader(client, both):
    assert "Internet Dasar" in text_of(client.get("/kursus/"))
    client.cookies[COOKIE] = "en"
    assert "Internet Basics" in text_of(client.get("/kursus/"))
    Track.objects.update(title_english="")
    forget_all()
    assert "Internet Dasar" in text_of(client.get("/kursus/"))


def test_what_is_in_another_language_than_the_screen_says_so(client, both):
    CoursePage.objects.get(pack="uji.en").unpublish()
    client.cookies[COOKIE] = "en"
    assert read(client.get("/kursus/")).find("h3")["lang"] == "id"
    assert read(client.get(both["id"].url)).h1["lang"] == "id"
    client.cookies[COOKIE] = "id"
    assert read(client.get(both["id"].url)).h1.get("lang") is None
