"""A trainer needs libraries; administrators can install them. Who does not wait at the screen is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.domain.notices import Told, notify, notify_all
from accounts.models import Notice, RoleGrant, User
from accounts.roles import Role
from media.h5p.models import H5PUpload


def ask_administrators(upload: H5PUpload, *, at: datetime) -> None:
    """Each administrator once for each upload, however often it is pressed."""
    address = reverse("h5p_check", args=[upload.key])
    told = set(Notice.objects.filter(kind="h5p_libraries_asked", url=address).values_list("person", flat=True))
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True)
    people = sorted(set(grants.values_list("person", flat=True)) - told)
    detail = {"title": upload.report.get("title") or upload.name}
    notify_all((Told(pk, "h5p_libraries_asked", address, detail) for pk in people), at=at)


def is_asked(upload: H5PUpload) -> bool:
    return Notice.objects.filter(kind="h5p_libraries_asked", url=reverse("h5p_check", args=[upload.key])).exists()


def uploads_asked_for(uploads: Iterable[H5PUpload]) -> list[H5PUpload]:
    """Those for which administrators are asked, until one has installed what is missing."""
    kinds = ("h5p_libraries_asked", "h5p_libraries_installed")
    told = set(Notice.objects.filter(kind__in=kinds).values_list("kind", "url").distinct())
    addresses = [(upload, reverse("h5p_check", args=[upload.key])) for upload in uploads]
    return [each for each, address in addresses if (kinds[0], address) in told and (kinds[1], address) not in told]


def tell_that_done(upload: H5PUpload, *, by: int, at: datetime) -> None:
    """After work in the background: nobody looks at a screen for that long."""
    title = upload.report.get("title") or (upload.content.title if upload.content else upload.name)
    address = reverse("h5p_check", args=[upload.key])
    notify(person=User.objects.get(pk=by), kind="h5p_work_done", at=at, url=address, title=title)


def tell_that_installed(upload: H5PUpload, *, by: User, at: datetime) -> None:
    if upload.by_id != by.pk:
        title = upload.report.get("title") or upload.name
        address = reverse("h5p_check", args=[upload.key])
        notify(person=upload.by, kind="h5p_libraries_installed", at=at, url=address, title=title)
