from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from media.models import Audio, Video


class VideoViewSet(SnippetViewSet):
    model = Video
    icon = "media"
    menu_label = _("Videos")
    menu_order = 500
    list_display = ("title", "seconds", "size")


class AudioViewSet(SnippetViewSet):
    model = Audio
    icon = "media"
    menu_label = _("Recordings")
    menu_order = 600
    list_display = ("title", "seconds", "size")
