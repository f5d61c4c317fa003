"""One number, many spellings, one way to keep it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.phones import NotAPhoneNumber, looks_like_phone, normalise_phone, show_phone

national = st.from_regex(r"8[0-9]{7,11}", fullmatch=True)
between = st.sampled_from(["", " ", "-", ".", "  ", " - ", "–", ") ", "("])


@st.composite
def spellings(draw):
    """(the number in E.164, some way of writing it)"""
    digits = draw(national)
    separated = "".join(digit + draw(between) for digit in digits)
    before, after = draw(st.sampled_from(["", " ", "\t"])), draw(st.sampled_from(["", " "]))
    prefix = draw(st.sampled_from(["0", "62", "+62", "+62 ", "(0)", "+62-", "62."]))
    return f"+62{digits}", before + prefix + separated + after


@settings(max_examples=60, deadline=None)
@given(spellings())
def test_every_spelling_of_a_number_is_the_same_number(spelling):
    number, written = spelling
    assert normalise_phone(written) == number
    assert looks_like_phone(written)


@settings(max_examples=60, deadline=None)
@given(national)
def test_a_kept_number_is_shown_so_that_it_can_be_typed_again(digits):
    kept = normalise_phone("0" + digits)
    assert normalise_phone(kept) == kept
    assert normalise_phone(show_phone(kept)) == kept


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
def test_anything_else_is_refused_or_becomes_plain_digits(text):
    try:
        number = normalise_phone(text)
    except NotAPhoneNumber:
        assert not looks_like_phone(text)
    else:
        assert number.isascii()
        assert number.startswith("+628")
        assert 11 <= len(number) <= 15
        assert number[1:].isdigit()


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "0",
        "08",
        "0812345",
        "0812345678901234",
        "812345678",
        "+1 202 555 0100",
        "+61 812 345 678",
        "021 555 1234",
        "0812-3456-789o",
        "0812+3456789",
        "++6281234567890",
        "siti0812345678",
        "0812 3456 7890; DROP",
        "08\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",  # Arabic-Indic digits: another number to every other program
        "0\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",  # full-width digits
    ],
)
def test_garbage_is_refused(garbage):
    assert not looks_like_phone(garbage)
    with pytest.raises(NotAPhoneNumber):
        normalise_phone(garbage)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("+6281234567890", "0812-3456-7890"), ("+62812345678", "0812-3456-78"), ("+6281234567", "0812-3456-7")],
)
def test_numbers_are_shown_in_groups(kept, shown):
    assert show_phone(kept) == shown
