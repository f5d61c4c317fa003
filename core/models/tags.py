from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase


class Pillar(TagBase):
    """One of the four pillars of digital literacy: Cakap, Aman, Budaya, Etika."""

    free_tagging = False

    class Meta:
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")


class Competence(TagBase):
    """A competence of a framework in one of its versions, e.g. “DigComp 2.2 · 4.1 · level 2”."""

    free_tagging = False

    framework = models.CharField(_("framework and version"), max_length=40)
    code = models.CharField(_("code"), max_length=10)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["framework", "code", "level"]


class Topic(TagBase):
    """A free topic that learners can filter by."""

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
