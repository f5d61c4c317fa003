"""Acts that meet a merge: each ends before it, or finds the account closed; nothing is lost in between."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.domain.merge import CannotMerge, merge_accounts
from accounts.models import AccountMerge
from accounts.roles import Role
from core.requestkeys import AccountClosed
from progress.domain.acts import complete_lesson
from progress.models import LessonState
from tests.factories.courses import course_with_lessons
from tests.factories.people import learner, staff
from tests.progress.doing import NOON, place_of


@pytest.mark.parametrize("lessons", [6])
def test_acts_of_the_merged_account_are_moved_or_refused(in_parallel, lessons):
    outline, by = course_with_lessons(lessons), staff(Role.ADMINISTRATOR)
    kept, gone = learner(), learner()

    def act(lesson):
        def done():
            complete_lesson(
                learner=gone, place=place_of(outline, lesson), by=gone, at=NOON, key=uuid4()
            )  # fmt: skip

        return done

    def merge():
        merge_accounts(kept=kept, merged=gone, reason="other", by=by, at=NOON, key=uuid4())

    acts = [act(lesson) for lesson in outline.lessons]
    results = in_parallel([*acts[:3], merge, *acts[3:]])
    failed = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, AccountClosed) for one in failed), failed
    assert not LessonState.objects.filter(learner=gone).exists()
    assert LessonState.objects.filter(learner=kept).count() == lessons - len(failed)


def test_two_administrators_merge_the_same_two_once(in_parallel):
    first, second = staff(Role.ADMINISTRATOR), staff(Role.ADMINISTRATOR)
    kept, gone = learner(), learner()

    def merge(by, pair):
        return lambda: merge_accounts(kept=pair[0], merged=pair[1], reason="other", by=by, at=NOON, key=uuid4())

    results = in_parallel([merge(first, (kept, gone)), merge(second, (gone, kept)), merge(first, (kept, gone))])
    assert sum(isinstance(one, AccountMerge) for one in results) == 1
    assert sum(isinstance(one, CannotMerge) for one in results) == 2
