"""Blocks of a lesson that show something. Each has a label, a description and a preview for its author.

``label_format`` says what stands beside the label of a collapsed block: its words. Without it Wagtail shows the first
value there is, which for an empty block is that of an unticked box: “No”.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

FEATURES = ["bold", "italic", "code", "ol", "ul", "link"]


def _rich(label: Any, **kwargs: Any) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(label=label, features=FEATURES, **kwargs)


class AltTextPictureBlock(ImageBlock):
    """Wagtail's picture with alternative text for this very place, or the mark that it is decoration."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child_blocks["image"].label = _("Picture file")

    class Meta:
        label_format = "{alt_text}"


class TextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    body = _rich(_("Text"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may be unfinished
            return cleaned
        if not cleaned["heading"] and not str(cleaned["body"].source if cleaned["body"] else "").strip():
            raise StructBlockValidationError({"body": ValidationError(_("Write a heading or a text."))})
        return cleaned

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("A heading and some sentences. Short sentences: 15 words at most.")
        template = "blocks/text.html"
        preview_value = {
            "heading": "Dua jenis jaringan",
            "body": "<p>HP Anda bisa memakai <b>Wi-Fi</b> atau <b>paket data</b>.</p>",
        }


class StepBlock(blocks.StructBlock):
    text = _rich(_("What to do"))
    picture = AltTextPictureBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "order"
        label_format = "{text}"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    steps = blocks.ListBlock(
        StepBlock(), label=_("Steps"), min_num=2, max_num=8, default=[{"text": "", "picture": None}] * 3
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps with pictures")
        label_format = "{title} {steps}"
        description = _("Numbered steps, each with a picture if seeing is easier than reading.")
        template = "blocks/steps.html"
        preview_value = {
            "title": "Menyambung Wi-Fi",
            "steps": [
                {"text": "<p>Buka <b>Pengaturan</b>.</p>"},
                {"text": "<p>Ketuk <b>Wi-Fi</b>.</p>"},
                {"text": "<p>Pilih nama yang sama dengan papan.</p>"},
            ],
        }


class PictureBlock(blocks.StructBlock):
    picture = AltTextPictureBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption} {picture}"
        description = _("One picture. Say in words what it shows, or mark it as decoration.")
        template = "blocks/picture.html"
        preview_template = "blocks/previews/picture.html"
        preview_value: dict[str, Any] = {}


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("tip", _("Tip")), ("warning", _("Warning")), ("example", _("Example"))],
        default="tip",
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    body = _rich(_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Tip, warning, example")
        label_format = "{kind}: {title} {body}"
        description = _("A box that stands out: a tip, a warning, or an example from everyday life.")
        template = "blocks/callout.html"
        preview_value = {"kind": "tip", "title": "Hemat kuota", "body": "<p>Tonton video saat tersambung Wi-Fi.</p>"}


class TryNowBlock(blocks.StructBlock):
    body = _rich(_("What to try"))

    class Meta:
        icon = "view"
        label = _("Try it now")
        description = _("One thing to do right away, on one's own phone.")
        template = "blocks/try_now.html"
        preview_value = {"body": "<p>Buka pengaturan Wi-Fi. Nama apa saja yang Anda lihat?</p>"}


class MessageBlock(blocks.StructBlock):
    sender = blocks.CharBlock(label=_("Who writes"), max_length=60)
    body = _rich(_("Message"))

    class Meta:
        icon = "comment"
        label = _("Message")
        label_format = "{sender}: {body}"
        description = _("A chat message as an example. Invented names and numbers only.")
        template = "blocks/message.html"
        preview_value = {"sender": "Bu RT", "body": "<p>Rapat warga Sabtu, pukul 19.30.</p>"}


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Word"), max_length=60)
    meaning = _rich(_("What it means"))

    class Meta:
        icon = "tag"
        label_format = "{term}"


class TermsBlock(blocks.StructBlock):
    terms = blocks.ListBlock(TermBlock(), label=_("Terms"), min_num=1)

    class Meta:
        icon = "tag"
        label = _("Words explained")
        description = _("Words that appear on the phone's screen, in plain language.")
        template = "blocks/terms.html"
        preview_value = {"terms": [{"term": "Unduh", "meaning": "<p>Menyimpan berkas dari internet ke HP.</p>"}]}


class RowBlock(blocks.ListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_rich(_("Cell"), required=False), min_num=1, max_num=4, **kwargs)


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("What the table shows"), required=False, max_length=160)
    rows = blocks.ListBlock(
        RowBlock(label=_("Row")),
        label=_("Rows"),
        min_num=2,
        default=[["", ""], ["", ""]],
        help_text=_("The first row is the heading. Four columns at most: phones are narrow."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if len({len(row) for row in cleaned["rows"]}) > 1 and not self.is_deferred_validation:
            raise StructBlockValidationError(
                {"rows": ValidationError(_("Every row needs as many cells as the first one."))}
            )
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("A small table with a heading row.")
        template = "blocks/table.html"
        preview_value = {
            "caption": "Biaya pokok",
            "rows": [["<p>Bahan</p>", "<p>Rp12.000</p>"], ["<p>Kemasan</p>", "<p>Rp2.000</p>"]],
        }
