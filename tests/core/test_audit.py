"""The chain of events: what was written stays as it was written, or it shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from core import audit
from core.models import AuditEvent
from tests.factories.tampering import take_the_guard_away

AT = datetime(2026, 11, 21, 5, 0, 0, 123456, tzinfo=UTC)


def three_events():
    return [
        audit.log(actor="system", action="test.first", subject="a", at=AT),
        audit.log(actor="b" * 36, action="test.second", subject="a", detail={"nama": "ꦱ", "n": [1, 2.5, None]}, at=AT),
        audit.log(actor="system", action="test.third", subject="c", at=AT - timedelta(days=1)),
    ]


def test_each_event_follows_from_the_one_before(db):
    first, second, third = three_events()
    assert [event.sequence for event in (first, second, third)] == [1, 2, 3]
    assert first.previous_hash == "0" * 64
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert len({first.hash, second.hash, third.hash}) == 3
    assert [event.action for event in AuditEvent.objects.all()] == ["test.first", "test.second", "test.third"]
    assert audit.first_broken_link() is None


def test_an_empty_chain_is_whole(db):
    assert audit.first_broken_link() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sequence", 9),
        ("at", AT + timedelta(microseconds=1)),
        ("actor", "system"),
        ("action", "test.other"),
        ("subject", "b"),
        ("detail", {"nama": "ꦱ", "n": [1, 2.5, 0]}),
        ("detail", {}),
        ("previous_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_field_is_found(db, field, value):
    take_the_guard_away()
    second = three_events()[1]
    AuditEvent.objects.filter(pk=second.pk).update(**{field: value})
    broken = audit.first_broken_link()
    assert broken is not None
    assert broken.pk in (second.pk, second.pk + 1)


def test_a_change_that_brings_its_own_new_hash_is_found_at_the_next_link(db):
    take_the_guard_away()
    _first, second, third = three_events()
    second.actor = "somebody else"
    second.hash = audit._hash(second)
    second.save()
    assert audit.first_broken_link() == third


def test_a_removed_event_is_found(db):
    first, _second, third = three_events()
    first.delete()
    assert audit.first_broken_link().sequence == 2
    AuditEvent.objects.all().delete()
    _first, second, third = three_events()
    second.delete()
    assert audit.first_broken_link() == third


def test_two_events_that_change_places_are_found(db):
    take_the_guard_away()
    _first, second, third = three_events()
    for event, sequence in ((second, 9), (third, 2), (second, 3)):
        AuditEvent.objects.filter(pk=event.pk).update(sequence=sequence)
    assert audit.first_broken_link() == third


def test_an_event_goes_with_the_act_that_failed(db):
    three_events()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.log(actor="system", action="test.failed", subject="a")
        raise ZeroDivisionError
    after = audit.log(actor="system", action="test.fourth", subject="a")
    assert (after.sequence, audit.first_broken_link()) == (4, None)


@pytest.mark.parametrize("before", [0, 1])
def test_events_at_once_are_all_kept_in_one_chain(in_parallel, before):
    for _ in range(before):
        audit.log(actor="system", action="test.before", subject="a", at=AT)
    results = in_parallel([lambda: audit.log(actor="system", action="test.at_once", subject="a", at=AT)] * 8)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert list(AuditEvent.objects.values_list("sequence", flat=True)) == list(range(1, before + 9))
    assert audit.first_broken_link() is None


def test_the_database_itself_refuses_a_change(db):
    events = three_events()
    for change in ({"detail": {}}, {"sequence": 9}, {"hash": "f" * 64}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEvent.objects.filter(pk=events[1].pk).update(**change)
    assert audit.first_broken_link() is None
