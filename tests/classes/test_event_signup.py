"""Signing up for a training event: places in order, a waiting list, walk-ins, cancelling."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.domain.erase import erase_person
from accounts.models import Notice
from classes.domain.events import Slot, change_event, set_state
from classes.domain.signup import NoRoom, NotOpen, WasThere, cancel_place, place_in_queue, places_left, sign_up, walk_in
from classes.models import Member, Registration
from tests.classes.event_making import AFTER, NOON, attend, come, event, organiser_of, state_of
from tests.factories.people import learner

pytestmark = pytest.mark.usefixtures("db")


def test_the_third_of_two_places_waits_and_comes_in_when_one_cancels():
    bimtek = event(quota=2)
    ani, budi, citra, dewi = (learner() for _ in range(4))
    assert [come(bimtek, one).state for one in (ani, budi, citra, dewi)] == [
        "registered", "registered", "waiting", "waiting",
    ]  # fmt: skip
    assert place_in_queue(bimtek.registrations.get(person=dewi)) == 2
    cancel_place(event=bimtek, person=ani, by=ani, at=NOON)
    assert [state_of(bimtek, one) for one in (ani, budi, citra, dewi)] == [
        "cancelled", "registered", "registered", "waiting",
    ]  # fmt: skip
    assert place_in_queue(bimtek.registrations.get(person=dewi)) == 1
    assert list(Notice.objects.values_list("person", "kind")) == [(citra.pk, "event_place_free")]
    here = Member.objects.filter(group=bimtek.group, left_at=None).values_list("person", flat=True)
    assert set(here) == {budi.pk, citra.pk}


def test_signing_up_twice_is_once_and_keeps_the_place_in_the_queue():
    bimtek, ani, key = event(quota=0), learner(), uuid4()
    first = sign_up(event=bimtek, person=ani, by=ani, at=NOON, key=key)
    come(bimtek)
    again = sign_up(event=bimtek, person=ani, by=ani, at=NOON, key=key)
    other = come(bimtek, ani)
    assert (first.pk, first.position) == (again.pk, again.position) == (other.pk, other.position)
    assert place_in_queue(again) == 1


def test_an_old_form_sent_again_does_not_bring_back_a_cancelled_place():
    bimtek, ani, key = event(), learner(), uuid4()
    sign_up(event=bimtek, person=ani, by=ani, at=NOON, key=key)
    cancel_place(event=bimtek, person=ani, by=ani, at=NOON)
    assert sign_up(event=bimtek, person=ani, by=ani, at=NOON, key=key).state == "cancelled"
    assert come(bimtek, ani).state == "registered"


@pytest.mark.parametrize(("quota", "expected"), [(0, "waiting"), (1, "registered"), (None, "registered")])
def test_no_places_one_place_and_no_limit(quota, expected):
    bimtek = event(quota=quota)
    assert come(bimtek).state == expected


def test_nobody_signs_up_for_a_draft_a_cancelled_or_a_past_event():
    for bimtek, at in ((event(state="draft"), NOON), (event(state="cancelled"), NOON), (event(), AFTER)):
        with pytest.raises(NotOpen):
            come(bimtek, at=at)
        assert not bimtek.registrations.exists()


def test_a_walk_in_takes_a_free_place_also_after_sign_up_has_closed():
    bimtek = event(quota=1, signup_closes_at=NOON + timedelta(hours=1))
    late = learner()
    assert walk_in(event=bimtek, person=late, by=late, at=NOON + timedelta(hours=2)).state == "walked_in"
    with pytest.raises(NoRoom):
        walk_in(event=bimtek, person=learner(), by=organiser_of(bimtek), at=NOON)
    assert places_left(bimtek) == 0


def test_more_places_let_in_who_waits_and_fewer_take_nobodys_place():
    bimtek = event(quota=1)
    people = [learner() for _ in range(3)]
    for one in people:
        come(bimtek, one)
    by = organiser_of(bimtek)
    same = [Slot(one.public_id, one.title, "", one.starts_at, one.ends_at) for one in bimtek.sessions.all()]
    values = {"title": bimtek.title, "quota": 2}
    change_event(event=bimtek, values=values, slots=same, by=by, at=NOON)
    assert [state_of(bimtek, one) for one in people] == ["registered", "registered", "waiting"]
    change_event(event=bimtek, values=values | {"quota": 0}, slots=same, by=by, at=NOON)
    assert [state_of(bimtek, one) for one in people] == ["registered", "registered", "waiting"]
    assert places_left(bimtek) == 0


def test_cancelling_tells_all_who_have_or_want_a_place_once():
    bimtek = event(quota=1)
    ani, budi, gone = learner(), learner(), learner()
    come(bimtek, gone)
    cancel_place(event=bimtek, person=gone, by=gone, at=NOON)
    come(bimtek, ani)
    come(bimtek, budi)
    by = organiser_of(bimtek)
    set_state(event=bimtek, state="cancelled", by=by, at=NOON)
    set_state(event=bimtek, state="cancelled", by=by, at=NOON)
    told = Notice.objects.filter(kind="event_cancelled").values_list("person", flat=True)
    assert sorted(told) == sorted([ani.pk, budi.pk])


def test_whoever_was_there_keeps_the_place():
    bimtek, ani = event(), learner()
    come(bimtek, ani)
    attend(bimtek.sessions.all()[0], ani)
    with pytest.raises(WasThere):
        cancel_place(event=bimtek, person=ani, by=ani, at=NOON)
    assert state_of(bimtek, ani) == "registered"


def test_the_place_of_somebody_who_erased_their_data_goes_to_who_waits(time_machine):
    time_machine.move_to(NOON, tick=False)
    bimtek, ani, budi = event(quota=1), learner(), learner()
    come(bimtek, ani, sex="f", age_band="30")
    come(bimtek, budi)
    erase_person(person=ani, at=NOON)
    assert list(bimtek.registrations.values_list("person", "state")) == [(budi.pk, "registered")]


def test_cancelling_forgets_what_was_said_for_the_report():
    bimtek, ani = event(), learner()
    come(bimtek, ani, sex="f", age_band="30")
    cancel_place(event=bimtek, person=ani, by=ani, at=NOON)
    row = Registration.objects.get(person=ani)
    assert (row.sex, row.age_band) == ("", "")


THREADS = 20


def test_twenty_at_once_for_the_last_place_get_one_and_nineteen_wait(in_parallel):
    bimtek = event(quota=1)
    people = [learner() for _ in range(THREADS)]
    results = in_parallel([lambda one=one: come(bimtek, one) for one in people])
    assert [one for one in results if isinstance(one, Exception)] == []
    states = sorted(bimtek.registrations.values_list("state", flat=True))
    assert states == ["registered"] + ["waiting"] * (THREADS - 1)
    assert sorted(bimtek.registrations.values_list("position", flat=True)) == list(range(1, THREADS + 1))
    assert Member.objects.filter(group=bimtek.group).count() == 1


def test_one_who_signs_up_ten_times_at_once_has_one_place(in_parallel):
    bimtek, ani = event(quota=5), learner()
    results = in_parallel([lambda: come(bimtek, ani) for _ in range(10)])
    assert [one for one in results if isinstance(one, Exception)] == []
    assert (bimtek.registrations.count(), places_left(bimtek)) == (1, 4)
