"""Queries that every page asks: Django writes their SQL once, afterwards it is only run (ADR 0018).

Writing it takes about ten times as long as the database takes to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Value = int | UUID | str
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: tuple[tuple[int, bool] | str, ...]  # (which value, written as hexadecimal digits), or a fixed word
    compiler: SQLCompiler  # turns what the database holds into what the fields hold


class Prepared:
    """Call it with the values that ``rows_of`` compares with; it answers with rows as tuples.

    ``rows_of`` gets whole numbers, UUIDs and texts and returns a queryset with ``values_list``. Nothing but these
    values may differ from call to call, not even their order of appearance; how many there are may. Fixed words, such
    as a state, may stand in it; KeyError for any other thing that is compared with, and for a value that is not used.
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
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            return [tuple(row) for row in statement.compiler.results_iter(results=[cursor.fetchall()])]

    def _prepare(self, values: tuple[Value, ...]) -> _Statement:
        """With stand-ins that no query holds otherwise, to see where in the SQL each value belongs."""
        stand_ins = [_stand_in(value, number) for number, value in enumerate(values)]
        compiler = self._rows_of(*stand_ins).query.get_compiler(using=connection.alias)
        sql, parameters = compiler.as_sql()
        places = {stand_in: (number, False) for number, stand_in in enumerate(stand_ins)}
        places |= {_hex(one): (number, True) for number, one in enumerate(stand_ins) if isinstance(one, UUID)}
        found = tuple(one if _is_fixed(one) and one not in places else places[one] for one in parameters)
        unused = set(range(len(values))) - {place[0] for place in found if not isinstance(place, str)}
        if unused:
            raise KeyError(f"values that are not compared with: {sorted(unused)}")
        return _Statement(sql, found, compiler)


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


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _stand_in(value: Value, number: int) -> Value:
    match value:
        case UUID():
            return UUID(int=2**127 + number)
        case str():
            return f"stand-in {number}"
    return 2**30 + 7919 * number


def _is_fixed(parameter: object) -> bool:
    """A moment or a key reaches SQLite as a text as well, but has digits."""
    return isinstance(parameter, str) and not any(letter.isdigit() for letter in parameter)


def _filled(parameter: tuple[int, bool] | str, values: tuple[Value, ...]) -> Value:
    if isinstance(parameter, str):
        return parameter
    which, as_hex = parameter
    return _hex(values[which]) if as_hex else values[which]


def _hex(value: Value) -> str:
    assert isinstance(value, UUID)
    return value.hex
