"""Where a content is shown."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from media.h5p.models import H5PContent


def pages_with(content: H5PContent) -> tuple[Page, ...]:
    """Published or not; also those whose newest draft alone has it, which Wagtail's index does not know."""
    kind = ContentType.objects.get_for_model(content)
    found = {
        int(pk)
        for pk in ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            to_content_type=kind,
            to_object_id=str(content.pk),
        ).values_list("object_id", flat=True)
    }
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False).exclude(pk__in=found)
    for draft in drafts.select_related("latest_revision"):
        references = ReferenceIndex._extract_references_from_object(draft.latest_revision.as_object())
        if any((model, pk) == (kind.pk, str(content.pk)) for model, pk, _where, _path in references):
            found.add(draft.pk)
    return tuple(Page.objects.filter(pk__in=found).order_by("title", "pk"))


def is_used(content: H5PContent) -> bool:
    return bool(pages_with(content)) or any(True for _usage in content.get_usage())
