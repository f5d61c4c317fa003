"""Codes and tokens: too many to guess, easy to type, read as they were meant."""

import re
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.codes import group, is_token, new_code, new_token, normalise_code
from certificates.models import Certificate

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # https://www.crockford.com/base32.html
bounded = settings(max_examples=60, deadline=None)
codes = st.text(ALPHABET, min_size=16, max_size=16)


def test_a_code_carries_eighty_bits_in_four_groups_of_four():
    made = [new_code() for _ in range(500)]
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in made)
    assert 16 * log2(len(ALPHABET)) == 80
    assert len(set(made)) == 500


def test_every_letter_comes_at_every_place():
    """8,000 letters, each expected 250 times: none may come less than half or more than twice as often."""
    made = "".join(new_code().replace("-", "") for _ in range(500))
    assert set(made) == set(ALPHABET)
    assert all(125 < made.count(letter) < 500 for letter in ALPHABET)
    for place in range(16):
        assert len(set(made[place::16])) > 25


def test_a_token_carries_128_bits_and_fits_an_address():
    made = [new_token() for _ in range(500)]
    assert all(re.fullmatch(r"[\w-]{22}", token) for token in made)
    assert len(set(made)) == 500
    assert len(made[0]) <= Certificate._meta.get_field("qr_token").max_length


def test_codes_fit_their_column_and_are_unique_in_the_database():
    field = Certificate._meta.get_field("code")
    assert (field.max_length, field.unique, field.editable) == (len(new_code()), True, False)
    assert Certificate._meta.get_field("qr_token").unique


@bounded
@given(codes)
def test_a_printed_code_is_read_as_itself(letters):
    assert normalise_code(group(letters)) == group(letters)


def as_people_type(letters: str, draw) -> str:
    mistaken = {"1": "1IiLl", "0": "0Oo", "V": "VvUu"}
    typed = "".join(draw(st.sampled_from(mistaken.get(c, c + c.lower()))) for c in letters)
    gaps = [draw(st.sampled_from(["", " ", "-", " - ", ".", "–", "\u00a0", "\n"])) for _ in typed]
    return "".join(gap + c for gap, c in zip(gaps, typed, strict=True)) + draw(st.sampled_from(["", " ", "."]))


@bounded
@given(codes, st.data())
def test_small_letters_spaces_and_lookalikes_are_read_as_what_was_meant(letters, data):
    assert normalise_code(as_people_type(letters, data.draw)) == group(letters)


def test_what_cannot_be_a_token_is_none():
    assert all(is_token(new_token()) for _ in range(100))
    wrong = ["", "x", "a" * 21, "a" * 23, "a" * 21 + "\0", "a" * 21 + "ä", "a" * 22 + "\n", "7K3M-9QXT-2WFA-8C4D"]
    assert [text for text in wrong if is_token(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "7K3M-9QXT-2WFA-8C4", "7K3M-9QXT-2WFA-8C4D-1", "7K3M-9QXT-2WFA-8C4Ä", "7K3M-9QXT-2WFA-8C4é",
        "７Ｋ３Ｍ９ＱＸＴ２ＷＦＡ８Ｃ４Ｄ", "x" * 100_000, "0" * 15, "٠" * 16, "\x00" * 16,
    ],
)  # fmt: skip
def test_what_cannot_be_a_code_is_none(text):
    assert normalise_code(text) is None


@bounded
@given(st.text(max_size=40))
def test_reading_a_code_never_breaks_and_gives_a_code_or_nothing(text):
    found = normalise_code(text)
    assert found is None or re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", found)
