"""What came back from signing, file by file: the good ones are published, each of the others gets a reason."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notices import notify
from accounts.models import User
from certificates.domain.documents import document_bytes, keep_document
from certificates.models import Batch, BatchItem, Certificate, Document, SignedReturn
from certificates.signing import handoff, provider
from certificates.signing.judging import LARGEST, Judged, Outcome, judge
from certificates.signing.work import Patience, beat, claim, fail, let_go
from core import audit

AT_ONCE = 3  # files that are looked at while somebody waits for the answer


@transaction.atomic
def ask_provider(batch: Batch, *, by: User, at: datetime) -> SignedReturn:
    """The configured provider signs what the batch handed over, as if somebody had brought it back."""
    from certificates.tasks import look_through_return  # the task calls this module

    count = batch.items.filter(state=BatchItem.State.DONE).count()
    made = SignedReturn.objects.create(batch=batch, by=by, at=at, count=count, by_provider=True)
    transaction.on_commit(partial(look_through_return.enqueue, str(made.public_id)))
    return made


def carry_out(returned: SignedReturn, *, patience: Patience | None = None) -> None:
    """Begins where whoever did it before has stopped."""
    patience = patience or Patience()
    if not claim(returned):
        return
    try:
        source = _asked(returned) if returned.by_provider else _brought(returned)
        with closing(source):
            for name, found in source:
                if not _take(returned, name, found):
                    return  # we were thought lost, and another is further by now
                beat(returned)
                if patience.is_over() and len(returned.report) < returned.count:
                    let_go(returned)
                    returned.refresh_from_db()
                    return
        _finish(returned)
    except provider.SigningProblem as problem:
        outcome = Outcome.UNREACHED if isinstance(problem, provider.OutOfReach) else Outcome.REFUSED
        fail(returned, outcome)
    except Exception:
        fail(returned, "unknown")
        raise
    returned.refresh_from_db()


def _brought(returned: SignedReturn) -> Generator[tuple[str, bytes]]:
    with default_storage.open(returned.path) as file, zipfile.ZipFile(file) as archive:
        for entry in archive.infolist()[len(returned.report) :]:
            with archive.open(entry) as opened:
                yield entry.filename.partition("/")[2], opened.read(LARGEST + 1)


def _asked(returned: SignedReturn) -> Generator[tuple[str, bytes]]:
    """Raises SigningProblem: what was signed before stays, the rest is asked for again."""
    items = returned.batch.items.filter(state=BatchItem.State.DONE).select_related("certificate")
    for item in handoff.with_signature(items)[len(returned.report) :]:
        content = handoff.item_file(item)
        certificate = item.certificate
        name = certificate.number if certificate else "–"
        if content is None or certificate is None:
            yield name, b""
        elif item.has_signature or certificate.state != Certificate.State.LIVE:  # type: ignore[attr-defined]
            latest = certificate.documents.filter(standing=Document.Standing.SIGNED).last()
            yield name, document_bytes(latest) if latest else content
        else:
            yield name, provider.sign(content, certificate)


@transaction.atomic
def _take(returned: SignedReturn, name: str, content: bytes) -> bool:
    """One file and its line in the report, or neither."""
    now = SignedReturn.objects.select_for_update().get(pk=returned.pk)
    if len(now.report) != len(returned.report):
        return False
    judged = judge(content, now.batch)
    if judged.outcome == Outcome.PUBLISHED:
        judged = _publish(content, judged, now)
    found = str(judged.certificate.public_id) if judged.certificate else ""
    now.report = [*now.report, [name, judged.outcome, found, judged.signer]]
    now.save(update_fields=["report"])
    returned.report = now.report
    return True


def _publish(content: bytes, judged: Judged, returned: SignedReturn) -> Judged:
    """From now on this is the document that everybody gets."""
    assert judged.certificate is not None and judged.prepared is not None  # noqa: PT018 - both or none
    certificate = Certificate.objects.select_for_update().get(pk=judged.certificate.pk)
    if certificate.state != Certificate.State.LIVE:  # at this very moment
        return Judged(Outcome.REVOKED, certificate)
    keep_document(certificate, content, standing=Document.Standing.SIGNED, made_from=judged.prepared.sha256)
    audit.log(
        actor=str(returned.by.public_id) if returned.by else "system",
        action="certificates.signed",
        subject=str(certificate.public_id),
        detail={"batch": str(returned.batch.public_id), "sha256": hashlib.sha256(content).hexdigest()},
    )
    if certificate.holder is not None:
        notify(
            person=certificate.holder,
            kind="certificate_signed",
            at=timezone.now(),
            url=reverse("certificate", args=[certificate.public_id]),
            course=certificate.stated.title,
        )
    return judged


@transaction.atomic
def _finish(returned: SignedReturn) -> None:
    done = Batch.State.DONE
    if not SignedReturn.objects.filter(pk=returned.pk).exclude(state=done).update(state=done, problem="", path=""):
        return
    audit.log(
        actor=str(returned.by.public_id) if returned.by else "system",
        action="certificates.signed_files_returned",
        subject=str(returned.batch.public_id),
        detail=dict(Counter(str(row[1]) for row in returned.report)),
        at=timezone.now(),
    )
    if returned.path:
        transaction.on_commit(partial(default_storage.delete, returned.path))


def certificates_of(returned: SignedReturn) -> dict[str, Certificate]:
    """Of the lines of the report, by public id."""
    ids = {UUID(row[2]) for row in returned.report if row[2]}
    return {str(found.public_id): found for found in Certificate.objects.filter(public_id__in=ids)}
