"""The second step of signing in."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.sign_in import PER_ACCOUNT
from core import ratelimit
from core.address import is_loopback
from core.words import waiting_time

DEMO_CODE = "202611"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_demo_code_allowed(user: object) -> bool:
    """Invented staff, on a server that `up` bound to this machine only, asked from this machine."""
    return bool(getattr(user, "is_demo", False)) and settings.BIND_HOST in _LOOPBACK and is_loopback(context.request)


class _LimitedCode(base.BaseAuthenticateForm):
    """Few wrong codes per person, counted where all nodes see it."""

    def clean_code(self) -> str:
        wait = ratelimit.take(PER_ACCOUNT, f"second factor {self.user.pk}", now=timezone.now())
        if wait:
            raise ValidationError(_("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)})
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if code == DEMO_CODE and is_demo_code_allowed(self.user):
            self.authenticator = Authenticator.objects.get(user=self.user, type=Authenticator.Type.TOTP)
            ratelimit.forget(PER_ACCOUNT, f"second factor {self.user.pk}")
            return code
        self.cleaned_data["code"] = code
        super().clean_code()
        ratelimit.forget(PER_ACCOUNT, f"second factor {self.user.pk}")
        return code


class AuthenticateForm(_LimitedCode, base.AuthenticateForm):
    pass


class ReauthenticateForm(_LimitedCode, base.ReauthenticateForm):
    pass
