from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.codes import new_code, new_token
from certificates.facts import Facts, Kind


class Certificate(models.Model):
    """Facts frozen at issue. Unique while live per holder and achievement (DESIGN §4.13).

    A corrected one is a new edition with the same number: the earlier row stays, points to it, and is not live.
    """

    class State(models.TextChoices):
        LIVE = "live", _("valid")
        REVOKED = "revoked", _("revoked")
        REPLACED = "replaced", _("replaced by a corrected one")
        MERGED = "merged", _("merged into another")  # of two accounts of one person (DESIGN §4.13)

    class Kinds(models.TextChoices):
        COMPLETION = Kind.COMPLETION.value, _("completion of a course")
        TRANSCRIPT = Kind.TRANSCRIPT.value, _("training hours of a year")
        PARTICIPANT = Kind.PARTICIPANT.value, _("participant of an event")
        SPEAKER = Kind.SPEAKER.value, _("speaker at an event")
        MODERATOR = Kind.MODERATOR.value, _("moderator of an event")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    kind = models.CharField(max_length=12, choices=Kinds.choices, default=Kinds.COMPLETION)
    source_kind = models.CharField(max_length=20)  # "course", "year", "event", "speaker"
    source_key = models.UUIDField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    state_since = models.DateTimeField(null=True, blank=True)  # when it was revoked, replaced or merged
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    number = models.CharField(max_length=120)
    edition = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=19, unique=True, default=new_code, editable=False)
    qr_token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    status_index = models.PositiveIntegerField(unique=True)  # place in the lists of what is no longer valid
    statement = models.CharField(max_length=900, blank=True, default="")  # signed, for checking without a network
    signing_key = models.ForeignKey(
        "certificates.SigningKey", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    template = models.ForeignKey(
        "certificates.TemplateVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )  # None: the design that comes with the product
    share_token = models.CharField(max_length=22, unique=True, null=True, blank=True, editable=False)  # public page
    facts = models.JSONField()
    erased = models.BooleanField(default=False)  # the holder has erased their data: no name, still a number
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "source_kind", "source_key"],
                condition=Q(state="live"),
                name="one_live_certificate_per_achievement",
            ),
            models.UniqueConstraint(  # of a speaker without an account; erased ones of a course share its key
                fields=["source_kind", "source_key"],
                condition=Q(state="live", holder=None, erased=False),
                name="one_live_certificate_without_holder",
            ),
            models.UniqueConstraint(fields=["number", "edition"], name="one_certificate_per_number_and_edition"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stated(self) -> Facts:
        return Facts.from_json(self.facts)


class Document(models.Model):
    """A file that was handed out for a certificate. Whoever brings one can be told whether it is unaltered."""

    class Standing(models.TextChoices):
        PLAIN = "plain", _("checked by QR code")
        SEALED = "sealed", _("with the seal of the office")
        PREPARED = "prepared", _("prepared for signing elsewhere")  # never handed to anybody but the signatory
        SIGNED = "signed", _("with a certified electronic signature")

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="documents")
    standing = models.CharField(max_length=8, choices=Standing.choices)
    sha256 = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=200)  # in the default storage
    made_from = models.CharField(max_length=64)  # digest of everything it shows
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "sha256"], name="one_row_per_certificate_and_file")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.standing} {self.sha256[:8]}"


class NameRequest(models.Model):
    """“Nama salah?”: a person asks for another name on what was issued, a trainer decides."""

    class State(models.TextChoices):
        OPEN = "open", _("waits")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    class Refusal(models.TextChoices):
        """Chosen, not written: the audit chain holds no personal data."""

        NOT_PROVEN = "not_proven", _("please show a document with this name to the office")
        OTHER_PERSON = "other_person", _("that is the name of another person")
        AS_IT_WAS = "as_it_was", _("the name is right as it is")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="name_requests")
    name = models.CharField(max_length=150)
    title_before = models.CharField(max_length=40, blank=True)
    title_after = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    refusal = models.CharField(max_length=12, choices=Refusal.choices, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="open"), name="one_open_name_request_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="a_name_request_is_open_until_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"

    @property
    def full_name(self) -> str:
        name = " ".join(part for part in (self.title_before, self.name) if part)
        return f"{name}, {self.title_after}" if self.title_after else name
