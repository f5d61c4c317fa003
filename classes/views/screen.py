"""A lesson for the projector: one block at a time, big, without anybody's state."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from classes.models import ClassGroup
from classes.views.asking import answered, put
from classes.views.requests import class_needed
from core.http import Request
from courses.domain.outlines import find_lesson
from courses.domain.rendering import block_segments
from courses.models import LessonPage
from courses.outline import Outline


@class_needed
@require_http_methods(["GET", "POST"])
def screen(request: Request, person: User, group: ClassGroup, lesson: UUID) -> HttpResponse:
    """``?langkah=n``, from 0: the title. A check question is answered by show of hands and then explained.

    What is posted is kept nowhere and counts for nobody; the key stays on the server until then (SECURITY 16).
    """
    found = find_lesson(lesson)
    if found is None:
        raise Http404
    outline, listed = found
    page = get_object_or_404(LessonPage.objects.live(), pk=listed.page)
    segments = block_segments(page, request.municipality.variables())
    step = _step(request.GET.get("langkah", ""), len(segments))
    segment = segments[step - 1] if step else None
    asked = segment.question if segment else None
    given = (answered(asked, request) if request.method == "POST" else put(asked)) if asked else None
    context = {
        "group": group,
        "page": page,
        "segment": segment,
        "given": given,
        "step": step,
        "last": len(segments),
        "module": outline.module_of(listed).key,
        "following": _following(outline, listed.key),
        "progress": _("%(step)s of %(last)s") % {"step": step, "last": len(segments)},
    }
    return render(request, "classes/screen.html", context, status=422 if given and given.problem else 200)


def _step(text: str, last: int) -> int:
    return min(int(text), last) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _following(outline: Outline, lesson: UUID) -> UUID | None:
    after = outline.neighbours(outline.by_key[lesson])[1]
    return after.key if after else None
