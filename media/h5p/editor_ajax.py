"""The contract between H5P's own editor client and its server, for hosts who install that client (docs/h5p-editor.md).

The client sends no CSRF header, so every address carries a signed token of the person. Staff who may make contents
only. Nothing here installs a library: that stays with the administrators' own page. Addresses and envelopes: H5P core's
``H5PEditorAjax``; what has no meaning without the Hub answers empty.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from h5p_wrapper.dependencies import resolve
from h5p_wrapper.filtering import filter_content, filter_metadata
from h5p_wrapper.library import Library
from h5p_wrapper.semantics import Audio, File, Image, Video
from h5p_wrapper.versions import LibraryName

from accounts.models import User
from media.h5p.forms.choosing import choices
from media.h5p.forms.drafts import FileRefused, FormLibraries, TooLarge, keep_file, save_draft
from media.h5p.forms.models import H5PDraft
from media.h5p.forms.places import MISSING, Place

API = {"major": 1, "minor": 28}  # of the core whose editor this answers
_SALT = "media.h5p.editor"
_SECONDS = 12 * 3600
_MOST_JSON = 2_000_000
_FIELDS = {each.kind: each for each in (Image, Video, Audio, File)}
_OF_THE_HUB = ("library-install", "get-hub-content", "content-hub-metadata-cache", "library-upload")


class Refused(Exception):
    """``code`` as the client knows it; ``message`` for its reader."""

    def __init__(self, message: str, code: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.code, self.status = message, code, status


def token_for(person: User) -> str:
    """For the address that the editor is given (``ajaxPath``)."""
    return signing.dumps(str(person.public_id), salt=_SALT)


def ajax_path(person: User) -> str:
    """What ``H5PIntegration.editor.ajaxPath`` has to be; the client adds the name of the action."""
    return f"{reverse('h5p_editor_ajax', args=[token_for(person)])}?action="


@csrf_exempt  # the token in the address is bound to the person and ends after some hours
@require_http_methods(["GET", "HEAD", "POST"])
def editor_ajax(request: HttpRequest, token: str) -> HttpResponse:
    person = _person(request, token)
    action = request.GET.get("action", "")
    try:
        if action in _OF_THE_HUB:
            raise Refused(
                _("This server uses no Hub. Libraries are installed by administrators."), "NOT_SUPPORTED", 403
            )
        found = _ACTIONS.get((action, request.method == "POST"))
        if found is None:
            raise Refused(_("This action is not known."), "NOT_FOUND", 404)
        return JsonResponse(found(request, person), safe=False, headers={"Cache-Control": "no-store"})
    except Refused as why:
        answer = {"success": False, "message": why.message, "errorCode": why.code}
        return JsonResponse(answer, status=why.status)


def _person(request: HttpRequest, token: str) -> User:
    try:
        owner = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        raise PermissionDenied from None
    person = cast(User, request.user)
    if str(getattr(person, "public_id", "")) != owner or not person.has_perm("media.add_h5pcontent"):
        raise PermissionDenied
    return person


def _content_type_cache(request: HttpRequest, person: User) -> Any:
    libraries = [
        {
            "id": choice.row.pk,
            "machineName": choice.name.machine_name,
            "majorVersion": choice.name.major,
            "minorVersion": choice.name.minor,
            "patchVersion": choice.row.patch,
            "localMajorVersion": choice.name.major,
            "localMinorVersion": choice.name.minor,
            "localPatchVersion": choice.row.patch,
            "h5pMajorVersion": API["major"],
            "h5pMinorVersion": API["minor"],
            "title": choice.title,
            "summary": choice.line,
            "description": choice.line,
            "icon": choice.icon,
            "installed": True,
            "isUpToDate": True,
            "canInstall": False,
            "restricted": False,
            "owner": "",
            "screenshots": [],
            "categories": [],
            "keywords": [],
            "license": {},
        }
        for choice in choices(person)
    ]
    recent = [choice.name.machine_name for choice in choices(person) if choice.recent]
    return {"outdated": False, "libraries": libraries, "recentlyUsed": recent, "apiVersion": API, "details": ""}


def _libraries(request: HttpRequest, person: User) -> Any:
    """Those asked for; without names all that can be begun with."""
    registry = FormLibraries()
    asked = request.POST.getlist("libraries[]")[:500]
    names = [_name(each) for each in asked] if asked else [choice.name for choice in choices(person)]
    found = []
    for name in names:
        row = registry.row(name)
        if row:
            raw = row.raw
            found.append(
                {
                    "uberName": str(name),
                    "name": name.machine_name,
                    "title": row.title,
                    "majorVersion": name.major,
                    "minorVersion": name.minor,
                    "runnable": int(row.runnable),
                    "restricted": row.restricted,
                    "tutorialUrl": "",
                    "metadataSettings": raw.get("metadataSettings"),
                }
            )
    return found


def _library(request: HttpRequest, person: User) -> Any:
    name = _name(
        f"{request.GET.get('machineName')} {request.GET.get('majorVersion')}.{request.GET.get('minorVersion')}"
    )
    registry = FormLibraries()
    library, row = registry.get(name), registry.row(name)
    if library is None or row is None:
        raise Refused(_("This library is not installed."), "INVALID_LIBRARY", 404)
    language = request.GET.get("language", "id")[:10]
    needed = resolve([name], registry, editor=True)
    codes = sorted(row.languages)
    return {
        "name": name.machine_name,
        "version": {"major": name.major, "minor": name.minor},
        "title": row.title,
        "semantics": registry.semantics(name) or [],
        "language": _words(registry, name, language),
        "defaultLanguage": _words(registry, name, "en"),
        "languages": codes if "en" in codes else ["en", *codes],
        "javascript": [address for each in needed for address in _addresses(registry, each, each.scripts)],
        "css": [address for each in needed for address in _addresses(registry, each, each.styles)],
        "translations": {
            each.name.machine_name: words for each in needed if (words := _words(registry, each.name, language))
        },
        "upgradesScript": _address(registry, name, "upgrades.js") if "upgrades.js" in row.files else None,
    }


def _words(registry: FormLibraries, name: LibraryName, code: str) -> str | None:
    """As the client wants it: the JSON of a language file as a text."""
    found = registry.language(name, code)
    return json.dumps(found, ensure_ascii=False) if found else None


def _addresses(registry: FormLibraries, library: Library, paths: tuple[str, ...]) -> list[str]:
    return [_address(registry, library.name, path) for path in paths]


def _address(registry: FormLibraries, name: LibraryName, path: str) -> str:
    row = registry.row(name)
    return reverse("h5p_library_file", args=[row.folder, path]) if row else ""


def _translations(request: HttpRequest, person: User) -> Any:
    registry, code = FormLibraries(), request.GET.get("language", "id")[:10]
    names = [_name(each) for each in request.POST.getlist("libraries[]")[:500]]
    found = {str(name): words for name in names if (words := _words(registry, name, code))}
    return {"success": True, "data": found}


def _files(request: HttpRequest, person: User) -> Any:
    """Bare answers in both cases: the client looks for ``error``. The file lies in a draft of this person."""
    file = request.FILES.get("file")
    try:
        field = _FIELDS[str(json.loads(request.POST.get("field", ""))["type"])]("file")
        draft = H5PDraft.objects.get(key=UUID(request.GET.get("draf", "")), by=person)
    except (ValueError, KeyError, TypeError, RecursionError, H5PDraft.DoesNotExist):
        return {"error": _("The file does not belong to a content that is being written.")}
    if file is None:
        return {"error": _("No file came along.")}
    try:
        value = keep_file(draft, Place((), field, MISSING, draft.main), file)
        save_draft(draft, at=timezone.now())
    except FileRefused as why:
        return {"error": str(why)}
    except TooLarge:
        return {"error": _("This content is too long.")}
    return {**value, "path": f"{value['path']}#tmp"}


def _filter(request: HttpRequest, person: User) -> Any:
    text = request.POST.get("libraryParameters", "")
    if len(text) > _MOST_JSON:
        raise Refused(_("This content is too long."), "TOO_LARGE", 413)
    try:
        asked = json.loads(text)
        name, params = LibraryName.parse(asked["library"]), asked["params"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused(_("These parameters cannot be read."), "NO_CONTENT_PARAMETERS") from None
    registry = FormLibraries()
    if registry.get(name) is None or not isinstance(params, Mapping):
        raise Refused(_("This library is not installed."), "INVALID_LIBRARY", 404)
    filtered = filter_content(params, name, registry, files=None)
    metadata = filter_metadata(asked.get("metadata"))
    answer = {"library": str(name), "params": filtered.params, "metadata": metadata}
    return {"success": True, "data": answer}


def _name(text: str) -> LibraryName:
    try:
        return LibraryName.parse(text)
    except ValueError:
        raise Refused(_("This is not the name of a library."), "INVALID_LIBRARY") from None


def _libraries_or_one(request: HttpRequest, person: User) -> Any:
    return _library(request, person) if "machineName" in request.GET else _libraries(request, person)


_ACTIONS: dict[tuple[str, bool], Callable[[HttpRequest, User], Any]] = {
    ("content-type-cache", False): _content_type_cache,
    ("libraries", False): _libraries_or_one,
    ("libraries", True): _libraries,
    ("translations", True): _translations,
    ("files", True): _files,
    ("filter", True): _filter,
}
