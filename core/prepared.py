"""Queries that every page asks: Django writes their SQL once, afterwards it is only run (ADR 0018).

Writing it takes about ten times as long as the database takes to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Value = int | UUID | str | datetime
Converters = dict[int, tuple[list[Callable[..., Any]], Any]]  # by column, as Django's compiler gives them
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: tuple[tuple[int, bool] | str, ...]  # (which value, written as hexadecimal digits), or a fixed word
    compiler: SQLCompiler
    converters: Converters  # from what the database holds to what the fields hold


class Prepared:
    """Call it with the values that ``rows_of`` compares with; it answers with rows as tuples.

    ``rows_of`` gets whole numbers, UUIDs, texts and moments and returns a queryset with ``values_list``. Nothing but
    these values may differ from call to call, not even their order of appearance; how many there are may. Fixed words,
    such as a state, may stand in it; KeyError for any other thing that is compared with, and for a value that is not
    used.
    """

    def __init__(self, rows_of: Callable[..., QuerySet[Any, Any]]) -> None:
        self._rows_of = rows_of
        self._known: dict[tuple[str, int], _Statement] = {}

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        key = connection.vendor, len(values)
        statement = self._known.get(key)
        if statement is None:
            statement = self._known[key] = self._prepare(values)
        parameters = [_filled(parameter, values) for parameter in statement.parameters]
        with _cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            rows = cursor.fetchall()
        if not statement.converters:
            return rows
        return [tuple(row) for row in statement.compiler.apply_converters(rows, statement.converters)]

    def _prepare(self, values: tuple[Value, ...]) -> _Statement:
        """With stand-ins that no query holds otherwise, to see where in the SQL each value belongs."""
        stand_ins = [_stand_in(value, number) for number, value in enumerate(values)]
        compiler = self._rows_of(*stand_ins).query.get_compiler(using=connection.alias)
        sql, parameters = compiler.as_sql()
        places = {_sent(stand_in): (number, False) for number, stand_in in enumerate(stand_ins)}
        places |= {_hex(one): (number, True) for number, one in enumerate(stand_ins) if isinstance(one, UUID)}
        found = tuple(one if _is_fixed(one) and one not in places else places[one] for one in parameters)
        unused = set(range(len(values))) - {place[0] for place in found if not isinstance(place, str)}
        if unused:
            raise KeyError(f"values that are not compared with: {sorted(unused)}")
        selected = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        return _Statement(sql, found, compiler, compiler.get_converters(selected))


class PreparedObjects(Generic[M]):
    """The same for whole objects: ``objects_of`` returns a queryset of ``model``.

    ``beside``: a foreign key whose object comes along, as with select_related.
    """

    def __init__(self, model: type[M], objects_of: Callable[..., QuerySet[M]], *, beside: str = "") -> None:
        self._model, self._beside = model, beside
        self._other = model._meta.get_field(beside).related_model if beside else None
        self._names = _columns(model)
        others = [f"{beside}__{name}" for name in _columns(self._other)] if self._other else []
        self._rows = Prepared(lambda *values: objects_of(*values).values_list(*self._names, *others))

    def __call__(self, *values: Value) -> list[M]:
        return [self._made(row) for row in self._rows(*values)]

    def _made(self, row: tuple[Any, ...]) -> M:
        count = len(self._names)
        made = self._model.from_db(connection.alias, self._names, row[:count])
        if self._other:
            setattr(made, self._beside, self._other.from_db(connection.alias, _columns(self._other), row[count:]))
        return made


def _cursor() -> CursorWrapper:
    """One with which PostgreSQL keeps the plan of what it is asked again; Django's own send a new text each time.

    Only for these statements: the ORM does not write every query so that it can be prepared (Django #20516).
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # the stubs know psycopg2's
    return _Logged(cursor, connection) if connection.queries_logged else connection.make_cursor(cursor)


class _Logged(CursorDebugWrapper):
    """Logs the text with its placeholders: psycopg does not tell what it sent once the database keeps the plan."""

    def debug_sql(
        self, sql: Any = None, params: Any = None, use_last_executed_query: bool = False, many: bool = False
    ) -> AbstractContextManager[None]:
        return super().debug_sql(sql, params, many=many)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _stand_in(value: Value, number: int) -> Value:
    match value:
        case UUID():
            return UUID(int=2**127 + number)
        case str():
            return f"stand-in {number}"
        case datetime():
            return datetime(2200, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return 2**30 + 7919 * number


def _is_fixed(parameter: object) -> bool:
    """A moment or a key reaches SQLite as a text as well, but has digits."""
    return isinstance(parameter, str) and not any(letter.isdigit() for letter in parameter)


def _filled(parameter: tuple[int, bool] | str, values: tuple[Value, ...]) -> Value:
    if isinstance(parameter, str):
        return parameter
    which, as_hex = parameter
    return _hex(values[which]) if as_hex else _sent(values[which])


def _sent(value: Value) -> Value:
    """As the compiler writes it among the parameters."""
    if not isinstance(value, datetime):
        return value
    sent: datetime | str = connection.ops.adapt_datetimefield_value(value)  # type: ignore[assignment]
    return sent


def _hex(value: Value) -> str:
    assert isinstance(value, UUID)
    return value.hex
