"""The recovery card: shown until the person says it is kept, then never again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.notices import notify
from accounts.domain.recovery import make_recovery_words
from accounts.forms.own import ConfirmForm
from accounts.models import User
from core.qr import qr_svg

RECOVERY_WORDS = "recovery_words"


def keep_words(request: HttpRequest, person: User, words: list[str], *, then: str) -> None:
    """Hold the words in the session until their owner has seen the card; staff see it after their second step."""
    request.session[RECOVERY_WORDS] = {"words": words, "then": then, "person": str(person.public_id)}


def _kept_words(request: HttpRequest, person: User) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(RECOVERY_WORDS)
    return kept if kept and kept["person"] == str(person.public_id) else None


def _make_new(request: HttpRequest, person: User) -> HttpResponse:
    form = ConfirmForm(request.POST, person=person)
    if not form.is_valid():
        return render(request, "accounts/card_new.html", {"form": form}, status=422)
    now = timezone.now()
    words = make_recovery_words(person, at=now)
    person.save(update_fields=["recovery_hash", "recovery_made_at"])
    notify(person=person, kind="recovery_card_made", at=now, url=reverse("account"))
    keep_words(request, person, words, then=reverse("account"))
    return redirect("recovery_card")


@never_cache
@sensitive_post_parameters("current")
@require_http_methods(["GET", "POST"])
def recovery_card(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not person.is_authenticated or person.is_guest:
        return redirect("sign_in")
    kept = _kept_words(request, person)
    if request.method == "POST":
        if "new" in request.POST:
            return _make_new(request, person)
        request.session.pop(RECOVERY_WORDS, None)
        return redirect((kept or {}).get("then") or "home")
    if not kept:
        return render(request, "accounts/card_new.html", {"form": ConfirmForm(person=person)})
    # Behind the “#”: a browser never sends it, so the words reach no log on the way.
    fragment = urlencode({"n": person.sign_in_name, "w": "-".join(kept["words"])})
    address = f"{request.build_absolute_uri(reverse('recover'))}#{fragment}"
    qr = mark_safe(qr_svg(address, label=_("QR code of your recovery card"), scale=3))
    return render(request, "accounts/card.html", {"words": kept["words"], "qr": qr})
