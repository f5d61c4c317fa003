"""The keys that sign certificates: the private half in a file beside the database, the public half in it (ADR 0033).

One key signs at a time. Replaced ones stay known, so that what they have signed can still be checked; their private
half is deleted, because nothing is ever signed with it again.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import SigningKey
from core import audit
from core.kept import KeptForASecond
from core.signing_keys import as_text, forget_loaded, key_id, public_half, read_private, write_private


@dataclass(frozen=True)
class Signer:
    key: SigningKey
    sign: Callable[[bytes], bytes]  # message → 64 bytes (RFC 8032)

    @property
    def kid(self) -> str:
        return self.key.kid


def folder() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "certificates"


def signer() -> Signer | None:
    """Who signs now; made on first use. None: its private half is lost, and certificates are issued without a signature
    until `manage.py certificate_keys --replace` (docs/certificates-keys.md)."""
    key = _active() or _make_first()
    private = _private(folder(), key.kid)
    if private is None:  # replaced a moment ago by another process?
        _active.forget()
        key = _active() or key
        private = _private(folder(), key.kid)
    return Signer(key, private.sign) if private else None


def public_keys() -> dict[str, bytes]:
    """kid → 32 bytes, of every key that ever signed here."""
    return {key.kid: raw_public(key) for key in SigningKey.objects.all()}


def raw_public(key: SigningKey) -> bytes:
    return base64.urlsafe_b64decode(key.public_key + "=")


def is_lost() -> bool:
    """Whether the key that should sign has no private half here."""
    active = _active()
    return active is not None and _private(folder(), active.kid) is None


@transaction.atomic
def replace_key(*, at: datetime, by: str = "system", stolen: bool = False) -> SigningKey:
    """A new key signs from now on. ``stolen``: what the old one has signed proves nothing by itself any more."""
    old = SigningKey.objects.select_for_update().filter(retired_at=None).first()
    if old:
        old.retired_at, old.stolen_at = at, at if stolen else None
        old.save(update_fields=["retired_at", "stolen_at"])
    new = _make(at)
    audit.log(
        actor=by,
        action="certificates.key_replaced",
        subject=new.kid,
        detail={"before": old.kid if old else "", "reason": "stolen" if stolen else "replaced"},
        at=at,
    )
    if old:
        transaction.on_commit(lambda: _delete_private(old.kid))
    return new


def adopt_files(*, at: datetime) -> list[str]:
    """Keys that lie in the folder and that the database does not know, as after restoring an older database: what they
    have signed can be checked again. Returns their kids."""
    known = set(SigningKey.objects.values_list("kid", flat=True))
    found = [path for path in sorted(folder().glob("*.pem")) if path.stem not in known]
    for path in found:
        key = read_private(path)
        assert key is not None
        values = {"public_key": as_text(public_half(key)), "made_at": at, "retired_at": at}
        SigningKey.objects.get_or_create(kid=path.stem, defaults=values)
    return [path.stem for path in found]


_active = KeptForASecond(lambda: SigningKey.objects.filter(retired_at=None).first())


def _make_first() -> SigningKey:
    try:
        with transaction.atomic():
            return _make(timezone.now())
    except IntegrityError:  # somebody else made it meanwhile
        return SigningKey.objects.get(retired_at=None)


def _make(at: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = public_half(private)
    key = SigningKey.objects.create(kid=key_id(public), public_key=as_text(public), made_at=at)
    write_private(folder() / f"{key.kid}.pem", private)
    _active.forget()
    return key


def _delete_private(kid: str) -> None:
    (folder() / f"{kid}.pem").unlink(missing_ok=True)
    forget_loaded()


def _private(where: Path, kid: str) -> Ed25519PrivateKey | None:
    return read_private(where / f"{kid}.pem")
