"""What nobody's browser sends to a question of a quiz: refused in words, and the answer before stays (SECURITY 15, 18–21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from courses.domain.outlines import outline_of
from courses.outline import Lesson
from quizzes.domain.queries import items_of
from quizzes.kinds import KINDS
from quizzes.models import Attempt
from tests.factories.courses import check_block, course, full_course, lesson, module, quiz, quiz_block
from tests.factories.people import learner
from tests.factories.questions import question_of
from tests.progress.doing import address, form_to, read, start
from tests.quizzes.doing import RIGHT, WRONG

JSON = {"Accept": "application/json"}
FORM = "application/x-www-form-urlencoded"


@dataclass
class Desk:
    """A learner at the first question of four, which is answered."""

    client: Client
    lesson: Lesson
    attempt: Attempt

    def url(self, position: int = 1) -> str:
        return address("quiz_question", self.lesson.key, self.attempt.public_id, position)

    def kept(self) -> list[Any]:
        return [item.response for item in items_of(self.attempt)]


@pytest.fixture
def desk(client, sign_in, db) -> Desk:
    ani, outline = learner(), full_course()
    sign_in(ani)
    made = Desk(client, outline.lessons[3], start(ani, outline, outline.lessons[3]))
    client.post(made.url(), {"choice": RIGHT, "act": "save"})
    assert made.kept() == [{"choices": [RIGHT]}, None, None, None]
    return made


BODIES: dict[str, tuple[str, bytes, int]] = {
    "a choice of another question": (FORM, b"choice=abc", 422),
    "two choices where one is asked": (FORM, f"choice={RIGHT}&choice={WRONG}".encode(), 422),
    "a choice of 1 MB": (FORM, b"choice=" + b"x" * 1_000_000, 422),
    "bytes that are no text": (FORM, b"choice=%ff%fe\xff\xfe", 422),
    "a NUL": (FORM, b"choice=%00", 422),
    "json": ("application/json", b'{"choice": ["x"]}', 422),
    "plain text": ("text/plain", b"choice=x", 422),
    "nothing at all, of no type": ("", b"", 422),
    "more than the server reads": (FORM, b"choice=" + b"x" * 3_000_000, 400),
    "more fields than the server reads": (FORM, b"a=1&" * 10_001, 400),
    "half a multipart body": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="cho',
        422,
    ),
}


@pytest.mark.parametrize("act", ["save", "check", "next"])
@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_is_no_answer_is_refused_and_the_answer_before_stays(desk, what, act):
    kind, body, status = BODIES[what]
    act_field = f"&act={act}&key={uuid4()}&seq=9999999999999".encode() if kind == FORM else b""
    for headers in ({}, JSON):
        answer = desk.client.generic("POST", desk.url(), body + act_field, content_type=kind, headers=headers)
        assert answer.status_code == status
        if status == 422:
            told = answer.json()["problem"] if headers else read(answer).find(role="alert").get_text()
            assert len(told.split()) > 3
    assert desk.kept() == [{"choices": [RIGHT]}, None, None, None]


@pytest.mark.parametrize("position", [0, 5, 9_999, 10_000, 10**12])
def test_a_question_that_is_not_there_is_told_to_the_script_so_that_it_stops_waiting(desk, position):
    answer = desk.client.post(desk.url(position), {"choice": WRONG, "act": "save"}, headers=JSON)
    assert (answer.status_code, str(position) in answer.json()["problem"]) == (404, True)
    assert desk.kept() == [{"choices": [RIGHT]}, None, None, None]


def test_somebody_elses_attempt_takes_nothing_and_tells_nothing(desk):
    stranger = Client()
    stranger.force_login(learner())
    for act in ("save", "check", "next"):
        answer = stranger.post(desk.url(), {"choice": WRONG, "act": act}, headers=JSON)
        assert (answer.status_code, list(answer.json())) == (404, ["problem"])
    assert desk.kept()[0] == {"choices": [RIGHT]}


def test_after_handing_in_page_and_script_say_that_it_was_not_kept(desk):
    desk.client.post(address("quiz_review", desk.lesson.key, desk.attempt.public_id))
    told = desk.client.post(desk.url(), {"choice": WRONG, "act": "save", "seq": "9999999999999"}, headers=JSON)
    assert (told.status_code, told.json()["closed"], "1" in told.json()["problem"]) == (409, True, True)
    page = desk.client.post(desk.url(), {"choice": WRONG, "act": "next"}, follow=True)
    assert told.json()["problem"] in read(page).get_text(" ")
    assert desk.kept()[0] == {"choices": [RIGHT]}


def test_an_older_answer_is_told_that_a_newer_one_is_kept_also_when_it_is_repeated(desk):
    number = items_of(desk.attempt)[0].client_order
    late = {"choice": WRONG, "act": "save", "seq": str(number - 5), "key": str(uuid4())}
    told = [desk.client.post(desk.url(), late, headers=JSON).json() for _ in range(2)]
    assert [(one["saved"], one["superseded"], "1" in one["note"]) for one in told] == [(True, True, True)] * 2
    assert desk.client.post(desk.url(), late | {"choice": RIGHT}, headers=JSON).json() == {"saved": True}
    newer = late | {"seq": str(number + 5), "key": str(uuid4())}
    assert desk.client.post(desk.url(), newer, headers=JSON).json() == {"saved": True}
    newest = desk.client.post(desk.url(), {"choice": RIGHT, "act": "save", "seq": str(number + 9)}, headers=JSON)
    assert newest.json() == {"saved": True}
    repeated = desk.client.post(desk.url(), newer, headers=JSON).json()
    assert repeated["superseded"] is True  # a lost reply: sent again, and overtaken meanwhile
    assert desk.kept()[0] == {"choices": [RIGHT]}


def test_a_second_tap_on_check_shows_the_explanation_and_another_answer_is_told_that_it_stands(desk):
    for _tap in range(2):
        assert desk.client.post(desk.url(), {"choice": RIGHT, "act": "check"})["Location"] == desk.url()
    page = desk.client.post(desk.url(), {"choice": WRONG, "act": "next"}, follow=True)
    assert page.redirect_chain == [(desk.url(), 302)]
    assert read(page).find(class_="note warning") is not None
    assert desk.kept()[0] == {"choices": [RIGHT]}


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_trips_over_the_fields_of_another_one(client, sign_in, db, kind):
    sign_in(learner())
    page = course()
    lesson(module(page), quiz_block(quiz(fixed=[question_of(kind, "kuis")], feedback="at_end")), kind="quiz")
    place = outline_of(page.translation_key).lessons[0]
    url = client.post(address("start_quiz", place.key, place.activities[0].key))["Location"]
    fields = {
        "choice": "x",
        "order": ["x", "x"],
        "moved": "1",
        "answer": "x" * 5000,
        "part-1": "y" * 5000,
        "step": "99",
    }
    for act in ("save", "check", "next"):
        answer = client.post(url, fields | {"act": act}, headers=JSON)
        assert (answer.status_code, list(answer.json())) in [(422, ["problem"]), (200, ["saved"])]
    item = items_of(Attempt.objects.get())[0]
    if item.response is not None:
        KINDS[kind].check(item.version.content, item.response)


def test_moving_a_thing_makes_no_guest_of_a_visitor_and_answering_does(client, db):
    page = course()
    lesson(module(page), check_block(question_of("ordering", "cek")))
    place = outline_of(page.translation_key).lessons[0]
    url = address("answer_check", place.key, place.activities[0].key)
    form = form_to(client.get(place.url), url)
    order = [field["value"] for field in read(client.get(place.url)).find_all("input", attrs={"name": "order"})]
    moved = client.post(url, form | {"order": order, "move": f"{order[0]}:down"})
    shown = [field["value"] for field in read(moved).find_all("input", attrs={"name": "order"})]
    assert (moved.status_code, shown) == (200, [order[1], order[0], order[2]])
    assert (User.objects.count(), "sesi" in client.cookies) == (0, False)
    client.post(url, form_to(moved, url) | {"order": shown})
    assert User.objects.get().is_guest
