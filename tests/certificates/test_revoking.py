"""Revoking a certificate with a reason, and taking that back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.erase import erase_person
from accounts.domain.names import confirm_name
from accounts.models import Notice, User
from accounts.notices import sentence
from accounts.roles import Role
from certificates.domain.documents import certificate_pdf
from certificates.domain.queries import certificates_for, search_certificates
from certificates.domain.revoke import NotInThisState, Reason, reinstate, revoke
from certificates.models import Certificate
from core import audit
from core.models import AuditEvent
from tests.certificates.making import COURSE, NOON, issue_one
from tests.factories.people import learner, staff
from tests.progress.doing import read, text_of

LATER = NOON + timedelta(days=3)


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ratna(db) -> User:
    return staff(Role.ADMINISTRATOR)


@pytest.fixture
def certificate(db) -> Certificate:
    return issue_one(learner(name="Siti Kenari"))


def state() -> str:
    return Certificate.objects.get().state


def events() -> list[tuple[str, str, str, dict[str, str]]]:
    rows = AuditEvent.objects.filter(action__startswith="certificates.")
    return list(rows.values_list("actor", "action", "subject", "detail"))


def told(certificate: Certificate) -> list[str]:
    return list(Notice.objects.filter(person=certificate.holder).values_list("kind", flat=True))


def take(certificate: Certificate, by: User, reason: Reason = Reason.MISTAKE) -> None:
    revoke(certificate=certificate, reason=reason, by=by, at=LATER)


def test_it_is_no_longer_valid_logged_with_its_reason_and_told(certificate, ratna):
    take(certificate, ratna, Reason.NOT_OWN_WORK)
    by, subject = str(ratna.public_id), str(certificate.public_id)
    assert state() == "revoked"
    assert events() == [(by, "certificates.revoked", subject, {"reason": "not_own_work"})]
    notice = Notice.objects.get(kind="certificate_revoked")
    assert (notice.person, notice.url) == (certificate.holder, reverse("certificate", args=[certificate.public_id]))
    assert "Mulai dari HP" in sentence(notice)
    assert audit.first_broken_link() is None


def test_anybody_who_checks_it_and_its_holder_read_so_and_there_is_no_paper_any_more(
    client, sign_in, certificate, ratna
):
    certificate_pdf(certificate)
    take(certificate, ratna)
    assert "dicabut" in text_of(client.get(reverse("verify_qr", args=[certificate.qr_token])))
    sign_in(certificate.holder)
    own = reverse("certificate", args=[certificate.public_id])
    assert "dicabut" in text_of(client.get(own))
    assert client.get(own + "pdf/")["Location"] == own
    assert default_storage.listdir(f"certificates/{certificate.public_id}")[1] == []


@pytest.mark.parametrize("was", [Certificate.State.REVOKED, Certificate.State.MERGED])
def test_only_a_valid_one_can_be_revoked(certificate, ratna, was):
    Certificate.objects.update(state=was)
    with pytest.raises(NotInThisState):
        take(certificate, ratna)
    assert (state(), events(), told(certificate)) == (was, [], ["certificate_issued"])


def test_acting_again_brings_no_new_one_and_the_course_still_leads_to_it(certificate, ratna):
    take(certificate, ratna)
    assert issue_one(certificate.holder, at=LATER) == certificate
    assert certificates_for(holder=certificate.holder, source_kind="course", source_keys=[COURSE]) == {
        COURSE: certificate
    }


def test_it_can_be_made_valid_again_and_bears_the_name_its_holder_has_by_then(certificate, ratna):
    take(certificate, ratna)
    holder = certificate.holder
    confirm_name(person=holder, name="Siti Merpati", title_before="", title_after="", at=LATER)
    reinstate(certificate=certificate, by=ratna, at=LATER)
    after = Certificate.objects.get(state="live")
    assert (after.state, after.number, after.stated.name) == ("live", certificate.number, "Siti Merpati")
    assert [action for _actor, action, _subject, _detail in events()] == [
        "certificates.revoked", "certificates.reinstated", "certificates.name_corrected",
    ]  # fmt: skip
    assert set(told(certificate)) >= {"certificate_revoked", "certificate_reinstated"}
    with pytest.raises(NotInThisState):
        reinstate(certificate=certificate, by=ratna, at=LATER)


def test_one_whose_holder_erased_their_data_can_be_revoked_too(certificate, ratna):
    erase_person(person=certificate.holder, at=LATER)
    take(Certificate.objects.get(), ratna)
    assert state() == "revoked"
    reinstate(certificate=certificate, by=ratna, at=LATER)
    assert (state(), Certificate.objects.get().stated.name) == ("live", "")


def test_an_administrator_finds_it_revokes_it_with_a_reason_and_takes_that_back(client, sign_in, certificate, ratna):
    sign_in(ratna)
    assert reverse("admin_certificates") in client.get(reverse("wagtailadmin_home")).content.decode()
    found = read(client.post(reverse("admin_certificates"), {"q": "kenari"}))
    page = reverse("admin_certificate", args=[certificate.public_id])
    assert found.find("a", href=page).get_text() == certificate.number
    form = read(client.get(page)).find("form", action=reverse("admin_revoke_certificate", args=[certificate.public_id]))
    assert [option["value"] for option in form.find_all("option")] == ["", *Reason.values]
    answer = client.post(form["action"], {"reason": "mistake"})
    assert (answer["Location"], state()) == (page, "revoked")
    shown = read(client.get(page))
    assert shown.find("form", action=form["action"]) is None
    again = shown.find("form", action=reverse("admin_reinstate_certificate", args=[certificate.public_id]))
    client.post(again["action"])
    assert state() == "live"


@pytest.mark.parametrize("reason", ["", "because", "MISTAKE"])
def test_without_a_reason_it_stays_valid(client, sign_in, certificate, ratna, reason):
    sign_in(ratna)
    answer = client.post(reverse("admin_revoke_certificate", args=[certificate.public_id]), {"reason": reason})
    assert (answer.status_code, state(), events()) == (422, "live", [])
    assert answer.context["form"].errors.keys() == {"reason"}


def test_revoking_twice_is_told_and_changes_nothing_more(client, sign_in, certificate, ratna):
    sign_in(ratna)
    address = reverse("admin_revoke_certificate", args=[certificate.public_id])
    for _ in range(2):
        assert client.post(address, {"reason": "mistake"}).status_code == 302
    assert len(events()) == 1
    client.post(reverse("admin_reinstate_certificate", args=[certificate.public_id]))
    client.post(reverse("admin_reinstate_certificate", args=[certificate.public_id]))
    assert len(events()) == 2


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_nobody_else_revokes_or_sees_the_list(client, sign_in, certificate, role):
    client = sign_in(staff(role))
    for name in ("admin_revoke_certificate", "admin_reinstate_certificate"):
        client.post(reverse(name, args=[certificate.public_id]), {"reason": "mistake"})
    assert state() == "live"
    for address in (reverse("admin_certificates"), reverse("admin_certificate", args=[certificate.public_id])):
        assert "Kenari" not in client.get(address, follow=True).content.decode()


def test_certificates_are_found_by_number_code_name_and_course(certificate):
    issue_one(learner(name="Orang Lain"), title="Siap jualan")
    for words in (
        certificate.number,
        certificate.code,
        certificate.code.replace("-", " ").lower(),
        " siti  kenari ",
        "Mulai dari",
    ):
        assert list(search_certificates(words)) == [certificate], words
    assert search_certificates("").count() == 2
    assert list(search_certificates("Sit\0i")) == []
    assert search_certificates("tidak ada").count() == 0


def test_the_list_costs_the_same_however_long_it_is(client, sign_in, certificate, ratna):
    client, counts = sign_in(ratna), []
    for more in (0, 2):
        for _ in range(more):
            issue_one(learner())
        client.get(reverse("admin_certificates"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin_certificates")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
