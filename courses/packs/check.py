"""A pack before the rules of ``courses.quality``: what they find, with file and line. Never a reason to refuse it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from courses.packs.h5p import FOLDER, INSTEAD
from courses.packs.model import (
    Block,
    CalloutBlock,
    CheckBlock,
    MessageBlock,
    Pack,
    PackLesson,
    PackQuestion,
    Picture,
    PictureBlock,
    PracticeBlock,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
)
from courses.packs.problems import Problem, _n
from courses.quality.material import Asked, Finding, Material, Shown, Text
from courses.quality.rules import MAX_COURSE_BYTES, PAGE_AROUND, examine
from courses.quality.words import words_explained_by

MIN_BANK = 20
_COURSE, _BANK = "course.yaml", "bank.yaml"
_PARTS = {StepsBlock: "steps", TryNowBlock: "try", CheckBlock: "check"}


def check_pack(pack: Pack, *, on: date = date.min, folder: Path | None = None) -> list[Problem]:
    """All that an author should look at. ``on``: by this day reviews are past; ``folder``: where lines are found."""
    found = [finding for material in materials(pack) for finding in examine(material, on=on)]
    problems = _with_lines(found, folder)
    if len(pack.bank) < MIN_BANK:
        problems.append(Problem(_BANK, 0, _n("The bank has fewer than {count} questions."), {"count": str(MIN_BANK)}))
    weighs = sum(_lesson_bytes(lesson) for module in pack.modules for lesson in module.lessons)
    weighs += sum(len(gzip.compress(content, 6)) for content in pack.pictures.values())
    if weighs > MAX_COURSE_BYTES:
        problems.append(
            Problem(_COURSE, 0, _n("The course weighs {size} KB; at most 1000."), {"size": str(weighs // 1000)})
        )
    return problems


def materials(pack: Pack) -> Iterator[Material]:
    sizes = {path: len(gzip.compress(content, 6)) for path, content in pack.pictures.items()}
    shared = frozenset(word for module in pack.modules for lesson in module.lessons for word in explained_words(lesson))
    about = (pack.title, pack.summary, pack.audience, *pack.outcomes, *(quiz.title for quiz in pack.quizzes))
    yield Material(_COURSE, pack.language, texts=tuple(Text(_COURSE, text) for text in about), explained=shared)
    for module in pack.modules:
        yield from (_lesson(lesson, pack.language, sizes) for lesson in module.lessons)
        where = f"{module.lessons[0].file.rsplit('/', 1)[0]}/module.yaml"
        yield Material(where, pack.language, texts=(Text(where, module.title), Text(where, module.summary)))
    yield Material(
        _BANK,
        pack.language,
        texts=tuple(Text(_BANK, text, question.id) for question in pack.bank for text in question_texts(question)),
        pictures=tuple(_shown(_BANK, question.picture, sizes) for question in pack.bank if question.picture),
        questions=tuple(_asked(_BANK, question) for question in pack.bank),
        explained=shared,
    )
    for content in pack.h5p.values():
        where = f"{FOLDER}/{content.slug}/{INSTEAD}"
        yield Material(where, pack.language, texts=(Text(where, content.instead),), explained=shared)


def _lesson(lesson: PackLesson, language: str, sizes: dict[str, int]) -> Material:
    titles = [lesson.title, lesson.objective, *lesson_titles(lesson)]
    read = [Text(lesson.file, text) for text in (*titles, *lesson_texts(lesson, answered=False))]
    later = [Text(lesson.file, text, read=False) for text in _feedback_texts(lesson)]
    checks = [block.question for block in lesson.blocks if isinstance(block, CheckBlock)]
    return Material(
        where=lesson.file,
        language=language,
        kind=lesson.kind,
        minutes=lesson.minutes,
        parts=frozenset(_PARTS[type(block)] for block in lesson.blocks if type(block) in _PARTS),
        texts=(*read, *later),
        pictures=tuple(_shown(lesson.file, picture, sizes) for picture in lesson_pictures(lesson)),
        questions=tuple(_asked(lesson.file, question) for question in checks),
        explained=explained_words(lesson),
        source=(lesson.source.title, lesson.source.url) if lesson.source else ("", ""),
        reviewed=lesson.reviewed,
        review_again=lesson.review_again,
        text_bytes=_lesson_bytes(lesson) + PAGE_AROUND,
    )


def _lesson_bytes(lesson: PackLesson) -> int:
    return len(gzip.compress("\n".join((*lesson_titles(lesson), *lesson_texts(lesson, answered=False))).encode(), 6))


def _shown(where: str, picture: Picture, sizes: dict[str, int]) -> Shown:
    """In a pack an empty alternative text says that the picture is decoration."""
    return Shown(where, picture.alt, not picture.alt, sizes.get(picture.path, 0), picture.caption)


def _asked(where: str, question: PackQuestion) -> Asked:
    """Reading a pack refuses what has no explanation; what holds only spaces is found here."""
    return Asked(where, question.id, tuple(choice.text for choice in question.choices if not choice.feedback.strip()))


def explained_words(lesson: PackLesson) -> frozenset[str]:
    terms = (term for block in lesson.blocks if isinstance(block, TermsBlock) for term, _meaning in block.terms)
    return words_explained_by(terms)


def lesson_pictures(lesson: PackLesson) -> list[Picture]:
    found = [block.picture for block in lesson.blocks if isinstance(block, PictureBlock)]
    for block in lesson.blocks:
        if isinstance(block, StepsBlock):
            found += [step.picture for step in block.steps if step.picture]
        elif isinstance(block, CheckBlock) and block.question.picture:
            found.append(block.question.picture)
    return list({picture.path: picture for picture in found}.values())


def lesson_titles(lesson: PackLesson) -> Iterator[str]:
    for block in lesson.blocks:
        match block:
            case StepsBlock() | CalloutBlock():
                yield block.title
            case TableBlock():
                yield block.caption
            case _:
                pass


def lesson_texts(lesson: PackLesson, *, answered: bool = True) -> Iterator[str]:
    """Every text of a lesson that a learner reads, as HTML; ``answered``: also what comes after an answer."""
    for block in lesson.blocks:
        if isinstance(block, CheckBlock):
            yield from question_texts(block.question) if answered else shown_texts(block.question)
        else:
            yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[str]:
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
        case _:
            pass


def _feedback_texts(lesson: PackLesson) -> Iterator[str]:
    for block in lesson.blocks:
        if isinstance(block, CheckBlock):
            shown = shown_texts(block.question)
            yield from (text for text in question_texts(block.question) if text not in shown)


def shown_texts(question: PackQuestion) -> list[str]:
    """What is read before an answer."""
    return [question.stem, *_choices(question)]


def _choices(question: PackQuestion) -> list[str]:
    """True and false are words of ours."""
    return [] if question.kind == "true_false" else [choice.text for choice in question.choices]


def question_texts(question: PackQuestion) -> list[str]:
    texts = [question.stem, question.explanation, question.feedback_correct, question.feedback_incorrect]
    texts += question.hints
    texts += [*_choices(question), *(choice.feedback for choice in question.choices)]
    texts += question.arranged.texts() if question.arranged else []
    return [*texts, *(trap.feedback for trap in question.traps)]


def _with_lines(found: list[Finding], folder: Path | None) -> list[Problem]:
    files: dict[str, _Lines] = {}
    problems = []
    for finding in found:
        line = 0
        if folder and finding.quote:
            if finding.where not in files:
                files[finding.where] = _Lines(folder / finding.where)
            line = files[finding.where].of(finding.quote)
        problems.append(Problem(finding.where, line, finding.template, finding.params))
    return problems


class _Lines:
    """Lines of a file by what stands there: Markdown and YAML marks count as spaces, a text may run over lines."""

    _WORD = re.compile(r"[^\W_]+")

    def __init__(self, path: Path) -> None:
        rows = path.read_text(encoding="utf-8-sig").split("\n")
        found = [(word, number) for number, row in enumerate(rows, 1) for word in self._WORD.findall(row)]
        self.words = [word for word, _number in found]
        self.numbers = [number for _word, number in found]

    def of(self, quote: str) -> int:
        """Line on which ``quote`` begins; 0 where it is not found as it stands, as with a link in its midst."""
        wanted = self._WORD.findall(quote)
        for length in (len(wanted), 6, 3):
            part = wanted[:length]
            starts = (at for at, word in enumerate(self.words) if part and word == part[0])
            for at in starts:
                if self.words[at : at + len(part)] == part:
                    return self.numbers[at]
        return 0
