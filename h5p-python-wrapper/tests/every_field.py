"""Semantics of our own with every field type and every widget seen in real content types, and a content that fits.

``REGISTRY`` holds two libraries: ``Test.Every 1.4`` and the sub-content ``Test.Note 1.0`` (its image is one of the
packaged files ``FILES``). ``PARAMS`` is a content that filtering leaves as it is.
"""

from __future__ import annotations

from typing import Any

from h5p_wrapper.library import Library
from h5p_wrapper.registry import MemoryRegistry
from h5p_wrapper.versions import LibraryName

EVERY = LibraryName("Test.Every", 1, 4)
NOTE = LibraryName("Test.Note", 1, 0)
SUB_ID = "0f4dbb6e-2b0a-4f0e-9b4c-5a7a3e1d9c10"
FILES = frozenset(("images/pasar.png", "videos/air.mp4", "audios/hujan.mp3", "files/denah.pdf", "images/asli.png"))


def _text(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "label": name.title(), **more}


SEMANTICS: list[dict[str, Any]] = [
    _text("heading", importance="high", default="Untitled", maxLength=40, placeholder="Short and clear"),
    _text("colour", widget="colorSelector", default="#0a6", spectrum={"showInput": True}, optional=True),
    _text("plain", widget="textarea", optional=True, description="Several lines"),
    _text("hidden", widget="none", optional=True),
    _text("link", optional=True, regexp={"pattern": "^https?://.+", "modifiers": "i"}),
    _text(
        "body",
        widget="html",
        importance="high",
        enterMode="p",
        tags=["strong", "em", "a", "ul", "ol", "h2", "table", "code"],
        font={"size": True, "color": True},
        default="<p>Write here</p>",
    ),
    {"name": "amount", "type": "number", "label": "Amount", "min": 0, "max": 10, "step": 2, "default": 4},
    {
        "name": "weight",
        "type": "number",
        "label": "Weight",
        "min": "0.5",
        "decimals": 2,
        "unit": "kg",
        "optional": True,
    },
    {"name": "at", "type": "number", "label": "At", "widget": "timecode", "optional": True},
    {"name": "sure", "type": "boolean", "label": "Sure", "default": True},
    {"name": "once", "type": "boolean", "label": "Once", "widget": "disposableBoolean", "optional": "true"},
    {
        "name": "size",
        "type": "select",
        "label": "Size",
        "default": "m",
        "options": [
            {"value": "s", "label": "Small"},
            {
                "type": "optgroup",
                "label": "Larger",
                "options": [{"value": "m", "label": "M"}, {"value": "l", "label": "L"}],
            },
        ],
    },
    {
        "name": "kind",
        "type": "select",
        "label": "Kind",
        "widget": "radioGroup",
        "alignment": "horizontal",
        "optional": True,
        "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
    },
    {"name": "zones", "type": "select", "label": "Zones", "widget": "dynamicCheckboxes", "multiple": True},
    {
        "name": "several",
        "type": "select",
        "label": "Several",
        "multiple": True,
        "options": [{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}],
    },
    {
        "name": "mode",
        "type": "select",
        "label": "Mode",
        "widget": "selectToggleFields",
        "default": "picture",
        "options": [
            {"value": "picture", "label": "Picture", "hideFields": ["amount"]},
            {"value": "words", "label": "Words", "hideFields": []},
        ],
    },
    {
        "name": "shape",
        "type": "select",
        "label": "Shape",
        "widget": "imageRadioButtonGroup",
        "optional": True,
        "options": [{"value": "round", "label": "Round"}, {"value": "square", "label": "Square"}],
    },
    _text(
        "caption",
        widget="showWhen",
        optional=True,
        showWhen={"widget": "html", "rules": [{"field": "mode", "equals": ["picture"]}], "nullWhenHidden": True},
        tags=["em"],
    ),
    {
        "name": "answers",
        "type": "list",
        "label": "Answers",
        "entity": "answer",
        "min": 1,
        "max": 3,
        "defaultNum": 2,
        "widgets": [{"name": "VerticalTabs", "label": "Tabs"}],
        "field": {
            "name": "answer",
            "type": "group",
            "label": "Answer",
            "fields": [
                _text("text", widget="html", tags=["strong"]),
                {"name": "correct", "type": "boolean", "label": "Correct"},
                {
                    "name": "words",
                    "type": "group",
                    "label": "Words",
                    "expanded": False,
                    "fields": [_text("tip", optional=True), _text("feedback", optional=True)],
                },
            ],
        },
    },
    {
        "name": "tags",
        "type": "list",
        "label": "Tags",
        "optional": True,
        "field": _text("tag"),
    },
    {
        "name": "lines",
        "type": "list",
        "label": "Lines",
        "optional": True,
        "field": {"name": "line", "type": "group", "label": "Line", "fields": [_text("words")]},
    },
    {
        "name": "ranges",
        "type": "list",
        "label": "Ranges",
        "optional": True,
        "widgets": [{"name": "RangeList", "label": "Default"}],
        "field": {
            "name": "range",
            "type": "group",
            "label": "Range",
            "fields": [
                {"name": "from", "type": "number", "label": "From", "min": 0, "max": 100, "default": 0},
                {"name": "to", "type": "number", "label": "To", "min": 0, "max": 100, "default": 100},
                _text("feedback", optional=True),
            ],
        },
    },
    {
        "name": "single",
        "type": "group",
        "label": "A group of one",
        "fields": [_text("only", default="one")],
    },
    {
        "name": "timing",
        "type": "group",
        "label": "Timing",
        "widget": "duration",
        "optional": True,
        "fields": [
            {"name": "from", "type": "number", "label": "From", "widget": "timecode"},
            {"name": "to", "type": "number", "label": "To", "widget": "timecode"},
        ],
    },
    {
        "name": "canvas",
        "type": "group",
        "label": "Canvas",
        "widget": "dimensions",
        "optional": True,
        "fields": [
            {"name": "width", "type": "number", "label": "Width", "default": 620},
            {"name": "height", "type": "number", "label": "Height", "default": 310},
        ],
    },
    {
        "name": "target",
        "type": "group",
        "label": "Target",
        "widget": "linkWidget",
        "optional": True,
        "fields": [
            {
                "name": "protocol",
                "type": "select",
                "label": "Protocol",
                "default": "https://",
                "options": [{"value": "https://", "label": "https"}, {"value": "other", "label": "other"}],
            },
            _text("url"),
        ],
    },
    {
        "name": "background",
        "type": "group",
        "label": "Background",
        "widget": "radioSelector",
        "optional": True,
        "fields": [
            {"name": "fill", "type": "text", "label": "Colour", "widget": "colorSelector", "optional": True},
            {"name": "picture", "type": "image", "label": "Picture", "optional": True},
        ],
    },
    {
        "name": "spot",
        "type": "group",
        "label": "Spot",
        "widget": "imageCoordinateSelector",
        "imageFieldPath": "picture",
        "optional": True,
        "fields": [{"name": "x", "type": "number", "label": "X"}, {"name": "y", "type": "number", "label": "Y"}],
    },
    {
        "name": "steps",
        "type": "group",
        "label": "Steps",
        "widget": "wizard",
        "isSubContent": True,
        "fields": [
            {
                "name": "first",
                "type": "group",
                "label": "First",
                "fields": [_text("question"), _text("answer")],
            }
        ],
    },
    {"name": "picture", "type": "image", "label": "Picture", "optional": True},
    {"name": "film", "type": "video", "label": "Film", "optional": True, "extraAttributes": ["metadata"]},
    {"name": "sound", "type": "audio", "label": "Sound", "optional": True, "widgetExtensions": ["AudioRecorder"]},
    {"name": "paper", "type": "file", "label": "Paper", "optional": True},
    {"name": "part", "type": "library", "label": "Part", "optional": True, "options": [str(NOTE)]},
    {
        "name": "parts",
        "type": "list",
        "label": "Parts",
        "optional": True,
        "field": {"name": "part", "type": "library", "label": "Part", "options": [{"name": str(NOTE)}]},
    },
    {
        "name": "l10n",
        "type": "group",
        "label": "Texts",
        "common": True,
        "fields": [
            _text("check", default="Check", common=True),
            _text("retry", default="Retry", common=True),
        ],
    },
]

