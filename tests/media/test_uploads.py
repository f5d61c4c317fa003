"""Uploaded files are handed out as files: with a safe type, in a cage, in parts when asked – and never more."""

import gzip
import re
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from core.models import Picture
from media.models import LessonDocument
from tests.media.files import MP4, PDF, picture, upload

CAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    (tmp_path / "uploads").mkdir()
    (tmp_path / "secret_key").write_text("rahasia")


def kept(name: str, content: bytes = b"0123456789") -> str:
    assert default_storage.save(name, ContentFile(content)) == name
    return f"/unggahan/{name}"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def asked(client, address: str, part: str = "", **headers):
    return client.get(address, headers=({"range": part} if part else {}) | headers)


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("video/x.mp4", "video/mp4", "inline"),
        ("audio/x.mp3", "audio/mpeg", "inline"),
        ("images/x.webp", "image/webp", "inline"),
        ("original_images/x.png", "image/png", "inline"),
        ("images/x.svg", "image/svg+xml", "inline"),
        ("video/x.vtt", "text/vtt", "attachment"),
        ("video/x.html", "text/html", "attachment"),
        ("video/x.unknown-kind", "application/octet-stream", "attachment"),
    ],
)
def test_how_a_file_is_handed_out(db, client, name, media_type, shown):
    answer = client.get(kept(name))
    assert (answer.status_code, body(answer)) == (200, b"0123456789")
    wanted = {
        "Content-Type": media_type,
        "Content-Disposition": f'{shown}; filename="{name.split("/")[-1]}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": CAGE,
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Length": "10",
    }
    assert {header: answer.get(header) for header in wanted} == wanted
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("name", ["ꦱꦶꦠꦶ foto.png", "foto 😀.png", "foto “baru”.png"])
def test_a_name_in_any_script_travels_whole(db, client, name):
    answer = client.get(kept(f"original_images/{name}"))
    assert body(answer) == b"0123456789"
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{quote(name)}"


@pytest.mark.parametrize(
    "name", ["x.html", "packs/x.pdf", "certificates/a/x.pdf", "other/x.png", "imagesx/x.png", "Documents/x.pdf"]
)
def test_only_what_lessons_show_is_handed_out(db, client, name):
    """Other folders hold what somebody may not see: certificates belong to their holders."""
    answer = client.get(kept(name))
    assert answer.status_code == 404
    assert b"0123456789" not in body(answer)


@pytest.mark.parametrize(
    "path",
    [
        "tidak-ada.mp4",
        "video/tidak-ada.mp4",
        "../secret_key",
        "video/../../secret_key",
        "..%2fsecret_key",
        "%2e%2e/secret_key",
        "....//secret_key",
        "..\\secret_key",
        "video/%00",
        "x" * 3000,
    ],
)
def test_there_is_nothing_outside_the_folder(db, client, path):
    kept("video/x.mp4")
    answer = client.get(f"/unggahan/{path}")
    assert answer.status_code == 404
    assert b"rahasia" not in body(answer)


@pytest.mark.parametrize("path", ["/etc/passwd", "%2fetc%2fpasswd", "//etc/passwd"])
def test_a_path_from_the_root_is_refused(db, path):
    answer = Client(raise_request_exception=False).get(f"/unggahan/{path}")
    assert answer.status_code in (400, 404)
    assert b"root:" not in body(answer)


@pytest.mark.parametrize("path", ["video", "video/", "video/.", "certificates/abc", "."])
def test_a_folder_is_no_file(db, path):
    kept("video/x.mp4")
    kept("certificates/abc/x.pdf")
    assert Client(raise_request_exception=False).get(f"/unggahan/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["./video/x.mp4", "video//x.mp4", "video/./x.mp4", "images/../video/x.mp4", "video/x.mp4/"]
)
def test_a_file_has_one_address(db, client, path):
    kept("video/x.mp4")
    assert client.get(f"/unggahan/{path}").status_code == 404


BY_OTHER_NAMES = [
    "documents/x.pdf",
    "./documents/x.pdf",
    "%2e/documents/x.pdf",
    ".//documents/x.pdf",
    "documents/./x.pdf",
]


@pytest.mark.parametrize("path", BY_OTHER_NAMES)
def test_documents_come_only_through_the_view_that_knows_who_may(db, client, path):
    document = LessonDocument(title="x", file=upload("x.pdf"))
    document.save()
    assert document.file.name == "documents/x.pdf"
    answer = client.get(f"/unggahan/{path}")
    assert answer.status_code == 404
    assert PDF not in body(answer)


