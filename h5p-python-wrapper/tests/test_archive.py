from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from typing import Any

import pytest
from h5p_wrapper import H5PError, Limits, Package, validate
from making import changed, found, good, png, zipped, zipped_entries


def codes(data: bytes, **options: Any) -> list[str]:
    return [problem.code for problem in validate(io.BytesIO(data), **options).problems]


def with_entry(name: str, body: bytes = b"x", **attributes: Any) -> bytes:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name  # not through the constructor, which cuts at NUL
    for key, value in attributes.items():
        setattr(info, key, value)
    return zipped_entries([*((zipfile.ZipInfo(each), text) for each, text in good().items()), (info, body)])


def test_good_package_is_valid():
    assert codes(zipped(good())) == []


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("../evil.js", "outside"),
        ("content/../../evil.png", "outside"),
        ("__MACOSX/../../evil.png", "outside"),
        ("/etc/passwd.txt", "outside"),
        ("content\\..\\evil.png", "entry-name"),
        ("C:/evil.png", "entry-name"),
        ("content/a.png\0.js", "entry-name"),
        ("content/line\nbreak.png", "entry-name"),
        ("content/\u202egnp.js", "entry-name"),
        ("content//a.png", "entry-name"),
        ("./h5p.txt", "entry-name"),
        ("content/" + "a" * 300 + ".png", "entry-name"),
        ("a/" * 30 + "a.png", "entry-name"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name, rule):
    assert rule in codes(with_entry(name))


def test_places_in_messages_hold_no_control_characters():
    problem = validate(io.BytesIO(with_entry("content/\x1b[31m.png"))).problems.errors[0]
    assert problem.where == "content/�[31m.png"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(kind):
    assert codes(with_entry("content/a.txt", b"/etc/passwd", external_attr=(kind | 0o777) << 16)) == ["link"]


@pytest.mark.parametrize("other", ["content/images/a.png", "content/images/A.PNG", "content/images"])
def test_two_files_in_one_place_are_refused(other):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of what this test wants
        data = with_entry(other)
    assert codes(data) == ["duplicate"]


def test_names_that_differ_in_composition_only_are_one_file():
    assert found(changed({"content/é.png": png(), "content/e\u0301.png": png()})) == [
        ("duplicate", "content/e\u0301.png")
    ]


def patched(data: bytes, name: str, offset: int, value: bytes, *, central: bool = True) -> bytes:
    """Overwrites bytes of the entry's header in the list of files, or before the file."""
    mark, fixed = (b"PK\x01\x02", 46) if central else (b"PK\x03\x04", 30)
    at = data.find(mark)
    while data[at + fixed : at + fixed + len(name)] != name.encode():
        at = data.index(mark, at + 1)
    return data[: at + offset] + value + data[at + offset + len(value) :]


PICTURE = "content/images/a.png"


def test_locked_files_are_refused():
    assert codes(patched(zipped(good()), PICTURE, 8, b"\x01\x00")) == ["encrypted"]


def test_unusual_compression_is_refused():
    assert codes(zipped(good(), method=zipfile.ZIP_LZMA))[0] == "method"


@pytest.mark.parametrize("difference", [-1, 1])
def test_declared_size_that_lies_is_found_while_reading(difference):
    size = struct.pack("<L", len(png()) + difference)
    assert codes(patched(zipped(good()), PICTURE, 24, size)) == ["size-lie"]


def test_declared_size_that_lies_is_found_even_with_a_matching_check_sum():
    data = zipped(good())
    shorter = patched(data, PICTURE, 24, struct.pack("<L", len(png()) - 4))
    assert codes(patched(shorter, PICTURE, 16, struct.pack("<L", zlib.crc32(png()[:-4])))) == ["size-lie"]


def test_wrong_check_sum_is_found_while_reading():
    assert codes(patched(zipped(good()), PICTURE, 16, b"\0\0\0\0")) == ["damaged-entry"]


def test_list_and_file_that_disagree_about_the_name_are_found():
    assert codes(patched(zipped(good()), PICTURE, 30, b"content/images/b", central=False)) == ["damaged-entry"]


def test_bomb_is_refused_by_its_ratio_before_it_is_unpacked():
    assert codes(zipped(changed({"content/zeros.txt": bytes(3_000_000)}))) == ["ratio"]


def test_bomb_that_declares_little_is_stopped_at_what_it_declares():
    data = zipped(changed({"content/zeros.txt": bytes(3_000_000)}))
    assert codes(patched(data, "content/zeros.txt", 24, struct.pack("<L", 1000))) == ["size-lie"]


