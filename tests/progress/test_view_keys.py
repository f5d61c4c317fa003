"""Answer keys never leave the server before the answer: no page, no JSON, no door beside the quiz (SECURITY 16)."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from courses.domain.outlines import outline_of
from courses.outline import Outline
from lms.demo.answers import right_answer
from quizzes.domain.queries import items_of
from quizzes.models import CheckAnswer, Quiz
from tests.factories.courses import (
    check_block,
    choice,
    course,
    full_course,
    lesson,
    module,
    number_question,
    pool,
    question,
    quiz,
    quiz_block,
    text_block,
    text_question,
)
from tests.factories.people import learner
from tests.progress.doing import address, finish, lesson_page, start, wrong_answer

JSON = {"HTTP_ACCEPT": "application/json"}
KINDS: dict[str, dict[str, Any]] = {
    "single_choice": {"choices": [choice("Kanan", correct=True, feedback="KUNCI-a"), choice("Kiri", feedback="KUNCI-b")], "shuffle": False},
    "multiple_choice": {"choices": [choice("Satu", correct=True, feedback="KUNCI-c"), choice("Dua", feedback="KUNCI-d"), choice("Tiga", correct=True, feedback="KUNCI-e")], "shuffle": True},
    "true_false": {"answer": "true", "if_true": "KUNCI-f", "if_false": "KUNCI-g"},
}  # fmt: skip


def asked(kind: str, **fields: Any):
    if kind == "number":
        return number_question(explanation="KUNCI-h", **fields)
    if kind == "short_text":
        return text_question("KUNCI-i", explanation="KUNCI-j", **fields)
    return question(kind, KINDS[kind], explanation="KUNCI-k", **fields)


def every_kind() -> list[str]:
    return [*KINDS, "number", "short_text"]


def keys_of(content: dict[str, Any]) -> list[str]:
    """Texts of a frozen question that only its answer may bring."""
    found = [content["explanation"]]
    found += [one["feedback"] for one in content.get("choices", ())]
    found += [content[name] for name in ("answer", "feedback_correct", "feedback_incorrect") if name in content]
    found += content.get("accepted", []) + [
        trap[name] for trap in content.get("traps", ()) for name in ("value", "feedback")
    ]
    return [text for text in found if text]


def course_of_all_kinds(feedback: str = "immediate") -> tuple[Outline, list[Any]]:
    """First lesson: a check question of every kind; second: a quiz of every kind."""
    page = course()
    part, bank = module(page), pool()
    checks = [asked(kind) for kind in every_kind()]
    for kind in every_kind():
        asked(kind, pool=bank)
    lesson(part, text_block(), *[check_block(one) for one in checks])
    lesson(part, quiz_block(quiz(draws=[(bank, len(every_kind()))], feedback=feedback)), kind="quiz")
    return outline_of(page.translation_key), checks


def assert_nothing_of(contents, *responses) -> None:
    for response in responses:
        body = response.content.decode() + str(response.headers)
        for content in contents:
            for key in keys_of(content):
                assert not re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", body), (
                    key,
                    response.request["PATH_INFO"],
                )
        assert '"correct"' not in body
        assert "data-correct" not in body


@pytest.mark.parametrize("who", ["visitor", "learner"])
def test_a_lesson_page_holds_no_key_of_its_check_questions(client, sign_in, db, who):
    outline, checks = course_of_all_kinds()
    if who == "learner":
        sign_in(learner())
    contents = [one.current_version.content for one in checks]
    assert len([key for content in contents for key in keys_of(content)]) > 15
    page = client.get(outline.lessons[0].url)
    assert page.content.count(b'class="card ask"') == len(checks)
    assert_nothing_of(contents, page, client.get(outline.lessons[0].url + "?lagi=" + str(uuid.uuid4())))


def test_answering_one_check_question_tells_nothing_of_the_others(client, sign_in, db):
    outline, checks = course_of_all_kinds()
    sign_in(learner())
    first, version = outline.lessons[0], checks[0].current_version
    url = address("answer_check", first.key, first.activities[0].key)
    answer = client.post(url, wrong_answer(version.content) | {"version": version.pk}, **JSON)
    assert answer.json()["feedback"] == ["KUNCI-b"]
    assert "KUNCI-a" not in answer.content.decode()
    others = [one.current_version.content for one in checks[1:]]
    for content in others:
        content["explanation"] = ""  # all carry the same one
    assert_nothing_of(others, client.get(first.url))


@pytest.mark.parametrize("feedback", ["immediate", "at_end"])
def test_a_quiz_holds_no_key_before_its_answers(client, sign_in, db, feedback):
    ani, (outline, _checks) = learner(), course_of_all_kinds(feedback)
    sign_in(ani)
    page = outline.lessons[1]
    attempt = start(ani, outline, page)
    items = items_of(attempt)
    screens = [client.get(page.url)]
    for item in items:
        url = address("quiz_question", page.key, attempt.public_id, item.position)
        screens += [client.get(url), client.post(url, wrong_answer(item.version.content) | {"act": "save"}, **JSON)]
        screens += [client.get(url)]
    screens.append(client.get(address("quiz_review", page.key, attempt.public_id)))
    screens.append(client.get(address("quiz_result", page.key, attempt.public_id)))
    assert [screen.status_code for screen in screens[:-1]] == [200] * (len(screens) - 1)
    assert screens[-1].status_code == 302
    assert_nothing_of([item.version.content for item in items], *screens)


def test_a_quiz_that_explains_at_the_end_explains_only_after_handing_in(client, sign_in, db):
    ani, (outline, _checks) = learner(), course_of_all_kinds("at_end")
    sign_in(ani)
    page = outline.lessons[1]
    attempt = start(ani, outline, page)
    items = items_of(attempt)
    screens = []
    for item in items:
        url = address("quiz_question", page.key, attempt.public_id, item.position)
        screens.append(client.post(url, wrong_answer(item.version.content) | {"act": "check"}, follow=True))
    assert_nothing_of([item.version.content for item in items], *screens)
    assert not attempt.items.filter(fraction__isnull=False).exists()
    result = client.post(address("quiz_review", page.key, attempt.public_id), follow=True).content.decode()
    assert all(key in result for key in ("KUNCI-b", "KUNCI-g", "KUNCI-j"))


def test_an_explained_question_tells_nothing_of_the_next_one(client, sign_in, db):
    ani, (outline, _checks) = learner(), course_of_all_kinds()
    sign_in(ani)
    page = outline.lessons[1]
    attempt = start(ani, outline, page)
    items = items_of(attempt)
    url = address("quiz_question", page.key, attempt.public_id, 1)
    shown = client.post(url, wrong_answer(items[0].version.content) | {"act": "check"}, follow=True)
    assert b"verdict" in shown.content
    others = [item.version.content | {"explanation": ""} for item in items[1:]]
    assert_nothing_of(others, client.get(address("quiz_question", page.key, attempt.public_id, 2)))


def without_what_differs_anyway(html: str) -> str:
    html = re.sub(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", "UUID", html)
    return re.sub(
        r'(nonce|value|id|for|href|action|data-person|aria-labelledby)="[^"]*"|nonce-[\w-]+|#cek-\w+', "", html
    )


def test_the_form_of_a_question_looks_the_same_whichever_choice_is_right(client, db):
    pages = []
    for right in (True, False):
        page = course(title="Sama")
        value = {"choices": [choice("Kanan", correct=right), choice("Kiri", correct=not right)], "shuffle": False}
        one = question(value=value)
        one.stem = "<p>Yang mana?</p>"
        one.save_revision().publish()
        lesson(module(page, title="Modul"), check_block(one), title="Pelajaran", slug="pelajaran")
        html = client.get(outline_of(page.translation_key).lessons[0].url).content.decode()
        pages.append(without_what_differs_anyway(html).split("<main")[1])
    assert pages[0] == pages[1]


@pytest.mark.parametrize("door", ["unknown activity", "another check question's activity", "the quiz's own activity"])
def test_a_question_of_the_quiz_cannot_be_asked_through_the_door_of_check_questions(client, sign_in, db, door):
    """Versions are numbered: whoever sends their numbers to the check address must learn nothing about them."""
    ani, outline = learner(), full_course()
    sign_in(ani)
    attempt = start(ani, outline, outline.lessons[3])
    version = items_of(attempt)[0].version
    lesson_key, activity = {
        "unknown activity": (outline.lessons[0].key, uuid.uuid4()),
        "another check question's activity": (outline.lessons[1].key, outline.lessons[1].activities[0].key),
        "the quiz's own activity": (outline.lessons[3].key, outline.lessons[3].activities[0].key),
    }[door]
    url = address("answer_check", lesson_key, activity)
    answer = client.post(url, wrong_answer(version.content) | {"version": version.pk}, **JSON)
    told = answer.content.decode()
    assert "correct" not in told
    assert not any(key in told for key in keys_of(version.content))
    assert not CheckAnswer.objects.filter(version=version).exists()


def test_a_question_of_the_quiz_cannot_be_asked_through_an_unpublished_lesson(client, sign_in, db):
    ani, outline = learner(), full_course()
    sign_in(ani)
    finish(ani, outline, outline.lessons[0])
    version = items_of(start(ani, outline, outline.lessons[3]))[0].version
    check = outline.lessons[1]
    lesson_page(check).unpublish()
    url = address("answer_check", check.key, check.activities[0].key)
    answer = client.post(url, right_answer(version.content) | {"version": version.pk}, **JSON)
    assert not any(key in answer.content.decode() for key in ("correct", *keys_of(version.content)))


def test_no_page_of_the_catalogue_or_the_account_holds_a_key(client, sign_in, db):
    ani, (outline, checks) = learner(), course_of_all_kinds("at_end")
    sign_in(ani)
    attempt = start(ani, outline, outline.lessons[1])
    for item in items_of(attempt):
        url = address("quiz_question", outline.lessons[1].key, attempt.public_id, item.position)
        client.post(url, right_answer(item.version.content) | {"act": "save"})
    contents = [one.current_version.content for one in checks]
    contents += [item.version.content for item in items_of(attempt)]
    for content in contents:  # one's own typed answers may be shown: these two are what was typed
        content.pop("accepted", None)
        content.pop("answer", None)
    pages = [
        client.get(url) for url in ("/", "/kursus/", "/kursus/?cari=soal", outline.url, "/akun/data/", "/sertifikat/")
    ]
    assert_nothing_of(contents, *pages)
    assert Quiz.objects.get().feedback == "at_end"