NOTE_SEMANTICS: list[dict[str, Any]] = [
    _text("note", widget="html", tags=["em"], default="A note"),
    {"name": "picture", "type": "image", "label": "Picture", "optional": True},
    {"name": "inner", "type": "library", "label": "Inner", "optional": True, "options": [str(NOTE)]},
]

LANGUAGE: dict[str, Any] = {
    "semantics": [{"label": "Judul", "default": "Tanpa judul", "placeholder": "Pendek dan jelas"}, {"label": "Warna"}]
}


def _library(name: LibraryName, title: str, **more: Any) -> Library:
    data = {"title": title, "runnable": 1, "patchVersion": 2, **name.as_json(), **more}
    return Library.from_json(data)


REGISTRY = MemoryRegistry(
    [
        _library(EVERY, "Every field", preloadedDependencies=[NOTE.as_json()]),
        _library(NOTE, "Note"),
    ],
    semantics={EVERY: SEMANTICS, NOTE: NOTE_SEMANTICS},
    languages={(EVERY, "id"): LANGUAGE},
)


def note(text: str, **more: Any) -> dict[str, Any]:
    """A sub-content."""
    return {
        "library": str(NOTE),
        "params": {"note": text, **more},
        "subContentId": SUB_ID,
        "metadata": {"license": "U", "title": "Catatan", "contentType": "Note"},
    }


