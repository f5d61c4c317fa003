"""The seal of the office: show it, make it, replace it, or take the institution's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.signing import seal


class Command(BaseCommand):
    help = "Show the seal that closes certificates; --make, --replace or --import FILE changes it (docs/signing.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_mutually_exclusive_group()
        acts.add_argument("--make", action="store_true", help="a key and a self-signed certificate, if there is none")
        acts.add_argument("--replace", action="store_true", help="a new key; what the old one has sealed stays known")
        acts.add_argument(
            "--import",
            dest="file",
            metavar="FILE",
            help="the institution's own PKCS#12, which CERTIFICATE_SEAL_PASSPHRASE opens",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        health = seal.health(at=at)
        if options["file"]:
            self._import(Path(options["file"]))
        elif options["replace"] or (options["make"] and health in (seal.Health.NEVER_MADE, seal.Health.LOST)):
            seal.make(at=at)
        self._show(seal.health(at=timezone.now()))

    def _import(self, path: Path) -> None:
        try:
            seal.bring(path.read_bytes(), passphrase=settings.CERTIFICATE_SEAL_PASSPHRASE, at=timezone.now())
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except seal.Unusable as problem:
            raise CommandError(
                f"{path}: no PKCS#12 with a key and a certificate, or CERTIFICATE_SEAL_PASSPHRASE does not open it."
            ) from problem

    def _show(self, health: seal.Health) -> None:
        self.stdout.write(f"{'✓' if health.works else '✗'} {health}")
        found = None if health == seal.Health.LOCKED else seal.current()
        if found:
            self.stdout.write(f"  {found.name}")
            self.stdout.write(f"  {found.starts:%Y-%m-%d} – {found.ends:%Y-%m-%d}")
            self.stdout.write(f"  SHA-256 {found.fingerprint}")
        if not health.works:
            raise CommandError("Certificates go out without a seal.")
