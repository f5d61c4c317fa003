"""Joining a class with its code, and leaving it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import gettext

from accounts.domain.erase import everything_about
from accounts.models import Consent
from accounts.models.people import Age
from classes.domain.groups import add_teacher, archive_group
from classes.models import ClassGroup, Member
from tests.accounts.doing import problems, sign_up_with, visitor, who
from tests.classes.event_making import come, event
from tests.classes.making import NOON, group, pupil, school, teacher
from tests.factories.people import guest, learner

pytestmark = pytest.mark.usefixtures("db")


def page_of(made: ClassGroup, client, **fields):
    return client.get(reverse("join_class", args=[made.code]), **fields)


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


def signed_in(person):
    client = visitor()
    client.force_login(person)
    return client


def send(made: ClassGroup, client, key=None):
    return client.post(reverse("join_class", args=[made.code]), {"key": str(key or uuid4())})


def test_typing_the_code_leads_to_the_class():
    made = group()
    answer = visitor().post(reverse("join"), {"code": f" {made.code[:3].lower()}-{made.code[3:]} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/gabung/{made.code}/")


def test_what_teachers_will_see_is_said_before_and_joining_is_one_act_however_often_sent():
    made, ani = group(name="Operator Desa", kind="cohort", school_year=""), learner(name="Ani", language="en")
    client, key = signed_in(ani), uuid4()
    shown = text_of(page_of(made, client))
    assert all(words in shown for words in ("Operator Desa", made.organisation.name, "your name", "how far you are"))
    assert not made.members.exists()
    for _ in range(2):
        assert send(made, client, key)["Location"] == "/"
    member = made.members.get()
    assert (member.person, member.via, member.left_at) == (ani, Member.Via.CODE, None)
    assert [(row.purpose, row.version) for row in Consent.objects.filter(person=ani)] == [("class", "2026-11")]
    assert "You are in this class already." in text_of(page_of(made, client))


def test_a_visitor_has_three_ways_that_come_back_here():
    made = group()
    page = BeautifulSoup(page_of(made, visitor()).content, "html.parser")
    ways = [link["href"] for link in page.main.select("a.go")]
    then = f"next=%2Fgabung%2F{made.code}%2F"
    assert ways == [f"/masuk/kelas/?kode={made.code}", f"/masuk/?{then}", f"/daftar/?{then}"]
    filled = BeautifulSoup(visitor().get(ways[0]).content, "html.parser").select_one("[name=code]")
    assert filled["value"].replace(" ", "") == made.code


@pytest.mark.parametrize("start", ["visitor", "guest"])
def test_whoever_makes_an_account_comes_back_to_the_class(start):
    made, client = group(), visitor()
    if start == "guest":
        client.force_login(guest())
    assert send(made, client).status_code == 200  # nobody joins without an account
    sign_up_with(client, next=f"/gabung/{made.code}/")
    assert client.post(reverse("recovery_card"))["Location"] == f"/gabung/{made.code}/"
    send(made, client)
    assert made.members.get().person == who(client)


def test_a_closed_class_takes_nobody_in_but_cards_still_lead_to_their_sign_in():
    made = group()
    ClassGroup.objects.filter(pk=made.pk).update(code_open=False)
    client = signed_in(learner(language="en"))
    send(made, client)
    assert not made.members.exists()
    assert "takes nobody in" in text_of(page_of(made, client))
    shown = BeautifulSoup(page_of(made, visitor()).content, "html.parser")
    assert [link["href"] for link in shown.main.select("a.go")] == [f"/masuk/kelas/?kode={made.code}"]


def test_archived_classes_and_unknown_codes_look_the_same():
    archived = group()
    archive_group(group=archived, by=archived.created_by, at=NOON)
    client = signed_in(learner(language="en"))
    told = set()
    for code in (archived.code, "AAAAAC", "x", "<b>", "a" * 300):
        answer = client.get(f"/gabung/{code}/".replace("<", "%3C").replace(">", "%3E"))
        told.add((answer.status_code, tuple(problems(answer))))
        assert client.post(f"/gabung/{code}/", {"key": str(uuid4())}).status_code == 422
    assert told == {(422, ("No class has this code now. Check it on your card or with your teacher.",))}
    assert not Member.objects.exists()


def test_a_teacher_of_the_class_is_led_to_it_instead():
    made = group()
    client = signed_in(made.created_by)
    send(made, client)
    assert not made.members.exists()
    assert "You teach this class." in text_of(page_of(made, client))


@pytest.mark.parametrize("key", ["", "x", "\0"])
def test_a_form_without_a_key_is_nothing(key):
    made, client = group(), signed_in(learner())
    assert client.post(reverse("join_class", args=[made.code]), {"key": key}).status_code == 404
    assert not made.members.exists()


def test_leaving_is_asked_once_more_and_takes_the_consent_back():
    first, second, ani = group(), group(), learner(language="en")
    client = signed_in(ani)
    for made in (first, second):
        send(made, client)
    add_teacher(group=first, person=teacher(first.organisation, name="Bu Rina"), part="teacher", by=ani, at=NOON)
    assert "Bu Rina" in text_of(client.get(reverse("joined_classes")))
    address = reverse("leave_class", args=[first.public_id])
    assert "Leave the class?" in text_of(client.get(address))
    assert first.members.get().left_at is None
    client.post(address)
    assert first.members.get().left_at is not None
    assert Consent.objects.get(person=ani).withdrawn_at is None  # still in another one
    client.post(reverse("leave_class", args=[second.public_id]))
    assert Consent.objects.get(person=ani).withdrawn_at is not None
    assert client.get(address).status_code == 404
    assert len(everything_about(ani)[gettext("Classes")]) == 2


def test_coming_back_is_joining_anew():
    made, ani = group(), learner()
    client = signed_in(ani)
    send(made, client)
    client.post(reverse("leave_class", args=[made.public_id]))
    send(made, client)
    assert made.members.get().left_at is None
    assert Consent.objects.get(person=ani).withdrawn_at is None


def test_a_child_whose_account_the_school_made_does_not_leave_by_itself():
    made = group()
    child = pupil(made, "Budi", age=Age.MINOR, language="en").person
    client = signed_in(child)
    client.post(reverse("leave_class", args=[made.public_id]))
    assert made.members.get().left_at is None
    assert "Ask your teacher to take you out." in text_of(client.get(reverse("leave_class", args=[made.public_id])))


def test_nobody_leaves_for_somebody_else():
    made = group()
    pupil(made, "Budi")
    address = reverse("leave_class", args=[made.public_id])
    assert signed_in(learner()).post(address).status_code == 404
    assert made.members.get().left_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_ones_classes_costs_the_same(count, django_assert_num_queries):
    ani = learner()
    for _ in range(count):
        made = group(of=school())
        send(made, signed_in(ani))
    client = signed_in(ani)
    client.get(reverse("joined_classes"))
    with django_assert_num_queries(5):
        client.get(reverse("joined_classes"))


def test_a_place_at_a_training_is_given_up_there_and_not_by_leaving_its_class():
    made, ani = event(), learner()
    come(made, ani)
    client = signed_in(ani)
    shown = reverse("event", args=[made.public_id])
    assert f'href="{shown}"' in client.get(reverse("joined_classes")).content.decode()
    assert client.post(reverse("leave_class", args=[made.group.public_id])).url == shown
    assert made.group.members.get().left_at is None
