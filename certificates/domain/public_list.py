"""What a phone needs to check certificates without a network: the keys, and what is no longer valid.

Places in the status lists stand for certificates; without the statement from its QR nobody knows whose one is.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from itertools import pairwise
from typing import Any

from certificates.models import Certificate, SigningKey
from core.kept import KeptForASecond
from core.models.settings import municipality_now


def public_list(*, at: datetime) -> dict[str, Any]:
    """``keys``: kid → [public key as base64url, stolen since or null]; ``revoked``, ``replaced``, ``merged``: rising
    places, each as the distance from the one before, which packs well."""
    return {"as_of": at.isoformat(timespec="seconds")} | _content()


def public_list_digest() -> str:
    return hashlib.sha256(json.dumps(_content(), sort_keys=True).encode()).hexdigest()[:12]


def _read() -> dict[str, Any]:
    municipality = municipality_now()
    return {
        "issuer": municipality.office or municipality.municipality or municipality.site_name,
        "keys": {
            key.kid: [key.public_key, key.stolen_at and key.stolen_at.date().isoformat()]
            for key in SigningKey.objects.all()
        },
        "revoked": _places(Certificate.State.REVOKED, Certificate.State.MERGED),
        "replaced": _places(Certificate.State.REPLACED),
        "merged": _places(Certificate.State.MERGED),  # also among the revoked, for pages that were kept earlier
    }


_content = KeptForASecond(_read)


def _places(*states: Certificate.State) -> list[int]:
    found = Certificate.objects.filter(state__in=states).order_by("status_index")
    return distances(list(found.values_list("status_index", flat=True)))


def distances(rising: list[int]) -> list[int]:
    return rising[:1] + [later - earlier for earlier, later in pairwise(rising)]
