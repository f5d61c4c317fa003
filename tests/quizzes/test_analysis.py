"""Item analysis by hand: small groups whose numbers fit on paper, and what holds for any group."""

import statistics as reference
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.analysis import (
    FEWEST,
    MOST_ANSWERS,
    Answer,
    Difficulty,
    Evidence,
    Hint,
    ItemStatistics,
    Separation,
    bands,
    correlation,
    gather,
    hardness,
    outcome,
    seconds_spent,
    statistics,
)
from quizzes.grading import earned, is_keyed
from quizzes.kinds import KINDS
from tests.quizzes.contents import (
    choices,
    free_text,
    free_words,
    gaps,
    number,
    ordering,
    pairs,
    places,
    scale,
    some_response,
    text,
)

A, B, C = ({"choices": [letter]} for letter in "abc")
CONTENTS = {
    "single_choice": choices("single_choice", True, False, False),
    "multiple_choice": choices("multiple_choice", True, True, False),
    "true_false": choices("true_false", True, False),
    "matching": pairs("matching", "a", "b", "b", others="c"),
    "groups": pairs("groups", "a", "b", "a"),
    "ordering": ordering(),
    "gaps": gaps(),
    "places": places(True, False, False),
    "number": number(),
    "short_text": text("go.id"),
    "free_text": free_text(3, 1),
    "scale": scale(),
    "free_words": free_words(),
}  # fmt: skip


def evidence(content, *given_, people=None):
    """What is known after these (response, how many times), by so many people or one for each."""
    made = Evidence()
    for response, times in given_:
        fraction = earned(content, response)
        made.count(content, response, None if fraction is None else str(fraction), times, times)
    made.people = set(range(people if people is not None else made.seen))
    return made


def told(content, *given_):
    found = statistics(evidence(content, *given_))
    assert found is not None
    return found


def rows(*attempts):
    """Of attempts that are given as the fractions earned for versions 1, 2, 3 …"""
    return [
        (attempt, position, position, fraction, None)
        for attempt, fractions in enumerate(attempts, 1)
        for position, fraction in enumerate(fractions, 1)
    ]


def own(count):
    """Each attempt by somebody else."""
    return {attempt: attempt for attempt in range(1, count + 1)}


def index_of(known):
    return correlation(known.own, known.others)


def item(facility="1/2", discrimination=0.4, answers=(), seen=20, left_open=0):
    return ItemStatistics(seen, seen, left_open, Fraction(facility), discrimination, None, tuple(answers))


# Facility and answers


def test_facility_is_the_mean_fraction_with_open_ones_as_nought():
    found = told(CONTENTS["single_choice"], (A, 5), (B, 2), (C, 1), (None, 2))
    assert (found.seen, found.left_open, found.facility) == (10, 2, Fraction(1, 2))


def test_partial_marks_count_exactly():
    both, one = {"choices": ["a", "b"]}, {"choices": ["a"]}
    assert told(CONTENTS["multiple_choice"], (both, 2), (one, 4)).facility == Fraction(2, 3)


def test_answers_are_counted_with_those_that_nobody_chose():
    found = told(CONTENTS["single_choice"], (B, 4), (A, 6))
    assert found.answers == (Answer("", "A", True, 6), Answer("", "B", False, 4), Answer("", "C", False, 0))


def test_rows_are_counted_one_by_one():
    right, half = {"parts": {"1": "a", "2": "b", "3": "b"}}, {"parts": {"1": "c"}}
    found = told(CONTENTS["matching"], (right, 4), (half, 2))
    assert found.answers == (
        Answer("Baris 1", "A", True, 4), Answer("Baris 1", "C", False, 2),
        Answer("Baris 2", "B", True, 4), Answer("Baris 3", "B", True, 4),
    )  # fmt: skip


def test_an_order_is_counted_place_by_place():
    right, turned = {"order": list("abcd")}, {"order": list("bacd")}
    found = told(CONTENTS["ordering"], (right, 3), (turned, 2))
    assert [(one.about, one.said, one.fits, one.count) for one in found.answers[:4]] == [
        ("1.", "A", True, 3), ("1.", "B", False, 2), ("2.", "B", True, 3), ("2.", "A", False, 2),
    ]  # fmt: skip


def test_the_same_number_typed_differently_is_one_answer():
    found = told(CONTENTS["number"], ({"text": "27.800"}, 2), ({"text": "Rp 27800,-"}, 1), ({"text": "27.500"}, 3))
    assert [(one.said, one.fits, one.count) for one in found.answers] == [
        ("27.800 rupiah", True, 3),
        ("27.500 rupiah", False, 3),
    ]


