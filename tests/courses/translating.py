"""The small pack of the tests in English: the same ids, other words."""

from __future__ import annotations

from pathlib import Path

from courses.packs.load import load_pack
from courses.packs.outcome import Loaded
from tests.conftest import NOON
from tests.courses.packs import Files, good_files, write

_ENGLISH = {
    "bahasa: id": "bahasa: en",
    "slug: kursus-uji": "slug: test-course",
    "judul: Kursus uji": "judul: Test course",
    "judul: Layar HP": "judul: The screen",
    "judul: Kenal HP": "judul: Know your phone",
    "judul: Akun pertama": "judul: First account",
    "judul: Kata sandi\n": "judul: Password\n",
    "judul: Kuis akhir\nj": "judul: Final quiz\nj",
    "Lapor ke [{{kanal_aduan}}]({{tautan_kanal_aduan}}).": "You live in {{nama_daerah}}.",
    "Apa arti ketuk?": "What does tap mean?",
    "Menyentuh sebentar, benar": "To touch briefly, benar",
    "Buka **HP**.": "Open the **phone**.",
    "Pilih `RW05-Resmi` atau yang lain?": "Choose `RW05-Resmi` or the other one?",
    "Satu kata sandi cukup.": "One password is enough.",
    "Kata sandi boleh dibagi.": "You may share a password.",
}


def english_files(files: Files | None = None) -> Files:
    """Without the quizzes, which a translation takes from its original."""
    english: Files = {}
    for name, content in (files or good_files()).items():
        if isinstance(content, str):
            for words, said in _ENGLISH.items():
                content = content.replace(words, said)
        english[name] = content
    course = english["course.yaml"]
    assert isinstance(course, str)
    return english | {"course.yaml": course.partition("kuis:\n")[0]}


def load_both(folder: Path) -> Loaded:
    """What loading the translation did."""
    load_pack(write(folder / "uji", good_files()), at=NOON)
    return load_pack(write(folder / "uji-en", english_files()), at=NOON)
