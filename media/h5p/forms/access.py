"""Who may make contents in forms, and whose draft is whose."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from media.h5p.forms.models import H5PDraft


def author(request: HttpRequest) -> User:
    if not request.user.has_perm("media.add_h5pcontent"):
        raise PermissionDenied
    return cast(User, request.user)


def own_draft(request: HttpRequest, key: UUID) -> H5PDraft:
    """Another's is not found, for administrators as well: it is nobody's business yet."""
    return get_object_or_404(H5PDraft, key=key, by=author(request))
