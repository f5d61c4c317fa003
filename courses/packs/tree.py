"""Where a pack's pages stand in the page tree."""

from __future__ import annotations

from collections.abc import Collection

from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage

Order = list[tuple[int, list[int]]]  # modules, each with its lessons


def add_after(page: Page, parent: Page, previous: Page | None) -> None:
    """At its place among the pack's lessons, also when it came into the pack later."""
    page.slug = find_available_slug(parent, page.slug)
    parent.refresh_from_db()
    if previous is None and parent.numchild:
        parent.get_first_child().add_sibling(pos="left", instance=page)
        return
    last = parent.get_last_child()
    if previous is not None and last is not None and previous.pk != last.pk:
        previous.refresh_from_db(fields=["path", "depth", "numchild"])
        if previous.get_parent().pk == parent.pk:
            previous.add_sibling(pos="right", instance=page)
            return
    parent.add_child(instance=page)


def order_here(course: CoursePage, pages: Collection[int]) -> Order:
    """As these pages stand now; what trainers added is left out."""
    modules = ModulePage.objects.child_of(course).filter(pk__in=pages).order_by("path")
    lessons = {module.pk: LessonPage.objects.child_of(module).filter(pk__in=pages) for module in modules}
    return [(module, list(found.order_by("path").values_list("pk", flat=True))) for module, found in lessons.items()]


def put_in_order(course: CoursePage, order: Order) -> None:
    modules = [module for module, _lessons in order]
    if modules != [module for module, _lessons in order_here(course, modules)]:
        _line_up(course.pk, modules)
    for module, lessons in order:
        if [(module, lessons)] != order_here(course, [module, *lessons]):
            _line_up(module, lessons)


def _line_up(parent: int, pages: list[int]) -> None:
    """Below this parent, one after the other. Each move shifts the paths of others, so all are read anew."""
    before: int | None = None
    for page in pages:
        target = Page.objects.get(pk=before or parent)
        Page.objects.get(pk=page).specific.move(target, pos="right" if before else "first-child")
        before = page
