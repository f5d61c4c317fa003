from core.models.audit import AuditEvent
from core.models.base import BasePage
from core.models.images import Picture, Rendition
from core.models.limits import RateWindow
from core.models.requests import RequestKey
from core.models.settings import MunicipalitySettings
from core.models.tags import Competence, Pillar, Topic

__all__ = [
    "AuditEvent",
    "BasePage",
    "Competence",
    "MunicipalitySettings",
    "Picture",
    "Pillar",
    "RateWindow",
    "Rendition",
    "RequestKey",
    "Topic",
]
