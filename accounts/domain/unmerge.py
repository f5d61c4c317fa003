"""Undoing a merge: both accounts as they were, and nothing lost that was done since (ADR 0040).

Each row is known three times: before the merge, after it, and now. What is now as the merge left it becomes what it was
before. What changed since keeps its later value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import CheckConstraint, Q

from accounts import personal_data
from accounts.domain import snapshots
from accounts.domain.merge import lock_people
from accounts.domain.notices import notify
from accounts.domain.snapshots import Columns, Snapshot, children_of, decode, kept_models, model_of
from accounts.models import AccountMerge, User
from accounts.personal_data import Parting, owner_columns
from core import audit


class WhyNot(StrEnum):
    """Why a merge stays as it is."""

    UNDONE = "undone"
    TOO_LATE = "too_late"
    ERASED = "erased"
    MERGED_AGAIN = "merged_again"
    NOT_ALLOWED = "not_allowed"


class CannotUndo(Exception):
    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


def why_not_undone(merge: AccountMerge, *, by: User, at: datetime) -> WhyNot | None:
    """None: it can be undone now."""
    if not by.has_perm("accounts.grant_roles") or by in (merge.kept, merge.merged):
        return WhyNot.NOT_ALLOWED
    if merge.undone_at:
        return WhyNot.UNDONE
    if merge.kept is None or merge.merged is None:
        return WhyNot.ERASED
    if at >= merge.undo_until or not merge.before:
        return WhyNot.TOO_LATE
    both = (merge.kept, merge.merged)
    later = AccountMerge.objects.filter(Q(kept__in=both) | Q(merged__in=both), pk__gt=merge.pk, undone_at=None)
    return WhyNot.MERGED_AGAIN if later.exists() else None


@transaction.atomic
def undo_merge(*, merge: AccountMerge, by: User, at: datetime) -> None:
    """Sent twice it is refused the second time. Raises CannotUndo."""
    list(lock_people(*(one for one in (merge.kept, merge.merged) if one)))
    merge = AccountMerge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=merge.pk)
    why = why_not_undone(merge, by=by, at=at)
    if why:
        raise CannotUndo(why)
    assert merge.kept is not None
    assert merge.merged is not None
    back = _Back(merge.before, merge.after, source=merge.merged, target=merge.kept)
    parting = Parting(
        source=merge.merged, target=merge.kept, by=by, at=at, theirs=back.rows_of_source(), made=back.rows_made()
    )
    for data in personal_data.registered():
        if data.part:
            data.part(parting)
    back.look()  # once more: what the apps have just done has to be known
    back.take_away_what_the_merge_made()
    back.give_back()
    for person in User.objects.filter(pk__in=(merge.kept_id, merge.merged_id)):
        for data in personal_data.registered():
            if data.settle:
                data.settle(person, at)
    AccountMerge.objects.filter(pk=merge.pk).update(undone_at=at, undone_by=by, before={}, after={})
    detail = {"from": str(merge.kept.public_id), "merge": str(merge.public_id)}
    audit.log(
        actor=str(by.public_id),
        action="accounts.merge_undone",
        subject=str(merge.merged.public_id),
        detail=detail,
        at=at,
    )
    for person in (merge.kept, merge.merged):
        notify(person=person, kind="accounts_parted", at=at)


class _Back:
    """The three states of each row, and the way back."""

    def __init__(
        self, before: Snapshot, changes: dict[str, dict[str, Columns | None]], *, source: User, target: User
    ) -> None:
        self.before, self.changes = before, changes
        self.source, self.target = source, target
        self.look()

    def look(self) -> None:
        empty: Columns = {}
        known: Snapshot = {label: dict(rows) for label, rows in self.before.items()}
        for label, rows in self.changes.items():
            known.setdefault(label, {}).update({key: columns or empty for key, columns in rows.items()})
        self.now = snapshots.look_again(known)

    def was(self, label: str, key: str) -> Columns | None:
        return self.before.get(label, {}).get(key)

    def after(self, label: str, key: str) -> Columns | None:
        """As the merge left it."""
        changed = self.changes.get(label, {})
        return changed[key] if key in changed else self.was(label, key)

    def is_now(self, label: str, key: str) -> Columns | None:
        return self.now.get(label, {}).get(key)

    def rows_of_source(self) -> dict[type[models.Model], list[int]]:
        return {
            model: [
                int(key) for key, row in self.before.get(model._meta.label, {}).items() if self._is_source(model, row)
            ]
            for model in kept_models()
        }

    def rows_made(self) -> dict[type[models.Model], list[int]]:
        return {
            model_of(label): [int(key) for key in rows if self.was(label, key) is None]
            for label, rows in self.changes.items()
        }

    def _is_source(self, model: type[models.Model], row: Columns) -> bool:
        return any(row[f"{column}_id"] == self.source.pk for column in owner_columns(model))

    def take_away_what_the_merge_made(self) -> None:
        for model, keys in self.rows_made().items():
            label = model._meta.label
            same = [key for key in keys if self.is_now(label, str(key)) == self.after(label, str(key))]
            model._base_manager.filter(pk__in=same).delete()

    def give_back(self) -> None:
        for person in (self.target, self.source):
            self._give_back(User, str(person.pk))
        for model in kept_models():
            rows = self.before.get(model._meta.label, {})
            # The source's first: what it gets back no longer stands against what the target had.
            waiting = sorted(rows, key=lambda key: (not self._is_source(model, rows[key]), int(key)))
            # Once more while that helps: a number or a place in a queue may have been the other one's until now.
            while len(left := [key for key in waiting if not self._give_back(model, key)]) not in (0, len(waiting)):
                waiting = left

    def _give_back(self, model: type[models.Model], key: str) -> bool:
        """False: something stands against it now."""
        label = model._meta.label
        was, left, now = self.was(label, key), self.after(label, key), self.is_now(label, key)
        assert was is not None
        below = list(self._below(model, key))
        is_source = model is not User and self._is_source(model, was)
        if now is None:
            if left is None or is_source:  # the merge took it away; or somebody since, from whom it was not
                return self._insert_all(model, key, below)
            return True
        is_changed = (
            now != left or any(self.is_now(*one) != self.after(*one) for one in below) or self._grew(model, key)
        )
        if is_changed and is_source and model in _work():
            return self._insert_all(model, key, below, anew=True)
        whole = ((model, key), *((model_of(child), child_key) for child, child_key in below))
        restored = [self._restore(one_model, one_key) for one_model, one_key in whole]
        return all(restored)

    def _below(self, model: type[models.Model], key: str) -> Iterator[tuple[str, str]]:
        """Rows that belonged to this one before the merge."""
        for child, column in children_of(model):
            label = child._meta.label
            for child_key, row in self.before.get(label, {}).items():
                if row[f"{column}_id"] == int(key):
                    yield label, child_key

    def _grew(self, model: type[models.Model], key: str) -> bool:
        known = _grouped(self._below(model, key))
        return any(
            child._base_manager.filter(**{column: int(key)}).exclude(pk__in=known.get(child._meta.label, ())).exists()
            for child, column in children_of(model)
        )

    def _insert_all(
        self, model: type[models.Model], key: str, below: list[tuple[str, str]], *, anew: bool = False
    ) -> bool:
        """The row as it was, with all that belongs to it; ``anew``: as another one, beside the one that goes on."""
        columns = self.was(model._meta.label, key)
        assert columns is not None
        if decode(model, columns) is None:
            return True  # what it belonged to is gone
        pk = _insert(model, columns, None if anew else int(key))
        parents = dict(children_of(model))
        for label, child_key in below if pk else ():
            child, row = model_of(label), self.was(label, child_key)
            assert row is not None
            if anew or self.is_now(label, child_key) is None:
                _insert(child, row | {f"{parents[child]}_id": pk}, None if anew else int(child_key))
        return pk is not None

    def _restore(self, model: type[models.Model], key: str) -> bool:
        """Column by column: what somebody changed since stays, unless the two halves contradict each other."""
        label = model._meta.label
        was, left, now = self.was(label, key), self.after(label, key), self.is_now(label, key)
        assert was is not None
        if now is None:
            _insert(model, was, int(key))
            return True
        left = left or {}
        mixed = {name: was[name] if now[name] == left.get(name) else now[name] for name in was}
        if mixed == now:
            return True
        values = decode(model, mixed)
        if values is None or not _is_sound(model, int(key), values):
            owners = {name: was[name] for name in (f"{column}_id" for column in owner_columns(model))}
            values = owners if any(now[name] != owner for name, owner in owners.items()) else None
        return _write(model, int(key), values) if values else True


def _work() -> frozenset[type[models.Model]]:
    return frozenset().union(*(data.work for data in personal_data.registered()))


def _grouped(found: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for label, key in found:
        grouped.setdefault(label, []).append(int(key))
    return grouped


def _is_sound(model: type[models.Model], pk: int, values: Columns) -> bool:
    row = model._base_manager.get(pk=pk)
    for name, value in values.items():
        setattr(row, name, value)
    checks = (one for one in model._meta.constraints if isinstance(one, CheckConstraint))
    return all(_holds(check, model, row) for check in checks)


def _holds(check: CheckConstraint, model: type[models.Model], row: models.Model) -> bool:
    from django.core.exceptions import ValidationError

    try:
        check.validate(model, row)
    except ValidationError:
        return False
    return True


def _write(model: type[models.Model], pk: int, values: Columns) -> bool:
    """False: something that came since stands against it, and what is now stays."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**values)
    except IntegrityError:
        return False
    return True


def _insert(model: type[models.Model], columns: Columns, pk: int | None) -> int | None:
    values = decode(model, columns)
    if values is None:
        return None
    if pk is None:
        values |= _fresh_names(model)
    row: Any = model(pk=pk, **values)
    try:
        with transaction.atomic():
            models.Model.save_base(row, raw=True, force_insert=True)
    except IntegrityError:
        return None
    return int(row.pk)


def _fresh_names(model: type[models.Model]) -> Columns:
    """A second row needs a public name of its own."""
    return {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and field.has_default()
    }
