"""Contents go to a newer version of their type: the administrator's browser runs the library's steps in a cage."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from h5p_wrapper.jsonfile import read_json
from h5p_wrapper.limits import DEFAULT_LIMITS
from h5p_wrapper.problems import H5PError, Problems

from media.h5p import upgrades
from media.h5p.admin.gates import gate
from media.h5p.models import H5PContent, H5PLibrary
from media.h5p.words import said_problem

CHANGE = "change_h5plibrary"
# Foreign steps run in it: no origin, no network, nothing but the scripts that our own one puts there.
# No nonce: they could read it, and with it load a script from anywhere.
_CAGE = "default-src 'none'; script-src 'unsafe-inline'; sandbox allow-scripts; frame-ancestors 'self'; base-uri 'none'"


@require_safe
def upgrade(request: HttpRequest, pk: int) -> HttpResponse:
    gate(request, CHANGE)
    library = get_object_or_404(H5PLibrary, pk=pk)
    context = {"library": library, "contents": upgrades.contents_to_upgrade(library)}
    return render(request, "media/h5p/upgrade.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int, content: int) -> HttpResponse:
    """GET: what the cage needs. POST: what came out of it."""
    person = gate(request, CHANGE)
    library = get_object_or_404(H5PLibrary, pk=pk)
    found = get_object_or_404(H5PContent.objects.select_related("current"), pk=content)
    if found not in upgrades.contents_to_upgrade(library):
        raise Http404
    if request.method != "POST":
        return JsonResponse(upgrades.job_for(found, library))
    problems = Problems()
    params = _params(request, problems)
    number = request.POST.get("version", "")
    try:
        problems.raise_errors()
        version = int(number[:9]) if number.isdecimal() else 0
        upgrades.take_upgraded(found, library, params=params, version=version, by=person, at=timezone.now())
    except H5PError as refused:
        return JsonResponse({"error": " ".join(map(said_problem, refused.problems[:3]))}, status=422)
    except upgrades.ChangedMeanwhile:
        return JsonResponse({"error": _("Somebody saved another version meanwhile. Load this page again.")}, status=409)
    return JsonResponse({"done": True})


def _params(request: HttpRequest, problems: Problems) -> Any:
    file = request.FILES.get("params")
    data = file.read(DEFAULT_LIMITS.json_bytes + 1) if file else b""
    return read_json(data, "content/content.json", DEFAULT_LIMITS, problems)


@require_safe
def cage(request: HttpRequest) -> HttpResponse:
    gate(request, CHANGE)
    response = render(request, "media/h5p/upgrade_cage.html")
    response["Content-Security-Policy"] = _CAGE
    return response
