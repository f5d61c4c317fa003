"""Language and pattern of a lesson: hints for its author, never a reason to refuse a pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from courses.packs.h5p import FOLDER, INSTEAD
from courses.packs.model import (
    CalloutBlock,
    CheckBlock,
    MessageBlock,
    Pack,
    PackLesson,
    PackQuestion,
    PictureBlock,
    PracticeBlock,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
)
from courses.packs.problems import Problem, _n

MAX_WORDS = 15  # UX.md: sentences of 15 words at most
MINUTES = range(3, 8)  # CURRICULUM §3.0: a lesson takes 3 to 7 minutes
MIN_BANK = 20

# Words that learner screens avoid (glossary), with the plain one.
AVOID = {
    "daring": "lewat internet",
    "luring": "tanpa internet",
    "online": "lewat internet",
    "offline": "tanpa internet",
    "submit": "kirim",
    "deadline": "tenggat",
    "dashboard": "beranda",
    "login": "masuk",
    "log in": "masuk",
    "logout": "keluar",
    "password": "kata sandi",
    "feedback": "penjelasan",
    "gaptek": "belum terbiasa",
    "kamu": "Anda",
    "e-mail": "email",
    "klik": "ketuk",
}
_AVOID = re.compile(rf"\b({'|'.join(map(re.escape, AVOID))})\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_PHONE = re.compile(r"(?<![\d-])(?:\+?62|0)8\d{2}[- ]?\d{3,4}[- ]?\d{3,5}(?!\d)")


def check_pack(pack: Pack) -> list[Problem]:
    hints = [hint for module in pack.modules for lesson in module.lessons for hint in _check_lesson(lesson)]
    for question in pack.bank:
        hints.extend(_check_text("bank.yaml", question_texts(question), question.id))
    for content in pack.h5p.values():
        hints.extend(_check_text(f"{FOLDER}/{content.slug}/{INSTEAD}", [content.instead], ""))
    if len(pack.bank) < MIN_BANK:
        hints.append(
            Problem("bank.yaml", 0, _n("The bank has fewer than {count} questions."), {"count": str(MIN_BANK)})
        )
    return hints


def _check_lesson(lesson: PackLesson) -> Iterator[Problem]:
    if lesson.kind == "lesson":
        kinds = {type(block) for block in lesson.blocks}
        if lesson.minutes not in MINUTES:
            yield Problem(lesson.file, 0, _n("A lesson should take 3 to 7 minutes."))
        for wanted, name in ((TryNowBlock, "coba"), (CheckBlock, "cek"), (StepsBlock, "langkah")):
            if wanted not in kinds:
                yield Problem(lesson.file, 0, _n("The pattern asks for “::: {name}”."), {"name": name})
    yield from _check_text(lesson.file, [lesson.objective, *lesson_texts(lesson)], "")


def lesson_texts(lesson: PackLesson) -> Iterator[str]:
    """Every text of a lesson that a learner reads, as HTML."""
    for block in lesson.blocks:
        match block:
            case TextBlock():
                yield block.heading
                yield block.body
            case StepsBlock():
                yield from (step.body for step in block.steps)
                yield from (step.picture.alt for step in block.steps if step.picture)
            case CalloutBlock() | MessageBlock() | TryNowBlock():
                yield block.body
            case TermsBlock():
                yield from (meaning for _term, meaning in block.terms)
            case TableBlock():
                yield from (cell for row in block.rows for cell in row)
            case PictureBlock():
                yield from (block.picture.alt, block.picture.caption)
            case PracticeBlock():
                yield from (step.text for step in block.steps)
            case CheckBlock():
                yield from question_texts(block.question)
            case _:
                pass


def question_texts(question: PackQuestion) -> list[str]:
    texts = [question.stem, question.explanation, question.feedback_correct, question.feedback_incorrect]
    texts += question.hints
    texts += [text for choice in question.choices for text in (choice.text, choice.feedback)]
    texts += question.arranged.texts() if question.arranged else []
    return [*texts, *(trap.feedback for trap in question.traps)]


def sentences(html: str) -> Iterator[str]:
    text = unescape(_TAG.sub("", re.sub(r"</(p|li)>", ". ", html)))
    for sentence in _SENTENCE_END.split(text):
        if sentence.strip(" .\n"):
            yield sentence.strip()


def _check_text(file: str, texts: list[str], where: str) -> Iterator[Problem]:
    prefix = f"{where}: " if where else ""
    for html in texts:
        for sentence in sentences(html):
            words = len(sentence.split())
            if words > MAX_WORDS:
                yield Problem(
                    file,
                    0,
                    _n("{count} words in one sentence: {sentence}"),
                    {"count": str(words), "sentence": prefix + sentence},
                )
        plain = _TAG.sub("", html)
        for found in _AVOID.findall(plain):
            yield Problem(
                file,
                0,
                _n("Instead of “{word}” write “{plain}”: {sentence}"),
                {"word": found, "plain": AVOID[found.lower()], "sentence": prefix + plain[:80]},
            )
        if _NIK.search(plain) or _PHONE.search(plain):
            yield Problem(file, 0, _n("This looks like a real number of a person: {text}"), {"text": plain[:80]})
