"""Small courses with a bank of any size, and the tests that draw from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from courses.models import TrackTest
from courses.packs.load import load_pack
from courses.packs.load_tests import LoadedTests, load_tests
from quizzes.models import AttemptItem
from tests.conftest import NOON
from tests.courses.packs import write

_COURSE = """\
format: 1
id: {id}
slug: kursus-{id}
versi: "1"
lisensi: CC-BY-SA-4.0
jalur: internet-dasar
judul: Kursus {id}
ringkasan: Satu kalimat.
sasaran: Untuk penguji.
capaian: [Bisa satu., Bisa dua., Bisa tiga.]
pilar: [cakap]
"""
_LESSON = """\
---
id: pelajaran-{module}
judul: Pelajaran {module}
menit: 4
tujuan: Anda bisa membaca.
pilar: [cakap]
digcomp: ["1.1"]
topik: [hp]
sumber: {{judul: Panduan, tautan: "https://panduan.example/"}}
ditinjau: 2026-11-21
tinjau_lagi: 2027-11-21
---

Bacalah.
"""
_QUESTION = """\
  - id: {id}
    modul: {module}
    jenis: benar_salah
    kesulitan: {difficulty}
    pilar: [{pillar}]
    soal: "{id} benar?"
    jawaban: benar
    jika_pilih_benar: Tepat.
    jika_pilih_salah: Baca lagi.
"""
PILLARS = ("cakap", "aman", "budaya", "etika")
CELLS = "".join(
    f"      - {{pilar: {pillar}, kesulitan: {difficulty}, jumlah: 1}}\n"
    for pillar in PILLARS
    for difficulty in ("mudah", "sedang")
)
TESTS = f"""\
format: 1
jalur:
  - jalur: internet-dasar
    kursus: [p1, p2]
    menit: 7
    sebelum: {{id: Tes sebelum belajar, en: Test before learning}}
    sesudah: {{id: Tes sesudah belajar, en: Test after learning}}
    kisi:
{CELLS}penempatan:
  - id: sehari-hari
    jalur: internet-dasar
    menit: 5
    tujuan: {{id: Memakai HP, en: Using a phone}}
    tangga:
      - {{kursus: p1, kesulitan: mudah, jumlah: 3}}
      - {{kursus: p2, kesulitan: mudah, jumlah: 3}}
    lanjut: p3
"""


def course_files(course: str, *, each: int) -> dict[str, Any]:
    """``each``: so many questions per module, pillar and difficulty."""
    questions = "".join(
        _QUESTION.format(id=f"{module}-{pillar}-{difficulty}-{n}", module=module, pillar=pillar, difficulty=difficulty)
        for module in ("satu", "dua")
        for pillar in PILLARS
        for difficulty in ("mudah", "sedang")
        for n in range(each)
    )
    files: dict[str, Any] = {"course.yaml": _COURSE.format(id=course), "bank.yaml": f"soal:\n{questions}"}
    for number, module in enumerate(("satu", "dua"), 1):
        files[f"{number}-{module}/module.yaml"] = f"id: {module}\njudul: Modul {module} {course}\n"
        files[f"{number}-{module}/01.md"] = _LESSON.format(module=module)
    return files


def load_courses(folder: Path, *courses: str, each: int = 1) -> None:
    for course in courses:
        load_pack(write(folder / course, course_files(course, each=each)), at=NOON)


def load(folder: Path, text: str = TESTS) -> LoadedTests | None:
    (folder / "tests.yaml").write_text(text, encoding="utf-8")
    return load_tests(folder, at=NOON)


def world(folder: Path, *, each: int = 1) -> dict[str, TrackTest]:
    """kind → the test."""
    load_courses(folder, "p1", "p2", "p3", each=each)
    load(folder)
    return {test.kind: test for test in TrackTest.objects.select_related("quiz", "track")}


def asked(attempt: Any) -> list[int]:
    return list(AttemptItem.objects.filter(attempt=attempt).values_list("version__question_id", flat=True))
