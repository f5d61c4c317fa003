"""Who comes in: trainers to contents and their own uploads, administrators to libraries and hosts."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from media.h5p.models import H5PContent, H5PUpload
from media.h5p.uploads import may_install


def gate(request: HttpRequest, permission: str) -> User:
    """``permission``: act_model of media. The gate in front of the admin let nobody but staff through."""
    if not request.user.has_perm(f"media.{permission}"):
        raise PermissionDenied
    return cast(User, request.user)


def upload_in_reach(person: User, key: Any) -> H5PUpload:
    """Own ones; administrators are asked to look at those of others. 404 for all others, as if they did not exist."""
    uploads = H5PUpload.objects.select_related("by", "replaces", "content")
    return get_object_or_404(uploads if may_install(person) else uploads.filter(by=person), key=key)


def content_with_version(pk: int) -> H5PContent:
    contents = H5PContent.objects.select_related("current__made_by", "made_by", "picture")
    return get_object_or_404(contents, pk=pk, current__isnull=False)
