from accounts.models.consent import Consent
from accounts.models.grants import RoleGrant
from accounts.models.guardians import GuardianConsent
from accounts.models.merges import AccountMerge
from accounts.models.notices import Notice
from accounts.models.people import User
from accounts.models.places import NeighbourhoodUnit, Organisation, Region
from accounts.models.sessions import Session
from accounts.models.setup import SetupLink

__all__ = [
    "AccountMerge",
    "Consent",
    "GuardianConsent",
    "NeighbourhoodUnit",
    "Notice",
    "Organisation",
    "Region",
    "RoleGrant",
    "Session",
    "SetupLink",
    "User",
]
