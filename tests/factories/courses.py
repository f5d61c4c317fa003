"""Published courses, questions, quizzes and practices for tests, small and without surprises."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from courses.domain.outlines import publish_outline, read_outline
from courses.domain.tree import ensure_tree
from courses.models import CoursePage, LessonPage, ModulePage, Track
from courses.outline import Outline
from practice.models import PracticeStep, PracticeTask
from quizzes.domain.versions import publish_version
from quizzes.models import Pool, Question, Quiz, QuizQuestion, QuizSection
from tests.factories.replay import made_once

_numbers = itertools.count(1)


_swift: ContextVar[bool] = ContextVar("swift", default=False)


@contextmanager
def swiftly() -> Iterator[None]:
    """Inside, nobody hears that a page was published: for whole courses, whose outline is published once at the end."""
    token = _swift.set(True)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _swift.reset(token)


def _publish(thing: Any) -> Any:
    """Without revision and log, a third of the time; tests of publishing itself press “publish”."""
    with nullcontext() if _swift.get() else disable_reference_index_auto_update():
        if isinstance(thing, Page):  # stands in the tree already, published
            if not _swift.get():
                page_published.send(type(thing), instance=thing, revision=None)
            return thing
        thing.live = True
        thing.full_clean()
        thing.save()
        if isinstance(thing, Question):
            publish_version(thing, at=timezone.now())
    return thing


def choice(text: str, *, correct: bool = False, feedback: str = "Karena begitu.") -> dict[str, Any]:
    value = {"text": text, "correct": correct, "feedback": feedback}
    return {"type": "item", "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, text))}


def question(
    kind: str = "single_choice", value: dict[str, Any] | None = None, *, live: bool = True, **fields: Any
) -> Question:
    """A published question; by default “A” is right and “B” is not."""
    number = next(_numbers)
    if value is None:
        value = {
            "choices": [choice("A", correct=True, feedback="Benar begitu."), choice("B", feedback="Belum.")],
            "shuffle": False,
        }
    made = Question(stem=f"<p>Soal contoh {number}?</p>", **fields)
    made.content = Question.content.field.to_python(
        json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())}])
    )
    made.live = False
    made.save()
    return _publish(made) if live else made


def number_question(**fields: Any) -> Question:
    """25.000 ÷ 0,9, rounded up to hundreds; 27.500 is the frequent mistake."""
    value = {
        "answer": "27800", "tolerance": "0", "unit": "rupiah",
        "traps": [{"type": "item", "id": str(uuid.uuid4()), "value": {"value": "27500", "feedback": "Potongan dihitung dari harga jual."}}],
        "feedback_correct": "Tepat.", "feedback_incorrect": "Bagi dengan 0,9.",
    }  # fmt: skip
    return question("number", value, **fields)


def text_question(*accepted: str, **fields: Any) -> Question:
    items = [{"type": "item", "id": str(uuid.uuid4()), "value": text} for text in accepted or ("go.id",)]
    return question(
        "short_text",
        {"accepted": items, "feedback_correct": "Ya.", "feedback_incorrect": "Lihat akhir alamat."},
        **fields,
    )


def pool(name: str = "") -> Pool:
    return Pool.objects.create(name=name or f"Kelompok {next(_numbers)}")


def quiz(*, draws: list[tuple[Pool, int]] | None = None, fixed: list[Question] | None = None, **fields: Any) -> Quiz:
    """A published quiz with random draws and fixed questions."""
    made = Quiz(**({"title": f"Kuis {next(_numbers)}", "pass_percent": 70} | fields))
    made.live = False
    made.save()
    made.sections = [
        QuizSection(pool=p, count=count, sort_order=i, key=str(p.key)) for i, (p, count) in enumerate(draws or [])
    ]
    made.fixed_questions = [QuizQuestion(question=q, sort_order=i) for i, q in enumerate(fixed or [])]
    return _publish(made)


def practice_task(*steps: str, **fields: Any) -> PracticeTask:
    made = PracticeTask(**({"title": f"Praktik {next(_numbers)}"} | fields))
    made.live = False
    made.save()
    made.steps = [
        PracticeStep(key=key, text=f"<p>Lakukan {key}.</p>", sort_order=i)
        for i, key in enumerate(steps or ("satu", "dua"))
    ]
    return _publish(made)


def block(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def text_block(body: str = "<p>Isi pelajaran.</p>", heading: str = "") -> dict[str, Any]:
    return block("text", {"heading": heading, "body": body})


def check_block(asked: Question) -> dict[str, Any]:
    return block("check", {"question": asked.pk})


def quiz_block(asked: Quiz) -> dict[str, Any]:
    return block("quiz", {"quiz": asked.pk})


def practice_block(task: PracticeTask) -> dict[str, Any]:
    return block("practice", {"task": task.pk})


def track() -> Track:
    return Track.objects.get_or_create(
        slug="internet-dasar", defaults={"title": "Internet Dasar", "summary": "Dasar."}
    )[0]


def course(title: str = "", **fields: Any) -> CoursePage:
    """A published course without modules."""
    number = next(_numbers)
    values = {
        "title": title or f"Kursus {number}",
        "slug": f"kursus-{number}",
        "summary": "Ringkas.",
        "outcomes": "Bisa satu.\nBisa dua.",
        "track": track(),
    }
    made = ensure_tree().add_child(instance=CoursePage(**(values | fields)))
    return _publish(made)


def module(parent: CoursePage, title: str = "") -> ModulePage:
    number = next(_numbers)
    parent.refresh_from_db()
    return _publish(parent.add_child(instance=ModulePage(title=title or f"Modul {number}", slug=f"modul-{number}")))


def lesson(parent: ModulePage, *blocks: dict[str, Any], live: bool = True, **fields: Any) -> LessonPage:
    """A published lesson with these blocks; without any it holds one text."""
    number = next(_numbers)
    values = {
        "title": f"Pelajaran {number}",
        "slug": f"pelajaran-{number}",
        "objective": "Anda bisa.",
        "minutes": 5,
    } | fields
    made = LessonPage(**values)
    made.body = LessonPage.body.field.to_python(json.dumps(list(blocks) or [text_block()]))
    parent.refresh_from_db()
    made = parent.add_child(instance=made)
    return _publish(made) if live else made


def course_with_lessons(count: int = 3, *, title: str = "", **fields: Any) -> Outline:
    """One module of text lessons; each is completed by the learner's word."""
    if fields or Track.objects.exists():
        return _course_with_lessons(count, title, **fields)
    return made_once(("lessons", count, title), lambda: _course_with_lessons(count, title))


def _course_with_lessons(count: int, title: str, **fields: Any) -> Outline:
    with swiftly():
        page = course(title, **fields)
        part = module(page)
        for _ in range(count):
            lesson(part)
    return read_outline(publish_outline(page, at=timezone.now()))


def full_course(*, pass_percent: int = 70, attempts_allowed: int | None = None) -> Outline:
    """A text lesson, a lesson with a check question, a practice, and a quiz of four questions."""
    if Track.objects.exists():  # beside another course: it would be recorded as part of that one's track
        return _full_course(pass_percent, attempts_allowed)
    return made_once(("full", pass_percent, attempts_allowed), lambda: _full_course(pass_percent, attempts_allowed))


def _full_course(pass_percent: int, attempts_allowed: int | None) -> Outline:
    with swiftly():
        bank = pool()
        for _ in range(6):
            question(pool=bank)
        exam = quiz(draws=[(bank, 4)], pass_percent=pass_percent, attempts_allowed=attempts_allowed)
        page = course()
        part = module(page)
        lesson(part)
        lesson(part, text_block(), check_block(question()))
        lesson(part, practice_block(practice_task()), kind="practice")
        lesson(part, quiz_block(exam), kind="quiz")
    return read_outline(publish_outline(page, at=timezone.now()))
