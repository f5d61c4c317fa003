"""The certificate comes with the last act, in its transaction, once – or waits for a name."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.domain.names import confirm_name
from accounts.models import Notice
from accounts.notices import sentence
from certificates.models import Certificate, Issuer, NumberSequence
from certificates.models.issuer import issuer_now
from core.models import MunicipalitySettings, RequestKey
from courses.domain.outlines import outline_of
from courses.models import CoursePage
from lms.demo.stages import learn
from progress.domain.activities import certificate_of
from progress.domain.queries import course_state
from progress.models import ActivityState, Enrolment, LessonState
from progress.signals import course_completed
from quizzes.models import Attempt, QuizSection
from tests.factories.courses import course_with_lessons, full_course, lesson, module
from tests.factories.people import guest, learner, person
from tests.progress.doing import NOON, finish, take_quiz

LATER = NOON + timedelta(days=1)


@pytest.fixture
def heard():
    """What listeners of course_completed are told, in order."""
    told = []

    def listen(sender, **facts):
        told.append({name: facts[name] for name in ("learner", "course", "at", "certificate")})

    course_completed.connect(listen, dispatch_uid="test")
    yield told
    course_completed.disconnect(dispatch_uid="test")


def confirm(somebody, name=None, at=NOON):
    confirm_name(person=somebody, name=name or somebody.name, title_before="", title_after="", at=at)


def break_issuing():
    """A number template that the form would refuse: whatever issues now raises."""
    issuer = Issuer.load()
    issuer.number_template = "{urut}/{tahun}/{entah}"
    with pytest.raises(ValidationError):
        issuer.full_clean()
    issuer.save()


def test_when_issuing_fails_nothing_of_the_last_act_is_stored(db):
    ani, outline, key = learner(), course_with_lessons(2), uuid4()
    learn(ani, outline, -1, at=NOON)
    before = list(Enrolment.objects.values())
    break_issuing()
    with pytest.raises(KeyError):
        finish(ani, outline, outline.lessons[1], key=key, at=LATER)
    assert list(Enrolment.objects.values()) == before
    assert not LessonState.objects.filter(lesson=outline.lessons[1].key).exists()
    assert not RequestKey.objects.filter(key=key).exists()
    assert not NumberSequence.objects.exists()
    Issuer.objects.update(number_template="{urut}/{tahun}")
    issuer_now.forget()
    assert finish(ani, outline, outline.lessons[1], key=key).certificate.number == "0001/2026"


def test_when_issuing_fails_the_attempt_stays_open_with_its_answers(db):
    ani, outline = learner(), full_course()
    learn(ani, outline, 3, at=NOON)
    break_issuing()
    with pytest.raises(KeyError):
        take_quiz(ani, outline, outline.lessons[3], right=4)
    attempt = Attempt.objects.get()
    assert attempt.is_open
    assert all(item.response and item.fraction is None for item in attempt.items.all())
    assert not ActivityState.objects.filter(kind="quiz").exists()


def test_the_certificate_states_what_was_learned_and_when(db):
    ani, outline = learner(name="Siti Aminah", title_after="S.E."), full_course()
    learn(ani, outline, 3, at=NOON)
    recorded = take_quiz(ani, outline, outline.lessons[3], right=3, at=LATER)[1]
    facts = recorded.certificate.stated
    assert (facts.name, facts.title, facts.percent, facts.grade) == ("Siti Aminah, S.E.", outline.title, 75, "Baik")
    assert (facts.minutes, facts.jp, facts.minor) == (20, 1, False)
    assert (facts.started_on.isoformat(), facts.completed_on.isoformat()) == ("2026-11-21", "2026-11-22")
    assert [(module.title, module.minutes) for module in facts.modules] == [(outline.modules[0].title, 20)]
    assert recorded.certificate.source_key == outline.course
    assert recorded.certificate.issued_at == LATER


def test_dates_on_the_certificate_are_those_of_the_citys_clock(db):
    """18.30 UTC is the next day in Jakarta, and in Jayapura the new year has begun at 15.30 UTC."""
    ani, outline = learner(), course_with_lessons(1)
    eve = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    settings = MunicipalitySettings.load()
    settings.time_zone = "Asia/Jayapura"
    settings.save()
    certificate = finish(ani, outline, outline.lessons[0], at=eve).certificate
    assert certificate.stated.issued_on.isoformat() == "2027-01-01"
    assert certificate.stated.completed_on.isoformat() == "2027-01-01"
    assert certificate.number == "421/0001/KOMINFO/2027"


def test_minutes_of_a_jp_and_an_own_number_of_jp_are_respected(db):
    first, second = course_with_lessons(9), course_with_lessons(1, jp_override=6)
    settings = MunicipalitySettings.load()
    settings.minutes_per_jp = 15
    settings.save()
    ani = learner()
    learn(ani, first, None, at=NOON)
    learn(ani, second, None, at=NOON)
    jp = {certificate.stated.title: certificate.stated.jp for certificate in Certificate.objects.all()}
    assert jp == {first.title: 3, second.title: 6}


def test_the_notice_says_that_it_is_ready_and_leads_to_it(db):
    ani, outline = learner(), course_with_lessons(1, title="Mulai dari HP")
    certificate = finish(ani, outline, outline.lessons[0]).certificate
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.detail) == (ani, "certificate_issued", {"course": "Mulai dari HP"})
    assert notice.url == f"/sertifikat/{certificate.public_id}/"
    assert "Mulai dari HP" in sentence(notice)


def test_an_account_without_a_confirmed_name_is_told_that_the_certificate_waits(db):
    ani, outline = person(), course_with_lessons(1, title="Mulai dari HP")
    recorded = finish(ani, outline, outline.lessons[0])
    assert (recorded.course_completed, recorded.certificate, recorded.waits_for_name) == (True, None, True)
    notice = Notice.objects.get()
    assert (notice.kind, notice.url) == ("certificate_waits_for_name", "/akun/nama/")
    assert "Mulai dari HP" in sentence(notice)
    assert course_state(ani, outline).waits_for_name


def test_a_guest_is_not_sent_a_notice_but_the_page_says_that_it_waits(db):
    somebody, outline = guest(), course_with_lessons(1)
    assert finish(somebody, outline, outline.lessons[0]).waits_for_name
    assert not Notice.objects.exists()
    assert course_state(somebody, outline).waits_for_name


def test_confirming_the_name_issues_everything_that_waited_with_the_name_as_typed(db):
    ani, courses = person(), [course_with_lessons(1) for _ in range(3)]
    for outline in courses[:2]:
        finish(ani, outline, outline.lessons[0])
    confirm(ani, "  I Gusti   Ayu", at=LATER)
    found = Certificate.objects.filter(holder=ani)
    assert {certificate.source_key for certificate in found} == {outline.course for outline in courses[:2]}
    assert {certificate.stated.name for certificate in found} == {"  I Gusti   Ayu"}
    assert {certificate.issued_at for certificate in found} == {LATER}
    assert {certificate.stated.completed_on.isoformat() for certificate in found} == {"2026-11-21"}


def test_confirming_the_name_again_changes_no_certificate(db):
    ani, outline = learner(name="Nama Lama"), course_with_lessons(1)
    finish(ani, outline, outline.lessons[0])
    before = Certificate.objects.values().get()
    confirm(ani, "Nama Lama", at=LATER)  # a corrected one is followed: tests/certificates/test_correcting.py
    assert Certificate.objects.values().get() == before
    assert Notice.objects.filter(kind="certificate_issued").count() == 1


def test_when_issuing_fails_the_name_is_not_confirmed_either(db):
    ani, outline = person(), course_with_lessons(1)
    finish(ani, outline, outline.lessons[0])
    break_issuing()
    with pytest.raises(KeyError):
        confirm(ani, "Nama Baru")
    ani.refresh_from_db()
    assert (ani.name_confirmed_at, ani.name != "Nama Baru") == (None, True)


def test_the_signal_comes_after_the_commit_and_once(db, heard, django_capture_on_commit_callbacks):
    ani, outline = learner(), course_with_lessons(2)
    with django_capture_on_commit_callbacks(execute=True):
        finish(ani, outline, outline.lessons[0])
        recorded = finish(ani, outline, outline.lessons[1], at=LATER)
        assert heard == []
    assert heard == [{"learner": ani, "course": outline.course, "at": LATER, "certificate": recorded.certificate}]
    with django_capture_on_commit_callbacks(execute=True):
        finish(ani, outline, outline.lessons[1])
    assert len(heard) == 1


def test_the_signal_does_not_come_when_the_transaction_is_undone(transactional_db, heard):
    ani, outline = learner(), course_with_lessons(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        finish(ani, outline, outline.lessons[0])
        raise RuntimeError
    assert heard == []
    assert not Certificate.objects.exists()
    assert finish(ani, outline, outline.lessons[0]).certificate.number.startswith("421/0001/")
    assert len(heard) == 1


def test_a_listener_that_breaks_takes_nothing_along(transactional_db, caplog):
    def broken(**facts):
        raise ZeroDivisionError

    course_completed.connect(broken, dispatch_uid="broken", weak=False)
    try:
        ani, outline = learner(), course_with_lessons(1)
        assert finish(ani, outline, outline.lessons[0]).certificate == Certificate.objects.get()
    finally:
        course_completed.disconnect(dispatch_uid="broken")


def test_the_signal_of_a_waiting_course_carries_no_certificate(db, heard, django_capture_on_commit_callbacks):
    ani, outline = person(), course_with_lessons(1)
    with django_capture_on_commit_callbacks(execute=True):
        finish(ani, outline, outline.lessons[0])
    assert heard == [{"learner": ani, "course": outline.course, "at": NOON, "certificate": None}]


def test_a_revoked_certificate_does_not_come_back_by_acting_again(db):
    ani, outline = learner(), course_with_lessons(1)
    finish(ani, outline, outline.lessons[0])
    Certificate.objects.update(state=Certificate.State.REVOKED)
    finish(ani, outline, outline.lessons[0], at=LATER)
    confirm(ani, at=LATER)
    assert list(Certificate.objects.values_list("state", flat=True)) == ["revoked"]


def test_a_revoked_certificate_is_not_said_to_wait_for_a_name(db):
    ani, outline = learner(), course_with_lessons(1)
    finish(ani, outline, outline.lessons[0])
    Certificate.objects.update(state=Certificate.State.REVOKED)
    assert not course_state(ani, outline).waits_for_name


def test_numbers_stay_apart_when_the_unit_changes_and_the_template_does_not_name_it(db):
    """Sequences count per unit: a template without {unit} would give the same number twice and stop all issuing."""
    Issuer.load().save()
    Issuer.objects.update(number_template="{urut}/{tahun}")
    first, second = learner(), learner()
    outline = course_with_lessons(1)
    finish(first, outline, outline.lessons[0])
    Issuer.objects.update(unit="DISKOMINFO")
    certificate = finish(second, outline, outline.lessons[0]).certificate
    assert certificate.number != Certificate.objects.get(holder=first).number


def test_a_course_without_quiz_gives_a_certificate_without_mark_and_word(db):
    ani, outline = learner(), course_with_lessons(1)
    facts = finish(ani, outline, outline.lessons[0]).certificate.stated
    assert (facts.percent, facts.grade, [module.percent for module in facts.modules]) == (None, "", [None])


def test_modules_carry_the_mark_of_their_part_of_the_last_quiz(db):
    outline = full_course()
    QuizSection.objects.update(key=str(outline.modules[0].key))
    ani = learner()
    learn(ani, outline, 3, at=NOON)
    facts = take_quiz(ani, outline, outline.lessons[3], right=3)[1].certificate.stated
    assert [(module.title, module.percent) for module in facts.modules] == [(outline.modules[0].title, 75)]


def test_a_certificate_of_a_course_gone_from_the_catalogue_can_still_be_issued_when_the_name_comes(db):
    ani, outline = person(), course_with_lessons(1)
    finish(ani, outline, outline.lessons[0])
    CoursePage.objects.get(pk=outline.page).unpublish()
    confirm(ani, at=LATER)
    assert Certificate.objects.get().stated.title == outline.title


def test_facts_are_those_of_the_day_the_certificate_is_issued(db):
    ani, outline = person(), course_with_lessons(1, title="Judul lama")
    finish(ani, outline, outline.lessons[0])
    page = CoursePage.objects.get(pk=outline.page)
    page.title = "Judul baru"
    page.save_revision().publish()
    lesson(module(page))
    confirm(ani, at=LATER)
    facts = Certificate.objects.get().stated
    assert (facts.title, facts.version) == ("Judul baru", Enrolment.objects.get().version.number)
    assert outline_of(outline.course).title == "Judul baru"
    certificate, waits = certificate_of(Enrolment.objects.get(), at=LATER)
    assert (certificate, waits) == (Certificate.objects.get(), False)
