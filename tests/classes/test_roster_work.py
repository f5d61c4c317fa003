"""A list of pupils carried out: by a worker, in steps, and what stays of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.erase import erase_person
from accounts.models import User
from classes.domain import roster_apply
from classes.domain.roster_apply import progress_of, start_import, take_up_all, work_on
from classes.domain.roster_queries import roster_table
from classes.domain.roster_undo import remove_old_rosters
from classes.models import ClassGroup, Member, PupilNumber, RosterCandidate, RosterImport, RosterRow
from classes.rosters.read import read_list
from core.models import AuditEvent
from core.sheets import csv_file, xlsx_file
from tests.classes.making import NOON, group, pupil, school, teacher
from tests.classes.rosters_making import as_csv, carried_out, looked_at

pytestmark = pytest.mark.usefixtures("db")


def names_in(of: ClassGroup) -> list[str]:
    return sorted(of.members.filter(left_at=None).values_list("person__name", flat=True))


def number_of(member: Member, **numbers: str) -> PupilNumber:
    return PupilNumber.objects.create(organisation=member.group.organisation, person=member.person, **numbers)


def the_row(roster: RosterImport) -> RosterRow:
    return roster.rows.exclude(act="absent").get()


def test_what_has_changed_since_somebody_looked_is_left_out_and_told():
    seven = group(name="7A")
    roster = looked_at(as_csv([("Bunga", "", "0012345678", "", "7A"), ("Citra", "", "", "", "7A")]), seven)
    number_of(pupil(seven, "Bunga"), nisn="0012345678")
    start_import(roster=roster, by=seven.created_by, at=NOON)
    assert names_in(seven) == ["Bunga", "Citra"]
    assert roster.rows.get(line=2).why == "changed_since"
    assert (roster.counts["new"], roster.counts["refused"]) == (1, 1)


def test_a_long_list_waits_for_a_worker_and_a_killed_one_is_followed(monkeypatch):
    monkeypatch.setattr(roster_apply, "_STEP", 100)
    seven = group(name="7A")
    roster = looked_at(as_csv([(f"Murid {n}", "", f"00{n:08}", "", "7A") for n in range(1, 251)]), seven)
    start_import(roster=roster, by=seven.created_by, at=NOON)
    assert (roster.refresh_from_db(), roster.state, progress_of(roster).done) == (None, "waiting", 0)
    real, steps = roster_apply.carry_out_rows, []

    class Killed(BaseException):
        pass

    def dying(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        steps.append(1)
        if len(steps) == 2:
            raise Killed

    monkeypatch.setattr(roster_apply, "carry_out_rows", dying)
    with pytest.raises(Killed):
        work_on(roster)
    monkeypatch.setattr(roster_apply, "carry_out_rows", real)
    roster.refresh_from_db()
    assert (roster.state, progress_of(roster).done, progress_of(roster).of) == ("running", 100, 250)
    work_on(roster)  # somebody else is at it, as far as anybody knows
    assert progress_of(roster).done == 100
    RosterImport.objects.update(claimed_at=NOON - timedelta(days=1))
    assert take_up_all(at=NOON) == 1
    work_on(roster)
    assert (roster.state, roster.counts["new"], seven.members.count()) == ("done", 250, 250)
    assert User.objects.filter(name__startswith="Murid ").count() == 250


def test_a_step_that_breaks_is_told_and_gone_on_with(monkeypatch, caplog):
    seven = group(name="7A")
    roster = looked_at(as_csv([("Bunga Rahasia", "", "", "", "7A")]), seven)

    def broken(*_arguments: Any, **_named: Any) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(roster_apply, "carry_out_rows", broken)
        start_import(roster=roster, by=seven.created_by, at=NOON)
    assert roster.state == "failed"
    assert "Rahasia" not in caplog.text
    start_import(roster=roster, by=seven.created_by, at=NOON)
    assert (roster.state, names_in(seven)) == ("done", ["Bunga Rahasia"])


@pytest.mark.parametrize("act", ["new", "same"])
def test_questions_to_the_database_do_not_grow_with_the_list(act):
    counted = []
    for size in (1, 30):
        seven = group(name="7A")
        data = as_csv([(f"Murid {n}", "", f"00{n:08}", "", "7A") for n in range(1, size + 1)])
        if act == "same":
            carried_out(data, seven)
        with CaptureQueriesContext(
            connection,
        ) as context:
            carried_out(data, seven)
        counted.append(len(context))
    assert counted[0] == counted[1]


def test_erasing_a_person_leaves_no_trace_of_them_in_lists():
    of = school()
    seven, eight = group(name="7A", of=of), group(name="8A", of=of)
    person = pupil(seven, "Bunga").person
    pupil(eight, "Citra")
    looked_at(as_csv([("Bunga", "", "0012345678", "", "8A")]), eight)
    looked_at(as_csv([("Bunga Melati", "", "0012345678", "", "7A")]), seven)
    carried_out(as_csv([("Bunga", "", "0012345678", "", "7A")]), seven, by=teacher(of))
    assert RosterCandidate.objects.filter(person=person).exists()
    assert RosterRow.objects.filter(person=person).count() >= 2
    key = person.pk
    erase_person(person=person, at=NOON)
    assert not RosterRow.objects.filter(person=key).exists()
    assert not RosterRow.objects.filter(name="Bunga").exists()
    kept = [row for model in (RosterRow, RosterCandidate, RosterImport) for row in model.objects.values()]
    assert str(person.public_id) not in json.dumps(kept, default=str)


def test_what_was_read_and_not_taken_goes_after_a_day():
    seven = group(name="7A")
    looked_at(as_csv([("Bunga", "", "", "", "7A")]), seven)
    done = carried_out(as_csv([("Citra", "", "", "", "7A")]), seven)
    day = NOON + timedelta(days=1, seconds=1)
    looked_at(as_csv([("Dewi", "", "", "", "7A")]), seven)
    assert remove_old_rosters(at=day, dry_run=True) == 1
    assert RosterRow.objects.filter(name="Dewi").exists()
    assert remove_old_rosters(at=day) == 1
    assert list(RosterImport.objects.all()) == [done]
    RosterImport.objects.update(done_at=NOON)
    assert remove_old_rosters(at=NOON + timedelta(days=31)) == 1
    assert RosterRow.objects.count() == 0


def test_a_list_that_broke_is_closed_after_a_day():
    seven = group(name="7A")
    roster = looked_at(as_csv([("Bunga", "", "", "", "7A")]), seven)
    RosterImport.objects.update(state="failed", claimed_at=NOON)
    assert remove_old_rosters(at=NOON + timedelta(days=2)) == 1
    roster.refresh_from_db()
    assert (roster.state, roster.rows.count()) == ("done", 0)


def test_the_audit_trail_names_nobody():
    seven = group(name="7A")
    carried_out(as_csv([("Bunga Rahasia", "", "0012345678", "", "7A")]), seven)
    told = json.dumps(list(AuditEvent.objects.values("action", "detail", "subject")), default=str)
    assert "classes.roster_carried_out" in told
    assert not [secret for secret in ("Rahasia", "0012345678") if secret in told]


_ODD = st.one_of(
    st.sampled_from(["=1+1", "+62 Ani", "-Budi", "@Citra", "'=Dewi", "O'Brien", "Ma’ruf", "Zoë", 'Ani "Nina" B', "A;B,C\tD", "  Eka  Sari ", "李雷", "x" * 150, '=HYPERLINK("x")']),
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=40),
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_ODD, st.one_of(st.just(""), _ODD.map(lambda text: text[:40]))), max_size=6), st.booleans())
def test_exporting_and_importing_again_changes_nothing(pupils, as_text):
    seven = group(name="7A")
    for n, (name, nickname) in enumerate(pupils):
        member = pupil(
            seven, f"A{name}"[-150:] if not any(map(str.isalpha, name)) else name, " ".join(nickname.split())
        )
        if n % 2:
            number_of(member, nisn=f"00{n:08}", nipd=f"{n}")
    table = roster_table(seven)
    data = csv_file(table) if as_text else xlsx_file({"Peserta": table})
    if pupils:
        roster = looked_at(data, seven)
        assert [(row.act, row.changes, row.why) for row in roster.rows.all()] == [("same", [], "")] * len(pupils)


def test_an_export_is_what_is_read():
    seven = group(name="7A")
    member = pupil(seven, "=cmd", "'Nina")
    number_of(member, nisn="0012345678", nipd="001")
    (row,) = read_list(csv_file(roster_table(seven))).rows
    assert (row.name, row.nickname, row.nisn, row.nipd, row.group) == ("=cmd", "'Nina", "0012345678", "001", "7A")
