"""A key that named another act before: nothing is done, and the learner reads what to do, on a page or from the script."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lms.demo.answers import right_answer
from practice.models import PracticeTick
from progress.domain.acts import save_quiz_answer
from quizzes.domain.queries import items_of
from quizzes.models import AttemptItem, CheckAnswer, Question
from tests.factories.courses import full_course
from tests.factories.people import learner
from tests.progress.doing import NOON, address, finish, form_to, start, steps_of, text_of

JSON = {"HTTP_ACCEPT": "application/json"}
ON_A_PAGE = "Nothing was kept, because the page was out of date. This one is fresh: please send it again."
FROM_THE_SCRIPT = {
    "problem": "Nothing was kept, because this page is out of date. Open it again, then repeat your answer."
}


@pytest.fixture
def spent(db, sign_in):
    """A learner whose key finished the first lesson; acts of all other kinds with their forms."""
    ani, outline, key = learner(language="en"), full_course(), uuid4()
    finish(ani, outline, outline.lessons[0], key=key)
    client = sign_in(ani)
    client.cookies["bahasa"] = "en"
    return ani, outline, key, client


def act(kind: str, ani, outline) -> tuple[str, dict]:
    if kind == "check":
        lesson = outline.lessons[1]
        version = Question.objects.get(key=lesson.activities[0].ref).current_version
        fields = {"version": version.pk} | right_answer(version.content)
        return address("answer_check", lesson.key, lesson.activities[0].key), fields
    if kind == "practice":
        lesson = outline.lessons[2]
        return address("tick_practice", lesson.key, lesson.activities[0].key), {"step": steps_of(lesson)[1]}
    if kind == "quiz":
        lesson = outline.lessons[3]
        attempt = start(ani, outline, lesson)
        item = items_of(attempt)[0]
        return address("quiz_question", lesson.key, attempt.public_id, 1), right_answer(item.version.content)
    return address("finish_lesson", outline.lessons[1].key), {}


def done() -> list[int]:
    answered = AttemptItem.objects.exclude(response=None)
    return [CheckAnswer.objects.count(), PracticeTick.objects.count(), answered.count()]


KINDS = ["check", "practice", "quiz", "finish"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_page_comes_back_with_the_reason_and_a_fresh_key(spent, kind):
    ani, outline, key, client = spent
    url, fields = act(kind, ani, outline)
    page = client.post(url, fields | {"key": str(key)})
    assert (page.status_code, ON_A_PAGE in text_of(page), done()) == (422, True, [0, 0, 0])
    fresh = form_to(page, url)["key"]
    assert fresh != str(key)
    if kind != "finish":  # a lesson with something left to do cannot be finished by its button
        assert client.post(url, fields | {"key": fresh}).status_code == 302
        assert sum(done()) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_is_told_in_json_that_it_will_not_send_again(spent, kind):
    """409 and a sentence: with anything else it would keep the answer and promise to send it later."""
    ani, outline, key, client = spent
    url, fields = act(kind, ani, outline)
    answer = client.post(url, fields | {"key": str(key)}, **JSON)
    assert (answer.status_code, answer.json(), done()) == (409, FROM_THE_SCRIPT, [0, 0, 0])


def test_an_answer_with_a_key_of_another_question_is_no_answer(spent):
    ani, outline, _key, client = spent
    url, fields = act("quiz", ani, outline)
    attempt, key = AttemptItem.objects.first().attempt, uuid4()
    posted = right_answer(items_of(attempt)[1].version.content)
    save_quiz_answer(learner=ani, attempt=attempt.public_id, position=2, posted=posted, at=NOON, key=key)
    assert client.post(url, fields | {"key": str(key)}).status_code == 422
    assert list(AttemptItem.objects.exclude(response=None).values_list("position", flat=True)) == [2]