PARAMS: dict[str, Any] = {
    "heading": "Harga &amp; takaran",
    "colour": "#00aa66",
    "plain": "Baris satu\nbaris dua",
    "hidden": "x",
    "link": "https://contoh.id/pasar",
    "body": '<p style="text-align:center;">Pilih <strong>satu</strong> &nbsp;<a href="https://contoh.id/?a=1&amp;b=2" '
    'target="_blank">di sini</a></p><table border="1" style="width:100%;"><tbody><tr><td>1</td></tr></tbody></table>',
    "amount": 4,
    "weight": 1.25,
    "at": 12,
    "sure": False,
    "once": True,
    "size": "l",
    "kind": "b",
    "zones": ["0", "2"],
    "several": ["y"],
    "mode": "picture",
    "shape": "round",
    "caption": "<em>Pasar</em> pagi",
    "answers": [
        {"text": "<p>Satu</p>", "correct": True, "words": {"tip": "", "feedback": "Tepat"}},
        {"text": "<p>Dua</p>", "correct": False, "words": {"tip": "Lihat lagi", "feedback": ""}},
    ],
    "tags": ["beras", "gula"],
    "lines": ["satu", "dua"],
    "ranges": [{"from": 0, "to": 50, "feedback": "Coba lagi"}, {"from": 51, "to": 100, "feedback": "Bagus"}],
    "single": "satu",
    "timing": {"from": 0, "to": 5},
    "canvas": {"width": 620, "height": 310},
    "target": {"protocol": "https://", "url": "contoh.id"},
    "background": {"fill": "#fff"},
    "spot": {"x": 10, "y": 20.5},
    "steps": {"subContentId": SUB_ID, "first": {"question": "Apa?", "answer": "Ini"}},
    "picture": {
        "path": "images/pasar.png",
        "mime": "image/png",
        "width": 640,
        "height": 480,
        "copyright": {"license": "CC BY-SA", "version": "4.0", "author": "Sari"},
        "originalImage": {"path": "images/asli.png", "mime": "image/png", "width": 900, "height": 600},
    },
    "film": [
        {
            "path": "videos/air.mp4",
            "mime": "video/mp4",
            "copyright": {"license": "U"},
            "quality": {"level": 480, "label": "480p"},
            "metadata": {"qualityName": "480p"},
        },
        {"path": "https://video.contoh.id/air.webm", "mime": "video/webm"},
    ],
    "sound": [{"path": "audios/hujan.mp3", "mime": "audio/mpeg"}],
    "paper": {"path": "files/denah.pdf", "mime": "application/pdf"},
    "part": note("<em>Satu</em>", picture={"path": "images/pasar.png", "mime": "image/png"}, inner=note("dalam")),
    "parts": [note("dua"), note("tiga")],
    "l10n": {"check": "Periksa", "retry": "Coba lagi"},
}
