"""Giving, changing, withdrawing and ordering assignments; more time and help for single people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from classes.domain.assign import (
    NobodyChosen,
    NothingToLock,
    NotThere,
    Terms,
    bring_back,
    change_assignment,
    give_assignment,
    move_assignment,
    withdraw_assignment,
)
from classes.domain.groups import add_members, archive_group, remove_member, reopen_group
from classes.domain.personal_times import (
    ClosesBeforeDue,
    NotLater,
    ask_for_help,
    extend,
    mark_helped,
    take_back_asking,
    take_back_extension,
)
from classes.models import Assignment, PersonalAssignment
from core.models import AuditEvent
from core.requestkeys import KeyUsedForAnotherAct
from courses.models import CoursePage
from quizzes.models import Quiz, Window
from tests.classes.making import NOON, group, pupil
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import learner
from tests.progress.doing import finish, start, take_quiz

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def taught():
    return group()


@pytest.fixture
def ani(taught):
    return pupil(taught).person


@pytest.fixture
def budi(taught):
    return pupil(taught).person


def give(taught, outline, kind="course", target=None, people=None, key=None, at=NOON, **terms):
    return give_assignment(
        group=taught, kind=kind, course=outline.course, target=target or outline.course, terms=Terms(**terms),
        people=people, by=taught.created_by, at=at, key=key or uuid4(),
    )  # fmt: skip


def change(given, people=None, **terms):
    by = given.group.created_by
    change_assignment(assignment=given, terms=Terms(**terms), people=people, by=by, at=NOON + HOUR)
    given.refresh_from_db()


def row_of(given, somebody):
    return PersonalAssignment.objects.select_related("assignment").get(assignment=given, person=somebody)


def has_it(given):
    return set(given.people.filter(removed_at=None).values_list("person", flat=True))


def told(kind="assignment_given"):
    return sorted(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def test_everybody_gets_it_once_and_is_told_once(taught, ani, budi):
    outline, key = course_with_lessons(2), uuid4()
    given = give(taught, outline, key=key, due_at=NOON + DAY, note="Kerjakan berdua.")
    again = give(taught, outline, key=key, due_at=NOON + DAY)
    assert again == given
    assert list(Assignment.objects.all()) == [given]
    assert (given.title, given.note, given.for_everybody, given.created_by) == (
        outline.title, "Kerjakan berdua.", True, taught.created_by,
    )  # fmt: skip
    assert has_it(given) == {ani.pk, budi.pk}
    assert told() == sorted([ani.pk, budi.pk])
    event = AuditEvent.objects.get(action="classes.assigned")
    assert (event.subject, event.detail) == (
        str(taught.public_id), {"assignment": str(given.public_id), "people": "2"},
    )  # fmt: skip


def test_a_key_of_one_class_gives_nothing_to_another(taught):
    key, outline, other = uuid4(), course_with_lessons(1), group(by=taught.created_by)
    give(taught, outline, key=key)
    with pytest.raises(KeyUsedForAnotherAct):
        give(other, outline, key=key)
    assert not other.assignments.exists()


@pytest.mark.parametrize(
    ("kind", "find", "named"),
    [
        ("course", lambda o: o.course, lambda o: o.title),
        ("module", lambda o: o.modules[0].key, lambda o: o.modules[0].title),
        ("lesson", lambda o: o.lessons[1].key, lambda o: o.lessons[1].title),
        ("practice", lambda o: o.lessons[2].activities[0].key, lambda o: o.lessons[2].title),
        ("quiz", lambda o: o.lessons[3].activities[0].key, lambda o: o.lessons[3].title),
    ],
)
def test_what_can_be_given_and_what_it_is_called(taught, ani, kind, find, named):
    outline = full_course()
    given = give(taught, outline, kind, find(outline))
    assert (given.kind, given.target, given.title) == (kind, find(outline), named(outline))
    assert row_of(given, ani).all_items == {"course": 4, "module": 4}.get(kind, 1)


@pytest.mark.parametrize("kind", ["course", "module", "lesson", "quiz", "practice"])
def test_what_is_not_there_cannot_be_given(taught, kind):
    outline = full_course()
    check = outline.lessons[1].activities[0].key
    for target in (uuid4(), check):
        if kind != "course":
            with pytest.raises(NotThere):
                give(taught, outline, kind, target)
    CoursePage.objects.get(pk=outline.page).unpublish()
    with pytest.raises(NotThere):
        give(taught, outline, kind, outline.lessons[3].activities[0].key)
    assert not Assignment.objects.exists()
    assert not Notice.objects.exists()


def test_some_of_the_class_and_nobody_of_another(taught, ani, budi):
    outline, stranger = course_with_lessons(1), pupil(group()).person
    given = give(taught, outline, people=[ani.public_id, stranger.public_id])
    assert (has_it(given), given.for_everybody) == ({ani.pk}, False)
    with pytest.raises(NobodyChosen):
        give(taught, outline, people=[stranger.public_id])
    late = learner()
    add_members(group=taught, people=[(late, "")], via="code", by=None, at=NOON)
    assert has_it(given) == {ani.pk}


def test_the_database_keeps_the_order_of_the_times(taught):
    outline = course_with_lessons(1)
    for terms in (
        {"opens_at": NOON, "due_at": NOON},
        {"due_at": NOON + HOUR, "closes_at": NOON},
        {"opens_at": NOON, "closes_at": NOON},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            give(taught, outline, **terms)


def test_changing_says_who_has_it_and_tells_only_who_is_new(taught, ani, budi):
    outline = course_with_lessons(1)
    finish(ani, outline, outline.lessons[0], at=NOON)
    given = give(taught, outline, people=[ani.public_id], closes_at=NOON + DAY)
    change(given, people=[budi.public_id], required_percent=80, closes_at=NOON + 2 * DAY)
    assert (has_it(given), given.required_percent, given.closes_at) == ({budi.pk}, 80, NOON + 2 * DAY)
    assert told() == sorted([ani.pk, budi.pk])
    change(given, people=None)
    assert (has_it(given), given.for_everybody) == ({ani.pk, budi.pk}, True)
    assert row_of(given, ani).done_at == NOON  # what they did before they were taken off
    with pytest.raises(NobodyChosen):
        change(given, people=[])


def test_a_later_closing_lets_late_work_count_and_an_earlier_one_takes_nothing_back(taught, ani):
    outline = course_with_lessons(1)
    given = give(taught, outline, closes_at=NOON)
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    assert row_of(given, ani).done_at is None
    change(given, closes_at=NOON + DAY)
    assert row_of(given, ani).done_at == NOON + HOUR
    change(given, closes_at=NOON)
    assert row_of(given, ani).done_at == NOON + HOUR


def test_withdrawing_takes_the_unread_notice_along_and_can_be_undone(taught, ani, budi):
    outline, by = course_with_lessons(1), taught.created_by
    given, other = give(taught, outline), give(taught, outline)
    Notice.objects.filter(person=budi).update(read_at=NOON)
    for _twice in range(2):
        withdraw_assignment(assignment=given, by=by, at=NOON + HOUR)
    given.refresh_from_db()
    assert given.withdrawn_at == NOON + HOUR
    assert Notice.objects.filter(person=ani).count() == 1  # of the other one
    assert Notice.objects.filter(person=budi).count() == 2
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    late = pupil(taught).person
    for _twice in range(2):
        bring_back(assignment=given, by=by, at=NOON + 2 * HOUR)
    given.refresh_from_db()
    assert (given.withdrawn_at, has_it(given)) == (None, {ani.pk, budi.pk, late.pk})
    assert row_of(given, ani).done_at == row_of(other, ani).done_at == NOON + HOUR
    assert Notice.objects.filter(person=ani, kind="assignment_given").count() == 1  # nobody is told twice


def test_the_order_is_the_teachers(taught):
    outline = course_with_lessons(1)
    first, second, third = (give(taught, outline) for _ in range(3))
    withdraw_assignment(assignment=second, by=taught.created_by, at=NOON)

    def order():
        return list(taught.assignments.filter(withdrawn_at=None))

    assert order() == [first, third]
    move_assignment(assignment=third, up=True)
    assert order() == [third, first]
    move_assignment(assignment=third, up=True)  # is the first already
    move_assignment(assignment=first, up=False)
    move_assignment(assignment=second, up=True)  # withdrawn: in no list
    assert order() == [third, first]
    move_assignment(assignment=third, up=False)
    assert order() == [first, third]


def more_time(given, people, due_at=None, closes_at=None, at=NOON + 2 * HOUR):
    return extend(
        assignment=given, people=[one.public_id for one in people], due_at=due_at, closes_at=closes_at,
        reason="Listrik padam", by=given.group.created_by, at=at,
    )  # fmt: skip


def test_more_time_lets_late_work_of_these_people_count(taught, ani, budi):
    outline = course_with_lessons(1)
    given = give(taught, outline, due_at=NOON, closes_at=NOON)
    for who in (ani, budi):
        finish(who, outline, outline.lessons[0], at=NOON + HOUR)
    assert more_time(given, [ani, pupil(group()).person], closes_at=NOON + DAY, due_at=NOON + DAY) == 1
    assert (row_of(given, ani).done_at, row_of(given, budi).done_at) == (NOON + HOUR, None)
    assert row_of(given, ani).reason == "Listrik padam"
    assert told("assignment_extended") == [ani.pk]
    assert not any("Listrik" in str(event.detail) for event in AuditEvent.objects.all())
    take_back_extension(assignment=given, person=ani.public_id, by=taught.created_by, at=NOON + DAY)
    row = row_of(given, ani)
    assert (row.due_at, row.closes_at, row.reason, row.extended_by) == (None, None, "", None)
    assert row.done_at == NOON + HOUR  # finished stays finished


def test_more_time_is_later_than_for_everybody_and_closes_when_due_or_after(taught, ani):
    outline = course_with_lessons(1)
    given = give(taught, outline, due_at=NOON, closes_at=NOON + HOUR)
    for times in ({}, {"due_at": NOON}, {"closes_at": NOON + HOUR}):
        with pytest.raises(NotLater):
            more_time(given, [ani], **times)
    with pytest.raises(ClosesBeforeDue):
        more_time(given, [ani], due_at=NOON + 2 * HOUR)
    without = give(taught, outline)
    with pytest.raises(NotLater):
        more_time(without, [ani], due_at=NOON + DAY)
    assert told("assignment_extended") == []


def test_who_is_helped_needs_none_until_they_fail_again(taught, ani):
    outline = full_course()
    exam = outline.lessons[3]
    given = give(taught, outline, "lesson", exam.key)
    for hour in range(2):
        take_quiz(ani, outline, exam, right=1, at=NOON + hour * HOUR)
    assert row_of(given, ani).help == "quiz"
    mark_helped(assignment=given, person=ani.public_id, by=taught.created_by, at=NOON + 2 * HOUR)
    row = row_of(given, ani)
    assert (row.help, row.help_since, row.helped_at) == ("", None, NOON + 2 * HOUR)
    take_quiz(ani, outline, exam, right=1, at=NOON + 3 * HOUR)
    assert (row_of(given, ani).help, row_of(given, ani).help_since) == ("quiz", NOON + 3 * HOUR)


def test_asking_for_help_lasts_until_it_came_or_is_taken_back(taught, ani):
    outline, key = course_with_lessons(2), uuid4()
    given = give(taught, outline)

    def ask(key=None, at=NOON):
        ask_for_help(row=row_of(given, ani), by=ani, at=at, key=key or uuid4())
        return row_of(given, ani).help, row_of(given, ani).help_since

    assert ask(key) == ("asked", NOON)
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    assert row_of(given, ani).help == "asked"
    mark_helped(assignment=given, person=ani.public_id, by=taught.created_by, at=NOON + HOUR)
    assert ask(key) == ("", None)  # the same form once more
    assert ask(at=NOON + 2 * HOUR) == ("asked", NOON + 2 * HOUR)
    take_back_asking(row=row_of(given, ani), by=ani, at=NOON, key=uuid4())
    assert row_of(given, ani).help == ""
    ask()
    finish(ani, outline, outline.lessons[1], at=NOON + 3 * HOUR)
    assert row_of(given, ani).help == ""  # who is done needs none
    assert ask() == ("", None)


def test_taking_the_question_back_leaves_what_the_work_says(taught, ani):
    outline = full_course()
    exam = outline.lessons[3]
    given = give(taught, outline, "lesson", exam.key)
    for hour in range(2):
        take_quiz(ani, outline, exam, right=1, at=NOON + hour * HOUR)
    ask_for_help(row=row_of(given, ani), by=ani, at=NOON + 3 * HOUR, key=uuid4())
    assert (row_of(given, ani).help, row_of(given, ani).help_since) == ("asked", NOON + HOUR)
    take_back_asking(row=row_of(given, ani), by=ani, at=NOON + 4 * HOUR, key=uuid4())
    assert row_of(given, ani).help == "quiz"


def windows():
    return {
        (who, opens, closes) for who, opens, closes in Window.objects.values_list("learner", "opens_at", "closes_at")
    }


def test_a_locked_quiz_follows_the_assignment_in_everything(taught, ani):
    outline, by = full_course(), taught.created_by
    quiz = outline.lessons[3].activities[0].key
    given = give(taught, outline, "quiz", quiz, opens_at=NOON, closes_at=NOON + DAY, locks_quiz=True)
    assert windows() == {(ani.pk, NOON, NOON + DAY)}
    assert Window.objects.get().source == given.public_id
    attempt = start(ani, outline, outline.lessons[3], at=NOON + HOUR)
    assert attempt.deadline_at == NOON + DAY
    more_time(given, [ani], closes_at=NOON + 2 * DAY)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + 2 * DAY
    member = pupil(taught)  # joins later
    assert windows() == {(ani.pk, NOON, NOON + 2 * DAY), (member.person.pk, NOON, NOON + DAY)}
    take_back_extension(assignment=given, person=ani.public_id, by=by, at=NOON)
    remove_member(member=member, by=by, at=NOON)
    assert windows() == {(ani.pk, NOON, NOON + DAY)}
    withdraw_assignment(assignment=given, by=by, at=NOON)
    assert windows() == set()
    bring_back(assignment=given, by=by, at=NOON)
    assert windows() == {(ani.pk, NOON, NOON + DAY)}
    change(given, closes_at=NOON + 3 * DAY, locks_quiz=True)
    assert windows() == {(ani.pk, None, NOON + 3 * DAY)}
    archive_group(group=taught, by=by, at=NOON)
    assert windows() == set()
    reopen_group(group=taught, by=by, at=NOON)
    assert windows() == {(ani.pk, None, NOON + 3 * DAY)}
    change(given, closes_at=NOON + 3 * DAY)
    assert windows() == set()


def test_a_module_locks_the_quizzes_in_it_and_what_has_none_cannot(taught, ani):
    outline, plain = full_course(), course_with_lessons(1)
    give(taught, outline, "module", outline.modules[0].key, closes_at=NOON, locks_quiz=True)
    assert Window.objects.get().quiz == Quiz.objects.get(key=outline.lessons[3].activities[0].ref)
    with pytest.raises(NothingToLock):
        give(taught, plain, closes_at=NOON, locks_quiz=True)
    given = give(taught, plain)
    with pytest.raises(NothingToLock):
        change(given, closes_at=NOON, locks_quiz=True)


def test_an_assignment_that_locks_nothing_writes_no_windows(taught, ani):
    outline = full_course()
    give(taught, outline, "quiz", outline.lessons[3].activities[0].key, opens_at=NOON, closes_at=NOON + DAY)
    assert windows() == set()
