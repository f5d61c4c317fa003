"""What authors need besides words: pictures and documents. Rights on them decide whether a lesson can be made at all."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from core.models import Picture
from media.models import LessonDocument
from tests.factories.people import staff

WRITERS = [Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR]


def photo() -> ContentFile:
    made = BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "PNG")
    return ContentFile(made.getvalue(), name="foto.png")


@pytest.mark.parametrize("role", WRITERS)
def test_whoever_writes_lessons_may_upload_a_picture(db, sign_in, role):
    client = sign_in(staff(role))
    collection = Picture._meta.get_field("collection").related_model.objects.get(depth=1)
    answer = client.post(reverse("wagtailimages:add"), {"title": "Papan", "collection": collection.pk, "file": photo()})
    assert (answer.status_code, answer.url) == (302, reverse("wagtailimages:index"))
    assert [picture.title for picture in Picture.objects.all()] == ["Papan"]


@pytest.mark.parametrize("role", WRITERS)
def test_whoever_writes_lessons_may_choose_a_picture_that_is_there(db, sign_in, role):
    picture = Picture.objects.create(title="Papan", file=photo())
    answer = sign_in(staff(role)).get(
        reverse("wagtailimages_chooser:choose"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert answer.status_code == 200
    assert [found.pk for found in answer.context["results"]] == [picture.pk]


@pytest.mark.parametrize("role", WRITERS)
def test_whoever_writes_lessons_may_choose_a_document_that_is_there(db, sign_in, role):
    document = LessonDocument.objects.create(title="Lembar", file=ContentFile(b"satu", name="lembar.txt"))
    answer = sign_in(staff(role)).get(
        reverse("wagtaildocs_chooser:choose"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert answer.status_code == 200
    assert [found.pk for found in answer.context["results"]] == [document.pk]


@pytest.mark.parametrize("role", WRITERS)
def test_whoever_writes_lessons_may_upload_a_document(db, sign_in, role):
    collection = Picture._meta.get_field("collection").related_model.objects.get(depth=1)
    file = ContentFile(b"satu", name="lembar.txt")
    answer = sign_in(staff(role)).post(
        reverse("wagtaildocs:add"), {"title": "Lembar", "collection": collection.pk, "file": file}
    )
    assert (answer.status_code, answer.url) == (302, reverse("wagtaildocs:index"))
    assert [document.title for document in LessonDocument.objects.all()] == ["Lembar"]
