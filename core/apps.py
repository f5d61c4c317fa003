from django.apps import AppConfig
from django.core.signals import got_request_exception
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks  # noqa: F401 - registers the system checks
        from core.databases import for_its_owner_only
        from core.logs import log_cause
        from core.spreadsheets import neutralise_exports

        got_request_exception.connect(log_cause, dispatch_uid="core.log_cause")
        neutralise_exports()
        connection_created.connect(for_its_owner_only, dispatch_uid="core.for_its_owner_only")
