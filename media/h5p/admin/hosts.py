"""Hosts whose media may be loaded inside a content, once a learner agrees."""

from __future__ import annotations

import re

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from media.h5p import hosts as acts
from media.h5p.admin.gates import gate
from media.h5p.models import H5PHost

# Names of the public network only: letters, digits, hyphens, a last part of letters (RFC 1035 §2.3.1).
_HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")


class HostForm(forms.ModelForm):
    class Meta:
        model = H5PHost
        fields = ("host",)

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).strip().lower()
        host = host.removeprefix("https://").rstrip("/")
        if not _HOST.match(host):
            raise forms.ValidationError(_("Write only the name of the host, for example media.example.go.id"))
        return host


@require_http_methods(["GET", "HEAD", "POST"])
def hosts(request: HttpRequest) -> HttpResponse:
    gate(request, "view_h5phost")
    form = HostForm(request.POST or None)
    if request.method == "POST":
        person = gate(request, "add_h5phost")
        if form.is_valid():
            acts.allow(form.cleaned_data["host"], by=person, at=timezone.now())
            messages.success(request, _("Learners may now load media from there, if they agree."))
            return redirect("h5p_hosts")
    context = {
        "form": form,
        "hosts": H5PHost.objects.select_related("allowed_by").order_by("host"),
        "asked": acts.hosts_asked_for(),
    }
    return render(request, "media/h5p/hosts.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = gate(request, "delete_h5phost")
    acts.forbid(get_object_or_404(H5PHost, pk=pk), by=person, at=timezone.now())
    messages.success(request, _("Nothing is loaded from there any more."))
    return redirect("h5p_hosts")
