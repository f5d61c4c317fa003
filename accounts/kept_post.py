"""A form sent after the session had ended: kept, and sent on after signing in, so that no answer is lost."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.device import last_person

KEPT_POST = "kept_post"
_MOST_BYTES = 32_768


@dataclass(frozen=True)
class KeptPost:
    path: str
    fields: list[tuple[str, str]]


def sign_in_and_come_back(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; what was posted (text fields only) waits in the session.

    A form with a secret in it does not: a session is a row of the database. It is filled in again.
    """
    if request.method == "POST" and not getattr(request, "sensitive_post_parameters", ()):
        fields = [
            (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
        ]
        if sum(len(name.encode()) + len(value.encode()) for name, value in fields) <= _MOST_BYTES:
            request.session[KEPT_POST] = {"path": request.path, "fields": fields, "person": last_person(request)}
        target = reverse("resume_post")
    else:
        target = request.get_full_path()
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': target})}")


def kept_post(request: HttpRequest) -> KeptPost | None:
    """Only for whoever sent it, as far as this device remembers: the next one to sign in may be somebody else."""
    kept = request.session.get(KEPT_POST)
    user = request.user
    if kept and kept.get("person") and user.is_authenticated and kept["person"] != user.public_id.hex:
        return None
    return KeptPost(kept["path"], [(name, value) for name, value in kept["fields"]]) if kept else None


def forget_kept_post(request: HttpRequest) -> None:
    request.session.pop(KEPT_POST, None)
