"""A prepared query answers as the queryset it was made from, on each database."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import RequestKey
from core.prepared import Prepared
from tests.conftest import NOON


def keys_of(person: UUID, *keys: UUID):
    return RequestKey.objects.filter(person=person, key__in=keys).order_by("act").values_list("key", "at", "act")


def add(person: UUID, act: str) -> UUID:
    return RequestKey.objects.create(person=person, key=uuid4(), act=act, at=NOON).key


@pytest.mark.parametrize("count", [1, 3])
def test_it_answers_as_the_queryset_does_whatever_was_asked_before(db, count):
    prepared = Prepared(keys_of)
    for _again in range(3):
        person, other = uuid4(), uuid4()
        keys = [add(person, f"act {number}") for number in range(count)]
        add(person, "not asked for")
        add(other, "somebody else's")
        asked = list(reversed(keys))
        assert (
            prepared(person, *asked)
            == list(keys_of(person, *asked))
            == [(k, NOON, f"act {n}") for n, k in enumerate(keys)]
        )
        assert prepared(other, *asked) == []


def test_the_sql_is_written_once_and_run_each_time(db):
    asked: list[int] = []

    def rows_of(number: int):
        asked.append(number)
        return RequestKey.objects.filter(pk=number).values_list("act")

    prepared, key = Prepared(rows_of), RequestKey.objects.get(key=add(uuid4(), "act"))
    with CaptureQueriesContext(connection) as queries:
        assert [prepared(key.pk), prepared(key.pk + 1), prepared(key.pk)] == [[("act",)], [], [("act",)]]
    assert (len(queries), len(asked)) == (3, 1)


def test_a_query_that_compares_with_something_else_is_refused(db):
    """Its first value would be used for ever."""
    with pytest.raises(KeyError):
        Prepared(lambda number: RequestKey.objects.filter(pk=number, at__lt=NOON).values_list("pk"))(1)


def test_texts_are_values_as_well(db):
    prepared = Prepared(lambda act, person: RequestKey.objects.filter(act=act, person=person).values_list("key"))
    person = uuid4()
    keys = {act: add(person, act) for act in ("'; DROP TABLE --", "%s", "ꦱ")}
    assert {act: prepared(act, person) for act in keys} == {act: [(key,)] for act, key in keys.items()}
    assert prepared("%", person) == []
