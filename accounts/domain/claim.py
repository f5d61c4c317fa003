"""A guest signs up or in: what was learned on this device becomes the account's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.domain.notices import notify
from accounts.models import User
from core import requestkeys


@transaction.atomic
def claim_guest_work(*, guest: User, account: User, at: datetime) -> None:
    """Merge the guest into the account by the better of each item, then let the guest go.

    Twice is once: a guest that is gone has nothing left to claim. Raises ValueError for a person
    who is not a guest – accounts are never merged by signing in.
    """
    locked = User.objects.select_for_update().filter(pk=guest.pk).first()
    if locked is None:
        return
    if not locked.is_guest or account.is_guest:
        raise ValueError("only a guest's work can be claimed, and only by an account")
    for data in personal_data.registered():
        data.claim(locked, account)
    requestkeys.forget_person(locked.public_id)
    locked.delete()
    notify(person=account, kind="work_claimed", at=at)
