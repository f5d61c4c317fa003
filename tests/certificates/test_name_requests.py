"""“Nama keliru?”: asked by the holder, decided by a trainer, and each certificate gets a new edition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.domain.roles import grant_role
from accounts.models import Notice, User
from accounts.notices import sentence
from accounts.roles import Role
from certificates.domain.name_requests import (
    DecidedAlready,
    NothingDifferent,
    accept,
    ask,
    open_request,
    refuse,
    take_back,
    waiting_for,
)
from certificates.models import Certificate, NameRequest
from core import audit
from core.models import AuditEvent
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner, organisation, staff
from tests.progress.doing import read, text_of

LATER = NOON + timedelta(days=3)
WANTED = {"name": "Siti Aminah", "title_before": "Hj.", "title_after": "S.E."}


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def siti(db) -> User:
    holder = learner(name="Siti Aminh")
    issue_one(holder)
    return holder


@pytest.fixture
def ratna(db) -> User:
    return staff(Role.ADMINISTRATOR)


def asked(person: User, **changes: str) -> NameRequest:
    return ask(person=person, at=NOON, **WANTED | changes)


def test_who_holds_a_certificate_asks_and_nothing_changes_before_somebody_decides(client, sign_in, siti):
    sign_in(siti)
    page = read(client.get(reverse("ask_for_name")))
    assert page.find("input", attrs={"name": "name"})["value"] == "Siti Aminh"
    answer = client.post(reverse("ask_for_name"), WANTED, follow=True)
    assert "Hj. Siti Aminah, S.E." in text_of(answer)
    assert open_request(siti).full_name == "Hj. Siti Aminah, S.E."
    siti.refresh_from_db()
    assert siti.name == "Siti Aminh"
    assert Certificate.objects.get().stated.name == "Siti Aminh"


def test_asking_again_changes_the_request_and_there_is_never_a_second_one(siti):
    asked(siti)
    asked(siti, name="Siti Aminah Putri")
    assert NameRequest.objects.get().name == "Siti Aminah Putri"
    with pytest.raises(IntegrityError), transaction.atomic():
        NameRequest.objects.create(person=siti, name="x", asked_at=NOON)


def test_the_same_name_is_nothing_to_ask_for_and_what_was_typed_stays(client, sign_in, siti):
    with pytest.raises(NothingDifferent):
        asked(siti, name="Siti Aminh", title_before="", title_after="")
    sign_in(siti)
    answer = client.post(reverse("ask_for_name"), {"name": "Siti Aminh"})
    assert answer.status_code == 422
    assert read(answer).find("input", attrs={"name": "name"})["value"] == "Siti Aminh"
    assert not NameRequest.objects.exists()


def test_a_request_is_taken_back(client, sign_in, siti):
    asked(siti)
    sign_in(siti)
    client.post(reverse("take_back_name"))
    assert open_request(siti) is None
    take_back(person=siti)  # twice is once


def test_who_has_no_certificate_confirms_the_name_by_themselves(client, sign_in, db):
    sign_in(learner())
    assert client.get(reverse("ask_for_name"))["Location"] == reverse("certificate_name")


def test_accepting_makes_new_editions_and_tells_the_person(siti, ratna):
    request = asked(siti)
    accept(request=request, by=ratna, at=LATER)
    siti.refresh_from_db()
    assert siti.full_name_with_titles == "Hj. Siti Aminah, S.E."
    assert Certificate.objects.get(state="live").stated.name == "Hj. Siti Aminah, S.E."
    assert Notice.objects.filter(person=siti, kind="name_corrected").count() == 1
    request.refresh_from_db()
    assert (request.state, request.decided_at, request.decided_by) == ("accepted", LATER, ratna)
    assert AuditEvent.objects.filter(action="certificates.name_accepted", actor=str(ratna.public_id)).count() == 1
    assert "Aminah" not in repr(list(AuditEvent.objects.values()))
    assert audit.first_broken_link() is None


def test_refusing_changes_nothing_and_the_person_reads_why(client, sign_in, siti, ratna):
    refuse(request=asked(siti), reason=NameRequest.Refusal.NOT_PROVEN, by=ratna, at=LATER)
    assert Certificate.objects.get().stated.name == "Siti Aminh"
    notice = Notice.objects.get(person=siti, kind="name_refused")
    assert notice.url == reverse("ask_for_name")
    with override("id"):
        assert sentence(notice)
    sign_in(siti)
    assert "tunjukkan dokumen" in text_of(client.get(reverse("ask_for_name")))


@pytest.mark.parametrize("first", ["accept", "refuse", "take back"])
def test_whoever_comes_second_decides_nothing(siti, ratna, first):
    request = asked(siti)
    if first == "accept":
        accept(request=request, by=ratna, at=LATER)
    elif first == "refuse":
        refuse(request=request, reason=NameRequest.Refusal.AS_IT_WAS, by=ratna, at=LATER)
    else:
        take_back(person=siti)
    events = AuditEvent.objects.count()
    with pytest.raises(DecidedAlready):
        accept(request=request, by=ratna, at=LATER)
    with pytest.raises(DecidedAlready):
        refuse(request=request, reason=NameRequest.Refusal.AS_IT_WAS, by=ratna, at=LATER)
    assert AuditEvent.objects.count() == events


def test_a_trainer_decides_for_people_of_the_own_branch_only(siti, ratna):
    school = organisation("SMP Sukamaju")
    trainer = staff(Role.AUTHOR, school)
    request = asked(siti)
    assert list(waiting_for(trainer)) == []
    grant_role(person=siti, role=Role.LEARNER, organisation=school, by=None)
    assert list(waiting_for(trainer)) == [request]
    assert list(waiting_for(ratna)) == [request]


def test_the_admin_shows_who_waits_and_decides(client, sign_in, siti, ratna):
    request = asked(siti)
    sign_in(ratna)
    assert "(1)" in client.get(reverse("wagtailadmin_home")).content.decode()
    page = read(client.get(reverse("admin_name_requests")))
    assert "Hj. Siti Aminah, S.E." in page.get_text()
    refusing = reverse("admin_refuse_name", args=[request.public_id])
    without = client.post(refusing, {})
    assert without.status_code == 422
    assert "Pilih alasan" in text_of(without)
    assert open_request(siti) == request
    client.post(reverse("admin_accept_name", args=[request.public_id]))
    assert Certificate.objects.get(state="live").edition == 2
    assert client.post(refusing, {"reason": "as_it_was"}).status_code == 404
    assert "(1)" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_reviewer_has_no_say_in_names(client, sign_in, siti):
    request = asked(siti)
    sign_in(staff(Role.REVIEWER))
    assert client.post(reverse("admin_accept_name", args=[request.public_id])).status_code in (302, 403)
    assert open_request(siti) == request


def test_the_admin_shows_the_history_of_a_number(client, sign_in, siti, ratna):
    first = Certificate.objects.get()
    accept(request=asked(siti), by=ratna, at=LATER)
    sign_in(ratna)
    page = text_of(client.get(reverse("admin_certificate", args=[first.public_id])))
    for words in ("nama diperbaiki", "diperbaiki petugas", str(ratna), "diterbitkan"):
        assert words in page
    newest = reverse("admin_certificate", args=[Certificate.objects.get(state="live").public_id])
    assert newest in client.get(reverse("admin_certificate", args=[first.public_id])).content.decode()


def test_what_was_asked_for_goes_with_the_person(siti, ratna):
    from accounts.domain.erase import erase_person, everything_about

    asked(siti)
    with override("id"):
        assert "Hj. Siti Aminah, S.E." in repr(everything_about(siti))
    erase_person(person=siti, at=LATER)
    assert not NameRequest.objects.exists()
    assert [one.statement for one in Certificate.objects.all()] == [""]
