"""Attendance: the code at the door over time, the list, undoing; and what can only be added."""

from __future__ import annotations

from datetime import timedelta

import pytest

from certificates.domain.revoke import Reason, revoke
from classes.codes import ALPHABET
from classes.domain.attendance import (
    IsCertified,
    NoPlace,
    NotHeld,
    door_code,
    is_door_code,
    record_attendance,
    undo_attendance,
)
from classes.domain.event_certificates import issue_to_participant
from classes.domain.events import SessionWasHeld, change_event, set_state
from classes.models import Attendance
from core.models import AuditEvent
from tests.classes.event_making import AFTER, NOON, START, attend, attend_all, come, event, organiser_of, slots
from tests.factories.people import learner

pytestmark = pytest.mark.usefixtures("db")
SECONDS = timedelta(seconds=1)


def test_the_code_works_in_its_half_minute_and_in_the_next_one():
    session, other = event().sessions.all()
    code = door_code(session, at=START)
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    works = [is_door_code(session, code, at=START + second * SECONDS) for second in (0, 29, 30, 59, 60, 3600)]
    assert works == [True, True, True, True, False, False]
    assert not is_door_code(session, code, at=START - SECONDS)  # not before it was shown
    assert not is_door_code(other, code, at=START)
    assert door_code(session, at=START + 30 * SECONDS) != code


@pytest.mark.parametrize("code", ["", "X", "x" * 9, "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4", "\0"])
def test_nonsense_is_no_code(code):
    assert not is_door_code(event().sessions.all()[0], code, at=START)


def test_being_there_twice_is_once_and_only_for_who_has_a_place():
    bimtek, ani = event(), learner()
    come(bimtek, ani)
    session = bimtek.sessions.all()[0]
    assert [attend(session, ani), attend(session, ani, how="search")] == [1, 0]
    assert Attendance.objects.get().how == "list"
    with pytest.raises(NoPlace):
        attend(session, ani, learner())
    assert Attendance.objects.count() == 1


def test_who_waits_is_not_there():
    bimtek = event(quota=0)
    waiting = come(bimtek).person
    with pytest.raises(NoPlace):
        attend(bimtek.sessions.all()[0], waiting)


def test_a_cancelled_event_has_no_attendance_and_one_that_is_over_takes_late_entries():
    bimtek, ani = event(), learner()
    come(bimtek, ani)
    by, session = organiser_of(bimtek), bimtek.sessions.all()[0]
    set_state(event=bimtek, state="over", by=by, at=AFTER)
    assert record_attendance(session=session, people=[ani], how="list", by=by, at=AFTER) == 1
    set_state(event=bimtek, state="open", by=by, at=AFTER)
    set_state(event=bimtek, state="cancelled", by=by, at=AFTER)
    with pytest.raises(NotHeld):
        record_attendance(session=session, people=[ani], how="list", by=by, at=AFTER)


def test_a_wrong_tick_is_undone_until_the_certificate_is_out_and_then_only_added_to():
    bimtek, ani, budi = event(min_attendance=50), learner(), learner()
    come(bimtek, ani)
    come(bimtek, budi)
    first, second = bimtek.sessions.all()
    by = organiser_of(bimtek)
    attend(first, ani, budi)
    assert undo_attendance(session=first, people=[budi], by=by, at=AFTER) == 1
    certificate, reason = issue_to_participant(bimtek, ani, at=AFTER)
    assert reason == ""
    with pytest.raises(IsCertified):
        undo_attendance(session=first, people=[ani, budi], by=by, at=AFTER)
    attend(second, ani)
    assert Attendance.objects.filter(person=ani).count() == 2
    revoke(certificate=certificate, reason=Reason.MISTAKE, by=by, at=AFTER)
    assert undo_attendance(session=first, people=[ani], by=by, at=AFTER) == 1
    actions = list(AuditEvent.objects.filter(action__startswith="classes.attendance").values_list("action", flat=True))
    assert actions.count("classes.attendance_undone") == 2
    assert ani.name not in str(list(AuditEvent.objects.values()))


def test_a_session_at_which_people_were_is_not_taken_out():
    bimtek, ani = event(), learner()
    come(bimtek, ani)
    attend_all(bimtek, ani)
    with pytest.raises(SessionWasHeld):
        change_event(event=bimtek, values={"title": bimtek.title}, slots=slots(1), by=organiser_of(bimtek), at=NOON)
    assert [one.title for one in bimtek.sessions.all()] == ["Hari 1", "Hari 2"]
