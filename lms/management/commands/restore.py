from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.environment import read
from lms.keeping.crypt import WrongPassphrase
from lms.keeping.restore import RestoreRefused, differences, restore


class Command(BaseCommand):
    help = "Read a backup into an empty place. --verify compares every table with the backup afterwards."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(_("There is no file “%(file)s”.") % {"file": options["file"]})
        try:
            manifest = restore(options["file"], passphrase=read("BACKUP_PASSPHRASE"))
        except WrongPassphrase:
            raise CommandError(_("The passphrase does not fit, or the file was changed.")) from None
        except RestoreRefused as refused:
            raise CommandError(_("Nothing was restored: %(problem)s") % {"problem": refused}) from refused
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            _("Restored: %(rows)s rows, %(files)s files, backup of %(time)s.")
            % {"rows": rows, "files": len(manifest["files"]), "time": manifest["made_at"]}
        )
        if options["verify"]:
            different = differences(manifest)
            for difference in different:
                self.stderr.write(f"  {difference.table}: {difference.wanted} ≠ {difference.found}")
            if different:
                raise CommandError(_("%(count)s tables differ from the backup.") % {"count": len(different)})
            self.stdout.write(_("Every table holds the same rows as the backup."))
