"""What an H5P content says about itself in the learner's browser: foreign code, so every word is checked. Pure.

Statements are read by ``h5p_wrapper.xapi``; of them only what is shown or counted is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from h5p_wrapper.xapi import Statement, StatementRefused

MOST_BYTES = 128 * 1024  # of one report
MOST_STATEMENTS = 200  # in one report
MOST_PARTS = 100  # of one content that are kept
MOST_POINTS = 1_000_000
LONGEST_TITLE, LONGEST_RESPONSE = 200, 1000
MOST_SECONDS = 24 * 60 * 60

_FINISHING = frozenset({"answered", "completed", "passed", "failed", "mastered"})
_TAG = re.compile(r"<[^>]{0,500}>")


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
    return [_claim(statement) for statement in statements]


def read_finished(text: str) -> Points | None:
    """What the content told when it ended: ``{"score": 3, "max": 4}``. None: nothing to count. Raises BadClaim."""
    said = read_json(text)
    if not isinstance(said, dict):
        raise BadClaim("finished")
    return _points(said.get("score"), said.get("max"))


def read_seconds(text: str) -> int:
    """Whatever is no number of seconds of a day counts as none."""
    known = text.isascii() and text.isdigit() and len(text) < 9
    return min(int(text), MOST_SECONDS) if known else 0


def _claim(sent: Any) -> Claim:
    try:
        statement = Statement.from_json(sent)
    except StatementRefused as refused:
        raise BadClaim(refused.code) from refused
    score = statement.score
    return Claim(
        verb=statement.verb,
        sub=_part_of(statement),
        title=_plain(statement.description or statement.name),
        response=None if statement.response is None else statement.response.replace("\0", ""),
        points=Points(score.raw - score.min, score.max - score.min) if score else None,
        finishes=statement.is_main and (statement.verb in _FINISHING or bool(statement.completion)),
    )


def _part_of(statement: Statement) -> str:
    """Empty for the whole; what stands inside without an id of its own goes by its words."""
    if statement.is_main:
        return ""
    return (statement.sub_content_id or "").lower() or f"?{_plain(statement.description or statement.name)[:60]}"


def _plain(words: str) -> str:
    return " ".join(_TAG.sub(" ", words[:2000]).replace("\0", "").split())[:LONGEST_TITLE]


def _points(earned: Any, most: Any) -> Points | None:
    if earned is None or most is None:
        return None
    for number in (earned, most):
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= MOST_POINTS:
            raise BadClaim("score")
    if earned > most:
        raise BadClaim("score")
    return Points(float(earned), float(most)) if most else None  # text and pictures: nothing to earn


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
        if claim.response is not None:
            part["response"] = claim.response
            part.pop("marked", None)
        part["claimed"] = claim.points.as_json() if claim.points else part["claimed"]
    return list(parts.values())[:MOST_PARTS]


def shortened(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """As they are kept: after they were marked, for which half a response is none."""
    return [part | {"response": part["response"] and part["response"][:LONGEST_RESPONSE]} for part in parts]
