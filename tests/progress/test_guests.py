"""Learning without an account, then signing up or in on the same phone: the work and the certificate go along."""

import pytest
from django.test import Client

from accounts.models import Notice, User
from certificates.models import Certificate
from lms.demo.stages import learn
from progress.domain.queries import course_state
from progress.models import ActivityState, Enrolment, LessonState
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import PIN, learner, person
from tests.progress.doing import NOON, address, read, take_quiz, text_of

SIGN_UP = {
    "name": "Siti Aminah", "identifier": "siti.aminah", "secret": "802713", "age": "adult", "consent_learning": "on",
}  # fmt: skip


def guest_with_course(client, outline) -> User:
    """A visitor who did the whole course by pressing its buttons."""
    for lesson in outline.lessons:
        response = client.post(address("finish_lesson", lesson.key))
    assert response.status_code == 302
    return User.objects.get(is_guest=True)


def test_a_visitor_who_finishes_is_told_that_the_certificate_waits_for_a_name(client, db):
    outline = course_with_lessons(2, title="Mulai dari HP")
    somebody = guest_with_course(client, outline)
    page = client.get(address("course_done", outline.course))
    assert "“Mulai dari HP”" in text_of(page)
    links = [link["href"] for link in read(page).find_all("a", class_="go")]
    assert links[0] == "/daftar/?certificate=1"
    assert course_state(somebody, outline).waits_for_name
    assert not Certificate.objects.exists()


def test_signing_up_for_the_certificate_issues_it_at_once_in_place(client, db):
    outline = course_with_lessons(2)
    somebody = guest_with_course(client, outline)
    form = read(client.get("/daftar/?certificate=1")).find("form", attrs={"method": "post"})
    hidden = {field["name"]: field.get("value", "") for field in form.find_all("input", type="hidden")}
    response = client.post("/daftar/", SIGN_UP | hidden)
    assert (response.status_code, response["Location"]) == (302, "/akun/kartu/")
    account = User.objects.get()
    assert (account.pk, account.is_guest, account.name_confirmed_at is not None) == (somebody.pk, False, True)
    certificate = Certificate.objects.get()
    assert (certificate.holder, certificate.stated.name) == (account, "Siti Aminah")
    assert client.get(f"/sertifikat/{certificate.public_id}/").status_code == 200


def test_signing_up_without_asking_for_the_certificate_lets_it_wait_for_the_name(client, db):
    outline = course_with_lessons(1)
    guest_with_course(client, outline)
    client.post("/daftar/", SIGN_UP)
    assert not Certificate.objects.exists()
    response = client.post("/akun/nama/", {"name": "Siti A. Aminah", "title_before": "", "title_after": ""})
    assert response.status_code == 302
    assert Certificate.objects.get().stated.name == "Siti A. Aminah"


@pytest.mark.parametrize("confirmed", [True, False])
def test_signing_in_brings_the_work_along_and_issues_where_the_name_is_confirmed(client, db, confirmed):
    account = learner(username="siti") if confirmed else person(username="siti")
    outline = full_course()
    client.post(address("start_course", outline.course))
    somebody = User.objects.get(is_guest=True)
    learn(somebody, outline, None, at=NOON)
    response = client.post("/masuk/", {"identifier": "siti", "secret": PIN})
    assert response.status_code == 302
    assert not User.objects.filter(is_guest=True).exists()
    for model in (Enrolment, LessonState, ActivityState):
        assert set(model.objects.values_list("learner", flat=True)) == {account.pk}
    assert set(ActivityState.objects.values_list("by", flat=True)) == {account.pk}
    state = course_state(account, outline)
    assert (state.is_complete, state.progress.is_complete) == (True, True)
    assert [certificate.holder for certificate in Certificate.objects.all()] == ([account] if confirmed else [])
    assert state.waits_for_name is not confirmed
    assert Notice.objects.filter(person=account, kind="work_claimed").count() == 1


def test_signing_in_with_the_certificate_already_earned_makes_no_second_one(client, db):
    account, outline = learner(username="siti"), full_course()
    learn(account, outline, 3, at=NOON)
    take_quiz(account, outline, outline.lessons[3], right=3, at=NOON)
    before = Certificate.objects.values().get()
    client.post(address("start_course", outline.course))
    learn(User.objects.get(is_guest=True), outline, None, at=NOON)
    client.post("/masuk/", {"identifier": "siti", "secret": PIN})
    assert Certificate.objects.values().get() == before
    assert ActivityState.objects.get(kind="quiz").percent == 100


def test_two_halves_done_before_and_after_signing_in_make_a_whole_course(client, db):
    account, outline = learner(username="siti"), course_with_lessons(4)
    learn(account, outline, 2, at=NOON)
    for lesson in outline.lessons[2:]:
        client.post(address("finish_lesson", lesson.key))
    client.post("/masuk/", {"identifier": "siti", "secret": PIN})
    assert Certificate.objects.get().holder == account


def test_signing_in_with_a_wrong_pin_leaves_the_guest_and_the_work_alone(client, db):
    person(username="siti")
    outline = course_with_lessons(2)
    client.post(address("finish_lesson", outline.lessons[0].key))
    somebody = User.objects.get(is_guest=True)
    client.post("/masuk/", {"identifier": "siti", "secret": "111111"})
    assert course_state(somebody, outline).progress.done == 1
    assert client.get("/").wsgi_request.user == somebody


def test_somebody_elses_guest_work_is_not_claimed(client, db):
    outline, other_phone = course_with_lessons(2), Client()
    other_phone.post(address("finish_lesson", outline.lessons[0].key))
    client.post(address("finish_lesson", outline.lessons[1].key))
    account = person(username="siti")
    client.post("/masuk/", {"identifier": "siti", "secret": PIN})
    assert set(LessonState.objects.filter(learner=account).values_list("lesson", flat=True)) == {outline.lessons[1].key}
    assert User.objects.filter(is_guest=True).count() == 1


def test_a_quiz_begun_as_a_guest_goes_on_after_signing_in(client, db):
    outline = full_course()
    lesson = outline.lessons[3]
    response = client.post(address("start_quiz", lesson.key, lesson.activities[0].key))
    question = response["Location"]
    choice = read(client.get(question)).find("input", attrs={"name": "choice"})["value"]
    client.post(question, {"choice": choice, "act": "next"})
    person(username="siti")
    client.post("/masuk/", {"identifier": "siti", "secret": PIN})
    page = read(client.get(question))
    assert page.find("input", attrs={"name": "choice", "checked": True})["value"] == choice


def test_the_guests_cookie_is_theirs_for_a_year_and_one_guest_is_made_per_phone(client, db):
    outline = course_with_lessons(3)
    for lesson in outline.lessons[:2]:
        response = client.post(address("finish_lesson", lesson.key))
    assert User.objects.count() == 1
    cookie = client.cookies["sesi"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) > 300 * 86_400
    assert response.wsgi_request.user.is_guest


def test_looking_around_makes_no_guest_and_sets_no_session(client, db):
    outline = course_with_lessons(1)
    for url in ("/", "/kursus/", outline.url, outline.lessons[0].url, "/sertifikat/", "/akun/"):
        assert client.get(url).status_code == 200
    assert not User.objects.exists()
    assert "sesi" not in client.cookies
