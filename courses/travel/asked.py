"""Questions as the YAML of packs says them: the way back from ``courses.packs.questions``. Pure."""

from __future__ import annotations

from typing import Any

from courses.packs.arranged import GapText, Grouping, Pairs, Sequenced, Spots
from courses.packs.model import FRAMEWORKS, Competence, PackQuestion
from courses.packs.questions import DIFFICULTIES, QUESTION_KINDS
from courses.packs.written import Scaled, Written
from courses.travel.markup import to_markdown

Yaml = dict[str, Any]
_KINDS = {kind: word for word, kind in QUESTION_KINDS.items()}
_DIFFICULTIES = {level: word for word, level in DIFFICULTIES.items()}


def question_yaml(question: PackQuestion, *, in_bank: bool) -> Yaml:
    said: Yaml = {"id": question.id, "modul": question.module} if in_bank else {}
    if question.kind != "single_choice":
        said["jenis"] = _KINDS[question.kind]
    if question.difficulty != "medium":
        said["kesulitan"] = _DIFFICULTIES[question.difficulty]
    if question.pillars:
        said["pilar"] = list(question.pillars)
    if question.competences:
        said["digcomp"] = [competence_text(one) for one in question.competences]
    if question.picture:
        said["gambar"] = {"berkas": question.picture.path, "alt": question.picture.alt}
    said["soal"] = to_markdown(question.stem)
    if question.hints:
        said["petunjuk"] = list(question.hints)
    said |= _answers(question)
    if question.feedback_correct:
        said["jika_benar"] = question.feedback_correct
    if question.feedback_incorrect:
        said["jika_belum_tepat"] = question.feedback_incorrect
    if question.explanation:
        said["penjelasan"] = question.explanation
    return said


def competence_text(competence: Competence) -> str:
    framework = "" if competence.framework == FRAMEWORKS[0] else f"{competence.framework} "
    return f"{framework}{competence.code}" + (f" level {competence.level}" if competence.level else "")


def _answers(question: PackQuestion) -> Yaml:
    if question.kind in ("single_choice", "multiple_choice"):
        return {
            "pilihan": [
                {
                    "teks": choice.text,
                    **({"benar": Word("ya")} if choice.correct else {}),
                    "penjelasan": choice.feedback,
                }
                for choice in question.choices
            ]
        }
    if question.kind == "true_false":
        is_true, is_false = question.choices
        answer = "benar" if is_true.correct else "salah"
        return {"jawaban": answer, "jika_pilih_benar": is_true.feedback, "jika_pilih_salah": is_false.feedback}
    if question.kind == "short_text":
        return {"jawaban": list(question.accepted)}
    if question.kind == "number":
        return _number(question)
    return _arranged(question)


class Word(str):
    """A word of the format."""


def _number(question: PackQuestion) -> Yaml:
    said: Yaml = {"jawaban": question.number}
    if question.tolerance:
        said["toleransi"] = question.tolerance
    if question.unit:
        said["satuan"] = question.unit
    if question.traps:
        said["jebakan"] = [{"nilai": trap.value, "penjelasan": trap.feedback} for trap in question.traps]
    return said


def _arranged(question: PackQuestion) -> Yaml:
    match question.arranged:
        case Pairs(pairs, decoys):
            rows = [
                {"kiri": pair.left, "kanan": pair.right, **({"penjelasan": pair.feedback} if pair.feedback else {})}
                for pair in pairs
            ]
            return {"pasangan": rows, **({"pengecoh": list(decoys)} if decoys else {})}
        case Grouping(groups):
            return {"kelompok": [{"nama": group.name, "isi": list(group.things)} for group in groups]}
        case Sequenced(items, whole):
            return {"urutan": list(items), **({"utuh": Word("ya")} if whole else {})}
        case GapText(text):
            return {"teks": text}
        case Spots(places):
            return {
                "tempat": [
                    {
                        "nama": place.label,
                        "x": place.x,
                        "y": place.y,
                        "lebar": place.width,
                        "tinggi": place.height,
                        **({"benar": Word("ya")} if place.correct else {}),
                        "penjelasan": place.feedback,
                    }
                    for place in places
                ]
            }
        case Scaled(steps):
            return {"langkah": len(steps), "terendah": steps[0], "tertinggi": steps[-1]}
        case Written(rubric, example, most_words) if rubric:
            criteria: list[Yaml] = [
                {"kriteria": one.text, "poin": one.points, **({"tingkat": list(one.levels)} if one.levels else {})}
                for one in rubric
            ]
            said: Yaml = {"rubrik": criteria}
            if example:
                said["contoh"] = example
            if most_words:
                said["batas_kata"] = most_words
            return said
        case _:
            return {}