def test_the_same_words_typed_differently_are_one_answer():
    found = told(CONTENTS["short_text"], ({"text": "GO.ID"}, 2), ({"text": " go.id"}, 3))
    assert found.answers == (Answer("", "go.id", True, 5, typed=True),)


def test_what_fewer_than_three_people_typed_is_not_shown():
    found = told(CONTENTS["short_text"], ({"text": "go.id"}, 4), ({"text": "Ibu Sari RT 3"}, 2), ({"text": "com"}, 3))
    assert [(one.said, one.count) for one in found.answers] == [("go.id", 4), ("com", 3), ("", 2)]


def test_what_one_person_typed_often_is_not_shown_either():
    made = evidence(CONTENTS["short_text"], ({"text": "go.id"}, 5))
    made.count(CONTENTS["short_text"], {"text": "Ibu Sari RT 3"}, "0", times=4, people=1)
    assert [(one.said, one.count) for one in statistics(made).answers] == [("go.id", 5), ("", 4)]


def test_rare_answers_are_added_up():
    many = [({"text": f"situs{n}"}, 3) for n in range(20)]
    found = told(CONTENTS["short_text"], *many)
    assert len(found.answers) == MOST_ANSWERS + 1
    assert sum(one.count for one in found.answers) == 60


def test_a_long_text_is_cut():
    found = told(CONTENTS["short_text"], ({"text": "a" * 500}, 5))
    assert max(len(one.said) for one in found.answers) == 80


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_tells_its_answers_part_by_part(kind):
    """A new kind needs its content above."""
    content = CONTENTS[kind]
    response = some_response(content)
    parts = KINDS[kind].parts(content, response)
    assert any(part.given for part in parts)
    assert any(part.fits for part in parts) == is_keyed(content)
    assert all(part.said for part in parts)
    found = told(content, (response, 5), (None, 1))
    assert sum(one.count for one in found.answers) == 5 * sum(part.given for part in parts)


# Discrimination


def test_discrimination_by_hand():
    """Item 1: 1 1 0 0 0; the mean of the other two: 1, ½, ½, 0, 0. Σ(x−x̄)(y−ȳ) = 0.7, √(1.2 · 0.7) = 0.9165."""
    found = gather(rows("111", "110", "010", "000", "000"), own(5))
    assert index_of(found[1]) == pytest.approx(0.7 / (1.2 * 0.7) ** 0.5)


def test_discrimination_is_the_correlation_with_the_other_items():
    marks = [("1", "1/2", "0"), ("0", "1", "1"), ("1", "1", "1/3"), ("0", "0", "2/3"), ("1/2", "1", "1")]
    found = gather(rows(*marks), own(5))
    numbers = [[float(Fraction(mark)) for mark in attempt] for attempt in marks]
    for place in range(3):
        others = [reference.mean(attempt[:place] + attempt[place + 1 :]) for attempt in numbers]
        expected = reference.correlation([attempt[place] for attempt in numbers], others)
        assert index_of(found[place + 1]) == pytest.approx(expected)


def test_a_question_that_those_who_know_more_miss_is_the_wrong_way_round():
    found = gather(rows("011", "011", "100", "100", "101"), own(5))
    assert index_of(found[1]) < -0.5
    assert item(discrimination=-0.5).separation == Separation.REVERSED
    assert item("9/10", discrimination=-0.5).difficulty == Difficulty.LOOK


@pytest.mark.parametrize("attempts", [["11", "11", "10"], ["1", "0", "1"], ["10"], []])
def test_discrimination_is_not_known_where_nothing_varies_or_stands_alone(attempts):
    """Always right, the only question of its quiz, a single attempt, none."""
    found = gather(rows(*attempts), own(len(attempts)))
    assert index_of(found.get(1, Evidence())) is None


def test_two_versions_add_up_to_their_question():
    marks = ["110", "011", "100", "001", "111"]
    whole = gather(rows(*marks), own(5))[1]
    later = [(a, p, v + 10 * (a > 2), f, t) for a, p, v, f, t in rows(*marks)]  # from the third attempt a new version
    parts = gather(later, own(5))
    parts[1].merge(parts[11])
    assert index_of(parts[1]) == pytest.approx(index_of(whole))
    assert parts[1].people == whole.people


@given(st.lists(st.tuples(*[st.fractions(0, 1)] * 3), min_size=1, max_size=30))
def test_numbers_stay_within_their_bounds(attempts):
    found = gather(rows(*[[str(mark) for mark in marks] for marks in attempts]), own(len(attempts)))
    for place, one in found.items():
        one.marks = Counter(marks[place - 1] for marks in attempts)
        known = statistics(one)
        assert (known is None) == (len(attempts) < FEWEST)
        if known is not None:
            assert 0 <= known.facility <= 1
            assert known.discrimination is None or -1 <= known.discrimination <= 1


