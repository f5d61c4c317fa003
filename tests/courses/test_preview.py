"""What trainers see before they publish."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from courses.models import LessonPage
from tests.courses.doing import draft
from tests.factories.courses import (
    check_block,
    course,
    lesson,
    module,
    number_question,
    practice_block,
    practice_task,
    question,
    quiz,
    quiz_block,
    text_block,
    text_question,
)
from tests.factories.people import staff


@pytest.fixture
def part(db):
    return module(course())


def preview(page):
    answer = page.make_preview_request()
    assert answer.status_code == 200
    return answer.render().content.decode()


def test_the_preview_shows_words_and_slots_asleep(part):
    asked = question()
    made = lesson(
        part, text_block("<p>Isi pelajaran.</p>"), check_block(asked), practice_block(practice_task("buka")),
        quiz_block(quiz(fixed=[question()], title="Kuis akhir")), title="Layar", objective="Anda bisa menyentuh.",
    )  # fmt: skip
    page = preview(made)
    shown = ["Layar", "Anda bisa menyentuh.", "Isi pelajaran.", asked.stem, "Lakukan buka.", "Kuis akhir"]
    assert [text for text in shown if text not in page] == []
    article = page.split("<article", 1)[1].split("</article>", 1)[0]
    assert article.count("<form") == 3
    assert "action=" not in article
    buttons = re.findall(r"<button[^>]*>", article)
    assert len(buttons) == 4  # the first reads aloud, as in the lesson
    assert all('type="button"' in button for button in buttons)


def test_the_preview_holds_no_answer_key(part):
    asked = [question(explanation="Penjelasan umum."), number_question(), text_question("rahasia.go.id")]
    page = preview(lesson(part, *(check_block(one) for one in asked)))
    secrets = [
        "Benar begitu.",
        "Belum.",
        "Penjelasan umum.",
        "27800",
        "27500",
        "Potongan",
        "Bagi dengan",
        "rahasia.go.id",
        "Lihat akhir",
    ]
    assert [text for text in secrets if text in page] == []
    assert page.count('name="answer"') == 2


def test_a_question_that_is_not_published_is_left_out_of_the_preview(part):
    asked = question(live=False)
    page = preview(lesson(part, text_block("<p>Isi.</p>"), check_block(asked)))
    assert "Isi." in page
    assert asked.stem not in page


def test_the_preview_of_a_draft_shows_the_draft(part):
    made = lesson(part, text_block("<p>Lama.</p>"))
    made.body = [("text", {"heading": "", "body": "<p>Baru.</p>"})]
    made.save_revision()
    draft = LessonPage.objects.get(pk=made.pk).get_latest_revision_as_object()
    assert "Baru." in preview(draft)


@pytest.mark.parametrize("of", ["course", "module", "catalogue"])
def test_every_other_page_has_a_preview_too(part, of):
    lesson(part, title="Layar")
    page = {"course": part.get_parent().specific, "module": part, "catalogue": part.get_parent().get_parent().specific}[
        of
    ]
    assert page.title in preview(page)


def test_the_preview_opens_at_the_width_of_a_phone(part):
    assert lesson(part).preview_sizes[0]["device_width"] == 360


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_every_trainer_may_see_the_draft_of_a_lesson(part, sign_in, role):
    made = draft(part, text_block("<p>Isi konsep.</p>"))
    answer = sign_in(staff(role)).get(reverse("wagtailadmin_pages:view_draft", args=[made.pk]))
    assert answer.status_code == 200
    assert "Isi konsep." in answer.content.decode()
