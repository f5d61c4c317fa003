"""Each kind as an interaction of QTI 2.1 with its response declaration and processing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from quizzes.formats.model import Attached, Question, Value
from quizzes.formats.rubric import written_rubric
from quizzes.kinds.gaps import parse_gaps

RESPONSE = "RESPONSE"


@dataclass
class Item:
    declarations: list[str]
    body: str
    processing: list[str]
    feedback: dict[str, str] = field(default_factory=dict)  # identifier → text
    holds_picture: bool = False


def item_of(question: Question, picture: str = "") -> Item:
    """``picture``: its address in the package. Raises GapProblem for an unfinished text with gaps."""
    value = question.value
    match question.kind:
        case "single_choice" | "multiple_choice":
            item = _choices(value, several=question.kind == "multiple_choice")
        case "places":
            item = _places(value, question.picture, picture)
        case "true_false":
            item = _choices(_as_choices(value), several=False)
        case "matching":
            rows = [(pair["left"], pair["right"]) for pair in value["pairs"]]
            item = _match(rows, [*dict.fromkeys(right for _left, right in rows), *value["decoys"]])
        case "groups":
            rows = [(thing, group["name"]) for group in value["groups"] for thing in group["things"]]
            item = _match(rows, [group["name"] for group in value["groups"]])
        case "ordering":
            item = _order(value)
        case "gaps":
            item = _gaps(value)
        case "number":
            item = _number(value)
        case "scale":
            item = _scale(value)
        case "free_text":
            item = _extended(written_rubric(value))
        case "free_words":
            item = _extended("")
        case _:
            item = _short_text(value)
    _tell(item, "benar", "SCORE_FULL", value.get("feedback_correct", ""))
    _tell(item, "belum", "SCORE_LESS", value.get("feedback_incorrect", ""))
    _tell(item, "umum", "", question.explanation)
    return item


_FULL = '<gte><variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></gte>'
_WHEN = {"SCORE_FULL": _FULL, "SCORE_LESS": f"<not>{_FULL}</not>"}


def _tell(item: Item, name: str, when: str, text: str) -> None:
    if text:
        item.feedback[name] = text
        item.processing.append(_if(_WHEN[when], _add_feedback(name)) if when else _add_feedback(name))


def _if(condition: str, then: str) -> str:
    return f"<responseCondition><responseIf>{condition}{then}</responseIf></responseCondition>\n"


def _add_feedback(name: str) -> str:
    said = f'<multiple><variable identifier="FEEDBACK"/><baseValue baseType="identifier">{name}</baseValue></multiple>'
    return f'<setOutcomeValue identifier="FEEDBACK">{said}</setOutcomeValue>'


def _set_score(expression: str) -> str:
    return f'<setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue>\n'


def _map_response(identifier: str = RESPONSE) -> str:
    return f'<mapResponse identifier="{identifier}"/>'


def _declaration(
    correct: Iterable[str], *, cardinality: str, base: str, mapping: str = "", identifier: str = RESPONSE
) -> str:
    values = "".join(f"<value>{escape(value)}</value>" for value in correct)
    right = f"<correctResponse>{values}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{identifier}" cardinality="{cardinality}" baseType="{base}">'
        f"{right}{mapping}</responseDeclaration>\n"
    )


def _mapping(entries: Sequence[tuple[str, float]], *, case: bool | None = None) -> str:
    """Never below 0, never above 1. ``case``: of typed texts, whether capital letters count."""
    if not entries:
        return ""
    sensitive = "" if case is None else f' caseSensitive="{"true" if case else "false"}"'
    listed = "".join(
        f'<mapEntry mapKey={quoteattr(key)} mappedValue="{mark:.6g}"{sensitive}/>' for key, mark in entries
    )
    return f'<mapping lowerBound="0" upperBound="1" defaultValue="0">{listed}</mapping>'


def _as_choices(value: Value) -> Value:
    is_true = value["answer"] == "true"
    choices = [
        {"text": "Benar", "correct": is_true, "feedback": value["if_true"]},
        {"text": "Tidak benar", "correct": not is_true, "feedback": value["if_false"]},
    ]
    return {"choices": choices, "shuffle": False}


def _places(value: Value, picture: Attached | None, address: str) -> Item:
    """Rectangles on the picture; a plain choice by name where its size is not known."""
    several = sum(bool(place["correct"]) for place in value["places"]) > 1
    item = _choices(
        {"choices": [place | {"text": place["label"]} for place in value["places"]], "shuffle": False}, several=several
    )
    if picture is None or not picture.width or not picture.height:
        return item
    spots = "".join(
        f'<hotspotChoice identifier="pilihan-{number}" shape="rect" coords="{_corners(place, picture)}"'
        f" hotspotLabel={quoteattr(place['label'])}/>\n"
        for number, place in enumerate(value["places"], 1)
    )
    item.body = (
        f'<hotspotInteraction responseIdentifier="{RESPONSE}" maxChoices="{0 if several else 1}">\n'
        f"<object data={quoteattr(address)} type={quoteattr(_media_type(picture.name))}"
        f' width="{picture.width}" height="{picture.height}">{escape(picture.alt)}</object>\n'
        f"{spots}</hotspotInteraction>"
    )
    item.holds_picture = True
    return item


def _corners(place: Value, picture: Attached) -> str:
    """Left, top, right and bottom in pixels of the picture."""
    across, down = picture.width / 100, picture.height / 100
    left, top, right, bottom = place["x"], place["y"], place["x"] + place["width"], place["y"] + place["height"]
    return f"{round(left * across)},{round(top * down)},{round(right * across)},{round(bottom * down)}"


def _media_type(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return f"image/{_SUBTYPES.get(ending, ending) if ending.isalnum() else 'png'}"


_SUBTYPES = {"jpg": "jpeg", "svg": "svg+xml"}


def _choices(value: Value, *, several: bool) -> Item:
    choices = {f"pilihan-{number}": choice for number, choice in enumerate(value["choices"], 1)}
    right = [name for name, choice in choices.items() if choice["correct"]]
    wrong = len(choices) - len(right)
    marks = [
        (name, (1 / len(right) if several else 1.0) if name in right else -1 / wrong if several else 0.0)
        for name in choices
    ]
    feedback = {f"untuk-{name}": choice["feedback"] for name, choice in choices.items() if choice["feedback"]}
    listed = "".join(
        f'<simpleChoice identifier="{name}">{escape(choice["text"])}</simpleChoice>\n'
        for name, choice in choices.items()
    )
    return Item(
        [_declaration(
            right, cardinality="multiple" if several else "single", base="identifier", mapping=_mapping(marks)
        )],
        f'<choiceInteraction responseIdentifier="{RESPONSE}" shuffle="{"true" if value["shuffle"] else "false"}"'
        f' maxChoices="{0 if several else 1}">\n{listed}</choiceInteraction>',
        [_set_score(_map_response()), *(
            _if(_chosen(name.removeprefix("untuk-"), several=several), _add_feedback(name)) for name in feedback
        )],
        feedback,
    )  # fmt: skip


def _chosen(name: str, *, several: bool) -> str:
    tag = "member" if several else "match"
    return f'<{tag}><baseValue baseType="identifier">{name}</baseValue><variable identifier="{RESPONSE}"/></{tag}>'


def _match(rows: Sequence[tuple[str, str]], sides: Iterable[str]) -> Item:
    options = {side: f"kanan-{number}" for number, side in enumerate(dict.fromkeys(sides), 1)}
    pairs = [f"kiri-{number} {options[right]}" for number, (_left, right) in enumerate(rows, 1)]
    lefts = "".join(
        f'<simpleAssociableChoice identifier="kiri-{number}" matchMax="1">{escape(left)}</simpleAssociableChoice>\n'
        for number, (left, _right) in enumerate(rows, 1)
    )
    rights = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="{len(rows)}">{escape(side)}</simpleAssociableChoice>\n'
        for side, name in options.items()
    )
    mapping = _mapping([(pair, 1 / len(rows)) for pair in pairs])
    return Item(
        [_declaration(pairs, cardinality="multiple", base="directedPair", mapping=mapping)],
        f'<matchInteraction responseIdentifier="{RESPONSE}" shuffle="true" maxAssociations="{len(rows)}">'
        f"<simpleMatchSet>\n{lefts}</simpleMatchSet><simpleMatchSet>\n{rights}</simpleMatchSet></matchInteraction>",
        [_set_score(_map_response())],
    )


def _order(value: Value) -> Item:
    """Only the whole order: QTI has no marks for steps that follow each other without a program in the item."""
    names = [f"langkah-{number}" for number in range(1, len(value["items"]) + 1)]
    listed = "".join(
        f'<simpleChoice identifier="{name}">{escape(text)}</simpleChoice>\n'
        for name, text in zip(names, value["items"], strict=True)
    )
    return Item(
        [_declaration(names, cardinality="ordered", base="identifier")],
        f'<orderInteraction responseIdentifier="{RESPONSE}" shuffle="true">\n{listed}</orderInteraction>',
        [_if(_is_correct(), _set_score('<baseValue baseType="float">1</baseValue>'))],
    )


def _is_correct() -> str:
    return f'<match><variable identifier="{RESPONSE}"/><correct identifier="{RESPONSE}"/></match>'


def _gaps(value: Value) -> Item:
    parsed = parse_gaps(value["text"])
    gaps = {gap["id"]: gap for gap in parsed["gaps"]}
    share = 1 / len(gaps)
    declarations, inline = [], []
    for piece in parsed["pieces"]:
        if "text" in piece:
            inline.append(escape(piece["text"]).replace("\n", "<br/>"))
            continue
        gap = gaps[piece["gap"]]
        name = f"{RESPONSE}{gap['id']}"
        if "choices" in gap:
            ids = {f"isi-{gap['id']}-{choice['id']}": choice for choice in gap["choices"]}
            right = [key for key, choice in ids.items() if choice["correct"]]
            base, mapping = "identifier", _mapping([(key, share) for key in right])
            offered = "".join(
                f'<inlineChoice identifier="{key}">{escape(choice["text"])}</inlineChoice>'
                for key, choice in ids.items()
            )
            inline.append(
                f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="true">{offered}'
                "</inlineChoiceInteraction>"
            )
        else:
            right, base = gap["accepted"], "string"
            mapping = _mapping([(text, share) for text in dict.fromkeys(right)], case=False)
            inline.append(f'<textEntryInteraction responseIdentifier="{name}" expectedLength="20"/>')
        declarations.append(_declaration(right[:1], cardinality="single", base=base, mapping=mapping, identifier=name))
    total = "".join(_map_response(f"{RESPONSE}{identity}") for identity in gaps)
    return Item(declarations, f"<p>{''.join(inline)}</p>", [_set_score(f"<sum>{total}</sum>")])


def _number(value: Value) -> Item:
    """A typed number within a tolerance; frequent mistakes have explanations of their own."""
    unit = f" {escape(value['unit'])}" if value["unit"] else ""
    right = _equal(value["answer"], value["tolerance"])
    traps = {f"keliru-{number}": trap for number, trap in enumerate(value["traps"], 1) if trap["feedback"]}
    return Item(
        [_declaration([value["answer"]], cardinality="single", base="float")],
        f'<p><textEntryInteraction responseIdentifier="{RESPONSE}" expectedLength="12"/>{unit}</p>',
        [
            _if(right, _set_score('<baseValue baseType="float">1</baseValue>')),
            *(_if(_equal(trap["value"], "0"), _add_feedback(name)) for name, trap in traps.items()),
        ],
        {name: trap["feedback"] for name, trap in traps.items()},
    )


def _equal(number: str, tolerance: str) -> str:
    mode = (
        f'toleranceMode="absolute" tolerance="{tolerance} {tolerance}"' if tolerance != "0" else 'toleranceMode="exact"'
    )
    return (
        f'<equal {mode}><variable identifier="{RESPONSE}"/>'
        f'<baseValue baseType="float">{escape(number)}</baseValue></equal>'
    )


def _short_text(value: Value) -> Item:
    accepted = list(dict.fromkeys(value["accepted"]))
    mapping = _mapping([(text, 1.0) for text in accepted], case=bool(value["case"]))
    return Item(
        [_declaration(accepted[:1], cardinality="single", base="string", mapping=mapping)],
        f'<p><textEntryInteraction responseIdentifier="{RESPONSE}" expectedLength="20"/></p>',
        [_set_score(_map_response())],
    )


def _scale(value: Value) -> Item:
    """A choice of which none is right: it has no score."""
    listed = "".join(
        f'<simpleChoice identifier="langkah-{number}">{escape(f"{number} – {words}" if words else str(number))}'
        "</simpleChoice>\n"
        for number, words in enumerate(value["steps"], 1)
    )
    return Item(
        [_declaration((), cardinality="single", base="identifier")],
        f'<choiceInteraction responseIdentifier="{RESPONSE}" shuffle="false" maxChoices="1">\n{listed}'
        "</choiceInteraction>",
        [],
    )


def _extended(rubric: str) -> Item:
    """A person marks it: the rubric is for whoever does, and there is nothing to reckon."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in rubric.split("\n") if line.strip())
    notes = f'<rubricBlock view="scorer">{lines}</rubricBlock>\n' if lines else ""
    return Item(
        [_declaration((), cardinality="single", base="string")],
        f'{notes}<extendedTextInteraction responseIdentifier="{RESPONSE}" expectedLines="8"/>',
        [],
    )
