"""A municipality's colour must carry white text (WCAG 2.2, 1.4.3)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core.colours import contrast, readable_on_dark, validate_primary_colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#0B6E69", "#0b6e69", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_as_others_compute_it(first, second, ratio):
    assert round(contrast(first, second), 2) == ratio


@pytest.mark.parametrize("colour", ["#0b6e69", "#767676", "#000000", "#8B0000"])
def test_dark_enough_colours_pass(colour):
    validate_primary_colour(colour)


@pytest.mark.parametrize(
    "colour", ["", "0b6e69", "#0b6", "#0b6e6g", "#0b6e69\n", "#0b6e69;}", "red", "#777777", "#ffffff"]
)
def test_others_are_refused(colour):
    with pytest.raises(ValidationError):
        validate_primary_colour(colour)


@settings(max_examples=60, deadline=None)
@given(colours)
def test_on_a_dark_page_every_colour_becomes_readable(colour):
    assert contrast(readable_on_dark(colour), "#1d2320") >= 7


@settings(max_examples=60, deadline=None)
@given(colours, colours)
def test_contrast_does_not_depend_on_the_order(first, second):
    assert contrast(first, second) == contrast(second, first)
    assert 1 <= contrast(first, second) <= 21
