"""Which certificates are no longer valid, as a Bitstring Status List (W3C Recommendation, 2025). Pure."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from certificates.badges.canon import CREDENTIALS
from certificates.badges.credential import IN_ONE_LIST, Issuer
from certificates.badges.proof import moment

VALID = timedelta(days=2)  # whoever keeps a list does not believe it for longer
_TTL = 5 * 60 * 1000  # milliseconds after which whoever keeps it should ask again


def status_list(
    issuer: Issuer, number: int, no_longer_valid: Iterable[int], *, since: datetime, until: datetime
) -> dict[str, Any]:
    """Without its proof. ``no_longer_valid``: places within this list."""
    address = issuer.status_list(number)
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(since),
        "validUntil": moment(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(no_longer_valid),
            "ttl": _TTL,
        },
    }


def encoded(no_longer_valid: Iterable[int]) -> str:
    """One bit for each place, the first one leftmost; the same places give the same text."""
    bits = bytearray(IN_ONE_LIST // 8)
    for place in no_longer_valid:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
