"""Making a content in forms: choose a type, write, look, save. All by plain posts; a script only spares page loads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from h5p_wrapper.problems import H5PError
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from media.h5p.forms import drafts
from media.h5p.forms.access import author, own_draft
from media.h5p.forms.acts import ACTS, carry_out, takes_away
from media.h5p.forms.checking import check
from media.h5p.forms.choosing import ICON, choices
from media.h5p.forms.drafts import FileRefused, FormLibraries, TooLarge
from media.h5p.forms.file_parts import read_files
from media.h5p.forms.interface_texts import spread
from media.h5p.forms.metadata import read_metadata
from media.h5p.forms.models import H5PDraft
from media.h5p.forms.places import NoSuchPlace, Path, Place, Types, changed, find, spelled
from media.h5p.forms.reading import read
from media.h5p.forms.screens import COMMON, NO_WAY_ROUND, context_of, screen_at
from media.h5p.forms.shape import screen_of
from media.h5p.forms.words import form_language
from media.h5p.models import H5PContent, H5PLibrary
from media.h5p.places import content_storage, library_storage
from media.h5p.words import said_problem

_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_SHOWN = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))


@require_http_methods(["GET", "HEAD", "POST"])
def choose_type(request: HttpRequest) -> HttpResponse:
    person = author(request)
    search = request.GET.get("q", "").strip()[:100]
    offered = choices(person, search)
    if request.method == "POST":
        wanted = request.POST.get("type", "")
        if wanted not in {str(each.name) for each in choices(person)}:
            raise PermissionDenied
        draft = drafts.begin(LibraryName.parse(wanted), by=person, at=timezone.now(), language=form_language())
        return redirect("h5p_form", key=draft.key)
    begun = H5PDraft.objects.filter(by=person).order_by("-changed_at")[:20]
    titles = {str(each.name): each.title for each in choices(person)} if begun else {}
    context = {
        "choices": offered,
        "search": search,
        "none_installed": not offered and not search,
        "drafts": [(each, titles.get(each.main_library, each.main_library)) for each in begun],
    }
    return render(request, "media/h5p/forms/choose.html", context)


@require_safe
def type_icon(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A drawing that a library brings: as a picture only, in no page of ours, without a script."""
    author(request)
    row = get_object_or_404(H5PLibrary.objects.only("folder", "files"), pk=pk)
    if ICON not in row.files:
        raise Http404
    response = FileResponse(library_storage().open(f"{row.folder}/{ICON}"), content_type="image/svg+xml")
    return _caged(response)


def _caged(response: FileResponse) -> FileResponse:
    response["Content-Security-Policy"] = _CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
