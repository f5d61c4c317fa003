"""Where a question, a quiz or a group of questions is used: in lessons, in quizzes, in attempts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from quizzes.models import Attempt, AttemptItem, CheckAnswer, Pool, Question, Quiz, QuizQuestion, QuizSection


@dataclass(frozen=True)
class Uses:
    """``fixed``: quizzes that cannot do without it. ``drawn``: those that may ask it."""

    pages: tuple[Page, ...] = ()
    fixed: tuple[Quiz, ...] = ()
    drawn: tuple[Quiz, ...] = ()
    before: tuple[Quiz, ...] = ()  # quizzes whose test before the course it is
    questions: int = 0  # of a group
    attempts: int = 0
    answers: int = 0  # inside lessons

    @property
    def forbid_deleting(self) -> bool:
        """What is only drawn from a group may go: the group has others, or its quiz says that it has too few."""
        return bool(self.pages or self.fixed or self.before or self.questions or self.attempts or self.answers)

    @property
    def is_unused(self) -> bool:
        return not self.forbid_deleting and not self.drawn


def uses_of(thing: Question | Quiz | Pool) -> Uses:
    match thing:
        case Question():
            return _of_question(thing)
        case Quiz():
            return Uses(
                pages=_pages_with(thing),
                before=tuple(thing.posttests.order_by("title", "pk")),
                attempts=Attempt.objects.filter(quiz=thing).count(),
            )
    drawing = Quiz.objects.filter(sections__pool=thing).order_by("title", "pk").distinct()
    return Uses(fixed=tuple(drawing), questions=thing.questions.count())


def _of_question(question: Question) -> Uses:
    fixed = Quiz.objects.filter(fixed_questions__question=question).order_by("title", "pk").distinct()
    drawn = Quiz.objects.filter(
        Exists(
            QuizSection.objects.filter(
                Q(difficulty="") | Q(difficulty=question.difficulty), quiz=OuterRef("pk"), pool__in=_groups_of(question)
            )
        )
    )
    return Uses(
        pages=_pages_with(question),
        fixed=tuple(fixed),
        drawn=tuple(drawn.exclude(pk__in=fixed).order_by("title", "pk")) if question.pool_id else (),
        attempts=AttemptItem.objects.filter(version__question=question).count(),
        answers=CheckAnswer.objects.filter(version__question=question).count(),
    )


def _groups_of(question: Question) -> list[int]:
    """Its group, and those that this one lies in."""
    pool, found = question.pool, list[int]()
    while pool is not None and pool.pk not in found:
        found.append(pool.pk)
        pool = pool.within
    return found


def _pages_with(thing: Question | Quiz) -> tuple[Page, ...]:
    """Published or not; also those whose newest draft alone has it, which Wagtail's index does not know."""
    kind = ContentType.objects.get_for_model(thing)
    found = {
        int(pk)
        for pk in ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page), to_content_type=kind, to_object_id=str(thing.pk)
        ).values_list("object_id", flat=True)
    }
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False).exclude(pk__in=found)
    for draft in drafts.select_related("latest_revision"):
        references = ReferenceIndex._extract_references_from_object(draft.latest_revision.as_object())
        if any((model, pk) == (kind.pk, str(thing.pk)) for model, pk, _where, _path in references):
            found.add(draft.pk)
    return tuple(Page.objects.filter(pk__in=found).order_by("title", "pk"))


def unused_questions(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Those that no quiz asks or draws, no published lesson shows and nobody has answered."""
    kind = ContentType.objects.get_for_model(Question)
    shown = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=kind,
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    group = Q(pool=OuterRef("pool")) | Q(pool=OuterRef("pool__within")) | Q(pool=OuterRef("pool__within__within"))
    drawing = QuizSection.objects.filter(group, Q(difficulty="") | Q(difficulty=OuterRef("difficulty")))
    return questions.exclude(
        Exists(QuizQuestion.objects.filter(question=OuterRef("pk")))
        | Exists(drawing)
        | Exists(shown)
        | Exists(AttemptItem.objects.filter(version__question=OuterRef("pk")))
        | Exists(CheckAnswer.objects.filter(version__question=OuterRef("pk")))
    )


def used_among(things: Iterable[Question | Quiz | Pool]) -> list[tuple[Question | Quiz | Pool, Uses]]:
    """Those that may not be deleted, and why."""
    return [(thing, uses) for thing in things if (uses := uses_of(thing)).forbid_deleting]
