"""Any question that our bank can hold, for round trips."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from quizzes.formats.model import Attached, Question, Value
from quizzes.formats.text import one_line, paragraphs, rich
from quizzes.kinds.gaps import GapProblem, parse_gaps

LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co"), blacklist_characters="\u2028\u2029")
SIGNS = st.sampled_from(["<b>", "&amp;", "=", "~", "#", "{", "}", "\\", "\\n", "::", "->", "%50%", "//", "/", "*", ";", "'", '"', "[html]", "ꦱ", "😀"])  # fmt: skip


@st.composite
def line(draw: st.DrawFn, longest: int = 40) -> str:
    """One line of words, with all that other formats give a meaning to."""
    parts = draw(st.lists(st.one_of(st.text(LETTERS, min_size=1, max_size=6), SIGNS), min_size=1, max_size=5))
    return one_line("".join(parts))[:longest].strip() or "kata"


def words() -> st.SearchStrategy[str]:
    """Some lines, perhaps none."""
    return st.lists(line(), max_size=3).map("\n".join)


def stems() -> st.SearchStrategy[str]:
    plain = words().map(paragraphs)
    marked = st.sampled_from(["<p>Ini <b>tebal</b> &amp; <i>miring</i></p>", "<ul><li>satu</li><li>dua</li></ul>"])
    return st.lists(st.one_of(plain, marked), min_size=1, max_size=3).map("".join).map(rich).filter(bool)


def several_lines(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(line(), min_size=least, max_size=most, unique=True)


def numbers(*, negative: bool = True) -> st.SearchStrategy[str]:
    whole = st.integers(-(10**6) if negative else 0, 10**6).map(str)
    parted = st.tuples(st.integers(0, 999), st.integers(1, 99)).map(lambda n: f"{n[0]}.{n[1]:02d}".rstrip("0"))
    return st.one_of(whole, parted)


def _readable(text: str) -> bool:
    try:
        parse_gaps(text)
    except GapProblem:
        return False
    return True


@st.composite
def gap_texts(draw: st.DrawFn) -> str:
    plain = line().map(lambda text: re.sub(r"[\[\]|*\\]", "", text).strip() or "kata")
    pieces = []
    for _number in range(draw(st.integers(1, 3))):
        options = draw(st.lists(plain, min_size=2, max_size=4, unique=True))
        gap = "|".join([f"*{options[0]}", *options[1:]]) if draw(st.booleans()) else "|".join(options)
        pieces.append(f"{draw(plain)} [{gap}]")
    return " ".join([*pieces, draw(plain)]).replace("  ", " ")


@st.composite
def levels(draw: st.DrawFn, points: int) -> str:
    """Words for every number of points, of which those in the middle may be empty; or none."""
    if not draw(st.booleans()):
        return ""
    return "\n".join([draw(line()), *(draw(st.one_of(st.just(""), line())) for _n in range(points - 1)), draw(line())])


@st.composite
def values(draw: st.DrawFn, kind: str) -> Value:
    explained = {"feedback_correct": draw(words()), "feedback_incorrect": draw(words())}
    match kind:
        case "single_choice" | "multiple_choice":
            texts = draw(several_lines(2, 6))
            right = 1 if kind == "single_choice" else draw(st.integers(1, len(texts) - 1))
            choices = [{"text": t, "correct": n < right, "feedback": draw(words())} for n, t in enumerate(texts)]
            return {"choices": draw(st.permutations(choices)), "shuffle": draw(st.booleans())}
        case "true_false":
            return {
                "answer": draw(st.sampled_from(["true", "false"])),
                "if_true": draw(words()),
                "if_false": draw(words()),
            }
        case "matching":
            texts = draw(several_lines(4, 12))
            half = len(texts) // 2
            pairs = [
                {"left": a, "right": b, "feedback": draw(words())}
                for a, b in zip(texts[:half], texts[half : 2 * half], strict=True)
            ]
            return explained | {"pairs": pairs, "decoys": texts[2 * half :]}
        case "groups":
            texts = draw(several_lines(4, 14))
            names, things = texts[:2], texts[2:]
            half = len(things) // 2
            return explained | {
                "groups": [{"name": names[0], "things": things[:half]}, {"name": names[1], "things": things[half:]}]
            }
        case "ordering":
            return explained | {"items": draw(several_lines(3, 8)), "whole": draw(st.booleans())}
        case "gaps":
            return explained | {"text": draw(gap_texts().filter(_readable))}
        case "places":
            side = st.integers(12, 50)
            places = [
                {"label": label, "x": draw(st.integers(0, 50)), "y": draw(st.integers(0, 50)), "width": draw(side),
                 "height": draw(side), "correct": number == 0, "feedback": draw(words())}
                for number, label in enumerate(draw(several_lines(2, 12)))
            ]  # fmt: skip
            return {"places": places}
        case "number":
            traps = [{"value": draw(numbers()), "feedback": draw(words())} for _n in range(draw(st.integers(0, 2)))]
            unit = draw(st.sampled_from(["", "GB", "rupiah"]))
            return explained | {
                "answer": draw(numbers()),
                "tolerance": draw(numbers(negative=False)),
                "unit": unit,
                "traps": traps,
            }
        case "free_text":
            points = draw(st.lists(st.integers(1, 20), min_size=1, max_size=6))
            texts = draw(several_lines(len(points), len(points)))
            rubric = [
                {"criterion": t, "points": n, "levels": draw(levels(n))} for t, n in zip(texts, points, strict=True)
            ]
            most_words = draw(st.none() | st.integers(10, 600))
            return {"rubric": rubric, "example": draw(words()), "most_words": most_words}
        case "scale":
            between = st.lists(st.one_of(st.just(""), line()), min_size=1, max_size=5)
            return {"steps": [draw(line()), *draw(between), draw(line())]}
        case "free_words":
            return {}
    accepted = draw(several_lines(1, 5))
    return explained | {"accepted": accepted, "case": draw(st.booleans()), "ignore_spaces": draw(st.booleans())}


def groups_of_questions() -> st.SearchStrategy[str]:
    """Names that begin and end with no slash, which separates them in a path."""
    return (
        line()
        .map(lambda text: text.strip("/").strip() or "Modul")
        .filter(lambda text: text != "top" and text[0] != "$")
    )


@st.composite
def questions(draw: st.DrawFn, kinds: Any, *, pictures: bool = False) -> Question:
    kind = draw(st.sampled_from(sorted(kinds)))
    picture = Attached("gambar 1.png", draw(st.binary(min_size=1, max_size=40)), draw(line()))
    return Question(
        kind=kind, stem=draw(stems()), value=draw(values(kind)), explanation=draw(words()),
        difficulty=draw(st.sampled_from(["easy", "medium", "hard"])),
        category=(draw(groups_of_questions()),),
        tags=tuple(draw(st.lists(line().map(lambda text: text.replace(";", "").strip() or "label"), max_size=2, unique=True))),
        hints=tuple(draw(st.lists(line(), max_size=3))),
        picture=picture if pictures and draw(st.booleans()) else None,
    )  # fmt: skip
