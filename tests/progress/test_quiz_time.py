"""A quiz with windows, waiting and a clock, over HTTP and in the record; the clock is the server's."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command

from courses.domain.outlines import outline_of
from lms.demo.answers import right_answer
from progress.domain.acts import save_quiz_answer
from progress.domain.overtime import hand_in_overdue
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.domain.allowances import give_allowance
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, Quiz
from tests.factories.courses import course, full_course, lesson, module, quiz, quiz_block
from tests.factories.people import learner, person
from tests.progress.doing import NOON, address, finish, form_to, read, start, take_quiz, text_of, wrong_answer
from tests.progress.test_view_keys import asked, assert_nothing_of, every_kind
from tests.progress.test_view_quiz import begin, posted, question_url

JSON = {"HTTP_ACCEPT": "application/json"}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def course_with(**rules):
    outline = full_course(attempts_allowed=rules.pop("attempts_allowed", None))
    Quiz.objects.update(**rules)
    return outline


def answer(attempt, position, *, at=NOON):
    item = items_of(attempt)[position - 1]
    save_quiz_answer(
        learner=attempt.learner, attempt=attempt.public_id, position=position, posted=posted(item), at=at, key=uuid4()
    )


def signed_in(sign_in, **rules):
    ani, outline = learner(), course_with(**rules)
    sign_in(ani)
    return ani, outline, outline.lessons[3]


def door_of(client, place) -> tuple[str, bool]:
    page = read(client.get(place.url)).find("section", class_="ask")
    return page.get_text(" ", strip=True), page.find("button") is not None


def test_the_door_tells_every_rule_and_opens_at_its_time(client, sign_in, db):
    opens, closes = NOON + DAY, NOON + 2 * DAY
    _ani, _outline, place = signed_in(
        sign_in,
        time_limit=30,
        attempts_allowed=2,
        waiting_minutes=60,
        counts="latest",
        opens_at=opens,
        closes_at=closes,
    )
    with time_machine.travel(opens - timedelta(seconds=1), tick=False):
        words, pressed = door_of(client, place)
        assert not pressed
        assert "Minggu, 22 November 2026 pukul 12.00 WIB" in words
        assert "Senin, 23 November 2026 pukul 12.00 WIB" in words
        for part in ("4 soal", "30 menit", "60 menit", "2 percobaan"):
            assert part in words
        refused = client.post(address("start_quiz", place.key, place.activities[0].key), follow=True)
        assert "Minggu, 22 November 2026 pukul 12.00 WIB" in read(refused).find(role="status").get_text()
    with time_machine.travel(opens, tick=False):
        assert door_of(client, place)[1]
        begin(client, place)
    with time_machine.travel(closes + DAY, tick=False):
        assert not door_of(client, place)[1]
    assert Attempt.objects.get().submitted_at == opens + 30 * MINUTE


def test_the_door_says_when_the_next_attempt_is_possible(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, waiting_minutes=90)
    attempt, _recorded = take_quiz(ani, outline, place, right=0)
    for page in (place.url, address("quiz_result", place.key, attempt.public_id)):
        with time_machine.travel(NOON + 89 * MINUTE, tick=False):
            soup = read(client.get(page)).find("main")
            assert "pukul 13.30 WIB" in soup.get_text(" ")
            assert soup.find("form", action=address("start_quiz", place.key, place.activities[0].key)) is None
        with time_machine.travel(NOON + 90 * MINUTE, tick=False):
            assert read(client.get(page)).find("form", action=address("start_quiz", place.key, place.activities[0].key))


@pytest.mark.parametrize("look", ["start", "question", "result", "review", "all", "door", "housekeeping"])
def test_when_time_is_up_whoever_looks_hands_in_what_was_kept(client, sign_in, db, look):
    ani, outline, place = signed_in(sign_in, time_limit=30, pass_percent=50)
    attempt = start(ani, outline, place)
    for position in (1, 2):
        answer(attempt, position)
    late = NOON + 32 * MINUTE
    with time_machine.travel(late, tick=False):
        if look == "housekeeping":
            call_command("housekeeping", stdout=io.StringIO())
            assert Attempt.objects.get().is_open  # it only says what it would do
            call_command("housekeeping", "--remove", stdout=io.StringIO())
        elif look == "start":
            client.post(address("start_quiz", place.key, place.activities[0].key))
        elif look == "door":
            assert "50" in door_of(client, place)[0]
        else:
            name = {"question": "quiz_question", "result": "quiz_result", "review": "quiz_review", "all": "quiz_all"}[
                look
            ]
            arguments = [place.key, attempt.public_id, *([1] if look == "question" else [])]
            page = client.get(address(name, *arguments), follow=True)
            assert page.request["PATH_INFO"] == address("quiz_result", place.key, attempt.public_id)
    attempt.refresh_from_db()
    end = NOON + 30 * MINUTE
    assert (attempt.submitted_at, attempt.percent, attempt.passed) == (end, 50, True)
    state = ActivityState.objects.get(learner=ani)
    assert (state.done_at, state.percent, state.tries, state.by) == (end, 50, 1, ani)
    assert LessonState.objects.get(learner=ani, lesson=place.key).completed_at == end
    assert Attempt.objects.count() == (2 if look == "start" else 1)
    assert hand_in_overdue(at=late, dry_run=False) == 0


def test_a_page_that_is_hidden_or_left_hands_nothing_in(client, sign_in, db):
    """However often an attempt is looked at, and left: it stays open as long as there is time."""
    ani, outline, place = signed_in(sign_in, time_limit=30)
    attempt = start(ani, outline, place)
    with time_machine.travel(NOON + 30 * MINUTE, tick=False):
        for url in (place.url, question_url(place, attempt, 1), address("quiz_review", place.key, attempt.public_id)):
            client.get(url)
        assert client.get(question_url(place, attempt, 1), **JSON).json()["open"]
    assert Attempt.objects.get().is_open


def test_an_answer_within_the_grace_is_kept_and_a_later_one_refused_with_its_reason(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, time_limit=30, grace_seconds=60)
    attempt = start(ani, outline, place)
    item = items_of(attempt)[0]
    key = str(uuid4())
    with time_machine.travel(NOON + 31 * MINUTE, tick=False):
        sent = client.post(question_url(place, attempt, 1), posted(item) | {"act": "save", "key": key}, **JSON)
        assert sent.json()["saved"] is True
    with time_machine.travel(NOON + 31 * MINUTE + timedelta(seconds=1), tick=False):
        sent = client.post(question_url(place, attempt, 2), posted(item) | {"act": "save"}, **JSON)
        assert (sent.status_code, sent.json()["saved"], sent.json()["closed"]) == (409, False, True)
        assert "pukul 12.30 WIB" in sent.json()["problem"]
        page = client.post(question_url(place, attempt, 3), posted(item) | {"act": "next"}, follow=True)
        assert "pukul 12.30 WIB" in read(page).find(role="status").get_text()
    assert [item.response is not None for item in items_of(attempt)] == [True, False, False, False]
    assert Attempt.objects.get().percent == 25


def test_the_page_sends_what_is_left_by_the_clock_of_the_server(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, time_limit=30)
    attempt = start(ani, outline, place)
    with time_machine.travel(NOON + 12 * MINUTE, tick=False):
        page = client.get(question_url(place, attempt, 2))
        shown = read(page).find(attrs={"data-clock": True})
        assert (shown["data-left"], shown["data-grace"]) == (str(18 * 60), "60")
        assert "pukul 12.30 WIB" in shown.get_text(" ")  # without a script
        said = client.get(question_url(place, attempt, 2), **JSON).json()
        assert said == {"open": True, "left": 18 * 60, "grace": 60, "until": "pukul 12.30 WIB"}
        give_allowance(
            quiz=Quiz.objects.get(), learner=ani, extra_minutes=10, extra_attempts=0, closes_at=None, reason="",
            by=person(), at=NOON,
        )  # fmt: skip
        assert client.get(question_url(place, attempt, 2), **JSON).json()["left"] == 28 * 60
    with time_machine.travel(NOON + 40 * MINUTE + timedelta(seconds=20), tick=False):
        page = client.get(question_url(place, attempt, 2))
        over = read(page).find(attrs={"data-over": True})
        assert not over.has_attr("hidden")
        client.post(over.find("form")["action"])
    assert Attempt.objects.get().submitted_at == NOON + 40 * MINUTE


def test_without_a_limit_there_is_no_clock(client, sign_in, db):
    ani, outline, place = signed_in(sign_in)
    page = client.get(question_url(place, start(ani, outline, place), 1))
    assert read(page).find(attrs={"data-clock": True}) is None


def test_an_end_by_the_clock_does_not_lead_back_whoever_went_on_elsewhere(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, time_limit=30)
    start(ani, outline, place)
    finish(ani, outline, outline.lessons[0], at=NOON + HOUR)
    hand_in_overdue(at=NOON + DAY, dry_run=False)
    enrolment = Enrolment.objects.get()
    assert (enrolment.last_lesson, enrolment.last_seen_at) == (outline.lessons[0].key, NOON + HOUR)


def test_an_attempt_whose_course_is_gone_is_handed_in_all_the_same(db):
    ani, outline = learner(), course_with(time_limit=30)
    attempt = start(ani, outline, outline.lessons[3])
    Attempt.objects.filter(pk=attempt.pk).update(context=uuid4())
    assert hand_in_overdue(at=NOON + DAY, dry_run=False) == 1
    assert (Attempt.objects.get().submitted_at, ActivityState.objects.count()) == (NOON + 30 * MINUTE, 0)


@pytest.mark.parametrize(
    ("counts", "marks", "done"),
    [("best", [25, 100, 100], True), ("first", [25, 25, 25], False), ("latest", [25, 100, 50], True)],
)
def test_the_rule_says_which_mark_counts_and_a_pass_stays(db, counts, marks, done):
    ani, outline = learner(), course_with(counts=counts)
    for right, mark in zip((1, 4, 2), marks, strict=True):
        take_quiz(ani, outline, outline.lessons[3], right=right)
        assert ActivityState.objects.get().percent == mark
        assert list(ActivityState.objects.get().sections.values()) == [mark]
    assert (ActivityState.objects.get().done_at is not None) is done


def test_explanations_and_keys_wait_for_the_closing_of_this_learner(client, sign_in, db):
    page = course()
    bank = [asked(kind) for kind in every_kind()]
    closes = NOON + DAY
    exam = quiz(fixed=bank, feedback="at_closing", closes_at=closes)
    lesson(module(page), quiz_block(exam), kind="quiz")
    outline, ani = outline_of(page.translation_key), learner()
    sign_in(ani)
    place = outline.lessons[0]
    attempt = start(ani, outline, place)
    items = items_of(attempt)
    screens = []
    with time_machine.travel(NOON + HOUR, tick=False):
        for item in items:
            url = question_url(place, attempt, item.position)
            screens.append(client.post(url, wrong_answer(item.version.content) | {"act": "check"}, follow=True))
            screens.append(client.post(url, wrong_answer(item.version.content) | {"act": "save"}, **JSON))
        screens.append(client.get(address("quiz_all", place.key, attempt.public_id)))
        client.post(address("quiz_review", place.key, attempt.public_id))
        result = address("quiz_result", place.key, attempt.public_id)
        told = client.get(result)
        screens += [told, client.get(place.url), client.get("/akun/data/")]
    assert_nothing_of([item.version.content for item in items], *screens)
    assert "Minggu, 22 November 2026 pukul 12.00 WIB" in text_of(told)
    assert "Kiri" in text_of(told)  # one's own answer is shown
    give_allowance(
        quiz=exam,
        learner=ani,
        extra_minutes=0,
        extra_attempts=0,
        closes_at=closes + DAY,
        reason="",
        by=person(),
        at=NOON,
    )
    with time_machine.travel(closes + HOUR, tick=False):
        assert_nothing_of([item.version.content for item in items], client.get(result))
    with time_machine.travel(closes + DAY, tick=False):
        explained = client.get(result).content.decode()
    assert all(key in explained for key in ("KUNCI-b", "KUNCI-g", "KUNCI-j"))


def test_all_questions_on_one_page_with_plain_forms(client, sign_in, db):
    _ani, _outline, place = signed_in(sign_in, layout="all")
    url = begin(client, place)
    attempt = Attempt.objects.get()
    page_url = address("quiz_all", place.key, attempt.public_id)
    assert url == f"{page_url}#soal-1"
    items = items_of(attempt)
    sent = form_to(client.get(page_url), page_url)
    assert sent.keys() == {"key", *(f"s{n}-shown" for n in range(1, 5))}
    for item in items[:3]:
        sent[f"s{item.position}-choice"] = posted(item)["choice"][0]
    assert client.post(page_url, sent | {"act": "save"})["Location"] == page_url
    assert [item.response is not None for item in items_of(attempt)] == [True, True, True, False]
    again = form_to(client.get(page_url), page_url) | {"act": "send"}
    assert client.post(page_url, again)["Location"] == address("quiz_review", place.key, attempt.public_id)
    assert client.get(question_url(place, attempt, 3))["Location"] == f"{page_url}#soal-3"
    assert sum(item.response is not None for item in items_of(attempt)) == 3


def test_a_stale_page_of_all_takes_no_answer_of_another_device_back(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, layout="all")
    attempt = start(ani, outline, place)
    page_url = address("quiz_all", place.key, attempt.public_id)
    stale = form_to(client.get(page_url), page_url)
    answer(attempt, 2)
    first = items_of(attempt)[0]
    client.post(page_url, stale | {"s1-choice": posted(first)["choice"][0], "act": "save"})
    assert [item.response is not None for item in items_of(attempt)] == [True, True, False, False]


def test_a_wrong_answer_on_the_page_of_all_costs_none_of_the_others(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, layout="all")
    attempt = start(ani, outline, place)
    page_url = address("quiz_all", place.key, attempt.public_id)
    items = items_of(attempt)
    sent = form_to(client.get(page_url), page_url)
    sent |= {"s1-choice": "bukan-pilihan", "s2-choice": posted(items[1])["choice"][0], "s99-choice": "x", "act": "send"}
    page = client.post(page_url, sent)
    assert page.status_code == 422
    assert read(page).find(role="alert").find("a")["href"] == "#soal-1"
    assert [item.response is not None for item in items_of(attempt)] == [False, True, False, False]


def test_one_question_of_all_is_checked_and_the_others_kept(client, sign_in, db):
    ani, outline, place = signed_in(sign_in, layout="all")
    attempt = start(ani, outline, place)
    page_url = address("quiz_all", place.key, attempt.public_id)
    items = items_of(attempt)
    sent = form_to(client.get(page_url), page_url)
    sent |= {f"s{item.position}-choice": posted(item)["choice"][0] for item in items[:2]}
    assert client.post(page_url, sent | {"act": "check-1"})["Location"] == f"{page_url}#soal-1"
    assert [item.checked_at is not None for item in items_of(attempt)] == [True, False, False, False]
    assert items_of(attempt)[1].response is not None
    assert client.post(page_url, sent | {"act": "check-4"}).status_code == 422


def test_the_fields_of_every_kind_keep_their_names_on_the_page_of_all(client, sign_in, db):
    """Each field that would be sent bears the number of its question, and reads as it does on its own page."""
    page = course()
    bank = [asked(kind) for kind in every_kind()]
    lesson(module(page), quiz_block(quiz(fixed=bank, layout="all")), kind="quiz")
    outline, ani = outline_of(page.translation_key), learner()
    sign_in(ani)
    place = outline.lessons[0]
    attempt = start(ani, outline, place)
    page_url = address("quiz_all", place.key, attempt.public_id)
    form = read(client.get(page_url)).find("form", action=page_url)
    names = {field["name"] for field in form.find_all(["input", "select", "textarea"]) if field.get("name")}
    assert all(name in ("key", "csrfmiddlewaretoken") or name[0] == "s" for name in names)
    sent = form_to(client.get(page_url), page_url)
    for item in items_of(attempt):
        for name, values in right_answer(item.version.content).items():
            sent[f"s{item.position}-{name}"] = values
            assert f"s{item.position}-{name}" in names
    client.post(page_url, sent | {"act": "save"})
    client.post(address("quiz_review", place.key, attempt.public_id))
    assert Attempt.objects.get().percent == 100
