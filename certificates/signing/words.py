"""What the pages about signing say: what is the matter, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from certificates.signing.judging import Outcome
from certificates.signing.receiving import Problem
from certificates.signing.seal import Health

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Said:
    what: StrOrPromise
    do: StrOrPromise = ""


OUTCOMES: dict[str, Said] = {
    Outcome.PUBLISHED: Said(_("Published. Its owner now gets this signed file.")),
    Outcome.ALREADY: Said(_("Was published before. Nothing changed.")),
    Outcome.UNSIGNED: Said(
        _("Not signed yet."), _("This is the file as we prepared it. Sign it, then bring it again.")
    ),
    Outcome.ALTERED: Said(
        _("More was changed than signing changes."),
        _("Sign the file from the archive as it is. Do not save it in another program, and do not print it to PDF."),
    ),
    Outcome.BROKEN: Said(
        _("The signature does not fit the file: something was changed after signing."),
        _("Sign the file from the archive once more."),
    ),
    Outcome.FOREIGN: Said(
        _("Signed with a certificate that does not come from the provider."),
        _("Sign with the certificate of the signatory at the provider."),
    ),
    Outcome.ANOTHER: Said(
        _("This document was never prepared here."), _("Bring the files from the archive of this batch.")
    ),
    Outcome.OTHER_BATCH: Said(_("Belongs to another batch."), _("Open that batch and bring the file there.")),
    Outcome.REVOKED: Said(
        _("This certificate was revoked meanwhile."), _("Nothing to do: it is not given out any more.")
    ),
    Outcome.REPLACED: Said(
        _("This certificate was replaced by a corrected one meanwhile."),
        _("Prepare the corrected one for signing."),
    ),
    Outcome.ERASED: Said(_("The holder has removed their data."), _("Delete this file on your side, too.")),
    Outcome.DUPLICATE: Said(
        _("Another signed file of this certificate is published already."), _("Nothing to do: the first one stays.")
    ),
    Outcome.NO_PDF: Said(_("This is not a PDF.")),
    Outcome.NOT_READABLE: Said(
        _("This PDF cannot be read: it is cut off, locked with a password, or damaged."),
        _("Download it once more from where it was signed."),
    ),
    Outcome.TOO_LARGE: Said(_("Larger than 20 MB."), _("A signed certificate is much smaller. Is it the right file?")),
    Outcome.UNREACHED: Said(_("The provider did not answer."), _("Try again later. What is signed already stays.")),
    Outcome.REFUSED: Said(
        _("The provider refused to sign."),
        _("Ask the provider whether the account and the certificate of the signatory are valid."),
    ),
}
GOOD = (Outcome.PUBLISHED, Outcome.ALREADY)

PROBLEMS: dict[str, Said] = {
    Problem.NOTHING: Said(_("There is no file in it."), _("Choose the signed PDFs, or one archive (.zip) with them.")),
    Problem.DAMAGED: Said(_("This archive cannot be opened."), _("Pack it once more, or choose the PDFs themselves.")),
    Problem.LOCKED: Said(_("This archive is locked with a password."), _("Pack it without a password.")),
    Problem.BOMB: Said(_("Unpacked, this archive is far too large."), _("Pack only the signed PDFs.")),
    Problem.TOO_MANY: Said(_("There are too many files in it."), _("Bring them in several parts.")),
    Problem.FORGED: Said(
        _("The list in this archive (manifest.json) is not the one that we made. Nothing was taken."),
        _("Take the archive that you downloaded here, or choose the signed PDFs without a list."),
    ),
    Problem.OTHER_BATCH: Said(_("This archive belongs to another batch."), _("Open that batch and bring it there.")),
}

FAILURES: dict[str, Said] = {
    "no-address": Said(
        _("This site has no public address, so its certificates are samples. Nobody should sign a sample."),
        _("Ask whoever runs the server to set PUBLIC_URL."),
    ),
    "no-key": Said(
        _("The key that signs certificates is lost, so the list in the archive cannot be signed."),
        _("Ask whoever runs the server to run: manage.py certificate_keys --replace"),
    ),
    "unknown": Said(
        _("Something went wrong. What is done stays."), _("Try again. If it stops again, look into the log.")
    ),
    Outcome.UNREACHED: OUTCOMES[Outcome.UNREACHED],
    Outcome.REFUSED: OUTCOMES[Outcome.REFUSED],
}

HEALTHS: dict[Health, Said] = {
    Health.WORKS: Said(_("The seal works.")),
    Health.ENDS_SOON: Said(
        _("The seal works, but not for long."), _("Make a new one soon. What carries the old one stays valid.")
    ),
    Health.NEVER_MADE: Said(_("There is no seal yet."), _("Until there is one, certificates go out without it.")),
    Health.LOST: Said(
        _("The key of the seal is lost. New certificates go out without a seal."),
        _("Put the folder keys/seal back from a backup, or make a new seal."),
    ),
    Health.LOCKED: Said(
        _("The file with the key cannot be opened. New certificates go out without a seal."),
        _("Ask whoever runs the server to check CERTIFICATE_SEAL_PASSPHRASE."),
    ),
    Health.NOT_YET: Said(
        _("The certificate of the seal is not valid yet. New certificates go out without a seal."),
        _("Wait for the day it begins, or make a new seal."),
    ),
    Health.EXPIRED: Said(
        _("The seal has expired. New certificates go out without a seal."),
        _("Make a new one. What carries the old one stays as it is."),
    ),
}
