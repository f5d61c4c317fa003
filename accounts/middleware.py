"""Language by choice, and the gate in front of the trainers' side."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.csp import ADMIN_PREFIX

GetResponse = Callable[[HttpRequest], HttpResponse]


def language(get_response: GetResponse) -> GetResponse:
    """Indonesian unless somebody chose otherwise here: many phones in Indonesia announce English."""
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            return response

    return middleware


def second_factor(get_response: GetResponse) -> GetResponse:
    """Nobody reaches the trainers' side by a password alone (SECURITY 1), and a handed-over PIN is changed first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return _stopped(request) or get_response(request)

    return middleware


def _stopped(request: HttpRequest) -> HttpResponse | None:
    path = request.path_info
    if path.startswith((f"/{settings.STATIC_URL.strip('/')}/", f"/{settings.MEDIA_URL.strip('/')}/")):
        return None
    admin = path.startswith(ADMIN_PREFIX)
    if not admin and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    if (
        user.is_authenticated
        and user.must_change_secret
        and path not in (reverse("change_secret"), reverse("sign_out"))
    ):
        return redirect("change_secret")
    if not admin:
        return None
    if not user.is_authenticated:
        return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
    if has_second_factor(request):
        return None
    if not user.is_staff:
        return None  # Wagtail answers with its own refusal
    if is_mfa_enabled(user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    messages.info(request, _("Before you can work here, add a second step to your sign-in."))
    return redirect("mfa_activate_totp")


def has_second_factor(request: HttpRequest) -> bool:
    """This session was opened, or confirmed since, with TOTP, a passkey or a recovery code."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
