"""Who has a certificate, who can have one issued, who is missing and why; nobody sees people out of reach."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import Role
from certificates.domain.bundles import reason_words
from certificates.domain.revoke import Reason as RevokeReason
from certificates.domain.revoke import revoke
from certificates.models import Certificate
from courses.domain.outlines import publish_outline
from courses.models import CourseOutline, CoursePage, LessonPage
from lms.demo.stages import learn
from progress.domain import standings
from progress.domain.enrol import enrol
from progress.domain.standings import Reason, Scope, Standing, TooManyPeople, places_of, rows_of
from progress.models import Enrolment
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import guest, learner, organisation, person, staff
from tests.progress.doing import NOON
from tests.progress.handing_out import finish, member, school

pytestmark = pytest.mark.usefixtures("db")


def told(rows):
    return [(str(row.person), row.standing, row.reason, row.left, row.of) for row in rows]


def lose_certificate(somebody: User) -> None:
    """As if it had been completed before certificates were given for this course."""
    Certificate.objects.filter(holder=somebody).delete()


def test_a_school_is_told_with_every_reason_there_is():
    place, outline = organisation("SMP Contoh"), full_course()
    by_name = {name: member(place, learner(name=name)) for name in ("A punya", "B belum terbit", "C dicabut", "D mulai", "E tinggal kuis", "F lain", "G berhenti")}  # fmt: skip
    unconfirmed = member(place, person(name="H tanpa nama"))
    finish([by_name["A punya"], by_name["B belum terbit"], by_name["C dicabut"], unconfirmed], outline)
    lose_certificate(by_name["B belum terbit"])
    admin = staff(Role.ADMINISTRATOR)
    revoked = Certificate.objects.get(holder=by_name["C dicabut"])
    revoke(certificate=revoked, reason=RevokeReason.OTHER, by=admin, at=NOON)
    learn(by_name["D mulai"], outline, 1, at=NOON)
    learn(by_name["E tinggal kuis"], outline, -1, at=NOON)
    learn(by_name["G berhenti"], outline, 1, at=NOON)
    Enrolment.objects.filter(learner=by_name["G berhenti"]).update(hidden_at=NOON)
    rows = rows_of(Scope(course=outline.course, organisation=place), by=admin)
    assert told(rows) == [
        ("A punya", Standing.HAS, None, 0, 0),
        ("B belum terbit", Standing.EARNED, None, 0, 0),
        ("C dicabut", Standing.MISSING, Reason.REVOKED, 0, 0),
        ("D mulai", Standing.MISSING, Reason.LESSONS, 3, 4),
        ("E tinggal kuis", Standing.MISSING, Reason.QUIZ, 1, 4),
        ("F lain", Standing.MISSING, Reason.NOT_ENROLLED, 0, 0),
        ("G berhenti", Standing.MISSING, Reason.STOPPED, 3, 4),
        ("H tanpa nama", Standing.MISSING, Reason.NAME, 0, 0),
    ]
    assert rows[0].number == Certificate.objects.get(holder=by_name["A punya"]).number
    assert all(reason_words(reason.value, 1, 2) for reason in Reason)


def test_guests_who_completed_a_course_are_told_with_it_and_cannot_be_given_one():
    outline, visitor = course_with_lessons(1), guest()
    learn(visitor, outline, None, at=NOON)
    other = guest()
    enrol(learner=other, outline=outline, at=NOON)
    [row] = rows_of(Scope(course=outline.course), by=staff(Role.ADMINISTRATOR))
    assert (row.person.pk, row.standing, row.reason) == (visitor.pk, Standing.MISSING, Reason.GUEST)


def test_a_course_that_is_not_published_any_more_is_said_to_be_the_reason():
    place, people = school(["Ani Kenari"])
    outline = course_with_lessons(1)
    finish(people, outline)
    lose_certificate(people[0])
    CourseOutline.objects.filter(course=outline.course).delete()
    [row] = rows_of(Scope(organisation=place), by=staff(Role.ADMINISTRATOR))
    assert (row.standing, row.reason, row.course) == (Standing.MISSING, Reason.UNPUBLISHED, outline.course)


def test_what_the_changed_course_does_not_ask_for_any_more_can_be_issued():
    place, people = school(["Ani Kenari"])
    outline = course_with_lessons(2)
    learn(people[0], outline, -1, at=NOON)
    page = LessonPage.objects.get(translation_key=outline.lessons[-1].key)
    page.unpublish()
    publish_outline(CoursePage.objects.get(translation_key=outline.course), at=NOON)
    [told_row] = rows_of(Scope(course=outline.course, organisation=place), by=staff(Role.ADMINISTRATOR))
    assert told_row.standing == Standing.EARNED


def test_without_a_course_each_person_has_a_line_for_each_course_they_follow():
    place, people = school(["Ani Kenari", "Budi Merpati"])
    one, two = course_with_lessons(1), course_with_lessons(1)
    finish(people[:1], one)
    finish(people[:1], two)
    rows = rows_of(Scope(organisation=place), by=staff(Role.ADMINISTRATOR))
    assert [(str(row.person), row.title) for row in rows] == [
        *(("Ani Kenari", title) for title in sorted([one.title, two.title])),
        ("Budi Merpati", ""),
    ]
    assert (rows[2].course, rows[2].reason) == (None, Reason.NOT_ENROLLED)


def test_a_trainer_sees_their_branch_and_nobody_else():
    top = organisation("Dinas Contoh")
    _inside, people = school(at=organisation("SMP Dalam", parent=top))
    outside, others = school(["Zaki Elang"], at=organisation("SMP Luar"))
    outline = course_with_lessons(1)
    finish([*people, *others], outline)
    trainer = staff(Role.AUTHOR, top)
    seen = {str(row.person) for row in rows_of(Scope(course=outline.course), by=trainer)}
    assert seen == {one.name for one in people}
    assert rows_of(Scope(organisation=outside), by=trainer) == []
    chosen = Scope(chosen=frozenset({others[0].public_id}))
    assert rows_of(chosen, by=trainer) == []
    assert rows_of(Scope(course=outline.course), by=staff(Role.REVIEWER)) == []
    assert [(place.organisation.name, place.people, place.certificates) for place in places_of(trainer)] == [
        ("Dinas Contoh", 3, 3),
        ("SMP Dalam", 3, 3),
    ]


def test_somebody_in_two_organisations_of_a_branch_counts_once():
    top = organisation("Dinas Contoh")
    place, people = school(["Ani Kenari"], at=organisation("SMP Contoh", parent=top))
    member(organisation("RW 05", parent=top), people[0])
    finish(people, course_with_lessons(1))
    counts = {
        place.organisation.name: (place.people, place.certificates) for place in places_of(staff(Role.ADMINISTRATOR))
    }
    assert counts == {"Dinas Contoh": (1, 1), "SMP Contoh": (1, 1), "RW 05": (1, 1)}
    assert len(rows_of(Scope(organisation=place), by=staff(Role.ADMINISTRATOR))) == 1


def test_nobody_is_listed_before_it_is_said_of_whom():
    school()
    assert rows_of(Scope(), by=staff(Role.ADMINISTRATOR)) == []
    assert rows_of(Scope(words="  "), by=staff(Role.ADMINISTRATOR)) == []


def test_more_people_than_a_list_holds_are_refused(monkeypatch):
    monkeypatch.setattr(standings, "MOST_PEOPLE", 2)
    place, _people = school()
    with pytest.raises(TooManyPeople):
        rows_of(Scope(organisation=place), by=staff(Role.ADMINISTRATOR))


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long_it_is(count, django_assert_max_num_queries):
    place, people = school([f"Orang {number}" for number in range(count)])
    outline = full_course()
    for one in people:
        learn(one, outline, 2, at=NOON)
    admin = staff(Role.ADMINISTRATOR)
    rows_of(Scope(organisation=place), by=admin)  # permissions and outlines are read once
    with django_assert_max_num_queries(7):
        rows_of(Scope(organisation=place), by=admin)
