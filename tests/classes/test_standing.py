"""How far people are: written with each act, and the same when it is computed anew."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.claim import claim_guest_work
from classes.domain.groups import add_members, remove_member
from classes.domain.queries import standing_of
from classes.domain.standing import follow_work, recount
from classes.models import PersonalAssignment
from classes.rules import Standing
from classes.tasks import count_anew
from courses.domain.outlines import publish_outline, read_outline
from courses.models import CoursePage, LessonPage, ModulePage
from tests.classes.making import NOON, assignment, group, pupil
from tests.factories.courses import course_with_lessons, full_course, lesson
from tests.factories.people import guest, learner
from tests.progress.doing import NOON as NOON_OF_PROGRESS
from tests.progress.doing import answer_check, finish, take_quiz

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_WRITTEN = ("started_at", "done_at", "done_items", "all_items", "percent", "help", "help_since", "accompanied")
pytestmark = pytest.mark.usefixtures("db")


def row_of(given, somebody):
    return PersonalAssignment.objects.select_related("assignment").get(assignment=given, person=somebody)


def written(given, somebody):
    return {name: getattr(row_of(given, somebody), name) for name in _WRITTEN}


def computed_anew(given, somebody, *, at=NOON):
    """As if the row had just been made."""
    empty = dict.fromkeys(_WRITTEN, None) | {"done_items": 0, "all_items": 0, "help": "", "accompanied": False}
    PersonalAssignment.objects.filter(assignment=given, person=somebody).update(**empty)
    recount(PersonalAssignment.objects.filter(assignment=given, person=somebody), at=at)
    return written(given, somebody)


@pytest.fixture
def taught():
    return group()


@pytest.fixture
def ani(taught):
    return pupil(taught).person


def test_each_act_moves_somebody_on(taught, ani):
    outline = course_with_lessons(2)
    given = assignment(taught, outline)
    assert standing_of(row_of(given, ani)) == Standing.NOT_STARTED
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    assert written(given, ani) | {"started_at": NOON + HOUR, "done_items": 1, "all_items": 2} == written(given, ani)
    assert standing_of(row_of(given, ani)) == Standing.STARTED
    finish(ani, outline, outline.lessons[1], at=NOON + 2 * HOUR)
    assert row_of(given, ani).done_at == NOON + 2 * HOUR
    assert standing_of(row_of(given, ani)) == Standing.DONE


@pytest.mark.parametrize("closes", [None, NOON + 3 * HOUR, NOON + 30 * HOUR])
@pytest.mark.parametrize("score", [None, 50, 100])
def test_computing_anew_gives_what_was_written_with_each_act(taught, ani, closes, score):
    outline = full_course()
    reading, asked, _practice, exam = outline.lessons
    given = [
        assignment(taught, outline, kind, target, closes_at=closes, required_percent=score)
        for kind, target in (
            ("course", outline.course),
            ("module", outline.modules[0].key),
            ("lesson", exam.key),
            ("lesson", asked.key),
            ("quiz", exam.activities[0].key),
        )
    ]
    finish(ani, outline, reading, at=NOON + HOUR)
    for hours in (1, 2, 3):
        answer_check(ani, outline, asked, right=False, at=NOON + hours * HOUR)
    for hours, right in ((2, 3), (4, 4), (5, 1)):
        take_quiz(ani, outline, exam, right=right, at=NOON + hours * HOUR)
    for one in given:
        before = written(one, ani)
        since = before["help_since"] or NOON
        assert computed_anew(one, ani, at=since) == before


def test_done_is_never_taken_back(taught, ani):
    outline = course_with_lessons(1)
    given = assignment(taught, outline)
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    given.closes_at = NOON
    given.save()
    recount(PersonalAssignment.objects.filter(assignment=given), at=NOON + DAY)
    assert row_of(given, ani).done_at == NOON + HOUR


def test_later_than_the_closing_does_not_count_but_with_an_extension(taught, ani):
    outline = course_with_lessons(1)
    given = assignment(taught, outline, closes_at=NOON)
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    assert (row_of(given, ani).done_at, row_of(given, ani).done_items) == (None, 0)
    PersonalAssignment.objects.update(closes_at=NOON + DAY)
    recount(PersonalAssignment.objects.all(), at=NOON + 2 * HOUR)
    assert row_of(given, ani).done_at == NOON + HOUR


def test_work_of_before_counts_and_so_does_that_of_who_joins_later(taught, ani):
    outline = course_with_lessons(1)
    finish(ani, outline, outline.lessons[0], at=NOON - DAY)
    given = assignment(taught, outline)
    assert row_of(given, ani).done_at == NOON - DAY
    budi = learner()
    finish(budi, outline, outline.lessons[0], at=NOON - DAY)
    add_members(group=taught, people=[(budi, "")], via="code", by=None, at=NOON + DAY)
    assert (row_of(given, budi).done_at, row_of(given, budi).added_at) == (NOON - DAY, NOON + DAY)


def test_who_leaves_is_not_followed_and_who_comes_back_has_it_all(taught):
    member, outline = pupil(taught), course_with_lessons(2)
    ani = member.person
    everybodys, own = assignment(taught, outline), assignment(taught, outline, for_everybody=False)
    finish(ani, outline, outline.lessons[0], at=NOON)
    remove_member(member=member, by=taught.created_by, at=NOON + HOUR)
    finish(ani, outline, outline.lessons[1], at=NOON + 2 * HOUR)
    assert [row_of(one, ani).done_at for one in (everybodys, own)] == [None, None]
    assert row_of(own, ani).removed_at == NOON + HOUR
    add_members(group=taught, people=[(ani, "")], via="code", by=None, at=NOON + DAY)
    assert [row_of(one, ani).done_at for one in (everybodys, own)] == [NOON + 2 * HOUR] * 2
    assert row_of(own, ani).removed_at is None


def test_what_is_withdrawn_is_not_followed(taught, ani):
    outline = course_with_lessons(1)
    given = assignment(taught, outline, withdrawn_at=NOON)
    finish(ani, outline, outline.lessons[0])
    assert row_of(given, ani).done_at is None


def test_help_begins_with_the_second_failed_attempt_and_ends_with_a_pass(taught, ani):
    outline = full_course()
    exam = outline.lessons[3]
    given = assignment(taught, outline, "lesson", exam.key)
    take_quiz(ani, outline, exam, right=1, at=NOON)
    assert standing_of(row_of(given, ani)) == Standing.STARTED
    take_quiz(ani, outline, exam, right=1, at=NOON + HOUR)
    assert (row_of(given, ani).help, row_of(given, ani).help_since) == ("quiz", NOON + HOUR)
    take_quiz(ani, outline, exam, right=1, at=NOON + 2 * HOUR)
    assert row_of(given, ani).help_since == NOON + HOUR
    take_quiz(ani, outline, exam, right=4, at=NOON + 3 * HOUR)
    assert (row_of(given, ani).help, row_of(given, ani).help_since) == ("", None)


def _outline(outline):
    page = CoursePage.objects.get(pk=outline.page)
    return read_outline(publish_outline(page, at=NOON))


def test_a_course_that_is_not_published_keeps_how_far_people_are(taught, ani):
    outline = course_with_lessons(2)
    given = assignment(taught, outline)
    finish(ani, outline, outline.lessons[0])
    before = written(given, ani)
    CoursePage.objects.get(pk=outline.page).unpublish()
    recount(PersonalAssignment.objects.all(), at=NOON + DAY)
    assert written(given, ani) == before


def test_a_lesson_taken_away_is_asked_for_no_more(taught, ani, monkeypatch, django_capture_on_commit_callbacks):
    """In the background, and only where something of the course is given."""
    asked, work = [], count_anew.func
    noted = SimpleNamespace(enqueue=lambda *given: asked.append(given))
    for place in ("classes.receivers.count_anew", "classes.tasks.count_anew"):
        monkeypatch.setattr(place, noted)
    outline, other = course_with_lessons(2), course_with_lessons(2)
    given = assignment(taught, outline)
    finish(ani, outline, outline.lessons[0])
    with django_capture_on_commit_callbacks(execute=True):
        for one in (outline, other):
            LessonPage.objects.get(translation_key=one.lessons[1].key).unpublish()
    assert asked == [(str(outline.course), 0)]
    with django_capture_on_commit_callbacks(execute=True):
        work(str(outline.course), 0)
    assert (row_of(given, ani).done_at, row_of(given, ani).all_items) == (NOON_OF_PROGRESS, 1)
    assert len(asked) == 2  # the next 500
    work(*asked[1])
    assert len(asked) == 2  # there are none


def test_who_completed_the_course_is_done_though_a_lesson_was_added(taught, ani):
    outline = course_with_lessons(1)
    finish(ani, outline, outline.lessons[0], at=NOON - DAY)
    lesson(ModulePage.objects.get(translation_key=outline.modules[0].key))
    grown = _outline(outline)
    assert len(grown.lessons) == 2
    assert row_of(assignment(taught, grown), ani).done_at == NOON - DAY
    assert row_of(assignment(taught, grown, "module", grown.modules[0].key), ani).done_at is None


def test_who_completes_a_course_as_it_was_when_they_began_is_done_with_that_act(taught, ani):
    outline = course_with_lessons(2)
    given = assignment(taught, outline)
    finish(ani, outline, outline.lessons[0], at=NOON)
    lesson(ModulePage.objects.get(translation_key=outline.modules[0].key))
    grown = _outline(outline)
    finish(ani, grown, grown.lessons[1], at=NOON + HOUR)
    assert row_of(given, ani).done_at == NOON + HOUR


def test_what_a_guest_did_counts_for_the_account_that_claims_it_and_guests_have_none(taught, ani):
    outline, visitor = course_with_lessons(1), guest()
    given = assignment(taught, outline)
    finish(visitor, outline, outline.lessons[0], at=NOON - HOUR)
    assert not PersonalAssignment.objects.filter(person=visitor).exists()
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert row_of(given, ani).done_at == NOON - HOUR


def test_who_has_nothing_given_pays_one_query(taught, django_assert_num_queries):
    outline, budi = course_with_lessons(1), learner()
    assignment(taught, outline)
    with django_assert_num_queries(1):
        follow_work(learner=budi, course=outline.course, at=NOON)


@pytest.mark.parametrize("fields", [{}, {"closes_at": NOON + DAY, "required_percent": 50}])
def test_following_costs_the_same_however_many_people_and_assignments(taught, ani, fields):
    outline, counts = full_course(), []
    finish(ani, outline, outline.lessons[0])
    for _ in range(3):
        given = assignment(taught, outline, **fields)
        pupil(taught)
        PersonalAssignment.objects.update(started_at=None, done_items=0)
        with CaptureQueriesContext(connection) as queries:
            follow_work(learner=ani, course=outline.course, at=NOON)
        with CaptureQueriesContext(connection) as for_all:
            recount(PersonalAssignment.objects.filter(assignment=given), at=NOON)
        counts.append((len(queries), len(for_all)))
    assert counts[0][0] <= (6 if not fields else 7)
    assert counts[1:] == counts[:-1]
