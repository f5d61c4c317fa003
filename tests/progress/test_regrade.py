"""A regrade reaches courses: passes gained, certificates issued, notices sent; nothing taken without an explicit yes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Notice
from accounts.notices import sentence
from certificates.models import Certificate
from lms.demo.answers import right_answer
from progress.domain import regrade as regrading
from progress.domain.acts import save_quiz_answer, submit_quiz, tick_practice
from progress.domain.regrade import certificates_that_stay, go_on, regrade
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.domain import regrade as marks
from quizzes.domain.queries import items_of
from quizzes.domain.regrade import NothingToRegrade, answers_left, preview
from quizzes.models import Attempt, Question, Quiz, Regrade
from tests.factories.courses import full_course
from tests.factories.people import guest, learner
from tests.progress.doing import NOON, answer_check, finish, place_of, start, steps_of, wrong_answer
from tests.progress.regrading import Queue, course_with_a_known_quiz, first_question, take
from tests.quizzes.rekeying import REASON, rekey

LATER = NOON + timedelta(days=1)


@pytest.fixture
def outline(db):
    return course_with_a_known_quiz()


@pytest.fixture
def asked(outline):
    return first_question()


def all_but_the_quiz(person, outline):
    text, check, practice, _quiz = outline.lessons
    finish(person, outline, text)
    answer_check(person, outline, check)
    finish(person, outline, check)
    task, steps = steps_of(practice)
    activity = practice.activities[0].key
    tick_practice(
        learner=person, place=place_of(outline, practice), activity=activity, task=task, steps=steps,
        accompanied=False, by=person, at=NOON, key=activity,
    )  # fmt: skip


def do(asked, *, takes_passes=False, by=None, at=LATER):
    return regrade(
        question=asked, version=asked.current_version_id, reason=REASON, takes_passes=takes_passes,
        by=by or learner(), at=at,
    )  # fmt: skip


def state_of(person):
    return ActivityState.objects.get(learner=person, kind="quiz")


def test_a_pass_gained_completes_the_course_and_brings_the_certificate(outline, asked):
    ani, boss = learner(name="Ani"), learner()
    all_but_the_quiz(ani, outline)
    attempt = take(ani, outline, wrong={1, 2})
    seen = Enrolment.objects.values("last_lesson", "last_seen_at").get()
    assert (attempt.passed, Certificate.objects.exists()) == (False, False)
    rekey(asked)
    do(asked, by=boss)
    state = state_of(ani)
    assert (state.percent, state.done_at, state.tries, state.by) == (75, LATER, 1, boss)
    assert LessonState.objects.get(lesson=outline.lessons[3].key).completed_at == LATER
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_at == LATER
    assert {"last_lesson": enrolment.last_lesson, "last_seen_at": enrolment.last_seen_at} == seen  # she was not there
    certificate = Certificate.objects.get(holder=ani, source_key=outline.course)
    assert (certificate.stated.percent, certificate.state) == (75, Certificate.State.LIVE)
    assert set(Notice.objects.filter(person=ani).values_list("kind", flat=True)) == {
        "certificate_issued",
        "mark_corrected_passed",
    }
    told = Notice.objects.get(kind="mark_corrected_passed")
    assert told.detail == {"quiz": Quiz.objects.get().title, "before": 50, "after": 75, "reason": REASON}
    assert str(attempt.public_id) in told.url
    assert REASON in sentence(told)


def test_a_guest_completes_the_course_and_the_certificate_waits(outline, asked):
    someone = guest()
    all_but_the_quiz(someone, outline)
    take(someone, outline, wrong={1, 2})
    rekey(asked)
    do(asked)
    assert Enrolment.objects.get().completed_at == LATER
    assert not Certificate.objects.exists()


def test_without_an_explicit_yes_nobody_loses_anything(outline, asked):
    ani = learner()
    all_but_the_quiz(ani, outline)
    take(ani, outline, wrong={2})
    rekey(asked)
    before = ActivityState.objects.filter(kind="quiz").values().get()
    do(asked)
    assert ActivityState.objects.filter(kind="quiz").values().get() == before
    assert Attempt.objects.get().passed
    assert not Notice.objects.filter(kind__startswith="mark_corrected").exists()


def test_with_an_explicit_yes_the_pass_is_lost_but_what_was_completed_stays(outline, asked):
    ani = learner()
    all_but_the_quiz(ani, outline)
    take(ani, outline, wrong={2})
    certificate = Certificate.objects.values().get()
    rekey(asked)
    assert certificates_that_stay(preview(asked).changes) == 1
    do(asked, takes_passes=True)
    assert (state_of(ani).percent, state_of(ani).done_at) == (50, None)
    assert LessonState.objects.get(lesson=outline.lessons[3].key).completed_at == NOON
    assert Enrolment.objects.get().completed_at == NOON
    assert Certificate.objects.values().get() == certificate
    assert Notice.objects.filter(person=ani, kind="mark_corrected_lost").count() == 1


def test_a_pass_in_another_attempt_is_enough(outline, asked):
    ani = learner()
    take(ani, outline, wrong={2})
    take(ani, outline, wrong={1}, at=LATER)
    rekey(asked)
    do(asked, takes_passes=True, at=LATER + timedelta(days=1))
    assert [attempt.percent for attempt in Attempt.objects.order_by("number")] == [50, 100]
    assert (state_of(ani).percent, state_of(ani).done_at) == (100, NOON)


@pytest.mark.parametrize(("counts", "percent"), [("best", 100), ("first", 50), ("latest", 75)])
def test_the_attempt_that_counts_counts_afterwards(outline, asked, counts, percent):
    ani = learner()
    take(ani, outline, wrong={2})  # 75, then 50
    take(ani, outline, wrong={1})  # 75, then 100
    take(ani, outline, wrong={1, 2})  # 50, then 75
    Quiz.objects.update(counts=counts)
    rekey(asked)
    do(asked, takes_passes=True)
    assert state_of(ani).percent == percent


def test_many_people_are_done_batch_by_batch_and_a_cut_costs_nothing(outline, asked, monkeypatch):
    """The next batch waits in the queue of tasks, written with the batch before it; losing it is mended by going on."""
    for module in (marks, regrading):
        monkeypatch.setattr(module, "BATCH", 2)
    queue = []
    monkeypatch.setattr(regrading, "go_on_regrading", Queue(queue.append))
    people = [learner() for _ in range(5)]
    for person in people:
        take(person, outline, wrong={1, 2})
    rekey(asked)
    started = do(asked)
    assert Attempt.objects.filter(passed=True).count() == 2
    assert queue == [(started.pk, people[1].pk)]
    again = do(asked)  # asked for once more, it is gone on with
    assert again == started
    assert Attempt.objects.filter(passed=True).count() == 4
    regrade_pk, after = queue.pop()
    go_on(Regrade.objects.get(pk=regrade_pk), after=after, at=LATER)
    assert Attempt.objects.filter(passed=True).count() == 5
    assert answers_left(asked, asked.current_version, takes_passes=False) == 0
    for regrade_pk, after in queue:  # the one that was thought lost comes after all
        go_on(Regrade.objects.get(pk=regrade_pk), after=after, at=LATER)
    assert Notice.objects.filter(kind="mark_corrected_passed").count() == 5
    assert started.changes.count() == 5
    with pytest.raises(NothingToRegrade):
        do(asked)


def test_a_batch_that_fails_leaves_marks_and_records_as_they_were(outline, asked, monkeypatch):
    ani = learner()
    take(ani, outline, wrong={1, 2})
    rekey(asked)
    monkeypatch.setattr(regrading, "notify_all", lambda *_told, **_at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        do(asked)
    assert (Attempt.objects.get().percent, state_of(ani).percent) == (50, 50)
    assert not Regrade.objects.exists()


def test_handing_in_and_regrading_at_the_same_moment_miss_nobody(in_parallel):
    outline = full_course(pass_percent=75)
    asked = Question.objects.filter(pool__isnull=False).order_by("pk").first()
    people = [learner() for _ in range(4)]
    place = place_of(outline, outline.lessons[3])
    opened = []
    for person in people:
        attempt = start(person, outline, outline.lessons[3])
        for item in items_of(attempt):
            wrong = item.version.question_id == asked.pk or item.position == 1
            posted = (wrong_answer if wrong else right_answer)(item.version.content)
            save_quiz_answer(
                learner=person, attempt=attempt.public_id, position=item.position, posted=posted, at=NOON,
                key=uuid4(),
            )  # fmt: skip
        opened.append(attempt)
    rekey(asked)
    boss = learner()

    def handing_in(person, attempt):
        return lambda: submit_quiz(learner=person, place=place, attempt=attempt.public_id, by=person, at=NOON)

    acts = [handing_in(person, attempt) for person, attempt in zip(people, opened, strict=True)]
    results = in_parallel([*acts, lambda: do(asked, by=boss)])
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, NothingToRegrade)] == []
    for attempt in Attempt.objects.all():
        items = items_of(attempt)
        expected = sum(item.position != 1 or item.version.question_id == asked.pk for item in items) * 25
        state = ActivityState.objects.get(learner=attempt.learner, kind="quiz")
        assert (attempt.percent, attempt.passed, state.percent) == (expected, expected >= 75, expected)
        assert (state.done_at is not None) == attempt.passed


def test_check_questions_are_not_regraded(outline):
    ani, check = learner(), outline.lessons[1]
    asked = Question.objects.get(key=check.activities[0].ref)
    answer_check(ani, outline, check, right=False)
    rekey(asked)
    with pytest.raises(NothingToRegrade):
        do(asked)
