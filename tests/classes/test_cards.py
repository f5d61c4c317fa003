"""Sign-in cards and new PINs: made by teachers of the class, shown once, kept as hashes."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from accounts import pictures
from accounts.domain.cards import MayNotMakeCard, make_pins
from accounts.domain.managed import make_managed_account
from accounts.domain.roles import grant_role
from accounts.models import Notice, Session, User
from accounts.roles import Role
from accounts.secrets import weak_pin_reason
from classes.domain.groups import add_members
from classes.models import ClassGroup
from classes.pdf import cards as pdf
from core.models import AuditEvent
from tests.accounts.doing import problems, visitor, who
from tests.classes.making import NOON, group, pupil, school, with_pin
from tests.classes.test_class_sign_in import BAD, WRONG, come_in
from tests.factories.people import PIN, learner

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


def at_work(made: ClassGroup):
    client = visitor()
    client.force_login(made.created_by)
    return client


def new_pupil(made: ClassGroup, name: str) -> User:
    """Without a PIN yet."""
    person = make_managed_account(organisation=made.organisation, name=name, by=made.created_by, at=NOON)
    add_members(group=made, people=[(person, "")], via="typed", by=made.created_by, at=NOON)
    return person


def print_cards(made: ClassGroup, *people: User, client=None, key=None):
    fields = {"who": [str(one.public_id) for one in people], "key": str(key or uuid4())}
    return (client or at_work(made)).post(reverse("class_cards", args=[made.public_id]), fields)


def reset(made: ClassGroup, person: User, client=None, key=None):
    address = reverse("new_pin", args=[made.public_id, person.public_id])
    return (client or at_work(made)).post(address, {"key": str(key or uuid4())})


@pytest.fixture
def drawn(monkeypatch) -> list[pdf.Card]:
    """The cards of the last file, and a file that costs nothing."""
    seen: list[pdf.Card] = []
    monkeypatch.setattr(
        "classes.domain.cards.render_cards",
        lambda group, cards, **more: seen.__setitem__(slice(None), cards) or b"%PDF",
    )
    return seen


def test_those_without_a_pin_are_ticked_and_their_card_lets_them_in(drawn):
    made = group()
    fresh, old = new_pupil(made, "Budi"), with_pin(pupil(made, "Ani")).person
    page = BeautifulSoup(at_work(made).get(reverse("class_cards", args=[made.public_id])).content, "html.parser")
    assert [box["value"] for box in page.select("[name=who][checked]")] == [str(fresh.public_id)]
    answer = print_cards(made, fresh)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    (card,) = drawn
    assert card.name == "Budi"
    assert weak_pin_reason(card.pin) is None
    clients = visitor(), visitor()
    assert come_in(clients[0], made.code, "Budi", card.pin).status_code == 302
    assert come_in(clients[1], made.code, "Ani").status_code == 302  # untouched
    assert [who(client) for client in clients] == [fresh, old]


def test_a_class_of_pictures_gets_cards_of_pictures(drawn):
    made = group(secret="pictures")
    child = new_pupil(made, "Kiki")
    print_cards(made, child)
    child.refresh_from_db()
    (card,) = drawn
    assert (card.pin, pictures.is_row(card.row)) == ("", True)
    assert (child.has_pictures, child.has_pin) == (True, False)
    assert check_password(pictures.secret_of(card.row), child.password)


def test_pins_are_kept_nowhere_and_the_log_names_nobody(drawn):
    made = group()
    child = new_pupil(made, "Budi Santoso")
    print_cards(made, child)
    (card,) = drawn
    kept = [str(row) for event in AuditEvent.objects.all() for row in (event.actor, event.subject, event.detail)]
    kept += [str(notice.detail) for notice in Notice.objects.all()] + list(
        User.objects.values_list("password", flat=True)
    )
    assert [text for text in kept if card.pin in text or ("Budi" in text)] == []
    assert AuditEvent.objects.filter(action="accounts.card_made", subject=str(child.public_id)).count() == 1


def test_the_same_form_twice_makes_no_second_pin(drawn):
    made, key = group(), uuid4()
    child = new_pupil(made, "Budi")
    print_cards(made, child, key=key)
    first = drawn[0].pin
    assert print_cards(made, child, key=key).status_code == 302
    child.refresh_from_db()
    assert check_password(first, child.password)


def test_nobody_ticked_is_said():
    made = group()
    new_pupil(made, "Budi")
    answer = print_cards(made)
    assert (answer.status_code, problems(answer)) == (422, ["Tick at least one name."])


def test_a_new_pin_is_shown_once_ends_sessions_and_tells_the_pupil():
    made = group()
    child = with_pin(pupil(made, "Budi", language="en")).person
    phone = visitor()
    come_in(phone, made.code, "Budi")
    answer = reset(made, child)
    page = BeautifulSoup(answer.content, "html.parser")
    pin = re.sub(r"\D", "", page.select(".pin-card .code-big")[1].get_text())
    assert "no-store" in answer["Cache-Control"]
    assert not Session.objects.filter(person_id=child.pk).exists()
    assert problems(come_in(visitor(), made.code, "Budi")) == [WRONG]
    come_in(phone, made.code, "Budi", pin)
    assert who(phone) == child
    assert Notice.objects.get(person=child).kind == "secret_reset"
    assert "changed at the next sign-in" not in answer.content.decode()


def test_who_mistyped_until_the_wait_comes_in_with_the_new_pin_at_once():
    made = group()
    child = with_pin(pupil(made, "Budi", language="en")).person
    for _ in range(6):
        come_in(visitor(), made.code, "Budi", BAD)
    page = BeautifulSoup(reset(made, child).content, "html.parser")
    pin = re.sub(r"\D", "", page.select(".pin-card .code-big")[1].get_text())
    client = visitor()
    come_in(client, made.code, "Budi", pin)
    assert who(client) == child


def unmanageable(made: ClassGroup) -> dict[str, User]:
    own, elsewhere = learner(), pupil(group(), "Jauh").person
    colleague = pupil(made, "Guru Muda").person
    grant_role(person=colleague, role=Role.TEACHER, by=None, organisation=made.organisation)
    staff = pupil(made, "Penulis").person
    grant_role(person=staff, role=Role.AUTHOR, by=None, organisation=school())
    people = {"own account": own, "made by another school": elsewhere, "a teacher": colleague, "staff": staff}
    add_members(group=made, people=[(own, ""), (elsewhere, "")], via="code", by=None, at=NOON)
    return people


def test_nobody_else_is_reset_here(drawn):
    made = group()
    people = unmanageable(made)
    before = {name: User.objects.get(pk=one.pk).password for name, one in people.items()}
    for one in people.values():
        assert reset(made, one).status_code == 302
        assert print_cards(made, one).status_code == 422
        with pytest.raises(MayNotMakeCard):
            make_pins(people=[one], organisation=made.organisation, with_pictures=False, by=made.created_by, at=NOON)
    assert {name: User.objects.get(pk=one.pk).password for name, one in people.items()} == before
    shown = at_work(made).get(reverse("edit_member", args=[made.public_id, people["own account"].public_id]))
    assert "joined with an account of their own" in shown.content.decode()


def test_a_pupil_with_pictures_confirms_with_their_names(sign_in):
    made = group(secret="pictures")
    child = new_pupil(made, "Kiki")
    (new,) = make_pins(people=[child], organisation=made.organisation, with_pictures=True, by=made.created_by, at=NOON)
    child.refresh_from_db()
    client = visitor()
    client.force_login(child)
    words = " ".join(str(pictures.name_of(key)) for key in new.row)
    assert client.post(reverse("change_secret"), {"current": "1234", "secret": PIN}).status_code == 422
    assert client.post(reverse("change_secret"), {"current": words, "secret": PIN}).status_code == 302
    child.refresh_from_db()
    assert (child.has_pictures, child.has_pin, child.check_password(PIN)) == (False, True, True)


def test_rows_of_pictures():
    rows = [pictures.new_row() for _ in range(200)]
    assert all(pictures.is_row(row) for row in rows)
    assert len({tuple(row) for row in rows}) > 150
    assert not pictures.is_row(["bola", "bola", "ikan", "kunci"])
    assert not pictures.is_row(["bola", "ikan", "kunci"])
    assert not pictures.is_row(["bola", "ikan", "kunci", "x"])
