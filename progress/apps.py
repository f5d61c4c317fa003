from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        from progress.domain.personal_data import register_own_data

        register_own_data()
