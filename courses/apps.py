from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from courses.domain.personal_data import register_own_data
        from courses.receivers import connect, prepare_tree

        register_own_data()
        connect()
        post_migrate.connect(prepare_tree, dispatch_uid="courses.prepare_tree")
