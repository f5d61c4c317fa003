"""One learner plays an H5P content: what our script would post."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from courses.outline import Activity, Lesson, Outline


def played(outline: Outline) -> tuple[Lesson, Activity]:
    lesson = outline.lessons[0]
    return lesson, next(activity for activity in lesson.activities if activity.kind == "h5p")


def h5p_url(name: str, outline: Outline, *more: Any) -> str:
    lesson, activity = played(outline)
    return reverse(name, args=[lesson.key, activity.key, *more])


def report(client: Client, outline: Outline, *statements: Any, go: UUID | None = None, **fields: Any) -> Any:
    """``fields``: over or instead of those of an ordinary report."""
    body = {"key": uuid4(), "seq": 1, "version": 1, "seconds": 60, "statements": json.dumps(statements)} | fields
    return client.post(h5p_url("h5p_report", outline, go or uuid4()), body, headers={"accept": "application/json"})


def save(client: Client, outline: Outline, *states: Any, seq: int = 1, version: int = 1, **fields: Any) -> Any:
    body = {"key": uuid4(), "seq": seq, "version": version, "states": json.dumps(states)} | fields
    return client.post(h5p_url("h5p_state", outline), body, headers={"accept": "application/json"})


def state_of(client: Client, outline: Outline) -> Any:
    return client.get(h5p_url("h5p_state", outline)).json()
