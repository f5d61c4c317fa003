"""What may be kept as a document, a video or a recording."""

import re
from uuid import UUID

import pytest
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import IntegrityError, transaction

from media.models import Audio, LessonDocument, Video
from tests.media.files import MP4, OGG, PDF, REAL, TEXT, VTT, upload

WORDS = {"title": "Menyambung Wi-Fi", "transcript": "Buka Pengaturan.", "seconds": 60}


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def wrong(thing) -> dict[str, list[str]]:
    """Field → what is wrong, as a form would show it."""
    try:
        thing.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


DOCUMENTS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "epub"]


@pytest.mark.parametrize("extension", DOCUMENTS)
def test_documents_of_the_list_are_fine(db, extension):
    document = LessonDocument(title="Panduan", file=upload(f"Panduan Warga.{extension.upper()}", REAL[extension]))
    assert wrong(document) == {}
    document.save()
    assert re.fullmatch(r"documents/[\w.-]+", document.file.name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b"<html><script>alert(1)</script>"),
        ("x.pdf", REAL["docx"]),
        ("x.docx", PDF),
        ("x.txt", b"<!doctype html><script>alert(1)</script>"),
        ("x.csv", b"\x00\x01\x02"),
        ("x.html", TEXT),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("x.exe", PDF),
        ("x.pdf.html", PDF),
        ("x.html.pdf", b"<html>"),
        ("x.docm", REAL["docx"]),
        ("x.zip", REAL["docx"]),
        ("x.mp4", MP4),
        ("pdf", PDF),
        (".pdf", PDF),
    ],
)
def test_documents_that_are_something_else_are_refused(db, name, content):
    assert wrong(LessonDocument(title="x", file=upload(name, content))) != {}


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.pdf", "..\\..\\x.pdf", "/etc/x.pdf", "a\x00b.pdf", "x" * 300 + ".pdf", "ꦱ 🌱.pdf"]
)
def test_a_name_never_leads_out_of_the_folder(db, settings, name):
    document = LessonDocument(title="x", file=upload(name, PDF))
    try:
        document.full_clean()
        document.save()
    except (ValidationError, ValueError, SuspiciousFileOperation):
        return
    assert document.file.name.startswith("documents/")
    assert document.file.path.startswith(f"{settings.MEDIA_ROOT}/documents/")
    assert "/" not in document.file.name.removeprefix("documents/")


def test_a_document_that_is_kept_already_is_not_read_again(db):
    document = LessonDocument(title="x", file=upload("x.pdf"))
    document.save()
    kept = LessonDocument.objects.get()
    kept.file.storage.delete(kept.file.name)
    kept.title = "y"
    assert wrong(kept) == {}


def video(**fields) -> Video:
    return Video(**(WORDS | {"file": upload("x.mp4"), "captions": upload("x.vtt")} | fields))


def test_a_video_has_a_file_with_subtitles_or_a_link(db):
    assert wrong(video()) == {}
    assert wrong(video(file=upload("x.webm"))) == {}
    assert wrong(Video(**WORDS, link="https://video.example/x", link_size=12)) == {}


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"captions": None}, {"captions"}),
        ({"file": None}, {"__all__"}),
        ({"link": "https://video.example/x"}, {"__all__"}),
        ({"file": None, "captions": None, "link": "http://video.example/x"}, {"link"}),
        ({"file": None, "captions": None, "link": "javascript:alert(1)"}, {"link"}),
        ({"transcript": ""}, {"transcript"}),
        ({"title": ""}, {"title"}),
        ({"file": upload("x.mp4", PDF)}, {"file"}),
        ({"file": upload("x.mov", MP4)}, {"file"}),
        ({"file": upload("x.html", MP4)}, {"file"}),
        ({"captions": upload("x.vtt", b"\x00\x01")}, {"captions"}),
        ({"captions": upload("x.srt", VTT)}, {"captions"}),
        ({"captions": upload("x.vtt", b"<script>alert(1)</script>")}, {"captions"}),
    ],
)
def test_what_is_wrong_with_a_video_is_said_at_its_field(db, fields, where):
    assert wrong(video(**fields)).keys() == where


def test_the_database_keeps_no_video_without_anything_to_see(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Video.objects.create(**WORDS)


def test_sizes_and_versions_are_counted_on_saving(db):
    kept = video()
    kept.save()
    assert (kept.size, kept.version) == (len(MP4), 2)
    kept.save()
    assert kept.version == 3
    linked = Video.objects.create(**WORDS, link="https://video.example/x", link_size=12)
    assert linked.size == 12_000_000


@pytest.mark.parametrize("extension", ["mp3", "m4a", "ogg", "opus"])
def test_recordings(db, extension):
    kept = Audio(**WORDS, file=upload(f"x.{extension}"))
    assert wrong(kept) == {}
    kept.save()
    assert kept.size == len(REAL[extension])


@pytest.mark.parametrize(
    ("name", "content"), [("x.mp3", OGG), ("x.ogg", PDF), ("x.wav", b"RIFF"), ("x.mp4", MP4), ("x.mp3", b"")]
)
def test_recordings_that_are_something_else_are_refused(db, name, content):
    assert wrong(Audio(**WORDS, file=upload(name, content))).keys() == {"file"}


@pytest.mark.parametrize("name", ["Video Ibu Siti.mp4", "../../x.mp4", "x.MP4"])
def test_uploads_get_a_name_that_nobody_chose(db, name):
    kept = video(file=upload(name, MP4))
    kept.save()
    folder, file = kept.file.name.split("/")
    assert (folder, file[-4:]) == ("video", ".mp4")
    assert UUID(file[:-4]).version == 4
    assert kept.captions.name.startswith("video/")
