from django.apps import AppConfig
from django.core.signals import got_request_exception


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks  # noqa: F401 - registers the system checks
        from core.logs import log_cause

        got_request_exception.connect(log_cause, dispatch_uid="core.log_cause")
