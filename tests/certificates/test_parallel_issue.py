"""Numbers without a gap and one certificate per achievement, also when 32 are issued at the same moment."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from accounts.models import Notice
from certificates.models import Certificate, NumberSequence
from tests.certificates.making import issue_one
from tests.factories.people import learner
from tests.progress.conftest import in_parallel

__all__ = ["in_parallel"]
AT_ONCE = 32


def issued(holder) -> Certificate:
    with transaction.atomic():
        return issue_one(holder)


def numbers() -> list[str]:
    return sorted(Certificate.objects.values_list("number", flat=True))


def test_32_people_at_once_get_the_numbers_1_to_32(in_parallel):
    people = [learner() for _ in range(AT_ONCE)]
    results = in_parallel([partial(issued, person) for person in people])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert numbers() == [f"421/{number:04d}/KOMINFO/2026" for number in range(1, AT_ONCE + 1)]
    assert list(NumberSequence.objects.values_list("last", flat=True)) == [AT_ONCE]
    assert Certificate.objects.values("holder").distinct().count() == AT_ONCE
    assert len(set(Certificate.objects.values_list("status_index", flat=True))) == AT_ONCE


def test_one_person_32_times_at_once_gets_one(in_parallel):
    person = learner()
    results = in_parallel([partial(issued, person) for _ in range(AT_ONCE)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert {result.pk for result in results} == {Certificate.objects.get().pk}
    assert numbers() == ["421/0001/KOMINFO/2026"]
    assert list(NumberSequence.objects.values_list("last", flat=True)) == [1]
    assert Notice.objects.filter(person=person).count() == 1


def test_an_issue_that_is_taken_back_leaves_no_gap(in_parallel):
    """Every second transaction fails after the number was reserved."""

    class TakenBack(Exception):
        pass

    def fails(holder) -> None:
        with transaction.atomic():
            issue_one(holder)
            raise TakenBack

    people = [learner() for _ in range(AT_ONCE)]
    acts = [partial(fails if index % 2 else issued, person) for index, person in enumerate(people)]
    results = in_parallel(acts)
    assert {type(result) for result in results} == {Certificate, TakenBack}
    assert numbers() == [f"421/{number:04d}/KOMINFO/2026" for number in range(1, AT_ONCE // 2 + 1)]
