from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StaleReport(models.Model):
    """“Materi ini sudah usang?”: somebody found a lesson out of date. One open report per learner and lesson."""

    lesson = models.ForeignKey(
        "courses.LessonPage", verbose_name=_("lesson"), on_delete=models.CASCADE, related_name="stale_reports"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(_("what is different"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("reported"))
    resolved_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of outdated content")
        verbose_name_plural = _("reports of outdated content")
        ordering = ["-reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "learner"],
                condition=models.Q(resolved_at=None),
                name="one_open_stale_report_per_learner_and_lesson",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.reported_at:%Y-%m-%d}"
