"""“Minta transkrip”: the training hours of a year as a certificate, asked for by whoever earned them."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.views.own import account_required
from certificates.domain.transcripts import NothingEarned, issue_transcript


@never_cache
@require_POST
@account_required
def ask_transcript(request: HttpRequest, person: User, year: int) -> HttpResponse:
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:  # an old page: it acts once, now
        key = uuid4()
    try:
        made = issue_transcript(holder=person, year=year, by=person, at=timezone.now(), key=key)
    except NothingEarned:
        messages.info(request, _("You have no certificate of %(year)s yet.") % {"year": year})
        return redirect("my_certificates")
    return redirect("certificate", made.public_id)
