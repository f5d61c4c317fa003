"""What a published lesson holds, as plain words for paper: for plans, worksheets and letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from classes.materials import plain_lines
from core.models import MunicipalitySettings
from core.variables import fill_variables
from courses.domain.outlines import outlines
from courses.models import LessonPage
from courses.outline import Lesson, Module, Outline


@dataclass(frozen=True)
class Piece:
    """One block. ``lines``: paragraphs, steps, choices or points; ``pairs``: words and what they mean."""

    kind: str
    title: str = ""
    lines: Sequence[str] = ()
    pairs: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class LessonMaterial:
    title: str
    kind: str
    objective: str
    minutes: int
    pieces: Sequence[Piece]

    def of(self, *kinds: str) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind in kinds]


@dataclass(frozen=True)
class Chosen:
    """A module, or one lesson of it, that sheets are made for."""

    outline: Outline
    module: Module
    lessons: Sequence[Lesson]
    title: str


def chosen(target: UUID) -> Chosen | None:
    """By the key of a published module or lesson."""
    for outline in outlines():
        for module in outline.modules:
            if module.key == target:
                return Chosen(outline, module, module.lessons, module.title)
            for lesson in module.lessons:
                if lesson.key == target:
                    return Chosen(outline, module, [lesson], lesson.title)
    return None


def lesson_materials(lessons: Sequence[Lesson]) -> list[LessonMaterial]:
    """In their order, with the city's own words filled in; those taken away meanwhile are left out."""
    pages = LessonPage.objects.live().in_bulk([lesson.page for lesson in lessons])
    values = MunicipalitySettings.load().variables()
    return [_material(pages[lesson.page], values) for lesson in lessons if lesson.page in pages]


def _material(page: LessonPage, values: Mapping[str, str]) -> LessonMaterial:
    return LessonMaterial(
        title=page.title,
        kind=page.kind,
        objective=" ".join(_lines(page.objective, values)),
        minutes=page.minutes,
        pieces=[piece for child in page.body for piece in _pieces(child.block_type, child.value, values)],
    )


def _lines(html: Any, values: Mapping[str, str]) -> list[str]:
    source = getattr(html, "source", html) or ""
    return plain_lines(fill_variables(str(source), values))


def _pieces(kind: str, value: Any, values: Mapping[str, str]) -> Iterator[Piece]:
    match kind:
        case "text":
            yield Piece(kind, value["heading"] or "", _lines(value["body"], values))
        case "steps":
            steps = [" ".join(_lines(step["text"], values)) for step in value["steps"]]
            yield Piece(kind, value["title"] or "", steps)
        case "callout":
            yield Piece(value["kind"], value["title"] or "", _lines(value["body"], values))
        case "message":
            yield Piece(kind, value["sender"], _lines(value["body"], values))
        case "try_now":
            yield Piece(kind, "", _lines(value["body"], values))
        case "terms":
            pairs = [(term["term"], " ".join(_lines(term["meaning"], values))) for term in value["terms"]]
            yield Piece(kind, "", (), pairs)
        case "picture":
            yield Piece(kind, value["caption"] or getattr(value["picture"], "contextual_alt_text", "") or "")
        case "table":
            yield Piece(kind, value["caption"] or "")
        case "video" | "audio":
            yield Piece(kind, str(value[kind] or ""))
        case "document":
            yield Piece(kind, value["title"] or str(value["document"] or ""))
        case _:
            yield from _activity(kind, value, values)


def _activity(kind: str, value: Any, values: Mapping[str, str]) -> Iterator[Piece]:
    """Never with a key: what fits is told where it is answered (SECURITY 16). Nothing for what is not published."""
    target = value[{"check": "question", "practice": "task", "quiz": "quiz", "h5p": "content"}[kind]]
    if target is None or not target.live:
        return
    if kind == "check":
        content = target.current_version.content
        choices = sorted((str(choice["text"]) for choice in content.get("choices", ())), key=str.casefold)
        yield Piece(kind, " ".join(_lines(content["stem"], values)), [" ".join(_lines(one, values)) for one in choices])
    elif kind == "practice":
        yield Piece(kind, target.title, [" ".join(_lines(step.text, values)) for step in target.steps.all()])
    else:
        yield Piece(kind, str(target))
