"""A list of pupils: looked at, carried out, and again."""

from __future__ import annotations

import pytest

from accounts.models import User
from classes.domain.groups import add_members, remove_member
from classes.domain.roster_apply import start_import, work_on
from classes.domain.roster_choices import decide
from classes.domain.roster_queries import new_classes, roster_table
from classes.models import ClassGroup, Member, PupilNumber, RosterImport, RosterRow
from classes.rosters.model import Note, Why
from tests.certificates.making import issue_one
from tests.classes.making import NOON, group, pupil, school
from tests.classes.rosters_making import acts_of, as_csv, carried_out, dapodik, looked_at
from tests.factories.people import learner

pytestmark = pytest.mark.usefixtures("db")


def names_in(of: ClassGroup) -> list[str]:
    return sorted(of.members.filter(left_at=None).values_list("person__name", flat=True))


def number_of(member: Member, **numbers: str) -> PupilNumber:
    return PupilNumber.objects.create(organisation=member.group.organisation, person=member.person, **numbers)


def the_row(roster: RosterImport) -> RosterRow:
    return roster.rows.exclude(act="absent").get()


def test_a_list_makes_accounts_numbers_and_memberships():
    seven = group(name="7A")
    roster = carried_out(
        as_csv([("Bunga Melati", "Bunga", "0012345678", "101", "7A"), ("Citra", "", "", "", "")]), seven
    )
    assert names_in(seven) == ["Bunga Melati", "Citra"]
    bunga = seven.members.select_related("person").get(person__name="Bunga Melati")
    assert (bunga.nickname, bunga.via, bunga.added_by) == ("Bunga", "imported", seven.created_by)
    assert (bunga.person.managed_by, bunga.person.has_usable_password(), bunga.person.age) == (
        seven.organisation, False, "minor",
    )  # fmt: skip
    assert PupilNumber.objects.values_list("person", "nisn", "nipd").get() == (bunga.person_id, "0012345678", "101")
    assert roster.counts == {"new": 2, "changed": 0, "same": 0, "ask": 0, "refused": 0, "absent": 0, "undecided": 0}
    assert list(roster.rows.values_list("name", "nisn", "nipd", "nickname", "class_name")) == [("",) * 5] * 2


def test_looking_changes_nothing():
    seven = group(name="7A")
    before = User.objects.count(), Member.objects.count()
    roster = looked_at(as_csv([("Bunga", "", "", "", "7A")]), seven)
    assert acts_of(roster) == [("Bunga", "new")]
    assert (User.objects.count(), Member.objects.count()) == before


def test_carrying_out_twice_is_once():
    seven = group(name="7A")
    roster = carried_out(as_csv([("Bunga", "", "", "", "7A")]), seven)
    start_import(roster=roster, by=roster.by, at=NOON)
    work_on(roster)
    assert names_in(seven) == ["Bunga"]
    assert User.objects.filter(name="Bunga").count() == 1


def test_the_same_list_again_changes_nothing():
    seven = group(name="7A")
    data = as_csv([("Bunga", "B", "0012345678", "101", "7A"), ("Citra", "", "", "", ""), ("Citra", "C", "", "", "")])
    first = looked_at(data, seven)
    twin = first.rows.get(act="ask")
    assert (twin.line, twin.twin) == (4, 3)
    decide(roster=first, duplicates={twin.pk: "new"}, shown=(), out=())
    start_import(roster=first, by=seven.created_by, at=NOON)
    assert names_in(seven) == ["Bunga", "Citra", "Citra"]
    again = looked_at(data, seven)
    assert [row.act for row in again.rows.all()] == ["same"] * 3


def test_known_again_by_nisn_then_nipd_then_name_in_the_class():
    seven = group(name="7A")
    one, two, three = (pupil(seven, name) for name in ("Bunga", "Citra", "Dewi"))
    number_of(one, nisn="0012345678")
    number_of(two, nipd="7")
    rows = [
        ("Bunga Melati", "", "0012345678", "", ""),
        ("Citra Lestari", "", "", "7", ""),
        ("DEWI", "", "0000000003", "", ""),
    ]
    roster = carried_out(as_csv(rows), seven)
    assert [(row.person, row.changes) for row in roster.rows.order_by("line")] == [
        (one.person, ["name"]), (two.person, ["name"]), (three.person, ["nisn"]),
    ]  # fmt: skip
    assert names_in(seven) == ["Bunga Melati", "Citra Lestari", "Dewi"]
    assert PupilNumber.objects.get(person=three.person).nisn == "0000000003"


def test_a_name_that_an_earlier_row_has_taken_is_a_question():
    seven = group(name="7A")
    number_of(pupil(seven, "Bunga"), nisn="0012345678")
    roster = looked_at(as_csv([("Bunga", "", "0012345678", "", ""), ("BUNGA", "", "", "", "")]), seven)
    assert [(row.act, row.twin) for row in roster.rows.order_by("line")] == [("same", None), ("ask", 2)]


