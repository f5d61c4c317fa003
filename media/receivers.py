"""What follows when something of ours was saved."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from media.h5p.models import H5PContentVersion
from media.h5p.tasks import make_ready_to_play


@receiver(post_save, sender=H5PContentVersion, dispatch_uid="media.make_ready_to_play")
def prepare_new_version(sender: type[H5PContentVersion], instance: H5PContentVersion, created: bool, **_: Any) -> None:
    if created:
        transaction.on_commit(partial(make_ready_to_play.enqueue, instance.pk))
