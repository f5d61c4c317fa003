from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.phones import show_phone

username_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,29}$",
    _("3 to 30 characters: small letters, digits, dots, hyphens, underscores. It starts with a letter or a digit."),
)


class Age(models.TextChoices):
    ADULT = "adult", _("18 or older")
    MINOR = "minor", _("Under 18")
    UNKNOWN = "unknown", _("Not said")


class Language(models.TextChoices):
    ID = "id", "Bahasa Indonesia"
    EN = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """For Django's own command; everyday administrators get a role instead."""
        user = self.model(
            username=username, name=fields.pop("name", username), is_staff=True, is_superuser=True, **fields
        )
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person: learner, staff, or a guest who has not made an account yet.

    Never holds a NIK. ``public_id`` is what logs, audit events and addresses may name.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        _("user name"), max_length=30, unique=True, null=True, blank=True, validators=[username_validator]
    )
    phone = models.CharField(_("phone number"), max_length=16, blank=True, db_index=True)  # E.164; a label, unverified
    name = models.CharField(_("full name"), max_length=150)
    title_before = models.CharField(_("title before the name"), max_length=40, blank=True)
    title_after = models.CharField(_("title after the name"), max_length=60, blank=True)
    name_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    age = models.CharField(_("age"), max_length=8, choices=Age.choices, default=Age.UNKNOWN)
    kelurahan = models.ForeignKey(
        "accounts.Region",
        verbose_name=_("kelurahan or village"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    neighbourhood = models.ForeignKey(
        "accounts.NeighbourhoodUnit",
        verbose_name=_("neighbourhood unit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ID)

    is_guest = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # invented; may use the fixed second factor on loopback
    has_pin = models.BooleanField(default=False)  # the secret is a 6-digit PIN, not a password
    has_pictures = models.BooleanField(default=False)  # the secret is a row of pictures (accounts.pictures)
    # The school or agency that made this account: its teachers may reset the PIN, and answer for the consent.
    managed_by = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="managed_people"
    )
    must_change_secret = models.BooleanField(default=False)
    recovery_hash = models.CharField(max_length=128, blank=True, editable=False)
    recovery_made_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [
            ("grant_roles", "Can give and take roles"),
            ("reset_secrets", "Can reset a learner's PIN in person"),
            ("end_sessions", "Can sign a person out everywhere"),
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_active=False), name="people_who_are_gone")]  # few
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_unique_whatever_case"),
            models.CheckConstraint(
                condition=models.Q(is_guest=True) | ~models.Q(phone="") | models.Q(username__isnull=False),
                name="an_account_has_a_user_name_or_a_phone",
            ),
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(is_staff=False, is_superuser=False),
                name="a_guest_is_never_staff",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Guest"))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""

    @property
    def full_name_with_titles(self) -> str:
        """Name as it is printed: “Dr. Siti Aminah, S.E.”"""
        name = " ".join(part for part in (self.title_before, self.name) if part)
        return f"{name}, {self.title_after}" if self.title_after else name

    @property
    def sign_in_name(self) -> str:
        """What the person types to sign in."""
        return self.username or (show_phone(self.phone) if self.phone else "")

    @property
    def is_minor(self) -> bool:
        return self.age == Age.MINOR
