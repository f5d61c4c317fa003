"""Answers for catalogue, course, module and lesson pages: the content poured together with a learner's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from accounts.forms.own import NameForm
from accounts.models import User
from core.http import Request
from core.kept import KeptForASecond
from core.languages import language_now
from core.models import Topic
from core.variables import fill_variables
from courses.domain.outlines import editions_of, outline_listing
from courses.domain.rendering import AskedQuestion, Segment, rendered_segments
from courses.models import CataloguePage, CourseOutline, CoursePage, LessonPage, ModulePage, Track, TrackTest
from courses.models.pages import CourseTopic
from courses.outline import Lesson, Outline
from practice.domain.ticks import ticks_of
from progress.domain.catalogue import Filter, listed, read_filter
from progress.domain.enrol import missing_prerequisites
from progress.domain.h5p_queries import results_said
from progress.domain.overtime import hand_in_if_over
from progress.domain.places import Place
from progress.domain.queries import activity_states, completed_lessons, course_state, course_states
from progress.domain.track_tests import has_placement, tests_offered
from progress.models import ActivityState
from progress.rules import ends_by_word, is_last_undone, module_progress
from progress.views.requests import name_form_of, posted_fields
from quizzes.arrival import first_sequence
from quizzes.domain.checks import GivenAnswer, latest_answers, version_content
from quizzes.domain.doors import Door, doors
from quizzes.domain.queries import QuestionView, question_view
from quizzes.grading import read_response
from quizzes.kinds import AnswerTooLong, Response, ResponseMismatch
from quizzes.kinds.base import Posted


def learner_of(request: Request) -> User | None:
    return request.user if request.user.is_authenticated else None


def serve_with_state(page: Any, request: Request, outline: Outline | None) -> HttpResponse | None:
    """The answer to a request for one of our pages; None for any other page."""
    match page:
        case CataloguePage():
            return catalogue_page(request, page)
        case CoursePage():
            return course_page(request, page)
        case ModulePage():
            return module_page(page)
        case LessonPage():
            return lesson_page(request, page, outline)
    return None


def speak_as(request: Request, outline: Outline) -> None:
    """A page in another of the course's languages is wholly in that; the middleware sees that it stays so."""
    if language_now() != outline.language and language_now() in editions_of(outline.course):
        translation.activate(outline.language)  # until the end of the request, see accounts.middleware.language
        request.LANGUAGE_CODE = outline.language


def catalogue_page(request: Request, page: CataloguePage) -> HttpResponse:
    chosen: Filter = read_filter(request.GET)
    states = course_states(learner_of(request))
    courses = listed(states, chosen)
    tracks = [
        (track, [course for course in courses if course.state.outline.track == track.slug]) for track in _tracks()
    ]
    context = {
        "page": page,
        "tracks": [(track, found) for track, found in tracks if found],
        "may_place": has_placement() and not chosen.is_set,
        "tested": {track for track, kind in tests_offered() if kind == TrackTest.Kind.BEFORE},
        "chosen": chosen,
        "topics": _topics_of({state.outline.page for state in states}),
        "count": len(courses),
    }
    return render(request, "courses/catalogue_page.html", context)


def _used_topics() -> list[tuple[Topic, frozenset[int]]]:
    """With the pages of the courses that have them."""
    used = CourseTopic.objects.filter(content_object__live=True).values_list("tag", "content_object")
    pages: dict[int, set[int]] = {}
    for tag, page in used:
        pages.setdefault(tag, set()).add(page)
    return [(topic, frozenset(pages[topic.pk])) for topic in Topic.objects.filter(pk__in=pages)]


def _topics_of(pages: Set[int]) -> list[Topic]:
    return [topic for topic, used in _topics() if used & pages]


_tracks = KeptForASecond(lambda: list(Track.objects.all()))
_topics = KeptForASecond(_used_topics)


def _outline_of(page: CoursePage | ModulePage | LessonPage) -> Outline:
    """The outline that lists this page. 404 when an ancestor is not published."""
    outline = outline_listing(page)
    if outline is None:
        raise Http404
    return outline


def module_page(page: ModulePage) -> HttpResponse:
    """A module has no page of its own for learners: its place is in the course's list."""
    outline = _outline_of(page)
    return redirect(f"{outline.url}#modul-{page.translation_key.hex[:8]}")


def course_page(request: Request, page: CoursePage) -> HttpResponse:
    learner = learner_of(request)
    outline = _outline_of(page)
    speak_as(request, outline)
    state = course_state(learner, outline)
    rules = _ruling(page, outline)
    missing = missing_prerequisites(learner=learner, page=rules)
    context = {
        "page": page,
        "outline": outline,
        "state": state,
        "modules": [(module, module_progress(module, state.completed)) for module in outline.modules],
        "jp": outline.jp(request.municipality.minutes_per_jp),
        "missing": missing,
        "locked": bool(missing) and rules.prerequisites_required and not state.is_started,
        "form_key": uuid4(),
        "editions": {language: other.url for language, other in editions_of(outline.course).items()},
        "content_language": outline.language,
    }
    return render(request, "courses/course_page.html", context)


def _ruling(page: CoursePage, outline: Outline) -> CoursePage:
    """What comes before a course is said by its page in the main language."""
    if outline.language == settings.LANGUAGE_CODE:
        return page
    row = CourseOutline.objects.main(outline.course)
    return row.page if row and row.page else page


