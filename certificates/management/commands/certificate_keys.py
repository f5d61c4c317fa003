"""The keys that sign certificates: show them, replace the one that signs (docs/certificates-keys.md, ADR 0033)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import keys
from certificates.domain.statements import sign_again
from certificates.models import SigningKey
from core.words import plain_date


class Command(BaseCommand):
    help = "Lists the keys; --replace makes a new one, --stolen also signs anew what the old one has signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--replace", action="store_true", help="A new key signs from now on.")
        parser.add_argument("--stolen", action="store_true", help="Somebody else has the key: replace it, sign anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        for kid in keys.adopt_files(at=at):
            self.stdout.write(_("Key %(kid)s was found in its folder and is known again.") % {"kid": kid})
        if options["replace"] or options["stolen"]:
            new = keys.replace_key(at=at, stolen=options["stolen"])
            self.stdout.write(_("Key %(kid)s signs from now on.") % {"kid": new.kid})
        keys.signer()  # made on first use
        count = sign_again(at=at)
        if count:
            self.stdout.write(_("Certificates that were signed anew: %(count)s.") % {"count": count})
        for key in SigningKey.objects.all():
            self.stdout.write(f"{key.kid}  {plain_date(key.made_at.date())}  {self._state(key)}")

    def _state(self, key: SigningKey) -> str:
        if key.stolen_at:
            return _("stolen on %(day)s") % {"day": plain_date(key.stolen_at.date())}
        if key.retired_at:
            return _("signed until %(day)s") % {"day": plain_date(key.retired_at.date())}
        if keys.is_lost():
            return _("LOST: certificates are issued without a signature. To make a new one: --replace")
        return _("signs now")
