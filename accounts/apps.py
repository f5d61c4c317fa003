from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from accounts.adapters import accept_first_second_step
        from accounts.domain.personal_data import register_own_data
        from accounts.domain.roles import sync_roles_after_migrate

        register_own_data()
        authenticator_added.connect(accept_first_second_step, dispatch_uid="accounts.first_second_step")
        post_migrate.connect(sync_roles_after_migrate, dispatch_uid="accounts.sync_roles")
