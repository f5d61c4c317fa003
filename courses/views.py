"""Pages of the catalogue: the whole path is resolved in one query, whatever its depth."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page

from courses.domain.outlines import find_lesson_page
from courses.models import CataloguePage, CoursePage, ModulePage
from courses.outline import Outline

# Number of slugs in the path → type of page found there; the rest are lessons.
_BY_DEPTH: tuple[type[Page], ...] = (CataloguePage, CoursePage, ModulePage)
_LESSON_DEPTH = len(_BY_DEPTH)


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """As wagtail.views.serve, without a query per level. Unpublished pages are not found."""
    page, outline = find_page(path)
    if page is None:
        raise Http404
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, [], {"outline": outline})
        if isinstance(answer, HttpResponse):
            return answer
    return page.serve(request)


def find_page(path: str) -> tuple[Page | None, Outline | None]:
    """A published page, and for a lesson also the course that lists it."""
    if "\0" in path:  # PostgreSQL knows none in a text
        return None, None
    slugs = [slug for slug in path.split("/") if slug]
    if len(slugs) == _LESSON_DEPTH:
        return find_lesson_page(reverse("wagtail_serve", args=[f"{'/'.join(slugs)}/"])) or (None, None)
    if len(slugs) > _LESSON_DEPTH:
        return None, None
    model = _BY_DEPTH[len(slugs)]
    if not slugs:
        return model.objects.live().first(), None
    candidates = model.objects.live().filter(slug=slugs[-1], url_path__endswith=f"/{'/'.join(slugs)}/")
    return candidates.filter(depth=len(slugs) + 2).first(), None
