"""The registry of what belongs to a person (DESIGN §3): each app says how its rows move, show and go.

Claiming a guest's work and erasing a person walk through it inside one transaction. A test fails when
a model points at a person and no app has registered it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class PersonalData:
    """One app's part. ``label`` is a gettext msgid shown as heading in “My data”."""

    app: str
    label: str
    models: tuple[type[models.Model], ...]
    claim: Callable[[User, User], None]  # (guest, account): the better of each item goes to the account
    export: Callable[[User], dict[str, Rows]]  # heading → rows, values plain and readable
    erase: Callable[[User], None]
    # Called in the transaction in which an account's name is confirmed: what waited for it can go on.
    name_confirmed: Callable[[User, datetime], None] | None = None
    # (person, who confirmed it, at), in the same transaction and after that: what bears the earlier name follows.
    name_changed: Callable[[User, User, datetime], object] | None = None
    # Whether something bears this person's name already, so that they ask for another one instead of taking it.
    name_fixed: Callable[[User], bool] | None = None


_registered: list[PersonalData] = []


def register(data: PersonalData) -> None:
    if all(other.app != data.app for other in _registered):
        _registered.append(data)


def registered() -> tuple[PersonalData, ...]:
    """In the order of registration: apps above come first, so that references go before what they point at."""
    return tuple(_registered)
