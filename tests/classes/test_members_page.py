"""The people of a class: adding by name, correcting, taking out and back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import User
from accounts.models.people import Age
from classes.domain.groups import add_members, remove_member, remove_teacher
from classes.models import ClassGroup
from tests.accounts.doing import problems, visitor
from tests.classes.making import NOON, coordinator, group, pupil, school, teacher
from tests.factories.people import learner, organisation

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


def at_work(made: ClassGroup, person: User | None = None):
    client = visitor()
    client.force_login(person or made.created_by)
    return client


def add(made: ClassGroup, names: str, client=None, **fields):
    values = {"names": names, "key": str(uuid4())} | fields
    return (client or at_work(made)).post(reverse("add_pupils", args=[made.public_id]), values)


def names_of(made: ClassGroup) -> list[tuple[str, str]]:
    rows = made.members.filter(left_at=None).order_by("pk")
    return list(rows.values_list("person__name", "nickname"))


def test_one_name_on_each_line_and_a_nickname_after_a_comma():
    made = group()
    add(made, "Muhammad Rizky Pratama, Kiki\n\n  Siti   Aminah  \r\n")
    assert names_of(made) == [("Muhammad Rizky Pratama", "Kiki"), ("Siti Aminah", "")]
    child = made.members.get(nickname="Kiki").person
    assert (child.managed_by, child.age, child.name_confirmed_at) == (made.organisation, Age.MINOR, None)
    assert child.role_grants.get().organisation == made.organisation


def test_full_names_are_confirmed_for_certificates_where_the_teacher_says_so():
    made = group()
    add(made, "Siti Aminah", full_names="on")
    assert made.members.get().person.name_confirmed_at is not None


def test_of_an_agency_nothing_is_said_about_age():
    made = group(of=organisation(kind="agency"), kind="operators", school_year="")
    add(made, "Pak Darto")
    assert made.members.get().person.age == Age.UNKNOWN


def test_sent_twice_is_once():
    made, key = group(), str(uuid4())
    for _ in range(2):
        add(made, "Budi", key=key)
    assert names_of(made) == [("Budi", "")]


def test_the_same_name_in_this_school_is_asked_about_and_taken_by_default():
    here = school()
    old, made = group(of=here), group(of=here)
    budi = pupil(old, "Budi Santoso").person
    answer = add(made, "BUDI SANTOSO, Bud\nCitra")
    page = BeautifulSoup(answer.content, "html.parser")
    assert names_of(made) == []
    assert [box["value"] for box in page.select("[type=radio][checked]")] == [str(budi.public_id)]
    add(made, "BUDI SANTOSO, Bud\nCitra", chosen="1")
    assert names_of(made) == [("Budi Santoso", "Bud"), ("Citra", "")]
    assert made.members.filter(person=budi).exists()
    assert User.objects.filter(name="Budi Santoso").count() == 1


@pytest.mark.parametrize(("answer", "people"), [("new", 2), ("leave", 1), ("nonsense", 1)])
def test_the_teacher_decides(answer, people):
    here = school()
    old, made = group(of=here), group(of=here)
    pupil(old, "Budi Santoso")
    add(made, "Budi Santoso", chosen="1", **{"answer-0": answer})
    assert User.objects.filter(name="Budi Santoso").count() == people
    assert len(names_of(made)) == (0 if answer == "leave" else 1)


def test_who_is_in_the_class_already_and_a_name_twice_on_the_list_are_left_out_unless_said():
    made = group()
    pupil(made, "Budi")
    add(made, "Budi\nAni\nani", chosen="1")
    assert names_of(made) == [("Budi", ""), ("Ani", "")]


def test_nobody_of_another_school_is_ever_offered_or_taken():
    other = pupil(group(), "Budi Santoso").person
    made = group()
    assert add(made, "Budi Santoso").status_code == 302
    assert made.members.get().person != other
    again = group()
    add(again, "Budi Santoso", chosen="1", **{"answer-0": str(other.public_id)})
    assert again.members.get().person != other
    assert other.class_memberships.count() == 1


def test_back_to_the_list_loses_nothing():
    here = school()
    pupil(group(of=here), "Budi")
    made = group(of=here)
    answer = add(made, "Budi\nAni", back="1", chosen="1")
    area = BeautifulSoup(answer.content, "html.parser").select_one("textarea")
    assert area.get_text().split() == ["Budi", "Ani"]
    assert names_of(made) == []


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        ("\n".join(f"Anak {n}" for n in range(101)), "At most 100 names at once"),
        ("Budi\n, Bub", "Line 2 has no name."),
        ("x" * 151, "Line 1 is too long for a name."),
        ("Budi, " + "x" * 41, "Line 1 is too long for a name."),
        ("x" * 25_000, "20000"),
        ("\0Budi", "Null characters"),
        ("Budi\n---", "Line 2 has no name."),
        ("   \n ", "required"),
    ],
)
def test_what_cannot_be_names_is_said_and_kept(names, wrong):
    made = group()
    answer = add(made, names)
    assert (answer.status_code, made.members.count()) == (422, 0)
    assert wrong in str(problems(answer)).replace(",", "" if wrong == "20000" else ",")


def test_names_stay_text():
    made = group()
    add(made, "<b onclick=x>Budi</b>, {{ x }}")
    shown = at_work(made).get(reverse("class_members", args=[made.public_id])).content.decode()
    assert "<b onclick" not in shown
    assert "&lt;b onclick=x&gt;Budi" in shown


def test_correcting_a_name_and_a_nickname():
    made = group()
    member = pupil(made, "Budy", "Bub")
    at_work(made).post(
        reverse("edit_member", args=[made.public_id, member.person.public_id]), {"name": "Budi", "nickname": "Bubu"}
    )
    assert names_of(made) == [("Budi", "Bubu")]


def test_an_account_of_ones_own_keeps_its_name():
    made, ani = group(), learner(name="Ani")
    add_members(group=made, people=[(ani, "")], via="code", by=ani, at=NOON)
    address = reverse("edit_member", args=[made.public_id, ani.public_id])
    at_work(made).post(address, {"name": "Ina", "nickname": "An"})
    assert names_of(made) == [("Ani", "An")]
    assert "Only they change its name." in at_work(made).get(address).content.decode()


def test_taking_out_is_undone_by_whoever_did_it_and_by_nobody_else():
    made = group()
    member = pupil(made, "Budi")
    parts = [made.public_id, member.person.public_id]
    client = at_work(made)
    client.post(reverse("remove_member", args=parts))
    assert "Budi was taken out." in client.get(reverse("class_members", args=[made.public_id])).content.decode()
    at_work(made).post(reverse("undo_remove_member", args=parts))
    assert names_of(made) == []
    client.post(reverse("undo_remove_member", args=parts))
    assert names_of(made) == [("Budi", "")]


def test_who_left_by_themselves_is_not_brought_back():
    made, ani = group(), learner(name="Ani")
    (member,) = add_members(group=made, people=[(ani, "")], via="code", by=ani, at=NOON)
    client = at_work(made)
    parts = [made.public_id, ani.public_id]
    client.post(reverse("remove_member", args=parts))
    client.post(reverse("undo_remove_member", args=parts))
    member.refresh_from_db()
    remove_member(member=member, by=ani, at=NOON)
    client.post(reverse("undo_remove_member", args=parts))
    assert names_of(made) == []


def test_searching_is_posted_and_finds_names_and_nicknames():
    made = group()
    for name, nickname in (("Budi Santoso", "Bub"), ("Citra Lestari", "Cici"), ("Dodi", "")):
        pupil(made, name, nickname)

    def found(words: str) -> list[str]:
        answer = at_work(made).post(reverse("class_members", args=[made.public_id]), {"words": words})
        page = BeautifulSoup(answer.content, "html.parser")
        return [link.get_text() for link in page.select("a.inline")]

    assert found("santo") == ["Budi Santoso"]
    assert found("cici") == ["Citra Lestari"]
    assert found("\0nobody\0") == []
    assert len(found("")) == 3


def test_long_lists_have_pages():
    made = group()
    for number in range(51):
        pupil(made, f"Murid {number:02}")
    client, address = at_work(made), reverse("class_members", args=[made.public_id])

    def names(answer) -> list[str]:
        return [link.get_text() for link in BeautifulSoup(answer.content, "html.parser").select("a.inline")]

    assert len(names(client.get(address))) == 50
    assert names(client.post(address, {"words": "murid", "hal": "2"})) == ["Murid 50"]
    assert names(client.get(address, {"hal": "x"})) == [f"Murid {number:02}" for number in range(50)]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_list_costs_the_same_however_long(count, django_assert_num_queries):
    made = group()
    for number in range(count):
        pupil(made, f"Murid {number}")
    client = at_work(made)
    client.get(reverse("class_members", args=[made.public_id]))
    with django_assert_num_queries(7):
        client.get(reverse("class_members", args=[made.public_id]))


ADDRESSES = ("class_members", "add_pupils", "class_cards", "guardian_answers")
OF_ONE = ("edit_member", "new_pin", "remove_member", "undo_remove_member")


def test_another_school_and_a_teacher_removed_see_nothing():
    made = group()
    member = pupil(made, "Budi")
    colleague = teacher(made.organisation)  # of the same school, but not of this class
    strangers = [teacher(school()), coordinator(school()), colleague, learner()]
    gone = made.created_by
    remove_teacher(group=made, person=gone, by=gone, at=NOON)
    for person in [*strangers, gone]:
        client = at_work(made, person)
        for name in ADDRESSES:
            assert client.get(reverse(name, args=[made.public_id])).status_code == 404
        for name in (*ADDRESSES, "guardian_letters"):
            assert client.post(reverse(name, args=[made.public_id]), {"names": "X"}).status_code == 404
        for name in OF_ONE:
            assert client.post(reverse(name, args=[made.public_id, member.person.public_id])).status_code == 404
    assert names_of(made) == [("Budi", "")]


def test_a_pupil_of_another_class_is_not_reached_through_ones_own():
    mine, other = group(), group()
    theirs = pupil(other, "Budi")
    for name in OF_ONE:
        address = reverse(name, args=[mine.public_id, theirs.person.public_id])
        assert at_work(mine).post(address, {"key": str(uuid4())}).status_code == 404
