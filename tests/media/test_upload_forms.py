"""Uploading through Wagtail's own forms: pictures that are pictures, documents that are documents."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from accounts.roles import Role
from core.models import Picture
from media.models import LessonDocument, Video
from tests.core.test_middleware import NeverRead
from tests.factories.people import staff
from tests.media.files import MP4, PDF, REAL, TEXT, VTT, picture, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


@pytest.fixture
def author(db, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return sign_in(staff(Role.AUTHOR))


def send_picture(client, name: str, content: bytes, title: str = "Foto"):
    fields = {"title": title, "collection": Collection.objects.get(depth=1).pk, "source": "", "description": ""}
    return client.post(reverse("wagtailimages:add"), fields | {"file": SimpleUploadedFile(name, content)})


def send_pictures_by_dragging(client, name: str, content: bytes) -> dict:
    answer = client.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": SimpleUploadedFile(name, content), "collection": Collection.objects.get(depth=1).pk},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    return json.loads(answer.content)


def send_document(client, name: str, content: bytes, title: str = "Panduan"):
    fields = {"title": title, "collection": Collection.objects.get(depth=1).pk}
    return client.post(reverse("wagtaildocs:add"), fields | {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "kind"), [("x.png", "PNG"), ("x.jpg", "JPEG"), ("x.JPEG", "JPEG"), ("x.webp", "WEBP"), ("x.avif", "AVIF")]
)
def test_a_picture_is_kept_with_its_measures(author, name, kind):
    assert send_picture(author, name, picture(kind, (12, 9))).status_code == 302
    kept = Picture.objects.get()
    assert (kept.width, kept.height, kept.title) == (12, 9, "Foto")
    assert kept.file.name.startswith("original_images/")


NAMES = ["Bu Siti's foto", "Warga 😀 🌱", "ꦱꦶꦠꦶ ꦄꦩꦶꦤꦃ", "“Kartu” & <b>KK</b>", "سيتي"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_was_written(author, name):
    assert send_picture(author, f"{name}.png", picture(), title=name).status_code == 302
    assert send_document(author, f"{name}.pdf", PDF, title=name).status_code == 302
    kept, document = Picture.objects.get(), LessonDocument.objects.get()
    assert (kept.title, document.title) == (name, name)
    assert b"".join(author.get(kept.file.url).streaming_content) == picture()
    assert b"".join(author.get(document.url).streaming_content) == PDF
    listed = [
        BeautifulSoup(author.get(reverse(f"{app}:index")).content, "html.parser")
        for app in ("wagtailimages", "wagtaildocs")
    ]
    assert [name in page.select_one("main").get_text() for page in listed] == [True, True]


def test_a_name_of_300_characters_is_refused_at_its_field_and_stays_to_be_shortened(author):
    name = "Siti " * 60
    for answer in (
        send_picture(author, "x.png", picture(), title=name),
        send_document(author, "x.pdf", PDF, title=name),
    ):
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["title"])
        assert answer.context["form"]["title"].value() == name


def test_a_file_with_a_name_of_300_characters_is_kept_under_a_shorter_one(author):
    name = "Siti " * 60
    assert send_picture(author, f"{name}.png", picture()).status_code == 302
    assert send_document(author, f"{name}.pdf", PDF).status_code == 302
    kept = [Picture.objects.get().file, LessonDocument.objects.get().file]
    assert [file.name[-4:] for file in kept] == [".png", ".pdf"]
    assert max(len(file.name) for file in kept) <= 100
    assert [file.read() for file in kept] == [picture(), PDF]


@pytest.mark.parametrize(
    "name", ["wagtailimages:add", "wagtailimages:add_multiple", "wagtaildocs:add", "wagtaildocs:add_multiple"]
)
def test_200_megabytes_are_refused_before_they_are_read(author, tmp_path, name):
    size = {"CONTENT_LENGTH": str(200 * 1_048_576), "wsgi.input": NeverRead()}
    answer = author.generic("POST", reverse(name), b"", content_type="multipart/form-data; boundary=x", **size)
    assert answer.status_code == 413
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


NO_PICTURES = [
    ("x.png", b""),
    ("x.png", b"<html><script>alert(1)</script>"),
    ("x.png", PDF),
    ("x.png", SVG),
    ("x.svg", SVG),
    ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ("x.svgz", b"\x1f\x8b"),
    ("x.gif", picture("GIF")),
    ("x.tiff", picture("TIFF")),
    ("x.html", picture("PNG")),
    ("x.png.html", picture("PNG")),
    ("x.jpg", picture("PNG")[:40]),
    ("x", picture("PNG")),
]


@pytest.mark.parametrize(
    ("name", "content"), NO_PICTURES, ids=[f"{name}-{content[:6]!r}" for name, content in NO_PICTURES]
)
def test_a_picture_that_is_none_is_refused(author, tmp_path, name, content):
    answer = send_picture(author, name, content)
    assert (answer.status_code, "file" in answer.context["form"].errors) == (200, True)
    dragged = send_pictures_by_dragging(author, name, content)
    assert dragged["success"] is False
    assert not Picture.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_picture_of_another_kind_than_its_name_says_is_refused(author):
    assert send_picture(author, "x.png", picture("JPEG")).status_code == 200
    assert not Picture.objects.exists()


def test_a_picture_with_very_many_points_is_refused(author, settings):
    """Small as a file, a gigabyte when it is opened."""
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 99
    assert send_picture(author, "x.png", picture(size=(10, 10))).status_code == 200
    assert not Picture.objects.exists()
    assert Image.MAX_IMAGE_PIXELS is not None


NO_DOCUMENTS = {"y.pdf": REAL["docx"], "y.html": TEXT, "y.svg": SVG, "y.docx": PDF, "y.txt": b"<html>", "y.csv": b""}


def test_documents_are_checked_by_their_content(author):
    assert send_document(author, "x.pdf", PDF).status_code == 302
    for name, content in NO_DOCUMENTS.items():
        answer = send_document(author, name, content)
        assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True), name
    assert [document.title for document in LessonDocument.objects.all()] == ["Panduan"]


def test_documents_dragged_in_are_checked_as_well(author):
    """Wagtail keeps a file whose problem is not the field's own, asks for its title, and then takes it as it is."""

    def drag(name: str, content: bytes) -> dict:
        fields = {"files[]": SimpleUploadedFile(name, content), "collection": Collection.objects.get(depth=1).pk}
        ajax = {"x-requested-with": "XMLHttpRequest"}
        answer = json.loads(author.post(reverse("wagtaildocs:add_multiple"), fields, headers=ajax).content)
        if waiting := answer.get("uploaded_file_id"):
            prefix = f"uploaded-document-{waiting}"
            title = {f"{prefix}-title": "Panduan", f"{prefix}-collection": fields["collection"], f"{prefix}-tags": ""}
            address = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[waiting])
            author.post(address, title, headers=ajax)
        return answer

    author.raise_request_exception = False
    assert drag("x.pdf", PDF)["success"]
    assert [name for name, content in NO_DOCUMENTS.items() if drag(name, content)["success"]] == []
    assert [document.filename for document in LessonDocument.objects.all()] == ["x.pdf"]


def test_a_video_is_checked_and_told_at_its_field(author):
    address = reverse(Video.snippet_viewset.get_url_name("add"))
    fields = {"title": "Wi-Fi", "transcript": "Buka.", "seconds": "60", "link": "", "link_size": "", "poster": ""}
    answer = author.post(address, fields | {"file": upload("x.mp4", PDF), "captions": upload("x.vtt", VTT)})
    assert answer.context["form"].errors.keys() == {"file"}
    answer = author.post(address, fields | {"file": upload("x.mp4", MP4), "captions": upload("x.vtt", VTT)})
    assert answer.status_code == 302
    assert Video.objects.get().size == len(MP4)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER])
def test_learners_and_teachers_upload_nothing(db, sign_in, role):
    client = sign_in(staff(role))
    assert send_picture(client, "x.png", picture()).status_code == 403
    assert send_document(client, "x.pdf", PDF).status_code == 403
    assert not Picture.objects.exists()
    assert not LessonDocument.objects.exists()
