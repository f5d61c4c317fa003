"""Keys that sign certificates: made once, replaced, stolen, lost, found again (ADR 0033)."""

from __future__ import annotations

import io
import stat
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from certificates import keys
from certificates.domain.documents import certificate_pdf
from certificates.domain.public_list import public_list
from certificates.domain.revoke import Reason, revoke
from certificates.models import Certificate, SigningKey
from certificates.statement import NotAStatement, read_statement
from core import audit
from core.models import AuditEvent
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner, person
from tests.progress.conftest import in_parallel

__all__ = ["in_parallel"]

LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"


def files() -> list[str]:
    return sorted(path.stem for path in keys.folder().glob("*"))


def lose(kid: str) -> None:
    (keys.folder() / f"{kid}.pem").unlink()


def command(*options: str) -> str:
    said = io.StringIO()
    call_command("certificate_keys", *options, stdout=said)
    return said.getvalue()


def test_the_first_one_is_made_on_first_use_and_only_its_public_half_is_in_the_database(db):
    certificate = issue_one(learner())
    key = SigningKey.objects.get()
    assert files() == [key.kid]
    path = keys.folder() / f"{key.kid}.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder().stat().st_mode) == 0o700
    private = path.read_text().splitlines()[1]
    assert private not in repr(list(SigningKey.objects.values()))
    stated = read_statement(certificate.statement, keys.public_keys())
    assert (stated.kid, stated.number, stated.name) == (key.kid, certificate.number, certificate.stated.name)
    assert stated.status_index == certificate.status_index
    assert certificate.signing_key == key


def test_a_replaced_one_signs_no_more_its_private_half_goes_and_what_it_signed_stays_right(
    db, django_capture_on_commit_callbacks
):
    before = issue_one(learner())
    old = SigningKey.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        new = keys.replace_key(at=LATER)
    after = issue_one(learner())
    assert files() == [new.kid]
    assert (before.signing_key, after.signing_key) == (old, new)
    for certificate in (before, after):
        assert read_statement(certificate.statement, keys.public_keys()).number == certificate.number
    assert AuditEvent.objects.filter(action="certificates.key_replaced", subject=new.kid).count() == 1
    assert audit.first_broken_link() is None


def test_the_database_lets_one_key_sign_at_a_time(db):
    issue_one(learner())
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(kid="lain0001", public_key="x", made_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.update(stolen_at=NOON)


def test_after_a_theft_what_is_valid_is_signed_anew_and_phones_are_told(db):
    live, gone = issue_one(learner()), issue_one(learner())
    revoke(certificate=gone, reason=Reason.MISTAKE, by=person(), at=NOON)
    certificate_pdf(live)
    old = SigningKey.objects.get()
    said = command("--stolen")
    new = SigningKey.objects.get(retired_at=None)
    live.refresh_from_db()
    gone.refresh_from_db()
    assert (live.signing_key, gone.signing_key) == (new, old)
    assert read_statement(live.statement, keys.public_keys()).kid == new.kid
    told = public_list(at=LATER)["keys"]
    assert told[old.kid][1] is not None
    assert told[new.kid][1] is None
    assert all(words in said for words in (new.kid, old.kid))
    assert AuditEvent.objects.filter(action="certificates.signed_anew", detail__count=1).count() == 1


def test_without_its_private_half_certificates_are_issued_all_the_same_and_signed_later(db, client, sign_in):
    issue_one(learner())
    old = SigningKey.objects.get()
    lose(old.kid)
    assert keys.is_lost()
    certificate = issue_one(learner())
    assert (certificate.statement, certificate.signing_key) == ("", None)
    assert certificate_pdf(certificate).startswith(b"%PDF")
    assert client.get(f"/s/{certificate.qr_token}/").status_code == 200
    assert "--replace" in command()
    command("--replace")
    assert not keys.is_lost()
    certificate.refresh_from_db()
    assert read_statement(certificate.statement, keys.public_keys()).kid != old.kid
    assert len(keys.public_keys()) == 2  # what the lost one has signed is still checked


def test_keys_that_the_database_does_not_know_are_taken_in_so_that_their_papers_stay_right(db):
    """A database from before the key was made is restored; its file is still there."""
    certificate = issue_one(learner())
    kid = certificate.signing_key.kid
    Certificate.objects.update(signing_key=None)
    SigningKey.objects.all().delete()
    keys._active.forget()
    said = command()
    assert kid in said
    assert read_statement(certificate.statement, keys.public_keys()).kid == kid
    assert SigningKey.objects.get(retired_at=None).kid != kid


def test_a_signature_of_a_key_nobody_knows_is_refused(db):
    certificate = issue_one(learner())
    with pytest.raises(NotAStatement):
        read_statement(certificate.statement, {})


def test_another_process_has_replaced_the_key_a_moment_ago(db, django_capture_on_commit_callbacks):
    """What this process remembers for a second is wrong then: it asks again instead of issuing unsigned."""
    issue_one(learner())
    remembered = keys._active._kept
    with django_capture_on_commit_callbacks(execute=True):
        new = keys.replace_key(at=LATER)
    keys._active._kept = remembered
    assert issue_one(learner()).signing_key == new


def test_many_who_need_the_first_key_at_once_get_one(in_parallel):
    found = in_parallel([lambda: keys.signer().kid for _ in range(8)])
    assert set(found) == {SigningKey.objects.get().kid}


def test_the_list_for_phones_names_nobody_and_counts_places(db, client):
    first, second, third = (issue_one(learner()) for _ in range(3))
    for certificate in (first, third):
        revoke(certificate=certificate, reason=Reason.OTHER, by=person(), at=NOON)
    answer = client.get("/s/daftar.json").json()
    assert answer.keys() == {"as_of", "issuer", "keys", "revoked", "replaced", "merged"}
    places, at = [], 0
    for step in answer["revoked"]:
        at += step
        places.append(at)
    assert places == sorted([first.status_index, third.status_index])
    assert second.status_index not in places
