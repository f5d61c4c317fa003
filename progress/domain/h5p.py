"""H5P in a lesson: where the learner is, what the content claims, and what completes it (DESIGN §4.8)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import requestkeys
from core.requestkeys import act_on
from courses.outline import Activity
from media.h5p.models import H5PContent, H5PContentVersion
from progress.domain.activities import Recorded, locked_enrolment, record
from progress.domain.places import Place
from progress.h5p_claims import (
    MOST_BYTES,
    BadClaim,
    Claim,
    Points,
    best_of,
    is_done,
    merged_parts,
    read_json,
    shortened,
)
from progress.h5p_marks import marked_best, marked_parts, marked_whole, may_trust_claim
from progress.models import H5PResult, H5PState
from progress.rules import Outcome
from quizzes.arrival import first_sequence

MOST_STATE_BYTES = 64 * 1024
MOST_STATES = 40  # parts of one activity
MOST_BYTES_OF_A_LEARNER = 1024 * 1024
MOST_GOES = 100  # of a learner at one activity that are kept
_KIND = re.compile(r"[\w.:-]{1,64}", re.ASCII)  # as h5p_wrapper's relay and lms/static/lms/js/h5p.js have it


class StateTooLarge(Exception):
    """More than is kept for one activity."""


@dataclass(frozen=True)
class Part:
    """State of one part of a content; empty data: forget it."""

    sub_content: str
    data_type: str
    data: str


@dataclass(frozen=True)
class Report:
    """All that one go at a content has said so far; a later one of the same go says everything again."""

    go: UUID
    version: int
    sequence: int
    claims: Sequence[Claim]
    ended: bool = False  # the content said so, apart from its statements
    points: Points | None = None  # with that
    seconds: int = 0


@dataclass(frozen=True)
class Taken:
    """What is now known of the go; None of it where an unknown version was played.

    ``unread``: points were claimed that decide nothing, as the server could not read the answer they are for.
    """

    result: H5PResult | None
    recorded: Recorded = field(default_factory=Recorded)
    done: bool = False
    unread: bool = False


def read_states(text: str) -> list[Part]:
    """``[{"sub": "", "type": "state", "data": "…"}]``. Raises BadClaim, StateTooLarge."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise StateTooLarge
    sent = read_json(text)
    if not isinstance(sent, list):
        raise BadClaim("not a list of states")
    if len(sent) > MOST_STATES:
        raise StateTooLarge
    return [_part(one) for one in sent]


def _part(sent: Any) -> Part:
    if not isinstance(sent, dict):
        raise BadClaim("state")
    sub, kind, data = sent.get("sub", ""), sent.get("type", ""), sent.get("data", "")
    if not all(isinstance(text, str) for text in (sub, kind, data)):
        raise BadClaim("state")
    sub = "" if sub == "0" else sub  # as H5P's core calls the content itself
    if sub:
        try:
            sub = str(UUID(sub))
        except ValueError as error:
            raise BadClaim("sub-content") from error
    if not _KIND.fullmatch(kind) or "\0" in data:
        raise BadClaim("kind of state")
    if len(data.encode("utf-8", "surrogatepass")) > MOST_STATE_BYTES:
        raise StateTooLarge
    return Part(sub, kind, data.encode("utf-8", "replace").decode())


@transaction.atomic
def save_state(
    *,
    learner: User,
    place: Place,
    activity: Activity,
    version: int,
    parts: Collection[Part],
    sequence: int,
    at: datetime,
) -> bool:
    """Keep where the learner is, for any device. False: a newer version is played now, so nothing was kept.

    What another device wrote later stays. Idempotent by ``sequence``.
    """
    current = current_version(activity)
    if current is None or current.number != version:
        return False
    locked_enrolment(learner, place, at)
    mine = H5PState.objects.filter(learner=learner, activity=activity.key)
    mine.exclude(content=activity.ref, version=version).delete()
    kept = {(state.sub_content, state.data_type): state for state in mine}
    if len(kept.keys() | {(part.sub_content, part.data_type) for part in parts}) > MOST_STATES:
        raise StateTooLarge
    sequence = min(sequence, first_sequence(0, at=at))  # a clock that runs ahead may not shut out all others
    for part in parts:
        state = kept.get((part.sub_content, part.data_type))
        if state is None:
            state = H5PState(
                learner=learner, activity=activity.key, sub_content=part.sub_content, data_type=part.data_type
            )
        elif sequence <= state.sequence:
            continue
        state.content, state.version, state.data = activity.ref, version, part.data
        state.sequence, state.updated_at = sequence, at
        state.save()
    _forget_oldest(learner, keep=activity.key)
    return True


def _forget_oldest(learner: User, *, keep: UUID) -> None:
    """States are a comfort: of what is more than a learner's share, the longest untouched go."""
    states = H5PState.objects.filter(learner=learner).exclude(data="")
    sizes = list(states.order_by("-updated_at", "-pk").values_list("pk", "activity", "data"))
    total, gone = 0, []
    for pk, _activity, data in sorted(sizes, key=lambda row: row[1] != keep):
        total += len(data.encode())
        if total > MOST_BYTES_OF_A_LEARNER:
            gone.append(pk)
    if gone:
        H5PState.objects.filter(pk__in=gone).delete()


