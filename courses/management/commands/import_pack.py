"""Look through a pack file and take it in; see docs/course-packs.md."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.domain.receiving import Look, NotTrusted, looked_at, receive, take, throw_away, trust_signer
from courses.packs.problems import PackRefused
from courses.travel.key import Trust, fingerprint


class Command(BaseCommand):
    help = "Look through a pack file; --take takes it in. Without --take nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="User name of the administrator who answers for it.")
        parser.add_argument("--take", nargs="*", metavar="ITEM", help="These items; without any, all that is ticked.")
        parser.add_argument("--trust", action="store_true", help="Remember the key that signed it.")
        parser.add_argument("--unsigned", action="store_true", help="Take it although nobody signed it.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username__iexact=options["by"], is_active=True).first()
        if by is None or not by.has_perm("courses.add_packsigner"):
            raise CommandError(_("There is no administrator “%(name)s”.") % {"name": options["by"]})
        at, row = timezone.now(), None
        try:
            with options["file"].open("rb") as file:
                row = receive(file, name=options["file"].name, by=by, at=at)
            if options["trust"]:
                trust_signer(row, by=by, at=at)
            with looked_at(row) as look:
                self._tell(look)
                ticked = options["take"] or [piece.item for piece in look.plan.pieces if piece.is_ticked]
            if options["take"] is None:
                self.stdout.write(_("Nothing was written. To take it in: --take"))
                return
            done = take(row, by=by, at=at, ticked=ticked, unsigned_too=options["unsigned"])
            counts = {"pack": done.pack, "made": done.made, "updated": done.updated, "unchanged": done.unchanged}
            self.stdout.write(_("“%(pack)s”: new %(made)s, updated %(updated)s, unchanged %(unchanged)s.") % counts)
        except OSError as error:
            raise CommandError(str(error)) from error
        except PackRefused as refused:
            lines = "\n".join(f"  {problem.text(_)}" for problem in refused.problems)
            said = _("The pack “%(pack)s” was refused; nothing of it was loaded:") % {"pack": options["file"].name}
            raise CommandError(f"{said}\n{lines}") from refused
        except NotTrusted as reason:
            raise CommandError(_("The key is not known here, or nobody signed it: --trust or --unsigned.")) from reason
        finally:
            if row is not None:
                row.refresh_from_db()
                throw_away(row)

    def _tell(self, look: Look) -> None:
        opened, plan = look.opened, look.plan
        self.stdout.write(
            _("“%(title)s”, version %(version)s") % {"title": opened.pack.title, "version": opened.pack.version}
        )
        if opened.public_key:
            known = _("known") if opened.trust in (Trust.OWN, Trust.KNOWN) else _("not known here")
            said = _("Signed with the key %(key)s (%(known)s).")
            self.stdout.write(said % {"key": fingerprint(opened.public_key), "known": known})
        else:
            self.stdout.write(_("Nobody signed this pack."))
        for piece in plan.pieces:
            if piece.is_offered:
                self.stdout.write(f"  {'+' if piece.is_ticked else '-'} {piece.status:8} {piece.item}")
        for name in plan.unset:
            self.stdout.write("  " + _("Nobody has set “%(name)s” here.") % {"name": name})
