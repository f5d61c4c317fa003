"""What an H5P content says about itself in the learner's browser: foreign code, so every word is checked. Pure.

A statement is xAPI 1.0.3 as H5P's core writes it; of it only what is shown or counted is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

MOST_BYTES = 128 * 1024  # of one report
MOST_STATEMENTS = 200  # in one report
MOST_PARTS = 100  # of one content that are kept
MOST_POINTS = 100_000
LONGEST_TITLE, LONGEST_RESPONSE = 200, 1000
MOST_SECONDS = 24 * 60 * 60

_VERBS = re.compile(
    r"https?://[a-z0-9.-]+/(?:[a-z0-9.-]+/)*"
    r"(attempted|interacted|answered|completed|progressed|passed|failed|mastered|experienced|consumed|scored)"
)
_FINISHING = frozenset({"answered", "completed", "passed", "failed", "mastered"})
_SUB_CONTENT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SUB_KEY = "http://h5p.org/x-api/h5p-subContentId"


class BadClaim(ValueError):
    """Not what a content of ours sends; ``args[0]`` says which part, for a developer's eyes."""


@dataclass(frozen=True)
class Points:
    score: float
    most: float  # above 0

    @property
    def percent(self) -> float:
        return self.score * 100 / self.most

    def as_json(self) -> list[float]:
        return [self.score, self.most]


@dataclass(frozen=True)
class Claim:
    """One statement. ``sub``: id of the part it is about; empty: the content itself."""

    verb: str
    sub: str = ""
    title: str = ""
    response: str | None = None
    points: Points | None = None
    finishes: bool = False


def read_json(text: str) -> Any:
    """Raises BadClaim. NaN and infinity, which Python would take, are no JSON."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadClaim("too large")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadClaim("not JSON") from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def read_claims(text: str) -> list[Claim]:
    """A list of statements. One that is not sound spoils the whole report. Raises BadClaim."""
    statements = read_json(text)
    if not isinstance(statements, list) or len(statements) > MOST_STATEMENTS:
        raise BadClaim("not a list of statements, or too many")
    return [_claim(_object(statement, "statement")) for statement in statements]


def read_finished(text: str) -> Points | None:
    """What the content told when it ended: ``{"score": 3, "max": 4}``. None: nothing to count. Raises BadClaim."""
    return _points(_object(read_json(text), "finished"), "score")


def read_seconds(text: str) -> int:
    """Whatever is no number of seconds of a day counts as none."""
    known = text.isascii() and text.isdigit() and len(text) < 9
    return min(int(text), MOST_SECONDS) if known else 0


def _claim(statement: Mapping[str, Any]) -> Claim:
    verb = _VERBS.fullmatch(_text(_object(statement.get("verb"), "verb").get("id"), 200, "verb"))
    if verb is None:
        raise BadClaim("unknown verb")
    thing = _object(statement.get("object"), "object")
    definition = _object(thing.get("definition", {}), "definition")
    result = _object(statement.get("result", {}), "result")
    sub = _sub_content(_object(definition.get("extensions", {}), "extensions"))
    completion = result.get("completion", False)
    if not isinstance(completion, bool):
        raise BadClaim("completion")
    response = result.get("response")
    if response is not None and not isinstance(response, str):
        raise BadClaim("response")
    return Claim(
        verb=verb[1],
        sub=sub,
        title=_name(definition),
        response=None if response is None else response[:LONGEST_RESPONSE],
        points=_points(_object(result.get("score", {}), "score"), "raw"),
        finishes=not sub and (verb[1] in _FINISHING or completion),
    )


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadClaim(name)
    return value


def _text(value: Any, most: int, name: str) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise BadClaim(name)
    return value


def _sub_content(extensions: Mapping[str, Any]) -> str:
    said = extensions.get(_SUB_KEY)
    if said is None:
        return ""
    text = _text(said, 36, "sub-content").lower()
    if not _SUB_CONTENT.fullmatch(text):
        raise BadClaim("sub-content")
    return text


def _name(definition: Mapping[str, Any]) -> str:
    """What the learner was asked, in whichever language: H5P always writes “en-US”."""
    for words in (definition.get("description"), definition.get("name")):
        if isinstance(words, dict):
            for text in words.values():
                if isinstance(text, str) and text.strip():
                    return " ".join(re.sub(r"<[^>]{0,500}>", " ", text[:2000]).split())[:LONGEST_TITLE]
    return ""


def _points(score: Mapping[str, Any], name: str) -> Points | None:
    earned, most = score.get(name), score.get("max")
    if earned is None or most is None:
        return None
    for number in (earned, most):
        if isinstance(number, bool) or not isinstance(number, int | float) or abs(number) > MOST_POINTS:
            raise BadClaim("score")
        if not isfinite(number):
            raise BadClaim("score")
    if most == 0:
        return None  # text and pictures: nothing to earn
    if most < 0 or earned > most:
        raise BadClaim("score")
    return Points(max(0.0, float(earned)), float(most))  # minus points end at zero


def best_of(points: Iterable[Points | None]) -> Points | None:
    """The go that went best; with as many percent the one over more points."""
    return max(filter(None, points), key=lambda one: (one.percent, one.most), default=None)


def is_done(rule: str, percent: int | None, *, finished: bool, points: Points | None) -> bool:
    """Whether a go fulfils what the author asks for. ``points``: the server's own, where it could mark."""
    match rule:
        case "opened":
            return True
        case "score":
            return points is not None and points.percent >= (percent or 0)
        case _:
            return finished


def merged_parts(kept: list[dict[str, Any]], claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Per part the latest that was said; parts in the order in which they were first spoken of."""
    parts = {part["sub"]: dict(part) for part in kept}
    for claim in claims:
        if not claim.sub and claim.points is None and claim.response is None:
            continue  # “attempted” and the like
        part = parts.setdefault(claim.sub, {"sub": claim.sub, "title": "", "response": None, "claimed": None})
        part["title"] = claim.title or part["title"]
        part["response"] = part["response"] if claim.response is None else claim.response
        part["claimed"] = claim.points.as_json() if claim.points else part["claimed"]
    return list(parts.values())[:MOST_PARTS]
