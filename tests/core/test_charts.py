"""Charts that say the same to everybody, and that the strict policy of our pages lets through."""

import re
from typing import Any

from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Bar, bar_chart

SVG = "{http://www.w3.org/2000/svg}"
bars = st.builds(Bar, st.text(max_size=12), st.integers(0, 10_000))


def drawn(*listed: Bar, title: str = "Nilai", description: str = "Tabel memuat angka yang sama.") -> Any:
    return ElementTree.fromstring(bar_chart(listed, name="nilai", title=title, description=description))


def test_the_longest_bar_fills_the_room_and_the_others_are_in_proportion():
    lengths = [
        float(bar.get("width", "")) for bar in drawn(Bar("0–9", 1), Bar("10–19", 4), Bar("20–29", 0)).iter(f"{SVG}rect")
    ]
    assert lengths == [55.0, 220.0, 0.0]


def test_labels_and_values_stand_beside_their_bars():
    texts = [text.text for text in drawn(Bar("0–9", 1), Bar("10–19", 4, "4 orang")).iter(f"{SVG}text")]
    assert texts == ["0–9", "1", "10–19", "4 orang"]


def test_whoever_does_not_see_it_hears_what_it_shows():
    chart = drawn(Bar("0–9", 1), title="Nilai & sebaran")
    named = {element.get("id"): element.text for element in chart.iter() if element.get("id")}
    assert [named[name] for name in chart.get("aria-labelledby", "").split()] == [
        "Nilai & sebaran",
        "Tabel memuat angka yang sama.",
    ]
    assert chart.get("role") == "img"


def test_all_bars_at_nought_are_drawn_without_length():
    assert [bar.get("width") for bar in drawn(Bar("a", 0), Bar("b", 0)).iter(f"{SVG}rect")] == ["0.0", "0.0"]
    assert list(drawn().iter(f"{SVG}rect")) == []


@given(st.lists(bars, max_size=12), st.from_regex(r"[^\x00-\x1f\ud800-\udfff\ufffe\uffff]{0,20}", fullmatch=True))
def test_nothing_that_is_said_becomes_markup_style_or_script(listed, title):
    safe = [Bar(re.sub(r"[^\x20-\ud7ff]", "", bar.label), bar.value) for bar in listed]
    chart = ElementTree.fromstring(bar_chart(safe, name="nilai", title=title, description=title))
    assert {element.tag.removeprefix(SVG) for element in chart.iter()} <= {"svg", "title", "desc", "text", "rect"}
    attributes = {name for element in chart.iter() for name in element.attrib}
    assert not any(name == "style" or name.startswith("on") for name in attributes)
    assert {element.get("fill") for element in chart.iter()} <= {None, "currentColor"}
