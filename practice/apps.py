from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"

    def ready(self) -> None:
        from practice.domain.personal_data import register_own_data

        register_own_data()
