"""The rules for plain, light and safe lessons, each by itself: no database, no files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from courses.quality.links import links_in, wrong_with
from courses.quality.material import Asked, Material, Shown, Text
from courses.quality.numbers import looks_personal
from courses.quality.rules import MAX_PICTURE_BYTES, examine
from courses.quality.words import avoided, difficult, difficult_in

TODAY = date(2026, 11, 23)
GOOD = Material(
    where="layar.md",
    kind="lesson",
    minutes=4,
    parts=frozenset({"steps", "try", "check"}),
    texts=(Text("layar.md", "<p>" + "Ketuk ikon ini sekali saja. " * 39 + "</p>"),),
    source=("Bappenas", "https://www.bappenas.go.id/"),
    reviewed=date(2026, 11, 1),
    review_again=date(2027, 11, 1),
    text_bytes=5_000,
)


def told(material: Material, **options: object) -> list[str]:
    return [finding.text() for finding in examine(material, on=TODAY, **options)]


def saying(html: str, **more: object) -> Material:
    return replace(GOOD, texts=(*GOOD.texts, Text("layar.md", html)), **more)


def test_nothing_is_found_in_a_good_lesson():
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"source": ("", "")}, "The official source is missing."),
        ({"source": ("Toko", "https://toko.com/")}, "This address is not an official one: https://toko.com/."),
        ({"reviewed": None}, "The day of the review or of the next one is missing."),
        ({"review_again": None}, "The day of the review or of the next one is missing."),
        ({"review_again": date(2026, 11, 22)}, "The day of the next review is past: 2026-11-22."),
        ({"parts": frozenset({"steps", "try"})}, "The pattern asks for “::: cek”."),
        ({"minutes": 8}, "A lesson should take 3 to 7 minutes."),
        ({"minutes": 7}, "195 words take some 4 min at 100 words a minute; 7 min are planned."),
        ({"text_bytes": 8_001}, "The text weighs 9 KB; at most 8."),
        ({"pictures": (Shown("layar.md", ""),)}, "A picture has no alternative text."),
        ({"pictures": (Shown("layar.md", "IMG_001.jpg"),)}, "The alternative text “IMG_001.jpg” does not say what the picture shows."),
        ({"pictures": (Shown("layar.md", "Gambar 2"),)}, "The alternative text “Gambar 2” does not say what the picture shows."),
        ({"pictures": (Shown("layar.md", "Papan RW di balai", bytes=MAX_PICTURE_BYTES + 1),)}, "A picture weighs 41 KB; at most 40."),
        ({"pictures": (Shown("layar.md", "Papan RW di balai", bytes=35_000),) * 3}, "The page weighs 110 KB with its pictures; at most 100."),
        ({"questions": (Asked("layar.md", "cek", ("Dua",)),)}, "Question “cek”: nobody explains “Dua”."),
    ],
)  # fmt: skip
def test_what_lacks_is_told(change, finding):
    assert told(replace(GOOD, **change)) == [f"layar.md: {finding}"]


def test_dates_of_today_and_decoration_are_fine():
    assert told(replace(GOOD, review_again=TODAY, pictures=(Shown("layar.md", "", decorative=True),))) == []


def test_too_many_words_for_the_minutes_are_told():
    long = replace(GOOD, minutes=3, texts=(Text("layar.md", "<p>" + "Ketuk ikon ini sekali saja. " * 60 + "</p>"),))
    assert told(long) == ["layar.md: 300 words take some 5 min at 100 words a minute; 3 min are planned."]
    assert told(replace(long, language="en")) == []  # the same said in English takes more words


@pytest.mark.parametrize("minutes", [3, 4, 5])
def test_a_page_of_practice_has_no_pattern_but_is_reviewed(minutes):
    practice = replace(GOOD, kind="practice", parts=frozenset(), source=("", ""), minutes=minutes, review_again=None)
    assert told(practice) == ["layar.md: The day of the review or of the next one is missing."]


@pytest.mark.parametrize(
    ("html", "word", "plainer"),
    [
        ("<p>Lakukan implementasi aturan ini.</p>", "implementasi", "diterapkan, menerapkan, penerapan"),
        ("<p>Anda melakukan verifikasi data.</p>", "melakukan verifikasi", "diperiksa, memeriksa"),
        ("<p>Hasilnya optimal.</p>", "optimal", "terbaik, sebaik mungkin"),
        ("<p>Urgensinya besar.</p>", "Urgensinya", "pentingnya"),
        ("<p>Tekan submit.</p>", "submit", "kirim"),
        ("<p>Jawaban Anda salah.</p>", "salah", "belum tepat"),
    ],
)
def test_a_hard_word_comes_with_an_easier_one(html, word, plainer):
    (finding,) = told(saying(html))
    assert finding.startswith(f"layar.md: Instead of “{word}” write “{plainer}”: ")


def test_a_word_that_the_lesson_explains_may_be_used():
    assert told(saying("<p>Hasilnya optimal.</p>", explained=frozenset({"optimal"}))) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ia menulis “dalam rangka rapat”.</p>",  # what others are quoted with
        "<p>Diawasi Otoritas Jasa Keuangan.</p>",  # an official name
        "<p>Ketuk <code>login</code>.</p>",  # as it stands on the screen
        "<p>Spesifikasi barang.</p>",  # a longer word
        "<p>Pilih salah satu.</p>",  # a fixed phrase
    ],
)
def test_quotes_names_and_screens_keep_their_words(html):
    assert told(saying(html)) == []


def test_english_lessons_have_rules_of_their_own():
    english = saying("<p>Utilise the dashboard, kamu.</p>", language="en")
    assert [line.split(": ")[1] for line in told(english)] == ["Instead of “Utilise” write “use”"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_lists_are_whole(language):
    for word, plainer in (difficult(language) | avoided(language)).items():
        assert word == word.strip() != "", word
        assert plainer.strip() not in ("", word), word
        easier = [part.strip() for part in plainer.split(",")]
        assert not [part for part in easier if part and list(difficult_in(part, language))], word


def test_the_list_of_hard_indonesian_words_is_long_enough():
    assert len(set(difficult("id").values())) >= 120


@pytest.mark.parametrize(
    "text",
    [
        "3374012345670001", "3374 0123 4567 0001", "337401-234567-0001", "081234567890", "0812-3456-7890",
        "+62 812 3456 7890", "Nomor rekening: 123 456 7890", "transfer ke rekening BRI 001201234567890",
    ],
)  # fmt: skip
def test_numbers_that_could_be_somebodys(text):
    assert looks_personal(f"Ini {text} ya.")


@pytest.mark.parametrize(
    "text", ["0812-xxxx-xxxx", "Rp1.250.000.000", "2026-11-21 2027-11-21", "112", "rekening 3", "27.800", "154500000"]
)
def test_numbers_that_are_nobodys(text):
    assert not looks_personal(f"Ini {text} ya.")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.bps.go.id/id", "https://oss.go.id", "https://kota.desa.id/x?y=1", "https://hadiah.example/x",
        "http://hadiah.example", "https://belajar.kota.test/kursus/", "tel:112", "{{tautan_kanal_aduan}}", "/kursus/",
    ],
)  # fmt: skip
def test_addresses_people_may_be_sent_to(address):
    assert wrong_with(address, own={"belajar.kota.test"}) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://toko.com/x", "not an official"), ("https://go.id.hadiah.com", "not an official"),
        ("https://notgo.id", "not an official"), ("http://oss.go.id", "https://"), ("https://bit.ly/x", "short"),
        ("https://", "no address"), ("https://oss go.id", "space"), ("ftp://oss.go.id", "no address"),
        ("https://10.0.0.1/", "no address"), ("oss.go.id", "no address"), ("https://[oss", "no address"),
    ],
)  # fmt: skip
def test_addresses_nobody_should_be_sent_to(address, reason):
    assert reason in str(wrong_with(address))


def test_addresses_are_found_behind_links_and_in_the_text():
    html = (
        '<p><a href="https://a.go.id/?a=1&amp;b=2">di sini</a> atau https://b.com. Awalnya <code>https://</code>.</p>'
    )
    assert list(links_in(html)) == ["https://a.go.id/?a=1&b=2", "https://b.com"]
