"""Every kind of question, in a lesson and in a quiz, with plain forms: what a browser without a script sends."""

from __future__ import annotations

from uuid import UUID

import pytest

from core import requestkeys
from courses.domain.outlines import outline_of
from lms.demo.answers import right_answer
from progress.models import ActivityState
from quizzes.kinds import KINDS
from quizzes.models import AttemptItem, CheckAnswer
from tests.factories.courses import check_block, course, lesson, module, quiz, quiz_block
from tests.factories.people import learner
from tests.factories.questions import question_of
from tests.progress.doing import NOON, address, form_to, read, text_of, wrong_answer


def lesson_asking(kind: str):
    """(outline's lesson, version of its check question)"""
    page = course()
    asked = question_of(kind, "cek")
    lesson(module(page), check_block(asked))
    return outline_of(page.translation_key).lessons[0], asked.current_version


def names(page) -> set[str]:
    return {
        str(field["name"])
        for field in read(page).find("main").find_all(["input", "select", "textarea"])
        if field.get("name")
    }


KEYED = [name for name, kind in KINDS.items() if kind.marking == "key"]
WITHOUT_KEY = sorted(KINDS.keys() - set(KEYED))


@pytest.mark.parametrize("kind", KEYED)
def test_a_check_question_of_every_kind_is_answered_and_explained(client, sign_in, kind, db):
    sign_in(learner())
    place, version = lesson_asking(kind)
    url = address("answer_check", place.key, place.activities[0].key)
    page = client.get(place.url)
    form, right = form_to(page, url), right_answer(version.content)
    assert set(right) <= names(page)
    client.post(url, form | wrong_answer(version.content))
    shown = text_of(client.get(place.url))
    assert ("Jawaban Anda belum tepat." in shown, "KUNCI-cek" in shown) == (True, True)
    again = form_to(client.get(place.url, {"lagi": str(place.activities[0].key)}), url)
    client.post(url, again | right)
    assert "Jawaban Anda benar." in text_of(client.get(place.url))
    assert [answer.fraction for answer in CheckAnswer.objects.all()][-1] == "1"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("kind", WITHOUT_KEY)