def change_content(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a change of this content by this person; opened again, it is the same."""
    person = author(request)
    if not person.has_perm("media.change_h5pcontent"):
        raise PermissionDenied
    content = get_object_or_404(H5PContent.objects.select_related("current__content"), pk=pk, current__isnull=False)
    return redirect("h5p_form", key=drafts.reopen(content, by=person, at=timezone.now()).key)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: UUID) -> HttpResponse:
    draft = own_draft(request, key)
    types = Types(FormLibraries(), form_language())
    if not types.has(draft.main):
        return render(request, "media/h5p/forms/lacking.html", {"draft": draft}, status=409)
    if request.method == "POST":
        return _written(request, draft, types)
    at = request.GET.get("di", "")
    try:
        context = context_of(draft, types, at, checked="periksa" in request.GET, link=partial(_file_link, draft))
    except NoSuchPlace:
        return redirect("h5p_form", key=draft.key)
    return render(request, "media/h5p/forms/form.html", context | {"focus": request.GET.get("ke", "")})


def _file_link(draft: H5PDraft, path: str) -> str:
    return reverse("h5p_draft_file", args=[draft.key, path]) if path in draft.files else ""


def _written(request: HttpRequest, draft: H5PDraft, types: Types) -> HttpResponse:
    """Keeps what was typed, then does what the button says, then shows the screen again."""
    at, act = request.POST.get("di", ""), request.POST.get("act", "")
    kind = act.partition(" ")[0]
    with transaction.atomic():
        draft = H5PDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if str(draft.revision) != request.POST.get("revision", ""):
            messages.warning(request, _("This content was changed in another window as well. Look through it."))
        try:
            written = draft.params
            focus = _pour(request, draft, types, at)
            if draft.params != written:
                draft.before = None  # taking back would also take back what was typed since
            if kind == "undo" and draft.before is not None:
                draft.params, draft.before = draft.before, None
            elif kind in ACTS:
                before, draft.before = draft.params, None
                chosen = request.POST.get(f"{act.partition(' ')[2]}:choose", "")
                draft.params, focus = carry_out(act, types=types, main=draft.main, params=draft.params, chosen=chosen)
                if takes_away(act, written, types, draft.main):
                    draft.before = before
            if kind in ("add", "choose"):
                draft.params = drafts.in_language(draft.params, draft.main, types)
            drafts.save_draft(draft, at=timezone.now())
        except NoSuchPlace:
            messages.error(request, _("This part is not there any more."))
            return redirect("h5p_form", key=draft.key)
        except TooLarge:
            messages.error(request, _("This content is too long. Divide it into several."))
            return _to(draft, at)
    if act == "keep":
        return HttpResponse(str(draft.revision), content_type="text/plain", headers={"Cache-Control": "no-store"})
    if act == "look":
        return redirect(f"{reverse('h5p_look', args=[draft.key])}?{urlencode({'di': at})}")
    if act.startswith("open "):
        return _to(draft, act.removeprefix("open "))
    if act in ("save", "finish", "anyway"):
        return _saved(request, draft, types, at, act)
    return _to(draft, at, focus, types) if at != COMMON else _to(draft, at)


def _to(draft: H5PDraft, at: str, focus: Path | None = None, types: Types | None = None, **more: str) -> HttpResponse:
    """``focus``: after an act, what to look at; on another screen, that screen."""
    if focus is not None and types is not None:
        try:
            shown = spelled(screen_of(types, draft.main, draft.params, focus))
        except NoSuchPlace:
            shown = at
        at = shown if focus and shown == spelled(focus) else at
    if focus:
        more["ke"] = spelled(focus)  # a script that fetches the page does not see what stands behind “#”
    query = urlencode({"di": at, **more} if at and at != "p" else more)
    place = f"#{spelled(focus)}" if focus else ""
    return redirect(f"{reverse('h5p_form', args=[draft.key])}{'?' if query else ''}{query}{place}")


def _pour(request: HttpRequest, draft: H5PDraft, types: Types, at: str) -> Path:
    """What was typed, into the draft. Raises ``NoSuchPlace``."""
    sent = {name: request.POST.getlist(name) for name in request.POST}
    draft.refused = {}
    if "title" in sent:
        draft.title = sent["title"][-1].strip()[:255]
    if "alternative" in sent:
        draft.alternative = sent["alternative"][-1].replace("\r\n", "\n").strip()[:10_000]
    draft.manifest = read_metadata(draft.manifest, sent)
    screen = find(types, draft.main, draft.params, ()) if at == COMMON else screen_at(draft, types, at)
    value = read(screen, sent, types=types, read_file=partial(_files, request, draft))
    draft.params = changed(draft.params, screen.path, lambda _old: value)
    if at == COMMON:
        draft.params = spread(draft.params, draft.main, types)
    return screen.path


def _files(request: HttpRequest, draft: H5PDraft, place: Place, sent: Mapping[str, Any]) -> Any:
    return read_files(place, sent, received=partial(_received, request, draft))


def _received(request: HttpRequest, draft: H5PDraft, place: Place) -> Mapping[str, Any] | None:
    file = request.FILES.get(f"{place.name}:upload")
    if file is None:
        return None
    try:
        return drafts.keep_file(draft, place, file)
    except FileRefused as why:
        draft.refused = {**draft.refused, place.name: str(why)}
        return None


def _saved(request: HttpRequest, draft: H5PDraft, types: Types, at: str, act: str) -> HttpResponse:
    troubles = check(types, draft.main, draft.params)
    hard = [each for each in troubles if act != "anyway" or each.code in NO_WAY_ROUND]
    if hard or not draft.title or draft.refused:
        return _to(draft, at, periksa="1")
    try:
        version = drafts.publish(draft, types=types, by=cast(User, request.user), at=timezone.now())
    except H5PError as problem:
        messages.error(request, " ".join(said_problem(each) for each in problem.problems[:3]))
        return _to(draft, at, periksa="1")
    messages.success(request, _("“%(title)s” is saved as version %(number)s.") % {
        "title": draft.title, "number": version.number,
    })  # fmt: skip
    if act == "finish":
        drafts.discard(draft)
        return redirect(after_save(version.content))
    return _to(draft, at)


def after_save(content: H5PContent) -> str:
    """Where a content is looked at, used and replaced."""
    return reverse("h5p_content", args=[content.pk])


@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    draft = own_draft(request, key)
    drafts.discard(draft)
    messages.success(request, _("The draft is thrown away. What was saved before stays."))
    return redirect("h5p_new")


@require_safe
def draft_file(request: HttpRequest, key: UUID, path: str) -> HttpResponseBase:
    """A file of one's own draft, to look at in the form."""
    draft = own_draft(request, key)
    facts = draft.files.get(path)
    if facts is None or not content_storage().exists(f"{draft.folder}/{path}"):
        raise Http404
    shown = facts["type"] in _SHOWN
    response = FileResponse(
        content_storage().open(f"{draft.folder}/{path}"),
        content_type=facts["type"] if shown else "application/octet-stream",
        as_attachment=not shown,
        filename=path.rpartition("/")[2],
    )
    return _caged(response)
