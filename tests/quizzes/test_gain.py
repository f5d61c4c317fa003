"""Before and after by hand, what holds for any group, and who may be told about whom."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.analysis import FEWEST
from quizzes.gain import TOTAL, Gain, Pair, gains, gains_by_part, marks, own_gains

HALF, NOUGHT, FULL = Fraction(1, 2), Fraction(0), Fraction(1)


def pair(person, before="1/2", after="1", *pillars):
    """The same mark in all and in these pillars."""
    return Pair(
        person,
        dict.fromkeys((TOTAL, *pillars), Fraction(before)),
        dict.fromkeys((TOTAL, *pillars), Fraction(after)),
    )


def group(count, *pillars, first=0, before="1/2", after="1"):
    return [pair(person, before, after, *pillars) for person in range(first, first + count)]


def test_a_question_counts_once_in_all_and_once_for_each_of_its_pillars():
    found = marks([(("Aman", "Etika"), FULL), (("Aman",), NOUGHT), ((), HALF), (("Etika",), None)])
    assert found == {TOTAL: HALF, "Aman": HALF, "Etika": FULL}


def test_a_test_of_survey_questions_only_has_no_mark():
    assert marks([(("Aman",), None)]) == {}


def test_the_gain_of_a_group_by_hand():
    """Before 20, 40, 40, 60, 90 %, after 60, 80, 70, 60, 80 %: 50 → 70; of the 50 that were missing, 20 are 0.4."""
    pairs = [
        pair(n, before, after)
        for n, (before, after) in enumerate(
            [("1/5", "3/5"), ("2/5", "4/5"), ("2/5", "7/10"), ("3/5", "3/5"), ("9/10", "4/5")]
        )
    ]
    found = gains(pairs)[TOTAL]
    assert (found.people, found.before, found.after) == (5, HALF, Fraction(7, 10))
    assert (found.difference, found.normalised) == (Fraction(1, 5), Fraction(2, 5))


def test_the_normalised_gain_is_not_known_where_nothing_was_missing_and_falls_below_nought():
    assert Gain(TOTAL, 5, FULL, HALF).normalised is None
    assert Gain(TOTAL, 5, HALF, Fraction(1, 4)).normalised == -HALF


def test_a_pillar_is_that_of_the_people_whose_both_tests_asked_about_it():
    only_before = [Pair(n, {TOTAL: HALF, "Aman": HALF}, {TOTAL: FULL}) for n in range(10, 15)]
    found = gains([*group(5, "Aman", before="0"), *only_before])
    assert (found[TOTAL].people, found[TOTAL].before) == (10, Fraction(1, 4))
    assert (found["Aman"].people, found["Aman"].before) == (5, NOUGHT)


def test_nobody_else_stands_in_ones_own_gain():
    found = own_gains({TOTAL: HALF, "Aman": NOUGHT, "Etika": FULL}, {TOTAL: FULL, "Aman": HALF, "Budaya": FULL})
    assert found == (Gain(TOTAL, 1, HALF, FULL), Gain("Aman", 1, NOUGHT, HALF))


def test_nothing_is_told_about_fewer_than_five_people():
    assert gains(group(4, "Aman")) == {}
    assert set(gains(group(5, "Aman"))) == {TOTAL, "Aman"}


def test_a_pillar_that_a_few_lack_is_not_told_beside_the_total():
    """12 people in all, 10 of them with the pillar: the difference would tell of two."""
    assert set(gains(group(10, "Aman") + group(2, first=10))) == {TOTAL}
    assert set(gains(group(10, "Aman") + group(5, first=10))) == {TOTAL, "Aman"}


def test_of_two_pillars_that_differ_by_a_few_only_one_is_told():
    """Both stand far enough from the total, but not from each other."""
    people = group(10, "Aman", "Etika") + group(2, "Aman", first=10) + group(8, first=20)
    assert set(gains(people)) == {TOTAL, "Aman"}


def test_a_small_period_takes_another_one_with_it():
    """7 + 6 + 3: whoever knows the sum and two parts knows the third."""
    told = gains_by_part({1: group(7), 2: group(6, first=10), 3: group(3, first=20)})
    assert set(told) == {1}
    assert set(gains_by_part({1: group(7), 2: group(6, first=10)})) == {1, 2}


people = st.lists(st.tuples(st.integers(1, 4), st.sets(st.sampled_from(["Aman", "Cakap", "Etika"]))), max_size=30)


@settings(max_examples=50)
@given(people)
def test_no_difference_of_what_is_told_is_of_fewer_than_five(listed):
    """Sum and periods of one pillar, and pillars of one period: by taking one from another no small group is left."""
    parts = {}
    for person, (part, pillars) in enumerate(listed):
        parts.setdefault(part, []).append(pair(person, "0", "1", *sorted(pillars)))
    told = gains_by_part(parts)
    everything = gains([one for pairs in parts.values() for one in pairs])
    for pillar in everything:
        size = {part: sum(pillar in one.pillars for one in pairs) for part, pairs in parts.items()}
        left = sum(size[part] for part in parts if pillar not in told.get(part, {}))
        assert left == 0 or left >= FEWEST
    for part, found in [*told.items(), (None, everything)]:
        pairs = parts[part] if part else [one for several in parts.values() for one in several]
        groups = [{one.person for one in pairs if pillar in one.pillars} for pillar in found]
        assert all(len(mine) >= FEWEST for mine in groups)
        assert all(not mine - other or len(mine - other) >= FEWEST for mine in groups for other in groups)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=5, max_size=9))
def test_the_normalised_gain_never_passes_one(listed):
    found = gains([pair(n, Fraction(before, 20), Fraction(after, 20)) for n, (before, after) in enumerate(listed)])[
        TOTAL
    ]
    assert found.normalised is None or found.normalised <= 1
