"""A pack exported, changed in another installation, imported again and merged piece by piece."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from core.models import AuditEvent, MunicipalitySettings
from courses.domain.receiving import (
    Gone,
    NotTrusted,
    looked_at,
    receive,
    remove_forgotten,
    take,
    throw_away,
    trust_signer,
    waiting,
)
from courses.domain.sending import export_course
from courses.models import CoursePage, LessonPage, PackImport, PackLoad
from courses.packs.load import load_pack
from courses.travel.key import Trust
from courses.travel.plan import BOTH, CHANGED, DELETED, EDITED, NEW
from lms.demo.stages import learn
from progress.domain.queries import course_state
from progress.models import ActivityState, LessonState
from tests.conftest import NOON
from tests.courses.loading import asked, edit, lesson_page, outline, titles
from tests.courses.packs import LAYAR, SANDI, changed, good_files, write
from tests.courses.travelling import another_installation, loaded, parcel, unsigned
from tests.factories.people import learner, person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "here"


@pytest.fixture
def trainer():
    return person(username="pelatih")


def brought(content: bytes, by) -> PackImport:
    return receive(io.BytesIO(content), name="kursus.paket.zip", by=by, at=LATER)


def statuses(row: PackImport) -> dict[str, str]:
    with looked_at(row) as look:
        return {piece.item: piece.status for piece in look.plan.pieces if piece.is_offered}


def test_a_pack_exported_changed_imported_and_merged(tmp_path, settings, trainer):
    loaded(tmp_path / "pack")
    ani = learner()
    learn(ani, outline(), 3, at=NOON)
    done = list(LessonState.objects.order_by("pk").values("lesson", "completed_at"))
    acts = list(ActivityState.objects.order_by("pk").values("activity", "done_at", "percent"))

    with another_installation(settings, tmp_path / "there") as sent:
        edit(lesson_page("layar"), title="Layar sentuh")
        edit(lesson_page("sandi"), objective="Anda bisa membuat kata sandi kuat.")
        edit(asked("satu-sandi"), explanation="Ingat baik-baik.")
        edit(asked("harga"), explanation="Hitung pelan-pelan.")
        there = lesson_page("praktik-kenal")
        added = LessonPage(title="Salam", slug="salam", kind="lesson", minutes=3, objective="Anda bisa menyapa.")
        added.source_title, added.source_url = "Panduan", "https://panduan.example/salam"
        added.reviewed_on, added.review_again_on, added.body = there.reviewed_on, there.review_again_on, [
            ("text", {"heading": "", "body": "<p>Sapa dengan <b>ramah</b>.</p>"}),
        ]  # fmt: skip
        there.get_parent().add_child(instance=added)
        added.pillars.set(there.pillars.all())
        added.save_revision().publish()
    assert sent[0].pack.version == "2026.1+20261121"
    assert titles()["Kenal HP"] == ["Layar HP", "Praktik kenal HP"]

    edit(lesson_page("sandi"), objective="Suntingan kota ini.")
    row = brought(sent[0].content, trainer)
    assert statuses(row) == {
        "lesson:layar": CHANGED,
        "lesson:sandi": BOTH,
        "lesson:salam": NEW,
        "question:satu-sandi": CHANGED,
        "question:harga": CHANGED,
        "order": CHANGED,
    }
    with looked_at(row) as look:
        assert look.opened.trust is Trust.UNKNOWN
        piece = next(piece for piece in look.plan.pieces if piece.item == "lesson:layar")
        assert [mark for mark in piece.marked if mark[0] != "="] == [("-", "HP"), ("+", "sentuh")]
    with pytest.raises(NotTrusted):
        take(row, by=trainer, at=LATER, ticked={"lesson:layar"})
    assert lesson_page("layar").title == "Layar HP"

    signer = trust_signer(row, by=trainer, at=LATER)
    assert signer is not None
    result = take(row, by=trainer, at=LATER, ticked={"lesson:layar", "lesson:salam", "question:harga"})
    assert (result.made, result.updated) == (1, 2)
    assert titles()["Kenal HP"] == ["Layar sentuh", "Praktik kenal HP", "Salam"]
    assert lesson_page("sandi").objective == "Suntingan kota ini."
    assert (asked("harga").explanation, asked("satu-sandi").explanation) == ("Hitung pelan-pelan.", "")
    assert list(LessonState.objects.order_by("pk").values("lesson", "completed_at")) == done
    assert list(ActivityState.objects.order_by("pk").values("activity", "done_at", "percent")) == acts
    state = course_state(ani, outline())
    assert (state.progress.done, state.progress.total) == (3, 5)

    # What was left is offered again, and can be taken over what was edited here.
    again = brought(sent[0].content, trainer)
    assert statuses(again) == {"lesson:sandi": BOTH, "question:satu-sandi": CHANGED}
    with looked_at(again) as look:
        assert look.opened.trust is Trust.KNOWN
    take(again, by=trainer, at=LATER, ticked={"lesson:sandi", "question:satu-sandi"})
    assert lesson_page("sandi").objective == "Anda bisa membuat kata sandi kuat."
    assert statuses(brought(sent[0].content, trainer)) == {}
    events = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert [event for event in events if event.startswith("courses.pack")] == [
        "courses.pack_signer_trusted", "courses.pack_imported", "courses.pack_imported",
    ]  # fmt: skip


def test_what_went_out_from_here_comes_back_as_known_and_unchanged(tmp_path, trainer):
    course = loaded(tmp_path / "pack")
    sent = export_course(course, by="system", at=NOON)
    assert (sent.name, sent.lost) == ("kursus-uji-2026.1.paket.zip", [])
    assert export_course(course, by="system", at=NOON).pack == sent.pack
    row = brought(sent.content, trainer)
    with looked_at(row) as look:
        assert (look.opened.trust, look.plan.gone) == (Trust.OWN, ())
    assert statuses(row) == {}


def test_a_course_that_is_not_here_comes_as_a_whole_after_the_key_is_trusted(trainer):
    MunicipalitySettings.objects.update_or_create(defaults={"municipality": "Kota Uji", "complaint_channel": ""})
    row = brought(parcel(), trainer)
    with looked_at(row) as look:
        assert look.plan.course is None
        assert set(look.plan.unset) == {"kanal_aduan", "tautan_kanal_aduan"}
        assert {piece.status for piece in look.plan.pieces} == {NEW}
    trust_signer(row, by=trainer, at=LATER)
    take(row, by=trainer, at=LATER)
    assert titles() == {"Kenal HP": ["Layar HP", "Praktik kenal HP"], "Akun pertama": ["Kata sandi", "Kuis akhir"]}
    assert PackLoad.objects.get().licence == "CC-BY-SA-4.0"
    with pytest.raises(Gone):
        take(row, by=trainer, at=LATER)


def test_an_unsigned_pack_needs_a_decision(trainer):
    row = brought(unsigned(), trainer)
    with pytest.raises(NotTrusted):
        take(row, by=trainer, at=LATER)
    assert CoursePage.objects.count() == 0
    take(row, by=trainer, at=LATER, unsigned_too=True)
    assert CoursePage.objects.get().pack == "uji"


def test_what_was_edited_or_deleted_here_is_offered_and_stays_unless_ticked(tmp_path, trainer):
    loaded(tmp_path / "pack")
    edit(asked("harga"), explanation="Suntingan.")
    lesson_page("sandi").delete()
    row = brought(unsigned(), trainer)
    assert statuses(row) == {"question:harga": EDITED, "lesson:sandi": DELETED, "order": EDITED}
    take(row, by=trainer, at=LATER, ticked={"lesson:sandi"}, unsigned_too=True)
    assert titles()["Akun pertama"] == ["Kata sandi", "Kuis akhir"]
    assert asked("harga").explanation == "Suntingan."


def test_a_lesson_brings_what_it_cannot_do_without(tmp_path, trainer):
    folder = tmp_path / "pack"
    loaded(folder)
    more = good_files() | {
        "gambar/baru.svg": good_files()["gambar/papan.svg"],
        "3-baru/module.yaml": "id: baru\njudul: Baru\n",
    }
    text = (
        str(good_files()[SANDI])
        .replace("id: sandi", "id: tamu")
        .replace("Kata sandi itu kunci.", "![Papan.](gambar/baru.svg)")
    )
    row = brought(unsigned(more | {"3-baru/01-tamu.md": text}), trainer)
    done = take(row, by=trainer, at=LATER, ticked={"lesson:tamu"}, unsigned_too=True)
    assert (done.made, titles()["Baru"]) == (4, ["Kata sandi"])  # picture, question, module, lesson


def test_nothing_is_half_imported(tmp_path, trainer, monkeypatch):
    loaded(tmp_path / "pack")
    row = brought(
        unsigned(changed((LAYAR, "judul: Layar HP", "judul: Lain"), (SANDI, "judul: Kata sandi", "judul: Kunci"))),
        trainer,
    )
    from courses.packs import load as loader

    real, seen = loader.publish, list[str]()

    def breaks(thing, item, **place):
        seen.append(item)
        if item == "lesson:sandi":
            raise RuntimeError
        real(thing, item, **place)

    monkeypatch.setattr(loader, "publish", breaks)
    with pytest.raises(RuntimeError):
        take(row, by=trainer, at=LATER, ticked={"lesson:layar", "lesson:sandi"}, unsigned_too=True)
    assert seen == ["lesson:layar", "lesson:sandi"]
    assert titles()["Kenal HP"] == ["Layar HP", "Praktik kenal HP"]
    assert waiting().get() == row


def test_what_waits_goes_when_it_is_thrown_away_or_forgotten(trainer, django_capture_on_commit_callbacks):
    rows = [brought(unsigned(), trainer) for _number in range(7)]
    assert set(waiting()) == set(rows[2:])
    with django_capture_on_commit_callbacks(execute=True):
        throw_away(rows[6])
    assert not default_storage.exists(f"pack-imports/{rows[6].key}.zip")
    assert remove_forgotten(at=LATER + timedelta(days=6)) == 0
    assert remove_forgotten(at=LATER + timedelta(days=8), dry_run=True) == 4
    assert remove_forgotten(at=LATER + timedelta(days=8)) == 4
    assert PackImport.objects.count() == 0


def test_a_command_load_after_a_partial_import_brings_the_rest(tmp_path, trainer):
    folder = tmp_path / "pack"
    loaded(folder)
    files = changed((LAYAR, "judul: Layar HP", "judul: Lain"), (SANDI, "judul: Kata sandi", "judul: Kunci"))
    take(brought(unsigned(files), trainer), by=trainer, at=LATER, ticked={"lesson:layar"}, unsigned_too=True)
    done = load_pack(write(folder, files), at=LATER)
    assert (done.updated, done.conflicts) == (1, [])
    assert titles() == {"Kenal HP": ["Lain", "Praktik kenal HP"], "Akun pertama": ["Kunci", "Kuis akhir"]}
