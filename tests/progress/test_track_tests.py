"""A test of a path as a learner meets it: begin, stop, go on, hand in, bars by pillar, once; then placement."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.claim import claim_guest_work
from accounts.domain.erase import erase_person, everything_about
from accounts.models import User
from accounts.roles import Role
from classes.forms.events import EventForm
from classes.reports.gain import gains_of
from courses.domain.outlines import outline_of
from courses.models import CoursePage, TrackTest
from progress.domain.track_tests import bars, beginning, taken_in
from progress.domain.track_tests import tests_of as stands_with
from progress.models import ActivityState, Enrolment
from quizzes.domain.gain import gain_report
from quizzes.domain.queries import items_of
from quizzes.domain.usage import unused_questions, uses_of
from quizzes.gain import TOTAL
from quizzes.models import Attempt, Question
from tests.classes.event_making import come, event
from tests.classes.making import assignment, group, pupil
from tests.conftest import NOON
from tests.courses.path_tests import PILLARS, world
from tests.factories.people import guest, learner, staff
from tests.house.conftest import db, module_db  # noqa: F401 - one world for all of them
from tests.progress.doing import text_of
from tests.progress.path_doing import RIGHT, climb, start, take

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(scope="module")
def made(request, tmp_path_factory):
    request.getfixturevalue("module_db")
    return world(tmp_path_factory.mktemp("paths"))


@pytest.fixture
def tests(made):
    return {test.kind: test for test in TrackTest.objects.select_related("quiz", "track")}


def press_start(client, test):
    answer = client.post(reverse("start_test", args=[test.key]))
    return client.get(answer.url).url


def answer_all(client, address, posted=RIGHT):
    """As a phone without script: the form of each page, until the page that sends."""
    while "/kirim/" not in address:
        key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())[1]
        address = client.post(address, posted | {"key": key, "act": "next"}).url
    return address


def test_the_whole_way_of_a_guest_without_a_script(client, tests):
    page = client.get(reverse("track_tests", args=["internet-dasar"]))
    assert _("Begin the test") in text_of(page)
    assert not User.objects.exists()
    review = answer_all(client, press_start(client, tests["before"]))
    assert _("All questions are answered and kept.") in text_of(client.get(review))
    shown = text_of(client.get(client.post(review).url))
    assert all(f"{name.capitalize()} 100 dari 100 · {_('strong already')}" in shown for name in PILLARS)
    assert User.objects.get().is_guest
    assert not Enrolment.objects.exists()
    assert not ActivityState.objects.exists()


def test_nothing_is_told_before_the_end(client, sign_in, tests):
    sign_in(learner())
    address = press_start(client, tests["before"])
    after = client.post(address, RIGHT | {"act": "next"})
    for page in (client.get(address), client.get(after.url)):
        assert "Tepat." not in page.content.decode()
        assert "Baca lagi." not in page.content.decode()
    assert client.post(address, RIGHT | {"act": "check"}).status_code == 302
    assert "Tepat." not in client.get(address).content.decode()


def test_it_goes_on_where_it_stopped_and_is_taken_once(client, sign_in, tests):
    ani = learner()
    sign_in(ani)
    first = press_start(client, tests["before"])
    client.post(first, RIGHT | {"act": "next"})
    assert press_start(client, tests["before"]).endswith("/2/")
    attempt = Attempt.objects.get()
    result = reverse("test_result", args=[attempt.public_id])
    for _time in range(2):
        answer = client.post(reverse("test_review", args=[attempt.public_id]))
        assert answer.url == result
    assert press_start(client, tests["before"]) == result
    assert Attempt.objects.count() == 1
    assert client.post(first, RIGHT).url == result
    assert client.post(first, RIGHT, headers={"Accept": "application/json"}).status_code == 409


def test_a_late_copy_of_an_answer_changes_nothing(client, sign_in, tests):
    sign_in(learner())
    address, key = press_start(client, tests["before"]), str(uuid4())
    client.post(address, RIGHT | {"key": key})
    client.post(address, {"choice": "false", "key": str(uuid4())})
    client.post(address, RIGHT | {"key": key})
    assert items_of(Attempt.objects.get())[0].response == {"choices": ["false"]}


@pytest.mark.parametrize("posted", [{"choice": "zebra"}, {"choice": "\0"}, {"choice": ["true", "false"]}])
def test_what_does_not_belong_to_the_question_is_refused_in_words(client, sign_in, tests, posted):
    sign_in(learner())
    address = press_start(client, tests["before"])
    page = client.post(address, posted)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    answer = client.post(address, posted, headers={"Accept": "application/json"})
    assert answer.status_code == 422


def test_somebody_elses_test_is_not_there(client, sign_in, tests):
    attempt = start(learner(), tests["before"])
    sign_in(learner())
    for name in ("go_on_with_test", "test_review", "test_result"):
        assert client.get(reverse(name, args=[attempt.public_id])).status_code == 404
    assert client.post(reverse("test_question", args=[attempt.public_id, 1]), RIGHT).status_code == 404
    assert client.get(reverse("track_tests", args=["tidak-ada"])).status_code == 404


def test_before_and_afterwards_stand_beside_each_other_by_pillar(client, sign_in, tests):
    ani = learner()
    sign_in(ani)
    take(ani, tests["before"], right=("cakap",))
    after = take(ani, tests["after"], right=("cakap", "aman"), at=NOON + timedelta(days=1))
    shown = text_of(client.get(reverse("test_result", args=[after.public_id])))
    assert f"Aman 0 → 100 dari 100 · {_('has grown')}" in shown
    assert f"Cakap 100 → 100 dari 100 · {_('has stayed')}" in shown
    assert _("You know more than at the start. Well done!") in shown


def test_a_test_before_that_was_taken_later_is_not_compared(client, sign_in, tests):
    ani = learner()
    sign_in(ani)
    after = take(ani, tests["after"], at=NOON)
    take(ani, tests["before"], at=NOON + timedelta(days=1))
    shown = text_of(client.get(reverse("test_result", args=[after.public_id])))
    assert _("What you know now") in shown
    assert "→" not in shown


def test_the_report_counts_what_people_saw(tests):
    for number in range(5):
        ani = learner()
        take(ani, tests["before"], right=("cakap",))
        after = take(ani, tests["after"], right=("cakap", "aman") if number else (), at=NOON + timedelta(days=1))
    told = gain_report(tests["after"].quiz).everything
    assert told[TOTAL].people == 5
    assert (told["Aman"].before, told["Aman"].after) == (0, pytest.approx(0.8))
    assert {bar.pillar: bar.percent for bar in bars(after)} == {"Aman": 100, "Budaya": 0, "Cakap": 100, "Etika": 0}


def test_of_two_accounts_that_become_one_the_first_test_before_counts(tests):
    ani, visitor = learner(), guest()
    first = take(visitor, tests["before"], right=("cakap",))
    take(ani, tests["before"], right=PILLARS, at=NOON + timedelta(days=1))
    claim_guest_work(guest=visitor, account=ani, at=NOON + timedelta(days=2))
    assert Attempt.objects.filter(learner=ani, context=tests["before"].key).count() == 2
    assert stands_with(tests["before"].track, ani)["before"].attempt.public_id == first.public_id


def test_the_result_is_ones_own_data(tests):
    ani = learner()
    take(ani, tests["before"])
    assert "Tes sebelum belajar" in str(everything_about(ani))
    erase_person(person=ani, at=NOON)
    assert not Attempt.objects.exists()


# Placement


def test_two_questions_suffice_for_a_beginner(client, sign_in, tests):
    ani = learner()
    sign_in(ani)
    attempt = climb(ani, tests["placement"], "-?")
    assert not attempt.is_open
    assert attempt.items.count() == 2
    page = client.get(reverse("test_result", args=[attempt.public_id]))
    assert _("This course explains everything from the start, step by step.") in text_of(page)
    answer = client.post(reverse("start_here", args=[attempt.public_id]))
    assert answer.url == beginning(tests["placement"], attempt).outline.lessons[0].url
    assert Enrolment.objects.get().learner == ani


def test_whoever_knows_the_first_course_begins_with_the_second(tests):
    attempt = climb(learner(), tests["placement"], "++--")
    found = beginning(tests["placement"], attempt)
    assert (found.outline.title, found.why, found.known) == ("Kursus p2", "next", ("Kursus p1",))


def test_whoever_knows_all_goes_beyond_and_may_still_begin_at_the_beginning(client, sign_in, tests):
    ani = learner()
    sign_in(ani)
    attempt = climb(ani, tests["placement"], "+-+++")
    found = beginning(tests["placement"], attempt)
    assert (found.outline.title, found.why) == ("Kursus p3", "beyond")
    answer = client.post(reverse("start_here", args=[attempt.public_id]), {"from": "first"})
    assert answer.url == found.first.lessons[0].url


def test_part_of_a_course_leads_to_the_module_that_was_missed(tests):
    attempt = climb(learner(), tests["placement"], "-+-")
    found = beginning(tests["placement"], attempt)
    assert found.why == "partly"
    missed = {item.version.question.pool.name for item in attempt.items.all() if item.fraction == "0"}
    assert any(found.module.title in name for name in missed)


def test_a_guest_is_placed_without_a_script(client, tests):
    page = client.get(reverse("placement"))
    assert "Memakai HP" in text_of(page)
    address = press_start(client, tests["placement"])
    for _question in range(2):
        address = client.get(client.post(address, {"act": "unknown"}).url).url
    assert address.endswith("/hasil/")
    assert _("Our proposal for you") in text_of(client.get(address))


def test_an_answer_of_a_placement_stands_and_nobody_looks_ahead(client, sign_in, tests):
    sign_in(learner())
    address = press_start(client, tests["placement"])
    client.post(address, RIGHT)
    assert "/1/" in address
    assert client.get(address).status_code == 302
    client.post(address, {"choice": "false", "key": str(uuid4())})
    assert items_of(Attempt.objects.get())[0].response == {"choices": ["true"]}
    assert client.get(address.replace("/1/", "/6/")).status_code == 302


def test_home_and_catalogue_offer_it_until_something_is_begun(client, sign_in, tests):
    ani = learner()
    for path in (reverse("home"), reverse("wagtail_serve", args=[""])):
        assert reverse("placement") in client.get(path).content.decode()
    sign_in(ani)
    attempt = climb(ani, tests["placement"], "--")
    client.post(reverse("start_here", args=[attempt.public_id]))
    assert reverse("placement") not in client.get(reverse("home")).content.decode()


def test_nothing_is_offered_where_there_is_no_test(client, tests):
    TrackTest.objects.all().delete()
    assert client.get(reverse("placement")).status_code == 404
    assert reverse("placement") not in client.get(reverse("home")).content.decode()
    assert client.get(reverse("track_tests", args=["internet-dasar"])).status_code == 404
    assert taken_in(None, []) == {}


def test_the_words_above_the_bars_are_about_the_whole(client, sign_in, tests):
    ani = learner()
    sign_in(ani)
    take(ani, tests["before"], right=("cakap", "aman"))
    after = take(ani, tests["after"], right=("etika",), at=NOON + timedelta(days=1))
    shown = text_of(client.get(reverse("test_result", args=[after.public_id])))
    assert _("Marks go up and down, that is normal. Read the explanations at your own pace.") in shown
    assert _("You know more than at the start. Well done!") not in shown


def test_staff_see_who_took_them_and_the_gain_from_five_people_on(client, sign_in, tests):
    address = reverse("wagtailsnippets_courses_track:edit", args=[tests["before"].track_id])
    sign_in(staff(Role.ADMINISTRATOR))

    def panel():
        return text_of(client.get(address)).split("Tes sesudah belajar")[-1]

    for number in range(5):
        assert "Aman" not in panel()
        ani = learner()
        take(ani, tests["before"])
        take(ani, tests["after"], right=("aman",), at=NOON + timedelta(days=1 + number))
    assert "Aman 5 0 100 +100" in panel()


def test_a_class_reads_the_tests_of_the_path_of_its_course(tests):
    pupils, outline = group(), outline_of(CoursePage.objects.get(pack="p1").translation_key)
    assignment(pupils, outline)
    for _number in range(5):
        assert not any(row[1].value == "Aman" for row in gains_of(pupils).rows)
        ani = pupil(pupils).person
        take(ani, tests["before"])
        take(ani, tests["after"], right=("aman",), at=NOON + timedelta(days=1))
    rows = [[cell.value for cell in row] for row in gains_of(pupils).rows]
    assert ["Tes sesudah belajar", "Aman", 5, 0, 100, 100] in rows
    assert gains_of(group()).rows == []


def test_a_training_chooses_them_and_its_people_find_them(client, sign_in, tests):
    training, ani = event(), learner()
    assert tests["after"].quiz in EventForm().fields["posttest"].queryset
    training.posttest = tests["after"].quiz
    training.save()
    come(training, ani)
    address, way = reverse("event", args=[training.public_id]), reverse("track_tests", args=["internet-dasar"])
    assert way not in client.get(address).content.decode()
    sign_in(ani)
    assert way in client.get(address).content.decode()


def test_a_quiz_that_is_in_a_test_says_where_its_questions_come_from(tests):
    asked = tests["before"].quiz.sections.all()[0]
    question = Question.objects.filter(difficulty=asked.difficulty, pool__within__isnull=False).first()
    assert tests["before"].quiz in uses_of(question).drawn
    assert not unused_questions(Question.objects.filter(pk=question.pk)).exists()
