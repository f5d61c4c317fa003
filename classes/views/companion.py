"""Companion mode: who is there, and what they do together with one device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from classes.domain.companion import (
    SessionEnded,
    Together,
    answer_together,
    end_session,
    finish_together,
    lessons_done,
    note_attendance,
    people_here,
    people_to_accompany,
    practise_together,
    start_session,
    take_back,
)
from classes.models import ClassGroup, CompanionSession, Member
from classes.reports.attendance import attendance_report
from classes.reports.words import of_people
from classes.views.asking import activity_in, answered, asked_at, put
from classes.views.follow import exported
from classes.views.requests import class_context, teacher_needed
from core.http import Request
from courses.domain.outlines import find_lesson, outlines
from courses.domain.rendering import Segment, rendered_segments
from courses.models import LessonPage
from courses.outline import Activity, Lesson, Outline
from practice.models import PracticeTask
from progress.domain.places import Place
from progress.models import ActivityState
from progress.rules import ends_by_word
from progress.views.requests import posted_fields, request_key
from quizzes.models import QuestionVersion


@teacher_needed
@require_http_methods(["GET", "POST"])
def sessions(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """The sessions so far, who was there, and a new one."""
    if request.method == "POST":
        outline = next((one for one in outlines() if str(one.course) == request.POST.get("course")), None)
        if outline is not None and group.archived_at is None:
            made = start_session(group=group, outline=outline, by=person, at=timezone.now(), key=request_key(request))
            return redirect("companion_session", group.public_id, made.public_id)
        messages.error(request, _("Choose the course first."))
    report = attendance_report(group)
    if response := exported(request, report):
        return response
    held = group.companion_sessions.select_related("by").prefetch_related("attendance")
    context = class_context(
        request, group, "materials", sessions=held, report=report, courses=_courses_given_first(group)
    )
    return render(request, "classes/companion.html", context, status=422 if request.method == "POST" else 200)


def _courses_given_first(group: ClassGroup) -> list[Outline]:
    given = set(group.assignments.filter(withdrawn_at=None).values_list("course", flat=True))
    return sorted(outlines(), key=lambda outline: outline.course not in given)


def session_or_404(group: ClassGroup, public_id: UUID) -> CompanionSession:
    found = get_object_or_404(group.companion_sessions.select_related("group"), public_id=public_id)
    found.group = group
    return found


@teacher_needed
@require_safe
def session(request: Request, person: User, group: ClassGroup, session: UUID) -> HttpResponse:
    found = session_or_404(group, session)
    ticked = set(found.attendance.values_list("person", flat=True))
    members = people_to_accompany(group)
    here = [member for member in members if member.person_id in ticked]
    outline = next((one for one in outlines() if one.course == found.course), None)
    done = lessons_done(here, outline.lessons) if outline else {}
    context = class_context(
        request,
        group,
        "materials",
        session=found,
        members=[(member, member.person_id in ticked) for member in members],
        here=here,
        modules=[
            (module, [(one, of_people(len(done[one.key]), len(here))) for one in module.lessons])
            for module in (outline.modules if outline else ())
        ],
    )
    return render(request, "classes/companion_session.html", context)


@teacher_needed
@require_POST
def attend(request: Request, person: User, group: ClassGroup, session: UUID) -> HttpResponse:
    found = session_or_404(group, session)
    ticked = [one for text in request.POST.getlist("here") if (one := activity_in(text)) is not None]
    try:
        count = note_attendance(session=found, people=ticked, by=person, at=timezone.now())
    except SessionEnded:
        say_ended(request)
    else:
        messages.success(request, _("%(count)s people are here.") % {"count": count})
    return redirect("companion_session", group.public_id, session)


@teacher_needed
@require_POST
def end(request: Request, person: User, group: ClassGroup, session: UUID) -> HttpResponse:
    end_session(session=session_or_404(group, session), at=timezone.now())
    messages.success(request, _("The session has ended. Thank you."))
    return redirect("companion", group.public_id)


def say_ended(request: Request) -> None:
    messages.error(request, _("This session has ended. Start a new one to go on."))


def place_of_session(found: CompanionSession, lesson: UUID) -> tuple[Place, Lesson]:
    """404 for lessons of other courses, and for what is not published."""
    listed = find_lesson(lesson)
    if listed is None or listed[0].course != found.course:
        raise Http404
    outline, one = listed
    return Place(outline.course, one.key, outline, one), one


@teacher_needed
@require_http_methods(["GET", "POST"])
def lesson(request: Request, person: User, group: ClassGroup, session: UUID, lesson: UUID) -> HttpResponse:
    found = session_or_404(group, session)
    place, listed = place_of_session(found, lesson)
    page = get_object_or_404(LessonPage.objects.live(), pk=listed.page)
    segments = [one for one in rendered_segments(page, request.municipality) if one.activity]
    here = people_here(found)
    puts: dict[UUID, Any] = {one.activity: put(one.question) for one in segments if one.question and one.activity}
    status = 200
    if request.method == "POST":
        answer = _act(request, found, place, listed, segments, here, person, puts)
        if answer is not None:
            return answer
        status = 422 if any(one.problem for one in puts.values()) else 200
    context = class_context(
        request,
        group,
        "materials",
        session=found,
        page=page,
        lesson=listed,
        by_word=ends_by_word(listed) and not listed.required,
        segments=[(one, puts.get(one.activity) if one.activity else None) for one in segments],
        people=_people(found, listed, here),
        turns=_turns(listed, here),
    )
    return render(request, "classes/companion_lesson.html", context, status=status)


def _people(found: CompanionSession, listed: Lesson, here: Sequence[Member]) -> list[tuple[Member, bool, bool]]:
    """(who, has finished it, can be undone in this session)."""
    done = lessons_done(here, [listed])[listed.key]
    steps = set(found.steps.filter(lesson=listed.key, by_word=True).values_list("person", flat=True))
    return [(one, one.person_id in done, one.person_id in steps and one.person_id in done) for one in here]


def _turns(listed: Lesson, here: Sequence[Member]) -> dict[UUID, list[tuple[Member, int | None]]]:
    """Quiz → (who is here, percent of the best attempt so far)."""
    quizzes = [one.key for one in listed.activities if one.kind == "quiz"]
    states = ActivityState.objects.filter(activity__in=quizzes, learner__in=[one.person_id for one in here])
    marks = {
        (activity, learner): percent
        for activity, learner, percent in states.values_list("activity", "learner", "percent")
    }
    return {quiz: [(one, marks.get((quiz, one.person_id))) for one in here] for quiz in quizzes}


def _act(
    request: Request,
    found: CompanionSession,
    place: Place,
    listed: Lesson,
    segments: Sequence[Segment],
    here: Sequence[Member],
    by: User,
    puts: dict[UUID, Any],
) -> HttpResponse | None:
    """None: show the page, with what was answered explained in ``puts``."""
    if not here:
        messages.error(request, _("Tick first who is here."))
        return redirect("companion_session", found.group.public_id, found.public_id)
    chosen = activity_in(request.POST.get("activity", ""))
    activity = next((one for one in listed.activities if one.key == chosen), None)
    if chosen is not None and activity is None:
        raise Http404
    try:
        if activity is None:
            together = finish_together(
                session=found, place=place, people=here, by=by, at=timezone.now(), key=request_key(request)
            )
        elif activity.kind == "check":
            _answer(request, found, place, activity, segments, here, by, puts)
            return None
        elif activity.kind == "practice":
            task = get_object_or_404(PracticeTask.objects.prefetch_related("steps"), key=activity.ref)
            together = practise_together(
                session=found,
                place=place,
                people=here,
                activity=activity,
                task=task,
                by=by,
                at=timezone.now(),
                key=request_key(request),
            )
        else:
            raise Http404
    except SessionEnded:
        say_ended(request)
    else:
        _say(request, together)
    return redirect("companion_lesson", found.group.public_id, found.public_id, listed.key)


def _answer(
    request: Request,
    found: CompanionSession,
    place: Place,
    activity: Activity,
    segments: Sequence[Segment],
    here: Sequence[Member],
    by: User,
    puts: dict[UUID, Any],
) -> None:
    """Explained only where it was kept. An old version of the question is asked again."""
    asked = asked_at(list(segments), activity.key)
    if asked is None:
        raise Http404
    given = answered(asked, request)
    if given.response is None:
        puts[activity.key] = given
        return
    together = answer_together(
        session=found,
        place=place,
        people=here,
        activity=activity,
        version=QuestionVersion.objects.get(pk=asked.version),
        posted=posted_fields(request),
        by=by,
        at=timezone.now(),
        key=request_key(request),
    )
    if together.done:
        puts[activity.key] = given
    _say(request, together)


def _say(request: Request, together: Together) -> None:
    if together.done:
        messages.success(request, _("Noted for %(count)s people, as accompanied.") % {"count": together.done})
    for people, words in (
        (together.left, _("Something is left to do in this lesson for: %(names)s.")),
        (together.locked, _("Another course comes first for: %(names)s.")),
    ):
        if people:
            messages.warning(request, words % {"names": ", ".join(str(one.person) for one in people)})


@teacher_needed
@require_POST
def undo(request: Request, person: User, group: ClassGroup, session: UUID, lesson: UUID) -> HttpResponse:
    found = session_or_404(group, session)
    member = activity_in(request.POST.get("member", ""))
    try:
        gone = member is not None and take_back(
            session=found, lesson=lesson, person=member, by=person, at=timezone.now()
        )
    except SessionEnded:
        say_ended(request)
    else:
        if gone:
            messages.success(request, _("Taken back."))
        else:
            messages.error(request, _("This cannot be taken back any more: something follows from it already."))
    return redirect("companion_lesson", group.public_id, session, lesson)