def test_one_file_that_serves_twice_is_refused():
    data = zipped(changed({"content/a.txt": b"x" * 50, "content/b.txt": b"x" * 50}))
    first = data.index(b"PK\x03\x04", data.index(b"content/images/a.png"))
    assert "overlap" in codes(patched(data, "content/b.txt", 42, struct.pack("<L", first)))


def test_sizes_over_the_limits_are_refused_with_both_numbers():
    limits = Limits(entry_bytes=100, total_bytes=200)
    report = validate(io.BytesIO(zipped({"content/a.txt": b"x" * 150, "content/b.txt": b"x" * 90})), limits=limits)
    assert [(problem.code, problem.text) for problem in report.problems] == [
        ("entry-size", "The file unpacks to 150 bytes; 100 are allowed."),
        ("total-size", "All files together unpack to 240 bytes; 200 are allowed."),
    ]


def test_package_over_its_size_is_refused_before_it_is_read():
    data = zipped(good())
    assert codes(data, limits=Limits(package_bytes=len(data) - 1)) == ["package-size"]


def test_hundred_thousand_entries_are_refused_without_reading_them():
    class Counting(io.BytesIO):
        read_bytes = 0

        def read(self, size: int | None = -1) -> bytes:
            block = super().read(size)
            self.read_bytes += len(block)
            return block

    body = zipped({"content/a.txt": b""})
    at = body.index(b"PK\x01\x02")
    one = body[at : body.index(b"PK\x05\x06")]
    count, size = 100_000, 100_000 * len(one)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + size, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    file = Counting(body[:at] + one * count + end64 + locator + end)
    report = validate(file)
    assert [problem.code for problem in report.problems] == ["too-many-entries"]
    assert file.read_bytes < 70_000


def test_list_longer_than_its_own_count_is_refused():
    data = zipped(good())
    short = struct.pack("<2H", 3, 3)
    assert codes(data[:-14] + short + data[-10:]) == ["not-a-zip"]


def test_large_list_of_few_files_is_refused():
    info = zipfile.ZipInfo("content/a.txt")
    info.comment = b"x" * 60_000
    data = zipped_entries([(info, b"x")])
    assert codes(data, limits=Limits(directory_bytes=50_000)) == ["directory-size"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x05\x06" + bytes(18),
        b"<html>" + zipped(good()),
        zipped(good())[:-1],
        zipped(good())[:200],
        zipped(good()) + b"<script>",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
    ],
    ids=["empty", "short", "no files", "prefix", "cut", "half", "suffix", "picture"],
)
def test_what_is_not_a_whole_zip_is_refused(data):
    assert codes(data) == ["not-a-zip"]


def test_offset_of_a_file_behind_the_end_is_refused():
    assert codes(patched(zipped(good()), PICTURE, 42, struct.pack("<L", 1 << 31))) == ["not-a-zip"]


def test_zip64_written_by_streaming_programs_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in good().items():
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(body)
    assert codes(target.getvalue()) == []


def test_package_written_to_a_pipe_is_read():
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in good().items():
            archive.writestr(name, body)
    assert codes(pipe.getvalue()) == []


def test_stray_files_are_left_out():
    extra = {"readme.html": b"x", "__MACOSX/._x.exe": b"x", ".git/x.py": b"x", "content/_old/a.html": b"x"}
    with Package.open(io.BytesIO(zipped(changed(extra)))) as package:
        assert dict(package.content_files) == {"images/a.png": len(png())}
        assert list(package.files.folders) == ["Test.Card-1.0", "Test.Base-1.2"]
        assert list(package.validate()) == []


def test_file_is_read_in_any_portions():
    with Package.open(io.BytesIO(zipped(changed({"content/a.txt": b"abc" * 50_000})))) as package:
        with package.open_file("content/a.txt") as file:
            assert b"".join(iter(lambda: file.read(777), b"")) == b"abc" * 50_000
        with package.open_file(PICTURE) as one, package.open_file("content/a.txt") as other:
            assert (one.read(4), other.read(3), one.read(), other.read(3)) == (png()[:4], b"abc", png()[4:], b"abc")
        with pytest.raises(FileNotFoundError):
            package.open_file("content/none.txt")


def test_opening_a_bad_package_closes_its_file(tmp_path):
    path = tmp_path / "bad.h5p"
    path.write_bytes(zipped(good())[:-1])
    with pytest.raises(H5PError, match="not-a-zip"):
        Package.open(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        Package.open(path)
