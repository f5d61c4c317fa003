"""Frozen contents of questions as plain values, for the pure rules: the shapes that ``freeze`` makes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quizzes.kinds import KINDS
from quizzes.kinds.gaps import parse_gaps

Content = dict[str, Any]
SECRET = "KUNCI"  # in every text that a learner may not read before answering


def choices(kind: str, *correct: bool) -> Content:
    """Choices a, b, c …; ``correct`` says which are right."""
    listed = [
        {"id": letter, "text": letter.upper(), "correct": right, "feedback": f"{SECRET} {letter}"}
        for letter, right in zip("abcdef", correct, strict=False)
    ]
    return {"kind": kind, "stem": "<p>?</p>", "picture": "", "explanation": SECRET, "choices": listed, "shuffle": True}


def places(*correct: bool) -> Content:
    """Places a, b, c … one below the other; ``correct`` says which are right."""
    content = choices("places", *correct)
    for row, place in enumerate(content["choices"]):
        place["place"] = {"x": 5, "y": 14 * row, "width": 90, "height": 12}
    return content | {"shuffle": False}


def number(
    answer: str = "27800", tolerance: str = "0", *, unit: str = "rupiah", traps: dict[str, str] | None = None
) -> Content:
    return {
        "kind": "number", "stem": "<p>?</p>", "picture": "", "explanation": SECRET,
        "answer": answer, "tolerance": tolerance, "unit": unit,
        "traps": [{"value": value, "feedback": feedback} for value, feedback in (traps or {}).items()],
        "feedback_correct": f"{SECRET} tepat", "feedback_incorrect": f"{SECRET} belum",
    }  # fmt: skip


def text(*accepted: str) -> Content:
    return {
        "kind": "short_text", "stem": "<p>?</p>", "picture": "", "explanation": SECRET, "accepted": list(accepted),
        "feedback_correct": f"{SECRET} ya", "feedback_incorrect": f"{SECRET} belum",
    }  # fmt: skip


def general() -> Content:
    return {
        "stem": "<p>?</p>", "picture": "", "explanation": SECRET,
        "feedback_correct": f"{SECRET} ya", "feedback_incorrect": f"{SECRET} belum",
    }  # fmt: skip


def pairs(kind: str, *options: str, others: str = "") -> Content:
    """Rows 1, 2, 3 … and to which option each belongs, by its letter; ``others``: letters that belong to none."""
    rows = [
        {"id": str(n), "text": f"Baris {n}", "option": option, "feedback": f"{SECRET} {n}"}
        for n, option in enumerate(options, 1)
    ]
    listed = [{"id": letter, "text": letter.upper()} for letter in sorted({*options, *others})]
    return general() | {"kind": kind, "rows": rows, "options": listed}


def ordering(letters: str = "abcd", *, whole: bool = False) -> Content:
    items = [{"id": letter, "text": letter.upper()} for letter in letters]
    return general() | {"kind": "ordering", "items": items, "whole": whole}


def gaps(written: str = f"Alamat [*{SECRET}|http|www] lalu [{SECRET}2|.go.id].") -> Content:
    return general() | {"kind": "gaps"} | parse_gaps(written)


def _said() -> Content:
    return {"stem": "<p>?</p>", "picture": "", "explanation": SECRET}


def free_text(*points: int, levels: bool = False, example: str = SECRET, most_words: int | None = None) -> Content:
    """Criteria a, b, c … with so many points each."""
    rubric = [
        {
            "id": letter, "criterion": f"{SECRET} {letter}", "points": most,
            "levels": [f"{SECRET} {n}" for n in range(most + 1)] if levels else [],
        }
        for letter, most in zip("abcdef", points, strict=False)
    ]  # fmt: skip
    return _said() | {"kind": "free_text", "rubric": rubric, "example": example, "most_words": most_words}


def scale(*steps: str) -> Content:
    return _said() | {"kind": "scale", "steps": list(steps or ("rendah", "", "tinggi"))}


def free_words() -> Content:
    return _said() | {"kind": "free_words"}


def some_response(content: Content) -> dict[str, Any]:
    """One that this question can have, whatever it earns."""
    match content["kind"]:
        case "matching" | "groups":
            return {"parts": {content["rows"][0]["id"]: content["options"][0]["id"]}}
        case "ordering":
            return {"order": [item["id"] for item in reversed(content["items"])]}
        case "gaps":
            return {"parts": {"1": "1"}}
        case "scale":
            return {"step": 2}
    return {"choices": ["a"]} if "choices" in content else {"text": "5"}


@st.composite
def any_content(draw: st.DrawFn) -> Content:
    """Any question that an author can publish. Its key is written with SECRET or is a long odd number."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    if kind == "number":
        traps = draw(st.lists(st.integers(0, 9), max_size=3, unique=True))
        return number("918273645", "55443322", traps={f"77{trap}665544": f"{SECRET} {trap}" for trap in traps})
    if kind in ("matching", "groups"):
        return pairs(kind, *draw(st.lists(st.sampled_from("abc"), min_size=2, max_size=8)), others="d")
    if kind == "ordering":
        return ordering("abcdefgh"[: draw(st.integers(3, 8))], whole=draw(st.booleans()))
    if kind == "gaps":
        return gaps(f"Ketik [{SECRET}{draw(st.integers(0, 99))}|{SECRET}].")
    if kind == "short_text":
        return text(*(f"{SECRET}{word}" for word in draw(st.lists(st.text(max_size=8), min_size=1, max_size=4))))
    if kind == "free_text":
        points = draw(st.lists(st.integers(1, 20), min_size=1, max_size=6))
        return free_text(*points, levels=draw(st.booleans()), most_words=draw(st.sampled_from([None, 80])))
    if kind == "scale":
        return scale("rendah", *draw(st.lists(st.sampled_from(["", "sedang"]), min_size=1, max_size=5)), "tinggi")
    if kind == "free_words":
        return free_words()
    if kind == "true_false":
        true = draw(st.booleans())
        return choices(kind, true, not true)
    if kind == "single_choice":
        size = draw(st.integers(2, 6))
        right = draw(st.integers(0, size - 1))
        return choices(kind, *(index == right for index in range(size)))
    return places(*draw(several())) if kind == "places" else choices(kind, *draw(several()))


def several() -> st.SearchStrategy[list[bool]]:
    """Two to six choices of which at least one is right and one is not."""
    return st.lists(st.booleans(), min_size=2, max_size=6).filter(lambda flags: any(flags) and not all(flags))
