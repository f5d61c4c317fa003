"""A course of this site as a pack: what was loaded comes out as it came in, and what a pack cannot say is named."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from courses.domain.receiving import opened
from courses.domain.sending import export_course
from courses.models import CoursePage
from courses.packs.load import load_pack
from courses.packs.model import Pack
from courses.packs.read import read_pack
from courses.travel.collect import collect
from courses.travel.files import pack_files
from courses.travel.plan import SAME, make_plan
from media.h5p.models import H5PContentVersion
from tests.courses.packs import BANK, good_files, write

EVERY_KIND = (
    BANK
    + """\
  - id: cerita
    modul: akun
    jenis: uraian
    soal: Ceritakan.
    rubrik:
      - {kriteria: Menyebut sumber, poin: 2, tingkat: [Tidak, Sebagian, Jelas]}
      - {kriteria: Memberi contoh, poin: 3}
    contoh: Saya membuka situs resmi.
    batas_kata: 80
  - id: yakin
    modul: akun
    jenis: skala
    soal: Seberapa yakin?
    langkah: 5
    terendah: Belum
    tertinggi: Sangat
  - id: lagi
    modul: akun
    jenis: isian_bebas
    soal: Apa lagi?
"""
)


def bare(pack: Pack) -> Pack:
    """Without what only says where it was read: names of files, and sums over their bytes."""
    modules = tuple(
        replace(module, lessons=tuple(replace(lesson, file="") for lesson in module.lessons)) for module in pack.modules
    )
    contents = {slug: replace(content, digest="") for slug, content in pack.h5p.items()}
    return replace(pack, modules=modules, h5p=contents, digest="")


def written(folder: Path, pack: Pack, more: dict[str, bytes] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return write(folder, dict(pack_files(pack)) | (more or {}))


PACKS = sorted(path.parent.name for path in (settings.BASE_DIR / "curriculum").glob("*/course.yaml"))


@pytest.mark.no_database
@pytest.mark.parametrize("name", PACKS)
def test_writing_a_pack_and_reading_it_gives_the_same_pack(name, tmp_path):
    folder = settings.BASE_DIR / "curriculum" / name
    pack = read_pack(folder)
    h5p = {
        f"h5p/{path.relative_to(folder / 'h5p').as_posix()}": path.read_bytes()
        for path in folder.glob("h5p/**/*")
        if path.is_file()
    }
    assert read_pack(written(tmp_path / name, pack, h5p)) == replace(
        pack,
        digest=read_pack(tmp_path / name).digest,
        modules=read_pack(tmp_path / name).modules,
    )
    assert bare(read_pack(tmp_path / name)) == bare(pack)


@pytest.mark.django_db
def test_a_small_pack_with_every_block_and_kind_comes_out_as_it_came_in(tmp_path, noon):
    folder = (
        write(tmp_path / "in", good_files() | {"bank.yaml": EVERY_KIND}) if (tmp_path / "in").mkdir() is None else None
    )
    load_pack(folder, at=noon)
    collected = collect(CoursePage.objects.get())
    out = read_pack(written(tmp_path / "out", collected.pack, collected.h5p_files))
    assert bare(out) == bare(read_pack(folder))
    assert (collected.losses.lost, collected.losses.missing) == ([], [])


@pytest.mark.django_db
def test_a_shipped_course_comes_out_as_it_came_in_and_in_again_as_unchanged(tmp_path, noon, settings):
    settings.DATA_DIR = tmp_path / "here"
    folder = settings.BASE_DIR / "curriculum" / "a1-mulai-dari-hp"
    load_pack(folder, at=noon)
    versions = H5PContentVersion.objects.count()
    sent = export_course(CoursePage.objects.get(), by="system", at=noon)
    with opened(io.BytesIO(sent.content)) as found:
        assert bare(found.pack) == bare(read_pack(folder))
        plan = make_plan(found.pack, found.folder)
        assert {piece.status for piece in plan.pieces} == {
            SAME
        }  # the exercises, too, though their files differ in form
        assert found.pack.h5p.keys() == read_pack(folder).h5p.keys() != set()
        done = load_pack(found.folder, at=noon)
    assert (done.made, done.updated, done.conflicts, done.gone) == (0, 0, [], [])
    assert H5PContentVersion.objects.count() == versions
    assert sent.lost == []
