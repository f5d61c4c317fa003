"""Photographs in packs: small, without what a camera wrote, the same byte by byte on their way through other sites."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

from core.models import Picture
from courses.domain.sending import export_course
from courses.models import CoursePage, LessonPage
from courses.packs.load import load_pack
from courses.packs.model import key_of
from courses.packs.photos import MAX_BYTES, NoPhoto, as_photo, check_photo
from courses.packs.read import read_pack
from tests.conftest import NOON
from tests.courses.packs import LAYAR, good_files, problems_of, write

GPS = 0x8825


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (1600, 1200), *, turned: bool = False, noisy: bool = False
) -> bytes:
    """As from a phone: with the place in it."""
    grain = Image.effect_noise(size, 60).filter(ImageFilter.GaussianBlur(1.5))
    picture = grain.convert("RGB") if noisy else Image.new("RGB", size, "#7a9f8b")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="#c0392b")
    exif = Image.Exif()
    exif.get_ifd(GPS)[2] = (7.0, 15.0, 0.0)
    exif[0x0112] = 6 if turned else 1  # lies on its side
    target = io.BytesIO()
    picture.save(target, kind, exif=exif)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photograph_becomes_small_and_says_nothing_of_its_place(kind):
    made = as_photo(photo(kind))
    check_photo(made)
    assert len(made) <= MAX_BYTES
    assert (opened(made).format, max(opened(made).size)) == ("WEBP", 960)
    assert not opened(made).getexif()


def test_one_that_lies_on_its_side_stands_upright():
    assert opened(as_photo(photo(turned=True))).size == (720, 960)


def test_a_photograph_full_of_detail_gets_smaller_until_it_fits():
    made = as_photo(photo(noisy=True))
    assert len(made) <= MAX_BYTES
    assert max(opened(made).size) <= 720


def test_what_could_stand_in_a_pack_stays_as_it_is():
    made = as_photo(photo())
    assert as_photo(made) == made


def test_transparent_places_stay_transparent():
    target = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(target, "PNG")
    assert opened(as_photo(target.getvalue())).convert("RGBA").getpixel((5, 5))[3] == 0


def moving() -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    return target.getvalue()


def plain(size: tuple[int, int] = (40, 40), kind: str = "WEBP") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "damaged"), (b"RIFF____WEBPVP8 ", "damaged"), (plain(kind="PNG"), "damaged"), (plain()[:-20], "damaged"),
        (plain((2001, 10)), "pixels"), (moving(), "moves"), (photo("WEBP", (80, 60)), "camera"),
    ],
    ids=["empty", "head only", "png", "cut", "many pixels", "moving", "with its place"],
)  # fmt: skip
def test_what_no_pack_may_hold_is_refused_with_the_name_of_the_file(tmp_path, content, word):
    with pytest.raises(NoPhoto, match=word):
        check_photo(content)
    (problem,) = problems_of(write(tmp_path, good_files() | {"gambar/foto.webp": content}))
    assert (problem.file, word in problem.text()) == ("gambar/foto.webp", True)


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:500]])
def test_what_cannot_be_read_makes_no_photograph(content):
    with pytest.raises(NoPhoto):
        as_photo(content)


def show_photo(content: bytes) -> Picture:
    """Instead of the first picture of the lesson, as a trainer does."""
    made = Picture(title="Balai kami", width=1600, height=1200)
    made.file = ContentFile(content, name="balai.jpg")
    made.save()
    page = LessonPage.objects.get(translation_key=key_of("uji", "layar"))
    place = next(number for number, block in enumerate(page.body.raw_data) if block["type"] == "picture")
    page.body.raw_data[place]["value"]["picture"]["image"] = made.pk
    page.save_revision().publish()
    return made


@pytest.mark.django_db
def test_a_photograph_travels_to_another_site_and_on_unchanged(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    load_pack(write(tmp_path / "uji", good_files()), at=NOON)
    show_photo(photo())
    sent = export_course(CoursePage.objects.get(), by="x", at=NOON)
    assert sent.lost == []
    (path,) = (path for path in sent.pack.pictures if path.endswith(".webp"))
    assert path == "gambar/balai-kami.webp"
    files = good_files() | {path: sent.pack.pictures[path]}
    files[LAYAR] = str(files[LAYAR]).replace('gambar/papan.svg "Papan RW"', f'{path} "Papan RW"')
    folder = write(tmp_path / "other", files)
    assert read_pack(folder).pictures[path] == sent.pack.pictures[path]
    CoursePage.objects.get().delete()
    load_pack(folder, at=NOON, take=("all",))
    again = export_course(CoursePage.objects.get(), by="x", at=NOON)
    assert again.pack.pictures[path] == sent.pack.pictures[path]
    assert again.pack.version == sent.pack.version.partition("+")[0]
