"""Who is behind a session; passwords are checked in accounts.domain.sign_in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import DEFAULT_DB_ALIAS

from accounts.models import User
from core.prepared import Prepared

_FIELDS = [field.attname for field in User._meta.concrete_fields]
_person = Prepared(lambda pk: User.objects.filter(pk=pk).values_list(*_FIELDS))


class Backend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """As Django's, in one prepared query: every page of somebody signed in asks it."""
        rows = _person(int(user_id))
        person = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, rows[0]) if rows else None
        return person if person is not None and self.user_can_authenticate(person) else None
