"""Operators of agencies: naming them, who is not finished, coverage, and handing over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from certificates.models import Certificate
from classes.domain.assign import Terms, change_assignment
from classes.domain.coverage import Wanted, coverage
from classes.domain.groups import remove_member
from classes.domain.handovers import HasBegun, HasLeft, hand_over, lines_of, may_undo, undo_handover
from classes.domain.operators import DueEarlier, name_operators, operators_group, unfinished
from classes.domain.own import own_assignments
from classes.domain.standing import closing_of, due_of
from classes.models import Handover, PersonalAssignment
from core.models import AuditEvent
from lms.demo.stages import learn
from quizzes.models import Window
from tests.classes.making import NOON, assignment, coordinator, group, operator
from tests.factories.courses import full_course
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db

FRIDAY = NOON + timedelta(days=4)


@pytest.fixture
def outline():
    return full_course()


@pytest.fixture
def city():
    return organisation("Kota Contoh", kind="government")


@pytest.fixture
def agency(city):
    return organisation("Dinas Contoh A", city, "agency")


def name(agency, outline, *names, by=None, due_at=FRIDAY, key: UUID | None = None):
    by = by or coordinator(agency)
    return name_operators(
        organisation=agency, names=names, outline=outline, due_at=due_at, group_name="Operator", by=by, at=NOON,
        key=key or uuid4(),
    )  # fmt: skip


def text_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


# --- naming


def test_named_operators_have_an_account_of_the_agency_and_the_course_until_the_day(agency, outline):
    named = name(agency, outline, "Ani Kenari", "Budi Merpati")
    assert [(one.name, one.managed_by, one.age) for one in named.made] == [
        ("Ani Kenari", agency, "adult"),
        ("Budi Merpati", agency, "adult"),
    ]
    rows = PersonalAssignment.objects.filter(assignment__group=named.group)
    assert [(row.assignment.course, due_of(row)) for row in rows] == [(outline.course, FRIDAY)] * 2
    assert (named.group.kind, named.group.organisation, named.group.teachers.count()) == ("operators", agency, 0)


def test_the_same_key_names_nobody_twice_and_who_is_there_stays(agency, outline):
    by, key = coordinator(agency), uuid4()
    name(agency, outline, "Ani Kenari", by=by, key=key)
    assert name(agency, outline, "Ani Kenari", by=by, key=key) is None
    again = name(agency, outline, "ANI KENARI", "Budi Merpati", by=by)
    assert ([one.name for one in again.made], again.again) == (["Budi Merpati"], ["ANI KENARI"])
    assert again.group.members.count() == 2
    assert again.group.assignments.count() == 1


def test_who_is_named_later_may_have_a_later_day_and_no_earlier_one(agency, outline):
    name(agency, outline, "Ani Kenari")
    name(agency, outline, "Budi Merpati", due_at=FRIDAY + timedelta(days=7))
    days = {row.person.name: due_of(row) for row in PersonalAssignment.objects.select_related("person", "assignment")}
    assert days == {"Ani Kenari": FRIDAY, "Budi Merpati": FRIDAY + timedelta(days=7)}
    with pytest.raises(DueEarlier):
        name(agency, outline, "Citra Jalak", due_at=FRIDAY - timedelta(days=1))
    assert not User.objects.filter(name="Citra Jalak").exists()


def test_the_course_is_given_like_any_other_assignment(agency, outline):
    by = coordinator(agency)
    named = name(agency, outline, "Ani Kenari", "Budi Merpati", by=by)
    (given,) = named.group.assignments.all()
    assert (given.title, given.kind, given.for_everybody, given.created_by) == (outline.title, "course", True, by)
    told = Notice.objects.filter(kind="assignment_given").values_list("person", "url")
    assert set(told) == {(one.pk, reverse("my_assignment", args=[given.public_id])) for one in named.made}
    event = AuditEvent.objects.get(action="classes.assigned")
    assert (event.subject, event.detail["people"]) == (str(named.group.public_id), "2")
    name(agency, full_course(), "Ani Kenari", by=by)  # another course, for who is there
    assert named.group.assignments.count() == 2
    assert PersonalAssignment.objects.filter(person=named.made[0]).count() == 2


def test_where_the_course_has_no_day_who_is_named_has_one(agency, outline):
    of = group(of=agency, kind="operators", by=coordinator(agency))
    earlier = operator(of, "Ani Kenari").person
    given = assignment(of, outline)
    name(agency, outline, "Budi Merpati")
    days = {row.person.name: due_of(row) for row in given.people.select_related("person", "assignment")}
    assert days == {"Ani Kenari": None, "Budi Merpati": FRIDAY}
    assert [one.due_at for one in own_assignments(User.objects.get(name="Budi Merpati"), completed=(), at=NOON)] == [
        FRIDAY
    ]
    assert [one.due_at for one in own_assignments(earlier, completed=(), at=NOON)] == [None]


def test_a_later_day_is_no_day_after_it_has_closed(agency, outline):
    of = group(of=agency, kind="operators", by=coordinator(agency))
    assignment(of, outline, due_at=FRIDAY, closes_at=FRIDAY + timedelta(days=1), locks_quiz=True)
    named = name(agency, outline, "Budi Merpati", due_at=FRIDAY + timedelta(days=7))
    row = PersonalAssignment.objects.select_related("assignment").get(person=named.made[0])
    assert due_of(row) == closing_of(row) == FRIDAY + timedelta(days=7)
    assert Window.objects.get(learner=named.made[0]).closes_at == FRIDAY + timedelta(days=7)


def test_who_had_more_time_has_no_end_where_nobody_has(agency, outline):
    named = name(agency, outline, "Ani Kenari")
    name(agency, outline, "Budi Merpati", due_at=FRIDAY + timedelta(days=7))
    (given,) = named.group.assignments.all()
    change_assignment(assignment=given, terms=Terms(), people=None, by=coordinator(agency), at=NOON)
    assert {due_of(row) for row in given.people.select_related("assignment")} == {None}


@pytest.fixture
def browse(client, agency, time_machine):
    time_machine.move_to(NOON)
    client.force_login(coordinator(agency))
    return client


def test_a_coordinator_names_operators_on_a_page(browse, agency, outline):
    address = reverse("add_operators", args=[agency.public_id])
    typed = {"names": "Ani Kenari\n\nBudi Merpati\nAni Kenari", "course": str(outline.course), "due": "2026-11-27"}
    answer = browse.post(address, typed, follow=True)
    assert answer.redirect_chain == [(reverse("operators", args=[agency.public_id]), 302)]
    assert "Ani Kenari" in text_of(answer)
    row = PersonalAssignment.objects.select_related("assignment").first()
    assert timezone.localtime(due_of(row)).strftime("%Y-%m-%d %H:%M") == "2026-11-27 23:59"


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": ""},
        {"names": " \n\n"},
        {"names": "x" * 151},
        {"names": "\n".join(f"Orang {number}" for number in range(201))},
        {"course": "x"},
        {"course": ""},
        {"due": ""},
        {"due": "2026-11-22"},
        {"due": "9999-12-31"},
        {"due": "kemarin"},
        {"names": "a\x00b", "due": "\x00"},
    ],
)
def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(browse, agency, outline, wrong):
    typed = {"names": "Ani Kenari", "course": str(outline.course), "due": "2026-11-27"} | wrong
    answer = browse.post(reverse("add_operators", args=[agency.public_id]), typed)
    assert answer.status_code == 422
    kept = BeautifulSoup(answer.content, "html.parser").find("textarea", attrs={"name": "names"}).text
    assert kept.strip()[:20].replace("\x00", "") == typed["names"].strip()[:20].replace("\x00", "")
    assert operators_group(agency) is None


def test_a_name_that_the_agency_knows_is_asked_about_first(browse, agency, outline):
    elsewhere = group(of=agency)
    operator(elsewhere, "Ani Kenari")
    typed = {"names": "Ani Kenari", "course": str(outline.course), "due": "2026-11-27"}
    address = reverse("add_operators", args=[agency.public_id])
    assert browse.post(address, typed).status_code == 422
    assert operators_group(agency) is None
    assert browse.post(address, typed | {"new_people": "on"}).status_code == 302
    assert User.objects.filter(name="Ani Kenari").count() == 2


# --- who is not finished, and coverage


@pytest.fixture
def named(agency, outline):
    """Three: one has finished, one has begun, one has not."""
    made = name(agency, outline, "Ani Kenari", "Budi Merpati", "Dewi Jalak")
    people = {one.name: one for one in made.made}
    learn(people["Ani Kenari"], outline, None, at=NOON)
    learn(people["Budi Merpati"], outline, 1, at=NOON)
    return made.group


def test_who_is_not_finished_stands_in_the_order_of_the_days(agency, outline, named):
    other = group(of=agency, kind="operators", by=coordinator(agency))
    operator(other, "Citra Nuri")
    assignment(other, outline, due_at=NOON + timedelta(days=1))
    assignment(other, full_course())
    rows = unfinished(type(agency).objects.filter(pk=agency.pk))
    days = [due_of(row) for row in rows]
    assert [row.person.name for row in rows] == ["Citra Nuri", "Budi Merpati", "Dewi Jalak", "Citra Nuri"]
    assert days == [NOON + timedelta(days=1), FRIDAY, FRIDAY, None]


def test_a_reminder_names_nobody_and_is_sent_by_nobody(browse, agency, named, mailoutbox):
    page = BeautifulSoup(browse.get(reverse("operators", args=[agency.public_id])).content, "html.parser")
    told = page.find("textarea", id="pengingat-1").text
    assert "27 November 2026" in told
    assert not any(person in told for person in ("Ani", "Budi", "Dewi"))
    assert mailoutbox == []


def test_coverage_counts_people_once_and_adds_up_along_the_tree(city, agency, outline, named):
    second = full_course()
    assignment(named, second)  # Ani has finished one of two now
    below = organisation("UPT Contoh", agency, "agency")
    name(below, outline, "Eka Kutilang")
    told = {one.organisation.name: one for one in coverage(type(city).objects.all(), Wanted())}
    counts = {key: (one.named, one.started, one.done, one.certificates, one.percent) for key, one in told.items()}
    assert counts == {
        "Kota Contoh": (4, 2, 0, 1, 0),
        "Dinas Contoh A": (4, 2, 0, 1, 0),
        "UPT Contoh": (1, 0, 0, 0, 0),
    }
    of_course = {
        one.organisation.name: (one.named, one.started, one.done, one.percent)
        for one in coverage(type(city).objects.all(), Wanted(course=outline.course))
    }
    assert of_course == {"Kota Contoh": (4, 2, 1, 25), "Dinas Contoh A": (4, 2, 1, 25), "UPT Contoh": (1, 0, 0, 0)}


def test_who_has_left_or_is_closed_or_is_no_operator_is_not_covered(city, agency, outline, named):
    pupils = group(of=agency)
    operator(pupils)
    assignment(pupils, outline)
    assert coverage(type(city).objects.filter(pk=agency.pk), Wanted(operators=False))[0].named == 4
    User.objects.filter(name="Dewi Jalak").update(is_active=False)
    PersonalAssignment.objects.filter(person__name="Budi Merpati").update(removed_at=NOON)
    (line,) = coverage(type(city).objects.filter(pk=agency.pk), Wanted())
    assert (line.named, line.done) == (1, 1)
    named.archived_at = NOON
    named.save()
    assert coverage(type(city).objects.filter(pk=agency.pk), Wanted())[0].percent is None


# --- handing over


def member(of, person):
    return of.members.select_related("person", "group__organisation").get(person__name=person)


def handover_of(named, leaver="Budi Merpati", successor="Dewi Jalak", **fields):
    to = successor if " baru" in successor else member(named, successor)
    values = {"by": coordinator(named.organisation), "at": NOON, "key": uuid4()} | fields
    return hand_over(leaver=member(named, leaver), successor=to, **values)


def test_the_successor_gets_what_is_open_until_the_same_day_and_the_leaver_goes(named, outline):
    PersonalAssignment.objects.filter(person__name="Budi Merpati").update(due_at=FRIDAY + timedelta(days=2))
    made = handover_of(named, successor="Orang baru")
    new = PersonalAssignment.objects.get(person=made.successor)
    assert (due_of(new), new.removed_at, made.brought_in) == (FRIDAY + timedelta(days=2), None, True)
    assert made.successor.managed_by == named.organisation
    assert member(named, "Budi Merpati").left_at == NOON
    assert made.leaver.lesson_states.count() == 1  # what was learned stays
    event = AuditEvent.objects.get(action="classes.handed_over")
    assert "Budi" not in str(event.detail)


def test_what_was_finished_stays_with_the_leaver_and_stands_on_the_sheet_with_its_number(named):
    made = handover_of(named, leaver="Ani Kenari", successor="Orang baru")
    (line,) = lines_of(made)
    number = Certificate.objects.get(holder=made.leaver).number
    assert (line.certificate, line.new, bool(line.finished)) == (number, False, True)
    assert not PersonalAssignment.objects.filter(person=made.successor, done_at__isnull=False).exists()


def test_a_first_day_can_be_set_where_there_was_none(named):
    named.assignments.update(due_at=None)
    made = handover_of(named, successor="Orang baru", due_at=FRIDAY)
    assert due_of(PersonalAssignment.objects.select_related("assignment").get(person=made.successor)) == FRIDAY
    assert [line.due_at for line in lines_of(made)] == [FRIDAY]


def test_the_times_of_a_locked_quiz_follow_the_handover_and_its_undoing(named, outline):
    closing, longer = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9)
    (given,) = named.assignments.all()
    by = coordinator(named.organisation)
    terms = Terms(due_at=FRIDAY, closes_at=closing, locks_quiz=True)
    change_assignment(assignment=given, terms=terms, people=None, by=by, at=NOON)
    times = dict(Window.objects.values_list("learner__name", "closes_at"))
    assert times == {"Ani Kenari": closing, "Budi Merpati": closing, "Dewi Jalak": closing}
    made = handover_of(named, successor="Orang baru", due_at=longer)
    after = dict(Window.objects.values_list("learner__name", "closes_at"))
    assert after == {"Ani Kenari": closing, "Dewi Jalak": closing, "Orang baru": longer}
    undo_handover(handover=made, by=by, at=NOON)
    assert dict(Window.objects.values_list("learner__name", "closes_at")) == times


def test_what_the_successor_did_too_late_counts_in_the_longer_time(named, outline):
    closing = NOON + timedelta(hours=1)
    named.assignments.update(due_at=closing, closes_at=closing)
    successor = member(named, "Dewi Jalak")
    learn(successor.person, outline, None, at=NOON + timedelta(hours=2))
    row = PersonalAssignment.objects.get(person=successor.person)
    assert row.done_at is None
    handover_of(named, due_at=FRIDAY, at=NOON + timedelta(hours=3))
    row.refresh_from_db()
    assert row.done_at is not None
    assert row.done_at > closing


def test_two_who_hand_over_the_same_person_at_once_make_one_handover(named):
    leaver, by = member(named, "Budi Merpati"), coordinator(named.organisation)
    first = handover_of(named, by=by)
    values = {"by": by, "at": NOON, "successor": member(named, "Ani Kenari")}
    assert hand_over(leaver=leaver, key=uuid4(), **values) == first
    remove_member(member=member(named, "Dewi Jalak"), by=by, at=NOON)
    with pytest.raises(HasLeft):
        hand_over(leaver=member(named, "Dewi Jalak"), key=uuid4(), **values)


def test_a_handover_sent_twice_is_one(named):
    by, key = coordinator(named.organisation), uuid4()
    assert handover_of(named, by=by, key=key) == handover_of(named, by=by, key=key)


def test_undoing_brings_everything_back_until_the_successor_begins(named, outline):
    made = handover_of(named, successor="Orang baru")
    assert may_undo(made)
    undo_handover(handover=made, by=made.by, at=NOON)
    undo_handover(handover=made, by=made.by, at=NOON)
    here = set(named.members.filter(left_at=None).values_list("person__name", flat=True))
    assert here == {"Ani Kenari", "Budi Merpati", "Dewi Jalak"}
    open_for = PersonalAssignment.objects.filter(removed_at=None, assignment__group=named)
    assert set(open_for.values_list("person__name", flat=True)) == here
    assert AuditEvent.objects.filter(action="classes.handover_undone").count() == 1
    second = handover_of(named, at=NOON + timedelta(hours=1))
    learn(second.successor, outline, 1, at=NOON + timedelta(hours=2))
    with pytest.raises(HasBegun):
        undo_handover(handover=second, by=second.by, at=NOON + timedelta(hours=3))
    assert member(named, "Budi Merpati").left_at is not None


def test_the_pages_of_a_handover(browse, named):
    leaver = member(named, "Budi Merpati").person
    address = reverse("new_handover", args=[named.public_id, leaver.public_id])
    assert browse.post(address, {}).status_code == 422
    both = {"successor": str(member(named, "Dewi Jalak").person.public_id), "name": "Orang Lain"}
    assert browse.post(address, both).status_code == 422
    answer = browse.post(address, {"name": "Eka Kutilang", "due": ""}, follow=True)
    made = Handover.objects.get()
    told = text_of(answer)
    assert all(part in told for part in ("Budi Merpati", "Eka Kutilang", "Dinas Contoh A", "23 November 2026"))
    file = browse.get(reverse("handover_file", args=[named.public_id, made.public_id]))
    assert file.content.startswith(b"%PDF")
    assert browse.get(address).headers["Location"] == reverse("handover", args=[named.public_id, made.public_id])
    browse.post(reverse("undo_handover", args=[named.public_id, made.public_id]))
    made.refresh_from_db()
    assert made.undone_at is not None


def test_only_operators_hand_over(browse, agency):
    pupils = group(of=agency)
    somebody = operator(pupils)
    address = reverse("new_handover", args=[pupils.public_id, somebody.person.public_id])
    assert browse.get(address).status_code == 404
