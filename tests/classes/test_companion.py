"""One device, many people: who was there, what was done together, and that it says so."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.roles import Role
from classes.domain.companion import finish_together, note_attendance, people_here, start_session, take_back
from classes.domain.groups import remove_member
from classes.models import CompanionAttendance, CompanionSession, CompanionStep, PersonalAssignment
from courses.domain.outlines import publish_outline, read_outline
from lms.demo.answers import right_answer
from progress.models import ActivityState, LessonState
from quizzes.models import Attempt, CheckAnswer, Question
from tests.classes.making import NOON, assignment, companion_session, coordinator, group, pupil, school, teacher
from tests.factories.courses import check_block, course, full_course, lesson, module, swiftly
from tests.factories.people import staff
from tests.factories.questions import question_of
from tests.progress.doing import finish, place_of, start

pytestmark = pytest.mark.django_db

LATER = NOON.replace(hour=8)


@pytest.fixture
def outline():
    return full_course()


@pytest.fixture
def taught():
    made = group(name="7A")
    for name in ("Ani Kenari", "Budi Merpati", "Dewi Jalak"):
        pupil(made, name=name)
    return made


@pytest.fixture
def held(taught, outline):
    """Ani and Budi are here, Dewi is not."""
    made = start_session(group=taught, outline=outline, by=taught.created_by, at=NOON, key=uuid4())
    here = [person(taught, name).public_id for name in ("Ani Kenari", "Budi Merpati")]
    note_attendance(session=made, people=here, by=taught.created_by, at=NOON)
    return made


@pytest.fixture
def browse(client, taught):
    client.force_login(taught.created_by)
    return client


def person(taught, name="Ani Kenari"):
    return taught.members.get(person__name=name).person


def together(held, outline, number, *, key=None, at=NOON):
    return finish_together(
        session=held,
        place=place_of(outline, outline.lessons[number]),
        people=people_here(held),
        by=held.by,
        at=at,
        key=key or uuid4(),
    )


def address(held, name, *more):
    return reverse(name, args=[held.group.public_id, held.public_id, *more])


def test_only_people_of_this_class_are_here_and_never_staff(taught, held):
    stranger = pupil(group()).person
    worker = pupil(taught).person
    worker.is_staff = True
    worker.save()
    here = [stranger.public_id, worker.public_id, uuid4(), person(taught).public_id]
    assert note_attendance(session=held, people=here, by=held.by, at=NOON) == 1
    assert [one.person.name for one in people_here(held)] == ["Ani Kenari"]


def test_a_lesson_done_together_counts_for_those_here_and_says_so(taught, held, outline):
    given = assignment(taught, outline, "lesson", outline.lessons[0].key)
    assert together(held, outline, 0).done == 2
    states = LessonState.objects.filter(lesson=outline.lessons[0].key)
    assert {state.learner.name for state in states} == {"Ani Kenari", "Budi Merpati"}
    assert all(state.accompanied and state.by == held.by and state.completed_at == NOON for state in states)
    rows = {
        row.person.name: (row.accompanied, row.done_at) for row in PersonalAssignment.objects.filter(assignment=given)
    }
    assert rows == {"Ani Kenari": (True, NOON), "Budi Merpati": (True, NOON), "Dewi Jalak": (False, None)}


def test_the_same_key_twice_is_once_and_what_was_done_alone_stays_so(taught, held, outline):
    finish(person(taught), outline, outline.lessons[0], at=NOON)
    key = uuid4()
    together(held, outline, 0, key=key, at=LATER)
    together(held, outline, 0, key=key, at=LATER)
    alone = LessonState.objects.get(learner=person(taught))
    assert (alone.accompanied, alone.by, alone.completed_at) == (False, person(taught), NOON)
    assert CompanionStep.objects.get().person == person(taught, "Budi Merpati")


def test_undo_takes_back_what_nothing_follows_from(taught, held, outline):
    given = assignment(taught, outline)
    together(held, outline, 0)
    undone = take_back(
        session=held, lesson=outline.lessons[0].key, person=person(taught).public_id, by=held.by, at=LATER
    )
    assert undone
    assert LessonState.objects.get(learner=person(taught)).completed_at is None
    row = PersonalAssignment.objects.get(assignment=given, person=person(taught))
    assert (row.done_items, row.accompanied) == (0, False)


def test_undo_is_refused_once_something_follows(taught, held, outline):
    assignment(taught, outline, "lesson", outline.lessons[0].key)  # finished by it
    together(held, outline, 0)
    ani = person(taught)
    for member in (ani.public_id, person(taught, "Dewi Jalak").public_id, uuid4()):
        assert not take_back(session=held, lesson=outline.lessons[0].key, person=member, by=held.by, at=LATER)
    assert LessonState.objects.get(learner=ani).completed_at == NOON


def test_attendance_keeps_whom_work_was_entered_for(taught, held, outline):
    together(held, outline, 0)
    note_attendance(session=held, people=[], by=held.by, at=LATER)
    assert CompanionAttendance.objects.count() == 2


def test_a_check_question_is_answered_for_everybody_here_and_explained_then(browse, taught, held, outline):
    here = address(held, "companion_lesson", outline.lessons[1].key)
    activity = outline.lessons[1].activities[0]
    version = Question.objects.get(key=activity.ref).current_version
    sent = {"activity": activity.key, "key": uuid4(), **right_answer(version.content)}
    answer = browse.post(here, sent)
    assert "Benar begitu." in answer.content.decode()
    assert CheckAnswer.objects.filter(by=held.by, fraction="1").count() == 2
    assert all(state.accompanied for state in ActivityState.objects.all())
    assert LessonState.objects.filter(completed_at__isnull=False, accompanied=True).count() == 2
    browse.post(here, sent)
    assert CheckAnswer.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"choice": "x"}, {"choice": "\0"}, {"choice": "x" * 100_000}])
def test_a_bad_answer_keeps_nothing_and_tells_no_key(browse, taught, held, outline, sent):
    here = address(held, "companion_lesson", outline.lessons[1].key)
    answer = browse.post(here, {"activity": outline.lessons[1].activities[0].key} | sent)
    assert answer.status_code == 422
    assert "Benar begitu." not in answer.content.decode()
    assert not CheckAnswer.objects.exists()


def test_a_practice_done_together_is_ticked_for_everybody_here(browse, held, outline):
    here = address(held, "companion_lesson", outline.lessons[2].key)
    browse.post(here, {"activity": outline.lessons[2].activities[0].key, "key": uuid4()})
    states = ActivityState.objects.filter(kind="practice")
    assert [(state.accompanied, state.done_at is not None) for state in states] == [(True, True)] * 2


def take_turn(browse, here, *, right):
    browse.post(here)
    items = list(Attempt.objects.latest("pk").items.select_related("version"))
    for item in items:
        answer = right_answer(item.version.content) if right else {}
        browse.post(f"{here}?soal={item.position}", answer | {"key": uuid4()})
    return browse.post(here, {"act": "submit"}, follow=True)


def test_a_turn_is_an_accompanied_attempt_of_the_person_and_signs_nobody_in(browse, taught, held, outline):
    quiz_page = outline.lessons[3]
    ani = person(taught)
    here = address(held, "companion_turn", quiz_page.key, quiz_page.activities[0].key, ani.public_id)
    assert not Attempt.objects.exists()
    browse.get(here)
    assert not Attempt.objects.exists()
    answer = take_turn(browse, here, right=True)
    attempt = Attempt.objects.get()
    assert (attempt.learner, attempt.by, attempt.percent, attempt.is_open) == (ani, held.by, 100, False)
    assert ActivityState.objects.get().accompanied
    assert "Ani Kenari" in answer.content.decode()
    assert answer.wsgi_request.user == held.by


def test_a_turn_never_goes_on_with_what_the_person_began_alone(browse, taught, held, outline):
    quiz_page = outline.lessons[3]
    budi = person(taught, "Budi Merpati")
    attempt = start(budi, outline, quiz_page)
    here = address(held, "companion_turn", quiz_page.key, quiz_page.activities[0].key, budi.public_id)
    browse.post(f"{here}?soal=1", right_answer(attempt.items.first().version.content) | {"key": uuid4()})
    browse.post(here, {"act": "submit"})
    attempt.refresh_from_db()
    assert attempt.is_open
    assert not attempt.items.exclude(response=None).exists()


def test_no_page_of_a_session_holds_a_key(browse, taught):
    with swiftly():
        page = course()
        lesson(module(page), check_block(question_of("single_choice", "A")), check_block(question_of("matching", "B")))
    found = read_outline(publish_outline(page, at=NOON))
    held = companion_session(taught, found)
    for here in (address(held, "companion_session"), address(held, "companion_lesson", found.lessons[0].key)):
        answer = browse.get(here)
        assert answer.status_code == 200
        assert "KUNCI" not in answer.content.decode()


def test_who_is_not_here_has_no_turn_and_other_courses_no_place(browse, taught, held, outline):
    quiz_page = outline.lessons[3]
    dewi = person(taught, "Dewi Jalak")
    here = address(held, "companion_turn", quiz_page.key, quiz_page.activities[0].key, dewi.public_id)
    assert browse.post(here).status_code == 404
    other = full_course()
    assert browse.get(address(held, "companion_lesson", other.lessons[0].key)).status_code == 404
    remove_member(member=taught.members.get(person=person(taught)), by=held.by, at=NOON)
    gone = address(held, "companion_turn", quiz_page.key, quiz_page.activities[0].key, person(taught).public_id)
    assert browse.post(gone).status_code == 404
    assert not Attempt.objects.exists()


def test_an_ended_session_takes_nothing_more(browse, taught, held, outline):
    browse.post(address(held, "companion_end"))
    browse.post(address(held, "companion_attend"), {"here": [str(person(taught, "Dewi Jalak").public_id)]})
    browse.post(address(held, "companion_lesson", outline.lessons[0].key))
    assert not LessonState.objects.exists()
    assert CompanionAttendance.objects.count() == 2


def test_nobody_else_enters_anything(client, taught, held, outline):
    here = address(held, "companion_lesson", outline.lessons[0].key)
    for one in (
        teacher(taught.organisation),
        teacher(school()),
        coordinator(taught.organisation),
        person(taught),
        staff(Role.ADMINISTRATOR),
    ):
        client.force_login(one)
        assert client.post(here).status_code in (302, 404)
    assert not LessonState.objects.exists()
    own = group()
    client.force_login(own.created_by)
    assert client.get(reverse("companion_session", args=[own.public_id, held.public_id])).status_code == 404


def test_attendance_is_the_same_on_screen_and_in_the_file(browse, taught, held):
    here = reverse("companion", args=[taught.public_id])
    page = BeautifulSoup(browse.get(here).content, "html.parser")
    shown = [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in page.find("table").find_all("tr")
    ]
    written = list(csv.reader(io.StringIO(browse.get(f"{here}?bentuk=csv").content.decode("utf-8-sig"))))
    assert written == shown
    assert [row[:2] for row in shown[1:]] == [["Ani Kenari", "1"], ["Budi Merpati", "1"], ["Dewi Jalak", "0"]]


@pytest.mark.parametrize("chosen", ["", "x", "\0", "4c92366d-6ed7-48b3-ac3b-54e5697f2de6"])
def test_a_session_needs_a_course(browse, taught, outline, chosen):
    here = reverse("companion", args=[taught.public_id])
    assert browse.post(here, {"course": chosen}).status_code == 422
    key = uuid4()
    for _ in range(2):
        browse.post(here, {"course": outline.course, "key": key})
    assert CompanionSession.objects.count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_pages_cost_the_same_however_many_are_here(client, outline, people, django_assert_max_num_queries):
    made = group()
    for _ in range(people):
        pupil(made)
    held = companion_session(made, outline)
    client.force_login(made.created_by)
    for here in (
        address(held, "companion_session"),
        address(held, "companion_lesson", outline.lessons[3].key),
        reverse("companion", args=[made.public_id]),
    ):
        client.get(here)
        with django_assert_max_num_queries(20):
            client.get(here)