def test_a_name_in_capitals_is_no_change_and_a_better_spelling_is_one():
    seven = group(name="7A")
    pupil(seven, "Bunga Melati")
    pupil(seven, "CITRA LESTARI")
    carried_out(as_csv([("BUNGA MELATI", "", "", "", ""), ("Citra Lestari", "", "", "", "")]), seven)
    assert names_in(seven) == ["Bunga Melati", "Citra Lestari"]


def test_empty_cells_take_nothing_away():
    seven = group(name="7A")
    member = pupil(seven, "Bunga", "Bubu")
    number_of(member, nisn="0012345678", nipd="7")
    roster = carried_out(as_csv([("Bunga", "", "", "", "")]), seven)
    assert roster.counts["same"] == 1
    assert roster_table(seven)[1] == ["Bunga", "Bubu", "0012345678", "7", "7A"]


def test_the_same_name_elsewhere_in_the_school_is_a_question_with_three_answers():
    of = school()
    seven, eight = group(name="7A", of=of), group(name="8A", of=of)
    there = pupil(eight, "Bunga Melati").person
    data = as_csv([("bunga melati", "", "", "", "7A")])
    for answer, found in (("", []), ("skip", []), ("new", ["bunga melati"]), (str(there.public_id), ["Bunga Melati"])):
        seven.members.all().delete()
        User.objects.filter(name="bunga melati").delete()
        roster = looked_at(data, seven)
        row = the_row(roster)
        assert (row.act, [one.person for one in row.candidates.all()]) == ("ask", [there])
        decide(roster=roster, duplicates={row.pk: answer} if answer else {}, shown=(), out=())
        start_import(roster=roster, by=seven.created_by, at=NOON)
        assert names_in(seven) == found
    assert names_in(eight) == ["Bunga Melati"]
    assert seven.members.get().person == there


def test_nobody_is_taken_who_was_not_offered():
    of = school()
    seven, other = group(name="7A", of=of), group(name="8A", of=of)
    pupil(other, "Bunga")
    stranger = learner(name="Bunga")
    roster = looked_at(as_csv([("Bunga", "", "", "", "7A")]), seven)
    row = the_row(roster)
    foreign = looked_at(as_csv([("Bunga", "", "", "", "")]), group())
    for said in (str(stranger.public_id), "x", "", "0" * 40):
        decide(roster=roster, duplicates={row.pk: said, the_row(foreign).pk: "skip"}, shown=(), out=())
        row.refresh_from_db()
        assert (row.choice, row.person) == ("", None)
    assert the_row(foreign).choice == ""


def test_people_of_another_school_are_never_known():
    other = pupil(group(name="7A"), "Bunga Melati")
    number_of(other, nisn="0012345678", nipd="1")
    seven = group(name="7A")
    carried_out(as_csv([("Bunga Melati", "", "0012345678", "1", "7A")]), seven)
    assert seven.members.get().person != other.person


def test_an_account_that_the_school_did_not_make_is_never_attached():
    of = school()
    seven, eight = group(name="7A", of=of), group(name="8A", of=of)
    came = learner(name="Bunga Melati")
    member = add_members(group=eight, people=[(came, "")], via="code", by=None, at=NOON)[0]
    number_of(member, nisn="0012345678")
    by_number = looked_at(as_csv([("Bunga Melati", "", "0012345678", "", "7A")]), seven)
    assert (the_row(by_number).act, the_row(by_number).why) == ("refused", Why.NOT_OURS)
    by_name = looked_at(as_csv([("Bunga Melati", "", "", "", "7A")]), seven)
    assert the_row(by_name).act == "new"


def test_who_came_with_the_code_is_known_in_the_class_and_keeps_the_name():
    seven = group(name="7A")
    came = learner(name="Bunga Melati")
    member = add_members(group=seven, people=[(came, "")], via="code", by=None, at=NOON)[0]
    number_of(member, nisn="0012345678")
    roster = looked_at(
        as_csv(
            [
                ("Nama Lain", "", "0012345678", "", "7A"),
            ]
        ),
        seven,
    )
    assert (the_row(roster).act, the_row(roster).notes) == ("same", [Note.NAME_NOT_OURS])
    roster = looked_at(as_csv([("bunga melati", "", "", "", "7A")]), seven)
    assert (the_row(roster).act, the_row(roster).person) == ("same", came)


def test_a_teacher_takes_a_pupil_of_another_class_but_does_not_rename_them():
    of = school()
    seven, eight = group(name="7A", of=of), group(name="8A", of=of)
    number_of(pupil(eight, "Bunga"), nisn="0012345678")
    roster = carried_out(as_csv([("Nama Lain", "", "0012345678", "9", "")]), seven)
    assert (roster.rows.get().changes, roster.rows.get().notes) == (["class"], [Note.OF_ANOTHER_CLASS])
    assert (names_in(seven), names_in(eight)) == (["Bunga"], ["Bunga"])


