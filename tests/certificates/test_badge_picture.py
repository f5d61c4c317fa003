"""The picture of a badge: legible when small, of the colour of the city, with our own fonts, whatever the title is."""

from __future__ import annotations

import io

import pytest
from defusedxml import ElementTree
from PIL import Image, ImageChops, ImageStat

from certificates.badges.picture import Face, picture

FACE = Face(title="Mulai dari HP", hours="2 JP", issuer="Kota Sukamaju", colour="#0b6e69")
TITLES = [
    "HP",
    "Keamanan digital untuk perangkat kelurahan dan kader masyarakat: penipuan, sandi, dan data pribadi",
    "Pertanggungjawabankeuanganberkelanjutan",
    '#strong[x] $x^2$ *tebal* {{ nama }} <b>&amp; \\ " @a #panic()',
    "ꦱꦶꦤꦲꦸ 🌺",
    "kata " * 60,
    "a" * 250,
    "",
]


def drawn(face: Face) -> Image.Image:
    return Image.open(io.BytesIO(picture(face, "png"))).convert("RGBA")


def titled(title: str, **changes: str) -> Face:
    return Face(**{"title": title, "hours": "2 JP", "issuer": "Kota Sukamaju", "colour": "#0b6e69"} | changes)


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_drawn_inside_its_room(title):
    """Outside the room of the title nothing differs from the picture without one."""
    difference = ImageChops.difference(drawn(titled(title)), drawn(titled(""))).convert("RGB").getbbox()
    left, top, right, bottom = difference or (300, 300, 300, 300)
    assert left >= 90
    assert top >= 203
    assert right <= 511
    assert bottom <= 390
    assert bool(difference) == bool(title.strip())


@pytest.mark.parametrize("title", TITLES)
def test_the_drawing_holds_nothing_but_drawing(title):
    content = picture(titled(title), "svg")
    assert content.startswith(b"<svg ")
    root = ElementTree.fromstring(content)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "foreignObject", "image", "text", "a", "style"}


def test_the_same_face_is_the_same_picture_and_every_part_of_it_counts():
    picture.cache_clear()
    first = picture(FACE, "png"), picture(FACE, "svg")
    picture.cache_clear()
    assert (picture(FACE, "png"), picture(FACE, "svg")) == first
    others = [
        titled("Mulai dari laptop"),
        titled("Mulai dari HP", hours="3 JP"),
        titled("Mulai dari HP", issuer="Kota Lain"),
        titled("Mulai dari HP", colour="#8a1c1c"),
    ]
    assert len({first[0], *(picture(face, "png") for face in others)}) == 5


def test_corners_are_clear_and_the_ground_has_the_colour_of_the_city():
    made = drawn(FACE)
    assert [made.getpixel(corner)[3] for corner in ((0, 0), (599, 0), (0, 599), (599, 599))] == [0, 0, 0, 0]
    assert made.getpixel((300, 530))[:3] == (0x0B, 0x6E, 0x69)


def test_at_200_pixels_the_title_still_stands_out():
    small = drawn(FACE).resize((200, 200), Image.Resampling.LANCZOS)
    title = small.crop((35, 68, 165, 128)).convert("L")
    darkest, lightest = ImageStat.Stat(title).extrema[0]
    assert (darkest < 110, lightest > 245) == (True, True)
