"""Questions of a pack: the bank, and the check question written inside a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from courses.packs.arranged import read_arranged
from courses.packs.fields import Fields, read_yaml
from courses.packs.markdown import to_html
from courses.packs.model import PILLARS, WITHOUT_KEY, Choice, Competence, NumberTrap, PackQuestion, Picture
from courses.packs.problems import Report, _n

QUESTION_KINDS = {
    "pilihan_tunggal": "single_choice",
    "pilihan_ganda": "multiple_choice",
    "benar_salah": "true_false",
    "menjodohkan": "matching",
    "mengelompokkan": "groups",
    "mengurutkan": "ordering",
    "isian_rumpang": "gaps",
    "angka": "number",
    "isian_singkat": "short_text",
    "titik_gambar": "places",
    "uraian": "free_text",
    "skala": "scale",
    "isian_bebas": "free_words",
}
_NOT_EXPLAINED_AS_A_WHOLE = ("single_choice", "multiple_choice", "true_false", "places", *WITHOUT_KEY)
DIFFICULTIES = {"mudah": "easy", "sedang": "medium", "sulit": "hard"}


def read_bank(text: str, file: str, report: Report, pictures: Mapping[str, bytes]) -> tuple[PackQuestion, ...]:
    document = read_yaml(text, file, report)
    if document is None:
        return ()
    bank = Fields(document, file, report)
    questions = tuple(read_question(fields, pictures) for fields in bank.many("soal"))
    bank.done()
    return questions


def read_check(
    text: str, *, file: str, line: int, question_id: str, report: Report, pictures: Mapping[str, bytes]
) -> PackQuestion | None:
    """The question of a ``::: cek`` container; its id is the caller's."""
    document = read_yaml(text, file, report, first_line=line)
    if document is None:
        return None
    return read_question(Fields(document, file, report), pictures, question_id=question_id)


def read_question(fields: Fields, pictures: Mapping[str, bytes], question_id: str = "") -> PackQuestion:
    from courses.packs.read import read_competences  # read.py reads lessons, which hold questions

    in_bank = not question_id
    kind = fields.choice("jenis", QUESTION_KINDS, default="single_choice")
    choices = _choices(fields, kind)
    pillars = fields.texts("pilar", required=False, limit=20)
    for pillar in pillars:
        if pillar not in PILLARS:
            fields.problem(_n("“{value}” is not one of: {options}."), value=pillar, options=", ".join(PILLARS))
    competences: tuple[Competence, ...] = read_competences(fields)
    question = PackQuestion(
        id=fields.identifier("id") if in_bank else question_id,
        kind=kind,
        stem=to_html(fields.text("soal", limit=1200)),
        choices=choices,
        accepted=fields.texts("jawaban", limit=80) if kind == "short_text" else (),
        number=fields.number("jawaban") if kind == "number" else None,
        tolerance=fields.amount("toleransi") if kind == "number" else Decimal(0),
        unit=fields.text("satuan", required=False, limit=20) if kind == "number" else "",
        traps=tuple(_trap(trap) for trap in fields.many("jebakan", required=False)) if kind == "number" else (),
        arranged=read_arranged(kind, fields),
        feedback_correct=_feedback(fields, "jika_benar", kind),
        feedback_incorrect=_feedback(fields, "jika_belum_tepat", kind),
        explanation=fields.text("penjelasan", required=False, limit=600),
        picture=_picture(fields, pictures),
        hints=_hints(fields),
        module=fields.text("modul", limit=80) if in_bank else "",
        pillars=pillars,
        competences=competences,
        difficulty=fields.choice("kesulitan", DIFFICULTIES, default="medium"),
    )
    fields.done()
    return question


def _hints(fields: Fields) -> tuple[str, ...]:
    hints = fields.texts("petunjuk", required=False, limit=190)
    if len(hints) > 3:
        fields.problem(_n("At most three hints."))
    return hints


def _feedback(fields: Fields, key: str, kind: str) -> str:
    """Kinds with a key but without choices explain a right answer, and any other, as a whole."""
    return "" if kind in _NOT_EXPLAINED_AS_A_WHOLE else fields.text(key, limit=400)


def _choices(fields: Fields, kind: str) -> tuple[Choice, ...]:
    if kind == "true_false":
        return _true_false(fields)
    if kind not in ("single_choice", "multiple_choice"):
        return ()
    choices = tuple(_choice(choice) for choice in fields.many("pilihan"))
    right = sum(choice.correct for choice in choices)
    if not 2 <= len(choices) <= 6:
        fields.problem(_n("A question needs two to six choices."))
    elif kind == "single_choice" and right != 1:
        fields.problem(_n("Exactly one choice must be marked “benar: ya”; here {count} are."), count=right)
    elif kind == "multiple_choice" and not 1 <= right < len(choices):
        fields.problem(_n("At least one choice must be right and one not."))
    if len({choice.text for choice in choices}) < len(choices):
        fields.problem(_n("Two choices say the same."))
    return choices


def _choice(fields: Fields) -> Choice:
    choice = Choice(
        text=fields.text("teks", limit=240),
        correct=fields.flag("benar"),
        feedback=fields.text("penjelasan", limit=400),
    )
    fields.done()
    return choice


def _true_false(fields: Fields) -> tuple[Choice, ...]:
    """Two choices, each with what to tell whoever chooses it."""
    true_is_right = fields.choice("jawaban", {"benar": "true", "salah": "false"}) == "true"
    return (
        Choice("Benar", true_is_right, fields.text("jika_pilih_benar", limit=400)),
        Choice("Salah", not true_is_right, fields.text("jika_pilih_salah", limit=400)),
    )


def _trap(fields: Fields) -> NumberTrap:
    trap = NumberTrap(value=fields.number("nilai"), feedback=fields.text("penjelasan", limit=400))
    fields.done()
    return trap


def _picture(fields: Fields, pictures: Mapping[str, bytes]) -> Picture | None:
    picture = fields.one("gambar", required=False)
    if picture is None:
        return None
    found = Picture(path=picture.text("berkas", limit=120), alt=picture.text("alt", limit=250))
    if found.path not in pictures:
        picture.problem(_n("The picture “{path}” does not exist in this pack."), path=found.path)
    picture.done()
    return found
