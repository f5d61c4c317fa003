"""A certificate that its owner shows: a page for everybody who has its address, and a picture."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models.people import Age
from certificates.codes import new_token
from certificates.domain.documents import certificate_image
from certificates.models import Certificate


def may_publish(certificate: Certificate) -> bool:
    """Adults only, by what they have said (SECURITY 29), and where there is an address to give away."""
    holder = certificate.holder
    return bool(
        settings.PUBLIC_URL
        and certificate.state == Certificate.State.LIVE
        and holder is not None
        and holder.age == Age.ADULT
        and not certificate.stated.minor
    )


@transaction.atomic
def publish(certificate: Certificate) -> bool:
    """Once on, its address stays the same. False: not this certificate."""
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("holder").get(pk=certificate.pk)
    if not may_publish(locked):
        return False
    if locked.share_token is None:
        locked.share_token = new_token()
        locked.save(update_fields=["share_token"])
    return True


def unpublish(certificate: Certificate) -> None:
    """An address that was switched off never comes back: a new one is made when it is switched on again."""
    Certificate.objects.filter(pk=certificate.pk).update(share_token=None)


def public_address(certificate: Certificate) -> str:
    if certificate.share_token is None or not settings.PUBLIC_URL:
        return ""
    return settings.PUBLIC_URL + reverse("public_certificate", args=[certificate.share_token])


def picture(certificate: Certificate) -> bytes:
    """JPEG, 1,200 pixels wide, as messengers show it."""
    return certificate_image(certificate)
