from uuid import UUID

from django.conf import settings
from django.db import models


class CourseVersion(models.Model):
    """What a course asked for when its outline was published; never changed. Enrolments point at it (DESIGN §4.5)."""

    course = models.UUIDField()  # the course's translation key
    number = models.PositiveIntegerField()
    requirements = models.JSONField()  # see courses.outline.Requirements
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="course_version_number_once")]

    def __str__(self) -> str:
        return f"{self.course} v{self.number}"


class CourseOutlines(models.Manager["CourseOutline"]):
    def main(self, course: UUID) -> "CourseOutline | None":
        """The one that says what the course asks for; of a course that is there in one language only, that one."""
        rows = self.select_related("version").filter(course=course)
        return min(rows, key=lambda row: (row.language != settings.LANGUAGE_CODE, row.pk), default=None)


class CourseOutline(models.Model):
    """The course as it is listed now in one language: modules, lessons, activities, titles, minutes.

    Written at publishing. What a course asks for is said by the one in the main language (ADR 0045).
    """

    course = models.UUIDField()
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()  # see courses.outline.Outline
    revision = models.PositiveIntegerField(default=1)
    live = models.BooleanField(default=True)  # the course page is published
    page = models.ForeignKey("courses.CoursePage", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CourseOutlines()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "language"], name="course_outline_language_once")]

    def __str__(self) -> str:
        return f"{self.course} {self.language} r{self.revision}"
