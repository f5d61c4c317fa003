"""What comes back from signing: the good ones are published, every other one is refused with its own reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.domain.erase import erase_person
from accounts.models import Notice, User
from accounts.roles import Role
from certificates import keys
from certificates.domain.documents import certificate_pdf, render_document
from certificates.domain.issue import new_edition
from certificates.domain.revoke import Reason, revoke
from certificates.models import Batch, Certificate, Document, SignedReturn
from certificates.signing import about, handoff, returns, seal, trust
from certificates.signing.check import Verdict, known_document
from certificates.signing.receiving import NotReceived, receive
from certificates.signing.work import WORK_LOST
from core.models import AuditEvent
from tests.certificates.making import NOON, issue_one, pages
from tests.certificates.signing_world import (
    Officer,
    choose,
    flip,
    in_page,
    needs_pdfsig,
    officer,
    pdfsig,
    uploaded,
    zipped,
)
from tests.factories.people import learner, staff


@pytest.fixture(autouse=True)
def _public(settings, tmp_path, db):
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path / "data"
    choose("provider")


@dataclass
class Desk:
    by: User
    batch: Batch
    certificates: list[Certificate]
    exported: dict[str, bytes]  # as unpacked by whoever signs
    archive: bytes
    officer: Officer

    @property
    def first(self) -> bytes:
        return next(content for name, content in self.exported.items() if name.endswith(".pdf"))

    def bring(self, **files: bytes) -> list[tuple[str, str]]:
        """(name, outcome) of each."""
        return [(row[0], row[1]) for row in self.returned(**files).report]

    def returned(self, **files: bytes) -> SignedReturn:
        made = receive(uploaded(**files), batch=self.batch, by=self.by, at=timezone.now())
        returns.carry_out(made)
        return made


def desk(count: int = 1, label: str = "Semua", signed_by: Officer | None = None) -> Desk:
    by = staff(Role.ADMINISTRATOR)
    certificates = [issue_one(learner(name=f"Ani {number}")) for number in range(count)]
    chosen = Certificate.objects.filter(pk__in=[one.pk for one in certificates])
    batch = handoff.hand_over(chosen, label=label, by=by, at=timezone.now())
    handoff.carry_out(batch)
    with default_storage.open(Batch.objects.get(pk=batch.pk).path) as file:
        archive = file.read()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        exported = {name: opened.read(name) for name in opened.namelist()}
    return Desk(by, batch, certificates, exported, archive, signed_by or officer())


def outcome(desk: Desk, content: bytes) -> str:
    return desk.bring(x_pdf=content)[0][1]


def published() -> int:
    return Document.objects.filter(standing="signed").count()


@needs_pdfsig
def test_a_signed_file_is_published_and_handed_out_from_then_on(tmp_path):
    here = desk()
    signed = here.officer.sign(here.first)
    made = here.returned(apa_saja_pdf=signed)
    certificate = here.certificates[0]
    assert made.report == [["apa.saja.pdf", "published", str(certificate.public_id), "Wahyu Sukamaju"]]
    assert certificate_pdf(certificate) == signed
    assert "Signature is Valid." in pdfsig(signed, tmp_path)
    assert "diterbitkan oleh BSrE" in " ".join(pages(signed))
    assert not handoff.still_missing(here.batch).exists()
    assert Notice.objects.filter(person=certificate.holder, kind="certificate_signed").count() == 1
    found = known_document(signed)
    assert (found.verdict, found.certificate, found.standing, found.signers) == (
        Verdict.UNALTERED, certificate, "signed", ("Wahyu Sukamaju",),
    )  # fmt: skip


def test_a_visible_signature_in_the_free_room_is_welcome_and_one_over_the_whole_page_is_not():
    here = desk()
    assert outcome(here, here.officer.sign(here.first, box=(20, 20, 820, 560))) == "altered"
    assert outcome(here, here.officer.sign(here.first, box=(560, 120, 760, 180))) == "published"


def test_certifying_is_signing_too():
    here = desk()
    assert outcome(here, here.officer.sign(here.first, certify=True)) == "published"


def test_part_of_them_may_come_now_and_the_rest_another_day():
    here = desk(3)
    pdfs = [content for name, content in here.exported.items() if name.endswith(".pdf")]
    assert here.bring(a_pdf=here.officer.sign(pdfs[0]), b_pdf=pdfs[1]) == [
        ("a.pdf", "published"),
        ("b.pdf", "unsigned"),
    ]
    assert [item.certificate for item in handoff.still_missing(here.batch)] == here.certificates[1:]
    rest = {f"kembali/{n}.pdf": here.officer.sign(pdf) for n, pdf in enumerate(pdfs)}
    again = here.bring(semua_zip=zipped(rest))
    assert [row[1] for row in again] == ["duplicate", "published", "published"]
    assert not handoff.still_missing(here.batch).exists()


def test_the_whole_archive_with_its_list_comes_back_as_it_went():
    here = desk(2)
    back = {
        name: here.officer.sign(content) if name.endswith(".pdf") else content
        for name, content in here.exported.items()
    }
    assert [row[1] for row in here.bring(semua_zip=zipped(back))] == ["published", "published"]


def test_the_same_file_again_changes_nothing_and_a_second_signatory_adds_to_the_first():
    here = desk()
    once = here.officer.sign(here.first)
    assert [row[1] for row in here.bring(a_pdf=once, b_pdf=once)] == ["published", "already"]
    twice = officer("Sekretaris Contoh").sign(once, field="TTD2")
    made = here.returned(a_pdf=twice)
    assert made.report[0][1::2] == ["published", "Wahyu Sukamaju, Sekretaris Contoh"]
    assert certificate_pdf(here.certificates[0]) == twice


def other_text(pdf: bytes) -> bytes:
    """Somebody opened it, changed the page, and saved it."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].contents_add(b" q 1 0 0 rg 100 300 400 60 re f Q")
        document.save(made)
    return made.getvalue()


