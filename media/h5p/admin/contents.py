"""One content: play it, see its versions and where it is used, copy it, take it away as a package."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from h5p_wrapper.metadata import credits_of

from accounts.models import User
from media.h5p import contents
from media.h5p.admin.gates import content_with_version, gate
from media.h5p.admin.showing import problems_of, rights_of, type_title
from media.h5p.models import H5PContent, H5PContentVersion, H5PHost
from media.h5p.play import CannotPlay, PlayCard, card
from media.h5p.usage import is_used, pages_with

VIEW, ADD, CHANGE = "view_h5pcontent", "add_h5pcontent", "change_h5pcontent"
_MEMORY = 5_000_000  # bytes of a package before it is written to the disk


@require_safe
def content(request: HttpRequest, pk: int) -> HttpResponse:
    person = gate(request, VIEW)
    shown = content_with_version(pk)
    version = cast(H5PContentVersion, shown.current)
    main = version.uses.select_related("library").filter(main=True).first()
    allowed = set(H5PHost.objects.values_list("host", flat=True))
    context = {
        "content": shown,
        "card": _card(shown),
        "version": version,
        "type": main.library if main else None,
        "type_title": type_title(version.main_library, main.library.title if main else ""),
        "versions": shown.versions.select_related("made_by").defer("params", "manifest", "files").order_by("-number"),
        "pages": pages_with(shown),
        "problems": problems_of(version.warnings),
        "rights": rights_of(version.manifest),
        "credits": [each for each in credits_of(version.manifest, version.params)[1:] if each.says_something],
        "external": [row | {"allowed": row["host"] in allowed} for row in version.external],
        "before": sum(facts["size"] for facts in version.files.values()),
        "may_change": person.has_perm(f"media.{CHANGE}"),
        "may_add": person.has_perm(f"media.{ADD}"),
        "may_copy": person.has_perm(f"media.{ADD}") and contents.may_copy(shown, person),
        "may_delete": person.has_perm("media.delete_h5pcontent"),
        "may_see_libraries": person.has_perm("media.view_h5plibrary"),
    }
    return render(request, "media/h5p/content.html", context)


def _card(shown: H5PContent) -> PlayCard | None:
    try:
        return card(shown)
    except CannotPlay:
        return None


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    person = gate(request, ADD)
    made = contents.copy(content_with_version(pk), by=person, at=timezone.now())
    messages.success(request, _("This is the copy. It has no results yet."))
    return redirect("h5p_content", made.pk)


@require_POST
def use_again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    person = gate(request, CHANGE)
    version = get_object_or_404(H5PContentVersion.objects.select_related("content"), content=pk, number=number)
    newest = contents.use_again(version, by=person, at=timezone.now())
    text = _("Version %(old)s is played again, as version %(new)s.") % {"old": number, "new": newest.number}
    messages.success(request, text)
    return redirect("h5p_content", pk)


@require_safe
def export(request: HttpRequest, pk: int) -> FileResponse:
    """Written to the disk first: a package may be large, and half of one helps nobody."""
    gate(request, CHANGE)
    shown = content_with_version(pk)
    version = cast(H5PContentVersion, shown.current)
    number = request.GET.get("versi", "")
    if number.isdecimal():
        version = get_object_or_404(shown.versions, number=int(number[:9]))
    file = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115 - FileResponse closes it
    contents.export(version, cast(Any, file))
    file.seek(0)
    name = f"{slugify(shown.title)[:80] or 'konten'}.h5p"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def delete_or_refuse(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Wagtail asks before it deletes one or many. Ours go with their files, and only when nothing shows them."""
    ours = [one for one in instances if isinstance(one, H5PContent)]
    if not ours:
        return None
    if not request.user.has_perm("media.delete_h5pcontent"):
        raise PermissionDenied
    used = [one for one in ours if is_used(one)]
    if not used and request.method == "POST":
        used = [one for one in ours if not _deleted(one, cast(User, request.user))]
        if not used:
            messages.success(request, _("Deleted, with all versions and files."))
            return redirect(H5PContent.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    context = {"used": [{"content": one, "pages": pages_with(one)} for one in used], "contents": ours}
    return render(request, "media/h5p/delete.html", context, status=409 if used else 200)


def _deleted(one: H5PContent, by: User) -> bool:
    try:
        contents.delete(one, by=by, at=timezone.now())
    except contents.ContentInUse:
        return False
    return True
