"""A guest's history and an account's become one: the better of each item, never less than either (DESIGN §4.5)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.claim import claim_guest_work
from accounts.models import User
from certificates.models import Certificate
from courses.domain.outlines import outline_of
from courses.outline import Outline
from lms.demo.stages import learn
from practice.models import PracticeTick
from progress.domain.acts import tick_practice
from progress.domain.enrol import enrol, stop_following
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.models import Attempt, CheckAnswer
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
from tests.factories.people import guest, learner, person
from tests.progress.doing import (
    NOON,
    answer_check,
    finish,
    lesson_page,
    module_page,
    place_of,
    start,
    steps_of,
    take_quiz,
)

acts = st.one_of(
    st.just(("lesson", None)),
    st.tuples(st.just("check"), st.booleans()),
    st.tuples(st.just("practice"), st.frozensets(st.sampled_from(["satu", "dua"]))),
    st.tuples(st.just("quiz"), st.integers(0, 4)),
    st.just(("open quiz", None)),
    st.just(("leave", None)),
)
histories = st.lists(acts, max_size=4)


def live(somebody: User, outline: Outline, history, *, first_day: int) -> None:
    for days, (act, detail) in enumerate(history):
        at = NOON + timedelta(days=first_day + 2 * days)
        match act:
            case "lesson":
                finish(somebody, outline, outline.lessons[0], at=at)
            case "check":
                answer_check(somebody, outline, outline.lessons[1], right=detail, at=at)
            case "practice":
                page = outline.lessons[2]
                tick_practice(
                    learner=somebody, place=place_of(outline, page), activity=page.activities[0].key,
                    task=steps_of(page)[0], steps=detail, accompanied=False, by=somebody, at=at, key=uuid4(),
                )  # fmt: skip
            case "quiz":
                take_quiz(somebody, outline, outline.lessons[3], right=detail, at=at)
            case "open quiz":
                start(somebody, outline, outline.lessons[3], at=at)
            case "leave":
                stop_following(learner=somebody, outline=outline, at=at)


def what_there_is(somebody: User):
    """Everything about one learner, as plain values by item."""
    return {
        "lessons": dict(LessonState.objects.filter(learner=somebody).values_list("lesson", "completed_at")),
        "opened": dict(LessonState.objects.filter(learner=somebody).values_list("lesson", "started_at")),
        "done": dict(ActivityState.objects.filter(learner=somebody).values_list("activity", "done_at")),
        "percent": dict(ActivityState.objects.filter(learner=somebody).values_list("activity", "percent")),
        "tries": dict(ActivityState.objects.filter(learner=somebody).values_list("activity", "tries")),
        "ticks": set(PracticeTick.objects.filter(learner=somebody).values_list("context", "step")),
        "answers": set(CheckAnswer.objects.filter(learner=somebody).values_list("pk", flat=True)),
        "handed_in": set(
            Attempt.objects.filter(learner=somebody, submitted_at__isnull=False).values_list("pk", flat=True)
        ),
        "open": Attempt.objects.filter(learner=somebody, submitted_at=None).count(),
        "completed": Enrolment.objects.filter(learner=somebody).values_list("completed_at", flat=True).first(),
        "started": Enrolment.objects.filter(learner=somebody).values_list("started_at", flat=True).first(),
    }


def earliest(*times):
    return min((time for time in times if time), default=None)


def merged(mine, theirs, name, choose):
    return {key: choose(mine[name].get(key), theirs[name].get(key)) for key in mine[name].keys() | theirs[name].keys()}


def highest(*marks):
    return max((mark for mark in marks if mark is not None), default=None)


def whole_only_together(mine, theirs) -> bool:
    """Both steps of the practice are ticked, but neither of the two has ticked both."""
    return len(mine["ticks"] | theirs["ticks"]) == 2 and 2 not in (len(mine["ticks"]), len(theirs["ticks"]))


def bounded(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture
def outline(db):
    """Of one course for all examples; what is lived in it is undone after each."""
    return full_course()


@bounded(20)
@given(mine=histories, theirs=histories, guest_first=st.booleans())
def test_two_histories_merge_into_the_better_of_each_item(outline, mine, theirs, guest_first):
    with transaction.atomic():
        account, somebody = learner(), guest()
        live(account, outline, mine, first_day=1 if guest_first else 0)
        live(somebody, outline, theirs, first_day=0 if guest_first else 1)
        before, claimed = what_there_is(account), what_there_is(somebody)
        certificate = Certificate.objects.values().first()
        claim_guest_work(guest=somebody, account=account, at=NOON + timedelta(days=99))
        after = what_there_is(account)
        if whole_only_together(before, claimed):  # has a test of its own below
            for found in (before, claimed, after):
                for name, key in (("lessons", outline.lessons[2].key), ("done", outline.lessons[2].activities[0].key)):
                    found[name].pop(key, None)
        assert after["lessons"] == merged(before, claimed, "lessons", earliest)
        assert after["opened"] == merged(before, claimed, "opened", earliest)
        assert after["done"] == merged(before, claimed, "done", earliest)
        assert after["percent"] == merged(before, claimed, "percent", highest)
        assert after["tries"] == merged(before, claimed, "tries", lambda *tries: sum(filter(None, tries)))
        assert after["ticks"] == before["ticks"] | claimed["ticks"]
        assert after["answers"] == before["answers"] | claimed["answers"]
        assert after["handed_in"] == before["handed_in"] | claimed["handed_in"]
        assert after["open"] == min(1, before["open"] + claimed["open"])
        assert after["started"] == earliest(before["started"], claimed["started"])
        if before["completed"] or claimed["completed"]:
            assert after["completed"] == earliest(before["completed"], claimed["completed"])
        assert Certificate.objects.count() == (1 if after["completed"] else 0)
        if certificate:
            assert Certificate.objects.values().get() == certificate
        assert not User.objects.filter(pk=somebody.pk).exists()
        transaction.set_rollback(True)


@bounded(8)
@given(mine=histories, theirs=histories)
def test_claiming_twice_is_claiming_once(outline, mine, theirs):
    with transaction.atomic():
        account, somebody = learner(), guest()
        live(account, outline, mine, first_day=0)
        live(somebody, outline, theirs, first_day=1)
        claim_guest_work(guest=somebody, account=account, at=NOON)
        once = what_there_is(account)
        claim_guest_work(guest=somebody, account=account, at=NOON)
        assert what_there_is(account) == once
        transaction.set_rollback(True)


def test_ticks_that_are_whole_only_together_complete_the_practice(db):
    """Each has ticked one of two steps: the list is now complete, so the lesson has to be as well."""
    outline, account, somebody = full_course(), learner(), guest()
    live(account, outline, [("practice", {"satu"})], first_day=0)
    live(somebody, outline, [("practice", {"dua"})], first_day=1)
    claim_guest_work(guest=somebody, account=account, at=NOON)
    assert PracticeTick.objects.filter(learner=account).count() == 2
    assert ActivityState.objects.get(learner=account).done_at is not None
    assert LessonState.objects.get(learner=account).completed_at is not None


def test_a_lesson_of_which_each_had_done_a_part_is_completed(db):
    page = course()
    lesson(module(page), check_block(question()), practice_block(practice_task("satu")))
    outline, account, somebody = outline_of(page.translation_key), learner(), guest()
    both = outline.lessons[0]
    answer_check(account, outline, both)
    tick_practice(
        learner=somebody, place=place_of(outline, both), activity=both.activities[1].key, task=steps_of(both)[0],
        steps={"satu"}, accompanied=False, by=somebody, at=NOON + timedelta(days=1), key=uuid4(),
    )  # fmt: skip
    assert not LessonState.objects.filter(completed_at__isnull=False).exists()
    claim_guest_work(guest=somebody, account=account, at=NOON + timedelta(days=2))
    assert LessonState.objects.get(learner=account).completed_at == NOON + timedelta(days=1)
    assert Certificate.objects.get().holder == account


def test_the_earlier_certificate_stays_and_no_second_one_comes(db):
    outline, account, somebody = course_with_lessons(2), learner(), guest()
    learn(account, outline, None, at=NOON + timedelta(days=5))
    before = Certificate.objects.values().get()
    learn(somebody, outline, None, at=NOON)
    claim_guest_work(guest=somebody, account=account, at=NOON + timedelta(days=6))
    assert Certificate.objects.values().get() == before
    assert Enrolment.objects.get().completed_at == NOON + timedelta(minutes=6)


def test_what_a_guest_finished_waits_when_the_accounts_name_is_not_confirmed(db):
    outline, account, somebody = course_with_lessons(1), person(), guest()
    learn(somebody, outline, None, at=NOON)
    claim_guest_work(guest=somebody, account=account, at=NOON)
    assert Enrolment.objects.get(learner=account).completed_at == NOON
    assert not Certificate.objects.exists()


def test_two_guests_on_one_phone_after_each_other_add_up(db):
    outline, account = course_with_lessons(3), learner()
    for index in range(3):
        somebody = guest()
        finish(somebody, outline, outline.lessons[index])
        claim_guest_work(guest=somebody, account=account, at=NOON)
    assert Certificate.objects.get().holder == account


def test_courses_only_one_of_the_two_knew_are_kept(db):
    mine, theirs, account, somebody = course_with_lessons(1), course_with_lessons(1), learner(), guest()
    learn(account, mine, None, at=NOON)
    learn(somebody, theirs, None, at=NOON)
    claim_guest_work(guest=somebody, account=account, at=NOON)
    assert set(Enrolment.objects.filter(learner=account).values_list("course", flat=True)) == {
        mine.course,
        theirs.course,
    }
    assert Certificate.objects.filter(holder=account).count() == 2


def test_merging_asks_for_no_more_than_either_history_asked_for(db):
    """The account enrolled when the course asked for two lessons; both are done between the two histories.

    The guest had enrolled earlier, when there was a third lesson; since then a fourth one came.
    """
    outline, account, somebody = course_with_lessons(3), learner(), guest()
    enrol(learner=somebody, outline=outline, at=NOON)
    finish(somebody, outline, outline.lessons[1])
    lesson_page(outline.lessons[2]).unpublish()
    shorter = outline_of(outline.course)
    finish(account, shorter, shorter.lessons[0], at=NOON + timedelta(days=1))
    lesson(module_page(outline))
    claim_guest_work(guest=somebody, account=account, at=NOON + timedelta(days=2))
    assert Enrolment.objects.get(learner=account).completed_at is not None
