"""Throw away what nobody needs any more, hand in attempts whose time is up, look that the audit chain is whole.

As all jobs that remove data it only says what it would do, unless told to do it (SECURITY 31). Twice is once.
`manage.py up` runs it once a day; elsewhere a timer does (docs/operations.md).
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from accounts.domain.guests import remove_abandoned_guests
from accounts.domain.merge import forget_old_snapshots
from accounts.domain.sessions import remove_expired_sessions
from certificates.domain import batches as certificate_batches
from classes.domain.roster_apply import take_up_all as take_up_rosters
from classes.domain.roster_undo import remove_old_rosters
from core import audit, ratelimit, requestkeys
from core.models import AuditEvent
from courses.domain.receiving import remove_forgotten as remove_forgotten_packs
from media.h5p import files as h5p_files
from media.h5p import uploads as h5p_uploads
from media.h5p.forms.drafts import remove_forgotten_drafts
from progress.domain.batches import take_up_all
from progress.domain.overtime import hand_in_overdue
from quizzes.domain.uploads import remove_forgotten_uploads

FINISHED_TASKS_KEPT = timedelta(days=14)


class Command(BaseCommand):
    help = "Count what is out of date; --remove throws it away. Checks the audit chain. Exit status 1: it is broken."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Without it nothing is changed.")

    def handle(self, *args: Any, **options: Any) -> None:
        at, remove = timezone.now(), options["remove"]
        guests = remove_abandoned_guests(at=at, dry_run=not remove)
        uploads = remove_forgotten_uploads(at=at, dry_run=not remove)
        packages = h5p_uploads.remove_forgotten(at=at, dry_run=not remove)
        drafts = remove_forgotten_drafts(at=at, dry_run=not remove)
        packs = remove_forgotten_packs(at=at, dry_run=not remove)
        folders = h5p_files.sweep(at=at, dry_run=not remove)
        overdue = hand_in_overdue(at=at, dry_run=not remove)
        batches = certificate_batches.remove_old(at=at, dry_run=not remove)
        rosters = remove_old_rosters(at=at, dry_run=not remove)
        jobs: tuple[tuple[str, Callable[[], int]], ...] = (
            (_("Guests nobody can come back to: %(count)s."), lambda: guests),
            (_("Expired sessions: %(count)s."), lambda: remove_expired_sessions(at=at)),
            (_("Merges of accounts that cannot be undone any more: %(count)s."), lambda: forget_old_snapshots(at=at)),
            (_("Old request keys: %(count)s."), lambda: requestkeys.remove_old_keys(at=at)),
            (_("Old counts of tries: %(count)s."), lambda: ratelimit.remove_old_windows(now=at)),
            (_("Finished tasks: %(count)s."), lambda: _remove_finished_tasks(at=at)),
            (_("Files of questions never imported: %(count)s."), lambda: uploads),
            (_("H5P files brought and never taken: %(count)s."), lambda: packages),
            (_("Folders of H5P that nothing refers to: %(count)s."), lambda: folders),
            (_("Course packs brought more than a week ago: %(count)s."), lambda: packs),
            (_("H5P drafts nobody came back to: %(count)s."), lambda: drafts),
            (_("Work on many certificates, older than a month: %(count)s."), lambda: batches),
            (_("Work on many certificates, taken up again: %(count)s."), lambda: take_up_all(at=at)),
            (_("Lists of pupils, older than a day or done a month ago: %(count)s."), lambda: rosters),
            (_("Lists of pupils, taken up again: %(count)s."), lambda: take_up_rosters(at=at)),
            (_("Attempts at quizzes whose time is up, handed in: %(count)s."), lambda: overdue),
        )
        for text, job in jobs:
            with transaction.atomic():
                count = job()
                transaction.set_rollback(not remove)
            self.stdout.write(text % {"count": count})
        self.stdout.write(_("Removed.") if remove else _("Nothing was removed. To remove it: --remove"))
        self._check_audit_chain()

    def _check_audit_chain(self) -> None:
        broken = audit.first_broken_link()
        if broken is not None:
            raise CommandError(
                _(
                    "The audit chain is broken at entry %(number)s: somebody has changed it in the database. "
                    "Keep a copy of the database and compare it with the backups."
                )
                % {"number": broken.sequence}
            )
        self.stdout.write(_("The audit chain is whole: %(count)s entries.") % {"count": AuditEvent.objects.count()})


def _remove_finished_tasks(*, at: datetime) -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lte=at - FINISHED_TASKS_KEPT).delete()[0]
