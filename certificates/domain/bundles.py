"""Many documents as one file: an archive with a list, or one PDF for the printer. Never all in memory."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.domain.documents import certificate_pdf
from certificates.filenames import Names, safe_name
from certificates.models import Batch, BatchItem, Certificate
from core.sheets import Cell, xlsx_file

FOLDER = "bundles"  # in the default storage; nothing of it is public (media.views)
ENDINGS = {Batch.Act.ZIP.value: "zip", Batch.Act.PRINT.value: "pdf"}
Alive = Callable[[], None]  # called between steps; raises when the work is somebody else's now
_BETWEEN_BEATS = 25


def bundle(batch: Batch, *, alive: Alive) -> str:
    """Path in the storage. It speaks Indonesian, as the documents do."""
    scratch = Path(settings.DATA_DIR) / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    for left in scratch.glob(f"{batch.public_id}-*"):  # of a worker that was killed
        shutil.rmtree(left, ignore_errors=True)
    with (
        translation.override("id"),
        tempfile.TemporaryDirectory(dir=scratch, prefix=f"{batch.public_id}-") as folder,
    ):
        made = Path(folder) / f"hasil.{ENDINGS[batch.act]}"
        if batch.act == Batch.Act.ZIP:
            _write_archive(batch, made, alive)
        else:
            from certificates.pdf.joining import join  # its library is large, and no other page needs it

            documents = (certificate_pdf(certificate) for certificate in _certificates(batch, alive))
            join(documents, made, title=batch.label)
        alive()
        with made.open("rb") as file:
            return default_storage.save(f"{FOLDER}/{batch.public_id}{made.suffix}", File(file))


def _certificates(batch: Batch, alive: Alive) -> Iterator[Certificate]:
    """Those whose documents were made; who is not valid any more stays out, with the reason."""
    items = batch.items.filter(state=BatchItem.State.DONE).select_related("certificate").order_by("position")
    for index, item in enumerate(items.iterator(chunk_size=100)):
        if index % _BETWEEN_BEATS == 0:
            alive()
        certificate = item.certificate
        if certificate is None or certificate.erased or certificate.state != Certificate.State.LIVE:
            item.state, item.reason = BatchItem.State.SKIPPED, "not_valid" if certificate else "erased"
            item.save(update_fields=["state", "reason"])
        else:
            yield certificate


def _write_archive(batch: Batch, made: Path, alive: Alive) -> None:
    names, listed = Names(), [_head()]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:  # a PDF is compressed already
        for certificate in _certificates(batch, alive):
            facts = certificate.stated
            name = names.unique(safe_name(facts.name, facts.title, ending=".pdf"))
            _add(archive, name, certificate_pdf(certificate), certificate)
            day = facts.issued_on.isoformat()
            listed.append([len(listed), facts.number, facts.name, facts.title, facts.jp, day, name])
        sheets = {_("Certificates"): listed, _("Without a certificate"): missing_table(batch)}
        _add(archive, names.unique("daftar.xlsx"), xlsx_file(sheets), None)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, certificate: Certificate | None) -> None:
    day = certificate.stated.issued_on.timetuple() if certificate else None
    entry = zipfile.ZipInfo(name, (*day[:3], 0, 0, 0) if day else (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _head() -> list[Cell]:
    return [_("No."), _("Number"), _("Name"), _("Course"), _("JP"), _("Issued on"), _("File")]


def missing_table(batch: Batch) -> list[list[Cell]]:
    """Who has none, and why, for a sheet: those who had none when it began, and those who were left out since."""
    table: list[list[Cell]] = [[_("Name"), _("Course"), _("Why")]]
    return table + [[name, course, why] for name, course, why in missing_of(batch)]


def missing_of(batch: Batch) -> list[tuple[str, str, str]]:
    """(name, course, why in words). Who has erased their data since has no name any more, and is left out."""
    people = User.objects.in_bulk([UUID(one[0]) for one in batch.missing], field_name="public_id")
    found = [
        (str(people[UUID(person)]), course, reason_words(reason, left, of))
        for person, reason, course, left, of in batch.missing
        if UUID(person) in people
    ]
    skipped = batch.items.filter(state=BatchItem.State.SKIPPED).select_related("certificate", "person")
    return found + [
        (
            str(item.person or ""),
            item.certificate.facts.get("title", "") if item.certificate else "",
            reason_words(item.reason),
        )
        for item in skipped
        if item.person
    ]


def reason_words(reason: str, left: int = 0, of: int = 0) -> str:
    """One sentence for why somebody has no certificate."""
    return {
        "not_enrolled": lambda: _("does not follow this course"),
        "stopped": lambda: _("has stopped following; still %(left)s of %(of)s pages") % {"left": left, "of": of},
        "lessons": lambda: _("still %(left)s of %(of)s pages") % {"left": left, "of": of},
        "quiz": lambda: _("only the quiz is not passed yet"),
        "guest": lambda: _("a guest: needs an account with a name"),
        "name": lambda: _("has not confirmed the name yet"),
        "revoked": lambda: _("the certificate was revoked"),
        "unpublished": lambda: _("the course is not published"),
        "not_complete": lambda: _("the course is not complete any more"),
        "earned": lambda: _("has earned it, but it is not issued yet"),
        "erased": lambda: _("has erased their data"),
        "not_valid": lambda: _("the certificate is no longer valid"),
        "not_issued": lambda: _("it could not be issued; the log says why"),
        "attendance": lambda: _("missed %(left)s of %(of)s sessions, too many") % {"left": left, "of": of},
        "courses": lambda: _("has not completed the linked courses yet"),
        "cancelled": lambda: _("the event was cancelled"),
        "not_drawn": lambda: _("the document could not be made; the log says why"),
    }[reason]()
