"""The package against the specification: IMS QTI 2.1 (assessmentItem, interactions, processing) and Content Packaging 1.1."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.examples import EXAMPLES
from quizzes.formats.model import Attached, Question
from quizzes.formats.qti21 import write_qti21
from quizzes.kinds import KINDS
from tests.quizzes.formats.strategies import questions

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)  # QTI 2.1, “identifier”; ours stay within ASCII
# QTI 2.1, assessmentItem: its parts stand in this order.
ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
BASE_TYPES = {
    "identifier",
    "boolean",
    "integer",
    "float",
    "string",
    "point",
    "pair",
    "directedPair",
    "duration",
    "file",
    "uri",
}
CARDINALITIES = {"single", "multiple", "ordered", "record"}
REQUIRED = {  # attributes that the specification demands
    "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "orderInteraction": {"responseIdentifier", "shuffle"},
    "matchInteraction": {"responseIdentifier", "shuffle", "maxAssociations"},
    "inlineChoiceInteraction": {"responseIdentifier", "shuffle"},
    "hotspotInteraction": {"responseIdentifier", "maxChoices"},
    "hotspotChoice": {"identifier", "shape", "coords"},
    "object": {"data", "type"},
    "textEntryInteraction": {"responseIdentifier"},
    "extendedTextInteraction": {"responseIdentifier"},
    "rubricBlock": {"view"},
    "simpleChoice": {"identifier"},
    "inlineChoice": {"identifier"},
    "simpleAssociableChoice": {"identifier", "matchMax"},
    "mapEntry": {"mapKey", "mappedValue"},
    "mapping": {"defaultValue"},
    "equal": {"toleranceMode"},
    "modalFeedback": {"outcomeIdentifier", "identifier", "showHide"},
    "img": {"src", "alt"},
}
INTERACTIONS = {name for name in REQUIRED if name.endswith("Interaction")}
XHTML = {"p", "b", "i", "code", "ul", "ol", "li", "br", "img"}
EXPRESSIONS = {
    "responseCondition", "responseIf", "setOutcomeValue", "mapResponse", "match", "member", "not", "gte", "equal", "sum", "multiple",
    "variable", "correct", "baseValue",
}  # fmt: skip
PARTS = {"simpleMatchSet", "correctResponse", "value", "defaultValue"}


def local(element: ET.Element) -> str:
    assert element.tag.startswith(QTI), element.tag
    return element.tag.removeprefix(QTI)


def opened(package: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package))


def items(*asked: Question) -> list[ET.Element]:
    with opened(write_qti21(asked)) as package:
        names = [name for name in sorted(package.namelist()) if name.startswith("soal/")]
        return [ET.fromstring(package.read(name)) for name in names]  # noqa: S314 – our own


def check_item(item: ET.Element) -> None:
    assert local(item) == "assessmentItem"
    assert {"identifier", "title", "adaptive", "timeDependent"} <= item.attrib.keys()
    order = [ORDER.index(local(part)) for part in item]
    assert order == sorted(order)
    declared = {one.get("identifier"): one for one in item.iter(f"{QTI}responseDeclaration")}
    outcomes = {one.get("identifier") for one in item.iter(f"{QTI}outcomeDeclaration")}
    for one in [*declared.values(), *item.iter(f"{QTI}outcomeDeclaration")]:
        assert one.get("cardinality") in CARDINALITIES
        assert one.get("baseType") in BASE_TYPES
    for element in item.iter():
        name = local(element)
        assert name in {*ORDER, *REQUIRED, *XHTML, *EXPRESSIONS, *PARTS, "assessmentItem"}, name
        assert REQUIRED.get(name, set()) <= element.attrib.keys(), name
        if identity := element.get("identifier"):
            assert IDENTIFIER.fullmatch(identity)
    body = item.find(f"{QTI}itemBody")
    asked = [element for element in body.iter() if local(element) in INTERACTIONS]
    assert sorted(one.get("responseIdentifier") for one in asked) == sorted(declared)
    for interaction in asked:
        check_interaction(interaction, declared[interaction.get("responseIdentifier")])
    check_processing(item, declared.keys(), outcomes)


def check_interaction(interaction: ET.Element, declaration: ET.Element) -> None:
    """Correct responses and mapped keys name choices that are there, each once; cardinality and type fit the interaction."""
    names = [one.get("identifier") for one in interaction.iter() if one.get("identifier")]
    assert len(names) == len(set(names))
    values = [value.text for value in declaration.iterfind(f"{QTI}correctResponse/{QTI}value")]
    keys = [entry.get("mapKey") for entry in declaration.iter(f"{QTI}mapEntry")]
    assert len(keys) == len(set(keys))
    kind = (local(interaction), declaration.get("cardinality"), declaration.get("baseType"))
    match kind:
        case ("choiceInteraction" | "hotspotInteraction", "single" | "multiple", "identifier") | (
            "inlineChoiceInteraction",
            "single",
            "identifier",
        ):
            assert set(values) | set(keys) <= set(names)
        case ("orderInteraction", "ordered", "identifier"):
            assert sorted(values) == sorted(names)
        case ("matchInteraction", "multiple", "directedPair"):
            left, right = (
                [one.get("identifier") for one in group] for group in interaction.iterfind(f"{QTI}simpleMatchSet")
            )
            for pair in [*values, *keys]:
                first, second = pair.split(" ")
                assert (first in left, second in right) == (True, True)
        case ("textEntryInteraction", "single", "string" | "float") | ("extendedTextInteraction", "single", "string"):
            pass
        case _:
            pytest.fail(str(kind))
    if declaration.get("baseType") == "float":
        assert [float(value) for value in values]


def check_processing(item: ET.Element, responses, outcomes) -> None:
    """What is read and set is declared, and each explanation can be reached."""
    processing = item.find(f"{QTI}responseProcessing")
    for variable in processing.iter(f"{QTI}variable"):
        assert variable.get("identifier") in {*responses, *outcomes}
    for name in ("mapResponse", "correct"):
        assert {one.get("identifier") for one in processing.iter(f"{QTI}{name}")} <= set(responses)
    assert {one.get("identifier") for one in processing.iter(f"{QTI}setOutcomeValue")} <= outcomes
    has_key = any(item.iter(f"{QTI}correctResponse"))  # else a person marks it, or nobody
    assert ("SCORE" in {one.get("identifier") for one in processing.iter(f"{QTI}setOutcomeValue")}) == has_key
    told = {value.text for value in processing.iter(f"{QTI}baseValue") if value.get("baseType") == "identifier"}
    for feedback in item.iterfind(f"{QTI}modalFeedback"):
        assert feedback.get("outcomeIdentifier") in outcomes
        assert feedback.get("identifier") in told


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.kind for one in EXAMPLES])
def test_each_kind_is_an_item_of_the_specification(example):
    (item,) = items(example)
    check_item(item)


@given(st.lists(questions(KINDS, pictures=True), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_whatever_the_bank_holds_makes_a_valid_package(asked):
    for item in items(*asked):
        check_item(item)


def spot(label: str, x: int, *, correct: bool = False) -> dict[str, object]:
    return {"label": label, "x": x, "y": 10, "width": 20, "height": 30, "correct": correct, "feedback": "Ya."}


def test_places_are_rectangles_on_the_picture_in_its_own_pixels():
    value = {"places": [spot("Kipas", 5, correct=True), spot("Jam", 50), spot("Batang", 75, correct=True)]}
    picture = Attached("layar.svg", b"<svg/>", "Layar", 320, 200)
    (item,) = items(Question("places", "<p>Ketuk.</p>", value, picture=picture))
    check_item(item)
    (shown,) = item.iter(f"{QTI}object")
    assert (shown.attrib, shown.text) == (
        {"data": "../gambar/soal-00001.svg", "type": "image/svg+xml", "width": "320", "height": "200"}, "Layar",
    )  # fmt: skip
    spots = {one.get("hotspotLabel"): one.get("coords") for one in item.iter(f"{QTI}hotspotChoice")}
    assert spots == {"Kipas": "16,20,80,80", "Jam": "160,20,224,80", "Batang": "240,20,304,80"}
    assert [value.text for value in item.iter(f"{QTI}value") if value.text != "0"] == ["pilihan-1", "pilihan-3"]
    assert not list(item.iter(f"{QTI}img"))


def test_the_manifest_lists_every_file_and_nothing_else():
    picture = Question(
        "true_false",
        "<p>Ya?</p>",
        {"answer": "true", "if_true": "", "if_false": ""},
        picture=Attached("Papan nama.PNG", b"isi", "Papan"),
    )
    with opened(write_qti21([*EXAMPLES, picture])) as package:
        manifest = ET.fromstring(package.read("imsmanifest.xml"))  # noqa: S314 – our own
        assert [child.tag.removeprefix(CP) for child in manifest] == ["metadata", "organizations", "resources"]
        resources = manifest.findall(f"{CP}resources/{CP}resource")
        assert {one.get("type") for one in resources} == {"imsqti_item_xmlv2p1"}
        assert len({one.get("identifier") for one in resources}) == len(EXAMPLES) + 1
        listed = [file.get("href") for one in resources for file in one]
        assert sorted([*listed, "imsmanifest.xml"]) == sorted(package.namelist())
        assert package.read(resources[-1][1].get("href")) == b"isi"


def score(name: str, keys: dict[str, float]) -> None:
    (item,) = items(next(one for one in EXAMPLES if one.kind == name))
    assert {entry.get("mapKey"): float(entry.get("mappedValue")) for entry in item.iter(f"{QTI}mapEntry")} == keys


def test_marks_are_ours():
    score("single_choice", {"pilihan-1": 0, "pilihan-2": 1, "pilihan-3": 0})
    score("multiple_choice", {"pilihan-1": 0.5, "pilihan-2": 0.5, "pilihan-3": -1})
    score("true_false", {"pilihan-1": 0, "pilihan-2": 1})
    score("matching", {"kiri-1 kanan-1": 0.5, "kiri-2 kanan-2": 0.5})
    score("gaps", {"go.id": 0.5, ".go.id": 0.5, "isi-2-2": 0.5})


def test_the_same_questions_make_the_same_bytes():
    assert write_qti21(EXAMPLES) == write_qti21(EXAMPLES)
