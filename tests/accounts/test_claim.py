"""A guest's work goes to the account in one step, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import personal_data
from accounts.domain.claim import claim_guest_work
from accounts.domain.guests import ABANDONED_AFTER, remove_abandoned_guests
from accounts.domain.notices import notify
from accounts.models import Notice, Session, User
from accounts.personal_data import PersonalData
from progress.models import LessonState
from tests.accounts.doing import session_cookie, sign_in_with, sign_up_with, visitor, who, with_cookie
from tests.factories.courses import course_with_lessons
from tests.factories.people import guest, person


def notices_of(somebody: User) -> list[str]:
    return sorted(Notice.objects.filter(person=somebody).values_list("kind", flat=True))


def nothing(app: str, claim) -> PersonalData:
    return PersonalData(app=app, label="x", models=(), claim=claim, export=lambda _: {}, erase=lambda _: None)


@pytest.fixture
def registry(monkeypatch):
    """The real apps, and room for one more."""
    monkeypatch.setattr(personal_data, "_registered", list(personal_data.registered()))


def test_every_app_is_asked_once_and_the_guest_is_gone(db, noon, registry):
    here, siti, asked = guest(), person(), []
    personal_data.register(nothing("test", lambda guest, account: asked.append((guest.pk, account.pk))))
    notify(person=here, kind="work_claimed", at=noon)
    claim_guest_work(guest=here, account=siti, at=noon)
    assert asked == [(here.pk, siti.pk)]
    assert list(User.objects.all()) == [siti]
    assert notices_of(siti) == ["work_claimed", "work_claimed"]


def test_claiming_twice_is_claiming_once(db, noon):
    here, siti = guest(), person()
    for _ in range(2):
        claim_guest_work(guest=here, account=siti, at=noon)
    assert notices_of(siti) == ["work_claimed"]


def test_when_one_app_fails_nothing_has_happened(db, noon, registry):
    here, siti = guest(), person()
    notify(person=here, kind="secret_reset", at=noon, by="x")
    outline = course_with_lessons(1)
    LessonState.objects.create(learner=here, course=outline.course, lesson=outline.lessons[0].key, started_at=noon)
    personal_data.register(nothing("test", lambda guest, account: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        claim_guest_work(guest=here, account=siti, at=noon)
    assert (notices_of(here), notices_of(siti)) == (["secret_reset"], [])
    assert LessonState.objects.get().learner == here
    assert User.objects.filter(pk=here.pk, is_guest=True).exists()


def test_an_app_is_registered_once(registry):
    before = personal_data.registered()
    personal_data.register(replace(before[0], label="again"))
    assert personal_data.registered() == before


def test_accounts_are_never_merged(db, noon):
    siti, nur, here = person(), person(), guest()
    for first, second in ((siti, nur), (siti, siti), (siti, here), (here, here), (here, guest())):
        with pytest.raises(ValueError, match="only a guest"):
            claim_guest_work(guest=first, account=second, at=noon)
    assert User.objects.count() == 4


def with_guest_work():
    """A phone on which somebody has begun to learn without an account."""
    client, outline = visitor(), course_with_lessons(2)
    client.post(f"/belajar/{outline.lessons[0].key}/selesai/", {"key": ""})
    here = who(client)
    assert here.is_guest
    assert LessonState.objects.filter(learner=here).exists()
    return client, here


def test_signing_in_on_the_phone_claims_what_was_learned_there(db):
    siti = person(username="siti")
    client, here = with_guest_work()
    sign_in_with(client, "siti")
    assert who(client) == siti
    assert LessonState.objects.get().learner == siti
    assert not User.objects.filter(pk=here.pk).exists()
    assert notices_of(siti) == ["work_claimed"]


def test_signing_up_keeps_it_in_place(db):
    client, here = with_guest_work()
    before = session_cookie(client)
    sign_up_with(client)
    siti = who(client)
    assert (siti.pk, siti.is_guest) == (here.pk, False)
    assert LessonState.objects.get().learner == siti
    assert who(with_cookie(before)) is None


def test_a_wrong_pin_claims_nothing(db):
    person(username="siti")
    client, here = with_guest_work()
    sign_in_with(client, "siti", "908172")
    assert LessonState.objects.get().learner == who(client) == here


def test_signing_in_over_somebody_elses_session_takes_nothing_from_them(db, noon):
    siti, nur = person(username="siti"), person(username="nur")
    notify(person=siti, kind="work_claimed", at=noon)
    client = visitor()
    sign_in_with(client, "siti")
    sign_in_with(client, "nur")
    assert who(client) == nur
    assert (notices_of(siti), notices_of(nur)) == (["work_claimed"], [])


def test_guests_whom_no_phone_remembers_are_removed_after_a_year(db, noon):
    long_ago = noon - ABANDONED_AFTER
    forgotten, remembered, young, account = guest(), guest(), guest(), person()
    User.objects.exclude(pk=young.pk).update(joined_at=long_ago - timedelta(seconds=1))
    User.objects.filter(pk=young.pk).update(joined_at=long_ago)
    for number, somebody in enumerate((forgotten, remembered)):
        ends = noon + timedelta(seconds=1 if somebody is remembered else -1)
        Session.objects.create(session_key=f"k{number}", session_data="", expire_date=ends, person_id=somebody.pk)
    assert remove_abandoned_guests(at=noon) == 1
    assert User.objects.count() == 4
    assert remove_abandoned_guests(at=noon, dry_run=False) == 1
    assert set(User.objects.all()) == {remembered, young, account}
    assert remove_abandoned_guests(at=noon, dry_run=False) == 0
