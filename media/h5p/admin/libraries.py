"""The installed libraries: who let them in and when, what needs them, whether they still are what was installed."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from media.h5p import libraries
from media.h5p.admin.gates import gate
from media.h5p.models import H5PLibrary
from media.h5p.upgrades import contents_to_upgrade, upgrades_from

VIEW = "view_h5plibrary"
_HEAVY = ("semantics", "languages", "files")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    gate(request, VIEW)
    words = request.GET.get("q", "")[:80].strip()
    rows = H5PLibrary.objects.defer(*_HEAVY).select_related("installed_by")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(machine_name__icontains=words))
    rows = rows.annotate(contents=Count("uses__version__content", distinct=True))
    context = {"libraries": rows.order_by("-runnable", "title", "-major", "-minor"), "words": words}
    return render(request, "media/h5p/libraries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest, pk: int) -> HttpResponse:
    person = gate(request, VIEW)
    shown = get_object_or_404(H5PLibrary.objects.select_related("installed_by"), pk=pk)
    if request.method == "POST":
        return _act(request, shown)
    context = {
        "library": shown,
        "uses": libraries.where_used(shown),
        "size": sum(facts["size"] for facts in shown.files.values()),
        "to_upgrade": len(contents_to_upgrade(shown)),
        "upgrades": upgrades_from(shown),
        "may_change": person.has_perm("media.change_h5plibrary"),
        "may_delete": person.has_perm("media.delete_h5plibrary"),
    }
    return render(request, "media/h5p/library.html", context)


def _act(request: HttpRequest, shown: H5PLibrary) -> HttpResponse:
    act, at = request.POST.get("act"), timezone.now()
    if act in ("restrict", "release"):
        person = gate(request, "change_h5plibrary")
        libraries.restrict(shown, act == "restrict", by=person, at=at)
        messages.success(request, _("Saved."))
    elif act == "remove":
        person = gate(request, "delete_h5plibrary")
        try:
            libraries.remove(shown, by=person, at=at)
        except libraries.LibraryInUse:
            messages.error(request, _("It is in use and stays. Below you see where."))
        except libraries.OwnLibrary:
            messages.error(request, _("It comes with this product and stays."))
        else:
            messages.success(request, _("“%(library)s” was removed.") % {"library": shown})
            return redirect("h5p_libraries")
    return redirect("h5p_library", shown.pk)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    gate(request, VIEW)
    context = {"damages": list(libraries.verify()), "count": H5PLibrary.objects.count()}
    return render(request, "media/h5p/verify.html", context)
