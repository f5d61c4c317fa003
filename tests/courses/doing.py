"""Short ways to do what trainers do with pages."""

from __future__ import annotations

from typing import Any

from courses.models import LessonPage, ModulePage
from tests.factories.courses import lesson


def draft(parent: ModulePage, *blocks: dict[str, Any], **fields: Any) -> LessonPage:
    """A lesson that was written and never published."""
    made = lesson(parent, *blocks, live=False, **fields)
    LessonPage.objects.filter(pk=made.pk).update(live=False)
    made.refresh_from_db()
    made.save_revision()
    return made
