from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "classes"

    def ready(self) -> None:
        from classes import receivers  # noqa: F401
        from classes.domain.event_certificates import issue_item
        from classes.domain.personal_data import register_own_data
        from progress.domain.batches import register_issuer

        register_own_data()
        register_issuer(issue_item)
