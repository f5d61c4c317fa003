from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.environment import read
from core.words import file_size
from lms.keeping.backup import BackupFailed, write_backup


class Command(BaseCommand):
    help = "Database, uploads and keys in one file. BACKUP_PASSPHRASE in the environment encrypts it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="Without it: DATA_DIR/backups/<time>.backup")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        target = options["file"] or Path(settings.DATA_DIR) / "backups" / f"{now:%Y-%m-%d-%H%M%S}.backup"
        passphrase = read("BACKUP_PASSPHRASE")
        try:
            manifest = write_backup(target, at=now, passphrase=passphrase)
        except (BackupFailed, OSError) as problem:
            raise CommandError(_("The backup could not be written: %(problem)s") % {"problem": problem}) from problem
        rows = sum(table["rows"] for table in manifest["tables"].values())
        counts = {
            "file": target,
            "size": file_size(target.stat().st_size),
            "rows": rows,
            "files": len(manifest["files"]),
        }
        self.stdout.write(_("%(file)s: %(size)s, %(rows)s rows, %(files)s files.") % counts)
        if not passphrase:
            self.stdout.write(
                _("It is not encrypted and holds keys and names. Set BACKUP_PASSPHRASE, or keep it safe.")
            )
