from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from quizzes.blocks.pasting import register_pasting
        from quizzes.domain.personal_data import register_own_data
        from quizzes.domain.versions import follow_publishing

        register_own_data()
        register_pasting()
        follow_publishing()
