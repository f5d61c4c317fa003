"""Claimed results in words: whose word it is always stands with the number."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.words import number
from progress.models import H5PResult


def points(score: float, most: float) -> str:
    return _("%(score)s of %(most)s") % {"score": plain(score), "most": plain(most)}


def plain(value: float) -> str:
    """3, not 3.0; 2,5 as people here write it."""
    return number(int(value)) if value == int(value) else number(round(value, 2))


def result_in_words(result: H5PResult, *, unread: bool = False) -> str:
    """“Menurut latihan: 3 dari 4”; with the server's own mark, where it could mark again. Empty: nothing to count.

    ``unread``: points were needed, and the answer they are for could not be read.
    """
    claimed = ""
    if result.claimed_score is not None and result.claimed_max is not None:
        said = points(result.claimed_score, result.claimed_max)
        claimed = _("According to the exercise: %(points)s") % {"points": said}
    if result.marked_score is None or result.marked_max is None:
        hint = _("The answer could not be checked here, so these points do not count. Try the exercise again.")
        return f"{claimed} · {hint}" if unread else claimed
    said = points(result.marked_score, result.marked_max)
    marked = _("Checked again here: %(points)s") % {"points": said}
    return f"{claimed} · {marked}" if claimed else marked
