"""Request keys: the same write twice is one act; somebody else's key is nothing (DESIGN §4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.db import connection

from core.models import RequestKey

KEPT_FOR = timedelta(days=400)  # a phone may send what it kept after a year in a drawer


class KeyUsedForAnotherAct(BadRequest):
    """One key names one act; a client that uses it for another one is mistaken, and answered with 400."""


class AccountClosed(BadRequest):
    """The account was closed, or merged into another one, while this was on its way. Nothing was done."""


def act_on(act: str, thing: UUID, part: int | str = "") -> str:
    """Name of an act for ``claim``: with what it is done to, so that one key cannot swallow a second thing."""
    return f"{act} {thing.hex[:20]} {part}".strip()


def claim(*, person: UUID, key: UUID, act: str, at: datetime) -> bool:
    """True: do it. False: it was done already. Call first inside the act's own transaction:

    a second request with the same key waits here until the first has ended, and if that one fails the
    key is free again. An account that is being merged waits for this act, or this act for it.

    Raises KeyUsedForAnotherAct, AccountClosed.
    """
    if _is_inserted(RequestKey(person=person, key=key, act=act, at=at)):
        return True
    known = RequestKey.objects.filter(person=person, key=key).values_list("act", flat=True).first()
    if known is None:
        raise AccountClosed
    if known != act:
        raise KeyUsedForAnotherAct(act)
    return False


# The lock on the person's row is the weakest there is: acts do not wait for each other, only for a merge. After the
# wait PostgreSQL reads the row as it is then. SQLite lets one transaction write at a time anyway.
_INSERT = """
INSERT INTO core_requestkey ("person", "key", "act", "at")
WITH person AS (SELECT "is_active" FROM {people} WHERE "public_id" = %s{lock}) SELECT {types}
WHERE NOT EXISTS (SELECT 1 FROM person WHERE NOT "is_active")
ON CONFLICT ("person", "key") DO NOTHING
"""


def _is_inserted(row: RequestKey) -> bool:
    """In one statement, where Django would put a savepoint around: every write of a learner comes through here.

    The model's fields are those of the statement, in this order.
    """
    fields = [field for field in RequestKey._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(row, field.name), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [values[0], *values])
        return bool(cursor.rowcount)


def _statement() -> str:
    on_postgres = connection.vendor == "postgresql"
    return _INSERT.format(
        people=connection.ops.quote_name(get_user_model()._meta.db_table),
        lock=" FOR KEY SHARE" if on_postgres else "",
        types="%s::uuid, %s::uuid, %s::varchar, %s::timestamptz" if on_postgres else "%s, %s, %s, %s",
    )


def share_with(person: UUID, other: UUID) -> None:
    """What one account has done is known under the other, too: the two were merged."""
    theirs = RequestKey.objects.filter(person=person).order_by("pk")
    RequestKey.objects.bulk_create(
        [RequestKey(person=other, key=one.key, act=one.act, at=one.at) for one in theirs],
        batch_size=500,
        ignore_conflicts=True,
    )


def forget_person(person: UUID) -> None:
    """Of somebody whose data are erased, or a guest whose work was claimed."""
    RequestKey.objects.filter(person=person).delete()


def remove_old_keys(*, at: datetime) -> int:
    return RequestKey.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
