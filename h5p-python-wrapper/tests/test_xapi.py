from __future__ import annotations

from typing import Any

import pytest
from h5p_wrapper.xapi import Score, Statement, StatementRefused
from hypothesis import given
from hypothesis import strategies as st

SUB = "0f4dbb6e-2b0a-4f0e-9b4c-5a7a3e1d9c10"
OUTER = "1f4dbb6e-2b0a-4f0e-9b4c-5a7a3e1d9c10"


def statement(**more: Any) -> dict[str, Any]:
    return {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered"}},
        "object": {
            "id": f"https://lms.contoh.id/h5p/7?subContentId={SUB}",
            "objectType": "Activity",
            "definition": {
                "extensions": {
                    "http://h5p.org/x-api/h5p-local-content-id": 7,
                    "http://h5p.org/x-api/h5p-subContentId": SUB,
                },
                "name": {"en-US": "Alamat"},
                "description": {"en-US": "<p>Mana yang asli?</p>"},
                "interactionType": "choice",
            },
        },
        "context": {
            "contextActivities": {
                "parent": [{"id": f"https://lms.contoh.id/h5p/7?subContentId={OUTER}"}],
                "category": [{"id": "http://h5p.org/libraries/H5P.MultiChoice-1.16"}],
            }
        },
        "result": {
            "score": {"min": 0, "max": 2, "raw": 1, "scaled": 9},
            "completion": True,
            "success": False,
            "duration": "PT12.34S",
            "response": "0[,]1",
        },
        **more,
    }


def test_a_statement_is_read():
    assert Statement.from_json(statement()) == Statement(
        verb="answered",
        content_id="7",
        sub_content_id=SUB,
        parent_id=OUTER,
        has_parent=True,
        library="H5P.MultiChoice 1.16",
        name="Alamat",
        description="<p>Mana yang asli?</p>",
        interaction="choice",
        score=Score(1, 0, 2),
        success=False,
        completion=True,
        response="0[,]1",
        seconds=12.34,
    )


def test_what_is_about_the_whole_content():
    about = {
        "id": "https://lms.contoh.id/h5p/7",
        "definition": {"extensions": {"http://h5p.org/x-api/h5p-local-content-id": "7"}},
    }
    found = Statement.from_json(statement(object=about, context={}))
    assert found.is_main
    assert found.is_final
    assert not Statement.from_json(statement()).is_main


def test_scaled_is_not_believed():
    found = Statement.from_json(statement()).score
    assert found is not None
    assert found.scaled == 0.5


@pytest.mark.parametrize(
    ("score", "code"),
    [
        ({"raw": 3, "max": 2}, "score"),
        ({"raw": -1, "max": 2}, "score"),
        ({"raw": "1", "max": 2}, "score"),
        ({"raw": True, "max": 2}, "score"),
        ({"raw": 1e300, "max": 1e300}, "score"),
        ({"raw": 1, "max": 2, "evil": 1}, "key"),
        ([], "shape"),
    ],
)
def test_scores_have_bounds(score, code):
    with pytest.raises(StatementRefused) as refused:
        Statement.from_json(statement(result={"score": score}))
    assert refused.value.code == code


@pytest.mark.parametrize("score", [None, {"raw": 0, "min": 0, "max": 0}, {"scaled": 0.5}, {"raw": None, "max": None}])
def test_parts_without_points_have_no_score(score):
    assert Statement.from_json(statement(result={"score": score})).score is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"evil": 1}, "key"),
        ({"verb": {"id": "http://adlnet.gov/expapi/verbs/won"}}, "verb"),
        ({"verb": {"id": "answered"}}, "verb"),
        ({"verb": None}, "verb"),
        ({"object": None}, "object"),
        ({"object": {"definition": {"extensions": {"http://h5p.org/x-api/h5p-subContentId": "<b>"}}}}, "object"),
        ({"object": {"definition": {"extensions": {"http://h5p.org/x-api/h5p-local-content-id": []}}}}, "object"),
        ({"result": {"evil": 1}}, "key"),
        ({"result": {"success": 1}}, "shape"),
        ({"result": {"response": 5}}, "response"),
        ({"result": {"response": "a" * 70_000}}, "size"),
        ({"result": {"duration": "long"}}, "duration"),
        ({"context": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}}}}}}}}, "size"),
        ({"context": float("nan")}, "shape"),
    ],
)
def test_the_schema_is_closed(change, code):
    with pytest.raises(StatementRefused) as refused:
        Statement.from_json(statement(**change))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("PT0S", 0), ("PT1M", 60), ("P1DT1H1M1.5S", 90061.5), (None, None), ("PT-3S", None)],
)
def test_durations(duration, seconds):
    assert Statement.from_json(statement(result={"duration": duration})).seconds == seconds


def test_reading_text_is_a_statement_too():
    assert Statement.from_json(statement(verb={"id": "http://activitystrea.ms/schema/1.0/consume"})).verb == "consumed"


def _code(sent: Any) -> str | None:
    try:
        Statement.from_json(sent)
    except StatementRefused as refused:
        return refused.code
    return None


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["id", "definition", "extensions", "contextActivities", "parent", "score", "raw", "max", "name"]
            ),
            inner,
            max_size=3,
        ),
    ),
)


@given(_JSON, _JSON, _JSON)
def test_anything_is_read_or_refused(about, context, result):
    for sent in (about, statement(object=about), statement(context=context), statement(result=result)):
        assert _code(sent) in {None, "size", "shape", "key", "verb", "object", "score", "response", "duration"}
