"""Handing certificates over for signing: what the archive holds, and that a killed worker loses nothing."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accounts.domain.erase import erase_person
from accounts.roles import Role
from certificates import keys
from certificates.domain.documents import certificate_pdf
from certificates.domain.revoke import Reason, revoke
from certificates.models import Batch, Certificate, Document
from certificates.signing import handoff, manifest
from certificates.signing.work import WORK_LOST, Patience
from certificates.tasks import prepare_for_signing
from core.models import AuditEvent
from tests.certificates.making import NOON, issue_one, pages
from tests.certificates.signing_world import choose
from tests.factories.people import learner, staff

SIGNED_LINE = "telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh BSrE"


@pytest.fixture(autouse=True)
def _public(settings, tmp_path, db):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path / "data"
    choose("provider")


def batch_of(count: int) -> Batch:
    for number in range(count):
        issue_one(learner(name=f"Ani {number}"))
    return handoff.hand_over(Certificate.objects.all(), label="Semua", by=staff(Role.ADMINISTRATOR), at=timezone.now())


def archive(batch: Batch) -> zipfile.ZipFile:
    batch.refresh_from_db()
    with default_storage.open(batch.path) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_the_archive_holds_each_certificate_as_it_will_be_when_signed(settings):
    batch = batch_of(3)
    handoff.carry_out(batch)
    opened = archive(batch)
    pdfs = [name for name in opened.namelist() if name.endswith(".pdf")]
    assert pdfs == [f"000{n} 421-000{n}-KOMINFO-2026.pdf" for n in (1, 2, 3)]  # no person's name
    assert SIGNED_LINE in " ".join(pages(opened.read(pdfs[0])))
    assert "Ani 0" in pages(opened.read(pdfs[0]))[0]
    assert {one.standing for one in Document.objects.all()} == {"prepared"}


def test_its_list_names_every_file_with_its_hash_and_is_signed():
    batch = batch_of(2)
    handoff.carry_out(batch)
    opened = archive(batch)
    content, signed = opened.read("manifest.json"), opened.read("manifest.sig")
    assert manifest.batch_of(content, signed, keys.public_keys()) == batch.public_id
    listed = json.loads(content)
    assert listed["provider"] == "BSrE"
    for row in listed["files"]:
        assert hashlib.sha256(opened.read(row["name"])).hexdigest() == row["sha256"]
        certificate = Certificate.objects.get(public_id=row["certificate"])
        assert row["number"] == certificate.number
    assert len(listed["files"]) == 2


@pytest.mark.parametrize("change", ["content", "signature", "key", "nonsense"])
def test_a_forged_list_is_not_believed(change):
    signer = keys.signer()
    content = manifest.manifest(batch=Batch(label="x").public_id, made_at=NOON, provider="BSrE", files=[])
    signed = manifest.signature(content, kid=signer.kid, sign=signer.sign)
    known = keys.public_keys()
    assert manifest.batch_of(content, signed, known)
    match change:
        case "content":
            content = content.replace(b"BSrE", b"BSRE")
        case "signature":
            signed = manifest.signature(content + b" ", kid=signer.kid, sign=signer.sign)
        case "key":
            known = {}
        case _:
            signed = b"[1"
    with pytest.raises(manifest.Forged):
        manifest.batch_of(content, signed, known)


def test_until_it_is_signed_its_owner_gets_the_plain_one():
    handoff.carry_out(batch_of(1))
    text = " ".join(pages(certificate_pdf(Certificate.objects.get())))
    assert SIGNED_LINE not in text
    assert "tersertifikasi" in text


def test_revoked_and_signed_and_erased_ones_are_not_handed_over():
    revoked, signed, gone, left = (issue_one(learner()) for _ in range(4))
    revoke(certificate=revoked, reason=Reason.MISTAKE, by=staff(Role.ADMINISTRATOR), at=NOON)
    Document.objects.create(
        certificate=signed, standing="signed", sha256="0" * 64, path="x", made_from="x", made_at=NOON
    )
    erase_person(person=gone.holder, at=NOON)
    assert list(handoff.unsigned(Certificate.objects.all())) == [left]


def test_nothing_to_sign_no_address_and_a_lost_key_are_told_apart(settings):
    by = staff(Role.ADMINISTRATOR)
    with pytest.raises(handoff.NothingToSign):
        handoff.hand_over(Certificate.objects.all(), label="x", by=by, at=NOON)
    issue_one(learner())
    for path in keys.folder().glob("*.pem"):
        path.unlink()
    with pytest.raises(handoff.CannotPrepare, match="no-key"):
        handoff.hand_over(Certificate.objects.all(), label="x", by=by, at=NOON)
    settings.PUBLIC_URL = ""
    with pytest.raises(handoff.CannotPrepare, match="no-address"):
        handoff.hand_over(Certificate.objects.all(), label="x", by=by, at=NOON)
    assert Batch.objects.count() == 0


def test_one_that_is_revoked_meanwhile_is_left_out():
    batch = batch_of(2)
    first = Certificate.objects.order_by("pk").first()
    revoke(certificate=first, reason=Reason.MISTAKE, by=staff(Role.ADMINISTRATOR), at=NOON)
    handoff.carry_out(batch)
    assert [item.state for item in batch.items.all()] == ["skipped", "done"]
    assert len([name for name in archive(batch).namelist() if name.endswith(".pdf")]) == 1


def test_after_a_killed_worker_the_next_one_goes_on_where_it_stopped(monkeypatch):
    batch = batch_of(3)
    made = []
    prepared = handoff.prepared

    class Killed(BaseException):
        pass

    def watched(certificate):
        if len(made) == 2 and batch.items.filter(state="done").count() != 3:
            made.append(None)
            raise Killed
        made.append(certificate.pk)
        return prepared(certificate)

    monkeypatch.setattr(handoff, "prepared", watched)
    with pytest.raises(Killed):
        handoff.carry_out(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.items.filter(state="done").count()) == ("running", 2)
    handoff.carry_out(batch)  # somebody may still be at it
    assert batch.items.filter(state="done").count() == 2
    Batch.objects.update(claimed_at=timezone.now() - WORK_LOST - timedelta(seconds=1))
    prepare_for_signing.func(str(batch.public_id))
    batch.refresh_from_db()
    assert (batch.state, len(made)) == ("done", 4)  # the first two were not made again
    assert len(archive(batch).namelist()) == 5


def test_whoever_waits_for_a_page_does_only_a_little():
    batch = batch_of(2)
    handoff.carry_out(batch, patience=Patience(0))
    assert (batch.items.filter(state="done").count(), Batch.objects.get().state) == (0, "waiting")
    handoff.carry_out(batch)
    handoff.carry_out(batch)  # done is done
    assert Batch.objects.get().state == "done"


def test_erasing_a_person_takes_the_archive_away_and_the_next_one_is_without_them():
    batch = batch_of(2)
    handoff.carry_out(batch)
    path = Batch.objects.get().path
    erase_person(person=Certificate.objects.order_by("pk").first().holder, at=NOON)
    assert not default_storage.exists(path)
    handoff.carry_out(Batch.objects.get())
    assert [name for name in archive(batch).namelist() if name.endswith(".pdf")] == ["0002 421-0002-KOMINFO-2026.pdf"]


def test_handing_over_and_downloading_are_logged_without_names(sign_in):
    batch = batch_of(1)
    handoff.carry_out(batch)
    answer = sign_in(staff(Role.ADMINISTRATOR)).get(reverse("admin_handoff_file", args=[batch.public_id]))
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert "no-store" in answer["Cache-Control"]
    events = list(
        AuditEvent.objects.filter(action__startswith="certificates.hand").values_list("action", "subject", "detail")
    )
    assert events == [
        ("certificates.handed_over", str(batch.public_id), {"count": 1}),
        ("certificates.handoff_downloaded", str(batch.public_id), {}),
    ]


def test_without_the_right_nobody_downloads(sign_in):
    batch = batch_of(1)
    handoff.carry_out(batch)
    refused = sign_in(staff(Role.REVIEWER)).get(reverse("admin_handoff_file", args=[batch.public_id]))
    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))
