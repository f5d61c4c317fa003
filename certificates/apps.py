from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        from certificates import checks  # noqa: F401 - registers the system checks
        from certificates.domain.personal_data import register_own_data
        from certificates.domain.templates import follow_publishing

        register_own_data()
        follow_publishing()
