"""Publishing a question freezes what it says; attempts point at the frozen version."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from wagtail.rich_text import expand_db_html
from wagtail.signals import published

from quizzes.domain.pictures import frozen_picture
from quizzes.domain.recordings import frozen_recording
from quizzes.models import Question, QuestionVersion


def freeze(question: Question) -> dict[str, Any]:
    """The question as plain values: kind, stem as HTML, which picture, explanation, and the kind's content."""
    child = question.content[0]
    with translation.override(question.language):
        frozen: dict[str, Any] = child.block.freeze(child.value)
    extras = {
        name: value
        for name, value in (
            ("hints", question.hint_lines),
            ("audio", question.audio and frozen_recording(question.audio)),
        )
        if value
    }
    return (
        frozen
        | extras
        | {
            "kind": child.block_type,
            "stem": expand_db_html(question.stem),
            "picture": frozen_picture(question.picture, question.picture_alt),
            "explanation": question.explanation,
        }
    )


@transaction.atomic
def publish_version(question: Question, *, at: datetime) -> QuestionVersion:
    """The version that says what the question says now; a new one only when something changed."""
    content = freeze(question)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    Question.objects.select_for_update().values_list("pk").get(pk=question.pk)
    earlier = list(question.versions.defer("content").order_by("number"))
    version = next((one for one in earlier if one.digest == digest), None) or QuestionVersion.objects.create(
        question=question, number=earlier[-1].number + 1 if earlier else 1, content=content, digest=digest, made_at=at
    )
    Question.objects.filter(pk=question.pk).update(current_version=version)
    question.current_version = version
    return version


def _on_published(*, instance: Question, **kwargs: Any) -> None:
    publish_version(instance, at=timezone.now())


def follow_publishing() -> None:
    published.connect(_on_published, sender=Question, dispatch_uid="quizzes.publish_version")
