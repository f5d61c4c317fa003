"""Signatures in the admin: the seal, batches that are handed over, and what comes back signed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import Max, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.widgets import AdminDateInput

from accounts.models import User
from certificates.domain.queries import search_certificates
from certificates.models import Batch, BatchItem, Certificate, Issuer, SignedReturn
from certificates.signing import handoff, provider, returns, seal
from certificates.signing.receiving import NotReceived, receive
from certificates.signing.trust import common_name, trusted_roots
from certificates.signing.trying import seal_holds
from certificates.signing.words import FAILURES, GOOD, HEALTHS, OUTCOMES, PROBLEMS
from certificates.signing.work import A_LITTLE, Patience, begin_again, is_neglected
from core import audit
from core.words import plain_date

HAND_OVER, SET_UP = "certificates.add_signedreturn", "certificates.change_issuer"
_SHOWN = 30


class ChoiceForm(forms.Form):
    """Which certificates; all unsigned ones where nothing is chosen."""

    q = forms.CharField(label=gettext_lazy("Number, code, name or course"), required=False, max_length=120)
    course = forms.ChoiceField(label=gettext_lazy("Course"), required=False)
    since = forms.DateField(label=gettext_lazy("Issued from"), required=False, widget=AdminDateInput)
    until = forms.DateField(label=gettext_lazy("Issued until"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [("", _("All courses")), *_courses()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("This day is before the first one."))
        return data

    @property
    def chosen(self) -> QuerySet[Certificate]:
        data = self.cleaned_data
        found = search_certificates(data["q"])
        if data["course"]:
            found = found.filter(source_kind="course", source_key=data["course"])
        if data["since"]:
            found = found.filter(issued_at__gte=timezone.make_aware(datetime.combine(data["since"], time.min)))
        if data["until"]:
            found = found.filter(issued_at__lte=timezone.make_aware(datetime.combine(data["until"], time.max)))
        return handoff.unsigned(found)

    @property
    def label(self) -> str:
        """Of the batch: without what was searched for, which may be a person's name."""
        data = self.cleaned_data
        course = dict(_courses()).get(data["course"], _("All courses"))
        days = " – ".join(plain_date(day) for day in (data["since"], data["until"]) if day)
        return " · ".join(filter(None, (course, days)))


def _courses() -> list[tuple[str, str]]:
    latest = Certificate.objects.filter(source_kind="course").values("source_key").annotate(latest=Max("pk"))
    found = Certificate.objects.filter(pk__in=[row["latest"] for row in latest])
    return sorted(((str(one.source_key), one.stated.title) for one in found), key=lambda pair: pair[1])


def _gate(request: HttpRequest, *permissions: str) -> User:
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied
    return cast(User, request.user)


@require_safe
def signatures_page(request: HttpRequest) -> HttpResponse:
    person = _gate(request, HAND_OVER, SET_UP)
    issuer = Issuer.load()
    health = seal.health(at=timezone.now())
    context = {
        "issuer": issuer,
        "seal": None if health == seal.Health.LOCKED else seal.current(),
        "health": health,
        "said": HEALTHS[health],
        "in_use": issuer.signing == Issuer.Signing.SEALED,
        "may_set_up": person.has_perm(SET_UP),
        "may_hand_over": person.has_perm(HAND_OVER),
        "has_provider": provider.is_configured(),
        "roots": _roots(),
        "unsigned": handoff.unsigned(Certificate.objects.all()).count(),
        "batches": Batch.objects.filter(act=Batch.Act.HANDOFF)[:_SHOWN],
    }
    return render(request, "certificates/admin/signatures.html", context)


def _roots() -> list[str]:
    """Names of the authorities that are trusted; a file that is none is said to be so by the system check."""
    try:
        return [common_name(root) for root in trusted_roots()]
    except ValueError:
        return []


@require_POST
def set_up_seal(request: HttpRequest) -> HttpResponse:
    person = _gate(request, SET_UP)
    act, at, by = request.POST.get("act"), timezone.now(), str(person.public_id)
    health = seal.health(at=at)
    if act == "make" and health in (seal.Health.NEVER_MADE, seal.Health.LOST):
        seal.make(at=at, by=by)
        messages.success(request, _("The seal is made."))
    elif act == "replace" and request.POST.get("sure") == "on":
        seal.make(at=at, by=by)
        messages.success(request, _("A new seal is made. What carries the old one stays as it is."))
    elif act == "replace":
        messages.error(request, _("Nothing was changed: tick the box to make a new seal."))
    elif act == "use" and health.works:
        issuer = Issuer.load()
        issuer.signing = Issuer.Signing.SEALED
        issuer.save()
        audit.log(actor=by, action="certificates.signing_chosen", subject="issuer", detail={"signing": "sealed"}, at=at)
        messages.success(request, _("From now on certificates carry the seal."))
    elif act == "try" and seal_holds():
        messages.success(request, _("A test page was sealed and checked. The seal works."))
    elif act == "try":
        messages.error(request, _("The test page could not be sealed and checked. See what is said about the seal."))
    return redirect("admin_signatures")


