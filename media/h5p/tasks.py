"""Background work. Idempotent: an upload that is worked on twice is checked or taken once."""

from django_tasks import task

from media.h5p.models import H5PUpload
from media.h5p.uploads import carry_out


@task()
def work_on_upload(key: str) -> None:
    """The upload may be gone: somebody chose another file meanwhile."""
    upload = H5PUpload.objects.filter(key=key).first()
    if upload is not None:
        carry_out(upload)
