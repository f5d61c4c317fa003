"""Before and afterwards, of the people of a class: every pair of tests that was given to it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from classes.domain.targets import target_of
from classes.models import ClassGroup
from classes.reports.table import Cell, Report
from courses.domain.outlines import outlines
from courses.models import TrackTest
from quizzes.analysis import FEWEST
from quizzes.domain.gain import gain_report, percent, posttests
from quizzes.gain import TOTAL
from quizzes.models import Attempt, Quiz


def gains_of(group: ClassGroup) -> Report:
    """Of its people of today; silent about too few, as everywhere (quizzes.gain)."""
    people = list(group.members.filter(left_at=None, person__is_active=True).values_list("person", flat=True))
    rows = [row for test in _tests(group, people) for row in _rows(test, people)]
    return Report(
        title=_("Before and afterwards, %(group)s") % {"group": group},
        about=[
            group.organisation.name,
            _("Means of those who took both tests, in percent. Of fewer than %(fewest)s nothing is told.")
            % {"fewest": FEWEST},
        ],
        head=[_("Test"), _("Part"), _("People"), _("Before (%)"), _("Afterwards (%)"), _("Difference")],
        rows=rows,
    )


def _tests(group: ClassGroup, people: Collection[int]) -> list[Quiz]:
    """Tests afterwards among what was given, of a training also its own, and of the paths of the courses that were
    given those that somebody here has begun.
    """
    assignments = list(group.assignments.filter(withdrawn_at=None))
    targets = [target_of(one) for one in assignments]
    given = {key for target in targets if target for key in target.banks}
    own = group.event.posttest_id if group.kind == ClassGroup.Kind.EVENT else None
    paths = _of_paths({one.course for one in assignments}, people)
    return [test for test in posttests() if test.key in given or test.pk == own or test.pk in paths]


def _of_paths(courses: Collection[UUID], people: Collection[int]) -> set[int]:
    tracks = {outline.track for outline in outlines() if outline.course in courses}
    tests = TrackTest.objects.filter(kind=TrackTest.Kind.AFTER, track__slug__in=tracks)
    begun = Attempt.objects.filter(learner__in=people).filter(
        Q(quiz=OuterRef("quiz")) | Q(quiz=OuterRef("quiz__pretest"))
    )
    return set(tests.filter(Exists(begun)).values_list("quiz", flat=True))


def _rows(test: Quiz, people: Collection[int]) -> list[list[Cell]]:
    """Who took each of the two, then what was gained, in all and by pillar."""
    rows = [
        [Cell(test.title), Cell(words), Cell(_handed_in(quiz_id, people)), Cell(None), Cell(None), Cell(None)]
        for words, quiz_id in ((_("took the test before"), test.pretest_id), (_("took the test afterwards"), test.pk))
    ]
    for pillar, gain in gain_report(test, learners=people).everything.items():
        before, after = percent(gain.before), percent(gain.after)
        words = _("took both") if pillar == TOTAL else pillar
        rows.append([Cell(test.title), Cell(words), Cell(gain.people), Cell(before), Cell(after), Cell(after - before)])
    return rows


def _handed_in(quiz: int | None, people: Collection[int]) -> int:
    taken = Attempt.objects.filter(quiz=quiz, learner__in=people, submitted_at__isnull=False)
    return taken.values("learner").distinct().count()