@require_http_methods(["GET", "HEAD", "POST"])
def prepare_signing(request: HttpRequest) -> HttpResponse:
    """By post only: what is searched for may be a name. First a look at how many they are, then the batch."""
    person = _gate(request, HAND_OVER)
    form = ChoiceForm(request.POST if request.method == "POST" else {})
    valid, problem = form.is_valid(), None
    if valid and request.POST.get("act") == "make":
        try:
            batch = handoff.hand_over(form.chosen, label=form.label, by=person, at=timezone.now())
        except handoff.CannotPrepare as cannot:
            problem = FAILURES[cannot.reason]
        except handoff.NothingToSign:
            messages.info(request, _("There is no unsigned certificate among them."))
        except handoff.TooMany:
            messages.error(request, _("At most 5,000 at once. Choose a course or some days."))
        else:
            return redirect("admin_handoff", batch.public_id)
    chosen = form.chosen if valid else Certificate.objects.none()
    count = chosen.count()
    context = {"form": form, "count": count, "first": chosen[:10], "more": max(0, count - 10), "problem": problem}
    return render(request, "certificates/admin/prepare_signing.html", context, status=200 if valid else 422)


def _batch(public_id: Any) -> Batch:
    return get_object_or_404(Batch, public_id=public_id, act=Batch.Act.HANDOFF)


@require_http_methods(["GET", "HEAD", "POST"])
def handoff_page(request: HttpRequest, public_id: Any) -> HttpResponse:
    """How far it is, the archive, what came back, and who is still missing. A POST starts a stopped one again."""
    _gate(request, HAND_OVER)
    batch = _batch(public_id)
    if request.method == "POST":
        begin_again(batch)
        return redirect("admin_handoff", public_id)
    if is_neglected(batch, at=timezone.now()):
        handoff.carry_out(batch, patience=Patience(A_LITTLE))
        batch.refresh_from_db()
    return _show_batch(request, batch)


def _show_batch(request: HttpRequest, batch: Batch, **more: Any) -> HttpResponse:
    total, waiting = batch.items.count(), batch.items.filter(state=BatchItem.State.WAITING).count()
    missing = handoff.still_missing(batch).select_related("certificate")
    context = {
        "batch": batch,
        "is_running": batch.state in (Batch.State.WAITING, Batch.State.RUNNING),
        "failure": FAILURES.get(batch.problem, FAILURES["unknown"]) if batch.state == Batch.State.FAILED else None,
        "total": total,
        "ready": total - waiting,
        "left_out": batch.items.filter(state=BatchItem.State.SKIPPED).count(),
        "missing": missing[:_SHOWN],
        "missing_count": missing.count(),
        "returns": batch.returns.all()[:_SHOWN],
        "issuer": Issuer.load(),
        "has_provider": provider.is_configured(),
        "roots": _roots(),
        "limit_mb": settings.MAX_UPLOAD_BYTES // 1_048_576,
    } | more
    return render(request, "certificates/admin/handoff.html", context, status=422 if more else 200)


@require_safe
def handoff_file(request: HttpRequest, public_id: Any) -> FileResponse:
    person = _gate(request, HAND_OVER)
    batch = _batch(public_id)
    if batch.state != Batch.State.DONE or not batch.path or not default_storage.exists(batch.path):
        raise Http404
    audit.log(actor=str(person.public_id), action="certificates.handoff_downloaded", subject=str(batch.public_id))
    name = f"tanda-tangan-{batch.made_at:%Y-%m-%d}-{str(batch.public_id)[:8]}.zip"
    response = FileResponse(default_storage.open(batch.path), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def take_signed(request: HttpRequest, public_id: Any) -> HttpResponse:
    person = _gate(request, HAND_OVER)
    batch = _batch(public_id)
    if request.POST.get("act") == "provider" and provider.is_configured():
        returned = returns.ask_provider(batch, by=person, at=timezone.now())
        return redirect("admin_signed_return", returned.public_id)
    try:
        returned = receive(request.FILES.getlist("files"), batch=batch, by=person, at=timezone.now())
    except NotReceived as refused:
        return _show_batch(request, batch, refused=PROBLEMS[refused.problem], refused_name=refused.name)
    if returned.count <= returns.AT_ONCE:
        returns.carry_out(returned)
    return redirect("admin_signed_return", returned.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def signed_return(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What became of each file. A POST starts a stopped one again."""
    _gate(request, HAND_OVER)
    returned = get_object_or_404(SignedReturn.objects.select_related("batch"), public_id=public_id)
    if request.method == "POST":
        begin_again(returned)
        return redirect("admin_signed_return", public_id)
    if is_neglected(returned, at=timezone.now()):
        returns.carry_out(returned, patience=Patience(A_LITTLE))
        returned.refresh_from_db()
    known = returns.certificates_of(returned)
    rows = [
        {
            "name": name,
            "said": OUTCOMES[outcome],
            "good": outcome in GOOD,
            "certificate": known.get(key),
            "signer": signer,
        }
        for name, outcome, key, signer in returned.report
    ]
    rows.sort(key=lambda row: bool(row["good"]))  # what needs somebody comes first
    context = {
        "returned": returned,
        "rows": rows,
        "done": len(rows),
        "good": sum(bool(row["good"]) for row in rows),
        "is_running": returned.state in (Batch.State.WAITING, Batch.State.RUNNING),
        "failure": FAILURES.get(returned.problem, FAILURES["unknown"])
        if returned.state == Batch.State.FAILED
        else None,
        "checks_signer": bool(_roots()),
    }
    return render(request, "certificates/admin/signed_return.html", context)
