"""Certificate numbers: the city's own template, counting up within a year, without gaps, never reused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.models import Certificate, Issuer, NumberSequence
from certificates.numbers import TOKENS, certificate_number, template_problem
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner

bounded = settings(max_examples=60, deadline=None)
templates = st.lists(
    st.sampled_from([f"{{{token}}}" for token in TOKENS] + ["/", ".", "-", " ", "No", "{", "}", "$", "\\1"])
).map("".join)


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("{klasifikasi}/{urut}/{unit}/{tahun}", "421/0073/KOMINFO/2026"),
        ("{urut}/{bulan}/{tahun}", "0073/XI/2026"),
        ("{unit}.{tahun}.{urut}", "KOMINFO.2026.0073"),
        ("100.1.2/{urut}/{tahun}/{tahun}", "100.1.2/0073/2026/2026"),
    ],
)
def test_a_number_follows_the_citys_template(template, number):
    made = certificate_number(template, classification="421", unit="KOMINFO", sequence=73, on=date(2026, 11, 21))
    assert made == number
    assert template_problem(template) is None


def test_months_are_roman_and_counting_goes_past_four_digits():
    months = [
        certificate_number("{bulan}", classification="", unit="", sequence=1, on=date(2026, month, 1))
        for month in range(1, 13)
    ]
    assert months == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    assert certificate_number("{urut}", classification="", unit="", sequence=12345, on=date(2026, 1, 1)) == "12345"


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{urut}", "{tahun}"),
        ("{tahun}", "{urut}"),
        ("tetap", "{urut}"),
        ("{urut}/{tahun}/{NIP}", "{NIP}"),
        ("{urut}/{tahun}/{}", "{}"),
        ("{Urut}/{tahun}", "{Urut}"),
    ],
)
def test_a_template_that_would_repeat_numbers_or_names_what_nobody_knows_is_refused(db, template, problem):
    assert template_problem(template) == problem
    with pytest.raises(ValidationError) as refused:
        Issuer(number_template=template).full_clean()
    assert problem in str(refused.value.message_dict["number_template"])


@bounded
@given(templates, st.integers(1, 99999), st.integers(1, 99999))
def test_an_accepted_template_gives_different_numbers_for_different_sequences(template, one, other):
    if template_problem(template) is None:
        numbers = [
            certificate_number(template, classification="421", unit="K", sequence=sequence, on=date(2026, 11, 21))
            for sequence in (one, other)
        ]
        assert (numbers[0] == numbers[1]) == (one == other)
        assert "2026" in numbers[0]


def test_numbers_count_up_without_gaps_and_start_anew_each_year(db):
    made = [issue_one(learner(), at=NOON).number for _ in range(3)]
    assert made == ["421/0001/KOMINFO/2026", "421/0002/KOMINFO/2026", "421/0003/KOMINFO/2026"]
    assert issue_one(learner(), at=NOON + timedelta(days=365)).number == "421/0001/KOMINFO/2027"
    assert issue_one(learner(), at=NOON).number == "421/0004/KOMINFO/2026"


def test_the_year_is_the_one_on_the_citys_clock(db):
    new_year_in_jakarta = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert issue_one(learner(), at=new_year_in_jakarta - timedelta(seconds=1)).number == "421/0001/KOMINFO/2026"
    assert issue_one(learner(), at=new_year_in_jakarta).number == "421/0001/KOMINFO/2027"


def test_an_undone_issue_leaves_no_gap(db):
    issue_one(learner())
    with pytest.raises(RuntimeError), transaction.atomic():
        issue_one(learner())
        raise RuntimeError
    assert issue_one(learner()).number == "421/0002/KOMINFO/2026"
    assert NumberSequence.objects.get().last == 2


def test_asking_again_for_the_same_achievement_uses_up_no_number(db):
    ani = learner()
    first, again = issue_one(ani), issue_one(ani)
    assert first == again == Certificate.objects.get()
    assert NumberSequence.objects.get().last == 1


def test_the_number_of_a_revoked_certificate_is_not_used_again(db):
    ani = learner()
    revoked = issue_one(ani)
    Certificate.objects.update(state=Certificate.State.REVOKED)
    assert issue_one(learner()).number == "421/0002/KOMINFO/2026"
    assert Certificate.objects.get(pk=revoked.pk).number == "421/0001/KOMINFO/2026"


def test_each_unit_counts_for_itself(db):
    issue_one(learner())
    issuer = Issuer.load()
    issuer.unit = "DISDIK"
    issuer.save()
    assert issue_one(learner()).number == "421/0001/DISDIK/2026"
    issuer.unit = "KOMINFO"
    issuer.save()
    assert issue_one(learner()).number == "421/0002/KOMINFO/2026"


def test_a_new_template_in_the_middle_of_a_year_never_stops_issuing(db):
    """Units count for themselves, so a template that no longer names the unit meets numbers that were given before."""
    issue_one(learner())
    issuer = Issuer.load()
    issuer.number_template, issuer.unit = "{klasifikasi}/{urut}/KOMINFO/{tahun}", "BIDANG-2"
    issuer.full_clean()
    issuer.save()
    numbers = [issue_one(learner()).number for _ in range(2)]
    assert len({"421/0001/KOMINFO/2026", *numbers}) == 3


def test_thresholds_have_to_rise(db):
    for best, good, fair in ((80, 80, 70), (90, 80, 70), (100, 1, 1)):
        Issuer(best_from=best, good_from=good, fair_from=fair).full_clean()
    for best, good, fair in ((70, 80, 90), (90, 80, 0), (101, 80, 70), (80, 90, 70)):
        with pytest.raises(ValidationError):
            Issuer(best_from=best, good_from=good, fair_from=fair).full_clean()
