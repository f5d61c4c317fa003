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


class CourseOutline(models.Model):
    """The course as it is listed now: modules, lessons, activities, titles, minutes. Written at publishing."""

    course = models.UUIDField(unique=True)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()  # see courses.outline.Outline
    revision = models.PositiveIntegerField(default=1)
    live = models.BooleanField(default=True)  # the course page is published
    page = models.ForeignKey("courses.CoursePage", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.course} r{self.revision}"
