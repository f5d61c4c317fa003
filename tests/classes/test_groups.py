"""Opening, changing and archiving classes; who belongs."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import RoleGrant
from classes.codes import ALPHABET, new_code, read_code, show_code
from classes.domain.groups import (
    NameTaken,
    add_members,
    add_teacher,
    archive_group,
    change_code,
    open_group,
    remove_member,
    reopen_group,
)
from classes.models import ClassGroup, ClassTeacher, PersonalAssignment
from core.models import AuditEvent
from tests.classes.making import NOON, assignment, coordinator, group, pupil, school, teacher
from tests.factories.courses import course_with_lessons
from tests.factories.people import learner

pytestmark = pytest.mark.django_db


def test_a_code_is_read_however_it_is_typed_and_nothing_else_is_one():
    code = new_code()
    assert read_code(f" {code[:3].lower()} {code[3:]} ") == code
    assert read_code(show_code(code)) == code
    for wrong in ("", "O0O0O0", code[:5], code + "A", "ÄÄÄÄÄÄ", "\0" * 6):
        assert read_code(wrong) == ""


def test_codes_have_no_letters_that_look_alike_on_a_board():
    assert not set("0O1IL2Z5S8BU") & set(ALPHABET)
    assert len({new_code() for _ in range(200)}) == 200


def test_whoever_opens_a_school_class_is_its_homeroom_teacher():
    made = group()
    assert made.teachers.get().part == ClassTeacher.Part.HOMEROOM
    assert group(kind="cohort", school_year="").teachers.get().part == ClassTeacher.Part.TEACHER


def test_a_name_is_taken_once_per_school_year_and_free_again_after_the_archive():
    of = school()
    first = group(of=of, name="7A")
    with pytest.raises(NameTaken):
        group(of=of, name=" 7A ")
    group(of=of, name="7A", school_year="2027/2028")
    group(name="7A")  # of another school
    archive_group(group=first, by=first.created_by, at=NOON)
    second = group(of=of, name="7A")
    with pytest.raises(NameTaken):
        reopen_group(group=first, by=first.created_by, at=NOON)
    first.refresh_from_db()
    assert first.archived_at == NOON
    archive_group(group=second, by=second.created_by, at=NOON)
    reopen_group(group=first, by=first.created_by, at=NOON)
    assert ClassGroup.objects.get(pk=first.pk).archived_at is None


def test_the_database_knows_one_class_per_code():
    made, other = group(), group()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClassGroup.objects.filter(pk=other.pk).update(code=made.code)


def test_a_new_code_takes_the_place_of_the_one_before():
    made = group()
    before = made.code
    change_code(group=made, by=made.created_by, at=NOON)
    assert not ClassGroup.objects.filter(code=before).exists()


def test_a_new_homeroom_teacher_takes_the_place_of_the_one_before_who_stays():
    made = group()
    new = teacher(made.organisation)
    add_teacher(group=made, person=new, part="homeroom", by=made.created_by, at=NOON)
    assert {row.person: row.part for row in made.teachers.all()} == {new: "homeroom", made.created_by: "teacher"}


def test_members_become_learners_of_the_organisation_and_twice_is_once():
    made, ani = group(), learner()
    assert len(add_members(group=made, people=[(ani, "Ani")], via="code", by=ani, at=NOON)) == 1
    assert add_members(group=made, people=[(ani, "Ani")], via="code", by=ani, at=NOON) == []
    assert RoleGrant.objects.get(person=ani).organisation == made.organisation
    assert made.members.get().nickname == "Ani"


def test_who_leaves_keeps_what_was_given_and_gets_it_back_when_they_come_back():
    made = group()
    member = pupil(made)
    assignment(made, course_with_lessons(2))
    remove_member(member=member, by=made.created_by, at=NOON)
    row = PersonalAssignment.objects.get(person=member.person)
    assert row.removed_at == NOON
    add_members(group=made, people=[(member.person, "")], via="typed", by=made.created_by, at=NOON)
    row.refresh_from_db()
    assert row.removed_at is None
    assert made.members.get().left_at is None


def test_the_log_holds_no_name():
    made = group()
    member = pupil(made, name="Murid Bernama Khas")
    remove_member(member=member, by=made.created_by, at=NOON)
    events = AuditEvent.objects.filter(action__startswith="classes.")
    assert {event.action for event in events} >= {"classes.opened", "classes.members_added", "classes.member_removed"}
    assert "Khas" not in str([(event.subject, event.detail) for event in events])


def test_a_class_is_opened_on_a_phone_and_a_taken_name_loses_nothing(client):
    of = school()
    person = teacher(of)
    client.force_login(person)
    posted = {
        "name": "8B",
        "organisation": str(of.public_id),
        "kind": "school_class",
        "school_year": "2026/2027",
        "secret": "number",
    }
    answer = client.post(reverse("new_class"), posted)
    made = ClassGroup.objects.get()
    assert answer.url == reverse("class_members", args=[made.public_id])
    again = client.post(reverse("new_class"), posted)
    assert again.status_code == 422
    assert 'value="8B"' in again.content.decode()
    assert ClassGroup.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "\0"},
        {"name": "x" * 5000},
        {"school_year": "2026"},
        {"kind": "event"},
        {"organisation": "x"},
        {"secret": "?"},
    ],
)
def test_what_cannot_be_a_class_is_said_and_nothing_is_made(client, wrong):
    of = school()
    client.force_login(teacher(of))
    posted = {
        "name": "8B",
        "organisation": str(of.public_id),
        "kind": "school_class",
        "school_year": "2026/2027",
        "secret": "number",
    }
    assert client.post(reverse("new_class"), posted | wrong).status_code == 422
    assert not ClassGroup.objects.exists()


def test_nobody_opens_a_class_in_another_school(client):
    client.force_login(teacher(school()))
    other = school()
    posted = {
        "name": "8B",
        "organisation": str(other.public_id),
        "kind": "school_class",
        "school_year": "",
        "secret": "number",
    }
    assert client.post(reverse("new_class"), posted).status_code == 422
    assert not ClassGroup.objects.exists()


def test_a_teacher_of_the_school_is_added_and_nobody_else(client):
    made = group()
    client.force_login(made.created_by)
    colleague, stranger = teacher(made.organisation, username="bu.rini"), teacher(school(), username="pak.lain")
    address = reverse("add_class_teacher", args=[made.public_id])
    client.post(address, {"identifier": "bu.rini", "part": "teacher"})
    client.post(address, {"identifier": "pak.lain", "part": "teacher"})
    client.post(address, {"identifier": "tidak.ada", "part": "teacher"})
    assert set(made.teachers.values_list("person", flat=True)) == {made.created_by.pk, colleague.pk}
    assert stranger.taught_classes.count() == 0


def test_who_is_no_homeroom_teacher_changes_no_teachers(client):
    made = group()
    second = teacher(made.organisation, username="bu.rini")
    add_teacher(group=made, person=second, part="teacher", by=made.created_by, at=NOON)
    client.force_login(second)
    client.post(reverse("remove_class_teacher", args=[made.public_id, made.created_by.public_id]))
    client.post(reverse("add_class_teacher", args=[made.public_id]), {"identifier": "bu.rini", "part": "homeroom"})
    assert {row.person: row.part for row in made.teachers.all()} == {made.created_by: "homeroom", second: "teacher"}
    client.post(reverse("remove_class_teacher", args=[made.public_id, second.public_id]))  # oneself
    assert list(made.teachers.values_list("person", flat=True)) == [made.created_by.pk]


def test_a_class_without_teachers_is_its_coordinators(client):
    made = group()
    client.force_login(made.created_by)
    answer = client.post(reverse("remove_class_teacher", args=[made.public_id, made.created_by.public_id]))
    assert answer.url == reverse("classes")
    client.force_login(coordinator(made.organisation))
    assert client.get(reverse("class_settings", args=[made.public_id])).status_code == 200


def test_opening_is_the_use_case_and_gives_a_free_code():
    of = school()
    made = open_group(organisation=of, name="Operator  OPD", kind="operators", by=teacher(of), at=NOON)
    assert (made.name, made.school_year, read_code(made.code)) == ("Operator OPD", "", made.code)
