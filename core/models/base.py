from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Preview on a phone, 360 px")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Preview on a tablet")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Preview on a computer")},
]


class PhoneFirstPreview:
    """Live preview opens at 360 px, the width our learners have."""

    @property
    def preview_sizes(self) -> list[dict[str, object]]:
        return PREVIEW_SIZES


class BasePage(PhoneFirstPreview, Page):  # type: ignore[misc]
    show_in_menus_default = False
    private_page_options: ClassVar = []  # everything published is for everybody; the screens promise no less

    class Meta:
        abstract = True
