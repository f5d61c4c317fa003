"""What every act of a learner reads from its form: who, which request key, the confirmed name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.names import confirm_name
from accounts.forms.own import NameForm
from accounts.kept_post import sign_in_and_come_back
from accounts.models import User
from accounts.views.entry import ensure_learner
from core.words import number
from progress.domain.enrol import PrerequisitesMissing
from progress.domain.places import Place, find_place
from quizzes.kinds.base import AnswerTooLong, Posted

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Sent by our script, which draws the answer itself."""
    return request.headers.get("Accept") == "application/json"


def learner_may_be_new(view: View) -> View:
    """The view's first argument is the learner: whoever is signed in, or a guest made by this very act.

    A locked course answers every act alike, with what is missing.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        learner = ensure_learner(request)
        if learner is None:
            return render(request, "errors/429.html", status=429)
        try:
            return view(request, learner, *args, **kwargs)
        except PrerequisitesMissing as missing:
            return _locked(request, missing)

    return wrapped


def _locked(request: HttpRequest, missing: PrerequisitesMissing) -> HttpResponse:
    problem = _("First complete: %(courses)s.") % {"courses": missing}
    if wants_json(request):
        return JsonResponse({"problem": problem}, status=409)
    messages.warning(request, problem)
    return redirect(missing.locked.url)


def learner_needed(view: View) -> View:
    """For what belongs to somebody already; whoever is signed out signs in and comes back with what was sent."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if wants_json(request):
                return JsonResponse(
                    {"problem": _("Sign in again to send this. Your answer is kept on this phone."), "sign_in": True},
                    status=401,
                )
            return sign_in_and_come_back(request)
        return view(request, request.user, *args, **kwargs)

    return wrapped


def place_or_404(learner: User | None, lesson: UUID, *, showing: UUID | None = None) -> Place:
    place = find_place(learner=learner, lesson=lesson, showing=showing)
    if place is None:
        raise Http404
    return place


def request_key(request: HttpRequest) -> UUID:
    """From the form or the script; a form without one (an old page, a hand-made request) acts once, now."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def key_spent(request: HttpRequest, again: Callable[[str], HttpResponse]) -> HttpResponse:
    """The key named another act before, so nothing was done. ``again``: the page with this problem and a fresh key."""
    if wants_json(request):
        problem = _("Nothing was kept, because this page is out of date. Open it again, then repeat your answer.")
        return JsonResponse({"problem": problem}, status=409)
    return again(_("Nothing was kept, because the page was out of date. This one is fresh: please send it again."))


def too_long(problem: AnswerTooLong) -> str:
    limit = number(problem.limit)
    return _("Your answer is longer than %(limit)s characters. Shorten it, then send it again.") % {"limit": limit}


def posted_fields(request: HttpRequest) -> Posted:
    return dict(request.POST.lists())


def is_move(request: HttpRequest) -> bool:
    """One thing of an order was moved, without a script: the answer is not finished yet."""
    return "move" in request.POST


def name_form_of(learner: User) -> NameForm | None:
    """Asked for with what may end a course; never of guests, and never again once it was confirmed."""
    if learner.is_guest or learner.name_confirmed_at is not None:
        return None
    return NameForm(
        initial={"name": learner.name, "title_before": learner.title_before, "title_after": learner.title_after}
    )


def confirm_name_if_asked(request: HttpRequest, learner: User) -> NameForm | None:
    """Keep the name that came along with the last act. The form comes back when something is wrong with it."""
    if "name" not in request.POST or learner.is_guest or learner.name_confirmed_at is not None:
        return None
    form = NameForm(request.POST)
    if not form.is_valid():
        return form
    confirm_name(person=learner, at=timezone.now(), **form.cleaned_data)
    return None
