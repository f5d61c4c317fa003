"""The first visit to a new installation: city and first administrator, by a one-time link."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.setup import LinkSpent, is_token_valid, make_first_administrator
from accounts.forms.entry import SetupForm
from accounts.views.entry import open_session
from core.environment import keep_local
from core.models import MunicipalitySettings


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def first_setup(request: HttpRequest, token: str) -> HttpResponse:
    if not is_token_valid(token, at=timezone.now()):
        return render(request, "accounts/setup_spent.html", status=410)
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            with transaction.atomic():
                person = make_first_administrator(
                    token=token,
                    name=cleaned["name"],
                    username=cleaned["username"],
                    password=cleaned["secret"],
                    at=timezone.now(),
                )
                _keep_municipality(cleaned)
        except LinkSpent:
            return render(request, "accounts/setup_spent.html", status=410)
        if cleaned["public_url"]:
            keep_local(PUBLIC_URL=cleaned["public_url"])
        open_session(request, person)
        return redirect("mfa_activate_totp")
    return render(request, "accounts/setup.html", {"form": form})


def _keep_municipality(cleaned: dict[str, str]) -> None:
    municipality = MunicipalitySettings.load()
    municipality.municipality = cleaned["municipality"]
    municipality.time_zone = cleaned["time_zone"]
    municipality.neighbourhood_unit = cleaned["neighbourhood_unit"]
    municipality.save()
