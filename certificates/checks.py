"""System checks that say when certificates go out with less than was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import connection
from django.utils import timezone

from certificates.models import Issuer
from certificates.signing import provider, seal, trust


@register
def seal_opens(**kwargs: Any) -> list[CheckMessage]:
    """What can be told from the file alone, wherever there is one."""
    try:
        found = seal.current()
    except seal.Unusable:
        return [
            _warning("The file with the key of the seal cannot be opened.", "Check CERTIFICATE_SEAL_PASSPHRASE.", 1)
        ]
    health = seal.validity(found, at=timezone.now()) if found else seal.Health.WORKS
    if health == seal.Health.WORKS:
        return []
    assert found is not None
    span = f"It is valid from {found.starts:%Y-%m-%d} to {found.ends:%Y-%m-%d}."
    return [_warning(f"The seal of certificates: {health}.", f"{span} manage.py certificate_seal --replace", 2)]


@register(Tags.database)
def seal_is_there(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Runs where a database is named: manage.py check --database default, and before it is migrated the first time."""
    if not databases or Issuer._meta.db_table not in connection.introspection.table_names():
        return []
    if not Issuer.objects.filter(signing=Issuer.Signing.SEALED).exists():
        return []
    health = seal.health(at=timezone.now())
    if health not in (seal.Health.NEVER_MADE, seal.Health.LOST):
        return []
    hint = "Put DATA_DIR/keys/seal back from a backup, or run manage.py certificate_seal --make"
    return [_warning("Certificates should carry a seal, and its key is not there.", hint, 3)]


@register
def provider_can_be_asked(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if provider.is_configured():
        try:
            provider.configured()
        except (ImportError, TypeError) as problem:
            found.append(checks.Error(f"CERTIFICATE_SIGNER: {problem}", hint="docs/signing.md", id="certificates.E001"))
    try:
        trust.trusted_roots()
    except ValueError:
        found.append(
            _warning(f"A file in {trust.folder()} holds no certificate.", "PEM or DER, see docs/signing.md", 4)
        )
    return found


def _warning(message: str, hint: str, number: int) -> CheckMessage:
    return checks.Warning(message, hint=hint, id=f"certificates.W{number:03}")
