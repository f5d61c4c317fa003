"""Several requests at the same moment (SECURITY 18, 19): on a SQLite file as in production, and on PostgreSQL."""

from __future__ import annotations

import random
import threading
from functools import partial
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import RequestKey
from lms.demo.answers import right_answer
from progress.domain.acts import save_quiz_answer
from progress.models import ActivityState
from quizzes.arrival import Arrival
from quizzes.domain.attempts import AnswerStands, AttemptClosed, AttemptLimitReached, NewerAnswerKept
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, AttemptItem, Question
from tests.factories.courses import full_course, pool, question, quiz
from tests.factories.people import learner
from tests.progress.doing import start as start_in_course
from tests.quizzes.doing import NOON, RIGHT, WRONG, check, save, start, submit

THREADS = 20


def problems(results):
    return [result for result in results if isinstance(result, Exception)]


def again(attempt: Attempt) -> Attempt:
    """As another request would load it."""
    return Attempt.objects.select_related("learner").get(pk=attempt.pk)


def test_twenty_parallel_starts_make_one_attempt(in_parallel, place):
    group, ani = pool(), learner()
    for _ in range(6):
        question(pool=group)
    exam = quiz(draws=[(group, 4)])
    results = in_parallel([lambda: start(User.objects.get(pk=ani.pk), exam, place)] * THREADS)
    assert problems(results) == []
    assert {result.pk for result in results} == {Attempt.objects.get().pk}
    assert list(AttemptItem.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_twenty_parallel_starts_of_the_last_allowed_attempt_make_one_and_refuse_none(in_parallel, place):
    exam, ani = quiz(fixed=[question()], attempts_allowed=2), learner()
    submit(start(ani, exam, place))
    results = in_parallel([lambda: start(User.objects.get(pk=ani.pk), exam, place)] * THREADS)
    assert problems(results) == []
    assert sorted(Attempt.objects.values_list("number", flat=True)) == [1, 2]


def test_a_start_between_the_two_looks_of_another_start_is_found_by_it(in_parallel, place):
    """The first looks for an open attempt and finds none; the second starts one; then the first counts attempts."""
    exam, ani = quiz(fixed=[question()], attempts_allowed=1), learner()
    looked, started = threading.Event(), threading.Event()

    def hold_after_the_first_look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "quizzes_attempt" in sql and not looked.is_set():
            looked.set()
            started.wait(timeout=1)  # on SQLite the second waits for the first: then they simply follow each other
        return answer

    def first() -> Attempt:
        with connection.execute_wrapper(hold_after_the_first_look):
            return start(User.objects.get(pk=ani.pk), exam, place)

    def second() -> Attempt:
        looked.wait(timeout=5)
        made = start(User.objects.get(pk=ani.pk), exam, place)
        started.set()
        return made

    results = in_parallel([first, second])
    assert problems(results) == []
    assert {result.pk for result in results} == {Attempt.objects.get().pk}


def test_handing_in_twenty_times_at_once_gives_one_result(in_parallel, place):
    attempt = start(learner(), quiz(fixed=[question(), question()]), place)
    save(attempt, 1, RIGHT)
    results = in_parallel([lambda: submit(again(attempt))] * THREADS)
    assert problems(results) == []
    assert {(r.percent, r.passed, r.submitted_at) for r in results} == {(50, False, Attempt.objects.get().submitted_at)}


def test_a_limit_holds_when_many_hand_in_and_start_again_at_once(in_parallel, place):
    exam, ani = quiz(fixed=[question()], attempts_allowed=2), learner()

    def go_on() -> Attempt | None:
        try:
            return submit(start(User.objects.get(pk=ani.pk), exam, place))
        except AttemptLimitReached:
            return None

    for _ in range(3):
        assert problems(in_parallel([go_on] * 10)) == []
    assert list(Attempt.objects.order_by("number").values_list("number", "percent")) == [(1, 0), (2, 0)]


def test_an_answer_and_handing_in_at_once_never_leave_an_answer_ungraded(in_parallel, place):
    attempt = start(learner(), quiz(fixed=[question() for _ in range(6)]), place)

    def answer(position: int) -> object:
        try:
            return save(again(attempt), position, RIGHT)
        except AttemptClosed:
            return None

    assert problems(in_parallel([*(partial(answer, n) for n in range(1, 7)), lambda: submit(again(attempt))])) == []
    items = list(AttemptItem.objects.all())
    assert [item.fraction for item in items] == ["1" if item.response else "0" for item in items]
    right = sum(item.response is not None for item in items)
    assert Attempt.objects.get().percent == int(right * 100 / 6 + 0.5)


def test_of_two_answers_checked_at_once_one_stands(in_parallel, place):
    attempt = start(learner(), quiz(fixed=[question()]), place)
    results = in_parallel([partial(check, again(attempt), 1, chosen) for chosen in (RIGHT, WRONG) * 5])
    told = [result[1] for result in results if not isinstance(result, AnswerStands)]
    assert len(told) == 5  # whoever checked the same hears the same
    assert len({grade.fraction for grade in told}) == 1
    kept = AttemptItem.objects.get()
    assert (kept.response, kept.fraction) == (
        {"choices": [RIGHT if told[0].is_correct else WRONG]},
        str(told[0].fraction),
    )


def test_of_twenty_saves_at_once_the_one_given_last_is_kept(in_parallel, place):
    attempt = start(learner(), quiz(fixed=[question()]), place)
    first, numbers = 1_700_000_000_000, [*range(THREADS)]
    chosen = [RIGHT if number % 3 else WRONG for number in numbers]
    chosen[-1] = RIGHT

    def send(number: int) -> object:
        try:
            return save(again(attempt), 1, chosen[number], arrival=Arrival(first + number))
        except NewerAnswerKept:
            return None

    random.shuffle(numbers)
    assert problems(in_parallel([partial(send, number) for number in numbers])) == []
    kept = AttemptItem.objects.get()
    assert (kept.response, kept.client_order) == ({"choices": [RIGHT]}, first + THREADS - 1)


def test_one_save_sent_twenty_times_at_once_is_one_save(in_parallel):
    ani, outline = learner(), full_course()
    attempt = start_in_course(ani, outline, outline.lessons[3])
    item = items_of(attempt)[0]
    sent = {"attempt": attempt.public_id, "position": 1, "posted": right_answer(item.version.content), "key": uuid4()}

    def send() -> bool:
        return save_quiz_answer(
            learner=User.objects.get(pk=ani.pk), at=NOON, arrival=Arrival(1_800_000_000_000), **sent
        )

    results = in_parallel([send] * THREADS)
    assert (problems(results), sorted(results)) == ([], [False] * (THREADS - 1) + [True])
    assert items_of(attempt)[0].client_order == 1_800_000_000_000
    assert RequestKey.objects.filter(key=sent["key"]).count() == 1


def test_twenty_taps_on_the_button_of_a_quiz_lead_to_one_attempt(in_parallel):
    """Over HTTP, each tap with a connection of its own."""
    ani, outline = learner(), full_course()
    lesson = outline.lessons[3]
    url = reverse("start_quiz", args=[lesson.key, lesson.activities[0].key])
    session = Client()
    session.force_login(ani)

    def tap() -> str:
        client = Client()
        client.cookies = session.cookies
        return client.post(url)["Location"]

    results = in_parallel([tap] * THREADS)
    assert problems(results) == []
    attempt = Attempt.objects.get()
    assert set(results) == {reverse("quiz_question", args=[lesson.key, attempt.public_id, 1])}
    hand_in = reverse("quiz_review", args=[lesson.key, attempt.public_id])

    def send() -> str:
        client = Client()
        client.cookies = session.cookies
        return client.post(hand_in)["Location"]

    results = in_parallel([send] * THREADS)
    assert set(results) == {reverse("quiz_result", args=[lesson.key, attempt.public_id])}
    assert ActivityState.objects.get(learner=ani).tries == 1


def test_one_question_published_at_once_by_many_gets_one_version(in_parallel):
    from django.utils import timezone

    from quizzes.domain.versions import publish_version

    draft = question(live=False)
    results = in_parallel([lambda: publish_version(Question.objects.get(pk=draft.pk), at=timezone.now())] * 10)
    assert problems(results) == []
    assert {result.number for result in results} == {1}
    assert Question.objects.get(pk=draft.pk).versions.count() == 1