# Small groups


def test_nothing_is_told_about_fewer_than_five_people():
    content = CONTENTS["single_choice"]
    assert statistics(evidence(content, (A, 4))) is None
    assert statistics(evidence(content, (A, 50), people=4)) is None, "many goes of few people are a small group"
    assert statistics(evidence(content, (A, 5))) is not None
    assert outcome([(learner, 80, True) for learner in (1, 2, 3, 4, 4, 4)]) is None


# Time


def answered(*seconds):
    """One attempt; after how many seconds each question was answered, None: left open."""
    return [(1, place, place, "1", after) for place, after in enumerate(seconds, 1)]


def test_time_is_what_passed_since_the_answer_before():
    assert seconds_spent(answered(10, 25, 55)) == [(1, 10.0), (2, 15.0), (3, 30.0)]


@pytest.mark.parametrize(
    ("after", "known"),
    [
        ((10, None, 55), [(1, 10.0)]),  # how long the second one was looked at is not known
        ((90, 25, 55), [(3, 30.0)]),  # the first was changed later, so when it was answered first is not known
        ((20, 20, 20), [(1, 20.0)]),  # they came together
        ((None, 30, 40), [(3, 10.0)]),
        ((0, -5), []),  # a clock that was put back
    ],
)
def test_time_is_left_out_where_the_clock_cannot_know_it(after, known):
    assert seconds_spent(answered(*after)) == known


def test_the_usual_time_is_the_median_and_needs_five():
    found = evidence(CONTENTS["single_choice"], (A, 6))
    found.seconds = [4.0, 5.0, 6.0, 7.0]
    assert statistics(found).median_seconds is None
    found.seconds.append(3600.0)
    assert statistics(found).median_seconds == 6.0


# Words and order


@pytest.mark.parametrize(
    ("facility", "word"),
    [("0", "look"), ("19/100", "look"), ("1/5", "hard"), ("3/10", "medium"), ("7/10", "medium"), ("71/100", "easy")],
)
def test_how_hard_in_a_word(facility, word):
    assert item(facility).difficulty == word


@pytest.mark.parametrize(
    ("index", "word"),
    [(None, None), (-0.01, "reversed"), (-0.001, "weak"), (0.19, "weak"), (0.2, "fair"), (0.3, "good"), (1.0, "good")],
)
def test_how_well_it_tells_apart_in_a_word(index, word):
    assert item(discrimination=index).separation == word


def test_a_wrong_answer_that_many_give_is_named():
    found = told(CONTENTS["single_choice"], (A, 12), (B, 5), (C, 3))
    assert found.tempting == Answer("", "B", False, 5)
    assert Hint.TEMPTING in found.hints
    assert told(CONTENTS["single_choice"], (A, 17), (B, 3)).hints == ()
    typed = told(CONTENTS["short_text"], ({"text": "com"}, 3), ({"text": "go.id"}, 3))
    assert typed.hints == (Hint.TYPED,)


@pytest.mark.parametrize(
    ("found", "hints"),
    [
        (item(discrimination=-0.3), (Hint.REVERSED,)),
        (item(left_open=4), (Hint.LEFT_OPEN,)),
        (item(discrimination=0.1), (Hint.WEAK,)),
        (item("96/100", discrimination=0.1), (Hint.KNOWN,)),
        (item(), ()),
    ],
)
def test_what_to_do_about_it(found, hints):
    assert found.hints == hints


@given(st.lists(st.tuples(st.fractions(0, 1), st.none() | st.floats(-1, 1)), max_size=20))
def test_the_hardest_come_first(pairs_):
    ordered = sorted((item(str(facility), index) for facility, index in pairs_), key=hardness)
    assert [one.facility for one in ordered] == sorted(facility for facility, _index in pairs_)


# The quiz


def test_a_quiz_in_numbers():
    found = outcome([(1, 0, False), (1, 70, True), (2, 69, False), (3, 70, True), (4, 100, True), (5, 95, True)])
    assert (found.attempts, found.people, found.passed, found.mean) == (6, 5, Fraction(2, 3), Fraction(404, 6))
    assert [(band.low, band.high, band.count) for band in found.bands if band.count] == [
        (0, 9, 1), (60, 69, 1), (70, 79, 2), (90, 100, 2),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 100)))
def test_every_mark_falls_into_one_band(percents):
    found = bands(percents)
    assert sum(band.count for band in found) == len(percents)
    assert all(band.count == sum(band.low <= percent <= band.high for percent in percents) for band in found)
