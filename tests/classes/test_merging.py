"""Two accounts of one person in the same classes and at the same trainings: the better of each, and all of it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from accounts.domain.erase import erase_person, everything_about
from accounts.domain.merge import merge_accounts
from accounts.domain.unmerge import undo_merge
from accounts.models import Notice, User
from accounts.roles import Role
from classes.domain.handovers import lines_of
from classes.domain.standing import closing_of, due_of
from classes.models import (
    Attendance,
    ClassGroup,
    ClassTeacher,
    CompanionAttendance,
    CompanionStep,
    Handover,
    Member,
    PaperRow,
    PersonalAssignment,
    PupilNumber,
    Registration,
    RosterCandidate,
    RosterRow,
    Speaker,
    SurveyAnswer,
)
from progress.models import LessonState
from quizzes.models import Attempt, Window
from tests.classes.event_making import AFTER, attend, come, event, state_of
from tests.classes.making import NOON, group
from tests.classes.two_accounts import DAY, Two, changed_between, member_of, two_accounts, whole_database
from tests.factories.people import learner, staff
from tests.house.conftest import db, module_db
from tests.house.test_merging import columns_naming
from tests.lms.test_my_data import OF_CLASSES

__all__ = ["db", "module_db"]

pytestmark = pytest.mark.usefixtures("db")

LATER = AFTER + 10 * DAY


@pytest.fixture
def boss() -> User:
    return staff(Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def two(module_db: None) -> Two:
    return two_accounts()


def merge(kept, gone, boss):
    return merge_accounts(kept=kept, merged=gone, reason="x", by=boss, at=LATER, key=uuid4())


def test_parted_again_every_table_is_as_it_was(two, boss):
    before = whole_database()
    made = merge(two.kept, two.gone, boss)
    assert len(changed_between(before, whole_database())) > 20
    undo_merge(merge=made, by=boss, at=LATER + DAY)
    assert changed_between(before, whole_database()) == {}


def test_the_other_way_round_as_well(two, boss):
    before = whole_database()
    undo_merge(merge=merge(two.gone, two.kept, boss), by=boss, at=LATER + DAY)
    assert changed_between(before, whole_database()) == {}


def test_of_two_in_one_class_the_nickname_the_earlier_day_and_the_place_that_is_open(two, boss):
    merge(two.kept, two.gone, boss)
    both, one = member_of(two.first, two.kept), member_of(two.second, two.kept)
    assert (both.nickname, both.joined_at, both.left_at) == ("Ti", NOON, None)
    assert one.left_at is None  # the other account had not left
    assert not Member.objects.filter(person=two.gone).exists()
    numbers = PupilNumber.objects.get(person=two.kept)
    assert (numbers.nisn, numbers.nipd) == ("0000000012", "77")
    parts = ClassTeacher.objects.filter(person=two.kept).values_list("part", flat=True)
    assert sorted(parts) == ["homeroom", "teacher"]


def test_of_two_parts_of_an_assignment_the_longer_time_also_at_the_quiz(two, boss):
    merge(two.kept, two.gone, boss)
    row = PersonalAssignment.objects.select_related("assignment").get(person=two.kept, assignment=two.locked)
    assert (due_of(row), closing_of(row), row.reason) == (NOON + 4 * DAY, NOON + 5 * DAY, "Sakit")
    windows = Window.objects.filter(source=two.locked.public_id)
    assert list(windows.filter(learner=two.kept).values_list("closes_at", flat=True)) == [NOON + 5 * DAY]
    assert not windows.filter(learner=two.gone).exists()
    asked = PersonalAssignment.objects.get(person=two.kept, assignment=two.asked)
    assert asked.help == PersonalAssignment.Help.ASKED


def test_who_is_done_with_one_of_the_two_is_done_and_needs_no_help(two, boss):
    row = PersonalAssignment.objects.get(person=two.kept, assignment=two.done)
    done_at = row.done_at
    assert done_at is not None
    merge(two.kept, two.gone, boss)
    row.refresh_from_db()
    assert (row.done_at, row.help, row.help_since) == (done_at, "", None)


def test_a_place_at_a_training_is_better_than_waiting_for_one(two, boss):
    position = two.waiting.registrations.get(person=two.gone).position
    merge(two.kept, two.gone, boss)
    (row,) = two.waiting.registrations.all()
    assert (row.person, row.state, row.position, row.at) == (two.kept, "registered", position, NOON)
    assert (row.sex, row.age_band) == ("f", "30")
    assert member_of(two.waiting.group, two.kept).left_at is None


def test_whoever_was_there_with_one_of_the_two_was_there_once(two, boss):
    merge(two.kept, two.gone, boss)
    first, second = two.wide.sessions.all()
    found = Attendance.objects.filter(session__event=two.wide).order_by("session__starts_at")
    assert [(row.session, row.person, row.how, row.at) for row in found] == [
        (first, two.kept, "qr", first.starts_at),  # the earlier of two
        (second, two.kept, "list", second.starts_at),
    ]
    answer = SurveyAnswer.objects.get(event=two.wide)
    assert (answer.person, answer.text) == (two.kept, "Kata 0")  # their own words stand
    assert Registration.objects.filter(event=two.wide).count() == 1
    assert Speaker.objects.filter(event=two.wide, person=two.kept).count() == 2


def test_of_two_rows_of_a_paper_quiz_the_one_that_became_an_attempt(two, boss):
    graded = PaperRow.objects.get(paper=two.paper, person=two.gone)
    assert graded.attempt is not None
    merge(two.kept, two.gone, boss)
    row = PaperRow.objects.get(paper=two.paper)
    assert (row.pk, row.person, row.attempt) == (graded.pk, two.kept, graded.attempt)
    assert Attempt.objects.get(pk=graded.attempt_id).learner == two.kept


def test_of_two_in_one_round_with_a_companion_the_earlier_step_which_can_be_undone(two, boss):
    merge(two.kept, two.gone, boss)
    assert CompanionAttendance.objects.get(session=two.session).at == NOON
    step = CompanionStep.objects.get(session=two.session)
    state = LessonState.objects.get(learner=two.kept, lesson=step.lesson)
    assert (step.person, step.at, state.completed_at) == (two.kept, NOON, NOON)


def test_lists_of_pupils_know_one_of_them(two, boss):
    merge(two.kept, two.gone, boss)
    assert RosterCandidate.objects.get(row__roster=two.roster).person == two.kept
    assert set(RosterRow.objects.filter(roster=two.roster, done=True).values_list("person", flat=True)) == {two.kept.pk}


def test_handovers_of_both_are_those_of_the_one_but_for_that_between_the_two(two, boss):
    merge(two.kept, two.gone, boss)
    told = Handover.objects.filter(group=two.agency).order_by("at").values_list("leaver", "successor")
    between, taken, given = told
    assert between == (two.kept.pk, two.gone.pk)
    assert (taken[1], given[0]) == (two.kept.pk, two.kept.pk)
    assert all(lines_of(one) is not None for one in Handover.objects.all())


def test_the_place_that_gets_free_goes_to_who_waits_and_stays_theirs(boss):
    made = event(quota=2)
    kept, gone, third = (come(made, at=NOON + hours * timedelta(hours=1)).person for hours in range(3))
    assert state_of(made, third) == "waiting"
    merged = merge_accounts(kept=kept, merged=gone, reason="x", by=boss, at=NOON + DAY, key=uuid4())
    assert state_of(made, third) == "registered"
    assert Notice.objects.filter(person=third, kind="event_place_free").count() == 1
    undo_merge(merge=merged, by=boss, at=NOON + 2 * DAY)
    assert [state_of(made, one) for one in (kept, gone, third)] == ["registered"] * 3


@pytest.mark.parametrize("mine", ["registered", "waiting", "walked_in", "cancelled"])
@pytest.mark.parametrize("theirs", ["registered", "waiting", "walked_in", "cancelled"])
def test_every_pair_of_places_comes_together_and_apart(mine, theirs, boss):
    made, kept, gone = event(), learner(), learner()
    for position, (one, state) in enumerate(((kept, mine), (gone, theirs)), 1):
        Registration.objects.create(event=made, person=one, state=state, position=position, at=NOON)
    before = list(made.registrations.values())
    merged = merge(kept, gone, boss)
    order = ["walked_in", "registered", "waiting", "cancelled"]
    assert state_of(made, kept) == min((mine, theirs), key=order.index)
    undo_merge(merge=merged, by=boss, at=LATER)
    assert list(made.registrations.values()) == before


def test_who_was_there_with_the_one_and_only_signed_up_with_the_other_keeps_the_attendance(boss):
    made = event()
    kept, gone = (come(made).person for _one in range(2))
    attend(made.sessions.all()[0], gone)
    merge(kept, gone, boss)
    assert [row.person for row in Attendance.objects.filter(session__event=made)] == [kept]


def test_all_of_it_is_shown_to_the_person_and_goes_with_them(two, boss):
    merge(two.kept, two.gone, boss)
    with translation.override("en"):
        assert [heading for heading in OF_CLASSES if not everything_about(two.kept)[heading]] == []
    told = everything_about(User.objects.get(pk=two.kept.pk))
    for label, count in (("Serah terima", 3), ("Pelatihan", 2), ("Sesi yang Anda hadiri", 2), ("Kuis kertas", 1)):
        assert len(told[label]) == count, (label, told.keys())
    assert "Kata 0" in str(told)
    erase_person(person=User.objects.get(pk=two.kept.pk), at=LATER)
    assert columns_naming(two.kept) | columns_naming(two.gone) == set()
    assert "Siti Kenari" not in str(whole_database())


def test_erased_instead_of_parted_the_closed_account_goes_as_well(two, boss):
    made = merge(two.kept, two.gone, boss)
    erase_person(person=User.objects.get(pk=two.gone.pk), at=LATER)
    made.refresh_from_db()
    assert (made.before, made.after) == ({}, {})
    assert Member.objects.filter(person=two.kept, group=two.first).exists()


def test_a_class_that_has_gone_meanwhile_comes_back_for_nobody(two, boss):
    taught = group(two.lead, two.first.organisation)
    made = merge(two.kept, two.gone, boss)
    ClassGroup.objects.get(pk=two.second.pk).delete()
    taught.delete()
    undo_merge(merge=made, by=boss, at=LATER)
    assert member_of(two.first, two.gone).left_at is None
