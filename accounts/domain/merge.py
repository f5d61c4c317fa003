"""Two accounts of one person become one (DESIGN §4.5, §4.13, ADR 0040). The way back: accounts.domain.unmerge."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import personal_data
from accounts.domain import snapshots
from accounts.domain.notices import notify
from accounts.domain.sessions import end_sessions
from accounts.models import AccountMerge, User
from accounts.models.people import Age
from accounts.personal_data import Merging
from core import audit, requestkeys

UNDO_FOR = timedelta(days=30)


class Obstacle(StrEnum):
    """Why two accounts cannot be merged."""

    NOT_ALLOWED = "not_allowed"  # only administrators merge
    SAME = "same"
    SELF = "self"
    GUEST = "guest"
    STAFF = "staff"
    CLOSED = "closed"  # deactivated, or merged already


class CannotMerge(Exception):
    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


def obstacle_to_merge(*, by: User, kept: User, merged: User) -> Obstacle | None:
    """Staff, and so the last administrator, guests and oneself are never merged."""
    pair = (kept, merged)
    if not by.has_perm("accounts.grant_roles"):
        return Obstacle.NOT_ALLOWED
    if kept == merged:
        return Obstacle.SAME
    if by in pair:
        return Obstacle.SELF
    if any(one.is_guest for one in pair):
        return Obstacle.GUEST
    if any(one.is_staff or one.is_superuser for one in pair):
        return Obstacle.STAFF
    return None if all(one.is_active for one in pair) else Obstacle.CLOSED


@transaction.atomic
def merge_accounts(*, kept: User, merged: User, reason: str, by: User, at: datetime, key: UUID) -> AccountMerge:
    """All work, certificates and classes of ``merged`` go to ``kept``, the better of each item; ``merged`` is closed.

    Sent twice it is one merge. Both rows are locked, in the order of their keys: an act of either that is under way
    ends first, and one that begins meanwhile finds the account closed (core.requestkeys). Raises CannotMerge.
    """
    locked = {one.pk: one for one in lock_people(kept, merged)}
    act = requestkeys.act_on("merge", merged.public_id)
    if not requestkeys.claim(person=by.public_id, key=key, act=act, at=at):
        return AccountMerge.objects.get(kept=kept, merged=merged, by=by, at__gte=at - requestkeys.KEPT_FOR)
    if len(locked) < len({kept.pk, merged.pk}):
        raise CannotMerge(Obstacle.CLOSED)  # erased a moment ago
    kept, merged = locked[kept.pk], locked[merged.pk]
    obstacle = obstacle_to_merge(by=by, kept=kept, merged=merged)
    if obstacle:
        raise CannotMerge(obstacle)
    before = snapshots.take((kept, merged))
    _bring_together(Merging(source=merged, target=kept, by=by, at=at))
    made = AccountMerge.objects.create(
        kept=kept, merged=merged, by=by, reason=reason, at=at, undo_until=at + UNDO_FOR, before=before
    )
    detail = {"into": str(kept.public_id), "reason": reason, "merge": str(made.public_id)}
    audit.log(actor=str(by.public_id), action="accounts.merged", subject=str(merged.public_id), detail=detail, at=at)
    notify(person=kept, kind="accounts_merged", at=at, other=merged.sign_in_name)
    AccountMerge.objects.filter(pk=made.pk).update(
        after=snapshots.differences(before, snapshots.take((kept, merged)) | {})
    )
    made.refresh_from_db()
    return made


def lock_people(*people: User) -> QuerySet[User]:
    return User.objects.select_for_update().filter(pk__in=[one.pk for one in people]).order_by("pk")


def _bring_together(merging: Merging) -> None:
    source, target = merging.source, merging.target
    for data in personal_data.registered():
        if data.join:
            data.join(merging)
    for data in personal_data.registered():
        data.claim(source, target)
    _fill_gaps(source, target)
    for data in personal_data.registered():
        if data.settle:
            data.settle(target, merging.at)
    requestkeys.share_with(source.public_id, target.public_id)  # what a phone sends again is known under both
    User.objects.filter(pk=source.pk).update(is_active=False)
    end_sessions(source)


def _fill_gaps(source: User, target: User) -> None:
    """What the kept account does not say. Its name, user name, secret and the school that made it stay."""
    target.phone = target.phone or source.phone
    if target.age == Age.UNKNOWN:
        target.age = source.age
    if target.kelurahan_id is None:
        target.kelurahan_id, target.neighbourhood_id = source.kelurahan_id, source.neighbourhood_id
    target.save(update_fields=["phone", "age", "kelurahan", "neighbourhood"])


def merges_of(person: User) -> QuerySet[AccountMerge]:
    """In which this account was kept or merged away, the newest first."""
    return AccountMerge.objects.filter(Q(kept=person) | Q(merged=person)).select_related("kept", "merged", "by")


def is_merged_away(person: User) -> bool:
    return AccountMerge.objects.filter(merged=person, undone_at=None).exists()


def shells_of(person: User) -> list[User]:
    """Accounts that were merged into this one, also by way of others. They go with it."""
    found: list[User] = []
    waiting = [person.pk]
    while waiting:
        into = AccountMerge.objects.filter(kept__in=waiting, undone_at=None, merged__isnull=False)
        shells = [one.merged for one in into.select_related("merged") if one.merged is not None]
        found += shells
        waiting = [one.pk for one in shells]
    return found


def forget_old_snapshots(*, at: datetime) -> int:
    """What undoing would have needed, once it cannot be undone any more. Returns of how many merges."""
    over = AccountMerge.objects.filter(undo_until__lte=at).exclude(before={}, after={})
    return over.update(before={}, after={})
