"""Two accounts of one person become one, and two again: nothing is lost either way (DESIGN §4.5, §4.13, ADR 0040)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given

from accounts.domain import snapshots
from accounts.domain.merge import merge_accounts
from accounts.domain.names import correct_name_of
from accounts.domain.roles import grant_role
from accounts.domain.unmerge import undo_merge
from accounts.models import AccountMerge, Consent, GuardianConsent, Notice, RoleGrant, User
from accounts.models.people import Age
from accounts.roles import Role
from certificates.domain.transcripts import issue_transcript
from certificates.models import Certificate, NameRequest
from classes.domain.groups import add_members, add_teacher
from classes.domain.notes import write_note
from classes.models import ClassTeacher, Member, PersonalAssignment, PupilNumber, TeacherNote
from courses.models import LessonPage, StaleReport
from lms.demo.stages import learn
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.models import Allowance, Attempt, AttemptItem, Quiz
from tests.classes.making import assignment, group, pupil, school, teacher
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import learner, staff
from tests.progress.doing import NOON, finish, start, take_quiz
from tests.progress.test_merging import bounded, histories, live, merged, what_there_is, whole_only_together

LATER = NOON + timedelta(days=99)
TOLD = ("accounts_merged", "accounts_parted")


@pytest.fixture
def boss(db) -> User:
    return staff(Role.ADMINISTRATOR)


def merge(kept: User, gone: User, by: User, *, at=LATER, key=None) -> AccountMerge:
    return merge_accounts(kept=kept, merged=gone, reason="forgotten", by=by, at=at, key=key or uuid4())


def rows_of(*people: User):
    """All that is registered, exactly; without what tells of merging."""
    found = snapshots.take(people)
    told = {str(pk) for pk in Notice.objects.filter(kind__in=TOLD).values_list("pk", flat=True)}
    notices = {key: row for key, row in found.pop("accounts.Notice", {}).items() if key not in told}
    return found | ({"accounts.Notice": notices} if notices else {})


@bounded(12)
@given(mine=histories, theirs=histories)
def test_two_histories_merge_like_a_guests_and_part_as_if_nothing_had_been(db, mine, theirs):
    with transaction.atomic():
        outline, by = full_course(), staff(Role.ADMINISTRATOR)
        kept, gone = learner(), learner()
        live(kept, outline, mine, first_day=0)
        live(gone, outline, theirs, first_day=1)
        before, others, exactly = what_there_is(kept), what_there_is(gone), rows_of(kept, gone)
        numbers = set(Certificate.objects.values_list("number", flat=True))
        made = merge(kept, gone, by)
        after = what_there_is(kept)
        if not whole_only_together(before, others):
            for name in ("done", "opened"):
                both = before[name].keys() | others[name].keys()
                assert after[name].keys() == both
        assert after["ticks"] == before["ticks"] | others["ticks"]
        assert after["handed_in"] >= before["handed_in"] | others["handed_in"]
        assert after["open"] <= 1
        assert (
            after["percent"].items()
            >= {
                key: value
                for key, value in merged(
                    before, others, "percent", lambda *all_: max(filter(None, all_), default=None)
                ).items()
                if value == 100
            }.items()
        )
        assert numbers <= set(Certificate.objects.filter(holder=kept).values_list("number", flat=True))
        assert not any(what_there_is(gone).values())
        undo_merge(merge=made, by=by, at=LATER + timedelta(seconds=1))
        assert rows_of(kept, gone) == exactly
        transaction.set_rollback(True)


def two_with_everything(by: User):
    """What guests never have, on both sides, clashing wherever it can."""
    outline, of = full_course(), school()
    kept, gone = learner(name="Siti Kenari"), learner(name="Siti Kenari", phone="+628123456789")
    lead = teacher(of)
    first, second = group(lead, of), group(lead, of)
    assignment(first, outline)
    for one, days in ((kept, 1), (gone, 0)):
        at = NOON + timedelta(days=days)
        add_members(group=first, people=[(one, "")], via="typed", by=None, at=at)
        grant_role(person=one, role=Role.LEARNER, by=None, organisation=of, at=at)
        Consent.objects.create(person=one, purpose="learning", version="2026-11", given_at=at)
        Allowance.objects.create(learner=one, quiz=Quiz.objects.get(), extra_attempts=days + 1, reason="x", at=at)
        NameRequest.objects.create(person=one, name=f"Siti {days}", asked_at=at)
        StaleReport.objects.create(lesson=LessonPage.objects.first(), learner=one, reported_at=at)
        PupilNumber.objects.create(organisation=of, person=one, nisn=f"000000000{days}")
        GuardianConsent.objects.create(
            person=one, organisation=of, state="refused" if days else "asked", version="1", recorded_at=at,
            decided_at=at if days else None,
        )  # fmt: skip
        write_note(
            member=Member.objects.get(group=first, person=one), text=f"Catatan {days}", by=lead, at=at, key=uuid4()
        )
        take_quiz(one, outline, outline.lessons[3], right=days, at=at)
        start(one, outline, outline.lessons[3], at=at + timedelta(hours=1))
    add_members(group=second, people=[(gone, "")], via="typed", by=None, at=NOON)
    grant_role(person=gone, role=Role.TEACHER, by=None, organisation=of)
    add_teacher(group=second, person=gone, part=ClassTeacher.Part.TEACHER, by=lead, at=NOON)
    return outline, kept, gone


def test_what_no_guest_has_moves_once_and_comes_back(boss):
    _outline, kept, gone = two_with_everything(boss)
    exactly = rows_of(kept, gone)
    made = merge(kept, gone, boss)
    left = rows_of(gone)
    assert set(left) == {"accounts.User"}
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert not gone.is_active
    assert kept.phone == "+628123456789"
    assert Member.objects.filter(person=kept).count() == 2
    assert list(Member.objects.filter(person=kept).values_list("joined_at", flat=True)) == [NOON, NOON]
    assert ClassTeacher.objects.filter(person=kept).count() == 1
    assert set(RoleGrant.objects.filter(person=kept).values_list("role", flat=True)) == {"learner", "teacher"}
    assert set(kept.groups.values_list("name", flat=True)) == {"Peserta", "Guru dan pendamping"}
    assert not gone.groups.exists()
    assert TeacherNote.objects.filter(person=kept).count() == 2
    assert Allowance.objects.get(learner=kept).extra_attempts == 2
    assert NameRequest.objects.get(person=kept).name == "Siti 1"
    assert GuardianConsent.objects.get(person=kept).state == "refused"
    assert PersonalAssignment.objects.filter(person=kept).count() == 1
    numbers = list(Attempt.objects.filter(learner=kept).order_by("started_at").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 3  # of the two that were open one had no answer
    assert Attempt.objects.filter(learner=kept, submitted_at=None).count() == 1
    undo_merge(merge=made, by=boss, at=LATER + timedelta(days=1))
    assert rows_of(kept, gone) == exactly
    assert set(gone.groups.values_list("name", flat=True)) == {"Peserta", "Guru dan pendamping"}


def test_of_two_certificates_the_earlier_stays_and_the_other_points_to_it(boss):
    outline, other, kept, gone = course_with_lessons(1), course_with_lessons(1), learner(), learner()
    learn(gone, outline, None, at=NOON)
    learn(kept, outline, None, at=NOON + timedelta(days=1))
    learn(gone, other, None, at=NOON)
    first = Certificate.objects.get(holder=gone, source_key=outline.course)
    second = Certificate.objects.get(holder=kept)
    made = merge(kept, gone, boss)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.holder, first.state) == (kept, "live")
    assert (second.holder, second.state, second.replaced_by, second.state_since) == (kept, "merged", first, LATER)
    assert Certificate.objects.filter(holder=kept, state="live").count() == 2
    assert Certificate.objects.count() == 3
    undo_merge(merge=made, by=boss, at=LATER)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.holder, second.state, second.replaced_by) == (kept, "live", None)
    assert (first.holder, first.state) == (gone, "live")


def test_transcripts_of_one_year_are_one(boss):
    outline, kept, gone = course_with_lessons(1), learner(), learner()
    for one in (gone, kept):
        learn(one, outline, None, at=NOON)
        issue_transcript(holder=one, year=2026, by=one, at=NOON, key=uuid4())
    merge(kept, gone, boss)
    states = Certificate.objects.filter(holder=kept, kind="transcript").values_list("state", flat=True)
    assert sorted(states) == ["live", "merged"]


def test_what_only_both_together_completed_is_certified_and_taken_back_when_they_part(boss):
    outline, kept, gone = course_with_lessons(2), learner(), learner()
    finish(kept, outline, outline.lessons[0])
    finish(gone, outline, outline.lessons[1])
    made = merge(kept, gone, boss)
    certificate = Certificate.objects.get(holder=kept, state="live")
    undo_merge(merge=made, by=boss, at=LATER)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.holder, certificate.stated.name) == ("revoked", None, "")
    assert not Enrolment.objects.filter(completed_at__isnull=False).exists()
    finish(kept, outline, outline.lessons[1], at=LATER)
    again = Certificate.objects.get(holder=kept)
    assert again.state == "live"
    assert again.number != certificate.number


def test_work_since_the_merge_stays_and_the_other_account_has_its_own_back(boss):
    outline, kept, gone = full_course(), learner(), learner()
    finish(gone, outline, outline.lessons[0])
    taken, _recorded = take_quiz(gone, outline, outline.lessons[3], right=1)
    opened = start(gone, outline, outline.lessons[3], at=NOON + timedelta(days=1))
    exactly = rows_of(gone)
    made = merge(kept, gone, boss)
    take_quiz(kept, outline, outline.lessons[3], right=4, at=LATER + timedelta(hours=1))  # the one that was open
    since = what_there_is(kept)
    undo_merge(merge=made, by=boss, at=LATER + timedelta(days=2))
    now = what_there_is(kept)
    assert since["handed_in"] - {taken.pk} <= now["handed_in"]
    assert max(filter(None, now["percent"].values())) == 100
    assert LessonState.objects.filter(learner=gone, completed_at__isnull=False).count() == 1
    mine = Attempt.objects.get(learner=gone, submitted_at=None)
    assert mine.pk != opened.pk
    assert AttemptItem.objects.filter(attempt=mine).count() == AttemptItem.objects.filter(attempt=opened).count()
    assert Attempt.objects.filter(learner=gone, number=1).get().pk == taken.pk
    assert rows_of(gone).keys() == exactly.keys()
    assert ActivityState.objects.filter(learner=gone).count() == len(exactly["progress.ActivityState"])
    numbers = list(Attempt.objects.filter(learner=kept).values_list("number", flat=True))
    assert numbers == [1]


def test_a_certificate_earned_since_stays_and_a_corrected_one_goes_back_with_its_number(boss):
    outline, other, kept, gone = course_with_lessons(1), course_with_lessons(1), learner(), learner()
    learn(gone, outline, None, at=NOON)
    number = Certificate.objects.get().number
    made = merge(kept, gone, boss)
    learn(kept, other, None, at=LATER)
    correct_name_of(
        person=User.objects.get(pk=kept.pk), name="Siti Kenari", title_before="", title_after="", by=boss, at=LATER
    )
    undo_merge(merge=made, by=boss, at=LATER + timedelta(days=1))
    held = Certificate.objects.filter(state="live")
    assert held.get(holder=gone).number == number
    assert held.get(holder=kept).source_key == other.course


def test_an_adult_and_somebody_who_has_not_said_are_an_adult(boss):
    kept, gone = learner(age=Age.UNKNOWN), learner(age=Age.ADULT)
    made = merge(kept, gone, boss)
    kept.refresh_from_db()
    assert kept.age == Age.ADULT
    undo_merge(merge=made, by=boss, at=LATER)
    kept.refresh_from_db()
    assert kept.age == Age.UNKNOWN


def test_a_pupil_of_a_school_stays_its_pupil(boss):
    of = group()
    kept, gone = pupil(of).person, learner()
    merge(kept, gone, boss)
    kept.refresh_from_db()
    assert kept.managed_by == of.organisation
