"""Which questions an attempt asks. Only numbers are drawn; what the questions say is read of the chosen ones."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.db.models.expressions import Combinable

from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz, QuizSection

_random = random.SystemRandom()


@dataclass(frozen=True)
class Drawn:
    section: str  # key of the part; empty for fixed questions
    version: QuestionVersion


@dataclass(frozen=True)
class _Candidate:
    question: int
    version: int
    was_seen: bool
    fits: tuple[bool, ...]  # each section


def draw(quiz: Quiz, *, last: Attempt | None) -> list[Drawn]:
    """In order: each part's random draw, then the fixed ones. No question twice. Four queries.

    Questions of the ``last`` attempt come again only where the group is too small to do without.
    """
    sections = list(quiz.sections.all())
    fixed = list(dict.fromkeys(row.question_id for row in quiz.fixed_questions.all()))
    candidates = _candidates(sections, fixed, last)
    taken = set(fixed)
    parts: list[tuple[str, list[int]]] = []
    for number, section in enumerate(sections):
        fits = [one for one in candidates.values() if one.fits[number] and one.question not in taken]
        _random.shuffle(fits)
        chosen = sorted(fits, key=lambda one: one.was_seen)[: section.count]
        taken.update(one.question for one in chosen)
        parts.append((section.part, [one.version for one in chosen]))
    parts.append(("", [candidates[question].version for question in fixed if question in candidates]))
    if quiz.shuffle:
        for _section, numbers in parts:
            _random.shuffle(numbers)
    versions = QuestionVersion.objects.in_bulk({version for _section, numbers in parts for version in numbers})
    return [Drawn(section, versions[version]) for section, numbers in parts for version in numbers]


def _candidates(sections: Iterable[QuizSection], fixed: list[int], last: Attempt | None) -> dict[int, _Candidate]:
    """By question: all published ones that some part asks for, as five numbers each, however much they say."""
    wanted = [_asked_by(section) for section in sections]
    any_of = Q(pk__in=fixed)
    for one in wanted:
        any_of |= one
    seen = Q(pk__in=AttemptItem.objects.filter(attempt=last).values("version__question")) if last else None
    rows = Question.objects.filter(any_of, live=True, current_version__isnull=False).order_by()
    numbers = rows.values_list("pk", "current_version", _truth(seen), *map(_truth, wanted))
    return {pk: _Candidate(pk, version, was_seen, tuple(fits)) for pk, version, was_seen, *fits in numbers.iterator()}


def _truth(condition: Q | None) -> Combinable:
    return ExpressionWrapper(condition or Value(False), output_field=BooleanField())


def _asked_by(section: QuizSection) -> Q:
    """Group, difficulty and every tag it names."""
    asked = Q(pool=section.pool_id)
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