@dataclass(frozen=True)
class Kept:
    """What a device gets back. ``dropped``: there was something, but of an earlier version of the content."""

    parts: tuple[Part, ...] = ()
    dropped: bool = False
    sequence: int = 0


def states_of(*, learner: User | None, activity: Activity, version: int) -> Kept:
    if learner is None:
        return Kept()
    states = list(H5PState.objects.filter(learner=learner, activity=activity.key).order_by("sub_content", "data_type"))
    fitting = [state for state in states if (state.content, state.version) == (activity.ref, version)]
    parts = tuple(Part(state.sub_content, state.data_type, state.data) for state in fitting if state.data)
    dropped = any(state.data for state in states) and not fitting
    return Kept(parts, dropped, max((state.sequence for state in fitting), default=0))


def current_version(activity: Activity) -> H5PContentVersion | None:
    content = H5PContent.objects.select_related("current").filter(key=activity.ref).first()
    return content.current if content else None


@transaction.atomic
def take_statements(
    *, learner: User, place: Place, activity: Activity, report: Report, by: User, at: datetime, key: UUID
) -> Taken:
    """Keep what one go claims, mark it again where that can be done, and draw the conclusions of the author's rule.

    A report that comes twice, or after a later one of the same go, changes nothing.
    """
    is_first = requestkeys.claim(person=learner.public_id, key=key, act=act_on("h5p", activity.key), at=at)
    played = H5PContentVersion.objects.filter(content__key=activity.ref, number=report.version).first()
    if played is None:
        return Taken(None)
    if not is_first:
        earlier = H5PResult.objects.filter(learner=learner, activity=activity.key, key=report.go).first()
        return _told(activity, earlier, played) if earlier else Taken(None)
    locked_enrolment(learner, place, at)
    result = H5PResult.objects.select_for_update().filter(learner=learner, key=report.go).first()
    if result is not None and result.activity != activity.key:
        raise BadClaim("the go of another activity")
    is_new = result is None
    if result is None:
        result = H5PResult(
            learner=learner, activity=activity.key, content=activity.ref, version=report.version, key=report.go
        )
        result.started_at = result.at = at
    elif report.sequence <= result.sequence or result.version != report.version:
        return _told(activity, result, played)
    _merge(result, report, played, at)
    result.save()
    if is_new:
        _forget_old_goes(result)
    told = _told(activity, result, played)
    recorded = record(
        learner=learner,
        place=place,
        activity=activity.key,
        kind="h5p",
        outcome=Outcome(done=told.done),  # no mark: a certificate must never know of it
        by=by,
        at=at,
        tries=1 if is_new else 0,
    )
    return replace(told, recorded=recorded)


def _merge(result: H5PResult, report: Report, played: H5PContentVersion, at: datetime) -> None:
    whole = [claim for claim in report.claims if not claim.sub]
    claimed = best_of(
        [_points(result.claimed_score, result.claimed_max), *(one.points for one in whole), report.points]
    )
    if claimed:
        result.claimed_score, result.claimed_max = claimed.score, claimed.most
    library, params = played.main_library, played.params
    parts = marked_parts(library, params, merged_parts(result.parts, report.claims))
    marked = best_of(
        [
            _points(result.marked_score, result.marked_max),
            marked_best(library, params, whole),
            marked_whole(library, params, parts, claimed),
        ]
    )
    result.parts = shortened(parts)
    if marked:
        result.marked_score, result.marked_max = marked.score, marked.most
    result.finished = result.finished or report.ended or any(claim.finishes for claim in whole)
    result.sequence = min(report.sequence, first_sequence(0, at=at))
    result.seconds, result.at = max(result.seconds, report.seconds), at


def _points(score: float | None, most: float | None) -> Points | None:
    return None if score is None or most is None else Points(score, most)


def _told(activity: Activity, result: H5PResult, played: H5PContentVersion) -> Taken:
    """What the author's rule makes of all that is known of a go."""
    marked = _points(result.marked_score, result.marked_max)
    claimed = _points(result.claimed_score, result.claimed_max)
    is_trusted = marked is not None or may_trust_claim(played.main_library, played.params, result.parts)
    points = marked or (claimed if is_trusted else None)
    done = is_done(activity.rule, activity.pass_percent, finished=result.finished, points=points)
    return Taken(result, done=done, unread=claimed is not None and not is_trusted)


def _forget_old_goes(latest: H5PResult) -> None:
    goes = H5PResult.objects.filter(learner=latest.learner_id, activity=latest.activity).order_by("-pk")
    old = list(goes.values_list("pk", flat=True)[MOST_GOES:])
    if old:
        H5PResult.objects.filter(pk__in=old).delete()


@transaction.atomic
def declare_done(*, learner: User, place: Place, activity: Activity, by: User, at: datetime, key: UUID) -> Recorded:
    """“Saya sudah membacanya”: the way without JavaScript. Stored as the learner's own word, never as a result."""
    if not requestkeys.claim(person=learner.public_id, key=key, act=act_on("h5p-word", activity.key), at=at):
        return Recorded()
    return record(
        learner=learner,
        place=place,
        activity=activity.key,
        kind="h5p",
        outcome=Outcome(done=True, declared=True),
        by=by,
        at=at,
    )
