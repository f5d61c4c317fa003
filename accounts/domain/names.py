"""The name that is printed: confirmed by the person, changed by the person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.models import User


@transaction.atomic
def confirm_name(*, person: User, name: str, title_before: str, title_after: str, at: datetime) -> None:
    """Keep the name exactly as typed and let go on what waited for it (certificates).

    Raises ValueError for a guest: a name alone makes no account.
    """
    if person.is_guest:
        raise ValueError("a guest has no name to confirm")
    person.name, person.title_before, person.title_after = name, title_before, title_after
    person.name_confirmed_at = at
    person.save(update_fields=["name", "title_before", "title_after", "name_confirmed_at"])
    for data in personal_data.registered():
        if data.name_confirmed:
            data.name_confirmed(person, at)
