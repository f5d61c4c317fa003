"""Whose classes somebody sees: school A never sees or counts school B (SECURITY 13, 14)."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from accounts.domain.roles import grant_role, revoke_role
from accounts.models import User
from accounts.roles import Role
from classes.domain.groups import add_teacher, archive_group, remove_teacher
from classes.domain.reach import (
    coordinates,
    group_in_reach,
    groups_in_reach,
    leads_classes,
    may_appoint,
    organisations_coordinated,
    organisations_led,
    teaches_within,
)
from classes.models import ClassGroup
from tests.classes.making import NOON, coordinator, group, pupil, school, teacher
from tests.factories.people import learner, organisation, staff

pytestmark = pytest.mark.django_db


def reached(by: User) -> QuerySet[ClassGroup]:
    """The list, and each class asked for by its address: they say the same."""
    found = groups_in_reach(by)
    assert [one for one in ClassGroup.objects.order_by("pk") if group_in_reach(by, one.public_id)] == list(
        found.order_by("pk")
    )
    return found


@pytest.fixture
def office():
    return organisation("Dinas Pendidikan Contoh", kind="agency")


@pytest.fixture
def two(office):
    """Two schools below one office, each with a class."""
    a, b = organisation("SMP Contoh A", office, "school"), organisation("SMP Contoh B", office, "school")
    return group(of=a), group(of=b)


def test_a_teacher_sees_the_classes_they_teach_and_no_other_of_the_school(two):
    mine, _other = two
    neighbour = group(of=mine.organisation)
    assert list(reached(mine.created_by)) == [mine]
    assert list(reached(neighbour.created_by)) == [neighbour]


def test_a_coordinator_sees_the_whole_branch_and_nothing_beside_it(two, office):
    a, b = two
    assert list(reached(coordinator(a.organisation))) == [a]
    assert set(reached(coordinator(office))) == {a, b}
    assert set(organisations_coordinated(coordinator(office))) == {office, a.organisation, b.organisation}


def test_a_branch_whose_path_begins_alike_is_another_branch():
    first = organisation("SMP Contoh C")
    others = [organisation(f"SMP Contoh D{number}") for number in range(3)]
    for one in others:
        group(of=one)
    assert not reached(coordinator(first)).exists()


def test_an_administrator_sees_all_and_a_learner_or_another_trainer_nothing(two):
    assert set(reached(staff(Role.ADMINISTRATOR))) == set(two)
    for nobody in (learner(), staff(Role.REVIEWER), staff(Role.AUTHOR, organisation("Komunitas Contoh"))):
        assert not reached(nobody).exists()


def test_a_member_does_not_lead_the_class(two):
    member = pupil(two[0]).person
    assert not reached(member).exists()
    assert not leads_classes(member)


def test_a_teacher_who_is_removed_while_the_class_is_open_sees_nothing_any_more(two, client):
    mine, _other = two
    removed = mine.created_by
    client.force_login(removed)
    address = reverse("class_home", args=[mine.public_id])
    assert client.get(address).status_code == 200
    remove_teacher(group=mine, person=removed, by=removed, at=NOON)
    assert client.get(address).status_code == 404
    assert mine.public_id.hex not in client.get(reverse("classes")).content.decode().replace("-", "")


def test_a_role_that_is_taken_away_takes_the_branch_with_it(two, office):
    person = coordinator(office)
    assert reached(person).count() == 2
    revoke_role(grant=person.role_grants.get(), by=staff(Role.ADMINISTRATOR))
    assert not reached(person).exists()
    assert not leads_classes(person)


def test_classes_are_opened_where_one_teaches_and_below(two, office):
    a, _b = two
    assert set(organisations_led(teacher(a.organisation))) == {a.organisation}
    assert office not in organisations_led(teacher(a.organisation))
    assert a.organisation in organisations_led(teacher(office))


def test_a_coordinator_or_the_homeroom_teacher_says_who_teaches(two, office):
    a, b = two
    second = teacher(a.organisation)
    add_teacher(group=a, person=second, part="teacher", by=a.created_by, at=NOON)
    assert may_appoint(a.created_by, a)
    assert not may_appoint(second, a)
    assert coordinates(coordinator(office), a)
    assert not coordinates(coordinator(a.organisation), b)


def test_who_may_be_appointed_teaches_there_or_above(two, office):
    a, b = two
    assert teaches_within(teacher(office), a.organisation)
    assert not teaches_within(teacher(b.organisation), a.organisation)
    assert not teaches_within(learner(), a.organisation)


def test_an_archived_class_stays_in_reach_and_leaves_the_list(two, client):
    mine, _other = two
    archive_group(group=mine, by=mine.created_by, at=NOON)
    client.force_login(mine.created_by)
    assert mine.name not in client.get(reverse("classes")).content.decode()
    assert mine.name in client.get(reverse("classes") + "?arsip=1").content.decode()
    assert client.get(reverse("class_home", args=[mine.public_id])).status_code == 200


def test_the_list_of_classes_costs_the_same_however_long_it_is(client, django_assert_max_num_queries):
    of = school()
    person = coordinator(of)
    client.force_login(person)
    group(of=of)
    client.get(reverse("classes"))
    with django_assert_max_num_queries(10):
        client.get(reverse("classes"))
    for _ in range(3):
        pupil(group(of=of))
    with django_assert_max_num_queries(10):
        answer = client.get(reverse("classes"))
    assert answer.content.decode().count("/kelas/") >= 4


def test_a_trainer_of_the_branch_sees_its_classes(two):
    trainer = staff(Role.AUTHOR, two[0].organisation)
    assert list(reached(trainer)) == [two[0]]
    grant_role(person=trainer, role=Role.TEACHER, by=None, organisation=two[1].organisation)
    assert list(reached(trainer)) == [two[0]]  # to teach somewhere does not show its other classes
