"""Guessing is slow, waiting is short, and nobody locks somebody else out (SECURITY 2)."""

import pytest
import time_machine

from accounts.domain.sign_in import PER_ADDRESS, people_with_secret
from accounts.models import User
from tests.accounts.doing import problems, sign_in_with, visitor, who
from tests.factories.people import PIN, person

WRONG = "This name or number and this PIN or password do not belong together. Check both, then try again."
BAD = "908172"
MINUTE = 60


def wait(minutes: int) -> list[str]:
    return [f"Too many tries. Try again in {minutes} minute{'s' if minutes > 1 else ''}."]


@pytest.fixture
def clock(noon):
    with time_machine.travel(noon, tick=False) as traveller:
        yield traveller


def guess(identifier: str = "siti", times: int = 1, secret: str = BAD) -> list[list[str]]:
    """Each time from another phone, as a robot would."""
    return [problems(sign_in_with(visitor(), identifier, secret)) for _ in range(times)]


def test_five_wrong_tries_then_a_wait_that_ends(db, clock):
    siti = person(username="siti")
    assert guess(times=5) == [[WRONG]] * 5
    assert guess() == [wait(5)]
    assert guess(secret=PIN) == [wait(5)]
    clock.shift(4 * MINUTE + 1)
    assert guess(secret=PIN) == [wait(1)]
    clock.shift(MINUTE)
    client = visitor()
    sign_in_with(client, "siti")
    assert who(client) == siti


def test_a_name_nobody_has_is_counted_the_same(db, clock):
    assert guess("nobody.here", 6) == [[WRONG]] * 5 + [wait(5)]


def test_every_spelling_of_a_name_or_number_is_one_count(db, clock):
    person(username=None, phone="+6281234567890")
    spellings = [
        "0812-3456-7890",
        "081234567890",
        "+62 812 3456 7890",
        "6281234567890",
        "(0812) 34567890",
        "0812.3456.7890",
    ]
    assert [guess(spelling)[0] for spelling in spellings] == [[WRONG]] * 5 + [wait(5)]
    assert [guess(name)[0] for name in ("siti", "SITI", " siti", "Siti ", "sItI", "siti")] == [[WRONG]] * 5 + [wait(5)]


def test_success_starts_the_count_anew(db, clock):
    person(username="siti")
    for _ in range(3):
        assert guess(times=4) == [[WRONG]] * 4
        assert sign_in_with(visitor(), "siti").status_code == 302
    assert guess(times=6) == [[WRONG]] * 5 + [wait(5)]


def test_whoever_shares_a_number_does_not_start_the_count_anew_for_guessing_at_the_others(db, clock):
    person(phone="+6281234567890", language="en")
    own = "975312"
    person(phone="+6281234567890", language="en", secret=own)
    robot, told = visitor(), []
    for number in range(6):
        told.append(problems(sign_in_with(robot, "081234567890", f"86420{number}")))
        came_in = visitor()
        sign_in_with(came_in, "081234567890", own)
    assert told == [[WRONG]] * 5 + [wait(5)]


def test_in_no_five_minutes_are_there_more_than_five_wrong_tries(db, clock):
    """Wherever the five minutes begin: a quarter of an hour of tapping every ten seconds."""
    person(username="siti")
    seen: list[float] = []
    for second in range(0, 15 * MINUTE, 10):
        if guess() == [[WRONG]]:
            seen.append(second)
        clock.shift(10)
    assert len(seen) == 15
    assert min(later - earlier for earlier, later in zip(seen, seen[5:], strict=False)) >= 5 * MINUTE


def test_a_day_of_guessing_ends_a_day_later_and_never_reaches_the_persons_own_phone(db, clock):
    siti, own = person(username="siti", language="en"), visitor()
    sign_in_with(own, "siti")
    own.post("/keluar/")
    for _ in range(8):
        assert guess(times=5) == [[WRONG]] * 5
        clock.shift(5 * MINUTE)
    assert guess(secret=PIN) == [["Too many tries. Try again in 1,400 minutes."]]
    sign_in_with(own, "siti")
    assert who(own) == siti
    clock.shift(1400 * MINUTE)
    client = visitor()
    sign_in_with(client, "siti")
    assert who(client) == siti


def test_whoever_keeps_tapping_is_let_in_when_the_wait_they_were_told_is_over(db, clock):
    """Tries that are refused unseen are no guesses: they must not use up the day."""
    siti = person(username="siti")
    told = guess(times=60)
    assert told[5:] == [wait(5)] * 55
    clock.shift(5 * MINUTE)
    client = visitor()
    sign_in_with(client, "siti")
    assert who(client) == siti


def test_a_phone_that_signed_in_before_has_a_count_of_its_own(db, clock):
    siti, own = person(username="siti", language="en"), visitor()
    sign_in_with(own, "siti")
    own.post("/keluar/")
    guess(times=50)
    assert guess(secret=PIN) != []
    sign_in_with(own, "siti")
    assert who(own) == siti
    own.post("/keluar/")
    assert [problems(sign_in_with(own, "siti", BAD)) for _ in range(6)] == [[WRONG]] * 5 + [wait(5)]


def test_a_forged_device_cookie_gives_no_new_count(db, clock):
    person(username="siti")
    siti = User.objects.get()
    told = []
    for number in range(6):
        robot = visitor()
        robot.cookies["perangkat"] = f"{siti.public_id.hex}:{number}:forged"
        told.append(problems(sign_in_with(robot, "siti", BAD)))
    assert told == [[WRONG]] * 5 + [wait(5)]


def test_the_cookie_of_another_persons_phone_gives_no_new_count(db, clock):
    person(username="siti")
    person(username="nur", language="en")
    other = visitor()
    sign_in_with(other, "nur")
    guess(times=5)
    assert problems(sign_in_with(other, "siti", BAD)) == wait(5)


def test_a_class_of_forty_signs_in_from_one_address_within_a_minute(db, clock):
    pupils = [person(username=f"murid{number}") for number in range(40)]
    clients = [visitor(REMOTE_ADDR="203.0.113.7") for _ in pupils]
    for pupil, client in zip(pupils, clients, strict=True):
        assert problems(sign_in_with(client, pupil.username, BAD)) == [WRONG]
        assert sign_in_with(client, pupil.username).status_code == 302
        clock.shift(1)
    assert [who(client) for client in clients] == pupils


def test_a_robot_that_tries_many_names_from_one_address_is_slowed_down(db, clock, noon):
    for number in range(PER_ADDRESS.times):
        people_with_secret(identifier=f"warga{number}", secret=BAD, device="", address="127.0.0.1", now=noon)
    assert guess("siti") == [wait(5)]
    assert problems(sign_in_with(visitor(REMOTE_ADDR="203.0.113.8"), "siti", BAD)) == [WRONG]
