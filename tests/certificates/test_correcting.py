"""A mistyped name: corrected on what was issued already, told, and logged."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.domain.names import confirm_name, correct_name_of
from accounts.models import Notice, User
from accounts.notices import sentence
from accounts.roles import Role
from certificates.domain.documents import certificate_pdf
from certificates.models import Certificate, NumberSequence
from core import audit
from core.models import AuditEvent
from tests.certificates.making import NOON, issue_one, pages
from tests.factories.people import learner, person, staff
from tests.progress.doing import read, text_of

LATER = NOON + timedelta(days=30)
FIELDS = {"name": "Siti Aminah", "title_before": "Hj.", "title_after": "S.E."}
CORRECTED = "Hj. Siti Aminah, S.E."


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def siti(db) -> User:
    return learner(name="Siti Aminh", language="en")


def confirm(somebody: User, **changes: Any) -> None:
    confirm_name(person=somebody, at=LATER, **FIELDS | changes)


def events() -> list[tuple[str, str, str, str]]:
    rows = AuditEvent.objects.values_list("actor", "action", "subject", "detail__reason")
    return [row for row in rows if "name_corrected" in row[1]]


def told(somebody: User) -> list[tuple[str, str]]:
    return [(sentence(one), one.url) for one in Notice.objects.filter(person=somebody, kind="name_corrected")]


def kept_files(certificate: Certificate) -> list[str]:
    return default_storage.listdir(f"certificates/{certificate.public_id}")[1]


def test_confirming_a_corrected_name_corrects_what_was_issued_and_nothing_else_of_it(siti):
    issue_one(siti)
    before = Certificate.objects.get()
    confirm(siti)
    after = Certificate.objects.get()
    assert after.facts == before.facts | {"name": CORRECTED, "name_corrected_on": "2026-12-21"}
    unchanged = ("number", "code", "qr_token", "public_id", "issued_at", "state", "holder")
    assert [getattr(after, name) for name in unchanged] == [getattr(before, name) for name in unchanged]
    assert after.stated.name_corrected_on == date(2026, 12, 21)
    assert NumberSequence.objects.get().last == 1


def test_the_holder_is_told_where_to_see_it_and_the_audit_log_names_no_name(siti):
    certificate = issue_one(siti)
    confirm(siti)
    address = reverse("certificate", args=[certificate.public_id])
    assert [url for _text, url in told(siti)] == [address]
    assert "Mulai dari HP" in told(siti)[0][0]
    key = str(siti.public_id)
    assert events() == [(key, "certificates.name_corrected", str(certificate.public_id), "holder_confirmed_name")]
    assert "Aminah" not in repr(list(AuditEvent.objects.values()))
    assert audit.first_broken_link() is None


def test_the_document_is_made_anew_and_the_old_one_goes(siti):
    certificate = issue_one(siti)
    certificate_pdf(certificate)
    (old,) = kept_files(certificate)
    confirm(siti)
    assert kept_files(certificate) == []
    first, _second = pages(certificate_pdf(Certificate.objects.get()))
    assert CORRECTED in first
    assert "Aminh" not in first
    assert [name for name in kept_files(certificate) if name == old] == []


def test_all_certificates_follow_and_those_that_bear_the_name_already_stay_as_they_are(siti):
    for _ in range(3):
        issue_one(siti, source=uuid.uuid4())
    issue_one(learner(name="Siti Aminh"), source=uuid.uuid4())
    for _ in range(2):
        confirm(siti)
    assert [one.stated.name for one in Certificate.objects.filter(holder=siti)] == [CORRECTED] * 3
    assert len(told(siti)) == len(events()) == 3
    assert Certificate.objects.exclude(holder=siti).get().stated.name == "Siti Aminh"


def test_confirming_the_same_name_again_changes_nothing(siti):
    issue_one(siti)
    before = Certificate.objects.get()
    confirm(siti, name=siti.name, title_before="", title_after="")
    assert Certificate.objects.get().facts == before.facts
    assert (told(siti), events()) == ([], [])


@pytest.mark.parametrize("state", [Certificate.State.REVOKED, Certificate.State.MERGED])
def test_what_is_no_longer_valid_stays_as_it_was(siti, state):
    issue_one(siti)
    before = Certificate.objects.get()
    Certificate.objects.update(state=state)
    confirm(siti)
    assert Certificate.objects.get().facts == before.facts
    assert told(siti) == []


def test_whoever_checks_an_earlier_paper_reads_when_the_name_was_corrected(client, siti):
    certificate = issue_one(siti)
    address = reverse("verify_qr", args=[certificate.qr_token])
    assert "Aminh" in text_of(client.get(address))
    confirm(siti)
    value = read(client.get(address)).find("dl", class_="facts").find("dd").get_text(" ", strip=True)
    assert value.startswith(CORRECTED)
    assert value.endswith("21 Desember 2026")


def test_in_my_data_a_new_name_leads_to_confirming_it_and_then_to_the_certificate(client, sign_in, siti):
    certificate = issue_one(siti)
    sign_in(siti)
    form = {"phone": "", "email": "", "age": "adult", "language": "id"}
    answer = client.post(reverse("my_data"), form | FIELDS)
    assert answer["Location"] == f"{reverse('certificate_name')}?next={reverse('my_data')}"
    assert Certificate.objects.get().stated.name == "Siti Aminh"  # nothing is printed before it is confirmed
    asking = client.get(answer["Location"])
    assert read(asking).find("input", attrs={"name": "name"})["value"] == "Siti Aminah"
    answer = client.post(reverse("certificate_name"), FIELDS | {"next": reverse("my_data")})
    assert answer["Location"] == reverse("my_data")
    assert CORRECTED in text_of(client.get(reverse("certificate", args=[certificate.public_id])))
    assert len(told(siti)) == 1


def test_in_my_data_other_changes_and_people_without_certificates_are_led_nowhere_else(client, sign_in, siti):
    form = {"phone": "", "email": "", "age": "adult", "language": "id"}
    sign_in(siti)
    assert client.post(reverse("my_data"), form | FIELDS)["Location"] == reverse("my_data")
    issue_one(siti)
    assert client.post(reverse("my_data"), form | FIELDS | {"email": "siti@example.org"})["Location"] == reverse(
        "my_data"
    )


def test_an_administrator_corrects_a_confirmed_name_and_the_certificate_follows(client, sign_in, siti):
    certificate, ratna = issue_one(siti), staff(Role.ADMINISTRATOR)
    sign_in(ratna)
    page = reverse("admin_person", args=[siti.public_id])
    shown = read(client.get(page)).find("form", action=reverse("admin_correct_name", args=[siti.public_id]))
    assert shown.find("input", attrs={"name": "name"})["value"] == "Siti Aminh"
    answer = client.post(shown["action"], FIELDS)
    assert answer["Location"] == page
    siti.refresh_from_db()
    assert (siti.full_name_with_titles, siti.name_confirmed_at is None) == (CORRECTED, False)
    assert Certificate.objects.get().stated.name == CORRECTED
    by = str(ratna.public_id)
    assert sorted(events()) == [
        (by, "accounts.name_corrected", str(siti.public_id), None),
        (by, "certificates.name_corrected", str(certificate.public_id), "corrected_by_staff"),
    ]
    assert len(told(siti)) == 1


def test_a_name_that_was_never_confirmed_is_still_asked_for_after_a_correction(db):
    ani, ratna = person(name="Ani"), staff(Role.ADMINISTRATOR)
    assert correct_name_of(person=ani, by=ratna, at=LATER, **FIELDS)
    ani.refresh_from_db()
    assert (ani.full_name_with_titles, ani.name_confirmed_at) == (CORRECTED, None)


def test_a_correction_without_difference_is_none(siti):
    ratna = staff(Role.ADMINISTRATOR)
    confirm(siti)
    assert not correct_name_of(person=siti, by=ratna, at=LATER + timedelta(days=1), **FIELDS)
    siti.refresh_from_db()
    assert (siti.name_confirmed_at, events()) == (LATER, [])


def test_a_mistake_in_the_form_changes_nothing_and_is_shown(client, sign_in, siti):
    sign_in(staff(Role.ADMINISTRATOR))
    answer = client.post(reverse("admin_correct_name", args=[siti.public_id]), FIELDS | {"name": ""})
    assert answer.status_code == 422
    assert answer.context["name_form"].errors.keys() == {"name"}
    siti.refresh_from_db()
    assert siti.name == "Siti Aminh"


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_nobody_else_corrects_names(client, sign_in, siti, role):
    sign_in(staff(role))
    assert client.post(reverse("admin_correct_name", args=[siti.public_id]), FIELDS).status_code in (302, 403, 404)
    siti.refresh_from_db()
    assert siti.name == "Siti Aminh"
