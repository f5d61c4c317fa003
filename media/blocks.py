"""Video, recordings and documents inside a lesson: nothing loads before it is tapped, and its size stands there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class VideoBlock(blocks.StructBlock):
    video = SnippetChooserBlock("media.Video", label=_("Video"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video, uploaded or behind a link, with its transcript. Loads when somebody taps it.")
        template = "blocks/video.html"
        preview_template = "blocks/previews/video.html"
        preview_value: dict[str, Any] = {}


class AudioBlock(blocks.StructBlock):
    audio = SnippetChooserBlock("media.Audio", label=_("Recording"))
    reads = blocks.ChoiceBlock(
        label=_("What is heard"),
        choices=[("part", _("Something of its own")), ("whole", _("The whole lesson read aloud"))],
        default="part",
        help_text=_(
            "“Listen to this lesson” plays a recording of the whole lesson, instead of the voice of the phone."
        ),
    )

    class Meta:
        icon = "media"
        label = _("Recording")
        description = _("Something to listen to, with its transcript.")
        label_format = "{reads}"
        template = "blocks/audio.html"
        preview_template = "blocks/previews/audio.html"
        preview_value: dict[str, Any] = {}


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("What it is"), required=False, max_length=120)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A file to download; its size is shown.")
        template = "blocks/document.html"
        preview_template = "blocks/previews/document.html"
        preview_value: dict[str, Any] = {}
