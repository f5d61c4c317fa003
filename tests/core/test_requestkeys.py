"""The same write twice is one act; somebody else's key is nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from core.models import RequestKey
from core.requestkeys import KEPT_FOR, KeyUsedForAnotherAct, claim, remove_old_keys

ANI, BUDI = uuid4(), uuid4()


def test_the_same_key_is_done_once(db, noon):
    key = uuid4()
    assert [claim(person=ANI, key=key, act="answer", at=noon) for _ in range(3)] == [True, False, False]
    assert list(RequestKey.objects.values_list("person", "key", "act", "at")) == [(ANI, key, "answer", noon)]


def test_another_persons_key_is_their_own(db, noon):
    key = uuid4()
    assert claim(person=ANI, key=key, act="answer", at=noon)
    assert claim(person=BUDI, key=key, act="answer", at=noon)


def test_a_key_names_one_act(db, noon):
    key = uuid4()
    claim(person=ANI, key=key, act="answer", at=noon)
    with pytest.raises(KeyUsedForAnotherAct, match=r"^submit$"):
        claim(person=ANI, key=key, act="submit", at=noon)
    assert list(RequestKey.objects.values_list("act", flat=True)) == ["answer"]


def test_an_act_that_fails_frees_its_key(db, noon):
    key = uuid4()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert claim(person=ANI, key=key, act="answer", at=noon)
        raise ZeroDivisionError
    assert claim(person=ANI, key=key, act="answer", at=noon)


def test_a_refused_key_leaves_the_callers_transaction_usable(db, noon):
    key = uuid4()
    with transaction.atomic():
        assert claim(person=ANI, key=key, act="answer", at=noon)
        assert not claim(person=ANI, key=key, act="answer", at=noon)
        assert claim(person=ANI, key=uuid4(), act="answer", at=noon)
    assert RequestKey.objects.count() == 2


def test_old_keys_go_and_young_ones_stay(db, noon):
    young, old = uuid4(), uuid4()
    claim(person=ANI, key=young, act="answer", at=noon - KEPT_FOR)
    claim(person=ANI, key=old, act="answer", at=noon - KEPT_FOR - timedelta(seconds=1))
    assert remove_old_keys(at=noon) == 1
    assert list(RequestKey.objects.values_list("key", flat=True)) == [young]
    assert remove_old_keys(at=noon) == 0


def test_of_many_at_once_one_is_done(in_parallel, noon):
    key = uuid4()

    def act():
        with transaction.atomic():
            return claim(person=ANI, key=key, act="answer", at=noon)

    assert sorted(in_parallel([act] * 12), key=str) == [False] * 11 + [True]
    assert RequestKey.objects.count() == 1


def test_a_second_request_waits_for_the_first_and_takes_over_when_that_fails(in_parallel, noon):
    key = uuid4()

    def act():
        with transaction.atomic():
            done = claim(person=ANI, key=key, act="answer", at=noon)
            if done and not failed:
                failed.append(True)
                raise ZeroDivisionError
            return done

    failed: list[bool] = []
    results = in_parallel([act] * 6)
    assert sorted(type(result).__name__ for result in results) == ["ZeroDivisionError"] + ["bool"] * 5
    assert [result for result in results if result is True] == [True]
