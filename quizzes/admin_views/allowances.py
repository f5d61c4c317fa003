"""Extensions in the admin: find a person by post (names stay out of addresses), give more, take it back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.people import people_in_reach, search_people
from accounts.models import User
from core.models.settings import municipality_now
from quizzes.allowance_form import AllowanceForm
from quizzes.domain.allowances import give_allowance, withdraw_allowance
from quizzes.domain.doors import door
from quizzes.domain.rules import rules_of
from quizzes.models import Allowance, Quiz
from quizzes.words import moment

_MOST_FOUND = 20


@require_http_methods(["GET", "POST"])
def allowances(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("quizzes.view_allowance"):
        raise PermissionDenied
    quiz = get_object_or_404(Quiz, pk=pk)
    with timezone.override(municipality_now().time_zone):  # as learners read it
        match request.POST.get("act", ""):
            case "choose":
                return _page(request, quiz, form=_form_for(_person(request), quiz))
            case "give":
                return _give(request, quiz)
            case "withdraw":
                return _withdraw(request, quiz)
        return _page(request, quiz)


def _reach(request: HttpRequest) -> QuerySet[User]:
    return people_in_reach(cast(User, request.user))


def _person(request: HttpRequest) -> User:
    """404 for people outside one's reach, as if they did not exist."""
    try:
        return get_object_or_404(_reach(request), public_id=request.POST.get("person", ""))
    except ValidationError:  # not the shape of a key
        return get_object_or_404(User.objects.none())


def _form_for(person: User, quiz: Quiz) -> AllowanceForm:
    given = Allowance.objects.filter(quiz=quiz, learner=person).values(
        "extra_minutes", "extra_attempts", "closes_at", "reason"
    )
    return AllowanceForm(quiz=quiz, initial={**(given.first() or {}), "person": person.public_id})


def _give(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    if not request.user.has_perms(["quizzes.add_allowance", "quizzes.change_allowance"]):
        raise PermissionDenied
    person = _person(request)
    form = AllowanceForm(request.POST, quiz=quiz)
    if not form.is_valid():
        return _page(request, quiz, form=form, status=422)
    give_allowance(quiz=quiz, learner=person, by=cast(User, request.user), at=timezone.now(), **form.given)
    messages.success(request, _("%(name)s has an extension now.") % {"name": person.name})
    return redirect("admin_quiz_allowances", pk=quiz.pk)


def _withdraw(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    if not request.user.has_perm("quizzes.delete_allowance"):
        raise PermissionDenied
    given = get_object_or_404(Allowance, quiz=quiz, learner=_person(request))
    withdraw_allowance(allowance=given, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Extension removed. An attempt under way keeps its time."))
    return redirect("admin_quiz_allowances", pk=quiz.pk)


def _page(request: HttpRequest, quiz: Quiz, *, form: AllowanceForm | None = None, status: int = 200) -> HttpResponse:
    words = request.POST.get("q", "")[:80]
    rules = rules_of(quiz)
    found = search_people(_reach(request), words).order_by("name", "pk")[:_MOST_FOUND] if words.strip() else ()
    given = Allowance.objects.filter(quiz=quiz, learner__in=_reach(request)).select_related("learner", "by")
    context: dict[str, Any] = {
        "quiz": quiz,
        "door": door(rules, (), timezone.now()),
        "can_be_extended": rules.can_be_extended,
        "words": words,
        "found": found,
        "finds_everybody": request.user.has_perm("accounts.grant_roles"),
        "form": form,
        "person": _person(request) if form else None,
        "rows": [
            {"allowance": one, "closes": moment(one.closes_at) if one.closes_at else ""}
            for one in given.order_by("learner__name", "pk")
        ],
        "may_give": request.user.has_perm("quizzes.add_allowance"),
        "may_withdraw": request.user.has_perm("quizzes.delete_allowance"),
    }
    return render(request, "quizzes/admin/allowances.html", context, status=status)
