"""Background work. Idempotent: a task that runs twice writes the same file once."""

from django_tasks import task

from certificates.domain.documents import certificate_pdf
from certificates.models import Batch, Certificate, SignedReturn
from certificates.signing import handoff, returns


@task()
def render_certificate(public_id: str) -> None:
    """Have the PDF ready before its owner asks; whoever asks earlier gets it rendered on demand."""
    certificate = Certificate.objects.filter(public_id=public_id).first()
    if certificate is not None and not certificate.erased:
        certificate_pdf(certificate)


@task()
def prepare_for_signing(public_id: str) -> None:
    batch = Batch.objects.filter(public_id=public_id).first()
    if batch is not None:
        handoff.carry_out(batch)


@task()
def look_through_return(public_id: str) -> None:
    returned = SignedReturn.objects.filter(public_id=public_id).first()
    if returned is not None:
        returns.carry_out(returned)
