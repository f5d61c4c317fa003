"""Questions of a pack that no key marks: read, and put into the bank as a trainer would write them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from courses.packs.problems import Report
from courses.packs.questions import read_bank
from courses.packs.stream import raw_question
from quizzes.blocks import QuestionContentBlock

WRITTEN = """
soal:
  - id: periksa-kabar
    modul: aman
    jenis: uraian
    soal: Ceritakan cara Anda memeriksa kabar.
    rubrik:
      - {kriteria: Menyebut sumber, poin: 2, tingkat: [Tidak, Sebagian, Jelas]}
      - {kriteria: Memberi contoh, poin: 3}
    contoh: Saya cari sumbernya.
    batas_kata: 80
  - id: yakin
    modul: aman
    jenis: skala
    soal: Seberapa yakin Anda?
    langkah: 3
    terendah: Belum yakin
    tertinggi: Sangat yakin
  - id: usul
    modul: aman
    jenis: isian_bebas
    soal: Apa yang ingin Anda pelajari lagi?
"""


def read(text: str):
    report = Report()
    return read_bank(text, "bank.yaml", report, {}), [str(problem.text()) for problem in report.problems]


def test_they_are_frozen_as_a_trainers_own_would_be():
    questions, problems = read(WRITTEN)
    assert problems == []
    block = QuestionContentBlock()
    frozen = []
    for question in questions:
        (child,) = block.clean(block.to_python(raw_question(question, uuid4())))
        frozen.append((child.block_type, child.block.freeze(child.value)))
    (first, text), *others = frozen
    assert first == "free_text"
    assert [(row["criterion"], row["points"], row["levels"]) for row in text["rubric"]] == [
        ("Menyebut sumber", 2, ["Tidak", "Sebagian", "Jelas"]), ("Memberi contoh", 3, []),
    ]  # fmt: skip
    assert (text["example"], text["most_words"]) == ("Saya cari sumbernya.", 80)
    assert others == [("scale", {"steps": ["Belum yakin", "", "Sangat yakin"]}), ("free_words", {})]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[Tidak, Sebagian, Jelas]", "[Tidak, Jelas]", "from 0 to 2"),
        ("poin: 3", "poin: 21", "from 1 to 20"),
        ("Memberi contoh", "Menyebut sumber", "say the same"),
        ("langkah: 3", "langkah: 8", "from 3 to 7"),
        ("batas_kata: 80", "batas_kata: 5", "from 10 to 600"),
        ("    tertinggi: Sangat yakin\n", "", "“tertinggi” is missing"),
    ],
)
def test_what_does_not_fit_is_told(old, new, why):
    _questions, problems = read(WRITTEN.replace(old, new, 1))
    assert [why in problem for problem in problems] == [True]
