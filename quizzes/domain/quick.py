"""Several questions at once, with their quiz: made together, found again by one key, taken back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from quizzes.domain.drafts import save_drafts, tag_names
from quizzes.domain.usage import uses_of
from quizzes.formats import model as exchange
from quizzes.formats.quick import MAX_TYPED_QUESTIONS
from quizzes.models import Pool, Question, QuestionVersion, Quiz, QuizQuestion


class Then(StrEnum):
    """What becomes of what was made."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISH = "publish"


@dataclass(frozen=True)
class QuizWish:
    title: str
    pass_percent: int


@dataclass(frozen=True)
class Made:
    questions: tuple[Question, ...]
    quiz: Quiz | None
    pool: Pool | None  # made for them


class CannotUndo(Exception):
    """Somebody uses it already, or has gone on writing. ``things``: which."""

    def __init__(self, things: Sequence[Question | Quiz]) -> None:
        super().__init__(things)
        self.things = tuple(things)


def made_with(key: UUID) -> Made | None:
    """None where nothing was made with this key, or where all of it is gone."""
    questions = Question.objects.filter(key__in=_keys(key, MAX_TYPED_QUESTIONS)).select_related("pool").order_by("pk")
    quiz = Quiz.objects.filter(key=key).first()
    made = Made(tuple(questions), quiz, Pool.objects.filter(key=_pool_key(key)).first())
    return made if made.questions or made.quiz else None


def is_maker(key: UUID, person: User) -> bool:
    """Whoever wrote the first draft of it."""
    made = made_with(key)
    if made is None:
        return False
    first = Revision.objects.for_instance(made.quiz or made.questions[0]).order_by("created_at", "pk").first()
    return first is not None and first.user_id == person.pk


@transaction.atomic
def make_questions(
    *,
    key: UUID,
    sources: Sequence[exchange.Question],
    pool: Pool | None,
    new_pool: str,
    quiz: QuizWish | None,
    then: Then,
    by: User,
    at: datetime,
) -> None:
    """All of them, once for each ``key``, into ``pool`` or a group of their own; with a quiz that asks all in order."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a second press waits here and finds it done
    if made_with(key) is not None:
        return
    target = pool or Pool.objects.create(key=_pool_key(key), name=new_pool)
    keys = _keys(key, len(sources))
    names = {name for source in sources for name in tag_names(source)}
    batches = save_drafts([(source, target) for source in sources], names=names, by=by, at=at, keys=keys)
    questions = [question for batch in batches for question in batch]
    made: list[Question | Quiz] = [*questions]
    if quiz is not None:
        made.append(_quiz(key, quiz, questions, by))
    for thing in made:
        if then == Then.PUBLISH:
            thing.latest_revision.publish(user=by)
        elif then == Then.REVIEW and (workflow := thing.get_workflow()):
            workflow.start(thing, by)


def _keys(key: UUID, count: int) -> list[UUID]:
    return [uuid5(key, str(number)) for number in range(count)]


def _pool_key(key: UUID) -> UUID:
    return uuid5(key, "pool")


def _quiz(key: UUID, wish: QuizWish, questions: Sequence[Question], by: User) -> Quiz:
    quiz = Quiz(key=key, title=wish.title, pass_percent=wish.pass_percent, live=False)
    quiz.fixed_questions = [QuizQuestion(question=question, sort_order=n) for n, question in enumerate(questions)]
    quiz.save()
    quiz.save_revision(user=by)
    log(instance=quiz, action="wagtail.create", user=by, revision=quiz.latest_revision, content_changed=True)
    return quiz


@transaction.atomic
def undo(*, key: UUID, by: User) -> int:
    """Delete what was made with this key and tell how many questions that were. Raises CannotUndo; then all stays."""
    made = made_with(key)
    if made is None:
        return 0
    versions = QuestionVersion.objects.filter(question__in=made.questions)
    list(versions.select_for_update().values_list("pk"))  # whoever starts an attempt now comes before or after
    if kept := [
        thing for thing in (*made.questions, *([made.quiz] if made.quiz else ())) if _is_taken(thing, made, by)
    ]:
        raise CannotUndo(kept)
    if made.quiz:
        made.quiz.delete()
    Question.objects.filter(pk__in=[question.pk for question in made.questions]).update(current_version=None)
    versions.delete()
    for question in made.questions:
        log(instance=question, action="wagtail.delete", user=by, deleted=True)
        question.delete()
    if made.pool and uses_of(made.pool).is_unused:
        made.pool.delete()
    return len(made.questions)


def _is_taken(thing: Question | Quiz, made: Made, by: User) -> bool:
    uses = uses_of(thing)
    others = [quiz for quiz in (*uses.fixed, *uses.before) if quiz != made.quiz]
    edited = Revision.objects.for_instance(thing).exclude(user=by).exists()
    return bool(uses.pages or others or uses.attempts or uses.answers or edited)
