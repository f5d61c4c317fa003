"""Signatures in the admin, as an administrator goes through them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from certificates.domain.documents import certificate_pdf
from certificates.models import Batch, Certificate, Issuer, SignedReturn
from certificates.signing import handoff, seal
from certificates.signing.judging import Outcome
from certificates.signing.receiving import Problem
from certificates.signing.seal import Health
from certificates.signing.words import FAILURES, HEALTHS, OUTCOMES, PROBLEMS
from certificates.signing.work import WORKER_SILENT
from tests.certificates.making import COURSE, NOON, issue_one
from tests.certificates.signing_world import choose, institution, officer, zipped
from tests.factories.people import learner, staff

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes


@pytest.fixture(autouse=True)
def _public(settings, tmp_path, db):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path / "data"
    settings.CERTIFICATE_SEAL_PASSPHRASE = "kalimat panjang"


@pytest.fixture
def admin(sign_in):
    return sign_in(staff(Role.ADMINISTRATOR))


def read(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def bring(client, batch: Batch, **files: bytes):
    sent = [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]
    return client.post(reverse("admin_take_signed", args=[batch.public_id]), {"files": sent}, follow=True)


def test_a_seal_is_made_tried_and_used_with_three_buttons(admin):
    page, act = reverse("admin_signatures"), reverse("admin_set_up_seal")
    assert "Belum ada segel." in read(admin.get(page))
    assert "Segel sudah dibuat." in read(admin.post(act, {"act": "make"}, follow=True))
    assert "Segel berfungsi." in read(admin.post(act, {"act": "try"}, follow=True))
    answer = read(admin.post(act, {"act": "use"}, follow=True))
    assert "Mulai sekarang sertifikat memakai segel ini." in answer
    assert seal.current().fingerprint in answer
    assert Issuer.load().signing == "sealed"


def test_a_seal_is_replaced_only_when_somebody_is_sure(admin):
    act, first = reverse("admin_set_up_seal"), seal.make(at=NOON)
    assert "centang" in read(admin.post(act, {"act": "replace"}, follow=True))
    admin.post(act, {"act": "make"})
    assert seal.current() == first
    admin.post(act, {"act": "replace", "sure": "on"})
    assert seal.current().fingerprint != first.fingerprint


def test_the_first_screen_warns_while_the_seal_is_wanted_and_does_not_work(admin, settings):
    home = reverse("wagtailadmin_home")
    seal.bring(institution("kalimat panjang", ends=timedelta(days=9)), passphrase="kalimat panjang", at=NOON)
    assert "tidak lama lagi" not in read(admin.get(home))
    choose("sealed")
    assert "tidak lama lagi" in read(admin.get(home))
    settings.CERTIFICATE_SEAL_PASSPHRASE = "lain"
    assert "CERTIFICATE_SEAL_PASSPHRASE" in read(admin.get(home))
    assert "tidak dapat dibuka" in read(admin.get(reverse("admin_signatures")))


def test_certificates_are_chosen_by_course_days_and_words_and_the_choice_stays_out_of_the_address(admin):
    issue_one(learner(name="Ani Kenari"))
    issue_one(learner(name="Budi Merpati"), at=NOON - timedelta(days=9))
    page = reverse("admin_prepare_signing")
    assert "2 sertifikat" in read(admin.get(page))
    for choice, names in (
        ({"q": "merpati"}, ["Budi"]),
        ({"since": "2026-11-20"}, ["Ani"]),
        ({"until": "2026-11-20"}, ["Budi"]),
        ({"course": str(COURSE)}, ["Ani", "Budi"]),
    ):
        answer = read(admin.post(page, choice | {"act": "look"}))
        assert [name for name in ("Ani", "Budi") if name in answer] == names
    wrong = admin.post(page, {"since": "2026-11-20", "until": "2026-11-02", "q": "merpati"})
    assert (wrong.status_code, "lebih awal" in read(wrong), 'value="merpati"' in wrong.content.decode()) == (
        422,
        True,
        True,
    )
    made = admin.post(page, {"q": "merpati", "course": str(COURSE), "act": "make"})
    batch = Batch.objects.get()
    assert made["Location"] == reverse("admin_handoff", args=[batch.public_id])
    assert (batch.label, batch.items.count()) == ("Mulai dari HP", 1)
    assert "merpati" not in batch.label.lower()


def test_from_the_choice_to_the_published_file(admin):
    certificate = issue_one(learner(name="Ani Kenari"))
    choose("provider")
    admin.post(reverse("admin_prepare_signing"), {"act": "make"})
    batch = Batch.objects.get()
    page = reverse("admin_handoff", args=[batch.public_id])
    waiting = admin.get(page).content.decode()
    assert "data-running" in waiting
    assert 'max="1" value="0"' in waiting
    Batch.objects.update(made_at=timezone.now() - WORKER_SILENT - timedelta(seconds=1))  # no worker is there
    assert "data-running" not in admin.get(page).content.decode()
    answer = admin.get(reverse("admin_handoff_file", args=[batch.public_id]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    signed = officer().sign(archive.read(archive.namelist()[0]))
    report = read(bring(admin, batch, hasil_pdf=signed, catatan_pdf=b"no"))
    assert "1 dari 2 sudah terbit." in report
    assert "Ini bukan PDF." in report
    assert "Wahyu Sukamaju" in report
    assert certificate_pdf(certificate) == signed
    assert "Semuanya sudah ditandatangani dan terbit." in read(admin.get(page))


def test_a_refused_archive_says_why_on_the_page_it_was_brought_to(admin):
    issue_one(learner())
    batch = handoff.hand_over(Certificate.objects.all(), label="x", by=staff(Role.ADMINISTRATOR), at=NOON)
    handoff.carry_out(batch)
    answer = bring(admin, batch, x_zip=zipped({"manifest.json": b"{}", "manifest.sig": b"{}"}))
    assert answer.status_code == 422
    assert "x.zip: Daftar di arsip ini (manifest.json) bukan yang kami buat." in read(answer)
    assert "Tidak ada berkas di dalamnya." in read(bring(admin, batch))
    assert not SignedReturn.objects.exists()


def test_more_than_the_limit_is_refused_by_its_length(admin, settings):
    issue_one(learner())
    batch = handoff.hand_over(Certificate.objects.all(), label="x", by=staff(Role.ADMINISTRATOR), at=NOON)
    settings.MAX_UPLOAD_BYTES = 1000
    answer = bring(admin, batch, x_zip=bytes(2000))
    assert answer.status_code == 413


def test_what_stopped_says_why_and_starts_again(admin):
    issue_one(learner())
    batch = handoff.hand_over(Certificate.objects.all(), label="x", by=staff(Role.ADMINISTRATOR), at=NOON)
    page = reverse("admin_handoff", args=[batch.public_id])
    Batch.objects.update(state="failed", problem="no-key")
    assert "certificate_keys" in read(admin.get(page))
    admin.post(page)
    assert Batch.objects.get().state == "waiting"
    SignedReturn.objects.create(batch=batch, at=NOON, count=1, state="failed", problem="unreached", by_provider=True)
    again = reverse("admin_signed_return", args=[SignedReturn.objects.get().public_id])
    assert "Penyelenggara tidak menjawab." in read(admin.get(again))
    admin.post(again)
    assert SignedReturn.objects.get().state == "waiting"


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.TEACHER])
def test_others_make_no_seal_and_publish_nothing(sign_in, role):
    issue_one(learner())
    batch = handoff.hand_over(Certificate.objects.all(), label="x", by=staff(Role.ADMINISTRATOR), at=NOON)
    client = sign_in(staff(role))
    client.post(reverse("admin_set_up_seal"), {"act": "make"})
    client.post(reverse("admin_take_signed", args=[batch.public_id]), {"files": [SimpleUploadedFile("x.pdf", b"x")]})
    client.post(reverse("admin_prepare_signing"), {"act": "make"})
    assert (seal.current(), SignedReturn.objects.count(), Batch.objects.count()) == (None, 0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many_they_are(admin, count, django_assert_max_num_queries):
    for _ in range(count):
        issue_one(learner())
    batch = handoff.hand_over(Certificate.objects.all(), label="x", by=staff(Role.ADMINISTRATOR), at=NOON)
    handoff.carry_out(batch)
    for address in (
        reverse("admin_handoff", args=[batch.public_id]),
        reverse("admin_prepare_signing"),
        reverse("admin_signatures"),
    ):
        admin.get(address)
        with django_assert_max_num_queries(34):
            admin.get(address)


def test_every_reason_has_words_in_indonesian():
    assert set(OUTCOMES) == set(Outcome)
    assert set(PROBLEMS) == set(Problem)
    assert set(HEALTHS) == set(Health)
    assert set(FAILURES) >= {"no-address", "no-key", "unknown"}
