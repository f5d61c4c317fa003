"""What the trainer's preview shows where a learner would act."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.models import MunicipalitySettings
from courses.domain.rendering import render_segments
from courses.models import LessonPage
from quizzes.domain.doors import door
from quizzes.domain.queries import question_view


def preview_context(lesson: LessonPage, request: HttpRequest) -> dict[str, Any]:
    """Pieces and sleeping slots, with whatever is published of what they refer to."""
    pieces = []
    for segment in render_segments(lesson, MunicipalitySettings.load().variables(lesson.locale.language_code)):
        view = None
        if asked := segment.question:
            view = question_view(asked.content, asked.version, order=asked.order, response=None, reveal=False)
        opened = door(segment.quiz.rules, (), timezone.now()) if segment.quiz else None
        pieces.append({"segment": segment, "question": view, "door": opened, "asleep": True})
    return {"pieces": pieces, "preview": True, "content_language": lesson.locale.language_code}
