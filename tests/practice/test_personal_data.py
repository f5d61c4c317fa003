"""A learner's ticks when a guest becomes an account, when they are shown, and when they go."""

from uuid import uuid4

import pytest

from accounts import personal_data
from accounts.domain.claim import claim_guest_work
from practice.domain.ticks import ticks_of
from practice.models import PracticeTick
from tests.conftest import NOON
from tests.factories.courses import practice_task
from tests.factories.people import guest, learner, person
from tests.practice.doing import tick, ticked

STEPS = ["buka", "ketuk", "simpan"]


@pytest.fixture
def task(db):
    return practice_task(*STEPS, title="Praktik Wi-Fi")


def own_part():
    return next(data for data in personal_data.registered() if data.app == "practice")


def state(somebody, place):
    return ticks_of(learner=somebody, contexts={place: STEPS})[place]


def test_every_step_either_of_the_two_ticked_is_ticked(task):
    visitor, ani, place = guest(), learner(), uuid4()
    tick(ani, task, place, "buka", "ketuk")
    tick(visitor, task, place, "ketuk", "simpan")
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert state(ani, place) == ticked(*STEPS, complete=True)
    assert sorted(PracticeTick.objects.values_list("step", "by")) == [(step, ani.pk) for step in STEPS]


def test_a_companion_beside_the_guest_is_remembered_also_for_steps_that_both_ticked(task):
    visitor, ani, place = guest(), learner(), uuid4()
    tick(ani, task, place, "buka")
    tick(visitor, task, place, "buka", accompanied=True)
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert state(ani, place) == ticked("buka", accompanied=True)


def test_who_else_ticked_for_the_guest_stays_named_and_others_are_not_touched(task):
    visitor, ani, budi, companion, place = guest(), learner(), learner(), person(), uuid4()
    tick(visitor, task, place, "buka", by=companion)
    tick(budi, task, place, "simpan")
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert sorted(PracticeTick.objects.values_list("learner", "step", "by")) == sorted(
        [(ani.pk, "buka", companion.pk), (budi.pk, "simpan", budi.pk)]
    )


def test_a_person_reads_what_was_practised_and_when(task):
    ani, budi = learner(), learner()
    tick(ani, task, uuid4(), "buka")
    tick(budi, task, uuid4(), "simpan")
    (rows,) = own_part().export(ani).values()
    assert [list(row.values()) for row in rows] == [["Praktik Wi-Fi", "buka", "Sabtu, 21 November 2026"]]


@pytest.mark.parametrize("count", [1, 3])
def test_showing_ones_ticks_costs_one_query(task, count, django_assert_num_queries):
    ani = learner()
    for _ in range(count):
        tick(ani, practice_task("satu"), uuid4(), "satu")
    with django_assert_num_queries(1):
        (rows,) = own_part().export(ani).values()
    assert len(rows) == count


def test_erasing_leaves_nothing_of_the_person_and_everything_of_others(task):
    ani, budi, place = learner(), learner(), uuid4()
    tick(ani, task, place, "buka")
    tick(budi, task, place, "buka")
    own_part().erase(ani)
    assert list(PracticeTick.objects.values_list("learner", flat=True)) == [budi.pk]
