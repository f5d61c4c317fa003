"""Which template serves a certificate."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.models import Organisation, User
from certificates.models import TemplateUse, TemplateVersion


def template_for(holder: User, *, kind: str, source_key: UUID) -> TemplateVersion | None:
    """The newest version of what serves this course in the holder's organisation, else the course, else the
    organisation, else the kind. None: the design that comes with the product."""
    uses = list(
        TemplateUse.objects.filter(
            Q(source_key=source_key) | Q(source_key=None), kind=kind, template__versions__isnull=False
        )
        .select_related("organisation")
        .distinct()
    )
    if not uses:
        return None
    own = list(Organisation.objects.filter(role_grants__person=holder))
    fitting = [(use, nearness) for use in uses if (nearness := _nearness(use.organisation, own)) is not None]
    if not fitting:
        return None
    best, _near = max(fitting, key=lambda one: (one[0].source_key is not None, one[1], one[0].pk))
    return best.template.versions.order_by("-number").first()


def _nearness(serves: Organisation | None, own: list[Organisation]) -> int | None:
    """How near it serves to the holder: the deeper in the tree the nearer, 0 for everybody; None: not this holder."""
    if serves is None:
        return 0
    return serves.depth if any(one.path.startswith(serves.path) for one in own) else None
