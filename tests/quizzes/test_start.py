"""Starting an attempt: which questions it asks, and when it is the same one again."""

from contextlib import contextmanager
from uuid import uuid4

import pytest

from quizzes.domain.attempts import AttemptLimitReached, NotEnoughQuestions
from quizzes.domain.queries import attempt_of, attempts_in, items_of
from quizzes.models import Attempt, Quiz, QuizSection
from tests.factories.courses import choice, pool, question, quiz
from tests.factories.people import learner, person
from tests.quizzes.doing import NOON, asked, start, submit


def questions(count, group, **fields):
    return [question(pool=group, **fields) for _ in range(count)]


def with_sections(exam, **changes):
    """The quiz with its parts changed, read anew."""
    QuizSection.objects.filter(quiz=exam).update(**changes)
    return Quiz.objects.get(pk=exam.pk)


def test_starting_writes_down_who_when_and_the_rules_of_that_moment(db, place):
    group, ani = pool(), learner()
    questions(2, group)
    exam = quiz(draws=[(group, 2)], pass_percent=65, feedback="at_end")
    attempt = start(ani, exam, place)
    assert Attempt.objects.values(
        "learner", "quiz", "context", "number", "by", "started_at", "submitted_at", "percent", "passed", "sections",
        "pass_percent", "feedback",
    ).get() == {
        "learner": ani.pk, "quiz": exam.pk, "context": place, "number": 1, "by": ani.pk, "started_at": NOON,
        "submitted_at": None, "percent": None, "passed": None, "sections": {}, "pass_percent": 65, "feedback": "at_end",
    }  # fmt: skip
    items = items_of(attempt)
    assert [(i.position, i.section, i.response, i.answered_at, i.checked_at, i.fraction) for i in items] == [
        (1, str(group.key), None, None, None, None),
        (2, str(group.key), None, None, None, None),
    ]
    assert all(item.version == item.version.question.current_version for item in items)


def test_starting_again_goes_on_with_the_open_attempt(db, place):
    group, ani = pool(), learner()
    questions(6, group)
    exam = quiz(draws=[(group, 3)])
    first = start(ani, exam, place)
    before = asked(first)
    assert start(ani, exam, place) == first
    assert asked(first) == before
    assert Attempt.objects.count() == 1


def test_after_handing_in_a_new_attempt_starts_with_the_next_number(db, place):
    exam, ani = quiz(fixed=[question()]), learner()
    submit(start(ani, exam, place))
    assert start(ani, exam, place).number == 2
    assert [attempt.number for attempt in attempts_in(learner=ani, contexts=[place])[place]] == [1, 2]


def test_each_part_draws_as_many_questions_as_it_says_and_fixed_ones_come_last(db, place):
    harga, foto, last = pool(), pool(), question()
    questions(5, harga)
    questions(5, foto)
    attempt = start(learner(), quiz(draws=[(harga, 3), (foto, 2)], fixed=[last]), place)
    assert [item.section for item in items_of(attempt)] == [*[str(harga.key)] * 3, *[str(foto.key)] * 2, ""]
    assert [q.pool for q in asked(attempt)] == [*[harga] * 3, *[foto] * 2, None]
    assert asked(attempt)[-1] == last
    assert [item.position for item in items_of(attempt)] == [1, 2, 3, 4, 5, 6]


def test_draws_differ_from_one_learner_to_the_next(db, place):
    group = pool()
    questions(8, group)
    exam = quiz(draws=[(group, 4)])
    assert len({tuple(q.pk for q in asked(start(learner(), exam, place))) for _ in range(6)}) > 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_part_without_a_key_is_known_by_its_own_number(db, place, count):
    group = pool()
    questions(count, group)
    exam = quiz(draws=[(group, count)])
    exam = with_sections(exam, key="")
    assert {item.section for item in items_of(start(learner(), exam, place))} == {str(exam.sections.get().pk)}


def test_no_question_is_asked_twice_when_two_parts_draw_from_one_group(db, place):
    group = pool()
    questions(5, group)
    attempt = start(learner(), quiz(draws=[(group, 3), (group, 3)]), place)
    assert len(asked(attempt)) == len(set(asked(attempt))) == 5


def test_no_question_is_asked_twice_when_a_fixed_one_is_in_the_group_too(db, place):
    group = pool()
    always, *_others = questions(4, group)
    attempt = start(learner(), quiz(draws=[(group, 4)], fixed=[always]), place)
    assert len(asked(attempt)) == len(set(asked(attempt))) == 4
    assert asked(attempt)[-1] == always


def test_no_question_is_asked_twice_when_an_author_fixed_it_twice(db, place):
    twice = question()
    assert asked(start(learner(), quiz(fixed=[twice, twice]), place)) == [twice]


@pytest.mark.parametrize(("size", "again"), [(6, 0), (5, 1), (4, 2), (3, 3)])
def test_questions_of_the_last_attempt_come_again_only_when_the_group_is_too_small(db, place, size, again):
    group, ani = pool(), learner()
    questions(size, group)
    exam = quiz(draws=[(group, 3)])
    first = set(asked(submit(start(ani, exam, place))))
    assert len(first & set(asked(start(ani, exam, place)))) == again


