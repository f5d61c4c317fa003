"""Bringing a package: choose the file, see what is in it, then take it, install from it, ask for help, or drop it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from media.h5p import uploads
from media.h5p.admin.gates import gate, upload_in_reach
from media.h5p.admin.showing import arrivals_now, problems_of, rights_of, type_title
from media.h5p.asking import ask_administrators, is_asked
from media.h5p.models import H5PContent, H5PUpload

ADD = "add_h5pcontent"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("H5P file"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".h5p"}),
        help_text=gettext_lazy("A file whose name ends in .h5p, for example from Lumi or h5p.org."),
    )
    replaces = forms.ModelChoiceField(
        queryset=H5PContent.objects.filter(current__isnull=False), required=False, widget=forms.HiddenInput
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".h5p"):
            raise forms.ValidationError(_("The name of the file must end in .h5p."))
        if file.size > settings.MAX_H5P_BYTES:
            limit = settings.MAX_H5P_BYTES // 1_048_576
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit})
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The script sends the same form and is answered in JSON, so that it can show how far the upload is."""
    person = gate(request, ADD)
    with_script = "application/json" in request.headers.get("Accept", "")
    form = UploadForm(request.POST or None, request.FILES or None, initial={"replaces": request.GET.get("ganti")})
    if request.method == "POST" and form.is_valid():
        file, at = form.cleaned_data["file"], timezone.now()
        received = uploads.receive(file, name=file.name, by=person, at=at, replaces=form.cleaned_data["replaces"])
        uploads.start(received, "check", by=person, at=at)
        address = reverse("h5p_check", args=[received.key])
        return JsonResponse({"url": address}) if with_script else redirect(address)
    if request.method == "POST" and with_script:
        problems = [str(each) for each in form.errors.get("file", ())] or [_("Choose a file.")]
        return JsonResponse({"error": " ".join(problems)}, status=422)
    asked = form["replaces"].value()
    replaced = H5PContent.objects.filter(pk=asked).first() if str(asked).isdecimal() else None
    context = {
        "form": form,
        "replaced": replaced,
        "limit": settings.MAX_H5P_BYTES,
        "limit_mb": settings.MAX_H5P_BYTES // 1_048_576,
        "waiting": uploads.waiting().filter(by=person).order_by("-at"),
    }
    return render(request, "media/h5p/upload.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, key: Any) -> HttpResponse:
    person = gate(request, ADD)
    found = upload_in_reach(person, key)
    if found.state == H5PUpload.State.TAKEN and found.content_id:
        return redirect("h5p_content", found.content_id)
    if request.method == "POST":
        return _act(request, person, found)
    run = uploads.carry_on(found, at=timezone.now())
    found.refresh_from_db()
    if found.state == H5PUpload.State.TAKEN:
        return _say_taken(request, found)
    return render(request, "media/h5p/check.html", _context(person, found, run))


def _context(person: User, upload: H5PUpload, run: uploads.Run | None) -> dict[str, Any]:
    report = upload.report
    missing = uploads.missing_now(upload)
    libraries = arrivals_now(report.get("libraries", ()))
    brought = {library["name"] for library in libraries if library["arrival"] in ("new", "patch")}
    may_install, is_owner = uploads.may_install(person), upload.by_id == person.pk
    restricted = uploads.restricted_main(upload)
    ready = upload.state == H5PUpload.State.CHECKED and run is None
    may_ask = ready and is_owner and bool(missing) and not may_install
    return {
        "upload": upload,
        "run": run,
        "report": report,
        "libraries": libraries,
        "type": type_title(report.get("main", ""), report.get("main_title", "")),
        "problems": problems_of(report.get("problems", ()), report.get("left_out"), upload=upload),
        "refused": problems_of(report.get("refused", ()), upload=upload),
        "rights": rights_of(report["manifest"]) if "manifest" in report else None,
        "missing": [{"name": str(name), "brought": str(name) in brought} for name in missing],
        "is_owner": is_owner,
        "may_install": may_install,
        "restricted": restricted and not may_install,
        "may_take": ready and is_owner and not missing and (may_install or not restricted),
        "may_install_here": ready and may_install and bool(brought),
        "completes": all(str(name) in brought for name in missing),
        "may_ask": may_ask,
        "asked": may_ask and is_asked(upload),
    }


def _act(request: HttpRequest, person: User, upload: H5PUpload) -> HttpResponse:
    act, at, is_owner = request.POST.get("act"), timezone.now(), upload.by_id == person.pk
    here = redirect("h5p_check", upload.key)
    if act == "drop" and is_owner:
        uploads.drop(upload)
        messages.success(request, _("The file was thrown away."))
        return redirect("h5p_upload")
    if upload.state == H5PUpload.State.REFUSED:
        return here
    if act == "ask" and is_owner:
        ask_administrators(upload, at=at)
        messages.success(request, _("The administrators were asked. You get a notice when it is done."))
    elif act == "check":
        uploads.start(upload, "check", by=upload.by, at=at)
    elif act in ("take", "install-and-take") and is_owner:
        if act != "take" and not uploads.may_install(person):
            raise PermissionDenied
        uploads.start(upload, act, by=person, at=at, title=request.POST.get("title", "").strip()[:255])
        upload.refresh_from_db()
        if upload.state == H5PUpload.State.TAKEN:
            return _say_taken(request, upload)
    elif act == "install":
        if not uploads.may_install(person):
            raise PermissionDenied
        uploads.start(upload, act, by=person, at=at)
        if not upload.report.get("refused") and not uploads.missing_now(upload):
            messages.success(request, _("The libraries are installed."))
    return here


def _say_taken(request: HttpRequest, upload: H5PUpload) -> HttpResponse:
    if upload.content_id is None:
        return redirect("h5p_upload")
    messages.success(request, _("“%(title)s” is ready to be used in lessons.") % {"title": upload.content})
    return redirect("h5p_content", upload.content_id)
