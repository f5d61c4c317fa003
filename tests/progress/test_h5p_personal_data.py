"""What was done in H5P contents moves with a guest, is shown to its person, and goes with the account."""

from __future__ import annotations

import pytest

from accounts.domain.claim import claim_guest_work
from accounts.domain.erase import erase_person, everything_about
from progress.models import ActivityState, H5PResult, H5PState
from tests.factories.h5p_rows import course_with_h5p, statement
from tests.factories.people import guest, learner
from tests.progress.doing import NOON
from tests.progress.h5p_doing import report, save

pytestmark = pytest.mark.usefixtures("db")


def test_a_guests_goes_and_place_move_to_the_account(client):
    outline, visitor, ani = course_with_h5p(), guest(), learner()
    client.force_login(ani)
    save(client, outline, {"type": "state", "data": "older"}, {"type": "mine", "data": "x"}, seq=5)
    client.force_login(visitor)
    save(client, outline, {"type": "state", "data": "newer"}, seq=9)
    report(client, outline, statement(score=(3, 4)))
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert [result.learner for result in H5PResult.objects.all()] == [ani]
    assert sorted(H5PState.objects.values_list("learner", "data")) == [(ani.pk, "newer"), (ani.pk, "x")]
    assert ActivityState.objects.get().done_at is not None


def test_the_place_of_the_account_stays_where_it_is_newer(client):
    outline, visitor, ani = course_with_h5p(), guest(), learner()
    client.force_login(visitor)
    save(client, outline, {"type": "state", "data": "older"}, seq=5)
    client.force_login(ani)
    save(client, outline, {"type": "state", "data": "newer"}, seq=9)
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert [(state.learner, state.data) for state in H5PState.objects.all()] == [(ani, "newer")]


def test_a_person_sees_all_that_is_kept(client):
    outline, ani = course_with_h5p(), learner()
    client.force_login(ani)
    report(client, outline, statement(score=(3, 4), response="go.id"))
    save(client, outline, {"type": "state", "data": '{"found":[1]}'})
    said = str(everything_about(ani))
    assert "Menurut latihan: 3 dari 4" in said
    assert "go.id" in said
    assert '{"found":[1]}' in said


def test_erasing_leaves_nothing(client):
    outline, ani = course_with_h5p(), learner()
    client.force_login(ani)
    report(client, outline, statement(score=(3, 4)))
    save(client, outline, {"type": "state", "data": "x"})
    erase_person(person=ani, at=NOON)
    assert (H5PResult.objects.count(), H5PState.objects.count()) == (0, 0)
