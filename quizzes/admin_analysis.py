"""Item analysis in words: the same lines for the screen and for its exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.charts import Bar, bar_chart
from core.sheets import Cell
from core.words import number, round_half_up
from quizzes.analysis import Answer, Difficulty, Hint, ItemStatistics, Outcome, Separation
from quizzes.domain.analysis import QuestionStatistics, QuizAnalysis

_DIFFICULTIES = {
    Difficulty.EASY: gettext_lazy("easy"),
    Difficulty.MEDIUM: gettext_lazy("medium"),
    Difficulty.HARD: gettext_lazy("hard"),
    Difficulty.LOOK: gettext_lazy("needs a look"),
}
_SEPARATIONS = {
    Separation.GOOD: gettext_lazy("tells learners apart well"),
    Separation.FAIR: gettext_lazy("tells learners apart fairly"),
    Separation.WEAK: gettext_lazy("hardly tells learners apart"),
    Separation.REVERSED: gettext_lazy("the wrong way round"),
}
_HINTS = {
    Hint.REVERSED: gettext_lazy("Whoever does well elsewhere often misses this one. Check the key and the wording."),
    Hint.TEMPTING: gettext_lazy("Many choose “%(answer)s”: check its explanation."),
    Hint.TYPED: gettext_lazy("Many write “%(answer)s”. Should it be accepted, or explained?"),
    Hint.LEFT_OPEN: gettext_lazy("Many leave it open. Is it clear what is asked?"),
    Hint.WEAK: gettext_lazy("It hardly shows who has learned it. Make the choices or the wording clearer."),
    Hint.KNOWN: gettext_lazy("Nearly everybody knows it. It may stay as an easy start."),
}


def percent(share: Fraction) -> int:
    return int(round_half_up(float(share * 100)))


@dataclass(frozen=True)
class AnswerLine:
    about: str
    said: str
    fits: bool
    count: int
    share: int  # percent of all to whom the question was asked

    @property
    def in_words(self) -> str:
        text = f"{self.about} {self.said}".strip()
        return f"{text} ({_('right')}): {self.count}" if self.fits else f"{text}: {self.count}"


@dataclass(frozen=True)
class ItemLine:
    """Numbers as they are shown and exported, with their words."""

    seen: int
    people: int
    left_open: int
    facility: int | None  # percent; None without a mark
    difficulty: str
    needs_look: bool
    discrimination: float | None
    separation: str
    seconds: int | None
    hints: tuple[str, ...]
    answers: tuple[AnswerLine, ...]

    @property
    def index(self) -> str:
        """The discrimination as people here write it."""
        return "–" if self.discrimination is None else number(self.discrimination, 2)


def item_line(item: ItemStatistics) -> ItemLine:
    return ItemLine(
        seen=item.seen,
        people=item.people,
        left_open=item.left_open,
        facility=None if item.facility is None else percent(item.facility),
        difficulty=str(_DIFFICULTIES[item.difficulty]) if item.difficulty else _("carries no mark"),
        needs_look=item.difficulty == Difficulty.LOOK,
        discrimination=item.index,
        separation=_separation(item),
        seconds=None if item.median_seconds is None else int(round_half_up(item.median_seconds)),
        hints=tuple(_hint(hint, item) for hint in item.hints),
        answers=tuple(_answer_line(answer, item.seen) for answer in item.answers),
    )


def _separation(item: ItemStatistics) -> str:
    if item.facility is None:
        return ""
    return str(_SEPARATIONS[item.separation]) if item.separation else _("not known yet")


def _hint(hint: Hint, item: ItemStatistics) -> str:
    answer = item.tempting
    said = f"{answer.about} {answer.said}".strip() if answer else ""
    return str(_HINTS[hint]) % {"answer": said}


def _answer_line(answer: Answer, seen: int) -> AnswerLine:
    said = answer.said or (_("other answers that fit") if answer.fits else _("other answers"))
    return AnswerLine(answer.about, said, answer.fits, answer.count, percent(Fraction(answer.count, seen)))


@dataclass(frozen=True)
class QuestionLine:
    place: int
    question: int
    stem: str
    total: ItemLine
    versions: tuple[tuple[int, ItemLine], ...] = ()


def question_line(place: int, found: QuestionStatistics) -> QuestionLine:
    stem = " ".join(strip_tags(found.content["stem"].replace("<", " <")).split())
    versions = tuple((version, item_line(item)) for version, item in found.versions)
    return QuestionLine(place, found.question, Truncator(unescape(stem)).chars(160), item_line(found.total), versions)


def question_lines(questions: Iterable[QuestionStatistics]) -> list[QuestionLine]:
    return [question_line(place, found) for place, found in enumerate(questions, 1)]


@dataclass(frozen=True)
class OutcomeLine:
    attempts: int
    people: int
    passed: int  # percent
    mean: int  # percent
    bands: tuple[tuple[str, int], ...]  # “70–79”, attempts
    chart: SafeString


def outcome_line(found: Outcome) -> OutcomeLine:
    bands = tuple((f"{band.low}–{band.high}", band.count) for band in found.bands)
    chart = bar_chart(
        [Bar(label, count) for label, count in bands],
        name="marks",
        title=_("How many attempts earned which mark"),
        description=_("The table beside it holds the same numbers."),
    )
    return OutcomeLine(
        found.attempts,
        found.people,
        percent(found.passed),
        int(round_half_up(float(found.mean))),
        bands,
        mark_safe(chart),  # made of escaped words and numbers
    )


def others_hidden(count: int, fewest: int) -> str:
    text = ngettext(
        "%(count)s question has been seen by fewer than %(fewest)s people. Its numbers come later.",
        "%(count)s questions have been seen by fewer than %(fewest)s people. Their numbers come later.",
        count,
    )
    return text % {"count": count, "fewest": fewest} if count else ""


Rows = list[list[Cell]]


def questions_table(lines: Sequence[QuestionLine]) -> Rows:
    head: list[Cell] = [
        _("No."),
        _("Question"),
        _("Asked"),
        _("People"),
        _("Left open"),
        _("Right (%)"),
        _("How hard"),
        _("Discrimination"),
        _("What it means"),
        _("Usual time (seconds)"),
        _("What to do"),
        _("Answers"),
    ]
    return [head, *([line.place, line.stem, *_cells(line.total)] for line in lines)]


def _cells(item: ItemLine) -> list[Cell]:
    return [
        item.seen,
        item.people,
        item.left_open,
        item.facility,
        item.difficulty,
        item.discrimination,
        item.separation,
        item.seconds,
        " ".join(item.hints),
        "; ".join(answer.in_words for answer in item.answers if answer.count),
    ]


def versions_table(line: QuestionLine) -> Rows:
    """The question as a whole, then version by version."""
    head, whole = questions_table([line])
    parts: Rows = [[version, line.stem, *_cells(item)] for version, item in line.versions]
    return [[_("Version"), *head[1:]], [_("all"), *whole[1:]], *parts]


def answers_table(lines: Sequence[QuestionLine]) -> Rows:
    head: list[Cell] = [_("No."), _("Question"), _("Part"), _("Answer"), _("Right"), _("How often"), _("Share (%)")]
    yes = _("yes")
    rows: Rows = [
        [line.place, line.stem, one.about, one.said, yes if one.fits else "", one.count, one.share]
        for line in lines
        for one in line.total.answers
    ]
    return [head, *rows]


def outcome_table(found: OutcomeLine) -> Rows:
    bands: Rows = [[label, count] for label, count in found.bands]
    return [
        [_("Attempts handed in"), found.attempts],
        [_("People"), found.people],
        [_("Passed (%)"), found.passed],
        [_("Average mark (%)"), found.mean],
        [],
        [_("Mark (%)"), _("Attempts")],
        *bands,
    ]


def quiz_sheets(found: QuizAnalysis) -> dict[str, Rows]:
    lines = question_lines(found.questions)
    sheets = {_("Questions"): questions_table(lines), _("Answers"): answers_table(lines)}
    return sheets | ({_("Summary"): outcome_table(outcome_line(found.outcome))} if found.has_marks else {})
