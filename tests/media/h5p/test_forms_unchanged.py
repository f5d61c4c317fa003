"""What nobody touches stays as it is, to the letter: on every screen, for every field, whatever the content says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from media.h5p.forms.file_parts import read_files
from media.h5p.forms.models import H5PDraft
from media.h5p.forms.places import Types, changed, root, spelled, walk
from media.h5p.forms.reading import read
from media.h5p.forms.screens import COMMON, context_of, screen_at
from media.h5p.forms.shape import screen_of
from tests.media.h5p.every import every
from tests.media.h5p.filling import Filled

pytestmark = pytest.mark.one_database

TYPES = Types(every.REGISTRY)


def shown(params: Any, at: str = "", *, checked: bool = False) -> Filled:
    draft = H5PDraft(main_library=str(every.EVERY), params=params, title="Judul")
    context = context_of(draft, TYPES, at, checked=checked, link=lambda path: f"/{path}")
    return Filled(render_to_string("media/h5p/forms/inner.html", context))


def posted(params: Any, at: str = "", **changes: list[str]) -> Any:
    """The content after the screen came back as it was shown, but for ``changes``."""
    draft = H5PDraft(main_library=str(every.EVERY), params=params)
    screen = root(TYPES, every.EVERY, params) if at == COMMON else screen_at(draft, TYPES, at)
    sent = shown(params, at).sent | changes
    value = read(
        screen, sent, types=TYPES, read_file=lambda place, sent: read_files(place, sent, received=lambda _place: None)
    )
    return changed(params, screen.path, lambda _old: value)


def screens_of(params: Any) -> list[str]:
    places = walk(root(TYPES, every.EVERY, params), TYPES)
    return sorted({spelled(screen_of(TYPES, every.EVERY, params, place.path)) for place in places})


def test_every_screen_of_the_example_comes_back_as_it_was():
    screens = screens_of(every.PARAMS)
    assert {"p", "p.part", "p.part.params.inner", "p.parts.0", "p.parts.1"} <= set(screens)
    for screen in [*screens, COMMON]:
        assert posted(every.PARAMS, screen) == every.PARAMS


def test_every_field_has_a_control_or_a_card():
    found = shown(every.PARAMS)
    names = {name.partition(":")[0] for name in found.sent} | set(found.ids)
    kept_hidden = {"p.hidden", "p.l10n"}
    assert {f"p.{each['name']}" for each in every.SEMANTICS} - names == kept_hidden
    assert {"p.l10n.check", "p.l10n.retry"} <= set(shown(every.PARAMS, COMMON).sent)


def test_ids_are_used_once_and_descriptions_are_there():
    for screen in [*screens_of(every.PARAMS), COMMON]:
        found = shown(every.PARAMS, screen, checked=True)
        assert len(found.ids) == len(set(found.ids))
        assert set(found.described) <= set(found.ids)


_texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x0c"), max_size=30)
_junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10_000, 10_000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["path", "library", "params", "x"]), inner)
    ),
    max_leaves=4,
)


@st.composite
def contents(draw: st.DrawFn) -> Any:
    """The example with some of its values replaced by anything, some taken away."""
    params = json.loads(json.dumps(every.PARAMS))
    for _ in range(draw(st.integers(1, 4))):
        places = [each for each in walk(root(TYPES, every.EVERY, params), TYPES) if each.path]
        place = draw(st.sampled_from(places))
        value = draw(_texts | _junk | st.integers(0, 9))
        params = changed(params, place.path, lambda _old, value=value: value)
    return params


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(contents())
def test_whatever_the_content_says_an_untouched_form_changes_nothing(params):
    for screen in screens_of(params)[:4]:
        after = posted(params, screen)
        assert {name: after[name] for name in after if after[name] != params.get(name)} == {}, screen
        assert after == params


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("heading", 'Harga <baru> & "lama"', "Harga &lt;baru&gt; &amp; &quot;lama&quot;"),
        ("plain", "satu\r\ndua", "satu\ndua"),
        ("amount", "6", 6),
        ("amount", "enam", "enam"),
        ("weight", "1,5", 1.5),
        ("weight", "2.25", 2.25),
        ("size", "s", "s"),
        ("zones", "1, 3", ["1", "3"]),
        ("answers.0.text", "Halo __dunia__", "<div>Halo <strong>dunia</strong></div>"),
        ("answers.1.words.tip", "Ini", "Ini"),
        ("single", "dua", "dua"),
        ("lines.1", "tiga", "tiga"),
        ("spot.y", "3", 3),
        ("steps.first.answer", "Itu", "Itu"),
    ],
)
def test_what_is_typed_is_kept_at_its_place(name, typed, kept):
    after = posted(every.PARAMS, **{f"p.{name}": [typed]})
    place = tuple(int(step) if step.isdigit() else step for step in name.split("."))
    assert after == changed(every.PARAMS, place, lambda _old: kept)


def test_boxes_are_ticked_and_unticked():
    assert posted(every.PARAMS, **{"p.sure": ["", "1"]})["sure"] is True
    assert posted(every.PARAMS, **{"p.once": [""]})["once"] is False
    assert posted(every.PARAMS, **{"p.several": ["", "x", "y"]})["several"] == ["x", "y"]


def test_html_that_marks_cannot_say_is_shown_as_html_and_kept():
    assert shown(every.PARAMS).sent["p.body:as"] == ["html"]
    after = posted(every.PARAMS, **{"p.body": ["<p>Baru</p>"]})
    assert after["body"] == "<p>Baru</p>"


def test_optional_things_that_are_emptied_go_and_others_become_empty():
    after = posted(every.PARAMS, **{"p.link": [""], "p.heading": [""], "p.at": [""]})
    assert "link" not in after
    assert "at" not in after
    assert after["heading"] == ""


def test_notes_and_removal_of_files():
    after = posted(
        every.PARAMS, **{"p.picture:0:author": ["Budi & Ani"], "p.film:1:remove": ["1"], "p.paper:0:remove": ["1"]}
    )
    assert after["picture"]["copyright"] == every.PARAMS["picture"]["copyright"] | {"author": "Budi &amp; Ani"}
    assert after["film"] == every.PARAMS["film"][:1]
    assert "paper" not in after


def test_a_film_elsewhere_needs_https():
    good = posted(every.PARAMS, **{"p.sound:url": ["https://suara.contoh.id/a.mp3"]})
    assert good["sound"][1] == {"path": "https://suara.contoh.id/a.mp3", "mime": "audio/mpeg"}
    assert posted(every.PARAMS, **{"p.sound:url": ["javascript:alert(1)"]}) == every.PARAMS
