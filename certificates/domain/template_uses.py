"""Which template serves what, in a form that people read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from certificates.models import Certificate, CertificateTemplate, TemplateUse
from courses.models import CoursePage


@dataclass(frozen=True)
class Use:
    row: TemplateUse
    course: str | None  # None: all courses; empty: one that is gone
    serves: bool  # False while the template is not published: then the next one below serves


def uses() -> list[Use]:
    """The most particular first, in the order in which they are asked."""
    titles = {page.translation_key: page.title for page in main_pages()}
    rows = TemplateUse.objects.select_related("template", "organisation")
    ordered = sorted(
        rows,
        key=lambda row: (
            row.kind,
            row.source_key is None,
            -(row.organisation.depth if row.organisation else 0),
            row.pk,
        ),
    )
    return [
        Use(row, titles.get(row.source_key, "") if row.source_key else None, _is_ready(row.template)) for row in ordered
    ]


def main_pages() -> QuerySet[CoursePage]:
    """Each course once, whatever languages it is there in."""
    return CoursePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("title")


def _is_ready(template: CertificateTemplate) -> bool:
    return bool(template.live and template.versions.exists())


def template_of_course(course: UUID) -> CertificateTemplate | None:
    """For whoever belongs to no organisation with a template of its own. None: the design of the product."""
    found = [
        use
        for use in TemplateUse.objects.filter(
            kind=Certificate.Kinds.COMPLETION, organisation=None, template__live=True
        ).select_related("template")
        if use.source_key in (None, course) and _is_ready(use.template)
    ]
    found.sort(key=lambda use: use.source_key is None)
    return found[0].template if found else None
