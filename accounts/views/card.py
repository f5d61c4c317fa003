"""The recovery card: shown until the person says it is kept, then never again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.domain.recovery import make_recovery_words
from core.qr import qr_svg

_WORDS = "recovery_words"


def keep_words(request: HttpRequest, words: list[str], *, then: str) -> None:
    """Hold the words in the session until the card has been seen."""
    request.session[_WORDS] = {"words": words, "then": then}


@never_cache
@require_http_methods(["GET", "POST"])
def recovery_card(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated or request.user.is_guest:
        return redirect("sign_in")
    kept = request.session.get(_WORDS)
    if request.method == "POST":
        if "new" in request.POST:
            words = make_recovery_words(request.user, at=timezone.now())
            request.user.save(update_fields=["recovery_hash", "recovery_made_at"])
            keep_words(request, words, then=reverse("account"))
            return redirect("recovery_card")
        request.session.pop(_WORDS, None)
        return redirect((kept or {}).get("then") or "home")
    if not kept:
        return render(request, "accounts/card_new.html")
    # Behind the “#”: a browser never sends it, so the words reach no log on the way.
    fragment = urlencode({"n": request.user.sign_in_name, "w": "-".join(kept["words"])})
    address = f"{request.build_absolute_uri(reverse('recover'))}#{fragment}"
    qr = mark_safe(qr_svg(address, label=_("QR code of your recovery card"), scale=3))
    return render(request, "accounts/card.html", {"words": kept["words"], "qr": qr})
