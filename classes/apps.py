from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "classes"

    def ready(self) -> None:
        from classes import receivers  # noqa: F401
        from classes.domain.personal_data import register_own_data

        register_own_data()
