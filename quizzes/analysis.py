"""Item analysis: how hard a question is, whether it tells learners apart, what they answer. Pure.

Formulas: Moodle's quiz statistics (docs.moodle.org/dev/Quiz_statistics_calculations; facility index, discrimination
index) and classical test theory (Lord & Novick 1968). A group is people: five goes of one person are still one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise
from math import sqrt
from operator import itemgetter, mul
from statistics import median
from typing import NamedTuple

from quizzes.kinds import KINDS, Content, Response

FEWEST = 5  # people; about fewer nothing is told, on screens as in exports
FEWEST_TYPED = 3  # people who typed the same, before it is shown: it may be anything, also a name
MOST_ANSWERS = 8  # of one part that are listed; the others are added up
LONGEST = 80  # letters of an answer that are shown

# attempt, position, version, fraction earned (empty where there is no mark), seconds from the start to the answer
Row = tuple[int, int, int, str | None, float | None]


class Said(NamedTuple):
    about: str
    said: str
    fits: bool
    typed: bool


@dataclass(frozen=True)
class Answer:
    """``said`` is empty for all further answers together."""

    about: str
    said: str
    fits: bool
    count: int
    typed: bool = False
    is_shown: bool = field(default=True, compare=False)  # the author's own words, or typed by enough people


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's, -1 to 1; None where one of both never varies."""
    if not xs:
        return None
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    from_x, from_y = [x - middle_x for x in xs], [y - middle_y for y in ys]
    varied_x, varied_y = sum(map(mul, from_x, from_x)), sum(map(mul, from_y, from_y))
    if min(varied_x, varied_y) < 1e-9:
        return None
    return max(-1.0, min(1.0, sum(map(mul, from_x, from_y)) / sqrt(varied_x * varied_y)))


@dataclass
class Evidence:
    """All that is counted of one version of a question or, merged, of the question."""

    marks: Counter[Fraction] = field(default_factory=Counter)
    unmarked: int = 0  # how many times it was asked without a mark, as in surveys
    left_open: int = 0
    people: set[int] = field(default_factory=set)
    own: list[float] = field(default_factory=list)  # fractions, where the attempt had other items …
    others: list[float] = field(default_factory=list)  # … and the mean of those
    seconds: list[float] = field(default_factory=list)
    answers: Counter[Said] = field(default_factory=Counter)  # with those that nobody gave, at 0
    givers: Counter[Said] = field(default_factory=Counter)  # people, at most once for each way of writing it
    known: set[Said] = field(default_factory=set)  # told by the question itself

    @property
    def seen(self) -> int:
        """How many times it was asked."""
        return self.marks.total() + self.unmarked

    def count(self, content: Content, response: Response | None, fraction: str | None, times: int, people: int) -> None:
        """The same response to this content, so many times by so many people, with the mark that it earned then."""
        if fraction:
            self.marks[_exact(fraction)] += times
        else:
            self.unmarked += times
        if response is None:
            self.left_open += times
            return
        for part in KINDS[content["kind"]].parts(content, response):
            said = Said(part.about, _short(part.said), part.fits, part.typed)
            self.answers[said] += times if part.given else 0
            self.givers[said] += people if part.given else 0
            if not part.given or not part.typed:
                self.known.add(said)

    def merge(self, other: Evidence) -> None:
        self.unmarked += other.unmarked
        self.marks.update(other.marks)
        self.left_open += other.left_open
        self.people |= other.people
        self.own += other.own
        self.others += other.others
        self.seconds += other.seconds
        self.answers.update(other.answers)
        self.givers.update(other.givers)
        self.known |= other.known


def is_typed(content: Content, response: Response | None) -> bool:
    """Whether a part of this answer is in somebody's own words."""
    return response is not None and any(part.typed for part in KINDS[content["kind"]].parts(content, response))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


@lru_cache(maxsize=1000)
def _exact(fraction: str) -> Fraction:
    return Fraction(fraction)


@lru_cache(maxsize=1000)
def _mark(fraction: str) -> float:
    return float(_exact(fraction))


def gather(rows: Iterable[Row], learners: Mapping[int, int], wanted: set[int] | None = None) -> dict[int, Evidence]:
    """Version → who saw it, how its mark goes with the others, how long it took; ``wanted``: of these versions only.

    ``learners``: attempt → the number of its learner; rows of other attempts are left out. ``rows`` may be a stream:
    those of one attempt stand together.
    """
    found: dict[int, Evidence] = {}
    for attempt, items in groupby(rows, key=itemgetter(0)):
        if attempt in learners:
            _gather_attempt(list(items), learners[attempt], wanted, found)
    return found


