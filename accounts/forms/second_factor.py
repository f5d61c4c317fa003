"""The second step of signing in."""

from __future__ import annotations

from datetime import timedelta

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.demo import DEMO_CODE, is_demo_code_allowed, is_shut_out
from accounts.domain.sign_in import PER_ACCOUNT
from core import ratelimit
from core.ratelimit import Limit
from core.words import waiting_time

# A code of the app is good for three half minutes, but once only (RFC 6238 §5.2), whichever process sees it.
ONCE = Limit("second_factor_once", times=1, per=timedelta(seconds=90))


class _LimitedCode(base.BaseAuthenticateForm):
    """Few wrong codes per person, counted where all nodes see it."""

    def clean_code(self) -> str:
        wait = ratelimit.take(PER_ACCOUNT, f"second factor {self.user.pk}", now=timezone.now())
        if wait:
            raise ValidationError(_("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)})
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if not self._is_demo_code(code):
            self._check(code)
        ratelimit.forget(PER_ACCOUNT, f"second factor {self.user.pk}")
        return code

    def _check(self, code: str) -> None:
        if is_shut_out(self.user, context.request):
            raise get_adapter().validation_error("incorrect_code")
        self.cleaned_data["code"] = code
        super().clean_code()
        if ratelimit.take(ONCE, f"{self.user.pk} {code}"):
            raise get_adapter().validation_error("incorrect_code")

    def _is_demo_code(self, code: str) -> bool:
        """The demo's fixed code stands for the app that nobody has."""
        if code != DEMO_CODE or not is_demo_code_allowed(self.user, context.request):
            return False
        self.authenticator = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        return self.authenticator is not None


class AuthenticateForm(_LimitedCode, base.AuthenticateForm):
    pass


class ReauthenticateForm(_LimitedCode, base.ReauthenticateForm):
    pass
