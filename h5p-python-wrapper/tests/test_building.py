from __future__ import annotations

import itertools
from typing import Any

import pytest
from every_field import EVERY, FILES, NOTE, PARAMS, REGISTRY
from h5p_wrapper.building import Builder, BuildError
from h5p_wrapper.versions import LibraryName


def ids() -> Any:
    counter = itertools.count()
    return lambda: f"00000000-0000-4000-8000-{next(counter):012d}"


def builder(**params: Any) -> Builder:
    return Builder(EVERY, REGISTRY, params or None, new_id=ids())


def test_a_new_content_has_the_defaults_of_its_type():
    params = builder().params
    assert params["heading"] == "Untitled"
    assert params["amount"] == 4
    assert params["sure"] is True
    assert params["single"] == "one"
    assert params["l10n"] == {"check": "Check", "retry": "Retry"}
    assert params["answers"] == [{"correct": False, "words": {}}] * 2
    assert params["steps"]["subContentId"] == "00000000-0000-4000-8000-000000000000"
    assert "part" not in params
    assert "picture" not in params


def test_defaults_come_in_the_language_asked_for():
    assert Builder(EVERY, REGISTRY, language="id").params["heading"] == "Tanpa judul"


def test_a_content_is_built_step_by_step():
    made = builder()
    made.set("heading", "Harga & <takaran>")
    made.set("answers/0/text", "<p>Satu</p>")
    made.set("answers/0/words/tip", "Lihat &amp; baca")
    assert made.add("answers") == "answers/2"
    made.set("answers/2/correct", True)
    assert made.move("answers/2", 0) == "answers/0"
    made.remove("answers/1")
    made.set("timing/from", 3)
    made.set("lines", ["satu"])
    made.add("lines", "dua")
    made.set("several", ["x"])
    made.choose("part", NOTE, title="Catatan")
    made.set("part/params/note", "<em>a</em>")
    made.choose("part/params/inner", NOTE)
    made.set("picture", {"path": "images/pasar.png", "mime": "image/png"})
    built = made.build(files=FILES)
    assert list(built.problems) == []
    params = built.params
    assert params["heading"] == "Harga &amp; &lt;takaran&gt;"
    assert [answer["correct"] for answer in params["answers"]] == [True, False]
    assert params["lines"] == ["satu", "dua"]
    assert params["timing"] == {"from": 3}
    assert params["part"]["params"]["note"] == "<em>a</em>"
    assert params["part"]["params"]["inner"]["params"] == {"note": "A note"}
    assert params["part"]["metadata"]["title"] == "Catatan"
    assert built.libraries == (NOTE, EVERY)


def test_plain_text_is_what_people_write():
    made = builder()
    made.set("answers/0/words/tip", "Tulis &amp; untuk &")
    assert made.build().params["answers"][0]["words"]["tip"] == "Tulis &amp;amp; untuk &amp;"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda made: made.set("nothing", 1), "no-such-place"),
        (lambda made: made.set("answers/9/text", "x"), "no-such-place"),
        (lambda made: made.set("answers/x", "x"), "no-such-place"),
        (lambda made: made.set("", {}), "no-such-place"),
        (lambda made: made.set("heading", 5), "wrong-type"),
        (lambda made: made.set("heading", "a" * 41), "out-of-bounds"),
        (lambda made: made.set("amount", 11), "out-of-bounds"),
        (lambda made: made.set("amount", "4"), "wrong-type"),
        (lambda made: made.set("sure", 1), "wrong-type"),
        (lambda made: made.set("size", "xl"), "not-an-option"),
        (lambda made: made.set("several", ["q"]), "not-an-option"),
        (lambda made: made.set("answers", [{}] * 4), "full"),
        (lambda made: made.set("answers", [{"evil": 1}]), "no-such-place"),
        (lambda made: made.set("part", {"library": "Test.Every 1.4"}), "wrong-type"),
        (lambda made: made.set("picture", "a.png"), "wrong-type"),
        (lambda made: made.set("film", {"path": "a"}), "wrong-type"),
        (lambda made: made.add("heading"), "wrong-type"),
        (lambda made: [made.add("answers") for _ in range(2)], "full"),
        (lambda made: [made.remove("answers/0") for _ in range(2)], "few"),
        (lambda made: made.remove("answers/7"), "no-such-place"),
        (lambda made: made.clear("answers/0"), "wrong-type"),
        (lambda made: made.choose("part", EVERY), "not-an-option"),
        (lambda made: made.choose("heading", NOTE), "wrong-type"),
        (lambda made: made.set("part/params/note", "x"), "no-such-place"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(act, code):
    made = builder()
    with pytest.raises(BuildError) as refused:
        act(made)
    assert refused.value.code == code
    if code not in ("full", "few"):
        assert made.params == builder().params


def test_a_content_there_is_can_be_changed():
    made = Builder(EVERY, REGISTRY, PARAMS)
    made.clear("paper")
    made.set("parts/1/params/note", "baru")
    assert "paper" in PARAMS
    assert made.get("parts/1/params/note") == "baru"
    assert made.build(files=FILES).params == made.params


def test_the_types_that_may_be_chosen():
    assert builder().choices("part") == [NOTE]
    assert builder().choices("heading") == []


def test_a_type_that_is_not_there():
    with pytest.raises(BuildError, match="not installed"):
        Builder(LibraryName("Test.Absent", 1, 0), REGISTRY)
