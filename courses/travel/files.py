"""A pack as the files of docs/course-packs.md: the way back from ``courses.packs.read``. Pure.

``read_pack`` of what is written here gives the same pack, but for what Markdown cannot say; the caller compares.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from courses.packs.body import CALLOUTS
from courses.packs.h5p import RULES
from courses.packs.model import (
    Block,
    CalloutBlock,
    CheckBlock,
    H5PBlock,
    MessageBlock,
    Pack,
    PackLesson,
    PackModule,
    PackQuiz,
    Picture,
    PictureBlock,
    PracticeBlock,
    QuizBlock,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
)
from courses.packs.read import COUNTS, FEEDBACK, FORMAT, KINDS, LAYOUT
from courses.travel.asked import Word, Yaml, competence_text, question_yaml
from courses.travel.markup import to_markdown, to_markdown_line

_KINDS = {kind: word for word, kind in KINDS.items()}
_FEEDBACK = {when: word for word, when in FEEDBACK.items()}
_COUNTS = {which: word for word, which in COUNTS.items()}
_LAYOUT = {pages: word for word, pages in LAYOUT.items()}
_CALLOUTS = {kind: word for word, kind in CALLOUTS.items()}
_RULES = {rule: word for word, rule in RULES.items()}


def pack_files(pack: Pack) -> dict[str, bytes]:
    """Path → content, without the files of H5P contents."""
    files: dict[str, str] = {"course.yaml": yaml_text(course_yaml(pack))}
    if pack.bank:
        rows = [question_yaml(question, in_bank=True) for question in pack.bank]
        files["bank.yaml"] = yaml_text({"soal": rows})
    for number, module in enumerate(pack.modules, 1):
        folder = f"{number:0{len(str(len(pack.modules)))}}-{module.id}"
        files[f"{folder}/module.yaml"] = yaml_text(module_yaml(module))
        for place, lesson in enumerate(module.lessons, 1):
            files[f"{folder}/{place:02}-{lesson.id}.md"] = lesson_text(lesson)
    return {name: text.encode() for name, text in files.items()} | pack.pictures


def course_yaml(pack: Pack) -> Yaml:
    said: Yaml = {
        "format": FORMAT,
        "id": pack.id,
        "slug": pack.slug,
        "versi": pack.version,
        "bahasa": pack.language,
        "lisensi": pack.licence,
        "jalur": pack.track,
        "judul": pack.title,
        "ringkasan": pack.summary,
        "sasaran": pack.audience,
        "capaian": list(pack.outcomes),
        "pilar": list(pack.pillars),
    }
    if pack.topics:
        said["topik"] = list(pack.topics)
    said["prasyarat"] = list(pack.prerequisites)
    if pack.quizzes:
        said["kuis"] = [quiz_yaml(quiz) for quiz in pack.quizzes]
    return said


def quiz_yaml(quiz: PackQuiz) -> Yaml:
    rules = quiz.rules
    said: Yaml = {"id": quiz.id, "judul": quiz.title, "nilai_lulus": quiz.pass_percent}
    if quiz.attempts_allowed:
        said["percobaan"] = quiz.attempts_allowed
    said["penjelasan"] = _FEEDBACK[quiz.feedback]
    if rules.minutes:
        said["menit"] = rules.minutes
    if rules.waiting:
        said["jeda"] = rules.waiting
    if rules.counts != "best":
        said["dihitung"] = _COUNTS[rules.counts]
    if rules.shuffle:
        said["acak"] = Word("ya")
    if rules.layout != "one":
        said["halaman"] = _LAYOUT[rules.layout]
    said["ambil"] = [{"modul": draw.module, "jumlah": draw.count} for draw in quiz.draws]
    return said


def module_yaml(module: PackModule) -> Yaml:
    summary = {"ringkasan": module.summary} if module.summary else {}
    return {"id": module.id, "judul": module.title, **summary}


def lesson_text(lesson: PackLesson) -> str:
    head: Yaml = {"id": lesson.id, "judul": lesson.title}
    if lesson.kind != "lesson":
        head["jenis"] = _KINDS[lesson.kind]
    head |= {"menit": lesson.minutes, "tujuan": lesson.objective, "pilar": list(lesson.pillars)}
    if lesson.competences:
        head["digcomp"] = [competence_text(one) for one in lesson.competences]
    if lesson.topics:
        head["topik"] = list(lesson.topics)
    if lesson.source:
        head["sumber"] = {"judul": lesson.source.title, "tautan": lesson.source.url}
    if lesson.reviewed:
        head["ditinjau"] = lesson.reviewed
    if lesson.review_again:
        head["tinjau_lagi"] = lesson.review_again
    if lesson.changes_often:
        head["mudah_berubah"] = Word("ya")
    replaces = next((block.replaces for block in lesson.blocks if isinstance(block, PracticeBlock)), "")
    if replaces:
        head["menggantikan"] = replaces
    body = "\n\n".join(_block(block) for block in lesson.blocks)
    return f"---\n{yaml_text(head)}---\n\n{body}\n"


def _block(block: Block) -> str:
    match block:
        case TextBlock():
            return "\n\n".join(filter(None, (block.heading and f"## {_line(block.heading)}", to_markdown(block.body))))
        case PictureBlock():
            return _image(block.picture)
        case StepsBlock():
            return _container("langkah", block.title, "\n".join(_steps(block)))
        case CalloutBlock():
            return _container(_CALLOUTS[block.kind], block.title, to_markdown(block.body))
        case TryNowBlock():
            return _container("coba", "", to_markdown(block.body))
        case MessageBlock():
            return _container("pesan", block.sender, to_markdown(block.body))
        case TermsBlock():
            rows = [f"- {_line(term)}: {to_markdown_line(meaning)}" for term, meaning in block.terms]
            return _container("istilah", "", "\n".join(rows))
        case TableBlock():
            return _container("tabel", block.caption, _table(block))
        case CheckBlock():
            return _container("cek", "", yaml_text(question_yaml(block.question, in_bank=False)).rstrip("\n"))
        case PracticeBlock():
            rows = [f"- [ ] {to_markdown_line(step.text)} {{#{step.id}}}" for step in block.steps]
            return _container("praktik", "pendamping" if block.companion else "", "\n".join(rows))
        case QuizBlock():
            return _container("kuis", block.quiz, "")
        case H5PBlock():
            return _container("h5p", block.content, _h5p(block))


def _container(name: str, argument: str, inside: str) -> str:
    first = f"::: {name} {_line(argument)}".rstrip()
    return f"{first}\n{inside}\n:::" if inside else f"{first}\n:::"


def _line(text: str) -> str:
    return " ".join(text.split())


def _image(picture: Picture) -> str:
    alt = _line(picture.alt).replace("[", "(").replace("]", ")")
    caption = _line(picture.caption).replace('"', "”")
    return f'![{alt}]({picture.path} "{caption}")' if caption else f"![{alt}]({picture.path})"


def _steps(block: StepsBlock) -> list[str]:
    rows = []
    for number, step in enumerate(block.steps, 1):
        text = to_markdown(step.body).replace("\n", "\n   ")
        rows.append(f"{number}. {text}")
        if step.picture:
            rows.append(f"   {_image(step.picture)}")
    return rows


def _table(block: TableBlock) -> str:
    rows = ["| " + " | ".join(to_markdown_line(cell, in_table=True) for cell in row) + " |" for row in block.rows]
    return "\n".join([rows[0], "|" + "---|" * len(block.rows[0]), *rows[1:]])


def _h5p(block: H5PBlock) -> str:
    said: Yaml = {}
    if block.rule != "finished":
        said["selesai"] = _RULES[block.rule]
    if block.percent is not None and block.rule == "score":
        said["nilai"] = block.percent
    if not block.required:
        said["wajib"] = Word("tidak")
    return yaml_text(said).rstrip("\n") if said else ""


class _Dumper(yaml.SafeDumper):
    """Numbers as they were written, long texts on lines of their own, lists set in."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=style)


def _amount(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Word, _text)
_Dumper.add_representer(Decimal, _amount)
_Dumper.add_representer(date, lambda dumper, day: dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(day)))


def yaml_text(value: Yaml) -> str:
    return str(
        yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=False)
    )
