"""A certificate as an Open Badge 3.0: a verifiable credential that its holder may take anywhere. Pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from certificates.badges.canon import BADGES, CREDENTIALS
from certificates.badges.proof import moment

IN_ONE_LIST = 131_072  # places (Bitstring Status List §3: at least 16 kB, so that many hide in it)


@dataclass(frozen=True)
class Issuer:
    """Who issues, by the address of the site."""

    url: str  # without a slash at its end
    name: str

    @property
    def did(self) -> str:
        """did:web (§3.1): the colon before a port is escaped."""
        return "did:web:" + urlsplit(self.url).netloc.replace(":", "%3A")

    def key(self, kid: str) -> str:
        return f"{self.did}#{kid}"

    def status_list(self, number: int) -> str:
        return f"{self.url}/lencana/status/{number}/"


@dataclass(frozen=True)
class Badge:
    """What it says, in words for people. No mark, no phone, no number of a person."""

    certificate: uuid.UUID
    achievement: uuid.UUID  # the same for everybody who has finished the same version of a course
    kind: str  # of achievement, a word of the standard
    holder: str
    title: str
    version: str
    description: str
    narrative: str  # what had to be done
    issued_at: datetime
    status_index: int


def credential(badge: Badge, issuer: Issuer) -> dict[str, Any]:
    """Without its proof. Fields and their order as in Open Badges 3.0, §B.1."""
    status_list = issuer.status_list(badge.status_index // IN_ONE_LIST)
    index = badge.status_index % IN_ONE_LIST
    return {
        "@context": [CREDENTIALS, BADGES],
        "id": badge.certificate.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url},
        "validFrom": moment(badge.issued_at),
        "credentialSubject": {
            "id": uuid.uuid5(badge.certificate, "holder").urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityHash": badge.holder, "identityType": "name", "hashed": False}
            ],
            "achievement": {
                "id": badge.achievement.urn,
                "type": ["Achievement"],
                "achievementType": badge.kind,
                "name": badge.title,
                "description": badge.description,
                "version": badge.version,
                "inLanguage": "id",
                "criteria": {
                    "id": uuid.uuid5(badge.achievement, "criteria").urn,
                    "type": "Criteria",
                    "narrative": badge.narrative,
                },
                "creator": {"id": issuer.did, "type": ["Profile"]},
            },
        },
        "credentialStatus": {
            "id": f"{status_list}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": status_list,
        },
    }
