"""Pointing at places, hints, pictures and recordings on the pages where questions are answered."""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from django.core.files.base import ContentFile

from courses.domain.outlines import outline_of
from lms.demo.answers import right_answer
from media.models import Audio
from quizzes.models import AttemptItem, Question
from tests.factories.courses import check_block, choice, course, lesson, module, question, quiz, quiz_block
from tests.factories.people import learner
from tests.factories.questions import question_of
from tests.progress.doing import address, form_to, read, text_of, wrong_answer
from tests.quizzes.doing import svg_picture


def asked_in_lesson(client: Any, asked: Question) -> tuple[Any, str]:
    """(lesson, address of its check question)"""
    page = course()
    lesson(module(page), check_block(asked))
    place = outline_of(page.translation_key).lessons[0]
    return place, address("answer_check", place.key, place.activities[0].key)


def spots(answer: Any) -> list[Tag]:
    return read(answer).find("main").select("svg.spot")


def classes(answer: Any) -> list[set[str]]:
    return [set(spot["class"]) - {"spot"} for spot in spots(answer)]


def test_a_place_in_the_picture_ticks_its_name_without_a_script(client, sign_in, db):
    sign_in(learner())
    place, _url = asked_in_lesson(client, question_of("places", "cek"))
    page = client.get(place.url)
    main = read(page).find("main")
    listed = main.select("[data-places] fieldset input")
    assert [one["type"] for one in listed] == ["radio", "radio"]
    assert [spot.find("label")["for"] for spot in spots(page)] == [one["id"] for one in listed]
    assert [(spot["x"], spot["y"], spot["width"], spot["height"]) for spot in spots(page)] == [
        ("10%", "0%", "50%", "30%"), ("10%", "40%", "50%", "30%"),
    ]  # fmt: skip
    assert len(main.select("[data-places] img")) == len(main.select(".ask img")) == 1
    assert main.select("[data-places] > .map > svg")[0]["aria-hidden"] == "true"
    assert not main.select("[style]")


def test_what_was_chosen_and_what_fits_is_marked_after_the_answer_and_not_before(client, sign_in, db):
    sign_in(learner())
    asked = question_of("places", "cek", hints="Lihat atas.")
    place, url = asked_in_lesson(client, asked)
    before = client.get(place.url)
    assert (classes(before), "Lihat atas." in text_of(before)) == ([set(), set()], True)
    client.post(url, form_to(before, url) | wrong_answer(asked.current_version.content))
    after = client.get(place.url)
    assert classes(after) == [{"fits"}, {"on"}]
    assert not read(after).find("main").select(".spot label, .hint")
    again = client.get(place.url, {"lagi": str(place.activities[0].key)})
    client.post(url, form_to(again, url) | right_answer(asked.current_version.content))
    assert classes(client.get(place.url)) == [{"on", "fits"}, set()]


def test_in_a_quiz_the_chosen_place_is_kept_and_nothing_tells_what_fits(client, sign_in, db):
    sign_in(learner())
    page = course()
    asked = question_of("places", "kuis", hints="Satu.\nDua.")
    lesson(module(page), quiz_block(quiz(fixed=[asked], feedback="at_end")), kind="quiz")
    place = outline_of(page.translation_key).lessons[0]
    client.post(address("start_quiz", place.key, place.activities[0].key))
    item = AttemptItem.objects.get()
    url = address("quiz_question", place.key, item.attempt.public_id, 1)
    client.post(url, form_to(client.get(url), url) | wrong_answer(item.version.content))
    shown = client.get(url)
    assert classes(shown) == [set(), {"on"}]
    assert "KUNCI" not in shown.content.decode()
    hints = read(shown).find("main").select("form > details.hint > summary")
    assert [hint.get_text(strip=True)[-1] for hint in hints] == ["1", "2"]
    refused = client.post(url, form_to(client.get(url), url) | {"choice": "bukan-tempat"})
    assert refused.status_code == 422
    item.refresh_from_db()
    assert item.response == {"choices": wrong_answer(item.version.content)["choice"]}
    client.post(address("quiz_review", place.key, item.attempt.public_id))
    result = client.get(address("quiz_result", place.key, item.attempt.public_id))
    assert classes(result) == [{"fits"}, {"on"}]


def test_pictures_and_recordings_stand_beside_what_they_belong_to(client, sign_in, db):
    sign_in(learner())
    sound = Audio.objects.create(
        title="Pesan suara", seconds=5, transcript="Halo.", file=ContentFile(b"x", name="a.mp3")
    )
    first, second = choice("A", correct=True), choice("B")
    first["value"] |= {"picture": svg_picture().pk, "picture_alt": "Papan", "audio": sound.pk}
    asked = question("single_choice", {"choices": [first, second], "shuffle": False}, audio=sound)
    place, _url = asked_in_lesson(client, asked)
    main = read(client.get(place.url)).find("main")
    with_picture, without = main.select("label.opt")
    assert [(one["alt"], one["loading"]) for one in with_picture.select("img")] == [("Papan", "lazy")]
    assert without.select("img") == []
    players = main.select("audio")
    assert [(one["src"], one["preload"], one.find_parent("label")) for one in players] == [
        (sound.file.url, "none", None)
    ] * 2
    assert text_of(client.get(place.url)).count("Halo.") == 2
