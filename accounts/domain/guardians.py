"""What guardians said about accounts that a school made for their children (UU 27/2022 art. 25, PP 17/2025).

The school collects the answers on paper and writes them down here. A refusal or a withdrawal stops everything at once:
no sign-in, no list, no count. Nothing is deleted by it; a later consent brings all of it back as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import GuardianConsent, Organisation, Session, User
from accounts.models.people import Age
from core import audit

LETTER_VERSION = "2026-11"  # of classes/pdf/guardian_letter.typ; a new text gets a new one
State = GuardianConsent.State
STOPPED = (State.REFUSED, State.WITHDRAWN)


class NotOurs(Exception):
    """For accounts that the organisation made itself; whoever made their own answers for it, too."""


def is_stopped_by_guardian(person: User) -> bool:
    return GuardianConsent.objects.filter(person=person, state__in=STOPPED).exists()


@transaction.atomic
def record_answers(
    *,
    people: Sequence[User],
    organisation: Organisation,
    state: str,
    by: User,
    at: datetime,
    version: str = LETTER_VERSION,
) -> int:
    """The same answer for all of them. Returns how many were changed: twice is once. Raises NotOurs.

    ``organisation``: for whose branch the answers were collected. Passed over are
    - those whose letter is marked as sent though the guardian has answered already,
    - those whose account somebody closed for another reason: a guardian's answer neither closes nor opens it,
    - withdrawals of what was never given: that is a refusal.
    """
    keys = {person.pk for person in people}
    locked = (
        User.objects.select_for_update(of=("self",)).select_related("managed_by").filter(pk__in=keys).order_by("pk")
    )
    known = {row.person_id: row for row in GuardianConsent.objects.filter(person__in=keys)}
    changed = 0
    for person in locked:
        made_by = person.managed_by
        if made_by is None or not made_by.path.startswith(organisation.path) or person.is_staff:
            raise NotOurs
        row = known.get(person.pk)
        if _may_follow(row.state if row else "", state, is_active=person.is_active):
            _write(row, person, made_by, state=state, version=version, by=by, at=at)
            changed += 1
    return changed


def _may_follow(before: str, state: str, *, is_active: bool) -> bool:
    stopped = before in STOPPED
    if before == state or (not is_active and not stopped):
        return False
    return {
        State.ASKED: before == "",
        State.GIVEN: True,
        State.REFUSED: before in ("", State.ASKED),
        State.WITHDRAWN: before == State.GIVEN,
    }[State(state)]


def _write(
    row: GuardianConsent | None,
    person: User,
    made_by: Organisation,
    *,
    state: str,
    version: str,
    by: User,
    at: datetime,
) -> None:
    row = row or GuardianConsent(person=person)
    row.organisation, row.state, row.version = made_by, state, version
    row.decided_at = None if state == State.ASKED else at
    row.recorded_at, row.recorded_by = at, by
    row.save()
    active = state not in STOPPED
    age = Age.MINOR if person.age == Age.UNKNOWN else person.age  # who has a guardian to ask is a child
    if (person.is_active, person.age) != (active, age):
        User.objects.filter(pk=person.pk).update(is_active=active, age=age)
    if not active:
        Session.objects.filter(person_id=person.pk).delete()
    action = f"accounts.guardian_{state}"
    audit.log(actor=str(by.public_id), action=action, subject=str(person.public_id), detail={"version": version}, at=at)


def without_consent() -> Q:
    """People whose guardian has not agreed yet; they may learn until the answer is there (docs/classes.md)."""
    return ~Q(guardian_consent__state=State.GIVEN)
