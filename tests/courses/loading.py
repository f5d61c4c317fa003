"""Packs in the database: load one, change it, look at what stands here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from courses.domain.outlines import outline_of
from courses.models import LessonPage
from courses.outline import Outline
from courses.packs.load import load_pack
from courses.packs.model import key_of
from courses.packs.outcome import Loaded
from quizzes.models import Question
from tests.conftest import NOON
from tests.courses.packs import Files, write


def load(folder: Path, files: Files, *take: str, at: datetime = NOON) -> Loaded:
    return load_pack(write(folder, files), at=at, take=take)


def outline(pack: str = "uji") -> Outline:
    return outline_of(key_of(pack))


def titles() -> dict[str, list[str]]:
    """Modules with their lessons, as learners see the course now."""
    return {module.title: [lesson.title for lesson in module.lessons] for module in outline().modules}


def lesson_page(identifier: str) -> LessonPage:
    return LessonPage.objects.get(translation_key=key_of("uji", identifier))


def asked(identifier: str) -> Question:
    return Question.objects.get(key=key_of("uji", "question", identifier))


def edit(thing: Any, *, publish: bool = True, **fields: Any) -> Any:
    """As a trainer does in the editor."""
    for name, value in fields.items():
        setattr(thing, name, value)
    revision = thing.save_revision()
    if publish:
        revision.publish()
    return thing
