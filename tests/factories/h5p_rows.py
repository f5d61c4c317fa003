"""H5P contents as rows, for tests of lessons and results: nothing of them is played, so no file lies anywhere."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.utils import timezone

from courses.domain.outlines import publish_outline, read_outline
from courses.outline import Outline
from media.h5p.models import H5PContent, H5PContentVersion
from tests.factories.courses import block, course, lesson, module, swiftly

_numbers = itertools.count(1)
SUB = "0b1f8b6e-3a55-4d53-9f35-0d0c3d3c8a11"


def h5p_content(
    *, library: str = "H5P.ContohCity 1.0", params: Any = None, alternative: str = "Baca saja."
) -> H5PContent:
    """A content with its first version."""
    number = next(_numbers)
    made = H5PContent.objects.create(title=f"Latihan {number}", alternative=alternative)
    new_version(made, library=library, params=params)
    return made


def new_version(content: H5PContent, *, library: str = "H5P.ContohCity 1.0", params: Any = None) -> H5PContentVersion:
    number = content.current.number + 1 if content.current else 1
    content.current = H5PContentVersion.objects.create(
        content=content,
        number=number,
        main_library=library,
        libraries=[library],
        params=params or {},
        manifest={"title": content.title, "mainLibrary": library.split()[0]},
        folder=f"{content.key.hex}-{number}",
        play_bytes=12_345,
        made_at=timezone.now(),
    )
    content.save()
    return content.current


def h5p_block(
    content: H5PContent, *, rule: str = "finished", percent: int | None = None, required: bool = True
) -> dict[str, Any]:
    return block("h5p", {"content": content.pk, "rule": rule, "percent": percent, "required": required})


def course_with_h5p(content: H5PContent | None = None, **rules: Any) -> Outline:
    """One lesson that holds nothing but this content."""
    with swiftly():
        page = course()
        lesson(module(page), h5p_block(content or h5p_content(), **rules))
    return read_outline(publish_outline(page, at=timezone.now()))


def statement(
    verb: str = "answered", *, score: tuple[Any, Any] | None = None, sub: str = "", **result: Any
) -> dict[str, Any]:
    """As H5P's core writes it."""
    extensions: dict[str, Any] = {"http://h5p.org/x-api/h5p-local-content-id": 1}
    if sub:
        extensions["http://h5p.org/x-api/h5p-subContentId"] = sub
    said: dict[str, Any] = dict(result)
    if score is not None:
        earned, most = score
        said["score"] = {"min": 0, "max": most, "raw": earned, "scaled": 1}
    return {
        "actor": {"account": {"homePage": "about:blank", "name": str(uuid.uuid4())}, "objectType": "Agent"},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
        "object": {
            "id": "http://contoh/1",
            "objectType": "Activity",
            "definition": {"extensions": extensions, "name": {"en-US": "Tanda mana?\n"}, "interactionType": "choice"},
        },
        "result": said,
    }
