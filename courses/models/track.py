import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import language_now


class Track(models.Model):
    """A learning path: courses that belong together, e.g. Internet Dasar."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("in one sentence"), max_length=200)
    title_english = models.CharField(_("title in English"), max_length=80, blank=True)
    summary_english = models.CharField(_("in one sentence, in English"), max_length=200, blank=True)
    icon = models.CharField(
        _("icon"),
        max_length=20,
        default="wifi",
        choices=[("wifi", _("Internet")), ("shop", _("Marketplace")), ("building", _("Public services"))],
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")
        ordering = ["sort_order", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def title_here(self) -> str:
        """In the language of the interface."""
        return self._here(self.title_english, self.title)

    @property
    def summary_here(self) -> str:
        return self._here(self.summary_english, self.summary)

    @staticmethod
    def _here(english: str, own: str) -> str:
        return english if english and language_now() == "en" else own
