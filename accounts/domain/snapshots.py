"""Rows of two people as plain values, exact to the microsecond, and back (ADR 0040).

Django's serializers cut times to milliseconds and know one whole row only; here a row is compared column by column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts import personal_data
from accounts.models import User
from accounts.personal_data import owner_columns

Columns = dict[str, Any]
Snapshot = dict[str, dict[str, Columns]]  # “app.Model” → key → columns

# Of the account itself only what merging touches: no secret ever stands in a snapshot.
OF_AN_ACCOUNT = ("is_active", "phone", "kelurahan_id", "neighbourhood_id", "age")


def kept_models() -> list[type[models.Model]]:
    """Registered models that a snapshot holds, those that others point at first."""
    return [
        model
        for data in reversed(personal_data.registered())
        for model in data.models
        if owner_columns(model) and model not in data.untouched
    ]


def children_of(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    return [
        (child, column)
        for data in personal_data.registered()
        for child, column in data.children
        if child._meta.get_field(column).related_model is model
    ]


def take(people: Collection[User]) -> Snapshot:
    """All rows of these people, with the rows that belong to them."""
    found: Snapshot = {User._meta.label: {str(person.pk): _account(person) for person in _fresh(people)}}
    for model in kept_models():
        theirs = Q(*((f"{column}__in", people) for column in owner_columns(model)), _connector=Q.OR)
        owned = model._base_manager.filter(theirs).order_by("pk")
        found[model._meta.label] = _encoded(owned)
        for child, column in children_of(model):
            found[child._meta.label] = _encoded(child._base_manager.filter(**{f"{column}__in": owned}).order_by("pk"))
    return {label: rows for label, rows in found.items() if rows}


def _fresh(people: Collection[User]) -> Iterable[User]:
    return User.objects.filter(pk__in=[person.pk for person in people])


def _account(person: User) -> Columns:
    return {name: value for name, value in encode(person).items() if name in OF_AN_ACCOUNT}


def look_again(snapshot: Snapshot) -> Snapshot:
    """The same rows as they are now; those that are gone are missing."""
    found: Snapshot = {}
    for label, rows in snapshot.items():
        model = model_of(label)
        keys = [int(key) for key in rows]
        if model is User:
            found[label] = {str(one.pk): _account(one) for one in User.objects.filter(pk__in=keys)}
        else:
            found[label] = _encoded(model._base_manager.filter(pk__in=keys))
    return found


def _encoded(rows: Iterable[models.Model]) -> dict[str, Columns]:
    return {str(row.pk): encode(row) for row in rows}


def encode(row: models.Model) -> Columns:
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields if not field.primary_key}


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return field.value_to_string(row)


def decode(model: type[models.Model], columns: Columns) -> Columns | None:
    """Values to write. None: what the row must point at is gone, and so the row goes with it."""
    values: Columns = {}
    for field in model._meta.concrete_fields:
        if field.attname not in columns:
            continue
        value = columns[field.attname]
        if isinstance(field, models.ForeignKey):
            if value is not None and not field.related_model._base_manager.filter(pk=value).exists():
                if not field.null:
                    return None
                value = None
        elif not isinstance(field, models.JSONField):
            value = field.to_python(value)
        values[field.attname] = value
    return values


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def differences(before: Snapshot, after: Snapshot) -> dict[str, dict[str, Columns | None]]:
    """What ``after`` says where it is not as ``before``; None for rows that are gone."""
    changed: dict[str, dict[str, Columns | None]] = {}
    for label, key in _keys(before, after):
        now = after.get(label, {}).get(key)
        if now != before.get(label, {}).get(key):
            changed.setdefault(label, {})[key] = now
    return changed


def _keys(*snapshots: Snapshot) -> Iterator[tuple[str, str]]:
    return iter(sorted({(label, key) for one in snapshots for label, rows in one.items() for key in rows}))
