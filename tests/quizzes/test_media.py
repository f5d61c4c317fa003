"""Pictures and recordings of questions and of their choices, and hints: frozen where there are some, shown, never in the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import ProtectedError

from core.models import Picture
from media.models import Audio
from quizzes.domain.queries import QuestionView, question_view
from quizzes.domain.recordings import Recording
from quizzes.models import Question
from tests.factories.courses import choice, question
from tests.quizzes.doing import svg_picture
from tests.quizzes.test_pictures import png


def recording(title: str = "Suara") -> Audio:
    return Audio.objects.create(
        title=title, seconds=5, transcript="Kata yang diucapkan.", file=ContentFile(b"bunyi", name="a.mp3")
    )


def with_media(*, live: bool = True, **media: Any) -> Question:
    """The first choice has these, the second has nothing."""
    first, second = choice("A", correct=True), choice("B")
    first["value"] |= media
    return question("single_choice", {"choices": [first, second], "shuffle": False}, live=live)


def seen(asked: Question, *, response: Any = None, reveal: bool = False) -> QuestionView:
    return question_view(asked.current_version.content, 1, order=[], response=response, reveal=reveal)


def test_a_question_without_them_is_frozen_as_before(db):
    asked = question()
    assert {"hints", "audio"}.isdisjoint(asked.current_version.content)
    assert [set(one) for one in asked.current_version.content["choices"]] == [{"id", "text", "correct", "feedback"}] * 2
    assert (seen(asked).audio, seen(asked).hints) == (None, ())


def test_a_recording_is_frozen_with_its_words_and_shown_with_its_size(db):
    sound = recording()
    asked = question(audio=sound)
    assert asked.current_version.content["audio"] == {
        "id": sound.pk, "title": "Suara", "transcript": "Kata yang diucapkan.",
    }  # fmt: skip
    assert seen(asked).audio == Recording("Suara", "Kata yang diucapkan.", sound.file.url, 5)
    with pytest.raises(ProtectedError):
        sound.delete()


def test_where_a_recording_was_deleted_its_words_stand(db):
    sound = recording()
    asked = question(audio=sound)
    content = asked.current_version.content
    Question.objects.filter(pk=asked.pk).update(audio=None)
    assert seen(asked).audio.url
    sound.delete()
    shown = question_view(content, 1, order=[], response=None, reveal=False)
    assert shown.audio == Recording("Suara", "Kata yang diucapkan.")


def test_a_choice_has_a_small_picture_and_a_recording(db):
    sound, picture = recording(), Picture.objects.create(title="Papan", file=png())
    asked = with_media(picture=picture.pk, picture_alt="Papan merah", audio=sound.pk)
    first, second = asked.current_version.content["choices"]
    assert (first["picture"], first["audio"]["id"]) == ({"id": picture.pk, "alt": "Papan merah"}, sound.pk)
    assert {"picture", "audio"}.isdisjoint(second)
    shown = seen(asked).form["choices"][0]
    assert shown["audio"].url == sound.file.url
    for part in ('<source type="image/avif"', 'width="40" height="30" alt="Papan merah" loading="lazy"'):
        assert part in shown["picture"]
    assert seen(asked).form["choices"][1] == {"id": second["id"], "text": "B", "chosen": False}


def test_a_choice_outlives_its_picture_and_its_recording(db):
    sound, picture = recording(), svg_picture()
    asked = with_media(picture=picture.pk, picture_alt="Papan <RW>", audio=sound.pk)
    picture.delete()
    sound.delete()
    shown = seen(asked).form["choices"][0]
    assert shown["picture"] == "<i>Papan &lt;RW&gt;</i>"
    assert shown["audio"] == Recording("Suara", "Kata yang diucapkan.")


def test_the_picture_of_a_choice_needs_words(db):
    bare = with_media(picture=svg_picture().pk, live=False).content
    with pytest.raises(ValidationError):
        bare.stream_block.clean(bare)
    told = with_media(picture=svg_picture().pk, picture_alt="Papan", live=False).content
    assert told.stream_block.clean(told)


def test_hints_are_frozen_line_by_line_and_shown_until_the_answer_is_graded(db):
    asked = question(hints="Lihat akhirnya.\n\n  Baca dari kanan. ")
    assert asked.current_version.content["hints"] == ["Lihat akhirnya.", "Baca dari kanan."]
    answer = {"choices": [asked.current_version.content["choices"][0]["id"]]}
    assert list(seen(asked).hints) == ["Lihat akhirnya.", "Baca dari kanan."]
    assert list(seen(asked, response=answer).hints) == ["Lihat akhirnya.", "Baca dari kanan."]
    assert seen(asked, response=answer, reveal=True).hints == ()


def test_more_than_three_hints_are_refused(db):
    with pytest.raises(ValidationError) as caught:
        question(hints="a\nb\nc\nd", live=False).full_clean()
    assert list(caught.value.error_dict) == ["hints"]


def test_the_form_of_a_new_question_begins_with_every_field_of_a_choice(db):
    """What is missing there would stand in the form as “undefined”."""
    block = Question.content.field.stream_block
    for value in (Question().content, block.to_python([{"type": "multiple_choice", "value": {}}])):
        (child,) = block.get_form_state(value)
        assert [set(one["value"]) for one in child["value"]["choices"]] == [
            {"text", "correct", "feedback", "picture", "picture_alt", "audio"}
        ] * 3
    (stored,) = block.get_form_state(Question.objects.get(pk=question().pk).content)
    assert all("picture_alt" in one["value"] for one in stored["value"]["choices"])
