from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.places import Organisation
from accounts.roles import Role


class RoleGrant(models.Model):
    """A person holds a role, everywhere or in one organisation and all below it.

    Given and taken by accounts.domain.roles only, which keeps groups and the staff mark in step.
    """

    class Choices(models.TextChoices):
        LEARNER = Role.LEARNER.value, _("learner")
        TEACHER = Role.TEACHER.value, _("teacher or companion")
        COORDINATOR = Role.COORDINATOR.value, _("coordinator of an organisation")
        AUTHOR = Role.AUTHOR.value, _("trainer and author")
        REVIEWER = Role.REVIEWER.value, _("reviewer")
        ADMINISTRATOR = Role.ADMINISTRATOR.value, _("administrator")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=16, choices=Choices.choices)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="role_grants",
    )
    granted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation"], name="one_grant_per_person_role_and_organisation"
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(organisation=None),
                name="one_grant_per_person_and_role_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.organisation or _('everywhere')}"
