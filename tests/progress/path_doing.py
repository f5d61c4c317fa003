"""Short ways to take a test of a learning path."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from courses.models import Track, TrackTest
from progress.domain.track_tests import answer_placement, ladder_of, start_test, submit_test
from progress.placement import next_question
from quizzes.domain import attempts
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, Pool
from tests.conftest import NOON
from tests.factories.courses import pool, question, quiz

RIGHT, WRONG = {"choice": ["true"]}, {"choice": ["false"]}


def start(person: Any, test: TrackTest, *, at: datetime = NOON) -> Attempt:
    return start_test(learner=person, test=test, at=at)


def take(person: Any, test: TrackTest, *, right: tuple[str, ...] = (), at: datetime = NOON) -> Attempt:
    """``right``: pillars whose questions are answered rightly; the others are answered, and not rightly."""
    attempt = start(person, test, at=at)
    for item in items_of(attempt):
        attempts.save_answer(
            learner=person, attempt=attempt.public_id, position=item.position, at=at,
            posted=RIGHT if item.section in right else WRONG,
        )  # fmt: skip
    return submit_test(learner=person, attempt=attempt.public_id, at=at)


def climb(person: Any, test: TrackTest, answers: str) -> Attempt:
    """``answers``: one sign for each question that is asked: + right, - not, ? not yet known."""
    attempt = start(person, test)
    for sign in answers:
        following = next_question(ladder_of(test, attempt))
        assert following is not None, "it ended before"
        answer_placement(
            learner=person, attempt=attempt.public_id, position=following.position, at=NOON, key=uuid4(),
            posted={"+": RIGHT, "-": WRONG, "?": {}}[sign],
        )  # fmt: skip
    attempt.refresh_from_db()
    return attempt


def path_addresses(person: Any) -> dict[str, list[Any]]:
    """Name of an address → what stands in it: a test of each kind, that after the path and the placement taken."""
    track, course = Track.objects.earliest("pk"), uuid4()
    made = {}
    for kind in TrackTest.Kind.values:
        exam = quiz(draws=[(_group(), 2)], attempts_allowed=1)
        ladder = [{"course": str(course), "modules": {}}] if kind == TrackTest.Kind.PLACEMENT else []
        test = TrackTest.objects.create(
            track=track, kind=kind, quiz=exam, minutes=7, said={"id": "Tes", "en": "Test"}, ladder=ladder, beyond=course
        )
        made[kind] = start(person, test)
    for kind in (TrackTest.Kind.AFTER, TrackTest.Kind.PLACEMENT):
        submit_test(learner=person, attempt=made[kind].public_id, at=NOON)
    begun, taken = made[TrackTest.Kind.BEFORE].public_id, made[TrackTest.Kind.AFTER].public_id
    return {
        "track_tests": [track.slug],
        "start_test": [made[TrackTest.Kind.BEFORE].context],
        "go_on_with_test": [taken],
        "test_question": [begun, 1],
        "test_review": [begun],
        "test_result": [taken],
        "start_here": [made[TrackTest.Kind.PLACEMENT].public_id],
    }


def _group() -> Pool:
    group = pool()
    for _number in range(2):
        question(pool=group)
    return group
