"""Handing certificates over to whoever signs them: a batch, made ready piece by piece, then one archive with a list."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from datetime import datetime
from functools import partial
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from certificates import keys
from certificates.domain.documents import document_bytes, keep_document, kept_document, made_from, render_document
from certificates.models import Batch, BatchItem, Certificate, Document
from certificates.models.issuer import issuer_now
from certificates.signing import manifest
from certificates.signing.work import Patience, beat, claim, fail, let_go
from core import audit

MOST = 5_000  # certificates of one batch
_THEN = (1980, 1, 1, 0, 0, 0)  # entries of the archive carry no time of their own


class NothingToSign(Exception):
    """None of them is valid and unsigned."""


class TooMany(Exception):
    pass


class CannotPrepare(Exception):
    """``reason``: no-address (they would be samples) or no-key (the list cannot be signed)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def unsigned(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Valid, with a name on it, and not signed by a provider."""
    signed = Document.objects.filter(certificate=OuterRef("pk"), standing=Document.Standing.SIGNED)
    return certificates.filter(~Exists(signed), state=Certificate.State.LIVE, erased=False)


@transaction.atomic
def hand_over(certificates: QuerySet[Certificate], *, label: str, by: User, at: datetime) -> Batch:
    """Raises NothingToSign, TooMany, CannotPrepare."""
    from certificates.tasks import prepare_for_signing  # the task calls this module

    if not settings.PUBLIC_URL:
        raise CannotPrepare("no-address")
    if keys.signer() is None:
        raise CannotPrepare("no-key")
    chosen = list(unsigned(certificates).order_by("issued_at", "pk").values_list("pk", flat=True)[: MOST + 1])
    if not chosen:
        raise NothingToSign
    if len(chosen) > MOST:
        raise TooMany
    batch = Batch.objects.create(act=Batch.Act.HANDOFF, label=label[:200], made_by=by, made_at=at)
    BatchItem.objects.bulk_create(
        [BatchItem(batch=batch, position=position, certificate_id=pk) for position, pk in enumerate(chosen, 1)]
    )
    audit.log(
        actor=str(by.public_id),
        action="certificates.handed_over",
        subject=str(batch.public_id),
        detail={"count": len(chosen)},
        at=at,
    )
    transaction.on_commit(partial(prepare_for_signing.enqueue, str(batch.public_id)))
    return batch


def carry_out(batch: Batch, *, patience: Patience | None = None) -> None:
    """Makes ready what is not yet; then the archive. Begins where whoever did it before has stopped."""
    patience = patience or Patience()
    if not claim(batch):
        return
    try:
        for item in batch.items.filter(state=BatchItem.State.WAITING).select_related("certificate").iterator(100):
            if patience.is_over():
                let_go(batch)
                return
            _make_ready(item)
            beat(batch)
        _pack(batch)
    except CannotPrepare as problem:
        fail(batch, problem.reason)
    except Exception:
        fail(batch, "unknown")
        raise
    batch.refresh_from_db()


def prepared(certificate: Certificate) -> Document:
    """What somebody signs elsewhere: its footer is true as soon as it is signed, so nobody else gets it."""
    from certificates.signing.pades import ready_for_signatures  # loads pyHanko: half a second and 30 MB

    standing = Document.Standing.PREPARED
    kept = kept_document(certificate, standing)
    if kept:
        return kept
    content = ready_for_signatures(render_document(certificate, standing=standing))
    return keep_document(certificate, content, standing=standing, made_from=made_from(certificate, standing))


def _make_ready(item: BatchItem) -> None:
    certificate = item.certificate
    if certificate is None or certificate.erased or certificate.state != Certificate.State.LIVE:
        item.state, item.reason = BatchItem.State.SKIPPED, certificate.state if certificate else "gone"
    else:
        item.state, item.sha256 = BatchItem.State.DONE, prepared(certificate).sha256
    item.save(update_fields=["state", "reason", "sha256"])


def _pack(batch: Batch) -> None:
    """To the storage in pieces: however many they are, memory stays flat."""
    path = f"certificates/handoffs/{batch.public_id}.zip"
    with tempfile.TemporaryFile() as file:
        _write_archive(batch, file)
        file.seek(0)
        default_storage.delete(path)  # of whoever stopped half-way
        path = default_storage.save(path, File(file))
    done = Batch.State.DONE
    Batch.objects.filter(pk=batch.pk).update(state=done, path=path, done_at=timezone.now(), problem="")


def _write_archive(batch: Batch, file: IO[bytes]) -> None:
    signer = keys.signer()
    if signer is None:
        raise CannotPrepare("no-key")
    files = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in batch.items.filter(state=BatchItem.State.DONE).select_related("certificate").iterator(100):
            document = _handed_over(item)
            if document is None:  # its owner has removed their data meanwhile
                continue
            name = f"{item.position:04} {_file_name(document.certificate.number)}.pdf"
            with default_storage.open(document.path) as source, archive.open(_entry(name), "w") as aim:
                shutil.copyfileobj(source, aim)
            files.append(manifest.File(name, document.certificate.number, document.certificate.public_id, item.sha256))
            beat(batch)
        made_at = batch.made_at.astimezone(ZoneInfo("UTC"))
        content = manifest.manifest(batch=batch.public_id, made_at=made_at, provider=issuer_now().provider, files=files)
        archive.writestr(_entry(manifest.NAME), content)
        signed = manifest.signature(content, kid=signer.kid, sign=signer.sign)
        archive.writestr(_entry(manifest.SIGNATURE_NAME), signed)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _THEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _file_name(number: str) -> str:
    return re.sub(r"[^\w.-]+", "-", number, flags=re.ASCII).strip("-.")[:80]


def _handed_over(item: BatchItem) -> Document | None:
    found = Document.objects.filter(certificate_id=item.certificate_id, sha256=item.sha256).first()
    return found if found and default_storage.exists(found.path) else None


def item_file(item: BatchItem) -> bytes | None:
    """What was handed over, to be signed by a provider. None: gone."""
    document = _handed_over(item)
    return document_bytes(document) if document else None


def with_signature(items: QuerySet[BatchItem]) -> QuerySet[BatchItem]:
    """``has_signature``: whether what came back was published."""
    signed = Document.objects.filter(certificate=OuterRef("certificate"), standing=Document.Standing.SIGNED)
    return items.annotate(has_signature=Exists(signed))


def still_missing(batch: Batch) -> QuerySet[BatchItem]:
    return with_signature(batch.items.filter(state=BatchItem.State.DONE)).filter(
        has_signature=False, certificate__state=Certificate.State.LIVE, certificate__erased=False
    )


def forget(certificate: Certificate) -> None:
    """Its owner's data goes: names of files in reports, and archives that hold it. These are packed again, without it,
    when somebody asks."""
    key = str(certificate.public_id)
    for batch in Batch.objects.filter(act=Batch.Act.HANDOFF, items__certificate=certificate):
        if batch.path:
            default_storage.delete(batch.path)
            Batch.objects.filter(pk=batch.pk).update(path="", state=Batch.State.WAITING)
        for returned in batch.returns.select_for_update():
            returned.report = [["–", *row[1:]] if row[2] == key else row for row in returned.report]
            returned.save(update_fields=["report"])
