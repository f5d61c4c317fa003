"""A small course outside its site, made without a database: one of each block, one question of each scheme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from courses.editions.model import Edition, Figure, Item, LessonPart, ModulePart, Piece, SelfCheck
from courses.editions.pictures import Pictures
from courses.editions.questions import self_check
from courses.editions.words import Words

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" viewBox="0 0 120 80">'
    b'<rect width="120" height="80" fill="#e3f1ef"/>'
    b'<text x="10" y="45" font-family="system-ui, sans-serif" font-size="16">Papan RW</text></svg>'
)
BOARD = Figure("gambar/001.svg", "Papan dengan tulisan RW.", 120, 80)
WORDS = Words({}, {}, "")
_KEY = UUID("8f14e45f-ceea-467d-9a36-dcf6d5c0a1b2")
_SAID = {"feedback_correct": "Ya, tepat.", "feedback_incorrect": "Baca lagi langkah dua."}


def content(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "stem": "<p>Apa jawabannya?</p>", "picture": None, "explanation": "", **fields}


def _choice(identity: str, text: str, why: str, *, correct: bool = False) -> dict[str, Any]:
    return {"id": identity, "text": text, "correct": correct, "feedback": why}


CONTENTS: dict[str, dict[str, Any]] = {
    "single_choice": content(
        "single_choice",
        choices=[_choice("a", "Menyentuh", "Betul.", correct=True), _choice("b", "Menggeser", "Itu usap.")],
        shuffle=False,
    ),
    "multiple_choice": content(
        "multiple_choice",
        choices=[
            _choice("a", "Meminta kode", "Kode milik Anda.", correct=True),
            _choice("b", "Mendesak", "Penipu terburu-buru.", correct=True),
            _choice("c", "Menyapa", "Menyapa itu wajar."),
        ],
        shuffle=False,
    ),
    "matching": content(
        "matching",
        rows=[
            {"id": "r1", "text": "PIN", "option": "o1", "feedback": "PIN milik HP."},
            {"id": "r2", "text": "OTP", "option": "o2", "feedback": ""},
        ],
        options=[{"id": "o1", "text": "membuka HP"}, {"id": "o2", "text": "sekali pakai"}],
        **_SAID,
    ),
    "ordering": content(
        "ordering",
        items=[{"id": str(n), "text": text} for n, text in enumerate(["Buka", "Ketuk", "Isi", "Kirim"], 1)],
        whole=False,
        **_SAID,
    ),
    "gaps": content(
        "gaps",
        pieces=[{"text": "Alamat diawali "}, {"gap": "1"}, {"text": " dan berakhir "}, {"gap": "2"}, {"text": "."}],
        gaps=[
            {
                "id": "1",
                "choices": [
                    {"id": "1", "text": "http", "correct": False},
                    {"id": "2", "text": "https", "correct": True},
                ],
            },
            {"id": "2", "accepted": ["go.id", ".go.id"]},
        ],
        **_SAID,
    ),
    "short_text": content("short_text", accepted=["*go.id", "desa"], case=False, spaces=True, wildcards=True, **_SAID),
    "number": content(
        "number",
        answer="27800",
        tolerance="0.5",
        unit="rupiah",
        traps=[{"value": "27500", "feedback": "Itu dari harga jual."}],
        **_SAID,
    ),
    "free_text": content("free_text", rubric=[], example="Saya memeriksa sumbernya.", most_words=None),
}


def question(kind: str, number: int = 1, **changes: Any) -> SelfCheck:
    made = self_check(CONTENTS[kind] | changes, _KEY, number=number, words=WORDS, pictures=Pictures())
    assert made is not None
    return made


def _lesson(name: str, title: str, *pieces: Piece, kind: str = "lesson") -> LessonPart:
    return LessonPart(name, title, kind, 4, "Anda bisa melakukannya.", pieces, ("Panduan", "https://panduan.example/"))


def _checks(kinds: tuple[str, ...], first: int) -> list[Piece]:
    return [Piece("check", question=question(kind, number)) for number, kind in enumerate(kinds, first)]


def edition(**changes: Any) -> Edition:
    """Three pages; six questions that earn something and one that does not."""
    screen = _lesson(
        "01-layar",
        "Layar & jari",
        Piece("text", "Dua gerakan", "<p>Layar <b>peka</b>. Tanya <a href='https://kota.example/'>kota</a>.</p>"),
        Piece("steps", "Menyentuh", items=(Item("<p>Buka HP.</p>"), Item("<p>Ketuk.</p>", figure=BOARD))),
        Piece("warning", "Awas", "<p>Jangan basahi layar.</p>"),
        Piece("terms", items=(Item("<p>menyentuh sebentar</p>", "Ketuk"),)),
        Piece("table", "Gerakan", rows=(("<p>Gerakan</p>", "<p>Hasil</p>"), ("<p>Ketuk</p>", "<p>Membuka</p>"))),
        Piece("message", "Bu RT", "<p>Rapat pukul 19.30.</p>"),
        Piece("picture", "Papan", figure=BOARD),
        Piece("try", html="<p>Ketuk satu gambar.</p>"),
        *_checks(("single_choice", "matching", "number"), 1),
    )
    secret = _lesson("02-sandi", "Kata sandi", *_checks(("multiple_choice", "ordering", "gaps", "free_text"), 4))
    ticks = Piece("practice", "Praktik", items=(Item("<p>Nyalakan HP.</p>"), Item("<p>Ketuk gambar.</p>")))
    made = Edition(
        key=_KEY.hex,
        name="kursus-uji",
        title="Kursus uji",
        summary="Satu kalimat.",
        audience="Pemula.",
        outcomes=("Bisa satu.",),
        language="id",
        licence="CC BY-SA 4.0",
        version="2026.1",
        site="Belajar",
        city="Kota Sukamaju",
        office="Diskominfo",
        address="https://belajar.example/kursus/uji/",
        day=date(2026, 11, 23),
        pass_percent=70,
        has_quiz=True,
        modules=(
            ModulePart("Kenal", "Tentang HP.", (screen,)),
            ModulePart("Akun", "", (secret, _lesson("03-praktik", "Praktik", ticks, kind="practice"))),
        ),
        pictures={BOARD.name: SVG},
    )
    return replace(made, **changes)
