"""Pictures as phones get them: small, modern first, without what a camera wrote."""

import io

import pytest
from PIL import Image

from media.h5p.pictures import LARGEST_SIDE, TooManyPixels, Unreadable, make_copies
from tests.media.files import picture


def photo(size=(1600, 1200), *, kind="JPEG", **options) -> bytes:
    """With so much in it that it cannot be made small by chance."""
    buffer = io.BytesIO()
    Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB").save(buffer, kind, **options)
    return buffer.getvalue()


def copies_of(folder, data, name="images/a.jpg"):
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return make_copies(folder, name)


def test_a_large_photo_becomes_small_in_several_formats(tmp_path):
    measured = copies_of(tmp_path, photo(quality=95))
    assert (measured.width, measured.height) == (1600, 1200)
    assert measured.copies[-1].type == "image/jpeg"
    assert {copy.type for copy in measured.copies} <= {"image/avif", "image/webp", "image/jpeg"}
    sizes = [copy.size for copy in measured.copies]
    assert sizes == sorted(sizes)
    for copy in measured.copies:
        assert copy.path.startswith(".play/images/a.jpg.")
        assert (tmp_path / copy.path).stat().st_size == copy.size
        with Image.open(tmp_path / copy.path) as shown:
            assert shown.size == (copy.width, copy.height) == (LARGEST_SIDE, 768)


def test_where_a_photo_was_taken_is_not_told_and_it_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif.get_ifd(0x8825)[1] = "S"  # GPS
    measured = copies_of(tmp_path, photo((400, 300), exif=exif.tobytes(), comment=b"Rumah Bu Siti"))
    assert "images/a.jpg" not in [copy.path for copy in measured.copies]
    for copy in measured.copies:
        with Image.open(tmp_path / copy.path) as shown:
            assert shown.size == (300, 400)
            assert not shown.getexif()
            assert not {"exif", "comment", "xmp"} & shown.info.keys()
        assert b"Rumah" not in (tmp_path / copy.path).read_bytes()


def test_a_small_clean_picture_is_its_own_fallback(tmp_path):
    data = photo((320, 240), quality=40)
    measured = copies_of(tmp_path, data)
    assert all(copy.size < len(data) for copy in measured.copies if copy.path != "images/a.jpg")
    if measured.copies:
        assert measured.copies[-1].path == "images/a.jpg"


def test_what_shines_through_stays_so(tmp_path):
    buffer = io.BytesIO()
    Image.new("RGBA", (1500, 900), (10, 20, 30, 100)).save(buffer, "PNG")
    measured = copies_of(tmp_path, buffer.getvalue(), "a.png")
    assert measured.copies[-1].type == "image/png"
    with Image.open(tmp_path / measured.copies[-1].path) as shown:
        assert shown.mode == "RGBA"


def test_what_moves_is_played_as_it_is(tmp_path):
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("teal", "orange")]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert copies_of(tmp_path, buffer.getvalue(), "a.gif").copies == ()


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_what_no_browser_shows_becomes_something_that_all_show(tmp_path, kind):
    measured = copies_of(tmp_path, picture(kind, (90, 60)), f"a.{kind.lower()}")
    assert measured.copies[-1].type == "image/jpeg"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    buffer = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(buffer, "PNG")
    with pytest.raises(TooManyPixels):
        copies_of(tmp_path, buffer.getvalue(), "a.png")
    assert not (tmp_path / ".play").exists()


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", photo()[:5000], b"GIF89a" + b"\xff" * 40], ids=len)
def test_what_is_damaged_is_said_to_be(tmp_path, data):
    with pytest.raises(Unreadable):
        copies_of(tmp_path, data, "a.png")