def _gather_attempt(items: list[Row], learner: int, wanted: set[int] | None, found: dict[int, Evidence]) -> None:
    marks = [_mark(fraction) if fraction else None for _attempt, _position, _version, fraction, _after in items]
    carried = [mark for mark in marks if mark is not None]
    total, others = sum(carried), len(carried) - 1
    for (_attempt, _position, version, _fraction, _after), mark in zip(items, marks, strict=True):
        if wanted is not None and version not in wanted:
            continue
        evidence = found.get(version)
        if evidence is None:
            evidence = found[version] = Evidence()
        evidence.people.add(learner)
        if others and mark is not None:
            evidence.own.append(mark)
            evidence.others.append((total - mark) / others)
    for version, seconds in seconds_spent(items):
        if version in found:
            found[version].seconds.append(seconds)


def seconds_spent(items: Iterable[Row]) -> list[tuple[int, float]]:
    """(version, seconds) where the clock knows it: from the answer before to this one.

    Only the last change of an answer is kept. So a time is known only where the answer given just before was the one
    to the question just before (for the first question: where nothing was answered before), and at another moment –
    answers that came together, as after a lost signal, tell nothing. Reading the explanation before counts in.
    """
    answered = sorted([(after, position, version) for _a, position, version, _f, after in items if after is not None])
    steps = [(0.0, 0, 0), *answered]
    return [
        (version, at - before)
        for (before, last, _version), (at, position, version) in pairwise(steps)
        if position == last + 1 and at > before
    ]


class Difficulty(StrEnum):
    LOOK = "look"  # hardly anybody is right, or those who know more are right less often
    HARD = "hard"
    MEDIUM = "medium"
    EASY = "easy"


class Separation(StrEnum):
    """How well the question tells those who know more from those who know less."""

    REVERSED = "reversed"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"


class Hint(StrEnum):
    """What to do about it, most urgent first."""

    REVERSED = "reversed"
    TEMPTING = "tempting"
    TYPED = "typed"
    LEFT_OPEN = "left_open"
    WEAK = "weak"
    KNOWN = "known"


@dataclass(frozen=True)
class ItemStatistics:
    seen: int  # how many times it was asked
    people: int
    left_open: int
    facility: Fraction | None  # 0 to 1; None for a question without a mark, as in surveys
    discrimination: float | None  # -1 to 1
    median_seconds: float | None
    answers: tuple[Answer, ...]

    @property
    def difficulty(self) -> Difficulty | None:
        """Hard below 0.30, easy above 0.70 (Arikunto, Dasar-dasar Evaluasi Pendidikan); below 0.20 it needs a look."""
        if self.facility is None:
            return None
        if self.facility < Fraction(1, 5) or self.separation == Separation.REVERSED:
            return Difficulty.LOOK
        if self.facility < Fraction(3, 10):
            return Difficulty.HARD
        return Difficulty.MEDIUM if self.facility <= Fraction(7, 10) else Difficulty.EASY

    @property
    def index(self) -> float | None:
        """The discrimination as it is shown: what follows from it follows from what is seen."""
        return None if self.discrimination is None else round(self.discrimination, 2) + 0.0  # no “-0”

    @property
    def separation(self) -> Separation | None:
        """Moodle's reading: adequate from 0.30, weak below 0.20, probably invalid below 0."""
        index = self.index
        if index is None:
            return None
        bounds = ((0.0, Separation.REVERSED), (0.2, Separation.WEAK), (0.3, Separation.FAIR))
        return next((word for bound, word in bounds if index < bound), Separation.GOOD)

    @property
    def tempting(self) -> Answer | None:
        """The wrong answer that is given most, where it is given by a quarter or more than the one that fits.

        None where no key says what fits.
        """
        if not any(answer.fits for answer in self.answers):
            return None
        wrong = [answer for answer in self.answers if answer.said and answer.count and not answer.fits]
        worst = max(wrong, key=lambda answer: answer.count, default=None)
        if worst is None:
            return None
        right = max((one.count for one in self.answers if one.fits and one.about == worst.about), default=0)
        return worst if worst.count * 4 >= self.seen or worst.count > right else None

    @property
    def hints(self) -> tuple[Hint, ...]:
        tempting, facility = self.tempting, self.facility
        reasons = {
            Hint.REVERSED: self.separation == Separation.REVERSED,
            Hint.TEMPTING: tempting is not None and not tempting.typed,
            Hint.TYPED: tempting is not None and tempting.typed,
            Hint.LEFT_OPEN: self.left_open * 5 >= self.seen,
            Hint.WEAK: self.separation == Separation.WEAK and facility is not None and facility <= Fraction(9, 10),
            Hint.KNOWN: facility is not None and facility >= Fraction(95, 100),
        }
        return tuple(hint for hint, holds in reasons.items() if holds)


