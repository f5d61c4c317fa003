"""Background work. Idempotent: a task that runs twice writes the same file once."""

from django_tasks import task

from certificates.domain.documents import certificate_pdf
from certificates.models import Certificate


@task()
def render_certificate(public_id: str) -> None:
    """Have the PDF ready before its owner asks; whoever asks earlier gets it rendered on demand."""
    certificate = Certificate.objects.filter(public_id=public_id).first()
    if certificate is not None and not certificate.erased:
        certificate_pdf(certificate)
