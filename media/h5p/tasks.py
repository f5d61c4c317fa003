"""Background work. Idempotent: an upload that is worked on twice is checked or taken once."""

import logging

from django.utils import timezone
from django_tasks import task

from media.h5p.asking import tell_that_done
from media.h5p.bundles import CannotPlay, tighten
from media.h5p.models import H5PContentVersion, H5PUpload
from media.h5p.play import card
from media.h5p.uploads import carry_out, run_of

logger = logging.getLogger("lms.h5p")


@task()
def work_on_upload(key: str) -> None:
    """The upload may be gone: somebody chose another file meanwhile."""
    upload = H5PUpload.objects.filter(key=key).first()
    run = run_of(upload) if upload else None
    if upload is None or run is None:
        return
    try:
        carry_out(upload)
    finally:
        upload.refresh_from_db()
        tell_that_done(upload, by=run.by, at=timezone.now())


@task()
def make_ready_to_play(version: int) -> None:
    """Bundles and page before the first learner asks for them; who comes sooner gets them a little larger."""
    found = H5PContentVersion.objects.select_related("content").filter(pk=version).first()
    if found is None:
        return
    try:
        for bundle in card(found.content, found).bundles.all:
            tighten(bundle.name)
    except CannotPlay as problem:
        logger.warning("h5p content cannot be played", extra={"content": str(found.content.key), "why": str(problem)})