def test_a_document_of_a_closed_collection_needs_its_password(db, client):
    closed = Collection.objects.get(depth=1).add_child(name="Tertutup")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="password", password="rahasia")
    document = LessonDocument(title="x", file=upload("x.pdf"), collection=closed)
    document.save()
    answers = [client.get(reverse("wagtaildocs_serve", args=[document.pk, "x.pdf"]))]
    answers += [client.get(f"/unggahan/{path}") for path in BY_OTHER_NAMES]
    assert [PDF in body(answer) for answer in answers] == [False] * len(answers)


def test_how_a_document_is_handed_out(db, client):
    document = LessonDocument(title="x", file=upload("x.pdf"))
    document.save()
    served = client.get(reverse("wagtaildocs_serve", args=[document.pk, "x.pdf"]))
    assert (served.status_code, body(served), served["Content-Type"]) == (200, PDF, "application/pdf")
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("part", "status", "content", "where"),
    [
        ("bytes=0-", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=3-5", 206, b"345", "bytes 3-5/10"),
        ("bytes=9-", 206, b"9", "bytes 9-9/10"),
        ("bytes=5-1000", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=99-100", 416, b"", "bytes */10"),
        # What is not understood may be ignored (RFC 9110, 14.2): the whole file comes.
        ("bytes=-3", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
        ("bytes=a-b", 200, b"0123456789", None),
        ("bytes=", 200, b"0123456789", None),
    ],
)
def test_parts_of_a_file(db, client, part, status, content, where):
    answer = asked(client, kept("video/x.mp4"), part)
    assert (answer.status_code, body(answer), answer.get("Content-Range")) == (status, content, where)
    if status == 206:
        assert answer["Content-Length"] == str(len(content))
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", CAGE)


def test_a_part_that_is_a_number_too_long_is_no_reason_to_fail(db):
    address = kept("video/x.mp4")
    answer = asked(Client(raise_request_exception=False), address, f"bytes={'9' * 5000}-")
    assert answer.status_code in (200, 416)


def test_a_part_is_exactly_the_bytes_that_were_asked_for_however_it_travels(db, client):
    """A browser that offers gzip must not get a squeezed part: its numbers mean the file's own bytes."""
    content = MP4 * 40
    address = kept("video/x.mp4", content)
    answer = asked(client, address, "bytes=100-1999", **{"accept-encoding": "gzip, br"})
    assert answer.get("Content-Encoding") is None
    assert body(answer) == content[100:2000]
    whole = asked(client, address, **{"accept-encoding": "gzip, br"})
    assert (whole.get("Content-Encoding"), whole["Content-Length"], body(whole)) == (None, str(len(content)), content)


def test_a_drawing_travels_squeezed(db, client):
    """An SVG is text: lessons count every kilobyte (UX.md)."""
    content = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g/>" * 2000 + b"</svg>"
    answer = asked(client, kept("images/x.svg", content), **{"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(answer)) == content


def test_parts_put_together_are_the_file(db, client):
    content = bytes(range(256)) * 1024
    address = kept("video/x.mp4", content)
    parts = [
        body(asked(client, address, f"bytes={start}-{start + 99_999}")) for start in range(0, len(content), 100_000)
    ]
    assert b"".join(parts) == content


def test_looking_only_at_the_head_and_other_ways_of_asking(db, client):
    address = kept("video/x.mp4")
    head = client.head(address)
    assert (head.status_code, head["Content-Length"], head.content if not head.streaming else b"") == (200, "10", b"")
    assert [client.generic(method, address).status_code for method in ("POST", "PUT", "DELETE")] == [405] * 3


def test_no_page_can_be_made_of_an_upload(db, client):
    """Even opened on its own, a file of ours runs nothing and reads no cookie."""
    for name in ("images/x.svg", "original_images/x.svg", "video/x.html"):
        answer = client.get(kept(name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"))
        policy = answer["Content-Security-Policy"]
        assert re.search(r"(^|; )sandbox($|;)", policy), name
        assert "script-src" not in policy
        assert policy.startswith("default-src 'none'")


def test_a_picture_of_a_lesson_is_shown(db, client):
    answer = client.get(kept("images/x.png", picture()))
    assert (body(answer), answer["Content-Type"]) == (picture(), "image/png")


def test_a_name_is_never_used_twice(db, settings):
    """Browsers keep what came from an address for a year: another picture must come from another one."""

    def kept_picture() -> str:
        made = Picture(title="Foto")
        made.file = ContentFile(picture(), name="foto.png")
        made.save()
        return made.file.name

    first = kept_picture()
    Picture.objects.get().delete()
    default_storage.delete(first)
    second = kept_picture()
    assert first != second
    assert [bool(re.fullmatch(r"original_images/[0-9a-f]{12}-foto\.png", name)) for name in (first, second)] == [
        True,
        True,
    ]