def test_only_the_very_last_attempt_is_avoided_and_only_ones_own(db, place):
    group, ani = pool(), learner()
    questions(4, group)
    exam = quiz(draws=[(group, 2)])
    submit(start(learner(), exam, place))
    submit(start(ani, exam, uuid4()))
    first, second = set(asked(submit(start(ani, exam, place)))), set(asked(submit(start(ani, exam, place))))
    assert first.isdisjoint(second)
    assert set(asked(start(ani, exam, place))) == first


@pytest.mark.parametrize(("wanted", "drawn"), [("hard", 2), ("easy", 1), ("", 3)])
def test_a_part_may_ask_for_one_difficulty(db, place, wanted, drawn):
    group = pool()
    questions(2, group, difficulty="hard")
    questions(1, group, difficulty="easy")
    exam = with_sections(quiz(draws=[(group, 3)]), difficulty=wanted)
    found = asked(start(learner(), exam, place))
    assert len(found) == drawn
    assert not wanted or {q.difficulty for q in found} == {wanted}


def test_drafts_and_withdrawn_questions_are_never_asked(db, place):
    group = pool()
    good, withdrawn, fixed = *questions(2, group), question()
    question(pool=group, live=False)
    exam = quiz(draws=[(group, 5)], fixed=[fixed])
    withdrawn.unpublish()
    fixed.unpublish()
    assert asked(start(learner(), exam, place)) == [good]


def test_a_quiz_with_nothing_to_ask_is_not_started(db, place):
    group = pool()
    question(pool=group, live=False)
    for empty in (quiz(), quiz(draws=[(group, 3)]), quiz(fixed=[question(live=False)])):
        with pytest.raises(NotEnoughQuestions):
            start(learner(), empty, place)
    assert not Attempt.objects.exists()


def test_as_many_attempts_as_allowed_and_no_more(db, place):
    exam, ani = quiz(fixed=[question()], attempts_allowed=2), learner()
    for _ in range(2):
        submit(start(ani, exam, place))
    with pytest.raises(AttemptLimitReached) as refused:
        start(ani, exam, place)
    assert refused.value.allowed == 2
    assert Attempt.objects.count() == 2


def test_the_last_allowed_attempt_can_be_gone_on_with(db, place):
    exam, ani = quiz(fixed=[question()], attempts_allowed=1), learner()
    assert start(ani, exam, place) == start(ani, exam, place)


def test_the_refusal_passes_through_any_context_manager_unharmed():
    @contextmanager
    def around():
        yield

    with pytest.raises(AttemptLimitReached), around():
        raise AttemptLimitReached(3)


def test_limits_and_draws_of_two_places_and_two_learners_do_not_mix(db, place):
    exam, ani, elsewhere = quiz(fixed=[question()], attempts_allowed=1), learner(), uuid4()
    submit(start(ani, exam, place))
    for somebody, somewhere in ((ani, elsewhere), (learner(), place)):
        assert start(somebody, exam, somewhere).number == 1
    assert {context: len(found) for context, found in attempts_in(learner=ani, contexts=[place, elsewhere]).items()} == {
        place: 1, elsewhere: 1,
    }  # fmt: skip


def test_choices_are_mixed_per_attempt_and_stay_so(db, place):
    six = {"choices": [choice(f"Pilihan {n}", correct=n == 0) for n in range(6)], "shuffle": True}
    exam = quiz(fixed=[question("single_choice", six)])
    attempts = [start(learner(), exam, place) for _ in range(12)]
    orders = [items_of(attempt)[0].choice_order for attempt in attempts]
    assert len({tuple(order) for order in orders}) > 1
    assert all(sorted(order) == sorted(item["id"] for item in six["choices"]) for order in orders)
    assert [items_of(attempt)[0].choice_order for attempt in attempts] == orders


def test_somebody_else_may_act_for_the_learner(db, place):
    from quizzes.domain import attempts

    teacher, ani = person(), learner()
    attempt = attempts.start(learner=ani, quiz=quiz(fixed=[question()]), context=place, by=teacher, at=NOON)
    assert (attempt.learner, attempt.by) == (ani, teacher)


def test_an_attempt_is_found_by_its_learner_only(db, place):
    ani = learner()
    attempt = start(ani, quiz(fixed=[question()]), place)
    assert attempt_of(learner=ani, public_id=attempt.public_id) == attempt
    with pytest.raises(Attempt.DoesNotExist):
        attempt_of(learner=learner(), public_id=attempt.public_id)


@pytest.mark.parametrize("count", [1, 3])
def test_starting_costs_the_same_however_many_questions_there_are(db, place, count, django_assert_num_queries):
    group, ani = pool(), learner()
    questions(count * 2, group)
    exam = quiz(draws=[(group, count)], fixed=[question() for _ in range(count)])
    exam = Quiz.objects.get(pk=exam.pk)
    with django_assert_num_queries(10):
        start(ani, exam, place)
