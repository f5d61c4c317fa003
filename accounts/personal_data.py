"""The registry of what belongs to a person (DESIGN §3): each app says how its rows move, show and go.

Claiming a guest's work, merging two accounts, undoing that, and erasing a person walk through it inside one
transaction. A test fails when a model points at a person and no app has registered it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet

if TYPE_CHECKING:
    from accounts.models import User

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Merging:
    """Two accounts of one person become one: what ``source`` has goes to ``target``, which stays open."""

    source: User
    target: User
    by: User
    at: datetime


@dataclass(frozen=True)
class Parting:
    """Two merged accounts become two again. ``theirs`` and ``made``: model → keys of rows, as they are kept in JSON."""

    source: User
    target: User
    by: User
    at: datetime
    theirs: Mapping[type[Model], Collection[int]]  # what the source had before the merge
    made: Mapping[type[Model], Collection[int]]  # what came into being by the merge itself


@dataclass(frozen=True)
class PersonalData:
    """One app's part. ``label`` is a gettext msgid shown as heading in “My data”."""

    app: str
    label: str
    models: tuple[type[Model], ...]
    # (from, to): the better of each item goes to the second account. ``from`` is a guest, or an account that is merged.
    claim: Callable[[User, User], None]
    export: Callable[[User], dict[str, Rows]]  # heading → rows, values plain and readable
    erase: Callable[[User], None]
    # Called in the transaction in which an account's name is confirmed: what waited for it can go on.
    name_confirmed: Callable[[User, datetime], None] | None = None
    # (person, who confirmed it, at), in the same transaction and after that: what bears the earlier name follows.
    name_changed: Callable[[User, User, datetime], object] | None = None
    # Whether something bears this person's name already, so that they ask for another one instead of taking it.
    name_fixed: Callable[[User], bool] | None = None
    # Rows that belong to a row of ``models``, with the column that says to which one.
    children: tuple[tuple[type[Model], str], ...] = ()
    # Of these, merging leaves the rows as they are, so that no snapshot has to hold them.
    untouched: frozenset[type[Model]] = frozenset()
    # Models whose rows belong to two people at once, with the columns that say to whom.
    owners: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)
    # Work that goes on: changed since a merge, a row stays where it is, and the other account gets its own one back.
    work: frozenset[type[Model]] = frozenset()
    # What two accounts may have and no guest has: moved for all apps before anything is claimed.
    join: Callable[[Merging], None] | None = None
    # After all is where it belongs, by a merge or by its undoing: what is counted or numbered is counted anew.
    settle: Callable[[User, datetime], None] | None = None
    # Before the rows of two accounts are given back: what cannot simply be deleted, or follows what goes back.
    part: Callable[[Parting], None] | None = None
    # What somebody who compares two accounts should see of one: heading → short lines.
    glance: Callable[[User], dict[str, list[str]]] | None = None
    # (source, target): in plain sentences what a merge will do that is not obvious.
    foretell: Callable[[User, User], list[str]] | None = None


_registered: list[PersonalData] = []


def register(data: PersonalData) -> None:
    if all(other.app != data.app for other in _registered):
        _registered.append(data)


def registered() -> tuple[PersonalData, ...]:
    """In the order of registration: apps above come first, so that references go before what they point at."""
    return tuple(_registered)


_OWNERS = ("person", "learner", "holder", "user")


def owner_columns(model: type[Model]) -> tuple[str, ...]:
    """What says whose a row is; none where a person only acted, or where the row belongs to another row."""
    for data in _registered:
        if model in data.owners:
            return data.owners[model]
    names = {field.name for field in model._meta.concrete_fields}
    return tuple(name for name in _OWNERS if name in names)[:1]


def move_rows(model: type[Model], merging: Merging, *, same: tuple[str, ...] = ()) -> list[tuple[Any, Any]]:
    """Give the target all rows of the source. Returns (source's, target's) where the target has ``same`` already.

    These stay where they are; the caller makes one of the two.
    """
    (column,) = owner_columns(model)
    theirs = {tuple(getattr(row, name) for name in same): row for row in _rows(model, column, merging.target)}
    both = []
    for row in _rows(model, column, merging.source):
        mine = theirs.get(tuple(getattr(row, name) for name in same)) if same else None
        if mine is None:
            setattr(row, column, merging.target)
            row.save(update_fields=[column])
        else:
            both.append((row, mine))
    return both


def _rows(model: type[Model], column: str, person: User) -> QuerySet[Any]:
    return model._base_manager.filter(**{column: person}).order_by("pk")
