"""A lesson's body: pieces of Markdown turned into the blocks that a lesson page holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from courses.packs import markdown
from courses.packs.h5p import read_h5p_block
from courses.packs.markdown import Piece
from courses.packs.model import (
    Block,
    CalloutBlock,
    CheckBlock,
    MessageBlock,
    Picture,
    PictureBlock,
    PracticeBlock,
    PracticeStep,
    QuizBlock,
    Step,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
)
from courses.packs.problems import Report, _n
from courses.packs.questions import read_check

CALLOUTS = {"tip": "tip", "peringatan": "warning", "contoh": "example"}


def read_body(
    body: str,
    *,
    file: str,
    first_line: int,
    lesson_id: str,
    practice_replaces: str,
    report: Report,
    pictures: Mapping[str, bytes],
    contents: Collection[str] = (),
) -> tuple[Block, ...]:
    reader = _BodyReader(file, lesson_id, practice_replaces, report, pictures, contents)
    blocks: list[Block] = []
    try:
        for piece in markdown.split_containers(body, first_line):
            blocks.extend(reader.read(piece))
    except markdown.Unclosed as unclosed:
        report.add(file, unclosed.line, _n("“::: {name}” is never closed with “:::”."), name=unclosed.name)
    if not blocks:
        report.add(file, first_line, _n("The lesson has no text."))
    return tuple(blocks)


class _BodyReader:
    def __init__(
        self,
        file: str,
        lesson_id: str,
        practice_replaces: str,
        report: Report,
        pictures: Mapping[str, bytes],
        contents: Collection[str],
    ) -> None:
        self.file = file
        self.lesson_id = lesson_id
        self.practice_replaces = practice_replaces
        self.report = report
        self.pictures = pictures
        self.contents = contents  # slugs of the pack's H5P contents
        self.checks = 0
        self.once: set[str] = set()
        callouts: dict[str, Callable[[Piece], list[Block]]] = dict.fromkeys(CALLOUTS, self._callout)
        self.containers: dict[str, Callable[[Piece], list[Block]]] = {
            "langkah": self._steps,
            "coba": lambda piece: [TryNowBlock(markdown.to_html(piece.text))],
            "pesan": self._message,
            "istilah": self._terms,
            "tabel": self._table,
            "cek": self._check,
            "praktik": self._practice,
            "kuis": self._quiz,
            "h5p": self._h5p,
            **callouts,
        }

    def read(self, piece: Piece) -> list[Block]:
        if not piece.name:
            return self._plain(piece)
        container = self.containers.get(piece.name)
        if container is None:
            self.report.add(
                self.file,
                piece.line - 1,
                _n("“::: {name}” is unknown. Known are: {options}."),
                name=piece.name,
                options=", ".join(self.containers),
            )
            return []
        return container(piece)

    def _plain(self, piece: Piece) -> list[Block]:
        """Text, cut at every “## heading” and at pictures on a line of their own."""
        blocks: list[Block] = []
        heading, lines = "", list[str]()

        def flush() -> None:
            nonlocal heading, lines
            text = "\n".join(lines).strip()
            if text or heading:
                blocks.append(TextBlock(markdown.to_html(text), heading))
            heading, lines = "", []

        for number, line in enumerate(piece.text.split("\n"), piece.line):
            if match := markdown.IMAGE_LINE.match(line.strip()):
                flush()
                if picture := self._picture(match["path"], match["alt"], match["caption"] or "", number):
                    blocks.append(PictureBlock(picture))
            elif line.startswith("## "):
                flush()
                heading = self._short(line[3:].strip(), 120, number)
            elif line.startswith("#"):
                self.report.add(self.file, number, _n("Only “## ” makes a heading inside a lesson."))
            else:
                lines.append(line)
        flush()
        return blocks

    def _short(self, text: str, limit: int, line: int) -> str:
        if len(text) > limit:
            beginning = f"{text[:30]}…"
            self.report.add(
                self.file, line, _n("“{key}” is longer than {limit} characters."), key=beginning, limit=limit
            )
        return text

    def _picture(self, path: str, alt: str, caption: str, line: int) -> Picture | None:
        if path not in self.pictures:
            self.report.add(self.file, line, _n("The picture “{path}” does not exist in this pack."), path=path)
            return None
        if len(alt) > 250:
            self.report.add(self.file, line, _n("The alternative text is longer than 250 characters."))
        return Picture(path, alt.strip(), self._short(caption.strip(), 200, line))

    def _steps(self, piece: Piece) -> list[Block]:
        steps = []
        for text, line in markdown.list_items(piece.text, piece.line):
            kept, picture = [], None
            for row in text.split("\n"):
                match = markdown.IMAGE_LINE.match(row.strip())
                if match:
                    picture = self._picture(match["path"], match["alt"], match["caption"] or "", line)
                else:
                    kept.append(row)
            steps.append(Step(markdown.to_html("\n".join(kept)), picture))
        if not 2 <= len(steps) <= 8:
            self.report.add(self.file, piece.line, _n("“langkah” needs two to eight numbered steps."))
        return [StepsBlock(tuple(steps), self._short(piece.argument, 120, piece.line - 1))]

    def _callout(self, piece: Piece) -> list[Block]:
        title = self._short(piece.argument, 120, piece.line - 1)
        return [CalloutBlock(CALLOUTS[piece.name], markdown.to_html(piece.text), title)]

    def _message(self, piece: Piece) -> list[Block]:
        if not piece.argument:
            self.report.add(self.file, piece.line - 1, _n("Write who sent the message: “::: pesan Bu RT”."))
        sender = self._short(piece.argument, 60, piece.line - 1)
        return [MessageBlock(sender, markdown.to_html(piece.text))]

    def _terms(self, piece: Piece) -> list[Block]:
        terms = []
        for text, line in markdown.list_items(piece.text, piece.line):
            word, colon, meaning = text.partition(":")
            if not colon or not meaning.strip():
                self.report.add(self.file, line, _n("Write a term as “- Word: what it means”."))
            terms.append((self._short(word.strip("* "), 60, line), markdown.to_inline_html(meaning)))
        return [TermsBlock(tuple(terms))]

    def _table(self, piece: Piece) -> list[Block]:
        rows = markdown.table_rows(piece.text)
        if len(rows) < 2 or len({len(row) for row in rows}) != 1 or len(rows[0]) > 4:
            self.report.add(
                self.file, piece.line, _n("A table needs a header and rows of equal length, four columns at most.")
            )
        return [TableBlock(rows, self._short(piece.argument, 160, piece.line - 1))]

    def _check(self, piece: Piece) -> list[Block]:
        self.checks += 1
        suffix = "cek" if self.checks == 1 else f"cek-{self.checks}"
        question = read_check(
            piece.text,
            file=self.file,
            line=piece.line,
            question_id=f"{self.lesson_id}-{suffix}",
            report=self.report,
            pictures=self.pictures,
        )
        return [CheckBlock(question)] if question else []

    def _quiz(self, piece: Piece) -> list[Block]:
        self._refuse_second(f"kuis {piece.argument}", piece)
        return [QuizBlock(piece.argument)]

    def _h5p(self, piece: Piece) -> list[Block]:
        self._refuse_second(f"h5p {piece.argument}", piece)
        if piece.argument not in self.contents:
            self.report.add(
                self.file, piece.line - 1, _n("The H5P content “{slug}” does not exist in h5p/."), slug=piece.argument
            )
            return []
        block = read_h5p_block(piece.text, slug=piece.argument, file=self.file, line=piece.line, report=self.report)
        return [block] if block else []

    def _refuse_second(self, container: str, piece: Piece) -> None:
        """What a learner did hangs on the container's name, so it may stand in a lesson once."""
        if container in self.once:
            self.report.add(
                self.file, piece.line - 1, _n("“::: {name}” may stand in a lesson only once."), name=container
            )
        self.once.add(container)

    def _practice(self, piece: Piece) -> list[Block]:
        self._refuse_second("praktik", piece)
        steps = []
        for number, line in enumerate(piece.text.split("\n"), piece.line):
            if not line.strip():
                continue
            match = markdown.TASK_ITEM.match(line.strip())
            if match is None:
                self.report.add(self.file, number, _n("Write a step as “- [ ] What to do {{#short-id}}”."))
                continue
            identifier = self._short(match["id"], 40, number)
            steps.append(PracticeStep(identifier, markdown.to_inline_html(match["text"])))
        if not steps or len({step.id for step in steps}) < len(steps):
            self.report.add(self.file, piece.line, _n("A practice needs steps, each with an id of its own."))
        return [PracticeBlock(tuple(steps), piece.argument == "pendamping", self.practice_replaces)]
