"""Templates of certificates: publishing one, and which one serves a certificate."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.signals import published

from accounts.models import Organisation, User
from certificates.domain.assets import keep
from certificates.domain.looks import look_of_template
from certificates.models import Certificate, CertificateTemplate, TemplateUse, TemplateVersion
from certificates.pdf.content import Content
from core import audit


class NotForCourses(Exception):
    """A transcript is of a year, so it belongs to no course."""


@transaction.atomic
def publish_version(template: CertificateTemplate, *, by: User | None, at: datetime) -> TemplateVersion:
    """What is issued from now on looks like this. The same again makes no version. Pictures are copied."""
    CertificateTemplate.objects.select_for_update().get(pk=template.pk)
    content, pictures = look_of_template(template)
    stated = content.as_json()
    Content.from_json(stated)  # or it could not be read when a certificate is made
    digest = hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()
    newest = template.versions.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return newest
    for name, picture in pictures.items():
        keep(name, picture)
    version = TemplateVersion.objects.create(
        template=template,
        number=newest.number + 1 if newest else 1,
        content=stated,
        digest=digest,
        made_at=at,
        made_by=by,
    )
    _log(template, "certificates.template_published", {"version": str(version.number)}, by, at)
    return version


def follow_publishing() -> None:
    published.connect(_on_published, sender=CertificateTemplate, dispatch_uid="certificates.publish_version")


def _on_published(*, instance: CertificateTemplate, revision: Any = None, **kwargs: Any) -> None:
    publish_version(instance, by=revision.user if revision else None, at=timezone.now())


@transaction.atomic
def assign(
    template: CertificateTemplate,
    *,
    source_key: UUID | None,
    organisation: Organisation | None,
    by: User,
    at: datetime,
) -> TemplateUse:
    """From now on it serves this course, organisation or, without either, its kind. Raises NotForCourses."""
    if source_key and template.kind == Certificate.Kinds.TRANSCRIPT:
        raise NotForCourses
    use, _created = TemplateUse.objects.update_or_create(
        kind=template.kind, source_key=source_key, organisation=organisation, defaults={"template": template}
    )
    _log(template, "certificates.template_assigned", _whom(use), by, at)
    return use


@transaction.atomic
def unassign(use: TemplateUse, *, by: User, at: datetime) -> None:
    _log(use.template, "certificates.template_unassigned", _whom(use), by, at)
    use.delete()


def _whom(use: TemplateUse) -> dict[str, str]:
    return {
        "kind": use.kind,
        "course": str(use.source_key or ""),
        "organisation": str(use.organisation.public_id) if use.organisation else "",
    }


def _log(template: CertificateTemplate, action: str, detail: dict[str, str], by: User | None, at: datetime) -> None:
    actor = str(by.public_id) if by else "system"
    audit.log(actor=actor, action=action, subject=str(template.public_id), detail=detail, at=at)


def template_for(holder: User | None, *, kind: str, source_key: UUID) -> TemplateVersion | None:
    """The newest version of what serves this course in the holder's organisation, else the course, else the
    organisation, else the kind. None: the design that comes with the product. Unpublished ones serve nobody."""
    uses = list(
        TemplateUse.objects.filter(
            Q(source_key=source_key) | Q(source_key=None),
            kind=kind,
            template__live=True,
            template__versions__isnull=False,
        )
        .select_related("organisation")
        .distinct()
    )
    if not uses:
        return None
    own = list(Organisation.objects.filter(role_grants__person=holder)) if holder else []
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
