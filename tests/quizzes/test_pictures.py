"""Pictures of questions when the picture itself changes."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from core.models import Picture
from quizzes.domain.pictures import shown_picture
from quizzes.domain.queries import item_view, items_of
from quizzes.models import Question
from tests.factories.courses import question, quiz
from tests.factories.people import learner, staff
from tests.quizzes.doing import start, svg_picture


def png(colour: str = "red") -> ContentFile:
    from io import BytesIO

    made = BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return ContentFile(made.getvalue(), name=f"{colour}.png")


def files_of(html: str) -> list[Path]:
    """The uploaded files that a frozen picture points at."""
    import re

    root = settings.MEDIA_URL
    addresses = re.findall(rf"{re.escape(root)}[\w./-]+", html)
    assert addresses
    return [Path(settings.MEDIA_ROOT) / address.removeprefix(root) for address in addresses]


def missing(html: str) -> list[str]:
    return [file.name for file in files_of(html) if not file.exists()]


@pytest.fixture
def replace_file(sign_in, at_once):
    """As an administrator does it on the picture's own screen; a task then clears the old files away."""

    def as_administrator(picture: Picture, file: ContentFile) -> None:
        client = sign_in(staff(Role.ADMINISTRATOR, is_superuser=True))
        collection = picture.collection_id
        posted = {"title": picture.title, "collection": collection, "file": file}
        with at_once():
            answer = client.post(reverse("wagtailimages:edit", args=[picture.pk]), posted)
        assert answer.status_code == 302, answer.context["form"].errors
        assert answer.url == reverse("wagtailimages:index")

    return as_administrator


@pytest.fixture
def pictured(db) -> Question:
    return question(picture=Picture.objects.create(title="Papan", file=png()), picture_alt="Papan merah.")


def test_a_photo_is_shown_in_three_formats_and_all_files_are_there(pictured):
    html = shown_picture(pictured.current_version.content["picture"])
    assert html.count('<source type="image/') == 2
    assert 'alt="Papan merah."' in html
    assert missing(html) == []


def test_replacing_a_picture_leaves_no_broken_picture_in_a_running_attempt(pictured, replace_file, place):
    attempt = start(learner(), quiz(fixed=[pictured]), place)
    replace_file(pictured.picture, png("blue"))
    assert missing(item_view(items_of(attempt)[0], reveal=False).picture) == []


def test_replacing_a_picture_leaves_no_broken_picture_for_the_next_learner(pictured, replace_file, place):
    replace_file(pictured.picture, png("blue"))
    attempt = start(learner(), quiz(fixed=[Question.objects.get(pk=pictured.pk)]), place)
    assert missing(item_view(items_of(attempt)[0], reveal=False).picture) == []


def test_a_picture_with_another_file_makes_a_new_version_when_the_question_is_published_again(db):
    asked = question(picture=svg_picture(), picture_alt="Papan.")
    asked.picture = svg_picture("lain.svg", width=200)
    asked.save_revision().publish()
    versions = list(Question.objects.get(pk=asked.pk).versions.order_by("number"))
    assert len(versions) == 2
    assert ['width="200"' in shown_picture(version.content["picture"]) for version in versions] == [False, True]


def test_where_a_picture_was_deleted_its_words_stand(db, place):
    asked = question(picture=svg_picture(), picture_alt="Papan <RW>.")
    attempt = start(learner(), quiz(fixed=[asked]), place)
    gone = asked.picture
    asked.picture = svg_picture("lain.svg")
    asked.save_revision().publish()
    gone.delete()
    assert item_view(items_of(attempt)[0], reveal=False).picture == "<p>Papan &lt;RW&gt;.</p>"


def test_a_picture_costs_nothing_when_it_was_shown_before(pictured, place, django_assert_num_queries):
    item = items_of(start(learner(), quiz(fixed=[pictured]), place))[0]
    shown = item_view(item, reveal=False)
    with django_assert_num_queries(0):
        assert item_view(item, reveal=False) == shown