def test_a_name_on_a_certificate_stays():
    seven = group(name="7A")
    member = pupil(seven, "Bunga Melati")
    number_of(member, nisn="0012345678")
    issue_one(member.person)
    roster = carried_out(as_csv([("Nama Lain", "", "0012345678", "", "7A")]), seven)
    assert (roster.rows.get().act, roster.rows.get().notes) == ("same", [Note.NAME_FIXED])
    assert names_in(seven) == ["Bunga Melati"]


def test_whose_data_are_not_processed_any_more_is_refused():
    seven = group(name="7A")
    member = pupil(seven, "Bunga")
    number_of(member, nisn="0012345678")
    User.objects.filter(pk=member.person_id).update(is_active=False)
    roster = looked_at(as_csv([("Bunga", "", "0012345678", "", "7A")]), seven)
    assert (the_row(roster).act, the_row(roster).why) == ("refused", Why.STOPPED)


def test_numbers_of_two_pupils_and_one_number_twice():
    seven = group(name="7A")
    number_of(pupil(seven, "Bunga"), nisn="0012345678")
    number_of(pupil(seven, "Citra"), nipd="9")
    rows = [
        ("Bunga", "", "0012345678", "9", ""), ("Dewi", "", "0000000007", "", ""), ("Eka", "", "0000000007", "", ""),
        ("Fitri", "", "0000000008", "", ""), ("Fitri", "", "0000000009", "", ""),
    ]  # fmt: skip
    roster = looked_at(as_csv(rows), seven)
    found = [(row.act, row.why, row.twin) for row in roster.rows.exclude(act="absent").order_by("line")]
    assert found == [
        ("refused", Why.TWO_PUPILS, None), ("new", "", None), ("refused", Why.SAME_AS_LINE, 3),
        ("new", "", None), ("new", "", None),
    ]  # fmt: skip


def test_rows_of_other_classes_are_left_out_unless_all_are_taken():
    seven = group(name="7A")
    data = as_csv([("Bunga", "", "", "", "VII A"), ("Citra", "", "", "", "7B"), ("Dewi", "", "", "", "")])
    assert acts_of(looked_at(data, seven)) == [("Bunga", "new"), ("Citra", "refused"), ("Dewi", "new")]
    assert acts_of(looked_at(data, seven, take_all=True)) == [("Bunga", "new"), ("Citra", "new"), ("Dewi", "new")]


def test_who_is_not_in_the_list_stays_unless_ticked():
    seven = group(name="7A")
    stays, goes = pupil(seven, "Bunga"), pupil(seven, "Citra")
    roster = looked_at(as_csv([("Dewi", "", "", "", "7A")]), seven)
    absent = {row.person_id: row.pk for row in roster.rows.filter(act="absent")}
    assert set(absent) == {stays.person_id, goes.person_id}
    decide(roster=roster, duplicates={}, shown=absent.values(), out=[absent[goes.person_id], 99])
    start_import(roster=roster, by=seven.created_by, at=NOON)
    assert names_in(seven) == ["Bunga", "Dewi"]


def test_who_left_comes_back():
    seven = group(name="7A")
    member = pupil(seven, "Bunga")
    number_of(member, nisn="0012345678")
    remove_member(member=member, by=seven.created_by, at=NOON)
    carried_out(as_csv([("Bunga", "Bubu", "0012345678", "", "7A")]), seven)
    member.refresh_from_db()
    assert (member.left_at, member.nickname) == (None, "Bubu")


def test_a_list_of_the_whole_school_opens_classes_and_moves_pupils():
    of = school()
    seven, last_year = group(name="7A", of=of), group(name="7B", of=of, school_year="2025/2026")
    stays, moves = pupil(seven, "Bunga"), pupil(seven, "Citra")
    pupil(last_year, "Bunga Lama")
    number_of(moves, nisn="0012345678")
    data = dapodik(
        [
            ("BUNGA", "1", "", "VII A"),
            ("CITRA", "", "0012345678", "VII B"),
            ("DEWI", "", "", "VII B"),
            ("EKA", "", "", ""),
        ]
    )
    roster = looked_at(data, school=of)
    assert new_classes(roster) == ["VII B"]
    assert acts_of(roster) == [("BUNGA", "changed"), ("CITRA", "changed"), ("DEWI", "new"), ("EKA", "refused")]
    start_import(roster=roster, by=roster.by, at=NOON)
    made = ClassGroup.objects.get(name="VII B")
    assert (made.school_year, made.kind, made.teachers.count()) == ("2026/2027", "school_class", 0)
    assert (names_in(seven), names_in(made), names_in(last_year)) == (["Bunga"], ["Citra", "DEWI"], ["Bunga Lama"])
    assert stays.person.name == "Bunga"
