"""Deadlines, grace, waiting, opening and closing, extensions: what the server lets happen and when."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.models import AuditEvent, Competence, Pillar, Topic
from quizzes.domain.allowances import give_allowance, withdraw_allowance
from quizzes.domain.attempts import AttemptClosed, AttemptLimitReached, AttemptOver, StartRefused
from quizzes.domain.queries import items_of
from quizzes.models import Allowance, Attempt, Question, QuestionVersion, Quiz
from quizzes.rules import Refusal, Why
from tests.factories.courses import pool, question, quiz
from tests.factories.people import learner, person
from tests.quizzes.doing import NOON, RIGHT, WRONG, asked, check, save, start, submit
from tests.quizzes.test_start import questions, with_sections

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
JUST = timedelta(microseconds=1)


def timed(**fields):
    return quiz(fixed=[question(), question()], **({"time_limit": 30, "grace_seconds": 60} | fields))


def give(exam, somebody, *, at=NOON, **more):
    values = {"extra_minutes": 0, "extra_attempts": 0, "closes_at": None, "reason": ""} | more
    return give_allowance(quiz=exam, learner=somebody, by=person(), at=at, **values)


def test_an_attempt_keeps_the_deadline_and_the_grace_of_its_start(db, place):
    exam, ani = timed(), learner()
    attempt = start(ani, exam, place)
    Quiz.objects.update(time_limit=1, grace_seconds=0, closes_at=NOON + MINUTE)
    attempt.refresh_from_db()
    assert (attempt.deadline_at, attempt.grace_seconds) == (NOON + 30 * MINUTE, 60)
    assert start(learner(), timed(closes_at=NOON + 5 * MINUTE), place).deadline_at == NOON + 5 * MINUTE
    assert start(learner(), quiz(fixed=[question()]), place).deadline_at is None


def test_answers_are_kept_to_the_end_of_the_grace_and_no_longer(db, place):
    attempt = start(learner(), timed(), place)
    end = NOON + 31 * MINUTE
    assert save(attempt, 1, RIGHT, at=end).response == {"choices": [RIGHT]}
    for act in (save, check):
        with pytest.raises(AttemptOver):
            act(attempt, 1, WRONG, at=end + JUST)
        with pytest.raises(AttemptClosed):
            act(attempt, 2, WRONG, at=end + DAY)
    assert [item.response for item in items_of(attempt)] == [{"choices": [RIGHT]}, None]
    assert Attempt.objects.get().is_open  # nobody has looked yet
    handed_in = submit(attempt, at=end + DAY)
    assert (handed_in.submitted_at, handed_in.percent) == (NOON + 30 * MINUTE, 50)


def test_an_attempt_that_is_over_is_not_gone_on_with(db, place):
    exam, ani = timed(), learner()
    attempt = start(ani, exam, place)
    assert start(ani, exam, place, at=NOON + 31 * MINUTE) == attempt
    with pytest.raises(AttemptOver) as over:
        start(ani, exam, place, at=NOON + 31 * MINUTE + JUST)
    assert over.value.attempt == attempt.public_id
    submit(attempt, at=NOON + HOUR)
    assert start(ani, exam, place, at=NOON + HOUR).number == 2


@pytest.mark.parametrize(
    ("fields", "at", "expected"),
    [
        ({"opens_at": NOON}, NOON - JUST, Refusal(Why.NOT_OPEN, NOON)),
        ({"closes_at": NOON}, NOON, Refusal(Why.CLOSED, NOON)),
    ],
)
def test_a_closed_door_says_why_and_until_when(db, place, fields, at, expected):
    with pytest.raises(StartRefused) as refused:
        start(learner(), timed(**fields), place, at=at)
    assert refused.value.refusal == expected
    assert not Attempt.objects.exists()


def test_the_next_attempt_waits_from_handing_in(db, place):
    exam, ani = timed(waiting_minutes=60), learner()
    submit(start(ani, exam, place), at=NOON + 10 * MINUTE)
    with pytest.raises(StartRefused) as refused:
        start(ani, exam, place, at=NOON + 69 * MINUTE)
    assert refused.value.refusal == Refusal(Why.WAITING, NOON + 70 * MINUTE)
    assert start(ani, exam, place, at=NOON + 70 * MINUTE).number == 2


def test_an_extension_is_for_one_learner_at_one_quiz(db, place):
    exam, ani, budi = timed(attempts_allowed=1, closes_at=NOON + HOUR), learner(), learner()
    give(exam, ani, extra_minutes=15, extra_attempts=1, closes_at=NOON + DAY)
    first = start(ani, exam, place)
    assert first.deadline_at == NOON + 45 * MINUTE
    submit(first)
    assert start(ani, exam, place, at=NOON + 2 * HOUR).deadline_at == NOON + 2 * HOUR + 45 * MINUTE
    theirs = start(budi, exam, place)
    assert theirs.deadline_at == NOON + 30 * MINUTE
    submit(theirs)
    with pytest.raises(AttemptLimitReached):
        start(budi, exam, place)
    with pytest.raises(StartRefused):
        start(budi, exam, uuid4(), at=NOON + 2 * HOUR)


def test_longer_time_reaches_an_open_attempt_at_once_and_is_never_taken_from_it(db, place):
    exam, ani = timed(), learner()
    attempt = start(ani, exam, place)
    given = give(exam, ani, extra_minutes=20, reason="Rabun", at=NOON + 29 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + 50 * MINUTE
    save(attempt, 1, RIGHT, at=NOON + 50 * MINUTE)
    give(exam, ani, extra_minutes=5)
    withdraw_allowance(allowance=Allowance.objects.get(), by=person(), at=NOON)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + 50 * MINUTE
    logged = AuditEvent.objects.order_by("sequence").values_list("action", "subject", "detail__minutes")
    assert list(logged) == [
        ("quizzes.allowance_given", str(ani.public_id), 20),
        ("quizzes.allowance_given", str(ani.public_id), 5),
        ("quizzes.allowance_withdrawn", str(ani.public_id), 5),
    ]
    assert not any(given.reason in str(event.detail) for event in AuditEvent.objects.all())


def test_mixing_keeps_the_parts_together_and_stays_as_drawn(db, place):
    group, fixed = pool(), [question() for _ in range(6)]
    questions(4, group)
    plain, mixed = (quiz(draws=[(group, 4)], fixed=fixed, shuffle=shuffle) for shuffle in (False, True))
    assert asked(start(learner(), plain, place))[4:] == fixed
    orders = [asked(start(learner(), mixed, place)) for _ in range(5)]
    assert {tuple(q.pool_id for q in order) for order in orders} == {(group.pk,) * 4 + (None,) * 6}
    assert all(set(order[4:]) == set(fixed) for order in orders)
    assert len({tuple(q.pk for q in order[4:]) for order in orders}) > 1
    attempt = Attempt.objects.filter(quiz=mixed).last()
    assert asked(attempt) == asked(start(attempt.learner, mixed, place))


@pytest.mark.parametrize("tag", ["pillar", "competence", "topic"])
def test_a_part_may_ask_for_a_tag_together_with_a_difficulty(db, place, tag):
    group = pool()
    wanted, other, easy = (
        questions(1, group, difficulty="hard") + questions(1, group, difficulty="hard") + questions(1, group)
    )
    made = {
        "pillar": lambda: Pillar.objects.first() or Pillar.objects.create(name="Cakap", slug="cakap"),
        "competence": lambda: Competence.objects.first() or Competence.objects.create(name="1.1", slug="1-1"),
        "topic": lambda: Topic.objects.create(name="Sandi", slug="sandi"),
    }[tag]()
    for one in (wanted, easy):
        getattr(one, {"pillar": "pillars", "competence": "competences", "topic": "topics"}[tag]).add(made)
        one.save()
    exam = with_sections(quiz(draws=[(group, 3)]), **{tag: made, "difficulty": "hard"})
    assert asked(start(learner(), exam, place)) == [wanted]
    assert other not in asked(start(learner(), exam, place))


def large_bank(group, size):
    """Questions as publishing leaves them, many at once."""
    model = question(pool=group)
    content = model.current_version.content
    made = Question.objects.bulk_create(
        Question(stem="<p>?</p>", content=model.content, pool=group, live=True) for _ in range(size)
    )
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(question=one, number=1, content=content, digest=str(one.pk), made_at=NOON) for one in made
    )
    for one, version in zip(made, versions, strict=True):
        one.current_version = version
    Question.objects.bulk_update(made, ["current_version"], batch_size=400)


@pytest.mark.parametrize("size", [30, 1500])
def test_starting_costs_eight_queries_however_large_the_bank_is(db, place, size, django_assert_num_queries):
    group, ani = pool(), learner()
    large_bank(group, size)
    exam = Quiz.objects.get(pk=quiz(draws=[(group, 10), (group, 8)], fixed=[question(), question()]).pk)
    submit(start(ani, exam, place))
    exam = Quiz.objects.get(pk=exam.pk)
    with django_assert_num_queries(8 + 2):  # and the savepoint around them
        attempt = start(ani, exam, place)
    assert attempt.items.count() == 20
