"""Reports of outdated content, and lessons whose review is due."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import personal_data
from accounts.domain.claim import claim_guest_work
from accounts.roles import Role
from courses.domain.stale import lessons_due, open_reports, report_stale, resolve
from courses.models import LessonPage, StaleReport
from tests.conftest import NOON
from tests.courses.doing import draft
from tests.factories.courses import course, lesson, module
from tests.factories.people import guest, learner, staff

LATER = NOON + timedelta(days=3)


@pytest.fixture
def part(db):
    return module(course())


def report(made, somebody, note="", at=NOON):
    return report_stale(lesson=made, learner=somebody, note=note, at=at)


def own_part():
    return next(data for data in personal_data.registered() if data.app == "courses")


def test_a_report_names_lesson_learner_note_and_moment(part):
    made, ani = lesson(part), learner()
    report(made, ani, "Tombolnya pindah.")
    assert StaleReport.objects.values("lesson", "learner", "note", "reported_at", "resolved_at").get() == {
        "lesson": made.pk, "learner": ani.pk, "note": "Tombolnya pindah.", "reported_at": NOON, "resolved_at": None,
    }  # fmt: skip


@pytest.mark.parametrize(("second", "kept"), [("", "Satu."), ("Dua.", "Dua.")])
def test_telling_again_adds_no_report_but_a_new_note(part, second, kept):
    made, ani = lesson(part), learner()
    first = report(made, ani, "Satu.")
    again = report(made, ani, second, at=LATER)
    assert again == first
    assert StaleReport.objects.values_list("note", "reported_at").get() == (kept, NOON)


def test_after_it_was_dealt_with_a_lesson_can_be_reported_anew(part):
    made, ani = lesson(part), learner()
    first = report(made, ani)
    resolve(report=first, at=LATER)
    resolve(report=first, at=LATER + timedelta(days=1))
    assert first.resolved_at == LATER
    second = report(made, ani, at=LATER)
    assert second != first
    assert list(open_reports()) == [second]


def test_every_learner_and_every_lesson_has_its_own_report(part):
    made, other, ani = lesson(part), lesson(part), learner()
    report(made, ani)
    report(made, learner())
    report(other, ani, at=LATER)
    assert next(found.lesson for found in open_reports()) == other
    assert open_reports().count() == 3


def test_the_database_keeps_one_open_report_per_learner_and_lesson(part):
    made, ani = lesson(part), learner()
    report(made, ani)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaleReport.objects.create(lesson=made, learner=ani, reported_at=NOON)


def test_lessons_are_due_on_the_day_itself_longest_first_and_only_when_published(part):
    today = date(2026, 11, 21)
    days = {"lama": -30, "kemarin": -1, "hari-ini": 0, "besok": 1}
    made = {name: lesson(part, title=name, review_again_on=today + timedelta(days=days[name])) for name in days}
    lesson(part, title="tanpa")
    draft(part, title="konsep", review_again_on=today - timedelta(days=99))
    assert [page.title for page in lessons_due(today)] == ["lama", "kemarin", "hari-ini"]
    made["lama"].unpublish()
    assert [page.title for page in lessons_due(today)] == ["kemarin", "hari-ini"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"source_url": "http://kominfo.example/"}, "source_url"), ({"review_again_on": date(2026, 1, 1)}, "review_again_on"),
     ({"review_again_on": date(2025, 1, 1)}, "review_again_on"), ({"minutes": 0}, "minutes"), ({"minutes": 121}, "minutes"), ({"objective": ""}, "objective")],
)  # fmt: skip
def test_a_lesson_refuses_an_unsafe_source_a_review_before_the_last_one_and_no_time(part, fields, wrong):
    made = lesson(part, source_url="https://kominfo.example/", reviewed_on=date(2026, 1, 1))
    for name, value in fields.items():
        setattr(made, name, value)
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert list(refused.value.message_dict) == [wrong]


def test_trainers_see_reports_and_due_lessons_on_their_first_screen_and_in_the_report(part, sign_in):
    made = lesson(part, title="Pelajaran usang", review_again_on=date(2020, 1, 1))
    lesson(part, title="Pelajaran segar")
    report(made, learner(), "Tombolnya pindah.")
    client = sign_in(staff(Role.AUTHOR))
    first = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Pelajaran usang" in first
    assert "Tombolnya pindah." in first
    assert "Pelajaran segar" not in first
    listed = client.get(reverse("due_lessons_report"))
    assert [page.title for page in listed.context["object_list"]] == ["Pelajaran usang"]
    exported = client.get(reverse("due_lessons_report"), {"export": "csv"})
    assert "Pelajaran usang" in b"".join(exported.streaming_content).decode()


def test_a_trainer_marks_a_report_as_dealt_with(part, sign_in):
    made = report(lesson(part), learner(), "Beda.")
    answer = sign_in(staff(Role.AUTHOR)).post(
        reverse("stale_reports:edit", args=[made.pk]), {"note": "Beda.", "resolved_at": "2026-11-24 05:00"}
    )
    assert answer.status_code == 302
    assert not open_reports().exists()


def test_of_two_reports_of_one_lesson_the_accounts_own_stays(part):
    visitor, ani, made, other = guest(), learner(), lesson(part), lesson(part)
    kept = report(made, ani, "Milik akun.")
    report(made, visitor, "Milik tamu.")
    moved = report(other, visitor)
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert set(StaleReport.objects.values_list("pk", "learner", "note")) == {
        (kept.pk, ani.pk, "Milik akun."),
        (moved.pk, ani.pk, ""),
    }


def test_a_report_that_was_dealt_with_moves_beside_an_open_one(part):
    visitor, ani, made = guest(), learner(), lesson(part)
    resolve(report=report(made, visitor), at=NOON)
    report(made, ani)
    claim_guest_work(guest=visitor, account=ani, at=NOON)
    assert StaleReport.objects.filter(learner=ani).count() == 2


def test_a_person_reads_ones_own_reports(part):
    ani = learner()
    report(lesson(part, title="Layar"), ani, "Beda.")
    report(lesson(part), learner(), "Orang lain.")
    (rows,) = own_part().export(ani).values()
    assert [list(row.values()) for row in rows] == [["Layar", "Beda.", "Sabtu, 21 November 2026"]]


def test_erasing_keeps_the_report_without_its_author_and_words(part):
    ani, budi, made = learner(), learner(), lesson(part)
    report(made, ani, "Saya Ani, 0812.")
    report(made, budi, "Beda.")
    own_part().erase(ani)
    assert set(StaleReport.objects.values_list("learner", "note")) == {(None, ""), (budi.pk, "Beda.")}
    assert LessonPage.objects.get(pk=made.pk).stale_reports.count() == 2
