"""Pupils without phone or e-mail come in with class code, name and PIN (SECURITY 2, 3)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.domain import sign_in
from accounts.domain.roles import grant_role
from accounts.hashers import FrugalArgon2Hasher
from accounts.models import User
from accounts.pictures import KEYS
from accounts.roles import Role
from classes.domain.doors import PER_PUPIL_DAY, WRONG_CODES, WRONG_CODES_HERE
from classes.domain.groups import archive_group, remove_member
from core.models import RateWindow
from tests.accounts.doing import problems, visitor, who
from tests.classes.making import NOON, ROW, group, pupil, school, with_pictures, with_pin
from tests.factories.people import PIN, guest, learner

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]
WRONG = "Code, name and PIN do not belong together. Check all three, then try again."
BAD = "908172"
MINUTE = 60


@pytest.fixture
def clock(noon):
    with time_machine.travel(noon, tick=False) as traveller:
        yield traveller


def name_oneself(client: Client, code: str, name: str, **fields: str) -> Any:
    return client.post(reverse("class_sign_in"), {"code": code, "name": name} | fields)


def come_in(client: Client, code: str, name: str, secret: str = PIN, **fields: str) -> Any:
    answer = name_oneself(client, code, name, **fields)
    return client.post(reverse("class_pin"), {"secret": secret}) if answer.status_code == 302 else answer


def tap(client: Client, *keys: str) -> Any:
    return [client.post(reverse("class_pin"), {"tap": key}) for key in keys][-1]


def wait(text: str) -> list[str]:
    return [f"Too many tries. Try again in {text}."]


@pytest.mark.parametrize("typed", ["Putri Ayu Lestari", "  putri  AYU lestari ", "Uti", "uti"])
def test_by_name_or_nickname_however_it_is_typed(typed):
    made = group()
    putri = with_pin(pupil(made, "Putri Ayu Lestari", "Uti", language="en")).person
    client = visitor()
    answer = come_in(client, f"{made.code[:3]} {made.code[3:].lower()}", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(client) == putri


def test_two_taps_more_for_whoever_was_on_the_way_to_something():
    made = group()
    with_pin(pupil(made, "Budi"))
    answer = come_in(visitor(), made.code, "Budi", next="/akun/")
    assert answer["Location"] == "/akun/"
    assert come_in(visitor(), made.code, "Budi", next="https://elsewhere.example/")["Location"] == "/"


def test_nobody_is_named_and_no_name_stands_in_an_address():
    made = group()
    with_pin(pupil(made, "Budi Santoso", "Bubu"))
    client = visitor()
    answer = name_oneself(client, made.code, "budi santoso")
    assert answer["Location"] == reverse("class_pin")
    shown = client.get(reverse("class_pin")).content.decode()
    assert "Bubu" not in shown
    assert "Budi Santoso" not in shown


def shut_out() -> dict[str, tuple[str, str]]:
    """What a stranger may try → (code, name); the right PIN goes with each."""
    made, other = group(), group()
    with_pin(pupil(made, "Ani"))
    with_pin(pupil(made, "Tono", is_active=False))
    pupil(made, "Dodi").person.set_unusable_password()
    gone = with_pin(pupil(made, "Eka"))
    remove_member(member=gone, by=made.created_by, at=NOON)
    own = with_pin(pupil(made, "Fajar"))
    User.objects.filter(pk=own.person.pk).update(managed_by=None)
    staff = with_pin(pupil(made, "Gita")).person
    grant_role(person=staff, role=Role.REVIEWER, by=None)
    old = group()
    with_pin(pupil(old, "Hadi"))
    archive_group(group=old, by=old.created_by, at=NOON)
    return {
        "a name nobody has": (made.code, "Zaki"),
        "inactive": (made.code, "Tono"),
        "another class": (other.code, "Ani"),
        "left": (made.code, "Eka"),
        "an account of one's own": (made.code, "Fajar"),
        "staff": (made.code, "Gita"),
        "an archived class": (old.code, "Hadi"),
        "no such class": ("AAAAAA" if made.code != "AAAAAA" else "CCCCCC", "Ani"),
    }


def test_whatever_is_wrong_the_answer_is_one():
    tried = shut_out()
    told = {}
    for what, (code, name) in tried.items():
        client = visitor()
        answer = come_in(client, code, name)
        told[what] = (answer.status_code, problems(answer), who(client))
    made = group()
    with_pin(pupil(made, "Joko"))
    told["a wrong PIN"] = (answer.status_code, problems(come_in(visitor(), made.code, "Joko", BAD)), None)
    assert told == dict.fromkeys(told, (422, [WRONG], None))


def test_whatever_is_wrong_the_same_is_computed(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["accounts.hashers.FrugalArgon2Hasher"]
    monkeypatch.setattr(sign_in, "_NOBODY", make_password("nobody"))
    tried = shut_out()
    computed: Counter = Counter()
    verify = FrugalArgon2Hasher.verify

    def counted(self, password, encoded):
        computed["verify"] += 1
        return verify(self, password, encoded)

    monkeypatch.setattr(FrugalArgon2Hasher, "verify", counted)
    made = group()
    with_pin(pupil(made, "Joko"))
    costs = {}
    for what, (code, name) in (tried | {"a wrong PIN": (made.code, "Joko")}).items():
        computed.clear()
        come_in(visitor(), code, name, BAD)
        costs[what] = dict(computed)
    assert costs == {what: {"verify": 2} for what in costs}


def test_the_hashes_depend_on_the_class_alone(settings, monkeypatch):
    """Three of the same name: every name of this class costs three, so that time tells nothing of a name."""
    seen = []
    monkeypatch.setattr(sign_in, "check_password", lambda secret, kept: bool(seen.append(kept)))
    made = group()
    for name, nickname in (("Putri A", "Putri"), ("Putri B", "Putri"), ("Putri", ""), ("Sari", "")):
        with_pin(pupil(made, name, nickname))
    counts = []
    for name in ("Putri", "Sari", "Nobody"):
        seen.clear()
        come_in(visitor(), made.code, name, BAD)
        counts.append(len(seen))
    assert counts == [3, 3, 3]


def test_the_page_asks_what_the_class_chose_whoever_is_named():
    numbers, drawn = group(), group(secret="pictures")
    for made in (numbers, drawn):
        with_pin(pupil(made, "Nomor"))
        with_pictures(pupil(made, "Gambar"))

    def asked(code: str, name: str) -> str:
        client = visitor()
        name_oneself(client, code, name)
        page = BeautifulSoup(client.get(reverse("class_pin")).content, "html.parser")
        return "pictures" if page.select("[name=tap]") else "number"

    assert [asked(numbers.code, name) for name in ("Nomor", "Gambar", "Nobody")] == ["number"] * 3
    assert [asked(drawn.code, name) for name in ("Nomor", "Gambar", "Nobody")] == ["pictures"] * 3
    client = visitor()
    name_oneself(client, numbers.code, "Gambar")
    client.post(reverse("class_pin"), {"other": "1"})
    tap(client, *ROW)
    assert who(client).name == "Gambar"


def test_pictures_one_tap_after_the_other_and_anew():
    made = group(secret="pictures")
    child = with_pictures(pupil(made, "Kiki", language="en")).person
    client = visitor()
    name_oneself(client, made.code, "Kiki")
    for number, key in enumerate(ROW[:3], 1):
        assert tap(client, key)["Location"] == reverse("class_pin")
        assert f"Tapped: {number} of 4" in client.get(reverse("class_pin")).content.decode()
    client.post(reverse("class_pin"), {"clear": "1"})
    assert "Tapped: 0 of 4" in client.get(reverse("class_pin")).content.decode()
    tap(client, ROW[0], ROW[0], "x", *ROW[1:])  # the same one twice is once, what is no picture is nothing
    assert who(client) == child


def test_pictures_sent_together_by_the_enhancement():
    made = group(secret="pictures")
    child = with_pictures(pupil(made, "Kiki")).person
    client = visitor()
    name_oneself(client, made.code, "Kiki")
    assert problems(client.post(reverse("class_pin"), {"tap": list(reversed(ROW))})) == [WRONG]
    client.post(reverse("class_pin"), {"tap": list(ROW)})
    assert who(client) == child


def test_the_pictures_stand_in_one_order_for_everybody():
    orders = []
    for _ in range(2):
        made, client = group(secret="pictures"), visitor()
        name_oneself(client, made.code, "Kiki")
        page = BeautifulSoup(client.get(reverse("class_pin")).content, "html.parser")
        orders.append([button["value"] for button in page.select("[name=tap]")])
    assert orders == [list(KEYS)] * 2


def test_two_of_one_name_are_told_apart_by_the_pin_and_asked_where_it_is_the_same():
    made = group()
    one = with_pin(pupil(made, "Siti Nur", "Siti", language="en"), "135792").person
    two = with_pin(pupil(made, "Siti Aisyah", "Siti", language="en"), "975313").person
    clients = [visitor(), visitor(), visitor()]
    come_in(clients[0], made.code, "Siti", "135792")
    come_in(clients[1], made.code, "Siti", "975313")
    assert [who(client) for client in clients[:2]] == [one, two]
    with_pin(made.members.get(person=two), "135792")
    assert come_in(clients[2], made.code, "Siti", "135792")["Location"] == reverse("choose_person")
    clients[2].post(reverse("choose_person"), {"person": str(two.public_id)})
    assert who(clients[2]) == two


def test_a_class_of_forty_behind_one_address_within_a_minute(clock):
    made = group()
    children = [with_pin(pupil(made, f"Murid Nomor {n}", language="en")).person for n in range(40)]
    clients = [visitor(REMOTE_ADDR="203.0.113.7") for _ in children]
    for child, client in zip(children, clients, strict=True):
        come_in(client, "AAAAAA" if made.code != "AAAAAA" else "CCCCCC", child.name)  # the code mistyped
        assert problems(come_in(client, made.code, child.name, BAD)) == [WRONG]
        assert come_in(client, made.code, child.name).status_code == 302
        clock.shift(1)
    assert [who(client) for client in clients] == children


def test_five_wrong_pins_then_a_wait_the_same_for_a_name_nobody_has(clock):
    made = group()
    child = with_pin(pupil(made, "Budi", language="en")).person
    for name in ("Budi", "Nobody"):
        told = [problems(come_in(visitor(), made.code, name, BAD)) for _ in range(6)]
        assert told == [[WRONG]] * 5 + [wait("5 minutes")]
    clock.shift(5 * MINUTE)
    client = visitor()
    come_in(client, made.code, "Budi")
    assert who(client) == child


def test_guessing_at_pictures_ends_for_the_day_but_not_on_the_childs_own_phone(clock):
    made = group(secret="pictures")
    child = with_pictures(pupil(made, "Kiki", language="en")).person
    own = visitor()
    name_oneself(own, made.code, "Kiki")
    tap(own, *ROW)
    own.post("/keluar/")
    wrong = [KEYS[0], KEYS[1], KEYS[2], KEYS[3]]
    for _ in range(PER_PUPIL_DAY.times):
        robot = visitor()
        name_oneself(robot, made.code, "Kiki")
        assert problems(robot.post(reverse("class_pin"), {"tap": wrong})) == [WRONG]
        clock.shift(2 * MINUTE)
    robot = visitor()
    name_oneself(robot, made.code, "Kiki")
    assert "Too many tries" in problems(robot.post(reverse("class_pin"), {"tap": list(ROW)}))[0]
    name_oneself(own, made.code, "Kiki")
    tap(own, *ROW)
    assert who(own) == child


def test_codes_guessed_by_brute_force_are_stopped_and_the_class_next_door_is_not(clock, settings):
    made = group()
    child = with_pin(pupil(made, "Budi", language="en")).person
    robot = visitor(REMOTE_ADDR="203.0.113.7")
    robot.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    codes = [code for code in ("AAAAAC", "AAAAAD", "AAAAAE", "AAAAAF") if code != made.code]
    told = [problems(robot.post(reverse("join"), {"code": codes[n % 3]})) for n in range(WRONG_CODES_HERE.times)]
    assert all("No class has this code now." in str(one) for one in told)
    assert problems(robot.post(reverse("join"), {"code": made.code})) == wait("10 minutes")
    assert problems(name_oneself(robot, made.code, "Budi")) == wait("10 minutes")
    assert robot.get(reverse("join_class", args=[made.code])).status_code == 422
    other = visitor(REMOTE_ADDR="203.0.113.7")  # another phone behind the same address
    come_in(other, made.code, "Budi")
    assert who(other) == child


def test_a_robot_without_cookies_is_stopped_by_its_address(clock):
    made = group()
    for _ in range(WRONG_CODES.times):
        Client(REMOTE_ADDR="203.0.113.7").get(reverse("join_class", args=["AAAAAC"]))
    assert visitor(REMOTE_ADDR="203.0.113.7").get(reverse("join_class", args=[made.code])).status_code == 422
    assert visitor(REMOTE_ADDR="203.0.113.8").get(reverse("join_class", args=[made.code])).status_code == 200


def test_right_codes_are_never_counted():
    made = group()
    for _ in range(3):
        visitor().get(reverse("join_class", args=[made.code]))
    assert RateWindow.objects.count() == 0


def test_what_a_guest_learned_on_this_phone_becomes_the_childs():
    made = group()
    child = with_pin(pupil(made, "Budi", language="en")).person
    stranger, client = guest(), visitor()
    client.force_login(stranger)
    come_in(client, made.code, "Budi")
    assert who(client) == child
    assert not User.objects.filter(pk=stranger.pk).exists()


def test_whoever_is_signed_in_is_led_home():
    client = visitor()
    client.force_login(learner())
    assert client.get(reverse("class_sign_in"))["Location"] == "/"


def test_what_was_typed_waits_a_quarter_of_an_hour(clock):
    made, client = group(), visitor()
    name_oneself(client, made.code, "Budi")
    clock.shift(15 * MINUTE + 1)
    assert client.get(reverse("class_pin"))["Location"] == reverse("class_sign_in")
    assert visitor().get(reverse("class_pin"))["Location"] == reverse("class_sign_in")


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "\0\0\0\0\0\0", "name": "x"},
        {"code": "A" * 5000, "name": "B" * 5000},
        {"code": "AAAAAA", "name": "\0"},
        {"code": "", "name": ""},
    ],
)
def test_what_makes_no_sense_is_answered(fields):
    assert visitor().post(reverse("class_sign_in"), fields).status_code == 422


def test_the_pin_may_be_typed_as_the_card_prints_it():
    made = group()
    budi = with_pin(pupil(made, "Budi")).person
    client = visitor()
    assert come_in(client, made.code, "Budi", f" {PIN[:3]} {PIN[3:]} ").status_code == 302
    assert who(client) == budi


def test_a_pin_with_anything_in_it_is_just_wrong():
    made = group()
    with_pin(pupil(made, "Budi"))
    for secret in ("\0", "é" * 5000, "' OR 1=1"):
        assert problems(come_in(visitor(), made.code, "Budi", secret)) == [WRONG]


def test_the_same_name_in_another_school_is_somebody_else():
    here, there = group(of=school()), group(of=school())
    with_pin(pupil(here, "Siti"), "135792")
    siti = with_pin(pupil(there, "Siti", language="en"), "975313").person
    client = visitor()
    assert problems(come_in(client, here.code, "Siti", "975313")) == [WRONG]
    come_in(client, there.code, "Siti", "975313")
    assert who(client) == siti