def added_text(pdf: bytes) -> bytes:
    """The same as an incremental update: the exported bytes are all there."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer, made = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    more = writer.add_object(generic.StreamObject(stream_data=b" q 1 0 0 rg 100 300 400 60 re f Q"))
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([*(contents if isinstance(contents, list) else [contents]), more])
    writer.update_container(page)
    writer.write(made)
    return made.getvalue()


def locked(pdf: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(made, encryption=pikepdf.Encryption(owner="x", user="y"))
    return made.getvalue()


def another_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


def test_altered_broken_and_foreign_files_are_each_told_apart():
    here = desk()
    sign, first = here.officer.sign, here.first
    good = sign(first)
    cases = {
        "unsigned": first,
        "altered": sign(other_text(first)),  # saved anew: other bytes, the same title
        "broken": flip(good, good.rindex(b"/Type /Sig") + 2),
        "no-pdf": b"PK? no, a text",
        "not-readable": b"%PDF-1.7\n" + b"x" * 500,
        "another": sign(another_pdf()),
    }
    assert {name: outcome(here, content) for name, content in cases.items()} == {name: name for name in cases}
    assert outcome(here, sign(added_text(first))) == "altered"  # the page changed before it was signed
    assert outcome(here, added_text(good)) == "altered"  # … and after
    assert outcome(here, good + b"\n%%EOF\n") in ("altered", "not-readable")
    assert outcome(here, flip(good, in_page(good))) == "altered"
    assert outcome(here, good[:-900]) in ("not-readable", "altered")  # cut off
    assert outcome(here, locked(first)) == "not-readable"
    assert outcome(here, first + another_pdf()) in ("altered", "not-readable")
    assert outcome(here, good[: len(first)] + sign(another_pdf())) in ("altered", "not-readable", "broken")
    assert published() == 0


def test_a_look_alike_with_the_same_text_is_not_the_document():
    here = desk()
    certificate = here.certificates[0]
    look_alike = render_document(certificate, standing=Document.Standing.PREPARED).replace(b"/Title", b"/title", 1)
    assert pages(look_alike) == pages(here.first)
    assert outcome(here, here.officer.sign(look_alike)) in ("altered", "another")
    assert published() == 0


def test_a_certificate_of_ones_own_and_our_own_seal_are_no_certified_signature():
    here = desk()
    assert outcome(here, officer("Kepala Dinas", alone=True).sign(here.first)) == "foreign"
    seal.make(at=timezone.now())
    sealed = seal.OfficeSeal().sign(here.first, about(here.certificates[0]))
    assert outcome(here, sealed) == "foreign"
    assert published() == 0


def test_where_authorities_are_laid_down_only_their_certificates_count():
    trusted, stranger = officer(), officer(authority="Otoritas Lain")
    trust.folder().mkdir(parents=True)
    (trust.folder() / "otoritas.pem").write_bytes(trusted.authority.public_bytes(Encoding.PEM))
    here = desk(signed_by=stranger)
    assert outcome(here, stranger.sign(here.first)) == "foreign"
    assert outcome(here, trusted.sign(here.first)) == "published"


def test_of_another_batch_revoked_replaced_and_erased():
    here, there = desk(), desk(label="Lain")
    assert outcome(here, there.officer.sign(there.first)) == "other-batch"
    assert outcome(there, there.officer.sign(there.first)) == "published"
    revoked, replaced, erased = desk(), desk(), desk()
    revoke(certificate=revoked.certificates[0], reason=Reason.MISTAKE, by=here.by, at=NOON)
    with transaction.atomic():
        old = Certificate.objects.select_for_update().get(pk=replaced.certificates[0].pk)
        new = new_edition(old, old.stated, at=NOON)
    erase_person(person=erased.certificates[0].holder, at=NOON)
    assert outcome(revoked, here.officer.sign(revoked.first)) == "revoked"
    assert outcome(replaced, here.officer.sign(replaced.first)) == "replaced"
    assert outcome(erased, here.officer.sign(erased.first)) == "erased"
    assert not new.documents.filter(standing="signed").exists()


@pytest.mark.parametrize("files", [{}, {"x_zip": zipped({})}, {"x_zip": zipped({"__MACOSX/._a.pdf": b"x", "a/": b""})}])
def test_nothing_in_it_is_said_so(files):
    here = desk()
    with pytest.raises(NotReceived) as refused:
        receive(uploaded(**files), batch=here.batch, by=here.by, at=NOON)
    assert refused.value.problem == "nothing"
    assert not SignedReturn.objects.exists()


def test_forged_lists_lists_of_other_batches_and_of_stolen_keys_are_refused():
    here, there = desk(), desk()
    forged = {**here.exported, "manifest.json": here.exported["manifest.json"].replace(b"BSrE", b"BSRE")}
    unsigned = {name: content for name, content in here.exported.items() if name != "manifest.sig"}
    for files, problem in ((forged, "forged"), (unsigned, "forged"), (there.exported, "other-batch")):
        with pytest.raises(NotReceived) as refused:
            here.bring(x_zip=zipped(files))
        assert refused.value.problem == problem
    keys.replace_key(at=timezone.now(), stolen=True)
    with pytest.raises(NotReceived, match="forged"):
        here.bring(x_zip=zipped(here.exported))


def test_bombs_damaged_and_locked_archives_are_refused_before_they_are_unpacked():
    here = desk()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.pdf", bytes(15_000_000))
    closed = bytearray(zipped({"a.pdf": here.first}))
    closed[6] |= 1  # flag of the entry, and of its line in the directory: “encrypted”
    closed[closed.rindex(b"PK\1\2") + 8] |= 1
    for content, problem in ((bomb.getvalue(), "bomb"), (here.archive[:-30], "damaged"), (bytes(closed), "locked")):
        with pytest.raises(NotReceived) as refused:
            here.bring(x_zip=content)
        assert (refused.value.problem, refused.value.name) == (problem, "x.zip")
    liar = zipped({"a.pdf": bytes(30_000)}).replace((30_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(NotReceived, match="damaged"):
        here.bring(x_zip=liar)
    too_large = zipped({"a.pdf": b"%PDF-" + bytes(20_000_001)})  # stored, so that it is no bomb
    assert here.bring(x_zip=too_large) == [("a.pdf", "too-large")]


def test_names_that_lead_elsewhere_lead_nowhere(settings):
    here = desk()
    files = {"../../evil.pdf": here.officer.sign(here.first), "C:\\x\\y.pdf": here.first, "/etc/z.pdf": b"no"}
    before = set(settings.DATA_DIR.parent.rglob("*.pdf"))
    assert [row[0] for row in here.bring(x_zip=zipped(files))] == ["evil.pdf", "y.pdf", "z.pdf"]
    assert set(settings.DATA_DIR.parent.rglob("*.pdf")) == before


def test_a_zip_in_a_zip_is_just_no_pdf():
    here = desk()
    assert here.bring(x_zip=zipped({"b.zip": zipped({"a.pdf": here.first})})) == [("b.zip", "no-pdf")]


def test_after_a_killed_worker_no_file_is_taken_twice_and_none_is_lost(monkeypatch, django_capture_on_commit_callbacks):
    here = desk(3)
    files = {name: here.officer.sign(content) for name, content in here.exported.items() if name.endswith(".pdf")}
    upload = SimpleUploadedFile("x.zip", zipped(files))
    made = receive([upload], batch=here.batch, by=here.by, at=timezone.now())
    judge, seen = returns.judge, []

    class Killed(BaseException):
        pass

    def watched(content, batch):
        seen.append(len(content))
        if len(seen) == 2:
            raise Killed
        return judge(content, batch)

    monkeypatch.setattr(returns, "judge", watched)
    with pytest.raises(Killed):
        returns.carry_out(made)
    now = SignedReturn.objects.get()
    assert (now.state, len(now.report), published()) == ("running", 1, 1)
    returns.carry_out(now)  # too early: somebody may still be at it
    assert len(seen) == 2
    SignedReturn.objects.update(claimed_at=timezone.now() - WORK_LOST - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        returns.carry_out(SignedReturn.objects.get())
    now = SignedReturn.objects.get()
    assert ([row[1] for row in now.report], len(seen)) == (["published"] * 3, 4)
    assert (now.state, now.path) == ("done", "")
    assert not default_storage.exists(made.path)  # names of people are not kept longer than needed


def test_what_was_published_and_what_was_not_is_in_the_audit_chain_without_names():
    here = desk(2)
    here.bring(ani_pdf=here.officer.sign(here.first), budi_pdf=b"no")
    signed = AuditEvent.objects.get(action="certificates.signed")
    assert signed.subject == str(here.certificates[0].public_id)
    assert signed.actor == str(here.by.public_id)
    assert signed.detail["batch"] == str(here.batch.public_id)
    back = AuditEvent.objects.get(action="certificates.signed_files_returned")
    assert back.detail == {"published": 1, "no-pdf": 1}
    ours = AuditEvent.objects.filter(action__startswith="certificates.")
    assert "ani" not in str(list(ours.values_list("detail", "subject", "actor"))).lower()


def test_erasing_a_person_takes_the_names_of_their_files_out_of_the_reports():
    here = desk(2)
    made = here.returned(ani_pdf=here.officer.sign(here.first), catatan_pdf=b"no")
    erase_person(person=here.certificates[0].holder, at=NOON)
    made.refresh_from_db()
    assert [row[0] for row in made.report] == ["–", "catatan.pdf"]


def test_whoever_was_thought_lost_stops_when_another_is_further():
    here = desk(2)
    pdfs = [content for name, content in here.exported.items() if name.endswith(".pdf")]
    made = receive(uploaded(a_pdf=here.officer.sign(pdfs[0]), b_pdf=pdfs[1]), batch=here.batch, by=here.by, at=NOON)
    SignedReturn.objects.update(report=[["a.pdf", "published", "", ""]])
    assert not returns._take(made, "a.pdf", pdfs[0])
    assert SignedReturn.objects.get().report == [["a.pdf", "published", "", ""]]
