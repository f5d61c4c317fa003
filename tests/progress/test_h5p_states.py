"""Where a learner is in an H5P content: kept, given back on another device, and dropped kindly with a new version."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.test import Client
from h5p_wrapper.player import frame_script

from accounts.models import User
from progress.domain.h5p import _KIND
from progress.models import Enrolment, H5PState
from tests.factories.h5p_rows import SUB, course_with_h5p, h5p_content, new_version
from tests.factories.people import learner
from tests.progress.h5p_doing import h5p_url, save, state_of

pytestmark = pytest.mark.usefixtures("db")
HALF = {"type": "state", "data": '{"found":[1]}'}


@pytest.fixture
def ani(client) -> User:
    person = learner()
    client.force_login(person)
    return person


def test_another_device_goes_on_where_the_first_one_was(client, ani):
    outline = course_with_h5p()
    assert save(client, outline, HALF, HALF | {"sub": SUB, "data": "x"}).json() == {"saved": True}
    other = Client()
    other.force_login(ani)
    assert state_of(other, outline) == {
        "version": 1,
        "states": [{"sub": "", **HALF}, {"sub": SUB, "type": "state", "data": "x"}],
        "sequence": 1,
        "note": "",
    }


def test_what_was_given_last_counts_whichever_device_sends_last(client, ani):
    outline = course_with_h5p()
    save(client, outline, HALF | {"data": "new"}, seq=20)
    save(client, outline, HALF | {"data": "old"}, seq=10)
    assert [state["data"] for state in state_of(client, outline)["states"]] == ["new"]
    save(client, outline, HALF | {"data": ""}, seq=30)
    assert state_of(client, outline)["states"] == []


def test_a_clock_that_runs_ahead_does_not_shut_out_the_other_device(client, ani):
    outline = course_with_h5p()
    save(client, outline, HALF | {"data": "ahead"}, seq=999_999_999_999_999)
    assert H5PState.objects.get().sequence < 99_999_999_999_999


def test_a_new_version_begins_at_the_start_and_says_so(client, ani):
    content = h5p_content()
    outline = course_with_h5p(content)
    save(client, outline, HALF)
    new_version(content)
    got = state_of(client, outline)
    assert (got["version"], got["states"], bool(got["note"])) == (2, [], True)
    late = save(client, outline, HALF, version=1, seq=50)
    assert (late.status_code, late.json()["renewed"]) == (409, True)
    save(client, outline, HALF | {"data": "two"}, version=2, seq=60)
    assert [(state.version, state.data) for state in H5PState.objects.all()] == [(2, "two")]
    assert state_of(client, outline)["note"] == ""


def test_nobody_gets_anothers_place(client, ani):
    outline = course_with_h5p()
    save(client, outline, HALF)
    client.force_login(learner())
    assert state_of(client, outline)["states"] == []


def test_looking_makes_no_guest_of_a_visitor(client):
    outline = course_with_h5p()
    assert state_of(client, outline)["states"] == []
    assert not User.objects.exists()
    assert save(client, outline, HALF).status_code == 200
    assert User.objects.get().is_guest


LONG = "ä" * 32_769  # one byte more than 64 kB


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("x" * 1_000_000, 413),
        (json.dumps([HALF | {"data": LONG}], ensure_ascii=False), 413),
        (json.dumps([HALF | {"type": f"t{number}"} for number in range(41)]), 413),
        ("NaN", 422),
        ("", 422),
        ("{}", 422),
        ("[3]", 422),
        (json.dumps([HALF | {"sub": "../x"}]), 422),
        (json.dumps([HALF | {"sub": 3}]), 422),
        (json.dumps([HALF | {"type": ""}]), 422),
        (json.dumps([HALF | {"type": "x" * 65}]), 422),
        (json.dumps([HALF | {"type": "a\u0000"}]), 422),
        (json.dumps([HALF | {"type": "dua kata"}]), 422),
        (json.dumps([HALF | {"data": {"a": 1}}]), 422),
        (json.dumps([HALF | {"data": "\u0000"}]), 422),
        ("[" * 50_000, 422),
    ],
)
def test_what_is_no_state_is_refused_and_leaves_nothing(client, ani, sent, status):
    answer = save(client, course_with_h5p(), states=sent)
    assert (answer.status_code, "problem" in answer.json()) == (status, True)
    assert [H5PState.objects.count(), Enrolment.objects.count()] == [0, 0]


@pytest.mark.one_database
def test_what_just_fits_is_kept(client, ani):
    outline, kinds = course_with_h5p(), ["x" * 62 + f"{number:02}" for number in range(40)]
    most = HALF | {"type": kinds[0], "data": LONG[1:]}
    states = json.dumps([most, *(HALF | {"type": kind} for kind in kinds[1:])], ensure_ascii=False)
    assert save(client, outline, states=states).status_code == 200
    assert [state["type"] for state in state_of(client, outline)["states"]] == kinds
    assert save(client, outline, HALF | {"type": "one-more"}, seq=2).status_code == 413
    assert save(client, outline, HALF | {"type": kinds[7]}, seq=2).status_code == 200


@pytest.mark.no_database
def test_frame_page_and_server_take_the_same_kinds_of_state():
    page = (settings.BASE_DIR / "lms/static/lms/js/h5p.js").read_text(encoding="utf-8")
    rule = _KIND.pattern
    assert f"id: text(/^{rule}$/)," in page
    assert f"var STATE_ID = /^{rule}$/;" in frame_script("relay.js")
    assert rule.endswith(f"{{1,{H5PState._meta.get_field('data_type').max_length}}}")


def test_half_a_letter_is_kept_as_something_the_database_takes(client, ani):
    outline = course_with_h5p()
    assert save(client, outline, states='[{"type": "state", "data": "\\ud800"}]').status_code == 200
    assert [state["data"] for state in state_of(client, outline)["states"]] == ["?"]


def test_of_more_than_a_learners_share_the_longest_untouched_goes(client, ani, monkeypatch):
    monkeypatch.setattr("progress.domain.h5p.MOST_BYTES_OF_A_LEARNER", 100)
    first, second = course_with_h5p(), course_with_h5p()
    save(client, first, HALF | {"data": "a" * 60})
    save(client, second, HALF | {"data": "b" * 60})
    assert (len(state_of(client, first)["states"]), len(state_of(client, second)["states"])) == (0, 1)


def test_more_parts_than_are_kept_of_one_content_are_refused_also_one_by_one(client, ani, monkeypatch):
    monkeypatch.setattr("progress.domain.h5p.MOST_STATES", 2)
    outline = course_with_h5p()
    answers = [save(client, outline, HALF | {"type": f"t{number}"}).status_code for number in range(3)]
    assert (answers, H5PState.objects.count()) == ([200, 200, 413], 2)


def test_too_much_at_once_waits(client, ani, monkeypatch):
    from progress.views import h5p

    monkeypatch.setattr(h5p, "STATES", h5p.Limit("h5p_states", times=2, per=h5p.STATES.per))
    outline = course_with_h5p()
    assert [save(client, outline, HALF, seq=n).status_code for n in (1, 2, 3)] == [200, 200, 429]


def test_a_content_that_stands_elsewhere_has_its_own_place(client, ani):
    content = h5p_content()
    here, there = course_with_h5p(content), course_with_h5p(content)
    save(client, here, HALF)
    assert state_of(client, there)["states"] == []


def test_reports_and_states_need_the_pages_token(db):
    strict, outline = Client(enforce_csrf_checks=True), course_with_h5p()
    assert strict.post(h5p_url("h5p_state", outline), {"states": "[]"}).status_code == 403
    assert strict.post(h5p_url("h5p_declare", outline)).status_code == 403
    assert not User.objects.exists()
