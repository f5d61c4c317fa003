from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from every_field import EVERY, NOTE, PARAMS, REGISTRY
from h5p_wrapper.filtering import filter_content
from h5p_wrapper.schema import DIALECT, json_schema
from h5p_wrapper.versions import LibraryName

SCHEMA = json_schema(EVERY, REGISTRY)
_TYPES: Mapping[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
}  # fmt: skip


def errors(value: Any, schema: Mapping[str, Any], where: str = "") -> list[str]:
    """The part of JSON Schema that the export uses, so that the tests need no validator of others."""
    found: list[str] = []
    if "$ref" in schema:
        found += errors(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], where)
    if "type" in schema and not isinstance(value, _TYPES[schema["type"]]):
        return [*found, f"{where} is no {schema['type']}"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{where} is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where} is none of {schema['enum']}")
    if "not" in schema:
        found.append(f"{where} must not be")
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{where} does not match")
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        found.append(f"{where} is too short")
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{where} is out of bounds")
    for key, combine in (("anyOf", any), ("oneOf", lambda fits: sum(fits) == 1)):
        if key in schema and not combine([not errors(value, each, where) for each in schema[key]]):
            found.append(f"{where} fits not as {key}")
    if isinstance(value, list):
        found += [f"{where} is too long"] if len(value) > schema.get("maxItems", len(value)) else []
        for at, each in enumerate(value):
            found += errors(each, schema.get("items", {}), f"{where}/{at}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{where}/{key} is missing" for key in schema.get("required", ()) if key not in value]
        for key, each in value.items():
            if key in known:
                found += errors(each, known[key], f"{where}/{key}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{where}/{key} is not known")
    return found


def test_a_content_that_fits_fits_the_schema():
    assert SCHEMA["$schema"] == DIALECT
    json.dumps(SCHEMA)
    assert errors(PARAMS, SCHEMA) == []
    assert errors({}, SCHEMA) == []


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"evil": 1}, "/evil"),
        ({"heading": 5}, "/heading"),
        ({"amount": 11}, "/amount"),
        ({"size": "xl"}, "/size"),
        ({"answers": [{}] * 4}, "/answers"),
        ({"single": {"only": "a"}}, "/single"),
        ({"part": {"library": str(NOTE), "params": {"evil": 1}}}, "/part"),
        ({"part": {"library": "Test.Other 1.0", "params": {}}}, "/part"),
        ({"steps": {"subContentId": "1"}}, "/steps/subContentId"),
        ({"picture": {}}, "/picture/path"),
    ],
)
def test_what_does_not_fit_does_not_fit_the_schema(params, place):
    assert any(error.startswith(place) for error in errors(params, SCHEMA))
    filtered = filter_content(params, EVERY, REGISTRY).params
    assert errors(filtered, SCHEMA) == []


def test_what_people_read_comes_along():
    heading = json_schema(EVERY, REGISTRY, language="id")["$defs"]["Test.Every-1.4"]["properties"]["heading"]
    assert (heading["title"], heading["default"], heading["x-h5p-importance"]) == ("Judul", "Tanpa judul", "high")
    body = SCHEMA["$defs"]["Test.Every-1.4"]["properties"]["body"]
    assert (body["contentMediaType"], body["x-h5p-widget"]) == ("text/html", "html")
    assert SCHEMA["$defs"]["Test.Note-1.0"]["title"] == "Note"


def test_a_type_that_is_not_there():
    with pytest.raises(KeyError):
        json_schema(LibraryName("Test.Absent", 1, 0), REGISTRY)