def lesson_page(
    request: Request,
    page: LessonPage,
    outline: Outline | None,
    *,
    problem: str = "",
    at_activity: UUID | None = None,
    name_form: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """``problem``: what stopped the last act, shown at the activity it is about, or above the button.
    ``name_form``: a name that was sent and cannot be printed.
    """
    learner = learner_of(request)
    outline = outline or _outline_of(page)
    speak_as(request, outline)
    lesson = outline.by_key[page.translation_key]
    editions = {
        language: other.by_key[lesson.key].url
        for language, other in editions_of(outline.course).items()
        if lesson.key in other.by_key
    }
    segments = rendered_segments(page, request.municipality)
    completed = completed_lessons(learner, outline.course) if learner else frozenset()
    before, after = outline.neighbours(lesson)
    is_last = is_last_undone(outline, completed, lesson.key)
    context = {
        "page": page,
        "outline": outline,
        "lesson": lesson,
        "number": outline.number_of(lesson),
        "before": before,
        "after": after,
        "is_done": lesson.key in completed,
        "by_word": ends_by_word(lesson),
        "pieces": _pieces(learner, outline, lesson, segments, request, at_activity),
        "problem": problem,
        "at_activity": at_activity,
        "form_key": uuid4(),
        "name_form": name_form or (name_form_of(learner) if learner and is_last else None),
        "ticked": request.POST.getlist("step"),  # sent, but not kept
        "is_last": is_last,
        "done_count": sum(other.key in completed for other in outline.lessons),
        "editions": editions if len(set(editions.values())) > 1 else {},
        "content_language": page.locale.language_code,
    }
    return render(request, "courses/lesson_page.html", context, status=status)


def _pieces(
    learner: User | None,
    outline: Outline,
    lesson: Lesson,
    segments: tuple[Segment, ...],
    request: Request,
    at_activity: UUID | None,
) -> list[dict[str, Any]]:
    slots = {segment.activity: segment for segment in segments if segment.activity}
    kinds = {segment.kind for segment in slots.values()}
    answers = latest_answers(learner=learner, contexts=list(slots)) if learner and "check" in kinds else {}
    steps: dict[UUID, Sequence[str]] = {
        key: [step for step, _html in s.practice.steps] for key, s in slots.items() if s.practice
    }
    ticks = ticks_of(learner=learner, contexts=steps) if learner and steps else {}
    needs_states = learner is not None and bool(kinds & {"quiz", "practice", "h5p"})
    quiz_doors = _doors(learner, Place(outline.course, lesson.key, outline, lesson), slots)
    states = activity_states(learner, outline.course) if learner and needs_states else {}
    said = results_said(learner, [key for key, slot in slots.items() if slot.h5p]) if learner else {}
    pieces = []
    for segment in segments:
        piece: dict[str, Any] = {"segment": segment, "key": uuid4()}
        if segment.h5p and segment.activity:
            piece |= {"said": said.get(segment.activity, ""), "seq": first_sequence(0, at=timezone.now())}
        if segment.question and segment.activity:
            typed = posted_fields(request) if segment.activity == at_activity else {}
            piece["question"] = _check_view(segment.question, segment.activity, answers, typed, request)
        if segment.practice and segment.activity:
            piece["ticks"] = ticks.get(segment.activity)
        if segment.activity:
            state: ActivityState | None = states.get(segment.activity)
            piece["state"] = state
            piece["door"] = door = quiz_doors.get(segment.activity)
            # What it is worth is not known yet.
            piece["waits"] = bool(door and door.waits) and not (state and state.done_at)
        pieces.append(piece)
    return pieces


def _doors(learner: User | None, place: Place, slots: Mapping[UUID, Segment]) -> dict[UUID, Door]:
    """Whoever looks at the door of a quiz whose time is up sees it handed in."""
    at = timezone.now()
    quizzes = {key: (slot.quiz.quiz, slot.quiz.rules) for key, slot in slots.items() if slot.quiz}
    found = doors(learner, quizzes, at)
    opened = [one.opened for one in found.values() if one.opened]
    ended = [hand_in_if_over(learner=learner, place=place, attempt=one, at=at) for one in opened] if learner else []
    return doors(learner, quizzes, at) if any(ended) else found


def _check_view(
    asked: AskedQuestion, activity: UUID, answers: dict[UUID, GivenAnswer], typed: Posted, request: Request
) -> QuestionView:
    """``typed``: what was sent and is not kept, to go on with."""
    if typed:
        return question_view(
            asked.content, asked.version, order=asked.order, response=_readable(asked, typed), reveal=False
        )
    answer = answers.get(activity)
    again = request.GET.get("lagi") == str(activity)
    if answer is not None and not again:
        version = answer.version_id
        return question_view(
            version_content(version), version, order=asked.order, response=answer.response, reveal=True
        )
    return question_view(asked.content, asked.version, order=asked.order, response=None, reveal=False)


def _readable(asked: AskedQuestion, typed: Posted) -> Response | None:
    try:
        return read_response(asked.content, typed)
    except AnswerTooLong as long:
        return long.response
    except ResponseMismatch:
        return None


def fill(request: Request, html: str) -> str:
    return fill_variables(html, request.municipality.variables())
