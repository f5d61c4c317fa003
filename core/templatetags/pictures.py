from typing import Any

from django import template
from django.utils.safestring import SafeString

from core import pictures

register = template.Library()


@register.simple_tag
def lesson_picture(image: Any) -> SafeString:
    """A picture chosen with Wagtail's ImageBlock, which carries its alternative text for this place."""
    return pictures.lesson_picture(image, "" if image.decorative else image.contextual_alt_text or "")