def statistics(evidence: Evidence) -> ItemStatistics | None:
    """None about fewer than FEWEST people.

    Facility: the mean fraction earned, unanswered as 0 (Moodle's facility index; difficulty p of classical test
    theory). Discrimination: corrected item-total correlation, of the item's fraction with the mean of the attempt's
    other items (Moodle's discrimination index); None where one of them is always the same.
    """
    if len(evidence.people) < FEWEST or not evidence.seen:
        return None
    carried = evidence.marks.total()
    earned = sum((mark * times for mark, times in evidence.marks.items()), Fraction(0))
    return ItemStatistics(
        seen=evidence.seen,
        people=len(evidence.people),
        left_open=evidence.left_open,
        facility=earned / carried if carried else None,
        discrimination=correlation(evidence.own, evidence.others),
        median_seconds=median(evidence.seconds) if len(evidence.seconds) >= FEWEST else None,
        answers=_answers(evidence),
    )


def _answers(evidence: Evidence) -> tuple[Answer, ...]:
    """Part by part, the most frequent first; a scale step by step. What few people typed is added up."""
    by_part: dict[str, list[Answer]] = {}
    for said, count in evidence.answers.items():
        is_shown = said in evidence.known or evidence.givers[said] >= FEWEST_TYPED
        answer = Answer(said.about, said.said, said.fits, count, said.typed, is_shown)
        by_part.setdefault(said.about, []).append(answer)
    if not evidence.marks and not any(said.typed for said in evidence.answers):
        return tuple(sorted((one for answers in by_part.values() for one in answers), key=lambda one: one.said))
    return tuple(answer for answers in by_part.values() for answer in _listed(answers))


def _listed(answers: list[Answer]) -> list[Answer]:
    ranked = sorted(answers, key=lambda answer: (-answer.count, not answer.fits, answer.said))
    shown = [answer for answer in ranked if answer.is_shown][:MOST_ANSWERS]
    rest = [answer for answer in ranked if answer not in shown and answer.count]
    rest.sort(key=lambda answer: not answer.fits)
    others = [(fits, list(group)) for fits, group in groupby(rest, key=lambda answer: answer.fits)]
    return shown + [
        Answer(group[0].about, "", fits, sum(answer.count for answer in group), group[0].typed)
        for fits, group in others
    ]


def hardness(item: ItemStatistics) -> tuple[Fraction, float]:
    """Sorts the hardest first; of equally hard ones the one that tells least apart. Without a mark: last."""
    return Fraction(
        2
    ) if item.facility is None else item.facility, 1.0 if item.discrimination is None else item.discrimination


@dataclass(frozen=True)
class Band:
    low: int
    high: int
    count: int


@dataclass(frozen=True)
class Outcome:
    """How a quiz went. Shares are exact."""

    attempts: int
    people: int
    passed: Fraction
    mean: Fraction  # percent
    bands: tuple[Band, ...]


def outcome(marks: Iterable[tuple[int, int, bool]]) -> Outcome | None:
    """``marks``: learner, percent, passed of each attempt handed in. None about fewer than FEWEST people."""
    listed = list(marks)
    people = {learner for learner, _percent, _passed in listed}
    if len(people) < FEWEST:
        return None
    percents = [percent for _learner, percent, _passed in listed]
    return Outcome(
        attempts=len(listed),
        people=len(people),
        passed=Fraction(sum(passed for _learner, _percent, passed in listed), len(listed)),
        mean=Fraction(sum(percents), len(percents)),
        bands=bands(percents),
    )


def bands(percents: Iterable[int]) -> tuple[Band, ...]:
    """0–9, 10–19 … 90–100."""
    counts = Counter(min(percent // 10, 9) for percent in percents)
    return tuple(Band(low * 10, 100 if low == 9 else low * 10 + 9, counts[low]) for low in range(10))
