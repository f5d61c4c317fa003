"""Every block of a lesson: what its author reads about it, what learners see of it, and what it refuses."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override
from wagtail.blocks.struct_block import StructBlockValidationError

from accounts.roles import Role
from core.blocks import PictureBlock, StepsBlock, TableBlock, TextBlock
from courses.blocks import ACTIVITY_BLOCKS, LessonBody
from courses.domain.rendering import render_segments
from media.models import Audio, LessonDocument, Video
from tests.factories.courses import (
    block,
    check_block,
    course,
    lesson,
    module,
    practice_block,
    practice_task,
    question,
    quiz,
    quiz_block,
)
from tests.factories.h5p import make_content
from tests.factories.people import staff
from tests.quizzes.doing import svg_picture

BODY = LessonBody()
NO_PICTURE = {"image": None, "alt_text": "", "decorative": False}
NAMES = list(BODY.child_blocks)


def item(value):
    return {"type": "item", "value": value, "id": str(uuid4())}


def chosen(**fields):
    return {"image": svg_picture().pk, "alt_text": "", "decorative": False} | fields


def video(**fields):
    values = {"title": "Menyambung", "link": "https://video.example/1", "seconds": 95, "transcript": "Kata-kata video."}
    return Video.objects.create(**(values | fields))


# Block type → (what stands in it, what a learner sees of it).
SHOWN = {
    "text": (lambda: block("text", {"heading": "Dua jaringan", "body": "<p>Isi teks.</p>"}), ["Dua jaringan", "Isi teks."]),
    "steps": (
        lambda: block("steps", {"title": "Langkah", "steps": [item({"text": "<p>Buka.</p>", "picture": chosen(alt_text="Papan.")}), item({"text": "<p>Ketuk.</p>", "picture": NO_PICTURE})]}),
        ["Langkah", "Buka.", "Ketuk.", 'alt="Papan."', "<ol"],
    ),
    "callout": (lambda: block("callout", {"kind": "warning", "title": "Awas", "body": "<p>Isi kotak.</p>"}), ["Awas", "Isi kotak.", "warning"]),
    "message": (lambda: block("message", {"sender": "Bu RT", "body": "<p>Rapat.</p>"}), ["Bu RT", "Rapat."]),
    "terms": (lambda: block("terms", {"terms": [item({"term": "Unduh", "meaning": "<p>Menyimpan.</p>"})]}), ["Unduh", "Menyimpan.", "<dl"]),
    "table": (
        lambda: block("table", {"caption": "Biaya", "rows": [item([item("<p>Bahan</p>"), item("<p>Rp1</p>")]), item([item("<p>Kemasan</p>"), item("<p>Rp2</p>")])]}),
        ["<caption>Biaya</caption>", '<th scope="col">', "Bahan", "Rp2"],
    ),
    "picture": (lambda: block("picture", {"picture": chosen(alt_text="Papan."), "caption": "Di balai"}), ['alt="Papan."', "<figcaption>Di balai", 'width="160"']),
    "video": (lambda: block("video", {"video": video().pk}), ["Menyambung", "https://video.example/1", "Kata-kata video."]),
    "audio": (
        lambda: block("audio", {"audio": Audio.objects.create(title="Suara", seconds=5, transcript="Kata.", file=ContentFile(b"x", name="a.mp3")).pk}),
        ["Suara", "<audio controls", 'preload="none"', "Kata."],
    ),
    "document": (
        lambda: block("document", {"document": LessonDocument.objects.create(title="Lembar", file=ContentFile(b"x", name="a.pdf")).pk, "title": "Latihan"}),
        ["Latihan", "PDF", "/dokumen/"],
    ),
    "try_now": (lambda: block("try_now", {"body": "<p>Buka pengaturan.</p>"}), ["Buka pengaturan."]),
    "check": (lambda: check_block(question()), []),
    "practice": (lambda: practice_block(practice_task()), []),
    "quiz": (lambda: quiz_block(quiz(fixed=[question()])), []),
    "h5p": (lambda: block("h5p", {"content": make_content().pk, "rule": "finished", "percent": None, "required": True}), []),
}  # fmt: skip


def test_every_block_is_tried_here():
    assert set(SHOWN) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_a_label_a_group_an_icon_and_a_sentence_about_it(name):
    made = BODY.child_blocks[name]
    with override("en"):
        assert str(made.label)
        assert str(made.meta.group) in ("To read", "To see and hear", "To do")
        assert len(made.get_description()) > 20
        assert made.get_description().endswith(".")
    assert made.meta.icon != "placeholder"


@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_a_preview_that_renders(db, sign_in, name):
    made = BODY.child_blocks[name]
    assert made.is_previewable
    client = sign_in(staff(Role.AUTHOR))
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": made.definition_prefix})
    page = answer.content.decode()
    assert answer.status_code == 200
    shown = re.sub(r"<[^>]+>", "", page.split("<main", 1)[1])
    assert len(shown.strip()) > 10
    assert "<script" not in page


@pytest.mark.parametrize("name", NAMES)
def test_every_block_shows_what_stands_in_it(db, name):
    make, expected = SHOWN[name]
    made = lesson(module(course()), make())
    found = render_segments(made, {})
    html = "".join(segment.html for segment in found)
    assert [text for text in expected if text not in html] == []
    assert (len(found), found[0].kind) == (1, name if name in ACTIVITY_BLOCKS else "")


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(ACTIVITY_BLOCKS) - {"video", "document"}))
def test_what_an_author_writes_cannot_run_in_a_learners_browser(db, name):
    """Words are escaped; rich text is cleaned by the editor's own list when it is saved in the admin."""
    make, _expected = SHOWN[name]
    raw = make()
    hostile = "<script>alert(1)</script>"
    for field in ("heading", "title", "sender", "caption"):
        if field in raw["value"]:
            raw["value"][field] = hostile
    if name == "terms":
        raw["value"]["terms"][0]["value"]["term"] = hostile
    html = "".join(segment.html for segment in render_segments(lesson(module(course()), raw), {}))
    assert "<script" not in html
    fields = {"heading", "title", "sender", "caption"} & set(raw["value"]) or name == "terms"
    assert ("&lt;script&gt;" in html) == bool(fields)


