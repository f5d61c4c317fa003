"""A learner's answers when a guest becomes an account, when they are shown, and when they go."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import personal_data
from accounts.domain.claim import claim_guest_work
from accounts.models import User
from quizzes.domain.attempts import AttemptLimitReached
from quizzes.domain.checks import answer_check
from quizzes.models import Attempt, AttemptItem, CheckAnswer, Window
from tests.factories.courses import number_question, question, quiz
from tests.factories.people import guest, learner
from tests.quizzes.doing import NOON, RIGHT, WRONG, save, start, submit, take


@pytest.fixture
def exam(db):
    return quiz(fixed=[question(), question(), question()], title="Kuis akhir")


def claim(visitor, account):
    claim_guest_work(guest=visitor, account=account, at=NOON)


def of(somebody):
    """(number, percent, answers given) of each attempt."""
    return [
        (attempt.number, attempt.percent, attempt.items.filter(response__isnull=False).count())
        for attempt in Attempt.objects.filter(learner=somebody).order_by("number")
    ]


def own_part():
    return next(data for data in personal_data.registered() if data.app == "quizzes")


def test_handed_in_attempts_of_the_guest_follow_those_of_the_account(exam, place):
    visitor, ani = guest(), learner()
    take(ani, exam, place, right=1)
    take(visitor, exam, place, right=2)
    take(visitor, exam, place, right=3)
    claim(visitor, ani)
    assert of(ani) == [(1, 33, 1), (2, 67, 2), (3, 100, 3)]
    assert set(Attempt.objects.values_list("by", flat=True)) == {ani.pk}


@pytest.mark.parametrize(("hers", "visitors", "goes_on"), [(1, 2, 2), (2, 1, 2), (2, 2, 2), (0, 0, 0)])
def test_of_two_open_attempts_the_fuller_one_goes_on(exam, place, hers, visitors, goes_on):
    visitor, ani = guest(), learner()
    opened = {}
    for somebody, count in ((ani, hers), (visitor, visitors)):
        opened[somebody] = start(somebody, exam, place)
        for position in range(1, count + 1):
            save(opened[somebody], position, RIGHT)
    claim(visitor, ani)
    assert of(ani) == [(1, None, goes_on)]
    assert Attempt.objects.get() == opened[visitor if visitors > hers else ani]
    assert AttemptItem.objects.count() == 3
    left = start(ani, exam, place)
    save(left, 3, RIGHT)
    assert submit(left).submitted_at == NOON


def test_an_open_attempt_of_the_guest_follows_handed_in_ones_of_the_account(exam, place):
    visitor, ani = guest(), learner()
    take(ani, exam, place, right=3)
    save(start(visitor, exam, place), 1, WRONG)
    claim(visitor, ani)
    assert of(ani) == [(1, 100, 3), (2, None, 1)]


def test_attempts_in_other_places_and_quizzes_do_not_mix(exam, place):
    visitor, ani, elsewhere = guest(), learner(), uuid4()
    for quiz_taken, where in ((exam, place), (exam, elsewhere), (quiz(fixed=[question()]), place)):
        start(visitor, quiz_taken, where)
    start(ani, exam, place)
    claim(visitor, ani)
    assert Attempt.objects.filter(learner=ani, number=1).count() == 3


def test_claiming_costs_nobody_an_attempt_that_was_not_handed_in(db, place):
    """Two were handed in of three allowed: the account's own open one gave way to the guest's."""
    visitor, ani, exam = guest(), learner(), quiz(fixed=[question(), question()], attempts_allowed=3)
    start(ani, exam, place)
    take(visitor, exam, place)
    save(start(visitor, exam, place), 1, RIGHT)
    claim(visitor, ani)
    assert [percent for _number, percent, _count in of(ani)] == [0, None]
    submit(start(ani, exam, place))
    try:
        third = start(ani, exam, place)
    except AttemptLimitReached:
        third = None
    assert third is not None


def test_answers_to_check_questions_move_and_stay_in_order(db, place):
    visitor, ani, asked = guest(), learner(), question()
    for somebody, chosen in ((ani, WRONG), (visitor, RIGHT)):
        posted = {"choice": [chosen]}
        answer_check(
            learner=somebody, context=place, version=asked.current_version, posted=posted, by=somebody, at=NOON
        )
    claim(visitor, ani)
    assert list(CheckAnswer.objects.values_list("learner", "by", "fraction")) == [
        (ani.pk, ani.pk, "0"),
        (ani.pk, ani.pk, "1"),
    ]


def test_claiming_touches_nobody_else(exam, place):
    visitor, ani, budi = guest(), learner(), learner()
    kept = take(budi, exam, place, right=1)
    start(visitor, exam, place)
    claim(visitor, ani)
    assert Attempt.objects.get(learner=budi) == kept
    assert not User.objects.filter(pk=visitor.pk).exists()


def test_a_person_reads_ones_own_answers_in_words(exam, place):
    ani, budi, asked = learner(), learner(), number_question()
    attempt = start(ani, exam, place)
    save(attempt, 1, RIGHT)
    save(attempt, 3, WRONG)
    submit(attempt)
    start(ani, exam, uuid4())
    start(budi, exam, place)
    posted = {"answer": ["27.500"]}
    answer_check(learner=ani, context=place, version=asked.current_version, posted=posted, by=ani, at=NOON)
    shown = list(own_part().export(ani).values())
    assert [[list(row.values()) for row in rows] for rows in shown] == [
        [
            ["Kuis akhir", 1, "Sabtu, 21 November 2026", 33, ["A", "", "B"], []],
            ["Kuis akhir", 1, "Sabtu, 21 November 2026", "", ["", "", ""], []],
        ],
        [["Sabtu, 21 November 2026", "27.500 rupiah"]],
        [],
        [],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_showing_ones_data_costs_the_same_however_many_attempts_there_are(db, count, django_assert_num_queries):
    ani, exam, asked = learner(), quiz(fixed=[question()]), question()
    for _ in range(count):
        take(ani, exam, uuid4(), right=1)
        posted = {"choice": [RIGHT]}
        answer_check(learner=ani, context=uuid4(), version=asked.current_version, posted=posted, by=ani, at=NOON)
    with django_assert_num_queries(6):  # attempts, their questions, the versions; check answers; extensions; windows
        shown = own_part().export(ani)
    assert [len(rows) for rows in shown.values()] == [count, count, 0, 0]


def test_erasing_leaves_nothing_of_the_person_and_everything_of_others(exam, place):
    ani, budi, asked = learner(), learner(), question()
    for somebody in (ani, budi):
        take(somebody, exam, place, right=1)
        posted = {"choice": [RIGHT]}
        answer_check(
            learner=somebody, context=place, version=asked.current_version, posted=posted, by=somebody, at=NOON
        )
    own_part().erase(ani)
    assert list(Attempt.objects.values_list("learner", flat=True)) == [budi.pk]
    assert list(CheckAnswer.objects.values_list("learner", flat=True)) == [budi.pk]
    assert set(AttemptItem.objects.values_list("attempt__learner", flat=True)) == {budi.pk}


def test_windows_are_shown_go_on_with_the_account_and_end_with_the_person(db, exam):
    visitor, ani, source, other = guest(), learner(), uuid4(), uuid4()
    for who, key, hours in ((visitor, source, 1), (ani, source, 2), (visitor, other, 3)):
        Window.objects.create(quiz=exam, learner=who, source=key, closes_at=NOON + timedelta(hours=hours))
    claim(visitor, ani)
    kept = Window.objects.filter(learner=ani).order_by("pk").values_list("source", "closes_at")
    assert list(kept) == [(source, NOON + timedelta(hours=2)), (other, NOON + timedelta(hours=3))]
    shown = list(own_part().export(ani).values())[-1]
    assert [next(iter(row.values())) for row in shown] == ["Kuis akhir", "Kuis akhir"]
    own_part().erase(ani)
    assert not Window.objects.filter(learner=ani).exists()