def test_a_check_question_without_a_key_thanks_and_never_judges(client, sign_in, kind, script, db):
    sign_in(learner())
    place, version = lesson_asking(kind)
    url = address("answer_check", place.key, place.activities[0].key)
    form = form_to(client.get(place.url), url) | right_answer(version.content)
    answer = client.post(url, form, headers={"accept": "application/json"} if script else {})
    said = answer.json() if script else {}
    shown = text_of(client.get(place.url))
    assert said.get("said", "Terima kasih, jawaban Anda tersimpan.") in shown
    assert "Terima kasih, jawaban Anda tersimpan." in shown
    assert [word for word in ("tepat", "benar", "Pelatih akan") if word in shown] == []
    assert ("KUNCI-cek-contoh" in shown) == (kind == "free_text")
    assert ("KUNCI-cek-contoh" in said.get("feedback", [])) == (script and kind == "free_text")
    assert CheckAnswer.objects.get().fraction == ""
    assert (ActivityState.objects.get().done_at is not None, ActivityState.objects.get().percent) == (True, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_quiz_question_of_every_kind_keeps_its_answer_and_shows_it_again(client, sign_in, kind, db):
    sign_in(learner())
    page = course()
    lesson(module(page), quiz_block(quiz(fixed=[question_of(kind, "kuis")], feedback="at_end")), kind="quiz")
    place = outline_of(page.translation_key).lessons[0]
    client.post(address("start_quiz", place.key, place.activities[0].key))
    item = AttemptItem.objects.get()
    url = address("quiz_question", place.key, item.attempt.public_id, 1)
    right = right_answer(item.version.content)
    before = client.get(url)
    assert set(right) <= names(before)
    client.post(url, form_to(before, url) | right)
    assert "Tersimpan" in text_of(client.get(url))
    shown = form_of_answers(client.get(url), set(right))
    assert shown == right
    client.post(address("quiz_review", place.key, item.attempt.public_id))
    item.refresh_from_db()
    assert item.fraction == {"key": "1", "person": "0", "none": None}[KINDS[kind].marking]


def form_of_answers(page, wanted: set[str]) -> dict[str, list[str]]:
    """What stands in the fields of these names, as it would be sent again."""
    main, found = read(page).find("main"), {}
    for field in main.find_all("input"):
        if field.get("name") in wanted and (
            field.get("type") not in ("radio", "checkbox") or field.has_attr("checked")
        ):
            found.setdefault(field["name"], []).append(field["value"])
    for field in main.find_all("textarea"):
        if field["name"] in wanted:
            found[field["name"]] = [field.get_text().removeprefix("\n")]
    for field in main.find_all("select"):
        if field["name"] in wanted:
            found[field["name"]] = [
                option["value"] for option in field.find_all("option") if option.has_attr("selected")
            ]
    return found


def test_a_thing_is_moved_without_a_script_and_nothing_is_decided_yet(client, sign_in, db):
    sign_in(learner())
    place, version = lesson_asking("ordering")
    url = address("answer_check", place.key, place.activities[0].key)
    shown = form_of_answers(client.get(place.url), {"order"})["order"]
    form = form_to(client.get(place.url), url)
    moved = client.post(url, form | {"order": shown, "move": f"{shown[2]}:up"})
    assert moved.status_code == 200
    assert form_of_answers(moved, {"order", "moved"}) == {"order": [shown[0], shown[2], shown[1]], "moved": ["1"]}
    assert not CheckAnswer.objects.exists()
    right = [item["id"] for item in version.content["items"]]
    client.post(url, form_to(moved, url) | {"order": right})
    assert "Jawaban Anda benar." in text_of(client.get(place.url))


def test_in_a_quiz_a_move_is_kept_and_the_same_question_comes_back(client, sign_in, db):
    sign_in(learner())
    page = course()
    lesson(module(page), quiz_block(quiz(fixed=[question_of("ordering", "kuis")])), kind="quiz")
    place = outline_of(page.translation_key).lessons[0]
    client.post(address("start_quiz", place.key, place.activities[0].key))
    item = AttemptItem.objects.get()
    url = address("quiz_question", place.key, item.attempt.public_id, 1)
    shown = form_of_answers(client.get(url), {"order"})["order"]
    answer = client.post(url, form_to(client.get(url), url) | {"order": shown, "move": f"{shown[0]}:down"})
    assert answer["Location"] == url
    item.refresh_from_db()
    assert item.response == {"order": [shown[1], shown[0], shown[2]]}
    untouched = client.post(url, form_to(client.get(url), url) | {"order": item.response["order"], "move": "lain:up"})
    assert untouched.status_code == 422


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["short_text", "number", "gaps", "matching", *WITHOUT_KEY])
def test_what_was_typed_stands_there_again_when_it_could_not_be_taken(client, sign_in, kind, db):
    ani = learner()
    sign_in(ani)
    place, version = lesson_asking(kind)
    url = address("answer_check", place.key, place.activities[0].key)
    form, wrong = form_to(client.get(place.url), url), wrong_answer(version.content)
    requestkeys.claim(person=ani.public_id, key=UUID(form["key"]), act="something else", at=NOON)
    refused = client.post(url, form | wrong)
    assert (refused.status_code, form_of_answers(refused, set(wrong))) == (422, wrong)
    assert not CheckAnswer.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["free_text", "free_words"])
@pytest.mark.parametrize("script", [True, False])
def test_a_megabyte_is_refused_with_what_to_do_and_stays_on_the_page(client, sign_in, kind, script, db):
    sign_in(learner())
    place, _version = lesson_asking(kind)
    headers = {"accept": "application/json"} if script else {}
    lesson_url = address("answer_check", place.key, place.activities[0].key)
    page = course()
    lesson(module(page), quiz_block(quiz(fixed=[question_of(kind, "kuis")])), kind="quiz")
    there = outline_of(page.translation_key).lessons[0]
    client.post(address("start_quiz", there.key, there.activities[0].key))
    item = AttemptItem.objects.get()
    quiz_url = address("quiz_question", there.key, item.attempt.public_id, 1)
    typed = "a" * 1_000_000
    for url, before in ((lesson_url, place.url), (quiz_url, quiz_url)):
        answer = client.post(url, form_to(client.get(before), url) | {"answer": typed}, headers=headers)
        said = answer.json()["problem"] if script else text_of(answer)
        limit = "4.000" if kind == "free_text" else "1.000"
        assert answer.status_code == 422
        assert f"Jawaban Anda lebih panjang dari {limit} huruf. Persingkat, lalu kirim lagi." in said
        assert script or form_of_answers(answer, {"answer"}) == {"answer": [typed]}
    item.refresh_from_db()
    assert (item.response, CheckAnswer.objects.count()) == (None, 0)
