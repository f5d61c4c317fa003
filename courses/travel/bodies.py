"""The body of a lesson of this site as blocks of a pack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from courses.models import LessonPage
from courses.packs.markdown import to_inline_html
from courses.packs.model import (
    Block,
    CalloutBlock,
    CheckBlock,
    H5PBlock,
    MessageBlock,
    PackQuestion,
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
from courses.packs.problems import _n
from courses.travel.asked_here import Raw, as_read, values
from courses.travel.losses import Losses
from courses.travel.markup import same_markup, to_markdown_line

_NOT_SAID = {"video": _n("a video"), "audio": _n("a recording"), "document": _n("a document to download")}
_PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Things:
    """What blocks point to, by primary key: how it is named in the pack. None: it does not travel."""

    picture: Callable[[int], str | None]
    check: Callable[[int, str], PackQuestion | None]  # and its id
    practice: Callable[[int, str], Any]  # and the lesson it stands in
    quiz: Callable[[int], str | None]
    h5p: Callable[[int], str | None]


def body_blocks(page: LessonPage, lesson: str, things: Things, losses: Losses) -> tuple[Block, ...]:
    reader = _Reader(page, lesson, things, losses)
    blocks: list[Block] = []
    for raw in page.body.get_prep_value():
        block = reader.read(raw["type"], raw["value"])
        if block is None:
            continue
        previous = blocks[-1] if blocks else None
        if isinstance(block, TextBlock) and not block.heading and isinstance(previous, TextBlock):
            body = "\n".join(filter(None, (previous.body, block.body)))  # texts below each other are one text
            blocks[-1] = TextBlock(body, previous.heading)
        else:
            blocks.append(block)
    return tuple(blocks)


class _Reader:
    def __init__(self, page: LessonPage, lesson: str, things: Things, losses: Losses) -> None:
        self.where = page.title
        self.lesson = lesson
        self.things = things
        self.losses = losses
        self.checks = 0
        self.once: set[str] = set()

    def read(self, kind: str, value: Raw) -> Block | None:
        if kind in _NOT_SAID:
            self.losses.lose(self.where, _NOT_SAID[kind])
            return None
        block: Block | None = getattr(self, f"_{kind}")(value)
        return block

    def _html(self, html: str | None) -> str:
        return as_read(html or "", self.where, self.losses)

    def _line(self, html: str | None, *, in_table: bool = False) -> str:
        """One paragraph, as the cells and meanings of a pack are."""
        paragraphs = _PARAGRAPH.findall(html or "")
        inside = " ".join(paragraphs) if paragraphs else html or ""
        said = to_inline_html(to_markdown_line(inside, in_table=in_table))
        if not same_markup(f"<p>{inside}</p>", f"<p>{said}</p>") or (html or "").count("<p") > 1:
            self.losses.lose(self.where, _n("some of the formatting or links of “{beginning}…”"), beginning=said[:40])
        return said

    def _place(self, value: Raw | int | None, caption: str = "") -> Picture | None:
        raw: Raw = value if isinstance(value, dict) else {"image": value}
        if not raw.get("image"):
            return None
        path = self.things.picture(raw["image"])
        alt = "" if raw.get("decorative") else (raw.get("alt_text") or "").strip()
        plain = " ".join(alt.split()).replace("[", "(").replace("]", ")")
        return Picture(path, plain, " ".join((caption or "").split()).replace('"', "”")) if path else None

    def _text(self, value: Raw) -> Block | None:
        heading, body = " ".join((value.get("heading") or "").split()), self._html(value.get("body"))
        return TextBlock(body, heading) if heading or body else None

    def _steps(self, value: Raw) -> Block:
        steps = [Step(self._html(one["text"]), self._place(one.get("picture"))) for one in values(value["steps"])]
        return StepsBlock(tuple(steps), (value.get("title") or "").strip())

    def _callout(self, value: Raw) -> Block:
        return CalloutBlock(value["kind"], self._html(value["body"]), (value.get("title") or "").strip())

    def _message(self, value: Raw) -> Block:
        return MessageBlock(value["sender"].strip(), self._html(value["body"]))

    def _try_now(self, value: Raw) -> Block:
        return TryNowBlock(self._html(value["body"]))

    def _terms(self, value: Raw) -> Block:
        rows = [(one["term"].strip().replace(":", " "), self._line(one["meaning"])) for one in values(value["terms"])]
        return TermsBlock(tuple(rows))

    def _table(self, value: Raw) -> Block:
        rows = [tuple(self._line(cell, in_table=True) for cell in values(row)) for row in values(value["rows"])]
        return TableBlock(tuple(rows), (value.get("caption") or "").strip())

    def _picture(self, value: Raw) -> Block | None:
        picture = self._place(value["picture"], value.get("caption") or "")
        return PictureBlock(picture) if picture else None

    def _check(self, value: Raw) -> Block | None:
        suffix = "cek" if not self.checks else f"cek-{self.checks + 1}"
        question = self.things.check(value["question"], f"{self.lesson}-{suffix}")
        if question is None:
            self.losses.lose(self.where, _n("a check question that is not published"))
            return None
        self.checks += 1
        return CheckBlock(question)

    def _practice(self, value: Raw) -> Block | None:
        task = self.things.practice(value["task"], self.lesson)
        if task is None or self._is_second("practice", _n("a practice"), task is None):
            return None
        steps = [PracticeStep(step.key, self._line(step.text)) for step in task.steps.all()]
        if task.title != self.where:
            self.losses.lose(self.where, _n("the name of the practice, “{name}”"), name=task.title)
        return PracticeBlock(tuple(steps), task.companion, task.replaces.strip())

    def _quiz(self, value: Raw) -> Block | None:
        name = self.things.quiz(value["quiz"])
        return None if self._is_second(f"quiz:{name}", _n("a quiz"), name is None) else QuizBlock(str(name))

    def _h5p(self, value: Raw) -> Block | None:
        name = self.things.h5p(value["content"])
        if self._is_second(f"h5p:{name}", _n("an H5P content"), name is None):
            return None
        rule = value.get("rule") or "finished"
        percent = value.get("percent") if rule == "score" else None
        return H5PBlock(str(name), rule, percent, bool(value.get("required", True)))

    def _is_second(self, name: str, what: str, is_gone: bool) -> bool:
        """A pack names each of them once in a lesson; what is withdrawn or not ready stays here."""
        if is_gone or name in self.once:
            self.losses.lose(self.where, what)
            return True
        self.once.add(name)
        return False
