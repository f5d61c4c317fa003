"""Language by choice, and the gate in front of the trainers' side."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.demo import is_shut_out
from core.csp import ADMIN_PREFIX
from core.languages import keep_language, language_now

GetResponse = Callable[[HttpRequest], HttpResponse]


def language(get_response: GetResponse) -> GetResponse:
    """Indonesian unless somebody chose otherwise here: many phones in Indonesia announce English.

    An address may name it for itself, as what a page in one language sends does. A view that shows a page in another
    language activates that, and the browser then keeps it; trainers only look, without leaving their own.
    """
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        name = settings.LANGUAGE_COOKIE_NAME
        chosen = request.GET.get(name) or request.COOKIES.get(name)
        begins = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(begins):
            request.LANGUAGE_CODE = begins  # type: ignore[attr-defined]
            response = get_response(request)
            if language_now() != begins and not request.user.is_staff:
                keep_language(response, language_now())
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
    admin = path.startswith(ADMIN_PREFIX)
    if not admin and (settings.SESSION_COOKIE_NAME not in request.COOKIES or _is_file(path)):
        return None
    user = request.user
    if (
        user.is_authenticated
        and user.must_change_secret
        and path not in (reverse("change_secret"), reverse("sign_out"))
    ):
        return redirect("change_secret")
    if not admin and not path.startswith(reverse("mfa_index")):
        return None
    if user.is_authenticated and is_shut_out(user, request):
        return _with_message(
            request, redirect("home"), _("The demo's staff can work only on the computer that serves this site.")
        )
    if not admin:
        return None
    if not user.is_authenticated:
        return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
    if path == reverse("wagtailadmin_logout"):
        return HttpResponseRedirect(reverse("sign_out"), status=307)  # the same post, to where the device is wiped
    if not user.is_staff:
        raise PermissionDenied
    missing = second_step_first(request)
    if missing is None and path == reverse("wagtailadmin_login"):  # Wagtail's own way in knows no limit of tries
        return redirect("home")
    return missing


def second_step_first(request: HttpRequest) -> HttpResponse | None:
    """Staff by their password alone are led to the second step: to make one, or to show that they have it."""
    if has_second_factor(request):
        return None
    if is_mfa_enabled(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    return _with_message(
        request, redirect("mfa_activate_totp"), _("Before you can work here, add a second step to your sign-in.")
    )


def _is_file(path: str) -> bool:
    """The same for everybody: whoever asked who is there would make caches keep one for each set of cookies."""
    return "." in path.rpartition("/")[2] or path.startswith("/h5p/")


def _with_message(request: HttpRequest, response: HttpResponse, text: str) -> HttpResponse:
    """A message for the next page. The gate stands in front of Django's message middleware."""
    storage = default_storage(request)
    storage.add(messages.INFO, text)
    storage.update(response)
    return response


def has_second_factor(request: HttpRequest) -> bool:
    """This session was opened, or confirmed since, with TOTP, a passkey or a recovery code."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
