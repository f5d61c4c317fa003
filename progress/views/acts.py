"""A learner acts in a lesson. Views read the form, the key and the clock; they decide nothing (DESIGN §3)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.own import NameForm
from accounts.models import User
from core.http import Request
from core.requestkeys import KeyUsedForAnotherAct
from courses.domain.outlines import outlines
from courses.domain.stale import report_stale
from courses.models import LessonPage
from courses.outline import Outline
from practice.models import PracticeTask
from progress.domain.activities import Recorded
from progress.domain.acts import (
    ActivitiesLeft,
    answer_check_question,
    complete_lesson,
    continue_course,
    tick_practice,
)
from progress.domain.enrol import stop_following
from progress.domain.places import Place
from progress.domain.queries import course_state, ended_with
from progress.views.pages import fill, lesson_page, speak_as
from progress.views.requests import (
    confirm_name_if_asked,
    is_move,
    key_spent,
    learner_may_be_new,
    learner_needed,
    place_or_404,
    posted_fields,
    request_key,
    too_long,
    wants_json,
)
from quizzes.grading import is_keyed
from quizzes.kinds import AnswerTooLong, ResponseMismatch
from quizzes.models import QuestionVersion


def _outline_or_404(course: UUID) -> Outline:
    outline = next((outline for outline in outlines() if outline.course == course), None)
    if outline is None:
        raise Http404
    return outline


@require_POST
@learner_may_be_new
def start_course(request: Request, learner: User, course: UUID) -> HttpResponse:
    """“Mulai kursus” and “Lanjutkan”: to the next undone thing."""
    outline = _outline_or_404(course)
    recorded = continue_course(learner=learner, outline=outline, at=timezone.now())
    if recorded.course_completed:
        return redirect("course_done", course=course)
    lesson = course_state(learner, outline).next
    return redirect(lesson.url if lesson else outline.url)


@require_POST
@learner_needed
def leave_course(request: Request, learner: User, course: UUID) -> HttpResponse:
    outline = _outline_or_404(course)
    stop_following(learner=learner, outline=outline, at=timezone.now())
    messages.success(request, _("You no longer follow this course. What you did in it is kept."))
    return redirect(outline.url)


@require_POST
@learner_may_be_new
def finish_lesson(request: Request, learner: User, lesson: UUID) -> HttpResponse:
    """“Selesai, lanjut”."""
    place = place_or_404(learner, lesson)
    form = confirm_name_if_asked(request, learner)
    if form is not None:
        return again(request, place, "", name_form=form)
    try:
        recorded = complete_lesson(
            learner=learner, place=place, by=learner, at=timezone.now(), key=request_key(request)
        )
    except KeyUsedForAnotherAct:
        return key_spent(request, partial(again, request, place))
    except ActivitiesLeft as left:
        return again(request, place, _what_is_left(place, left.activities[0]), left.activities[0])
    return onward(request, learner, place, recorded)


def _what_is_left(place: Place, activity: UUID) -> str:
    known = place.activity(activity)
    if known is None or known.kind != "h5p":
        return _("One thing is left on this page. Any answer counts – it is there to learn.")
    if known.rule == "score":
        text = _("The exercise is left on this page. It counts from %(percent)s percent of the points.")
        return text % {"percent": known.pass_percent}
    return _("The exercise is left on this page. Do it first, then go on.")


def onward(request: Request, learner: User, place: Place, recorded: Recorded) -> HttpResponse:
    """To the next page; with what ended the course, also when it was sent twice, to what was earned."""
    if place.outline is None or place.lesson is None:
        messages.info(request, _("This lesson is no longer published. What you did in it is kept."))
        return redirect("home")
    if recorded.course_completed or ended_with(learner, place.course, place.lesson_key):
        return redirect("course_done", course=place.course)
    _before, after = place.outline.neighbours(place.lesson)
    if after is None:
        return redirect(place.outline.url)
    return redirect(after.url)


def again(
    request: Request,
    place: Place,
    problem: str,
    activity: UUID | None = None,
    name_form: NameForm | None = None,
    status: int = 422,
) -> HttpResponse:
    """The same page with what is wrong and what was typed."""
    if place.lesson is None:
        raise Http404
    page = LessonPage.objects.get(pk=place.lesson.page)
    return lesson_page(
        request, page, place.outline, problem=problem, at_activity=activity, name_form=name_form, status=status
    )


def again_with_message(request: Request, place: Place, problem: str) -> HttpResponse:
    """For a check-list, which has no place of its own for a problem."""
    messages.warning(request, problem)
    return again(request, place, "")


@require_POST
def answer_check(request: Request, lesson: UUID, activity: UUID) -> HttpResponse:
    """Moving a thing of an order is no answer yet: it makes no guest of a visitor."""
    return _moved(request, lesson, activity) if is_move(request) else _answer_check(request, lesson, activity)


def _moved(request: Request, lesson: UUID, activity: UUID) -> HttpResponse:
    learner = request.user if request.user.is_authenticated else None
    place = place_or_404(learner, lesson)
    known = place.activity(activity)
    if known is None or known.kind != "check":
        raise Http404
    return again(request, place, "", activity, status=200)


@learner_may_be_new
def _answer_check(request: Request, learner: User, lesson: UUID, activity: UUID) -> HttpResponse:
    version = QuestionVersion.objects.select_related("question").filter(pk=_whole(request.POST.get("version"))).first()
    if version is None:
        raise Http404
    place = place_or_404(learner, lesson, showing=version.question.key)
    if place.outline is not None:
        speak_as(request, place.outline)
    known = place.activity(activity)
    if (known is None and place.lesson is not None) or (known is not None and known.ref != version.question.key):
        raise Http404
    try:
        answered = answer_check_question(
            learner=learner,
            place=place,
            activity=activity,
            version=version,
            posted=posted_fields(request),
            by=learner,
            at=timezone.now(),
            key=request_key(request),
        )
    except KeyUsedForAnotherAct:
        return key_spent(request, partial(again, request, place, activity=activity))
    except AnswerTooLong as long:
        if wants_json(request):
            return JsonResponse({"problem": too_long(long)}, status=422)
        return again(request, place, too_long(long), activity)
    except ResponseMismatch:
        return again(request, place, _("This answer does not belong to this question. Please choose again."), activity)
    if answered is None:
        if wants_json(request):
            return JsonResponse({"problem": _("Choose or write an answer first.")}, status=422)
        return again(request, place, _("Choose or write an answer first."), activity)
    grade, recorded = answered
    if wants_json(request):
        return JsonResponse(_grade_json(request, version, grade, recorded))
    return redirect(f"{place.lesson.url if place.lesson else '/'}#cek-{activity.hex[:8]}")


def _grade_json(request: Request, version: QuestionVersion, grade, recorded: Recorded) -> dict[str, object]:
    return {
        "correct": grade.is_correct,
        "partly": 0 < grade.fraction < 1,
        "feedback": [fill(request, text) for text in grade.feedback],
        "right": [fill(request, text) for text in grade.right],
        "explanation": fill(request, version.content["explanation"]),
        **_without_key(request, version),
        "lesson_completed": recorded.lesson_completed,
        "course_completed": recorded.course_completed,
    }


def _without_key(request: Request, version: QuestionVersion) -> dict[str, object]:
    """Never right, never wrong: thanks, and what to compare it with."""
    if is_keyed(version.content):
        return {}
    example = fill(request, version.content.get("example", "")).splitlines()
    compare = [_("Compare it with this model answer:"), *filter(None, example)] if example else []
    return {"said": _("Thank you, your answer is kept."), "feedback": compare}


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_POST
@learner_may_be_new
def tick(request: Request, learner: User, lesson: UUID, activity: UUID) -> HttpResponse:
    place = place_or_404(learner, lesson)
    known = place.activity(activity)
    if known is None or known.kind != "practice":
        raise Http404
    form = confirm_name_if_asked(request, learner)
    if form is not None:
        return again(request, place, "", name_form=form)
    task = PracticeTask.objects.prefetch_related("steps").get(key=known.ref)
    try:
        ticks, recorded = tick_practice(
            learner=learner,
            place=place,
            activity=activity,
            task=task,
            steps=request.POST.getlist("step"),
            accompanied=request.POST.get("accompanied") == "yes",
            by=learner,
            at=timezone.now(),
            key=request_key(request),
        )
    except KeyUsedForAnotherAct:
        return key_spent(request, partial(again_with_message, request, place))
    if wants_json(request):
        return JsonResponse({"saved": True, "complete": ticks.complete, "course_completed": recorded.course_completed})
    if ticks.complete:
        return onward(request, learner, place, recorded)
    messages.success(request, _("Kept. Come back when the other steps are done."))
    return redirect(f"{place.lesson.url if place.lesson else '/'}#praktik-{activity.hex[:8]}")


@require_POST
@learner_may_be_new
def tell_stale(request: Request, learner: User, lesson: UUID) -> HttpResponse:
    """“Materi ini sudah usang?” in one tap; a note may come along."""
    place = place_or_404(learner, lesson)
    if place.lesson is not None:
        page = LessonPage.objects.get(pk=place.lesson.page)
        report_stale(lesson=page, learner=learner, note=request.POST.get("note", "")[:300], at=timezone.now())
        messages.success(request, _("Thank you. A trainer will look at this lesson."))
        return redirect(place.lesson.url)
    return redirect("home")
