from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

school_year = RegexValidator(r"^20\d\d/20\d\d$", _("Write the school year like 2026/2027."))


class ClassGroup(models.Model):
    """People who learn together: a school class, a cohort, the operators of an agency, who came to a training."""

    class Kind(models.TextChoices):
        SCHOOL_CLASS = "school_class", _("school class (rombel)")
        COHORT = "cohort", _("cohort")
        OPERATORS = "operators", _("operators of an agency")
        EVENT = "event", _("training event")

    class Secret(models.TextChoices):
        """How people whose accounts the class made sign in."""

        NUMBER = "number", _("PIN of 6 digits")
        PICTURES = "pictures", _("PIN of pictures")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="class_groups"
    )
    name = models.CharField(_("name of the class"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SCHOOL_CLASS)
    school_year = models.CharField(_("school year"), max_length=9, blank=True, validators=[school_year])
    code = models.CharField(max_length=6)  # classes.codes: what people type to join or to sign in
    code_open = models.BooleanField(_("people may join with the code"), default=True)
    secret = models.CharField(_("sign-in of pupils"), max_length=8, choices=Secret.choices, default=Secret.NUMBER)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey(  # the class its members moved up to
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="a_class_code_means_one_class"),
            models.UniqueConstraint(
                fields=["organisation", "name", "school_year"],
                condition=Q(archived_at=None),
                name="one_open_class_per_name_and_school_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.school_year})" if self.school_year else self.name


class ClassTeacher(models.Model):
    """Somebody who teaches or accompanies this class, and sees all of it."""

    class Part(models.TextChoices):
        HOMEROOM = "homeroom", _("homeroom teacher")
        TEACHER = "teacher", _("teacher")
        COMPANION = "companion", _("companion")

    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="teachers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="taught_classes")
    part = models.CharField(max_length=9, choices=Part.choices, default=Part.TEACHER)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="one_part_per_class_and_teacher"),
            models.UniqueConstraint(
                fields=["group"], condition=Q(part="homeroom"), name="one_homeroom_teacher_per_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"


class Member(models.Model):
    """A person in a class. Who has left stays in its history, and in no list of today."""

    class Via(models.TextChoices):
        TYPED = "typed", _("added by hand")
        IMPORTED = "imported", _("from a list")
        CODE = "code", _("with the class code")
        MOVED = "moved", _("moved from another class")
        SIGNED_UP = "signed_up", _("signed up for the training")
        WALKED_IN = "walked_in", _("came without signing up")

    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="class_memberships")
    nickname = models.CharField(_("nickname"), max_length=40, blank=True)  # what a pupil may type instead of the name
    via = models.CharField(max_length=9, choices=Via.choices)
    joined_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="one_membership_per_class_and_person")]
        indexes = [models.Index(fields=["person", "left_at"])]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"


class PupilNumber(models.Model):
    """NISN and NIPD of a pupil, where the school gave them: to know the pupil again on the next list, nothing else.

    Shown to the teachers of the class only; never in an address, a log or on a certificate.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pupil_numbers")
    nisn = models.CharField("NISN", max_length=10, blank=True)
    nipd = models.CharField("NIPD", max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="pupil_numbers_once_per_school"),
            models.UniqueConstraint(
                fields=["organisation", "nisn"], condition=~Q(nisn=""), name="a_nisn_means_one_pupil_of_a_school"
            ),
            models.UniqueConstraint(
                fields=["organisation", "nipd"], condition=~Q(nipd=""), name="a_nipd_means_one_pupil_of_a_school"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class TeacherNote(models.Model):
    """A remark about a person, for the teachers of this class only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("note"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["group", "person"])]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"
