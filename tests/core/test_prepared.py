"""A prepared query answers as the queryset it was made from, on each database."""

from __future__ import annotations

from datetime import timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import RequestKey
from core.prepared import Prepared, PreparedObjects
from quizzes.models import Question
from tests.conftest import NOON
from tests.factories.courses import pool, question


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


def test_a_fixed_text_stays_as_it_is(db):
    prepared = Prepared(lambda person: RequestKey.objects.filter(person=person, act="act").values_list("key"))
    person = uuid4()
    key = add(person, "act")
    add(person, "other")
    assert prepared(person) == prepared(person) == [(key,)]


def test_a_value_that_the_query_does_not_use_is_refused(db):
    """It would be answered as if it did not matter: perhaps it stands in the query in another form."""
    with pytest.raises(KeyError):
        Prepared(lambda number, text: RequestKey.objects.filter(act__contains=text, pk=number).values_list("pk"))(
            1, "a"
        )


def test_texts_are_values_as_well(db):
    prepared = Prepared(lambda act, person: RequestKey.objects.filter(act=act, person=person).values_list("key"))
    person = uuid4()
    keys = {act: add(person, act) for act in ("'; DROP TABLE --", "%s", "ꦱ")}
    assert {act: prepared(act, person) for act in keys} == {act: [(key,)] for act, key in keys.items()}
    assert prepared("%", person) == []


def test_moments_are_values_as_well(db):
    prepared = Prepared(
        lambda before, person: RequestKey.objects.filter(at__lt=before, person=person).values_list("act")
    )
    person = uuid4()
    add(person, "act")
    later, zone = NOON + timedelta(microseconds=1), timezone(timedelta(hours=9))
    found = [prepared(before, person) for before in (NOON, later, later.astimezone(zone), NOON.astimezone(zone))]
    assert found == [[], [("act",)], [("act",)], []]


def plans_kept() -> int:
    """Of the database's session; only PostgreSQL keeps some."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%core_requestkey%'")
        return int(cursor.fetchone()[0])


def test_postgresql_keeps_the_plan_from_the_third_time_on(db):
    prepared = Prepared(lambda act: RequestKey.objects.filter(act=act).values_list("key"))
    kept = []
    for _again in range(4):
        prepared("act")
        kept.append(plans_kept())
    expected = [0, 0, 1, 1] if connection.vendor == "postgresql" else [0, 0, 0, 0]
    assert [count - kept[0] for count in kept] == expected


def test_a_statement_whose_plan_is_kept_is_logged_with_its_text(db):
    """psycopg does not tell it any more once the database has it."""
    prepared = Prepared(lambda act: RequestKey.objects.filter(act=act).values_list("key"))
    with CaptureQueriesContext(connection) as queries:
        for _again in range(4):
            prepared("act")
    assert ["core_requestkey" in query["sql"] for query in queries] == [True] * 4


def test_whole_objects_come_as_the_queryset_gives_them_with_the_one_beside(db):
    for name in ("Satu", "Dua"):
        question(pool=pool(name))
    prepared = PreparedObjects(Question, lambda pk: Question.objects.filter(pk=pk), beside="pool")
    for expected in Question.objects.order_by("pk"):
        with CaptureQueriesContext(connection) as queries:
            (found,) = prepared(expected.pk)
            assert found.pool.name in ("Satu", "Dua")
        assert len(queries) == 1
        values = {field.attname: getattr(expected, field.attname) for field in Question._meta.concrete_fields}
        assert {name: getattr(found, name) for name in values if name != "content"} | {
            "content": found.content
        } == values
        assert found.pool == expected.pool
    assert prepared(0) == []


def test_a_prepared_lock_is_a_lock(db):
    found = PreparedObjects(RequestKey, lambda pk: RequestKey.objects.select_for_update(of=("self",)).filter(pk=pk))
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        found(RequestKey.objects.create(person=uuid4(), key=uuid4(), act="act", at=NOON).pk)
    assert ("FOR UPDATE" in queries[-1]["sql"]) == connection.features.has_select_for_update
