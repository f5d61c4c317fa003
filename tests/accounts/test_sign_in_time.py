"""How long an answer takes tells nothing (SECURITY 3).

What takes time, and could tell, is hashing: whoever is tried, and whatever is wrong, the same hashes are computed.
They are counted, with the product's own hasher, because seconds depend on what else the machine does.
"""

from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.urls import reverse

from accounts.domain import recovery, sign_in
from accounts.domain.recovery import make_recovery_words
from accounts.domain.sign_up import MAX_PEOPLE_PER_PHONE
from accounts.hashers import FrugalArgon2Hasher
from accounts.models import User
from core.models import RateWindow
from tests.accounts.doing import problems, sign_in_with, visitor
from tests.factories.people import person

# One hash costs this (OWASP's minimum for argon2id).
COST = {"memory_cost": 19_456, "parallelism": 1, "time_cost": 2, "variety": "argon2id"}
PHONE = "+6281234567890"


@pytest.fixture(autouse=True)
def computed(settings, monkeypatch) -> Counter:
    """The hashes computed so far, by what each costs; also for the two that a process makes when it starts."""
    settings.PASSWORD_HASHERS = ["accounts.hashers.FrugalArgon2Hasher"]
    monkeypatch.setattr(sign_in, "_NOBODY", make_password("nobody signs in with this"))
    monkeypatch.setattr(recovery, "_NO_CARD", make_password("no card says this"))
    counted: Counter = Counter()
    encode, verify = FrugalArgon2Hasher.encode, FrugalArgon2Hasher.verify

    def cost(hasher: FrugalArgon2Hasher, encoded: str) -> str:
        decoded = hasher.decode(encoded)
        return str({name: decoded[name] for name in sorted(COST)})

    def counted_encode(self, password, salt):
        encoded = encode(self, password, salt)
        counted[cost(self, encoded)] += 1
        return encoded

    def counted_verify(self, password, encoded):
        counted[cost(self, encoded)] += 1
        return verify(self, password, encoded)

    monkeypatch.setattr(FrugalArgon2Hasher, "encode", counted_encode)
    monkeypatch.setattr(FrugalArgon2Hasher, "verify", counted_verify)
    return counted


def test_the_counting_itself_works(computed):
    kept = make_password("x")
    check_password("x", kept)
    check_password("y", kept)
    assert computed == {str(COST): 3}


def tried(computed: Counter, identifier: str) -> dict[str, int]:
    """What a wrong secret for this name or number makes the server compute."""
    return _counted(computed, lambda: sign_in_with(visitor(), identifier, "908172"))


def recovered(computed: Counter, identifier: str) -> dict[str, int]:
    """What wrong words of a card do."""
    fields = {"identifier": identifier, "words": "satu dua tiga empat lima enam", "secret": "246813"}
    return _counted(computed, lambda: visitor().post(reverse("recover"), fields))


def _counted(computed: Counter, act) -> dict[str, int]:
    RateWindow.objects.all().delete()
    computed.clear()
    assert len(problems(act())) == 1
    return dict(computed)


def sharing(people: int, *, cards: bool = True) -> None:
    """So many people use one phone number."""
    User.objects.all().delete()
    for _ in range(people):
        made = person(username=None, phone=PHONE)
        if cards:
            make_recovery_words(made, at=made.joined_at)
            made.save()


def without_usable_password() -> User:
    made = person(username="tanpa.sandi")
    made.set_unusable_password()
    made.save()
    return made


def test_a_user_name_costs_one_hash_whoever_has_it(db, computed):
    person(username="siti.aminah")
    person(username="sudah.pergi", is_active=False)
    without_usable_password()
    names = ["siti.aminah", "siti.tidakada", "sudah.pergi", "tanpa.sandi"]
    assert [tried(computed, name) for name in names] == [{str(COST): 1}] * len(names)


@pytest.mark.one_database
@pytest.mark.parametrize("people", [0, 1, 3, MAX_PEOPLE_PER_PHONE])
def test_a_number_costs_the_same_however_many_use_it(db, computed, people):
    sharing(people)
    assert tried(computed, PHONE) == {str(COST): MAX_PEOPLE_PER_PHONE}


def test_a_card_costs_one_hash_for_an_unknown_name_and_for_one_without_card(db, computed):
    siti = person(username="siti.aminah")
    make_recovery_words(siti, at=siti.joined_at)
    siti.save()
    person(username="tanpa.kartu")
    names = ["siti.aminah", "siti.tidakada", "tanpa.kartu"]
    assert [recovered(computed, name) for name in names] == [{str(COST): 1}] * len(names)


@pytest.mark.one_database
@pytest.mark.parametrize("people", [0, 1, 3, MAX_PEOPLE_PER_PHONE])
@pytest.mark.parametrize("cards", [True, False])
def test_a_card_costs_the_same_however_many_use_a_number(db, computed, people, cards):
    sharing(people, cards=cards)
    assert recovered(computed, PHONE) == {str(COST): MAX_PEOPLE_PER_PHONE}
