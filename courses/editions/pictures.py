"""The picture files of an edition, each once, under names that say nothing of this site."""

from __future__ import annotations

from pathlib import PurePath

from core.models import Picture
from courses.editions.model import Figure

# Wide enough for paper and sharp screens; JPEG, because everything that reads an edition knows it.
_RENDITION = "max-960x960|format-jpeg"


class Pictures:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._names: dict[int, tuple[str, int, int]] = {}

    def figure(self, image: Picture | None, alt: str) -> Figure | None:
        if image is None:
            return None
        name, width, height = self._names.get(image.pk) or self._take(image)
        return Figure(name, alt, width, height)

    def frozen(self, frozen: dict[str, object] | str | None) -> Figure | None:
        """As a question's version keeps it; the HTML of very old versions has no file here."""
        if not isinstance(frozen, dict):
            return None
        return self.figure(Picture.objects.filter(pk=frozen["id"]).first(), str(frozen["alt"]))

    def chosen(self, image: Picture | None) -> Figure | None:
        """From Wagtail's ImageBlock, which carries the alternative text for its place."""
        if image is None:
            return None
        return self.figure(image, "" if image.decorative else image.contextual_alt_text or "")

    def _take(self, image: Picture) -> tuple[str, int, int]:
        found = image if image.is_svg() else image.get_rendition(_RENDITION)
        with found.file.open("rb") as file:
            content = file.read()
        ending = PurePath(found.file.name).suffix.lower()
        name = f"gambar/{len(self._names) + 1:03d}{ending}"
        self.files[name] = content
        self._names[image.pk] = (name, found.width, found.height)
        return self._names[image.pk]
