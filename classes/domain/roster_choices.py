"""What whoever imports decides about duplicates, and about members who are not in the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from classes.models import RosterCandidate, RosterImport, RosterRow
from classes.rosters.matching import Act

NEW, SKIP, TAKE, OUT = "new", "skip", "take", "out"


@transaction.atomic
def decide(
    *, roster: RosterImport, duplicates: Mapping[int, str], shown: Collection[int], out: Collection[int]
) -> None:
    """``duplicates``: row → new, skip or the public id of a candidate. ``shown``: rows of members on the

    page, of whom those in ``out`` leave the class. What names nothing of this list changes nothing.
    """
    RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.state != RosterImport.State.READY:
        return
    rows = list(roster.rows.filter(pk__in=duplicates, act=Act.ASK))
    people = {
        (row, str(public_id)): person
        for row, public_id, person in RosterCandidate.objects.filter(row__in=rows).values_list(
            "row", "person__public_id", "person"
        )
    }
    for row in rows:
        said = duplicates[row.pk]
        if said in (NEW, SKIP):
            row.choice, row.person_id = said, None
        elif person := people.get((row.pk, _plain(said))):
            row.choice, row.person_id = TAKE, person
    RosterRow.objects.bulk_update(rows, ["choice", "person"], batch_size=200)
    absent = roster.rows.filter(act=Act.ABSENT, pk__in=shown)
    absent.filter(pk__in=out).update(choice=OUT)
    absent.exclude(pk__in=out).update(choice="")


def _plain(said: str) -> str:
    try:
        return str(UUID(said))
    except ValueError:
        return ""
