"""Pages of the catalogue: the whole path is resolved in one query, whatever its depth."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage

# Number of slugs in the path → type of page found there.
_BY_DEPTH: tuple[type[Page], ...] = (CataloguePage, CoursePage, ModulePage, LessonPage)


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """As wagtail.views.serve, without a query per level. Unpublished pages are not found."""
    page = find_page(path)
    if page is None:
        raise Http404
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return page.serve(request)


def find_page(path: str) -> Page | None:
    slugs = [slug for slug in path.split("/") if slug]
    if len(slugs) >= len(_BY_DEPTH):
        return None
    model = _BY_DEPTH[len(slugs)]
    if not slugs:
        return model.objects.live().first()
    candidates = model.objects.live().filter(slug=slugs[-1], url_path__endswith=f"/{'/'.join(slugs)}/")
    if model is LessonPage:
        candidates = candidates.defer("body")
    return candidates.filter(depth=len(slugs) + 2).first()
