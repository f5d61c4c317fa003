"""Grading again: whose mark changes, by how much, and that the preview tells exactly what is done."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from quizzes.domain import regrade as marks
from quizzes.domain.queries import item_view, items_of
from quizzes.domain.regrade import (
    KeyChanged,
    NotGradedByKey,
    NothingToRegrade,
    answers_left,
    begin,
    is_due,
    next_people,
    preview,
    regrade_people,
)
from quizzes.models import Attempt, AttemptItem, Regrade, RegradeChange
from quizzes.regrading import Misfit
from tests.factories.courses import question, quiz
from tests.factories.people import learner
from tests.quizzes.doing import NOON, RIGHT, WRONG, check, save, start, submit
from tests.quizzes.rekeying import REASON, rekey


def regrade(asked, *, takes_passes=False, by=None, version=None):
    started, _new = begin(
        question=asked, version=version or asked.current_version_id, reason=REASON, takes_passes=takes_passes,
        by=by or learner(), at=NOON,
    )  # fmt: skip
    changes, after = [], 0
    while people := next_people(started, after):
        with transaction.atomic():
            changes += regrade_people(started, people)
        after = people[-1]
    return started, changes


def take(person, exam, place, *chosen):
    attempt = start(person, exam, place)
    for position, one in enumerate(chosen, 1):
        if one:
            save(attempt, position, one)
    return submit(attempt)


def marks_of(attempt):
    attempt.refresh_from_db()
    return attempt.percent, attempt.passed


@pytest.fixture
def exam(db):
    return quiz(fixed=[question(), question()], pass_percent=50, feedback="immediate")


@pytest.fixture
def asked(exam):
    return exam.fixed_questions.first().question


def test_whoever_was_right_after_all_gets_the_mark_and_nobody_loses_one(db, exam, asked, place):
    wronged, lucky, silent = (take(learner(), exam, place, *said) for said in ([WRONG], [RIGHT], []))
    version = rekey(asked)
    assert is_due(asked)
    boss = learner()
    done, _changes = regrade(asked, by=boss)
    assert [marks_of(one) for one in (wronged, lucky, silent)] == [(50, True), (50, True), (0, False)]
    assert (done.version, done.reason, done.takes_passes, done.by) == (version, REASON, False, boss)
    fields = ("attempt", "percent_before", "percent_after", "passed_before", "passed_after")
    assert list(RegradeChange.objects.values_list(*fields)) == [(wronged.pk, 0, 50, False, True)]
    assert set(AttemptItem.objects.filter(version__question=asked).values_list("key_version", flat=True)) == {
        version.pk
    }
    assert AttemptItem.objects.filter(version=version).count() == 0  # everybody keeps what they saw
    event = AuditEvent.objects.get(action="quizzes.regraded")
    assert (event.actor, event.subject) == (str(boss.public_id), str(asked.key))


def test_a_mark_is_taken_only_by_an_explicit_yes_which_may_also_come_later(db, exam, asked, place):
    lucky = take(learner(), exam, place, RIGHT)
    rekey(asked)
    regrade(asked)
    assert marks_of(lucky) == (50, True)
    regrade(asked, takes_passes=True)
    assert marks_of(lucky) == (0, False)
    assert [(one.takes_passes, one.changes.count()) for one in Regrade.objects.all()] == [(True, 1), (False, 0)]


@pytest.mark.parametrize("takes", [False, True])
def test_twice_is_once(db, exam, asked, place, takes):
    take(learner(), exam, place, WRONG)
    rekey(asked)
    done, _changes = regrade(asked, takes_passes=takes)
    before = list(Attempt.objects.values()), list(AttemptItem.objects.values()), list(RegradeChange.objects.values())
    with pytest.raises(NothingToRegrade):
        regrade(asked, takes_passes=takes)
    with transaction.atomic():
        assert regrade_people(done, list(Attempt.objects.values_list("learner", flat=True))) == []
    after = list(Attempt.objects.values()), list(AttemptItem.objects.values()), list(RegradeChange.objects.values())
    assert after == before
    assert not is_due(asked)


def test_an_open_attempt_is_handed_in_by_the_corrected_key(db, exam, asked, place, django_assert_num_queries):
    untouched = start(learner(), exam, place)
    explained, lucky = start(learner(), exam, place), start(learner(), exam, place)
    check(explained, 1, WRONG)
    check(lucky, 1, RIGHT)
    rekey(asked)
    _done, changes = regrade(asked)
    assert changes == []  # nobody had a mark yet
    assert items_of(explained)[0].fraction == "1"
    save(untouched, 1, WRONG)
    with django_assert_num_queries(6):  # as without any regrade
        submit(untouched)
    assert [submit(one).percent for one in (untouched, explained, lucky)] == [50, 50, 50]


def test_an_answer_explained_after_the_regrade_is_explained_by_the_corrected_key(db, exam, asked, place):
    opened = start(learner(), exam, place)
    rekey(asked)
    regrade(asked)
    _item, grade = check(opened, 1, WRONG)
    assert (grade.fraction, grade.feedback) == (1, ("B baru.",))


def test_the_result_explains_by_the_corrected_key(db, exam, asked, place):
    wronged, lucky = (take(learner(), exam, place, said) for said in (WRONG, RIGHT))
    rekey(asked)
    regrade(asked)
    shown = item_view(items_of(wronged)[0], reveal=True)
    assert (shown.grade.fraction, shown.grade.feedback, shown.corrected, shown.kept) == (1, ("B baru.",), True, False)
    shown = item_view(items_of(lucky)[0], reveal=True)
    assert (shown.grade.fraction, shown.grade.right, shown.corrected, shown.kept) == (0, ("B",), True, True)
    assert item_view(items_of(lucky)[0], reveal=False).corrected is False


def test_an_answer_that_the_corrected_question_cannot_judge_keeps_its_mark(db, exam, asked, place):
    wronged = take(learner(), exam, place, WRONG)
    rekey(asked, right="A", texts="AC")
    told = preview(asked)
    assert (told.changes, told.misfits, told.answers) == ([], {Misfit.ANSWER: 1}, 1)
    regrade(asked, takes_passes=True)
    assert marks_of(wronged) == (0, False)
    assert item_view(items_of(wronged)[0], reveal=True).corrected is False
    with pytest.raises(NothingToRegrade):
        regrade(asked)


def test_a_key_changed_back_grades_by_what_was_seen_again(db, exam, asked, place):
    wronged = take(learner(), exam, place, WRONG)
    first = asked.current_version_id
    rekey(asked)
    regrade(asked)
    asked.current_version_id = first
    asked.save(update_fields=["current_version"])
    assert is_due(asked)
    regrade(asked, takes_passes=True)
    assert marks_of(wronged) == (0, False)
    assert items_of(wronged)[0].key_version is None


def test_only_the_key_makes_it_due(db, exam, asked, place):
    take(learner(), exam, place, WRONG)
    asked.stem = "<p>Lebih jelas?</p>"
    asked.save_revision().publish()
    asked.refresh_from_db()
    assert not is_due(asked)


def test_a_key_published_meanwhile_has_to_be_looked_at_first(db, exam, asked, place):
    take(learner(), exam, place, WRONG)
    looked_at = rekey(asked).pk
    rekey(asked, right="C", texts="ABC")
    with pytest.raises(KeyChanged):
        regrade(asked, version=looked_at)
    assert not Regrade.objects.exists()


def test_a_later_regrade_takes_over(db, exam, asked, place):
    take(learner(), exam, place, WRONG)
    rekey(asked)
    first, _new = begin(
        question=asked, version=asked.current_version_id, reason=REASON, takes_passes=False, by=learner(), at=NOON
    )
    rekey(asked, right="C", texts="ABC")
    regrade(asked)
    assert next_people(first, 0) == []


def test_a_draft_has_no_key_to_grade_by(db):
    with pytest.raises(NotGradedByKey):
        preview(question(live=False))


ANSWERS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([None, RIGHT, WRONG]), st.sampled_from([None, RIGHT]), st.booleans()),
    min_size=1, max_size=5,
)  # fmt: skip


@pytest.fixture
def people(db):
    return [learner() for _ in range(3)]


@given(answers=ANSWERS, takes=st.booleans(), texts=st.sampled_from(["AB", "BC", "ABC"]), batch=st.integers(1, 3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_preview_is_what_happens(exam, asked, people, monkeypatch, answers, takes, texts, batch):
    """In batches of any size; without the explicit yes exactly the rising part of it."""
    monkeypatch.setattr(marks, "BATCH", batch)
    with transaction.atomic():
        place = uuid4()
        for person, first, second, handed_in in answers:
            attempt = start(people[person], exam, place)
            AttemptItem.objects.filter(attempt=attempt, position=1).update(response=first and {"choices": [first]})
            AttemptItem.objects.filter(attempt=attempt, position=2).update(response=second and {"choices": [second]})
            if handed_in:
                submit(attempt)
        asked.refresh_from_db()
        rekey(asked, texts=texts)
        told = [change for change in preview(asked).changes if takes or not change.lowers]
        done = []
        with suppress(NothingToRegrade):
            done = regrade(asked, takes_passes=takes, by=people[0])[1]
        assert done == told
        for change in done:
            assert marks_of(Attempt.objects.get(pk=change.attempt)) == (change.percent_after, change.passed_after)
        assert answers_left(asked, asked.current_version, takes_passes=takes) == 0
        assert [change for change in preview(asked).changes if not change.lowers] == []
        transaction.set_rollback(True)
