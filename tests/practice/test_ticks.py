"""Ticking the steps of a practice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from practice.domain.ticks import ticks_of
from practice.models import PracticeStep, PracticeTask, PracticeTick
from tests.conftest import NOON
from tests.factories.courses import practice_task
from tests.factories.people import learner, person
from tests.practice.doing import tick, ticked

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def task(db) -> PracticeTask:
    return practice_task("buka", "ketuk", "simpan")


def test_ticked_steps_are_kept_with_who_ticked_and_when(task, place):
    ani, companion = learner(), person()
    assert tick(ani, task, place, "buka", accompanied=True, by=companion) == ticked("buka", accompanied=True)
    assert PracticeTick.objects.values("learner", "task", "context", "step", "by", "accompanied", "at").get() == {
        "learner": ani.pk, "task": task.pk, "context": place, "step": "buka", "by": companion.pk, "accompanied": True, "at": NOON,
    }  # fmt: skip


def test_a_step_is_added_and_taken_back_as_long_as_the_list_is_not_done(task, place):
    ani = learner()
    tick(ani, task, place, "buka")
    assert tick(ani, task, place, "buka", "ketuk", at=LATER) == ticked("buka", "ketuk")
    assert tick(ani, task, place, "ketuk") == ticked("ketuk")
    assert tick(ani, task, place) == ticked()


def test_a_step_that_stays_ticked_keeps_its_first_moment(task, place):
    ani = learner()
    tick(ani, task, place, "buka")
    tick(ani, task, place, "buka", "ketuk", at=LATER)
    assert dict(PracticeTick.objects.values_list("step", "at")) == {"buka": NOON, "ketuk": LATER}


def test_the_last_step_completes_the_list(task, place):
    ani = learner()
    tick(ani, task, place, "buka", "ketuk")
    done = ticked("buka", "ketuk", "simpan", complete=True)
    assert tick(ani, task, place, "buka", "ketuk", "simpan") == done


@pytest.mark.parametrize("again", [(), ("buka",), ("buka", "ketuk", "simpan"), ("tidak-ada",)])
def test_a_list_that_was_done_is_never_undone(task, place, again):
    ani = learner()
    done = tick(ani, task, place, "buka", "ketuk", "simpan")
    assert tick(ani, task, place, *again, at=LATER) == done
    assert set(PracticeTick.objects.values_list("at", flat=True)) == {NOON}


def test_steps_that_the_list_does_not_have_are_ignored(task, place):
    ani = learner()
    assert tick(ani, task, place, "buka", "rahasia", "", "x" * 500) == ticked("buka")
    assert list(PracticeTick.objects.values_list("step", flat=True)) == ["buka"]


def test_a_companion_who_was_there_once_is_remembered(task, place):
    ani = learner()
    tick(ani, task, place, "buka", accompanied=True)
    assert tick(ani, task, place, "buka", "ketuk") == ticked("buka", "ketuk", accompanied=True)
    assert dict(PracticeTick.objects.values_list("step", "accompanied")) == {"buka": True, "ketuk": False}


def test_saying_later_that_somebody_looked_on_is_kept_without_a_new_step(task, place):
    ani = learner()
    tick(ani, task, place, "buka")
    assert tick(ani, task, place, "buka", accompanied=True) == ticked("buka", accompanied=True)


def test_two_learners_and_two_places_do_not_mix(task, place):
    ani, budi, elsewhere = learner(), learner(), uuid4()
    tick(ani, task, place, "buka")
    tick(budi, task, place, "ketuk")
    tick(ani, task, elsewhere, "simpan")
    tick(ani, task, place)
    assert sorted(PracticeTick.objects.values_list("learner", "context", "step")) == sorted(
        [(budi.pk, place, "ketuk"), (ani.pk, elsewhere, "simpan")]
    )


def test_a_step_the_author_adds_afterwards_is_left_to_do(task, place):
    ani = learner()
    tick(ani, task, place, "buka", "ketuk", "simpan")
    task.steps = [*task.steps.all(), PracticeStep(key="kirim", text="<p>Kirim.</p>", sort_order=9)]
    task.save_revision().publish()
    task = PracticeTask.objects.get(pk=task.pk)
    known = [step.key for step in task.steps.all()]
    assert ticks_of(learner=ani, contexts={place: known})[place] == ticked("buka", "ketuk", "simpan")
    assert tick(ani, task, place, *known).complete


def test_a_step_the_author_takes_away_no_longer_counts(task, place):
    ani = learner()
    tick(ani, task, place, "buka", "ketuk")
    task.steps = [step for step in task.steps.all() if step.key != "simpan"]
    task.save_revision().publish()
    known = [step.key for step in PracticeTask.objects.get(pk=task.pk).steps.all()]
    assert ticks_of(learner=ani, contexts={place: known})[place].complete


def test_a_step_without_a_key_gets_one_and_keeps_it(db):
    made = practice_task("a")
    step = PracticeStep(task=made, text="<p>Baru.</p>")
    step.save()
    key = step.key
    step.text = "<p>Lain.</p>"
    step.save()
    assert len(key) == 12
    assert PracticeStep.objects.get(pk=step.pk).key == key


def test_the_database_keeps_one_tick_per_step_and_one_step_per_key(task, place):
    ani = learner()
    tick(ani, task, place, "buka")
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeTick.objects.create(learner=ani, task=task, context=place, step="buka", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeStep.objects.create(task=task, key="buka", text="<p>Lagi.</p>")


@pytest.mark.parametrize("count", [1, 3])
def test_the_ticks_of_a_page_cost_one_query(task, count, django_assert_num_queries):
    ani, places = learner(), [uuid4() for _ in range(count)]
    for where in places:
        tick(ani, task, where, "buka", "ketuk", "simpan")
    known = {where: ["buka", "ketuk", "simpan"] for where in [*places, uuid4()]}
    with django_assert_num_queries(1):
        found = ticks_of(learner=ani, contexts=known)
    assert [found[where].complete for where in known] == [*[True] * count, False]


def test_parallel_ticks_of_one_form_are_one(in_parallel):
    made, ani, where = practice_task("buka", "ketuk"), learner(), uuid4()
    results = in_parallel([lambda: tick(type(ani).objects.get(pk=ani.pk), made, where, "buka", "ketuk")] * 12)
    assert results == [ticked("buka", "ketuk", complete=True)] * 12
    assert PracticeTick.objects.count() == 2
