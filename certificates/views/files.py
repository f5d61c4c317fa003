"""Anybody brings a file, a certificate as PDF or a badge, and is told whether it is as it was handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from certificates.badges.verify import Outcome
from certificates.domain.badges import OUTCOMES, check_badge
from certificates.domain.queries import verification_of
from certificates.models import Certificate
from certificates.signing.check import Verdict, known_document
from certificates.views.check import verification_page
from core import ratelimit
from core.address import client_address
from core.http import Request
from core.ratelimit import Limit
from core.words import waiting_time

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOKS = Limit("certificate_file", times=20, per=timedelta(minutes=5))  # reading a PDF takes a tenth of a second
MOST_BYTES = 5_242_880


@dataclass(frozen=True)
class Answer:
    """What is said of a file above what is known of its certificate."""

    what: StrOrPromise
    do: StrOrPromise = ""
    good: bool = False
    signers: tuple[str, ...] = ()


_VERDICTS = {
    Verdict.UNALTERED: Answer(gettext_lazy("This file is exactly as it was handed out."), good=True),
    Verdict.SEALED: Answer(
        gettext_lazy("The seal on this file is ours and nothing was changed since."),
        gettext_lazy("Type the code on it below to see whether it is still valid."),
        good=True,
    ),
    Verdict.UNSIGNED: Answer(
        gettext_lazy("This file was made for signing, and nobody has signed it."),
        gettext_lazy("Ask its holder for the one they downloaded."),
    ),
    Verdict.ALTERED: Answer(
        gettext_lazy("This file was changed after it was handed out."),
        gettext_lazy("Do not rely on it. Below stands what is known of the certificate, if there is one."),
    ),
    Verdict.UNKNOWN: Answer(
        gettext_lazy("This file was not made here, or it was saved anew."),
        gettext_lazy("That alone proves nothing. Scan the QR code on it, or type its code below."),
    ),
    Verdict.UNREADABLE: Answer(
        gettext_lazy("This file cannot be read."),
        gettext_lazy("Choose the PDF, or the badge as PNG, SVG or JSON, as it was downloaded."),
    ),
}
_BADGE_BEGINS = (b"\x89PNG", b"<", b"{", b"\xef\xbb\xbf")


@never_cache
@require_POST
def verify_file(request: Request) -> HttpResponse:
    """The file is read and forgotten: nothing of it is kept."""
    wait = ratelimit.take(LOOKS, client_address(request))
    if wait:
        problem = _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)}
        return verification_page(request, problem=problem, status=429)
    file = request.FILES.get("file")
    if file is None:
        return verification_page(request, problem=_("Choose a file first."), status=422)
    if (file.size or 0) > MOST_BYTES:
        problem = _("This file is larger than 5 MB. A certificate is much smaller: choose it as it was downloaded.")
        return verification_page(request, problem=problem, status=413)
    told, certificate = _look(file.read())
    found = verification_of(certificate) if certificate else None
    return verification_page(request, found=found, told=told, status=200 if told.good else 422)


def _look(content: bytes) -> tuple[Answer, Certificate | None]:
    if content.lstrip().startswith(_BADGE_BEGINS):
        outcome, certificate = check_badge(content)
        return Answer(OUTCOMES[outcome], good=outcome == Outcome.GENUINE), certificate
    finding = known_document(content)
    told = _VERDICTS[finding.verdict]
    return Answer(told.what, told.do, told.good, finding.signers), finding.certificate
