from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Batch
from classes.models.groups import ClassGroup
from core.words import clock_span
from quizzes.models import Quiz


class TrainingEvent(models.Model):
    """A bimtek: people sign up, come, and get a certificate. Who has a place is a member of its group.

    Whoever sees the group sees the event (classes.domain.reach). ``quota`` None: as many as come.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        OVER = "over", _("over")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.OneToOneField(ClassGroup, on_delete=models.CASCADE, related_name="event")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what it is about"), max_length=4000, blank=True)
    place = models.CharField(_("place"), max_length=200)
    quota = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    public_signup = models.BooleanField(_("people may sign up by themselves"), default=True)
    signup_opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    signup_closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    min_attendance = models.PositiveSmallIntegerField(  # percent of the sessions
        _("least attendance for the certificate, in percent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    courses = models.JSONField(default=list)  # translation keys of linked courses, as text
    needs_courses = models.BooleanField(_("the certificate also needs the linked courses"), default=False)
    posttest = models.ForeignKey(  # its test before is Quiz.pretest
        Quiz, verbose_name=_("test afterwards"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    survey_closed_at = models.DateTimeField(null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)  # when certificates were first issued

    class Meta:
        verbose_name = _("training event")
        constraints = [
            models.CheckConstraint(
                condition=Q(signup_opens_at=None)
                | Q(signup_closes_at=None)
                | Q(signup_opens_at__lt=F("signup_closes_at")),
                name="a_sign_up_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(min_attendance__gte=1, min_attendance__lte=100), name="attendance_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventSession(models.Model):
    """A part of the event for which people are counted: a morning, a day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(TrainingEvent, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=120)
    place = models.CharField(_("place"), max_length=200, blank=True)  # empty: that of the event
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="a_session_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def hours(self) -> str:
        """“pukul 09.00–12.00 WIB”"""
        return clock_span(self.starts_at, self.ends_at)


class Registration(models.Model):
    """Somebody's place at an event, or their wish for one. ``position`` is the order of signing up."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        WALKED_IN = "walked_in", _("came without signing up")
        CANCELLED = "cancelled", _("cancelled")

    class Sex(models.TextChoices):
        FEMALE = "f", _("woman")
        MALE = "m", _("man")

    class AgeBand(models.TextChoices):
        TO_17 = "17", _("up to 17")
        TO_30 = "30", _("18 to 30")
        TO_45 = "45", _("31 to 45")
        TO_59 = "59", _("46 to 59")
        FROM_60 = "60", _("60 or older")

    event = models.ForeignKey(TrainingEvent, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_registrations")
    state = models.CharField(max_length=10, choices=State.choices)
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    # Said by the person, if they like, and for the sums of the event's report only.
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    age_band = models.CharField(_("age"), max_length=2, choices=AgeBand.choices, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_registration_per_event_and_person"),
            models.UniqueConstraint(fields=["event", "position"], name="one_position_in_the_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.person_id} {self.state}"


class Attendance(models.Model):
    """Somebody was there."""

    class How(models.TextChoices):
        QR = "qr", _("code at the door")
        LIST = "list", _("from the printed list")
        SEARCH = "search", _("searched for")
        WALK_IN = "walk_in", _("came without signing up")

    session = models.ForeignKey(EventSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_attendances")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=7, choices=How.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_attendance_per_session_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"


class Speaker(models.Model):
    """Who speaks or leads. ``name`` as it is printed, with titles; many have no account here."""

    class Part(models.TextChoices):
        SPEAKER = "speaker", _("speaker")
        MODERATOR = "moderator", _("moderator")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(TrainingEvent, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name with titles"), max_length=200)
    part = models.CharField(_("part"), max_length=9, choices=Part.choices, default=Part.SPEAKER)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="event_parts"
    )

    class Meta:
        ordering = ["-part", "name", "pk"]  # speakers before moderators
        constraints = [models.UniqueConstraint(fields=["event", "name", "part"], name="one_part_per_event_and_name")]

    def __str__(self) -> str:
        return self.name


class SurveyAnswer(models.Model):
    """What somebody who was there says of the event: 1 to 5 for each statement. Shown in sum only."""

    event = models.ForeignKey(TrainingEvent, on_delete=models.CASCADE, related_name="survey_answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="survey_answers")
    useful = models.PositiveSmallIntegerField()
    clear = models.PositiveSmallIntegerField()
    speakers = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    usable = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_survey_answer_per_event_and_person"),
            models.CheckConstraint(
                condition=Q(
                    useful__range=(1, 5), clear__range=(1, 5), speakers__range=(1, 5), place__range=(1, 5),
                    usable__range=(1, 5),
                ),
                name="survey_scores_are_one_to_five",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event_id} {self.person_id}"


class PrintRun(models.Model):
    """Certificates of a class or an event put into one file: whoever sees the group may fetch it."""

    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="print_runs")
    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="print_run")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.group_id} {self.batch_id}"
