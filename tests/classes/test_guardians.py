"""Guardians of children whose account the school made (UU 27/2022 art. 25, SECURITY 29)."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse

from accounts.domain.activation import MayNotSwitch, deactivate, reactivate
from accounts.domain.guardians import LETTER_VERSION, NotOurs, State, record_answers
from accounts.domain.people import people_in_reach
from accounts.models import GuardianConsent, Session, User
from accounts.models.people import Age
from accounts.roles import Role
from classes.domain.queries import current_members
from classes.models import ClassGroup
from classes.reports.people import people_lines
from core.models import AuditEvent
from tests.accounts.doing import problems, visitor, who
from tests.classes.making import NOON, group, pupil, with_pin
from tests.classes.test_class_sign_in import WRONG, come_in
from tests.factories.people import learner, staff

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


def child(made: ClassGroup, name: str = "Budi") -> User:
    return with_pin(pupil(made, name, age=Age.MINOR, language="en")).person


def at_work(made: ClassGroup):
    client = visitor()
    client.force_login(made.created_by)
    return client


def say(made: ClassGroup, state: str, *people: User):
    fields = {"state": state, "who": [str(one.public_id) for one in people]}
    return at_work(made).post(reverse("guardian_answers", args=[made.public_id]), fields)


def state_of(person: User) -> tuple[str, bool]:
    row = GuardianConsent.objects.filter(person=person).first()
    return (row.state if row else "", User.objects.get(pk=person.pk).is_active)


def test_one_answer_for_many_at_once():
    made = group()
    people = [child(made, f"Murid {n}") for n in range(3)]
    say(made, "given", *people[:2])
    assert [state_of(one) for one in people] == [("given", True), ("given", True), ("", True)]
    row = GuardianConsent.objects.get(person=people[0])
    assert (row.version, row.recorded_by, row.organisation) == (LETTER_VERSION, made.created_by, made.organisation)


@pytest.mark.parametrize("first", ["refused", "withdrawn"])
def test_no_stops_everything_at_once_and_yes_brings_all_of_it_back(first):
    made = group()
    budi = child(made)
    phone = visitor()
    come_in(phone, made.code, "Budi")
    say(made, "given", budi)
    assert who(phone) == budi
    GuardianConsent.objects.filter(person=budi).delete() if first == "refused" else None
    say(made, first, budi)
    assert state_of(budi) == (first, False)
    assert who(phone) is None
    assert not Session.objects.filter(person_id=budi.pk).exists()
    assert problems(come_in(visitor(), made.code, "Budi")) == [WRONG]
    assert list(current_members(made)) == []
    assert people_lines(made) == []
    assert "Budi" not in at_work(made).get(reverse("class_members", args=[made.public_id])).content.decode()
    assert "Budi" in at_work(made).get(reverse("guardian_answers", args=[made.public_id])).content.decode()
    say(made, "given", budi)
    assert state_of(budi) == ("given", True)
    assert [row.person for row in current_members(made)] == [budi]
    come_in(phone, made.code, "Budi")
    assert who(phone) == budi


FOLLOWS = {
    ("", "asked"), ("", "given"), ("", "refused"), ("asked", "given"), ("asked", "refused"), ("given", "withdrawn"),
    ("refused", "given"), ("withdrawn", "given"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "then"), product(["", *State.values], State.values))
def test_which_answer_may_follow_which(before, then):
    made = group()
    budi = child(made)
    for step in {"withdrawn": ["given", "withdrawn"], "": []}.get(before, [before]):
        say(made, step, budi)
    assert state_of(budi)[0] == before
    changed = record_answers(people=[budi], organisation=made.organisation, state=then, by=made.created_by, at=NOON)
    assert changed == ((before, then) in FOLLOWS)
    assert state_of(budi)[0] == (then if (before, then) in FOLLOWS else before)


def test_the_log_tells_who_wrote_it_down_and_no_name():
    made = group()
    budi = child(made)
    say(made, "refused", budi)
    event = AuditEvent.objects.get(action="accounts.guardian_refused")
    assert (event.actor, event.subject, event.detail) == (
        str(made.created_by.public_id),
        str(budi.public_id),
        {"version": LETTER_VERSION},
    )


def test_an_administrator_neither_opens_what_a_guardian_closed_nor_is_overruled_by_one():
    made, admin = group(), staff(Role.ADMINISTRATOR)
    stopped, closed = child(made, "Ani"), child(made, "Budi")
    say(made, "refused", stopped)
    with pytest.raises(MayNotSwitch):
        reactivate(by=admin, person=stopped, at=NOON)
    deactivate(by=admin, person=closed, at=NOON)
    say(made, "given", closed)
    assert state_of(closed) == ("", False)


def test_only_for_accounts_that_the_school_made():
    made = group()
    others = [learner(), child(group())]
    for one in others:
        with pytest.raises(NotOurs):
            record_answers(people=[one], organisation=made.organisation, state="refused", by=made.created_by, at=NOON)
        say(made, "refused", one)
        assert state_of(one) == ("", True)


@pytest.mark.parametrize("fields", [{}, {"state": "given"}, {"who": ["x"], "state": "given"}, {"state": "\0"}])
def test_nothing_ticked_or_chosen_is_said(fields):
    made = group()
    child(made)
    answer = at_work(made).post(reverse("guardian_answers", args=[made.public_id]), fields)
    assert (answer.status_code, problems(answer)) == (422, ["Tick at least one name."])


def test_an_answer_nobody_offers_is_nothing():
    made = group()
    budi = child(made)
    assert say(made, "maybe", budi).status_code == 422
    assert state_of(budi) == ("", True)


def test_letters_are_printed_and_written_down_as_asked():
    made = group()
    people = [child(made, "Budi Santoso"), child(made, "Citra")]
    say(made, "given", people[1])
    fields = {"who": [str(one.public_id) for one in people]}
    answer = at_work(made).post(reverse("guardian_letters", args=[made.public_id]), fields)
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    assert [state_of(one)[0] for one in people] == ["asked", "given"]
    blank = at_work(made).post(reverse("guardian_letters", args=[made.public_id]), {"blank": "1"})
    assert blank.content.startswith(b"%PDF")


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_however_long(count, django_assert_num_queries):
    made = group()
    for number in range(count):
        say(made, "given", child(made, f"Murid {number}"))
    client = at_work(made)
    client.get(reverse("guardian_answers", args=[made.public_id]))
    with django_assert_num_queries(5):
        client.get(reverse("guardian_answers", args=[made.public_id]))


def test_whose_guardian_answered_is_a_child():
    made = group(kind="cohort", school_year="")
    budi = with_pin(pupil(made, "Budi", age=Age.UNKNOWN)).person
    say(made, "given", budi)
    budi.refresh_from_db()
    assert budi.age == Age.MINOR


def test_trainers_of_the_branch_do_not_see_whom_a_guardian_stopped():
    made = group()
    ani, budi = child(made, "Ani"), child(made, "Budi")
    trainer, admin = staff(Role.AUTHOR, made.organisation), staff(Role.ADMINISTRATOR)
    say(made, "refused", budi)
    assert {one for one in people_in_reach(trainer) if one.managed_by_id} == {ani}
    assert {ani, budi} <= set(people_in_reach(admin))


def test_a_child_cannot_say_that_it_is_grown_up(sign_in):
    made = group()
    budi = child(made)
    client = visitor()
    client.force_login(budi)
    client.post(reverse("my_data"), {"name": "Budi", "age": "adult", "language": "en"})
    budi.refresh_from_db()
    assert budi.age == Age.MINOR
