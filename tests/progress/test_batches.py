"""Many certificates at once: issued, as one archive, as one file for the printer – in steps that can be gone on with."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.domain.erase import erase_person
from accounts.models import User
from accounts.roles import Role
from certificates.domain import batches, bundles
from certificates.domain.batches import LostClaim, counts_of
from certificates.domain.documents import certificate_pdf
from certificates.domain.revoke import Reason, revoke
from certificates.models import Batch, BatchItem, Certificate
from core.models import AuditEvent
from progress.domain import batches as handing_out
from progress.domain.batches import NothingToDo, TooManyDocuments, go_on, look, start, work_on
from progress.domain.standings import Scope
from progress.tasks import work_on_batch
from tests.factories.courses import course_with_lessons
from tests.factories.people import learner, person, staff
from tests.progress.doing import NOON
from tests.progress.handing_out import NAMES, finish, member, school

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files outlive the database's rolling back."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin() -> User:
    return staff(Role.ADMINISTRATOR)


def file_of(batch: Batch) -> io.BytesIO:
    with default_storage.open(batch.path) as file:
        return io.BytesIO(file.read())


def states(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.items.values_list("state", "reason"))


def test_issue_gives_what_was_earned_and_nothing_else(admin):
    place, people = school(NAMES[:4])
    outline = course_with_lessons(2)
    finish(people[:3], outline)
    Certificate.objects.filter(holder__in=people[1:3]).delete()
    batch = start(Batch.Act.ISSUE, Scope(course=outline.course, organisation=place), by=admin, at=NOON)
    assert (batch.state, batch.label) == ("done", f"{outline.title} · SMP Contoh")
    assert [(item.person, item.state, item.certificate.holder) for item in batch.items.all()] == [
        (people[1], "done", people[1]),
        (people[2], "done", people[2]),
    ]
    assert set(Certificate.objects.values_list("holder", flat=True)) == {one.pk for one in people[:3]}
    with pytest.raises(NothingToDo):
        start(Batch.Act.ISSUE, Scope(organisation=place), by=admin, at=NOON)


def test_people_who_have_gone_on_or_away_since_are_left_out_with_the_reason(admin):
    _place, people = school(NAMES[:4])
    outline = course_with_lessons(1)
    finish(people, outline)
    Certificate.objects.all().delete()
    items = [batches.NewItem(one, outline.course) for one in people] + [batches.NewItem(person(), outline.course)]
    batch = batches.begin(act=Batch.Act.ISSUE, label="Uji", items=items, missing=[], by=admin, at=NOON)
    erase_person(person=people[0], at=NOON)
    User.objects.filter(pk=people[1].pk).update(name_confirmed_at=None)
    work_on(batch)
    assert states(batch) == [("skipped", "erased"), ("skipped", "name"), ("done", ""), ("done", ""), ("skipped", "not_enrolled")]  # fmt: skip
    assert Certificate.objects.count() == 2


def test_the_archive_holds_each_document_once_and_a_list_of_all(admin):
    place, people = school(["Ani Kenari", "Ani Kenari", 'Budi/..\\"Merpati": <con>'])
    missing = member(place, learner(name="Citra Jalak"))
    outline = course_with_lessons(1)
    finish(people, outline)
    batch = start(Batch.Act.ZIP, Scope(course=outline.course, organisation=place), by=admin, at=NOON)
    with zipfile.ZipFile(file_of(batch)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            f"Ani Kenari – {outline.title}.pdf",
            f"Ani Kenari – {outline.title} (2).pdf",
            f"Budi .. Merpati con – {outline.title}.pdf",
            "daftar.xlsx",
        ]
        for name, certificate in zip(
            archive.namelist(), Certificate.objects.order_by("facts__name", "pk"), strict=False
        ):
            assert archive.read(name) == certificate_pdf(certificate)
        book = load_workbook(io.BytesIO(archive.read("daftar.xlsx")))
    listed, without = (list(sheet.values) for sheet in book)
    assert [row[:1] + row[2:5] for row in listed[1:]] == [
        (1, "Ani Kenari", outline.title, 1),
        (2, "Ani Kenari", outline.title, 1),
        (3, people[2].name, outline.title, 1),
    ]
    assert {row[1] for row in listed[1:]} == set(Certificate.objects.values_list("number", flat=True))
    assert without == [("Nama", "Kursus", "Alasan"), ("Citra Jalak", outline.title, "tidak mengikuti kursus ini")]
    assert str(missing.public_id) in str(batch.missing)


def test_the_file_for_printing_has_all_pages_in_the_order_of_names(admin):
    place, _people = school()
    outline = course_with_lessons(1)
    finish([member(place, learner(name=name)) for name in ("Zaki Elang", "Ani Angsa")], outline)
    finish(list(User.objects.filter(name__in=NAMES)), outline)
    batch = start(Batch.Act.PRINT, Scope(organisation=place), by=admin, at=NOON)
    content = file_of(batch)
    texts = [page.extract_text() for page in PdfReader(content).pages]
    order = ["Ani Angsa", "Ani Kenari", "Budi Merpati", "Citra Jalak", "Zaki Elang"]
    assert len(texts) == 10
    assert [name in text for name, text in zip([n for n in order for _ in "12"], texts, strict=True)] == [True] * 10
    with pikepdf.open(content) as whole:
        assert whole.check_pdf_syntax() == []
        assert whole.docinfo["/Title"] == "SMP Contoh"
    pdf = pypdfium2.PdfDocument(content)
    assert [tuple(map(round, pdf[page].get_size())) for page in range(10)] == [(842, 595)] * 10
    pdf.close()


def test_what_is_revoked_while_the_work_goes_on_is_not_handed_out(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    claim = batches.claim(batch)
    assert batches.make_documents(claim)
    revoke(certificate=Certificate.objects.get(holder=people[1]), reason=Reason.OTHER, by=admin, at=NOON)
    batches.put_together(claim)
    assert len(PdfReader(file_of(batch)).pages) == 4
    assert states(batch) == [("done", ""), ("skipped", "not_valid"), ("done", "")]
    assert bundles.missing_of(batch)[0][0] == "Budi Merpati"


def begun(place, by: User) -> Batch:
    """Of all in a place, in the order of names, with nothing done yet."""
    given = Certificate.objects.filter(holder__role_grants__organisation=place).order_by("holder__name")
    items = [batches.NewItem(one.holder, one.source_key, one.pk) for one in given]
    return batches.begin(act=Batch.Act.PRINT, label="SMP Contoh", items=items, missing=[], by=by, at=timezone.now())


def test_one_document_that_cannot_be_made_keeps_nobody_else_from_theirs(admin, caplog):
    place, people = school()
    finish(people, course_with_lessons(1))
    broken = Certificate.objects.get(holder=people[0])
    facts = broken.facts
    Certificate.objects.filter(pk=broken.pk).update(facts={"title": "?"})
    batch = begun(place, admin)
    work_on(batch)
    assert (batch.state, states(batch)[0]) == ("done", ("skipped", "not_drawn"))
    assert len(PdfReader(file_of(batch)).pages) == 4
    assert str(broken.public_id) in str([vars(record) for record in caplog.records])
    Certificate.objects.filter(pk=broken.pk).update(facts=facts)
    earlier = batch.path
    go_on(batch, by=admin, at=NOON)
    assert (batch.state, states(batch)) == ("done", [("done", "")] * 3)
    assert len(PdfReader(file_of(batch)).pages) == 6
    assert batch.path != earlier
    assert not default_storage.exists(earlier)


def test_work_whose_time_is_up_is_left_for_the_next_and_nothing_is_done_twice(admin, monkeypatch):
    place, people = school(NAMES)
    finish(people, course_with_lessons(1))
    made = []
    monkeypatch.setattr(batches, "certificate_pdf", lambda one: made.append(one.pk) or b"")
    batch = begun(place, admin)
    claim = batches.claim(batch, seconds=60)
    monkeypatch.setattr(batches.Claim, "is_spent", property(lambda _self: len(made) >= 2))
    assert batches.make_documents(claim) is False
    claim.release()
    batch.refresh_from_db()
    assert (batch.state, counts_of(batch).done) == ("waiting", 2)
    monkeypatch.setattr(batches.Claim, "is_spent", False)
    work_on(batch)
    assert len(made) == len(set(made)) == 6


def test_of_two_who_claim_one_batch_one_gets_it(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    first = batches.claim(batch)
    assert first is not None
    assert batches.claim(batch) is None
    first.beat()
    first.finish("x")
    assert batches.claim(batch) is None


def test_a_worker_thought_dead_stops_when_it_comes_back(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    slow = batches.claim(batch)
    Batch.objects.update(claimed_at=timezone.now() - batches.WORK_LOST - timedelta(seconds=1))
    slow.since = Batch.objects.get().claimed_at
    work_on(batch)
    assert batch.state == "done"
    with pytest.raises(LostClaim):
        slow.beat()
    with pytest.raises(LostClaim), slow.step():
        BatchItem.objects.update(reason="x")
    assert states(batch) == [("done", "")] * 3


def test_a_file_that_comes_too_late_is_thrown_away(admin, monkeypatch):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    claim = batches.claim(batch)
    assert batches.make_documents(claim)
    real = batches.bundle

    def overtaken(one: Batch, *, alive) -> str:
        path = real(one, alive=alive)
        Batch.objects.update(claimed_at=timezone.now() + timedelta(seconds=1))
        return path

    monkeypatch.setattr(batches, "bundle", overtaken)
    before = set(files())
    with pytest.raises(LostClaim):
        batches.put_together(claim)
    assert set(files()) == before


def files() -> list[str]:
    return default_storage.listdir(bundles.FOLDER)[1] if default_storage.exists(bundles.FOLDER) else []


def test_who_looks_takes_up_what_a_killed_worker_left(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    batches.claim(batch)
    look(batch, at=timezone.now())
    batch.refresh_from_db()
    assert batch.state == "running"  # somebody is at it
    look(batch, at=timezone.now() + batches.WORK_LOST + timedelta(seconds=1))
    assert batch.state == "running"  # the claim itself goes by the clock
    Batch.objects.update(claimed_at=timezone.now() - batches.WORK_LOST - timedelta(seconds=1))
    batch.refresh_from_db()
    look(batch, at=timezone.now())
    assert (batch.state, counts_of(batch).done) == ("done", 3)


def test_a_worker_does_what_waits_and_leaves_the_rest_alone(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    work_on_batch.call(str(batch.public_id))
    work_on_batch.call(str(batch.public_id))
    work_on_batch.call("00000000-0000-4000-8000-000000000000")
    batch.refresh_from_db()
    assert (batch.state, len(PdfReader(file_of(batch)).pages)) == ("done", 6)


def test_work_can_be_stopped_and_gone_on_with(admin, monkeypatch):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    real = batches.certificate_pdf

    def stops_after_the_first(certificate: Certificate) -> bytes:
        content = real(certificate)
        if counts_of(batch).over == 1:
            assert batches.cancel(batch, by=admin, at=NOON)
        return content

    monkeypatch.setattr(batches, "certificate_pdf", stops_after_the_first)
    work_on(batch)
    assert (batch.state, batch.problem, counts_of(batch).done) == ("failed", "cancelled", 1)
    assert batches.cancel(batch, by=admin, at=NOON) is False
    monkeypatch.setattr(batches, "certificate_pdf", real)
    go_on(batch, by=admin, at=NOON)
    assert (batch.state, batch.problem, counts_of(batch).done) == ("done", "", 3)
    assert batches.resume(batch, by=admin, at=NOON) is False
    told = [event.action for event in AuditEvent.objects.filter(subject=str(batch.public_id)).order_by("sequence")]
    assert told == ["certificates.batch_begun", "certificates.batch_cancelled", "certificates.batch_resumed"]


def test_what_goes_wrong_at_the_end_is_said_and_can_be_gone_on_with(admin, monkeypatch):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = begun(place, admin)
    real = batches.bundle

    def full(_batch: Batch, *, alive) -> str:
        raise OSError("no room on the disk")

    monkeypatch.setattr(batches, "bundle", full)
    work_on(batch)
    assert (batch.state, batch.problem, counts_of(batch).done) == ("failed", "failed", 3)
    monkeypatch.setattr(batches, "bundle", real)
    go_on(batch, by=admin, at=NOON)
    assert batch.state == "done"


def test_files_with_documents_of_somebody_who_erased_their_data_go_at_once(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    batch = start(Batch.Act.ZIP, Scope(organisation=place), by=admin, at=NOON)
    kept = batch.path
    assert default_storage.exists(kept)
    erase_person(person=people[0], at=NOON)
    batch.refresh_from_db()
    assert (batch.path, default_storage.exists(kept)) == ("", False)
    go_on(batch, by=admin, at=NOON)
    with zipfile.ZipFile(file_of(batch)) as archive:
        assert not any("Ani" in name for name in archive.namelist())
        assert len(archive.namelist()) == 3


def test_a_month_later_files_and_what_is_known_of_them_go(admin):
    place, people = school()
    finish(people, course_with_lessons(1))
    old = start(Batch.Act.PRINT, Scope(organisation=place), by=admin, at=NOON)
    fresh = start(Batch.Act.PRINT, Scope(organisation=place), by=admin, at=NOON)
    elsewhere = Batch.objects.create(act=Batch.Act.HANDOFF, label="Lain", made_at=NOON - timedelta(days=90), path="x")
    now = timezone.now()
    Batch.objects.filter(pk=old.pk).update(made_at=now - timedelta(days=31))
    Batch.objects.filter(pk=fresh.pk).update(made_at=now)
    stray = default_storage.save(f"{bundles.FOLDER}/sisa.pdf", ContentFile(b"x"))
    later = now + timedelta(days=2)
    Batch.objects.filter(pk=fresh.pk).update(made_at=later)
    assert batches.remove_old(at=later, dry_run=True) == 2
    assert default_storage.exists(old.path)
    assert batches.remove_old(at=later) == 2
    assert batches.remove_old(at=later) == 0
    assert [default_storage.exists(path) for path in (old.path, stray, fresh.path)] == [False, False, True]
    assert set(Batch.objects.all()) == {fresh, elsewhere}


def test_more_than_one_file_holds_is_refused(admin, monkeypatch):
    place, people = school()
    finish(people, course_with_lessons(1))
    monkeypatch.setattr(handing_out, "MOST_DOCUMENTS", 2)
    with pytest.raises(TooManyDocuments):
        start(Batch.Act.PRINT, Scope(organisation=place), by=admin, at=NOON)
    assert not Batch.objects.exists()
