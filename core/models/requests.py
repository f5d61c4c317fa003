from django.db import models


class RequestKey(models.Model):
    """A learner's write that was carried out (DESIGN §4.4)."""

    person = models.UUIDField()  # public id of the learner the act was for
    key = models.UUIDField()
    act = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_act_per_person_and_request_key")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.act} {self.key}"
