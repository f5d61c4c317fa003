"""What the tests of this folder do over and over: find a place, act in it, send the form of an act."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import User
from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import Lesson, Outline
from lms.demo.answers import right_answer
from practice.models import PracticeTask
from progress.domain.activities import Recorded
from progress.domain.acts import answer_check_question, complete_lesson, save_quiz_answer, start_quiz, submit_quiz
from progress.domain.places import Place
from quizzes.domain import attempts
from quizzes.domain.queries import items_of
from quizzes.kinds import Content
from quizzes.models import Attempt, AttemptItem, Question, Quiz
from tests.factories.courses import quiz
from tests.factories.questions import question_of

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def place_of(outline: Outline, lesson: Lesson) -> Place:
    return Place(outline.course, lesson.key, outline, lesson)


def finish(
    learner: User, outline: Outline, lesson: Lesson, *, at: datetime = NOON, key: UUID | None = None
) -> Recorded:
    """“Selesai, lanjut” on a lesson."""
    return complete_lesson(learner=learner, place=place_of(outline, lesson), by=learner, at=at, key=key or uuid4())


def wrong_answer(content: Content) -> dict[str, list[str]]:
    """What a form with a wrong answer would send."""
    if "choices" in content:
        return {"choice": [next(choice["id"] for choice in content["choices"] if not choice["correct"])]}
    match content["kind"]:
        case "matching" | "groups":
            row = content["rows"][0]
            other = next(option["id"] for option in content["options"] if option["id"] != row["option"])
            return {f"part-{row['id']}": [other]}
        case "ordering":
            return {"order": [item["id"] for item in reversed(content["items"])], "moved": ["1"]}
        case "gaps":
            return {"part-1": [next((c["id"] for c in content["gaps"][0].get("choices", ()) if not c["correct"]), "x")]}
        case "scale":
            return {"step": ["1"]}
    return {"answer": ["bukan itu"]}


def answer_check(
    learner: User, outline: Outline, lesson: Lesson, *, right: bool = True, key: UUID | None = None, at: datetime = NOON
) -> Any:
    activity = next(activity for activity in lesson.activities if activity.kind == "check")
    version = Question.objects.get(key=activity.ref).current_version
    posted = right_answer(version.content) if right else wrong_answer(version.content)
    return answer_check_question(
        learner=learner, place=place_of(outline, lesson), activity=activity.key, version=version, posted=posted,
        by=learner, at=at, key=key or uuid4(),
    )  # fmt: skip


def start(learner: User, outline: Outline, lesson: Lesson, *, at: datetime = NOON) -> Attempt:
    activity = next(activity for activity in lesson.activities if activity.kind == "quiz")
    exam = Quiz.objects.get(key=activity.ref)
    return start_quiz(
        learner=learner, place=place_of(outline, lesson), activity=activity.key, quiz=exam, by=learner, at=at
    )


def take_quiz(
    learner: User, outline: Outline, lesson: Lesson, *, right: int, at: datetime = NOON
) -> tuple[Attempt, Recorded]:
    """One whole attempt with so many right answers, the others wrong."""
    attempt = start(learner, outline, lesson, at=at)
    for index, item in enumerate(items_of(attempt)):
        posted = right_answer(item.version.content) if index < right else wrong_answer(item.version.content)
        save_quiz_answer(
            learner=learner, attempt=attempt.public_id, position=item.position, posted=posted, at=at, key=uuid4()
        )
    return submit_quiz(learner=learner, place=place_of(outline, lesson), attempt=attempt.public_id, by=learner, at=at)


def waiting_answer(learner: User) -> AttemptItem:
    """Handed in, outside any course, for a trainer to mark."""
    exam = quiz(fixed=[question_of("free_text", "tunggu")])
    attempt = attempts.start(learner=learner, quiz=exam, context=uuid4(), by=learner, at=NOON)
    attempts.save_answer(
        learner=learner, attempt=attempt.public_id, position=1, posted={"answer": ["Saya tanya dulu."]}, at=NOON
    )
    attempts.submit(learner=learner, attempt=attempt.public_id, at=NOON)
    return attempt.items.get()


def steps_of(lesson: Lesson) -> tuple[PracticeTask, list[str]]:
    activity = next(activity for activity in lesson.activities if activity.kind == "practice")
    task = PracticeTask.objects.get(key=activity.ref)
    return task, [step.key for step in task.steps.all()]


def lesson_page(lesson: Lesson) -> LessonPage:
    return LessonPage.objects.get(translation_key=lesson.key)


def module_page(outline: Outline) -> ModulePage:
    return ModulePage.objects.get(translation_key=outline.modules[0].key)


def asks_for(outline: Outline, *wanted: Outline, required: bool) -> CoursePage:
    page = CoursePage.objects.get(pk=outline.page)
    page.prerequisites.set(CoursePage.objects.filter(pk__in=[other.page for other in wanted]))
    page.prerequisites_required = required
    page.save_revision().publish()
    return CoursePage.objects.get(pk=outline.page)


def address(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


def read(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text_of(response: Any) -> str:
    """The visible words, with one space between them."""
    soup = read(response)
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    return re.sub(r"\s+", " ", soup.get_text(" ")).strip()


def form_to(response: Any, action: str) -> dict[str, Any]:
    """The fields a browser would send for the form with this action, hidden and filled ones included."""
    form = next(
        form for form in read(response).find_all("form") if (form.get("action") or action).partition("#")[0] == action
    )
    fields: dict[str, Any] = {}
    for field in form.find_all("input"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.get("name") and field["name"] != "csrfmiddlewaretoken":
            fields[str(field["name"])] = field.get("value", "")
    return fields
