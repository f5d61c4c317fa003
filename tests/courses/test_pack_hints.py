"""Hints about language and pattern: never a reason to refuse a pack."""

from dataclasses import replace

import pytest

from courses.packs.check import check_pack
from courses.packs.read import read_pack
from courses.quality.texts import sentences
from courses.quality.words import avoided
from tests.courses.packs import LAYAR, SANDI, changed, good_files, write

BANK_HINT = "bank.yaml: The bank has fewer than 20 questions."
SANDI_HINTS = [
    *(f"{SANDI}: The pattern asks for “::: {name}”." for name in ("coba", "langkah")),
    f"{SANDI}: 15 words take some 1 min at 100 words a minute; 5 min are planned.",
]


def hints(tmp_path, *changes):
    return [hint.text() for hint in check_pack(read_pack(write(tmp_path, changed(*changes))))]


def test_a_lesson_after_the_pattern_has_no_hint(tmp_path):
    assert hints(tmp_path) == [*SANDI_HINTS, BANK_HINT]


def test_a_bank_of_twenty_has_no_hint(tmp_path):
    pack = read_pack(write(tmp_path, good_files()))
    assert BANK_HINT not in [hint.text() for hint in check_pack(replace(pack, bank=pack.bank * 4))]
    assert BANK_HINT in [hint.text() for hint in check_pack(replace(pack, bank=(pack.bank * 4)[:19]))]


@pytest.mark.parametrize(("minutes", "hinted"), [(2, True), (3, False), (7, False), (8, True)])
def test_a_lesson_takes_three_to_seven_minutes(tmp_path, minutes, hinted):
    found = hints(tmp_path, (LAYAR, "menit: 4", f"menit: {minutes}"))
    assert (f"{LAYAR}: A lesson should take 3 to 7 minutes." in found) is hinted


@pytest.mark.parametrize("name", ["coba", "cek", "langkah"])
def test_a_lesson_without_a_part_of_the_pattern_gets_a_hint(tmp_path, name):
    text = good_files()[LAYAR]
    start = text.index(f"::: {name}")
    part = text[start : text.index("\n:::\n", start) + 5]
    assert f"{LAYAR}: The pattern asks for “::: {name}”." in hints(tmp_path, (LAYAR, part, ""))


@pytest.mark.parametrize(("words", "hinted"), [(15, False), (16, True)])
def test_a_sentence_has_fifteen_words_at_most(tmp_path, words, hinted):
    sentence = " ".join(["kata"] * words)
    found = hints(tmp_path, (LAYAR, "Ada [empat", f"{sentence.capitalize()}. Ada [empat"))
    assert (f"{LAYAR}: {words} words in one sentence: {sentence.capitalize()}." in found) is hinted


@pytest.mark.parametrize("where", ["bank.yaml", LAYAR])
def test_long_sentences_of_questions_are_found_in_every_text(tmp_path, where):
    long = " ".join(["kata"] * 16)
    old = {"bank.yaml": "Sama dengan papan.", LAYAR: "penjelasan: Betul."}[where]
    new = f"penjelasan: {long}." if where == LAYAR else f"{long}."
    prefix = "dua-wifi: " if where == "bank.yaml" else ""
    assert f"{where}: 16 words in one sentence: {prefix}{long}." in hints(tmp_path, (where, old, new))


@pytest.mark.parametrize("word", ["Klik", "online", "log in", "e-mail", "Kamu"])
def test_words_learners_stumble_over_have_a_plain_one(tmp_path, word):
    found = hints(tmp_path, (LAYAR, "Ada [empat", f"{word} di sini. Ada [empat"))
    plainer = avoided("id")[word.lower()]
    assert any(hint.startswith(f"{LAYAR}: Instead of “{word}” write “{plainer}”: {word} di sini.") for hint in found)


def test_a_word_inside_another_is_none(tmp_path):
    assert hints(tmp_path, (LAYAR, "Ada [empat", "Kliklah dan passwordnya. Ada [empat")) == [*SANDI_HINTS, BANK_HINT]


@pytest.mark.parametrize(
    "number",
    ["3374012345670001", "081234567890", "0812-3456-7890", "+6281234567890", "62 812 3456 7890".replace("62 ", "62")],
)
def test_a_number_that_could_be_somebodys_is_hinted_at(tmp_path, number):
    found = hints(tmp_path, (LAYAR, "Ada [empat", f"Nomor {number} itu contoh. Ada [empat"))
    assert any("looks like a real number of a person" in hint for hint in found)


@pytest.mark.parametrize("number", ["27.800", "2026", "08.00", "0800-0000", "112"])
def test_prices_years_and_hours_are_none(tmp_path, number):
    assert hints(tmp_path, (LAYAR, "Ada [empat", f"Angka {number} itu contoh. Ada [empat")) == [*SANDI_HINTS, BANK_HINT]


def test_every_text_of_a_lesson_is_looked_at(tmp_path):
    """A long sentence is found wherever a learner reads it."""
    long = " ".join(["kata"] * 16) + "."
    places = {
        "text": (LAYAR, "Ada [empat", f"{long} Ada [empat"), "callout": (LAYAR, "Usap layar dengan kain.", long),
        "step": (LAYAR, "1. Buka HP.", f"1. {long}"), "try": (LAYAR, "Ketuk satu gambar sekarang.", long),
        "caption": (LAYAR, '"Papan RW"', f'"{long}"'), "objective": (LAYAR, "tujuan: Anda bisa menyentuh layar.", f"tujuan: {long}"),
        "message": (LAYAR, "Rapat pukul 19.30.", long), "meaning": (LAYAR, "menyentuh sebentar\n", f"{long}\n"),
        "cell": (LAYAR, "| Membuka |", f"| {long} |"),
    }  # fmt: skip
    silent = [
        name for name, change in places.items() if not any("16 words" in hint for hint in hints(tmp_path, change))
    ]
    assert silent == []


def test_sentences_end_at_points_questions_and_items():
    html = "<p>Satu. Dua! <b>Tiga</b>?</p><ul><li>Empat</li><li>Lima &amp; enam.</li></ul>"
    assert [sentence.strip(" .!?") for sentence in sentences(html)] == ["Satu", "Dua", "Tiga", "Empat", "Lima & enam"]
