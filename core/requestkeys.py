"""Request keys: the same write twice is one act; somebody else's key is nothing (DESIGN §4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import connection

from core.models import RequestKey

KEPT_FOR = timedelta(days=400)  # a phone may send what it kept after a year in a drawer


class KeyUsedForAnotherAct(BadRequest):
    """One key names one act; a client that uses it for another one is mistaken, and answered with 400."""


def act_on(act: str, thing: UUID, part: int | str = "") -> str:
    """Name of an act for ``claim``: with what it is done to, so that one key cannot swallow a second thing."""
    return f"{act} {thing.hex[:20]} {part}".strip()


def claim(*, person: UUID, key: UUID, act: str, at: datetime) -> bool:
    """True: do it. False: it was done already. Call first inside the act's own transaction:

    a second request with the same key waits here until the first has ended, and if that one fails the
    key is free again.
    """
    if _is_inserted(RequestKey(person=person, key=key, act=act, at=at)):
        return True
    if not RequestKey.objects.filter(person=person, key=key, act=act).exists():
        raise KeyUsedForAnotherAct(act)
    return False


_INSERT = """
INSERT INTO core_requestkey ("person", "key", "act", "at") VALUES (%s, %s, %s, %s)
ON CONFLICT ("person", "key") DO NOTHING
"""


def _is_inserted(row: RequestKey) -> bool:
    """In one statement, where Django would put a savepoint around: every write of a learner comes through here.

    The model's fields are those of the statement, in this order.
    """
    fields = [field for field in RequestKey._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [field.get_db_prep_save(getattr(row, field.name), connection) for field in fields])
        return bool(cursor.rowcount)


def forget_person(person: UUID) -> None:
    """Of somebody whose data are erased, or a guest whose work was claimed."""
    RequestKey.objects.filter(person=person).delete()


def remove_old_keys(*, at: datetime) -> int:
    return RequestKey.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
