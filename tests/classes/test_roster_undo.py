"""Taking a list back, and moving a class up."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import RoleGrant, User
from classes.domain.groups import NameTaken, add_members, add_teacher
from classes.domain.moving_up import SomeStay, Target, move_up, name_above, year_after
from classes.domain.roster_apply import start_import
from classes.domain.roster_choices import decide
from classes.domain.roster_queries import roster_table
from classes.domain.roster_undo import HasWorked, TooLate, undo_import
from classes.models import ClassGroup, Member, PersonalAssignment, PupilNumber, TeacherNote
from tests.classes.making import NOON, assignment, coordinator, group, pupil, school, teacher
from tests.classes.rosters_making import as_csv, carried_out, looked_at
from tests.factories.courses import full_course
from tests.progress.doing import answer_check, start

pytestmark = pytest.mark.usefixtures("db")
LATER = NOON + timedelta(hours=1)


def state_of(*groups: ClassGroup) -> list[object]:
    people = sorted(User.objects.values_list("username", "name"), key=str)
    members = sorted(Member.objects.values_list("group", "person", "nickname", "left_at"), key=str)
    given = sorted(PersonalAssignment.objects.values_list("assignment", "person", "removed_at"), key=str)
    numbers = sorted(PupilNumber.objects.values_list("person", "nisn", "nipd"))
    roles = sorted(RoleGrant.objects.values_list("person", "role"))
    return [
        people,
        members,
        given,
        numbers,
        roles,
        [list(roster_table(one)) for one in groups],
        ClassGroup.objects.count(),
    ]


def test_taking_back_puts_everything_as_it_was():
    of = school()
    by = coordinator(of)
    seven, eight = group(name="7A", of=of), group(name="8A", of=of)
    assignment(seven, full_course())
    assignment(eight, full_course())
    renamed, moved, out = pupil(seven, "Bunga", "Bubu"), pupil(eight, "Citra"), pupil(seven, "Dewi")
    numbers = {renamed: "0012345678", moved: "0012345679"}
    for member, nisn in numbers.items():
        PupilNumber.objects.create(organisation=of, person=member.person, nisn=nisn)
    PersonalAssignment.objects.all().delete()
    for one in (seven, eight):
        for task in one.assignments.all():
            PersonalAssignment.objects.bulk_create(
                PersonalAssignment(assignment=task, person=m.person, added_at=NOON) for m in one.members.all()
            )
    before = state_of(seven, eight)
    rows = [
        ("Bunga Melati", "Bunga", "0012345678", "5", "7A"), ("Citra", "", "0012345679", "", "7A"),
        ("Eka", "", "0012345670", "", "7A"), ("Fitri", "", "", "", "7C"),
    ]  # fmt: skip
    roster = looked_at(as_csv(rows), school=of, by=by)
    absent = roster.rows.get(act="absent", person=out.person)
    decide(roster=roster, duplicates={}, shown=[absent.pk], out=[absent.pk])
    start_import(roster=roster, by=roster.by, at=NOON)
    assert sorted(row[0] for row in roster_table(seven)[1:]) == ["Bunga Melati", "Citra", "Eka"]
    assert len(roster_table(eight)) == 1
    undo_import(roster=roster, by=roster.by, at=LATER)
    # Citra's first membership of 7A ended again; it stays in the history and in no list.
    Member.objects.filter(group=seven, person=moved.person, left_at__isnull=False).delete()
    PersonalAssignment.objects.filter(assignment__group=seven, person=moved.person).delete()
    assert state_of(seven, eight) == before
    assert (roster.state, roster.rows.count()) == ("undone", 0)
    with pytest.raises(TooLate):
        undo_import(roster=roster, by=roster.by, at=LATER)


def test_taking_back_leaves_what_somebody_has_changed_since():
    seven = group(name="7A")
    member = pupil(seven, "Bunga")
    PupilNumber.objects.create(organisation=seven.organisation, person=member.person, nisn="0012345678")
    roster = carried_out(as_csv([("Bunga Melati", "", "0012345678", "7", "7A")]), seven)
    User.objects.filter(pk=member.person_id).update(name="Bunga M.")
    undo_import(roster=roster, by=seven.created_by, at=LATER)
    assert roster_table(seven)[1] == ["Bunga M.", "", "0012345678", "", "7A"]


def test_after_a_month_it_is_too_late():
    seven = group(name="7A")
    roster = carried_out(as_csv([("Bunga", "", "", "", "7A")]), seven)
    with pytest.raises(TooLate):
        undo_import(roster=roster, by=seven.created_by, at=roster.done_at + timedelta(days=30))
    assert seven.members.count() == 1


def _signed_in(person: User, of: ClassGroup) -> None:
    User.objects.filter(pk=person.pk).update(last_login=NOON)


def _answered(person: User, of: ClassGroup) -> None:
    outline = full_course()
    answer_check(person, outline, outline.lessons[1])


def _has_a_note(person: User, of: ClassGroup) -> None:
    TeacherNote.objects.create(group=of, person=person, text="Rajin.", at=NOON)


def _joined_another(person: User, of: ClassGroup) -> None:
    add_members(group=group(of=of.organisation), people=[(person, "")], via="code", by=None, at=NOON)


def _opened_a_quiz(person: User, of: ClassGroup) -> None:
    outline = full_course()
    start(person, outline, outline.lessons[3])


@pytest.mark.parametrize("work", [_signed_in, _answered, _has_a_note, _joined_another, _opened_a_quiz])
def test_what_somebody_new_has_worked_with_is_not_taken_back(work):
    seven = group(name="7A")
    roster = carried_out(as_csv([("Bunga", "", "", "", "7A"), ("Citra", "", "", "", "7A")]), seven)
    work(User.objects.get(name="Bunga"), seven)
    with pytest.raises(HasWorked) as worked:
        undo_import(roster=roster, by=seven.created_by, at=LATER)
    assert [str(one) for one in worked.value.people] == ["Bunga"]
    assert User.objects.filter(name__in=("Bunga", "Citra")).count() == 2


def test_what_others_look_at_meanwhile_does_not_stand_in_the_way():
    seven = group(name="7A")
    roster = carried_out(as_csv([("Bunga", "", "0012345678", "", "7A")]), seven)
    other = looked_at(
        as_csv([("Bunga", "", "0012345678", "", "7A"), ("Citra", "", "", "", "")]),
        seven,
        by=teacher(seven.organisation),
    )
    undo_import(roster=roster, by=seven.created_by, at=LATER)
    start_import(roster=other, by=other.by, at=NOON)
    assert not User.objects.filter(name="Bunga").exists()
    assert other.state == "done"


@pytest.mark.parametrize(
    ("name", "above"),
    [("7A", "8A"), ("VII B", "VIII B"), ("Kelas 10 IPA 1", "Kelas 11 IPA 1"), ("IX-C", "X-C"), ("12 IPA", "12 IPA"), ("XII A", "XII A"), ("Angkatan 2026", "Angkatan 2026"), ("Melati", "Melati")],
)  # fmt: skip
def test_the_name_of_the_class_above(name, above):
    assert name_above(name) == above


def test_the_year_after():
    assert (year_after("2026/2027"), year_after("")) == ("2027/2028", "")


def up(old: ClassGroup, target: Target, people=None, **more) -> ClassGroup:
    everybody = set(old.members.filter(left_at=None).values_list("person", flat=True))
    values = {"with_teachers": False, "archive": True, "by": old.created_by, "at": LATER, "key": uuid4()} | more
    return move_up(group=old, target=target, people=everybody if people is None else people, **values)


def test_a_class_moves_into_a_new_one():
    old = group(name="7A", secret="pictures")
    helper = teacher(old.organisation)
    add_teacher(group=old, person=helper, part="teacher", by=old.created_by, at=NOON)
    pupil(old, "Bunga", "Bubu")
    key = uuid4()
    new = up(old, Target(name="8A", school_year="2027/2028"), with_teachers=True, key=key)
    again = up(old, Target(name="8A", school_year="2027/2028"), key=key)
    assert again == new
    old.refresh_from_db()
    assert (new.name, new.school_year, new.secret, new.organisation) == (
        "8A",
        "2027/2028",
        "pictures",
        old.organisation,
    )
    assert (old.successor, old.archived_at) == (new, LATER)
    assert [(m.person.name, m.nickname, m.via) for m in new.members.all()] == [("Bunga", "Bubu", "moved")]
    assert set(new.teachers.values_list("person", "part")) == {(old.created_by.pk, "homeroom"), (helper.pk, "teacher")}
    assert old.members.get().left_at is None  # its reports of the year stay whole


def test_who_stays_behind_stays_and_the_class_stays_open():
    old, new = group(name="7A"), None
    new = group(name="8A", of=old.organisation)
    stays, goes = pupil(old, "Bunga"), pupil(old, "Citra")
    with pytest.raises(SomeStay):
        up(old, Target(group=new), {goes.person_id})
    assert new.members.count() == 0
    up(old, Target(group=new), {goes.person_id}, archive=False)
    assert [m.person.name for m in new.members.all()] == ["Citra"]
    assert list(old.members.filter(left_at=None)) == [stays]
    old.refresh_from_db()
    assert (old.archived_at, old.successor) == (None, new)


def test_a_class_that_is_there_keeps_its_homeroom_teacher():
    old = group(name="7A")
    new = group(name="8A", of=old.organisation)
    up(old, Target(group=new), with_teachers=True)
    assert new.teachers.get(part="homeroom").person == new.created_by
    assert new.teachers.get(part="teacher").person == old.created_by


def test_a_name_that_is_taken_moves_nobody():
    old = group(name="7A")
    group(name="8A", of=old.organisation, school_year="2027/2028")
    pupil(old, "Bunga")
    with pytest.raises(NameTaken):
        up(old, Target(name="8A", school_year="2027/2028"))
    old.refresh_from_db()
    assert (old.archived_at, old.successor) == (None, None)
