from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"

    def ready(self) -> None:
        from wagtail.permission_policies.collections import CollectionPermissionPolicy
        from wagtail.permissions import register_permission_policy

        from core.models import Picture
        from media import receivers  # noqa: F401 - connects them
        from media.models import LessonDocument

        # Wagtail's own policy takes “may change” for “may delete”; these ask what the table of accounts.roles says.
        for model, named in ((Picture, "wagtailimages.Image"), (LessonDocument, "wagtaildocs.Document")):
            register_permission_policy(model, CollectionPermissionPolicy(model, auth_model=named), exact_class=True)
