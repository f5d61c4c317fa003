"""On the page of a learning path in the admin: who took its tests, and what they gained by pillar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from courses.models import Track, TrackTest
from quizzes.admin_gain import gain_chart, gain_lines
from quizzes.analysis import FEWEST
from quizzes.domain.gain import gain_report
from quizzes.models import Attempt


class TrackTestsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/track_tests_panel.html"

        def is_shown(self) -> bool:
            may_see = self.request.user.has_perm("quizzes.view_quiz")
            return bool(may_see and self.instance.pk and self.instance.tests.exists())

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | figures(self.instance)


def figures(track: Track) -> dict[str, Any]:
    """Rows of (test, people who handed it in), and the gain of those who took both; of too few nothing."""
    order = list(TrackTest.Kind)
    tests = sorted(track.tests.select_related("quiz"), key=lambda test: order.index(TrackTest.Kind(test.kind)))
    rows = [(test, _people(test)) for test in tests]
    after = next((test.quiz for test in tests if test.kind == TrackTest.Kind.AFTER), None)
    lines = gain_lines(gain_report(after).everything.values()) if after else []
    return {"rows": rows, "after": after, "lines": lines, "chart": gain_chart(lines), "fewest": FEWEST}


def _people(test: TrackTest) -> int:
    handed_in = Attempt.objects.filter(quiz=test.quiz_id, submitted_at__isnull=False)
    return handed_in.values("learner").distinct().count()
