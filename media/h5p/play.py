"""Playing a content: the card that stands in a lesson, and the page of the frame it opens.

The page is the same for everybody and is kept on disk, compressed, under a name that changes with all it is made of.
What belongs to a learner never comes near it: lms/static/lms/js/h5p.js hands it to the frame.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from h5p_wrapper.overlays import core_strings
from h5p_wrapper.player import Frame, content_entry, frame_script, integration, script_json
from h5p_wrapper.versions import LibraryName

from core.pictures import lesson_picture
from media.h5p.bundles import FORMAT, Bundle, Bundles, CannotPlay, bundles_for, save_compressed, stored_size
from media.h5p.models import H5PContent, H5PContentVersion, H5PHost
from media.h5p.places import bundle_storage

_FRAME = Path(__file__).parent / "frame"
CONTENT_ID = "1"  # in its frame a content is alone
SAVE_SECONDS = 10


@dataclass(frozen=True)
class MediaHost:
    """A host whose media a content shows. ``allowed``: by an administrator; the learner is asked as well."""

    host: str
    allowed: bool


@dataclass(frozen=True)
class PlayCard:
    """``first_bytes``: what a phone loads that never played anything; ``next_bytes``: one that has the bundles."""

    content: H5PContent
    version: H5PContentVersion
    frame_url: str
    bundles: Bundles
    first_bytes: int
    next_bytes: int
    hosts: tuple[MediaHost, ...]

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def picture(self) -> SafeString | None:
        return lesson_picture(self.content.picture, "") if self.content.picture else None

    @property
    def styles(self) -> str:
        return _addresses(bundle for bundle in self.bundles.all if bundle.name.endswith(".css"))

    @property
    def scripts(self) -> str:
        return _addresses(bundle for bundle in self.bundles.all if bundle.name.endswith(".js"))


def card(content: H5PContent, version: H5PContentVersion | None = None) -> PlayCard:
    """Of what is published, or of another version for its author. Raises ``CannotPlay``."""
    version = version or content.current
    if version is None:
        raise CannotPlay("no version")
    bundles = bundles_for(version)
    digest = _page_digest(version, bundles)
    size = stored_size(page_name(content.key, version.number, digest))
    if size is None:
        size = _keep_page(version, bundles, digest)
    media = version.play_bytes - len(json.dumps(version.params, ensure_ascii=False).encode())
    next_bytes = size + max(0, media)  # the content itself is in the page
    return PlayCard(
        content=content,
        version=version,
        frame_url=reverse("h5p_frame", args=[content.key, version.number, digest]),
        bundles=bundles,
        first_bytes=bundles.bytes + next_bytes,
        next_bytes=next_bytes,
        hosts=media_hosts(version),
    )


def _addresses(bundles: Iterable[Bundle]) -> str:
    return " ".join(bundle.url for bundle in bundles)


def media_hosts(version: H5PContentVersion) -> tuple[MediaHost, ...]:
    hosts = sorted({str(each["host"]) for each in version.external})
    return tuple(MediaHost(host, host in allowed_hosts(hosts)) for host in hosts)


def allowed_hosts(hosts: Iterable[str]) -> frozenset[str]:
    """Those of them that an administrator allows."""
    asked = [host for host in hosts if "\0" not in host]  # whoever asks: PostgreSQL knows no such letter
    return frozenset(H5PHost.objects.filter(host__in=asked).values_list("host", flat=True)) if asked else frozenset()


def page_name(content: UUID, number: int, digest: str) -> str:
    """Where the page lies in ``bundle_storage``."""
    return f"pages/{content}/{number}-{digest}.html"


def find_page(content: UUID, number: int, digest: str) -> str | None:
    """The page of this address; made again when it was swept away. ``None`` when the content is not what it was."""
    name = page_name(content, number, digest)
    if stored_size(name) is not None:
        return name
    version = H5PContentVersion.objects.filter(content__key=content, number=number).select_related("content").first()
    if version is None:
        return None
    try:
        bundles = bundles_for(version)
    except CannotPlay:
        return None
    if digest != _page_digest(version, bundles):
        return None
    _keep_page(version, bundles, digest)
    return name


def drop_pages(content: UUID) -> None:
    """Nothing of a deleted content stays behind."""
    bundle_storage().delete(f"pages/{content}")


def _page_digest(version: H5PContentVersion, bundles: Bundles) -> str:
    """A version never changes; what it plays with may."""
    parts = [FORMAT, str(version.content.key), version.folder, _frame_parts().digest]
    parts += [bundle.name for bundle in bundles.all]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _keep_page(version: H5PContentVersion, bundles: Bundles, digest: str) -> int:
    name = page_name(version.content.key, version.number, digest)
    save_compressed(name, frame_html(version, bundles))
    return stored_size(name) or 0


@dataclass(frozen=True)
class _FrameParts:
    scripts: tuple[SafeString, ...]
    style: SafeString
    words: dict[str, Any]  # of the core, in Indonesian
    digest: str


@cache
def _frame_parts() -> _FrameParts:
    own = [(_FRAME / name).read_text(encoding="utf-8") for name in ("cage.js", "cage.css")]
    shim, words = frame_script("shim.js"), core_strings("id")
    digest = hashlib.sha256("\n".join([shim, *own, json.dumps(words)]).encode()).hexdigest()
    return _FrameParts((mark_safe(shim), mark_safe(own[0])), mark_safe(own[1]), dict(words), digest)  # our own files


def frame_html(version: H5PContentVersion, bundles: Bundles) -> str:
    """The page of the frame: content, settings of the player, and our scripts that wait for the page around it."""
    context = {
        "title": version.content.title,
        "language": version.manifest.get("language") or "id",
        "parts": _frame_parts(),
        "integration": mark_safe(script_json(_integration(version, bundles))),
        "content_id": CONTENT_ID,
    }
    return render_to_string("media/h5p/frame.html", context)


def _integration(version: H5PContentVersion, bundles: Bundles) -> dict[str, Any]:
    """Addresses begin at the root: cage.js puts the origin before them, and the nonce in its place."""
    entry = content_entry(
        library=LibraryName.parse(version.main_library),
        params=version.params,
        title=version.content.title,
        url="",
        content_url=reverse("h5p_content_file", args=[version.content.key, version.number, "-"])[:-2],
        metadata=version.manifest,
        fullscreen=False,  # the page around has the button; what a content type brings itself works as well
    )
    return integration(
        {CONTENT_ID: entry},
        site_url="/h5p",
        libraries_url=reverse("h5p_library_file", args=["-", "-"])[:-4],
        frame=Frame(nonce=""),
        l10n=_frame_parts().words,
        save_seconds=SAVE_SECONDS,
        directories=bundles.folders,
    )
