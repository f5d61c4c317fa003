"""Which questions an attempt asks. Only numbers are drawn; what the questions say is read of the chosen ones.

The database draws a handful from each group, so that a start takes as long with a large bank as with a small one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Random

from accounts.models import User
from core.languages import language_now
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz, QuizSection
from quizzes.models.bank import in_group
from quizzes.picking import pick

_random = random.SystemRandom()


@dataclass(frozen=True)
class Drawn:
    section: str  # key of the part; empty for fixed questions
    version: QuestionVersion
    order: Sequence[str] | None = None  # of what is mixed, where it was mixed before, as on paper


@dataclass(frozen=True)
class Candidate:
    question: int
    version: int | None  # what it asks now; None while it was never published
    was_seen: bool
    fits: tuple[bool, ...]  # each section


def draw(quiz: Quiz, *, learner: User, last: Attempt | None) -> list[Drawn]:
    """What an attempt that starts now asks. Four queries; five where it is asked in another language."""
    seen = Q(attempt__learner=learner) & (Q(attempt__quiz=quiz.pretest_id) | Q(attempt__quiz__pretest=quiz))
    if last is not None:
        seen |= Q(attempt=last)
    chosen = choose(quiz, Question.objects.filter(live=True, current_version__isnull=False), seen=seen)
    asked = _in_the_language_of_the_interface([one for _section, one in chosen])
    versions = QuestionVersion.objects.in_bulk(asked.values())
    return [Drawn(section, versions[asked[one.question]]) for section, one in chosen]


def _in_the_language_of_the_interface(chosen: Sequence[Candidate]) -> dict[int, int]:
    """Question → the version that is asked: of its translation, where all that were drawn have one.

    Nobody answers a quiz in two languages.
    """
    asked = {one.question: one.version for one in chosen if one.version is not None}
    language = language_now()
    if language == settings.LANGUAGE_CODE:
        return asked
    translations = Question.objects.filter(
        translation_of__in=asked, language=language, live=True, current_version__isnull=False
    )
    said = dict(translations.order_by("-pk").values_list("translation_of", "current_version"))
    return said if said.keys() == asked.keys() else asked


def choose(quiz: Quiz, askable: QuerySet[Question], *, seen: Q | None = None) -> list[tuple[str, Candidate]]:
    """(key of the part, question) in order: each part's random draw, then the fixed ones. No question twice.

    ``seen``: items of attempts. Their questions come again only where the group is too small to do without.
    """
    sections = list(quiz.sections.all())
    fixed = list(dict.fromkeys(row.question_id for row in quiz.fixed_questions.all()))
    candidates = _candidates(askable, sections, fixed, seen)
    free = [one for one in candidates.values() if one.question not in fixed]
    _random.shuffle(free)
    drawn = pick([section.count for section in sections], free)
    parts = [(section.part, chosen) for section, chosen in zip(sections, drawn, strict=True)]
    parts.append(("", [candidates[question] for question in fixed if question in candidates]))
    if quiz.shuffle:
        for _section, questions in parts:
            _random.shuffle(questions)
    return [(section, one) for section, questions in parts for one in questions]


def _candidates(
    askable: QuerySet[Question], sections: Sequence[QuizSection], fixed: list[int], asked_before: Q | None
) -> dict[int, Candidate]:
    """By question: the fixed ones, and from each part's group as many as all parts together need, at random."""
    wanted = [_asked_by(section) for section in sections]
    enough = len(fixed) + sum(section.count for section in sections)
    seen = Q(pk__in=_originals(AttemptItem.objects.filter(asked_before))) if asked_before else None
    unseen_first = (_truth(seen), Random()) if seen else (Random(),)
    any_of = Q(pk__in=fixed)
    for one in wanted:
        any_of |= Q(pk__in=askable.filter(one).order_by(*unseen_first).values("pk")[:enough])
    rows = askable.filter(any_of).order_by()
    numbers = rows.values_list("pk", "current_version", _truth(seen), *map(_truth, wanted))
    return {pk: Candidate(pk, version, was_seen, tuple(fits)) for pk, version, was_seen, *fits in numbers.iterator()}


def _originals(items: QuerySet[AttemptItem]) -> QuerySet[AttemptItem, Any]:
    """The questions of these items; of a translation the one that it stands for."""
    original = Coalesce("version__question__translation_of", "version__question")
    return items.annotate(original=original).values("original")


def _truth(condition: Q | None) -> Combinable:
    return ExpressionWrapper(condition or Value(False), output_field=BooleanField())


def _asked_by(section: QuizSection) -> Q:
    """Group, difficulty and every tag it names."""
    asked = in_group(section.pool_id)
    if section.difficulty:
        asked &= Q(difficulty=section.difficulty)
    for tag, items in (
        (section.pillar_id, "pillar_items"),
        (section.competence_id, "competence_items"),
        (section.topic_id, "topic_items"),
    ):
        if tag is not None:
            tagged = Question._meta.get_field(items).related_model.objects.filter(tag=tag)
            asked &= Q(pk__in=tagged.values("content_object"))
    return asked
