"""A pack comes in: received and looked through, then taken as a whole or piece by piece, or thrown away."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core import audit
from core.signing_keys import as_text, key_id
from courses.domain.sending import unpack
from courses.models import PackImport, PackSigner
from courses.packs.load import load_pack
from courses.packs.model import Pack
from courses.packs.original import Original
from courses.packs.outcome import Loaded
from courses.packs.problems import PackRefused, Problem, _n
from courses.packs.read import read_pack
from courses.travel.key import Trust, trust_in
from courses.travel.manifest import MANIFEST
from courses.travel.parcel import MAX_PARCEL_BYTES, Parcel, open_parcel
from courses.travel.plan import Plan, accepted_items, make_plan

FOLDER = "pack-imports"  # none of those that media.views serves
KEPT_FOR = timedelta(days=7)
MOST_WAITING = 5  # of one person; the oldest goes


class NotTrusted(Exception):
    """Its signer is not known here, or nobody signed it: an administrator decides."""


class Gone(Exception):
    """It was taken or thrown away meanwhile."""


@dataclass(frozen=True)
class Opened:
    """A pack that is whole, read from its file."""

    parcel: Parcel
    pack: Pack
    folder: Path  # only inside ``opened``
    trust: Trust

    @property
    def public_key(self) -> bytes | None:
        return self.parcel.manifest.public_key if self.parcel.manifest else None


@dataclass(frozen=True)
class Look:
    opened: Opened
    plan: Plan


@contextmanager
def opened(file: BinaryIO) -> Iterator[Opened]:
    """Nothing is written but a folder that goes again. Raises PackRefused."""
    parcel = open_parcel(file)
    with tempfile.TemporaryDirectory() as place:
        folder = unpack(parcel.files, Path(place))
        pack = read_pack(folder)
        Original(pack)  # a translation is refused before anybody looks through it
        manifest = parcel.manifest
        if manifest and (manifest.course, manifest.version) != (pack.name, pack.version):
            text = _n("{file} speaks of another course or version than course.yaml.")
            raise PackRefused([Problem(MANIFEST, 1, text, {"file": MANIFEST})])
        yield Opened(parcel, pack, folder, trust_in(manifest.public_key if manifest else None))


@transaction.atomic
def receive(file: BinaryIO, *, name: str, by: User, at: datetime) -> PackImport:
    """Kept until somebody takes it, a week at most. Raises PackRefused; then nothing is kept."""
    with opened(file) as found:
        pack = found.pack
    file.seek(0)
    content = file.read(MAX_PARCEL_BYTES + 1)
    row = PackImport.objects.create(
        name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        pack=pack.name,
        title=pack.title,
        version=pack.version,
        by=by,
        at=at,
    )
    default_storage.save(_path(row), ContentFile(content))
    for old in waiting().filter(by=by).order_by("-at", "-pk")[MOST_WAITING:]:
        _drop(old)
    return row


def waiting() -> QuerySet[PackImport]:
    return PackImport.objects.filter(taken_at=None)


@contextmanager
def looked_at(row: PackImport) -> Iterator[Look]:
    """What taking it would do, as of now. Raises PackRefused, Gone."""
    with _file(row) as file, opened(file) as found:
        yield Look(found, make_plan(found.pack, found.folder))


def take(
    row: PackImport, *, by: User, at: datetime, ticked: Collection[str] = (), unsigned_too: bool = False
) -> Loaded:
    """One transaction: all that is ticked, or nothing. A course that is not here comes as a whole.

    ``unsigned_too``: the person may decide that, and does. Raises NotTrusted, PackRefused, Gone.
    """
    with looked_at(row) as look:
        pack, plan = look.opened.pack, look.plan
        if look.opened.trust is Trust.UNKNOWN or (look.opened.trust is Trust.UNSIGNED and not unsigned_too):
            raise NotTrusted
        only = accepted_items(pack, plan, set(ticked)) if plan.course else None
        with transaction.atomic():
            locked = PackImport.objects.select_for_update().get(pk=row.pk)
            if locked.taken_at is not None:
                raise Gone
            done = load_pack(look.opened.folder, at=at, take=("all",) if plan.was_deleted else (), only=only, by=by)
            locked.taken_at, locked.result = at, asdict(done)
            locked.save(update_fields=["taken_at", "result"])
            audit.log(
                actor=str(by.public_id),
                action="courses.pack_imported",
                subject=pack.name,
                detail={
                    "version": pack.version,
                    "sha256": locked.sha256,
                    "signed": look.opened.trust.value,
                    "key": key_id(look.opened.public_key) if look.opened.public_key else "",
                    "made": done.made,
                    "updated": done.updated,
                    "left": len(done.left),
                },
                at=at,
            )
            transaction.on_commit(partial(_delete_file, _path(locked)))
    return done


@transaction.atomic
def trust_signer(row: PackImport, *, by: User, at: datetime) -> PackSigner | None:
    """From now on packs that this key signed come in without asking. None: nobody signed it."""
    with _file(row) as file, opened(file) as found:
        public, manifest = found.public_key, found.parcel.manifest
    if public is None or manifest is None:
        return None
    name = " · ".join(filter(None, (manifest.origin.get("situs"), manifest.origin.get("daerah"))))
    signer, made = PackSigner.objects.get_or_create(
        public_key=as_text(public), defaults={"name": name[:160] or key_id(public), "trusted_at": at, "trusted_by": by}
    )
    if made:
        _log("courses.pack_signer_trusted", key_id(public), by, at)
    return signer


@transaction.atomic
def distrust(signer: PackSigner, *, by: User, at: datetime) -> None:
    """What it signed is asked about again. Courses that came in stay."""
    _log("courses.pack_signer_forgotten", signer.public_key[:8], by, at)
    signer.delete()


@transaction.atomic
def throw_away(row: PackImport) -> None:
    if row.taken_at is None:
        _drop(row)


def remove_forgotten(*, at: datetime, dry_run: bool = False) -> int:
    """Returns how many were brought more than a week ago; with ``dry_run`` they stay."""
    old = PackImport.objects.filter(at__lte=at - KEPT_FOR)
    count = old.count()
    if not dry_run:
        for row in old:
            _drop(row)
        transaction.on_commit(_sweep)
    return count


def _sweep() -> None:
    """Files whose rows went with the person who brought them."""
    with suppress(FileNotFoundError):
        wanted = {f"{row.key}.zip" for row in waiting()}
        for name in default_storage.listdir(FOLDER)[1]:
            if name not in wanted:
                _delete_file(f"{FOLDER}/{name}")


@contextmanager
def _file(row: PackImport) -> Iterator[BinaryIO]:
    try:
        file: Any = default_storage.open(_path(row))
    except FileNotFoundError:
        raise Gone from None
    with file:
        yield file


def _drop(row: PackImport) -> None:
    path = _path(row)
    row.delete()
    transaction.on_commit(partial(_delete_file, path))


def _delete_file(path: str) -> None:
    with suppress(FileNotFoundError):
        default_storage.delete(path)


def _path(row: PackImport) -> str:
    return f"{FOLDER}/{row.key}.zip"


def _log(action: str, subject: str, by: User, at: datetime) -> None:
    audit.log(actor=str(by.public_id), action=action, subject=subject, detail={}, at=at)
