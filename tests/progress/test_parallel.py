"""The promises under real threads: one certificate, one attempt, one enrolment, numbers without gaps."""

from __future__ import annotations

import threading
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.domain.names import confirm_name
from accounts.models import Notice, User
from certificates.models import Certificate, NumberSequence
from lms.demo.stages import learn
from progress.domain.acts import submit_quiz
from progress.domain.enrol import enrol
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.models import Attempt
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import learner, person
from tests.progress.doing import NOON, answer_check, finish, place_of, start, take_quiz

THREADS = 16


def problems(results):
    return [result for result in results if isinstance(result, Exception)]


def confirm(somebody: User) -> None:
    confirm_name(person=somebody, name=somebody.name, title_before="", title_after="", at=timezone.now())


def again(somebody: User) -> User:
    """The person as another request would load it."""
    return User.objects.get(pk=somebody.pk)


def test_the_database_of_these_tests_is_set_up_as_in_production(in_parallel):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
            return
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] in ("wal", "truncate")
        cursor.execute("PRAGMA database_list")
        assert cursor.fetchone()[2].endswith("/db.sqlite3")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_sixteen_last_acts_at_once_earn_one_certificate(in_parallel):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, -1, at=NOON)
    last = outline.lessons[-1]
    results = in_parallel([lambda: finish(again(ani), outline, last) for _ in range(THREADS)])
    assert problems(results) == []
    assert sum(result.course_completed for result in results) == 1
    assert len({result.certificate.pk for result in results}) == 1
    assert Certificate.objects.count() == 1
    assert Notice.objects.filter(person=ani, kind="certificate_issued").count() == 1
    assert list(NumberSequence.objects.values_list("last", flat=True)) == [1]


def test_one_act_sent_sixteen_times_at_once_is_carried_out_once(in_parallel):
    ani, outline, key = learner(), course_with_lessons(1), uuid4()
    results = in_parallel([lambda: finish(again(ani), outline, outline.lessons[0], key=key) for _ in range(THREADS)])
    assert problems(results) == []
    assert sum(result.course_completed for result in results) == 1
    assert (Certificate.objects.count(), Enrolment.objects.count(), LessonState.objects.count()) == (1, 1, 1)


def test_confirming_the_name_sixteen_times_at_once_issues_one_certificate(in_parallel):
    ani, outline = person(), course_with_lessons(1)
    learn(ani, outline, None, at=NOON)
    assert not Certificate.objects.exists()
    results = in_parallel([lambda: confirm(again(ani)) for _ in range(THREADS)])
    assert problems(results) == []
    assert Certificate.objects.filter(holder=ani).count() == 1
    assert Notice.objects.filter(person=ani, kind="certificate_issued").count() == 1


def test_last_acts_and_confirmations_mixed_at_once_end_with_one_certificate(in_parallel):
    ani, outline = person(), course_with_lessons(2)
    learn(ani, outline, -1, at=NOON)
    acts = [lambda: finish(again(ani), outline, outline.lessons[-1]), lambda: confirm(again(ani))]
    results = in_parallel(acts * (THREADS // 2))
    assert problems(results) == []
    assert Certificate.objects.filter(holder=ani).count() == 1


def test_a_name_confirmed_while_the_last_act_is_under_way_still_brings_the_certificate(in_parallel):
    """The act has read the unconfirmed name and is not committed; the confirmation cannot see it as completed yet.

    On PostgreSQL a lock on the table of notices, which the act writes last, holds it at just this point.
    SQLite runs writers one after the other, so there the two only follow each other.
    """
    ani, outline = person(), course_with_lessons(1)
    act = partial(finish, again(ani), outline, outline.lessons[0])
    if connection.vendor != "postgresql":
        in_parallel([act])
        confirm(again(ani))
    else:
        _act_held_before_its_notice(in_parallel, act, then=lambda: confirm(again(ani)))
    assert Enrolment.objects.get(learner=ani).completed_at is not None
    assert Certificate.objects.filter(holder=ani).count() == 1


def _act_held_before_its_notice(in_parallel, act, *, then) -> None:
    held, confirmed = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_notice IN EXCLUSIVE MODE")
            held.set()
            confirmed.wait(timeout=8)

    def act_after() -> None:
        held.wait(timeout=8)
        act()

    def confirm_after() -> None:
        held.wait(timeout=8)
        _wait_for_a_blocked_writer()
        try:
            then_alone = threading.Thread(target=_alone, args=(then,))
            then_alone.start()
            then_alone.join(timeout=2)  # it may rightly wait for the act; then it goes on once the act may
        finally:
            confirmed.set()
            then_alone.join(timeout=20)

    assert problems(in_parallel([hold, act_after, confirm_after])) == []


def _alone(act) -> None:
    try:
        act()
    finally:
        connections.close_all()


def _wait_for_a_blocked_writer() -> None:
    deadline = timezone.now().timestamp() + 8
    while timezone.now().timestamp() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the act was never held")


def test_sixteen_learners_finishing_at_once_get_numbers_without_gaps(in_parallel):
    outline = course_with_lessons(1)
    people = [learner() for _ in range(THREADS)]
    results = in_parallel([partial(finish, somebody, outline, outline.lessons[0]) for somebody in people])
    assert problems(results) == []
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"421/{number:04d}/KOMINFO/2026" for number in range(1, THREADS + 1)]
    assert Certificate.objects.values("holder").distinct().count() == THREADS
    assert len(set(Certificate.objects.values_list("code", flat=True))) == THREADS


def test_enrolling_sixteen_times_at_once_is_enrolling_once(in_parallel):
    ani, outline = learner(), course_with_lessons(1)
    results = in_parallel([partial(enrol, learner=again(ani), outline=outline, at=NOON) for _ in range(THREADS)])
    assert problems(results) == []
    assert {result.pk for result in results} == {Enrolment.objects.get().pk}


def test_starting_a_quiz_sixteen_times_at_once_starts_one_attempt(in_parallel):
    ani, outline = learner(), full_course(attempts_allowed=1)
    results = in_parallel([partial(start, again(ani), outline, outline.lessons[3]) for _ in range(THREADS)])
    assert problems(results) == []
    assert {result.pk for result in results} == {Attempt.objects.get().pk}
    assert Attempt.objects.get().items.count() == 4


def test_check_answers_at_once_are_all_kept_and_none_lowers_the_mark(in_parallel):
    ani, outline = learner(), full_course()
    acts = [partial(answer_check, again(ani), outline, outline.lessons[1], right=index % 2 == 0) for index in range(8)]
    assert problems(in_parallel(acts)) == []
    state = ActivityState.objects.get(learner=ani)
    assert (state.percent, state.tries, ani.check_answers.count()) == (100, 8, 8)


@pytest.mark.parametrize("right", [[4, 0], [0, 4]])
def test_handing_in_one_attempt_sixteen_times_at_once_grades_it_once(in_parallel, right):
    ani, outline = learner(), full_course()
    take_quiz(ani, outline, outline.lessons[3], right=right[0])
    attempt = start(ani, outline, outline.lessons[3])
    send = partial(submit_quiz, place=place_of(outline, outline.lessons[3]), attempt=attempt.public_id, at=NOON)
    results = in_parallel([lambda: send(learner=again(ani), by=again(ani)) for _ in range(THREADS)])
    assert problems(results) == []
    state = ActivityState.objects.get(learner=ani, kind="quiz")
    assert (state.percent, state.tries) == (right[0] * 25, 2)
