from django.db import models


class PackLoad(models.Model):
    """The state in which a course pack was last loaded."""

    pack = models.CharField(max_length=80, unique=True)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    conflicts = models.JSONField(default=list)  # items left alone because they were edited here

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class PackItem(models.Model):
    """One thing that came from a pack: what the pack said, and what stood here right after loading."""

    pack = models.CharField(max_length=80)
    item = models.CharField(max_length=120)  # "lesson:menyambung-wifi", "question:wifi-palsu", …
    object_pk = models.PositiveBigIntegerField()
    source_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "item"], name="pack_item_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.item}"