def test_activity_slots_by_themselves_show_nothing(db):
    for make in (check_block(question()), practice_block(practice_task()), quiz_block(quiz(fixed=[question()]))):
        made = lesson(module(course()), make)
        assert made.body[0].render().strip() == ""


def picture_value(**fields):
    block = PictureBlock()
    return block, block.to_python({"picture": chosen(**fields), "caption": ""})


def test_a_picture_needs_words_or_is_marked_as_decoration(db):
    block, value = picture_value()
    with pytest.raises(StructBlockValidationError):
        block.clean(value)
    for fields in ({"alt_text": "Papan."}, {"decorative": True}):
        block, value = picture_value(**fields)
        assert block.clean(value)["picture"].contextual_alt_text == fields.get("alt_text", "")


def test_a_decoration_has_an_empty_alternative_text(db):
    made = lesson(module(course()), block("picture", {"picture": chosen(decorative=True), "caption": ""}))
    assert 'alt=""' in render_segments(made, {})[0].html


def test_the_picture_of_a_step_needs_words_too(db):
    steps = StepsBlock()
    for alt, refused in (("", True), ("Papan.", False)):
        value = steps.to_python(
            {
                "title": "",
                "steps": [
                    {"text": "<p>a</p>", "picture": chosen(alt_text=alt)},
                    {"text": "<p>b</p>", "picture": NO_PICTURE},
                ],
            }
        )
        if refused:
            with pytest.raises(StructBlockValidationError):
                steps.clean(value)
        else:
            assert len(steps.clean(value)["steps"]) == 2


@pytest.mark.parametrize("count", [1, 9])
def test_steps_are_two_to_eight(count):
    steps = StepsBlock()
    with pytest.raises(ValidationError):
        steps.clean(
            steps.to_python(
                {"title": "", "steps": [{"text": f"<p>{n}</p>", "picture": NO_PICTURE} for n in range(count)]}
            )
        )


def test_a_text_needs_a_heading_or_a_body():
    text = TextBlock()
    for value in ({"heading": "", "body": ""}, {"heading": "", "body": "  "}):
        with pytest.raises(StructBlockValidationError) as refused:
            text.clean(text.to_python(value))
        assert list(refused.value.block_errors) == ["body"]
    assert text.clean(text.to_python({"heading": "Judul", "body": ""}))["heading"] == "Judul"


@pytest.mark.parametrize("rows", [[2, 3], [3, 2, 3], [1, 2]])
def test_every_row_of_a_table_has_as_many_cells_as_the_first(rows):
    table = TableBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        table.clean(table.to_python({"caption": "", "rows": [["<p>x</p>"] * size for size in rows]}))
    assert list(refused.value.block_errors) == ["rows"]


@pytest.mark.parametrize("rows", [[2], [5, 5], [0, 0]])
def test_a_table_has_a_heading_a_row_and_one_to_four_columns(rows):
    table = TableBlock()
    with pytest.raises(ValidationError):
        table.clean(table.to_python({"caption": "", "rows": [["<p>x</p>"] * size for size in rows]}))
    assert len(table.clean(table.to_python({"caption": "", "rows": [["<p>x</p>"] * 4] * 2}))["rows"]) == 2


FILE = {"link": "", "file": ContentFile(b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, name="a.mp4")}


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({}, None), ({"transcript": ""}, "transcript"), ({"link": ""}, "__all__"), (FILE | {"link": "https://video.example/1"}, "__all__"),
        (FILE, "captions"), ({"link": "http://video.example/1"}, "link"),
        (FILE | {"captions": ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHalo\n", name="a.vtt")}, None),
    ],
)  # fmt: skip
def test_a_video_needs_a_transcript_one_source_and_subtitles_for_its_file(db, fields, refused):
    values = {"title": "Video", "link": "https://video.example/1", "seconds": 10, "transcript": "Kata."} | fields
    made = Video(**values)
    if refused is None:
        made.full_clean()
        return
    with pytest.raises(ValidationError) as error:
        made.full_clean()
    assert list(error.value.message_dict) == [refused]


def test_a_recording_needs_a_transcript(db):
    with pytest.raises(ValidationError) as error:
        Audio(title="Suara", seconds=Decimal(5), file=ContentFile(b"ID3" + b"\x00" * 40, name="a.mp3")).full_clean()
    assert list(error.value.message_dict) == ["transcript"]


@pytest.mark.django_db
@pytest.mark.parametrize("reads", ["whole", "part", None])
def test_a_recording_of_the_whole_lesson_is_marked_for_the_button(reads):
    """Blocks written before there was such a choice are something of their own."""
    sound = Audio.objects.create(title="Suara", seconds=5, transcript="Kata.", file=ContentFile(b"x", name="a.mp3"))
    value = {"audio": sound.pk} | ({"reads": reads} if reads else {})
    html = "".join(segment.html for segment in render_segments(lesson(module(course()), block("audio", value)), {}))
    assert "<audio controls" in html
    assert ("data-whole" in html) is (reads == "whole")
