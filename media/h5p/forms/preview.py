"""How a draft looks: the player with what the draft would be, in the same cage."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from h5p_wrapper.problems import H5PError

from media.h5p.bundles import CannotPlay, bundles_for
from media.h5p.cage import CLOSED, PERMISSIONS, page_policy
from media.h5p.contents import prepare
from media.h5p.forms.access import own_draft
from media.h5p.forms.drafts import FormLibraries, final_params, used_files
from media.h5p.forms.models import H5PDraft
from media.h5p.forms.places import Types
from media.h5p.forms.words import form_language
from media.h5p.models import H5PContent, H5PContentVersion
from media.h5p.places import content_storage
from media.h5p.play import PlayCard, frame_html
from media.h5p.words import said_problem
from media.views import part_of_file

_SALT = "media.h5p.forms.preview"
_SECONDS = 12 * 3600  # a file of a draft stays within reach of an open preview


def as_version(draft: H5PDraft) -> H5PContentVersion:
    """Not saved, and never to be. Raises H5PError where it cannot be played."""
    registry = FormLibraries()
    types = Types(registry, form_language())
    params = final_params(draft, types)
    used = used_files(draft, params, types) & draft.files.keys()
    title = draft.title or types.title(draft.main)
    files = {path: content_storage().path(f"{draft.folder}/{path}") for path in used}
    ready = prepare(
        title=title, manifest={"language": "id"}, params=params, main=draft.main, files=files, registry=registry
    )
    return H5PContentVersion(
        content=H5PContent(key=draft.key, title=title),
        number=draft.revision,
        main_library=str(draft.main),
        libraries=[str(library.name) for library in ready.libraries],
        params=ready.params,
        manifest=ready.manifest.as_json(),
        folder=draft.folder,
        files={path: draft.files[path] for path in used},
        external=list(ready.external),
    )


def card_of(draft: H5PDraft) -> PlayCard:
    """Raises H5PError, CannotPlay."""
    version = as_version(draft)
    bundles = bundles_for(version)
    return PlayCard(
        content=version.content,
        version=version,
        frame_url=reverse("h5p_draft_frame", args=[draft.key, draft.revision]),
        bundles=bundles,
        first_bytes=bundles.bytes,
        next_bytes=0,
        hosts=(),
    )


@require_safe
@xframe_options_sameorigin
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    """The player; ``?bingkai=1``: alone, beside the form."""
    draft = own_draft(request, key)
    card, problems = None, []
    try:
        card = card_of(draft)
    except H5PError as error:
        problems = [said_problem(each) for each in error.problems[:5]]
    except CannotPlay:
        problems = [_("The player is not complete yet. Ask an administrator.")]
    template = "media/h5p/forms/look_frame.html" if request.GET.get("bingkai") else "media/h5p/forms/look.html"
    context = {"draft": draft, "card": card, "problems": problems, "at": request.GET.get("di", "")}
    return render(request, template, context)


@require_safe
def frame(request: HttpRequest, key: UUID, revision: int) -> HttpResponse:
    """The page in the cage; its own author's only."""
    draft = own_draft(request, key)
    try:
        version = as_version(draft)
        html = frame_html(version, bundles_for(version))
    except (H5PError, CannotPlay):
        raise Http404 from None
    usual = reverse("h5p_content_file", args=[draft.key, version.number, "-"])[:-2]
    token = signing.dumps(draft.key.hex, salt=_SALT)
    response = HttpResponse(html.replace(usual, reverse("h5p_draft_media", args=[token, "-"])[:-2]))
    response["Content-Security-Policy"] = page_policy(request, ())
    response["Permissions-Policy"] = PERMISSIONS
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def draft_media(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """A file of a draft for its preview, which has no cookies: whoever holds the token, for some hours."""
    try:
        key = UUID(hex=signing.loads(token, salt=_SALT, max_age=_SECONDS))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    draft = get_object_or_404(H5PDraft.objects.only("key", "files"), key=key)
    facts = draft.files.get(path)
    if facts is None or not content_storage().exists(f"{draft.folder}/{path}"):
        raise Http404
    file = content_storage().open(f"{draft.folder}/{path}")
    response = part_of_file(request, file, content_storage().size(f"{draft.folder}/{path}")) or FileResponse(file)
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"  # see media.views.serve_upload
    response["Content-Type"] = facts["type"]
    response["Accept-Ranges"] = "bytes"
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = CLOSED
    response["Cache-Control"] = "private, max-age=3600"
    return response
