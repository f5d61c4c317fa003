"""A mistyped name: corrected on what was issued already, told, and logged."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.domain.names import NameIsFixed, confirm_name, correct_name_of
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
    """As a trainer does who has accepted what was asked for."""
    confirm_name(person=somebody, at=LATER, by=staff(Role.ADMINISTRATOR), **FIELDS | changes)


def live(holder: User) -> Certificate:
    return Certificate.objects.get(holder=holder, state="live")


def events() -> list[tuple[str, str, str, str]]:
    rows = AuditEvent.objects.values_list("actor", "action", "subject", "detail__reason")
    return [row for row in rows if "name_corrected" in row[1]]


def told(somebody: User) -> list[tuple[str, str]]:
    return [(sentence(one), one.url) for one in Notice.objects.filter(person=somebody, kind="name_corrected")]


def kept_files(certificate: Certificate) -> list[str]:
    return default_storage.listdir(f"certificates/{certificate.public_id}")[1]


def test_a_corrected_name_makes_a_new_edition_with_the_same_number_and_the_earlier_one_points_to_it(siti):
    before = issue_one(siti)
    confirm(siti)
    after = live(siti)
    stated = before.facts | {"name": CORRECTED, "edition": 2, "edition_of": "2026-12-21"}
    assert after.facts == stated
    unchanged = ("number", "issued_at", "holder", "source_kind", "source_key", "kind", "template")
    assert [getattr(after, name) for name in unchanged] == [getattr(before, name) for name in unchanged]
    made_anew = ("code", "qr_token", "public_id", "status_index", "statement")
    assert [name for name in made_anew if getattr(after, name) == getattr(before, name)] == []
    before.refresh_from_db()
    assert (before.state, before.state_since, before.replaced_by) == ("replaced", LATER, after)
    assert before.stated.name == "Siti Aminh"  # what the paper says stays known
    assert NumberSequence.objects.get().last == 1


def test_a_third_edition_follows_the_second(siti):
    first = issue_one(siti)
    confirm(siti)
    confirm(siti, title_before="")
    assert [(one.edition, one.state) for one in Certificate.objects.order_by("edition")] == [
        (1, "replaced"), (2, "replaced"), (3, "live"),
    ]  # fmt: skip
    assert {one.number for one in Certificate.objects.all()} == {first.number}


def test_the_holder_is_told_where_to_see_it_and_the_audit_log_names_no_name(siti):
    earlier = issue_one(siti)
    confirm(siti)
    address = reverse("certificate", args=[live(siti).public_id])
    assert [url for _text, url in told(siti)] == [address]
    assert "Mulai dari HP" in told(siti)[0][0]
    [(_by, action, subject, reason)] = events()
    assert (action, subject, reason) == (
        "certificates.name_corrected", str(live(siti).public_id), "corrected_by_staff",
    )  # fmt: skip
    assert AuditEvent.objects.get(action=action).detail["replaces"] == str(earlier.public_id)
    assert "Aminah" not in repr(list(AuditEvent.objects.values()))
    assert audit.first_broken_link() is None


def test_the_document_is_made_anew_and_the_old_one_goes(siti):
    certificate = issue_one(siti)
    certificate_pdf(certificate)
    confirm(siti)
    assert kept_files(certificate) == []
    first, _second = pages(certificate_pdf(live(siti)))
    assert CORRECTED in first
    assert "Aminh" not in first


def test_the_address_of_the_earlier_one_leads_its_holder_to_the_new_one(client, sign_in, siti):
    earlier = issue_one(siti)
    confirm(siti)
    sign_in(siti)
    answer = client.get(reverse("certificate", args=[earlier.public_id]))
    assert answer["Location"] == reverse("certificate", args=[live(siti).public_id])
    assert client.get(reverse("certificate_file", args=[earlier.public_id])).status_code == 302


def test_the_holder_alone_changes_no_name_that_was_printed(siti):
    issue_one(siti)
    with pytest.raises(NameIsFixed):
        confirm_name(person=siti, at=LATER, **FIELDS)
    siti.refresh_from_db()
    assert siti.name == "Siti Aminh"
    confirm_name(person=siti, at=LATER, name="Siti Aminh", title_before="", title_after="")  # the same is no change
    assert live(siti).edition == 1


def test_all_certificates_follow_and_those_that_bear_the_name_already_stay_as_they_are(siti):
    for _ in range(3):
        issue_one(siti, source=uuid.uuid4())
    issue_one(learner(name="Siti Aminh"), source=uuid.uuid4())
    for _ in range(2):
        confirm(siti)
    assert [one.stated.name for one in Certificate.objects.filter(holder=siti, state="live")] == [CORRECTED] * 3
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


@pytest.mark.parametrize("way", ["qr", "code"])
def test_whoever_checks_an_earlier_paper_reads_that_it_was_replaced_and_no_name_that_was_wrong(client, siti, way):
    certificate = issue_one(siti)

    def look(one: Certificate):
        if way == "qr":
            return client.get(reverse("verify_qr", args=[one.qr_token]))
        return client.post(reverse("verify_code"), {"code": one.code})

    assert "Aminh" in text_of(look(certificate))
    confirm(siti)
    page = read(look(certificate))
    told = page.find(role="status").get_text(" ", strip=True)
    assert "edisi 2" in told
    assert "21 Desember 2026" in told
    assert "Asli" not in told
    assert "Aminh" not in page.get_text()
    assert "Aminah" not in page.get_text()
    assert CORRECTED in text_of(look(live(siti)))


def test_in_my_data_a_printed_name_stays_and_leads_to_asking_for_another_one(client, sign_in, siti):
    form = {"phone": "", "email": "", "age": "adult", "language": "id"}
    sign_in(siti)
    client.post(reverse("my_data"), form | FIELDS | {"name": "Siti Aminh", "title_before": "", "title_after": ""})
    issue_one(siti)
    page = read(client.get(reverse("my_data")))
    assert page.find("input", attrs={"name": "name"}).has_attr("disabled")
    assert page.find("a", href=reverse("ask_for_name"))
    client.post(reverse("my_data"), form | FIELDS | {"email": "siti@example.org"})
    siti.refresh_from_db()
    assert (siti.full_name_with_titles, siti.email) == ("Siti Aminh", "siti@example.org")
    assert client.get(reverse("certificate_name"))["Location"] == reverse("ask_for_name")


def test_an_administrator_corrects_a_confirmed_name_and_the_certificate_follows(client, sign_in, siti):
    ratna = staff(Role.ADMINISTRATOR)
    issue_one(siti)
    sign_in(ratna)
    page = reverse("admin_person", args=[siti.public_id])
    shown = read(client.get(page)).find("form", action=reverse("admin_correct_name", args=[siti.public_id]))
    assert shown.find("input", attrs={"name": "name"})["value"] == "Siti Aminh"
    answer = client.post(shown["action"], FIELDS)
    assert answer["Location"] == page
    siti.refresh_from_db()
    assert (siti.full_name_with_titles, siti.name_confirmed_at is None) == (CORRECTED, False)
    assert live(siti).stated.name == CORRECTED
    by = str(ratna.public_id)
    assert sorted(events()) == [
        (by, "accounts.name_corrected", str(siti.public_id), None),
        (by, "certificates.name_corrected", str(live(siti).public_id), "corrected_by_staff"),
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
