"""What the rules find in the draft of a lesson, for its editor."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.domain.quality import lesson_findings
from courses.models import LessonPage

register = template.Library()


@register.inclusion_tag("courses/admin/findings.html")
def findings(lesson: Any) -> dict[str, Any]:
    """Block by block, in order; nothing for other pages, and ``groups`` None before the first save."""
    if not isinstance(lesson, LessonPage):
        return {"other": True}
    if lesson.pk is None:
        return {"groups": None}
    found = sorted(lesson_findings(lesson, on=timezone.localdate()), key=lambda finding: bool(finding.where))
    groups = [
        (where, [_(finding.template).format(**finding.params) for finding in group])
        for where, group in groupby(found, key=lambda finding: finding.where)
    ]
    return {"groups": groups, "count": len(found)}
