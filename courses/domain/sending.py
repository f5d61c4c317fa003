"""A course goes out as a signed pack."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core import audit
from core.models import MunicipalitySettings
from core.signing_keys import key_id, public_half
from courses.models import CoursePage
from courses.packs.items import item_hashes
from courses.packs.model import Pack
from courses.packs.problems import PackRefused, Problem, _n
from courses.packs.read import read_pack
from courses.packs.writing import is_edited
from courses.travel.collect import Collected, collect
from courses.travel.files import pack_files
from courses.travel.key import own_key
from courses.travel.losses import Losses, Missing
from courses.travel.parcel import SUFFIX, Facts, pack_up
from courses.travel.plan import MODELS
from courses.travel.remembering import remember
from courses.travel.texts import item_texts


class NotReady(Exception):
    """The course lacks what every pack says, or says what no pack may."""

    def __init__(self, missing: list[Missing], problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.text() for problem in [*(one.problem for one in missing), *problems][:3]))
        self.missing = missing
        self.problems = problems


@dataclass(frozen=True)
class Prepared:
    """A course as it would go out."""

    pack: Pack
    files: dict[str, bytes]
    losses: Losses
    collected: Collected
    edited: bool  # another text than that of the version it is based on


@dataclass(frozen=True)
class Sent:
    name: str  # of the file
    content: bytes
    pack: Pack
    lost: list[Problem]


def prepare_export(course: CoursePage, *, at: datetime) -> Prepared:
    """Nothing is written. Raises NotReady."""
    collected = collect(course)
    losses = collected.losses
    if losses.missing:
        raise NotReady(losses.missing, [])
    edited = _is_other(collected)
    pack = replace(collected.pack, version=_version(collected, edited, at))
    files = dict(pack_files(pack)) | collected.h5p_files
    with tempfile.TemporaryDirectory() as place:
        folder = unpack(files, Path(place))
        try:
            read = read_pack(folder)
        except PackRefused as refused:
            raise NotReady([], refused.problems) from refused
    _compare(pack, read, losses)
    return Prepared(pack, files, losses, collected, edited)


@transaction.atomic
def export_course(course: CoursePage, *, by: str, at: datetime, licence: str = "") -> Sent:
    """Signed, with the ids of all its things kept for the next time. ``by``: opaque id. Raises NotReady."""
    prepared = prepare_export(course, at=at)
    pack = prepared.pack
    based_on = prepared.collected.pack.version
    if licence and licence != pack.licence and prepared.collected.written_here:
        pack = replace(pack, licence=licence)
        prepared = replace(prepared, pack=pack, files=dict(pack_files(pack)) | prepared.collected.h5p_files)
    remember(course, pack, prepared.collected.ids, at=at)
    key = own_key()
    facts = Facts(
        course=pack.name,
        title=pack.title,
        version=pack.version,
        licence=pack.licence,
        origin=_origin(key_id(public_half(key)), based_on if prepared.edited else "", at),
        left_out=tuple(problem.text(gettext) for problem in prepared.losses.lost),
    )
    content = pack_up(prepared.files, facts, public=public_half(key), sign=key.sign)
    audit.log(
        actor=by,
        action="courses.pack_exported",
        subject=str(course.translation_key),
        detail={"pack": pack.name, "version": pack.version, "files": len(prepared.files)},
        at=at,
    )
    return Sent(f"{pack.slug}-{pack.version}{SUFFIX}", content, pack, prepared.losses.lost)


def unpack(files: Mapping[str, bytes], folder: Path) -> Path:
    """Names were checked before (``parcel``) or are ours."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _origin(kid: str, based_on: str, at: datetime) -> dict[str, str]:
    site = MunicipalitySettings.load()
    origin = {
        "pemasangan": kid,
        "situs": site.site_name,
        "daerah": site.municipality,
        "alamat": settings.PUBLIC_URL or "",
        "diekspor": timezone.localtime(at).isoformat(timespec="seconds"),
        "berdasarkan_versi": based_on,
    }
    return {name: value for name, value in origin.items() if value}


def _version(collected: Collected, edited: bool, at: datetime) -> str:
    """Of the pack it came from; where it was edited, that with the day: 2026.1+20261123. Written here: the day."""
    day, before = timezone.localtime(at), collected.pack.version
    if collected.written_here:
        today = f"{day:%Y.%m.%d}"
        return before if before and not edited else f"{day:%Y.%m.%d.%H%M}" if before.startswith(today) else today
    return f"{before.partition('+')[0][:30]}+{day:%Y%m%d}" if edited else before


def _is_other(collected: Collected) -> bool:
    """Compared with what was loaded, or exported before. What H5P contents say is looked at where they stand."""
    hashes, rows = item_hashes(collected.pack), collected.ids.rows
    if any(not item.startswith("pool:") and item not in hashes for item in rows):
        return True
    for item, found in hashes.items():
        row = rows.get(item)
        if row is None:
            return True
        if item.startswith("h5p:"):
            thing = MODELS["h5p"].objects.select_related("current").filter(pk=row.object_pk).first()
            if is_edited(thing, row):
                return True
        elif row.source_hash != found:
            return True
    return False


def _compare(pack: Pack, read: Pack, losses: Losses) -> None:
    """What comes back when it is read must say the same; where it does not, that is told."""
    before, after = item_texts(pack), item_texts(read)
    for item, text in before.items():
        other = after.get(item)
        if other is None or other.text != text.text:
            losses.lose(text.title, _n("something in it that packs say in another way; compare it after importing"))
