"""How django-allauth's second factor joins our own signing in (ADR 0004)."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.device import remember_device
from accounts.domain.claim import claim_guest_work
from accounts.kept_post import KEPT_POST
from accounts.models import User
from accounts.targets import is_here
from accounts.views.card import RECOVERY_WORDS
from core.languages import keep_language

_CARRIED = (AUTHENTICATION_METHODS_SESSION_KEY, "account_authentication_methods_user", KEPT_POST, RECOVERY_WORDS)


class AccountAdapter(DefaultAccountAdapter):
    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session; a guest's work on this device becomes the account's in the same step.

        Django empties a session that belonged to somebody else, so what belongs to this sign-in is carried over.
        """
        guest = request.user if request.user.is_authenticated and request.user.is_guest else None
        carried = {key: request.session[key] for key in _CARRIED if key in request.session}
        super().login(request, user)
        request.session.update(carried)
        request.session.set_expiry(settings.STAFF_SESSION_AGE if user.is_staff else settings.SESSION_COOKIE_AGE)
        if guest is not None and not user.is_guest:
            claim_guest_work(guest=guest, account=user, at=timezone.now())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        keep_language(response, user.language)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("resume_post") if KEPT_POST in request.session else reverse("home")

    def is_safe_url(self, url: str) -> bool:
        """allauth would also lead to every other name this server answers to, “localhost” among them."""
        from allauth.core import context  # set per request by allauth's middleware

        return is_here(context.request, url)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's messages (“Successfully signed in as …”) say what the screen already shows."""

    def reauthenticate(self, user: User, password: str) -> bool:
        return user.check_password(password)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Asking again within minutes of signing in only annoys."""
        from allauth.core import context  # set per request by allauth's middleware

        records = get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets unreadable without the installation's key, which is not in the database."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one second factor."""
        user = authenticator.user
        return (
            not user.is_staff
            or Authenticator.objects.filter(user=user)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .exists()
        )

    def _get_user_identifier(self, user: User) -> str:
        return user.sign_in_name

    def _get_site_name(self) -> str:
        from allauth.core import context

        return str(context.request.municipality.site_name)


def accept_first_second_step(*, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever has just proved their first second step is not asked for it again; a code works once."""
    steps = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if list(steps) == [authenticator]:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)


def _fernet() -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"lms second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
