"""Signing up, in and out; starting without an account; coming back with the recovery card."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.device import device_bucket, remember_device
from accounts.domain.guests import NEW_GUESTS, start_guest
from accounts.domain.recovery import person_with_words, recover
from accounts.domain.sign_in import (
    RECOVERY,
    RECOVERY_PER_ADDRESS,
    TooManyTries,
    checks_for,
    normalise_identifier,
    people_behind,
    people_with_secret,
)
from accounts.domain.sign_up import PhoneFull, UsernameTaken, sign_up
from accounts.forms.entry import RecoveryForm, SignInForm, SignUpForm, username_taken
from accounts.kept_post import forget_kept_post, kept_post
from accounts.models import User
from accounts.targets import safe_next
from accounts.views.card import keep_words
from core import ratelimit
from core.address import client_address
from core.http import Request
from core.ratelimit import Limit
from core.words import waiting_time

SIGN_UPS = Limit("sign_up", times=300, per=timedelta(hours=1))
_BACKEND = settings.AUTHENTICATION_BACKENDS[0]
_CANDIDATES = "sign_in_candidates"


def guest_of(request: HttpRequest) -> User | None:
    user = request.user
    return user if user.is_authenticated and user.is_guest else None


def ensure_learner(request: HttpRequest) -> User | None:
    """The signed-in person, or a new guest; None when far too many guests come from one address."""
    if request.user.is_authenticated:
        return request.user
    if ratelimit.take(NEW_GUESTS, client_address(request)):
        return None
    guest = start_guest(language=get_language() or settings.LANGUAGE_CODE, at=timezone.now())
    token = request.META.get("CSRF_COOKIE")
    login(request, guest, backend=_BACKEND)
    if token:  # no privilege was gained, and the other forms of the page still hold this token
        request.META["CSRF_COOKIE"] = token
    request.session.set_expiry(settings.GUEST_SESSION_AGE)
    return guest


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def sign_up_view(request: Request) -> HttpResponse:
    if request.user.is_authenticated and not request.user.is_guest:
        return redirect("account")
    unit = request.municipality.neighbourhood_unit
    waiting = bool(request.POST.get("certificate") or request.GET.get("certificate"))
    form = SignUpForm(request.POST or None, neighbourhood_label=unit)
    if request.method == "POST" and form.is_valid():
        wait = ratelimit.take(SIGN_UPS, client_address(request))
        if wait:
            form.add_error(
                None, _("Too many new accounts from here. Try again in %(time)s.") % {"time": waiting_time(wait)}
            )
        elif response := _make_account(request, form, confirm=waiting):
            return response
    return render(request, "accounts/sign_up.html", {"form": form, "next": safe_next(request), "waiting": waiting})


def _make_account(request: Request, form: SignUpForm, *, confirm: bool) -> HttpResponse | None:
    language = get_language() or settings.LANGUAGE_CODE
    try:
        person, words = sign_up(
            new=form.new_account(), guest=guest_of(request), language=language, at=timezone.now(), confirm=confirm
        )
    except UsernameTaken:
        form.add_error("identifier", username_taken(form.username or ""))
        return None
    except PhoneFull:
        form.add_error("identifier", _("Too many people use this number already. Choose a user name instead."))
        return None
    login(request, person, backend=_BACKEND)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    keep_words(request, person, words, then=safe_next(request))
    response = redirect("recovery_card")
    remember_device(request, response, person)
    return response


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def sign_in_view(request: Request) -> HttpResponse:
    if request.user.is_authenticated and not request.user.is_guest and request.method == "GET":
        return redirect(safe_next(request) or "home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identifier = form.cleaned_data["identifier"]
        try:
            people = people_with_secret(
                identifier=identifier,
                secret=form.cleaned_data["secret"],
                device=device_bucket(request, identifier),
                address=client_address(request),
                now=timezone.now(),
            )
        except TooManyTries as stopped:
            form.add_error(None, _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(stopped.wait)})
        else:
            if people:
                return let_in(request, people, safe_next(request))
            form.add_error(
                None,
                _("This name or number and this PIN or password do not belong together. Check both, then try again."),
            )
    return render(
        request, "accounts/sign_in.html", {"form": form, "next": safe_next(request), "kept": kept_post(request)}
    )


def let_in(request: HttpRequest, people: list[User], target: str) -> HttpResponse:
    """Everybody whose secret has matched: one comes in, of several one says who it is."""
    if len(people) == 1:
        return open_session(request, people[0], target)
    request.session[_CANDIDATES] = {
        "people": [person.pk for person in people],
        "next": target,
        "until": timezone.now().timestamp() + 300,
    }
    return redirect("choose_person")


def open_session(request: HttpRequest, person: User, target: str = "") -> HttpResponse:
    """Sign in somebody whose secret has matched; staff go on to their second step."""
    record_authentication(request, person, method="password")
    return perform_login(request, Login(user=person, redirect_url=target or safe_next(request) or None))


@never_cache
@require_http_methods(["GET", "POST"])
def choose_person(request: Request) -> HttpResponse:
    """A family shares number and PIN: whose turn is it? Names appear only after the right PIN."""
    kept = request.session.get(_CANDIDATES)
    if not kept or kept["until"] < timezone.now().timestamp():
        return redirect("sign_in")
    people = list(User.objects.filter(pk__in=kept["people"], is_active=True).order_by("name"))
    if request.method == "POST":
        chosen = next((person for person in people if str(person.public_id) == request.POST.get("person")), None)
        if chosen:
            del request.session[_CANDIDATES]
            return open_session(request, chosen, kept["next"])
    return render(request, "accounts/choose_person.html", {"people": people})


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: Request) -> HttpResponse:
    """Leaves nothing of the person on the device (SECURITY 6). The page first sends what is unsent."""
    if request.method == "GET":
        return render(request, "accounts/sign_out.html") if request.user.is_authenticated else redirect("home")
    logout(request)
    response = redirect("signed_out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
def signed_out(request: Request) -> HttpResponse:
    response = render(request, "accounts/signed_out.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
@sensitive_post_parameters("secret", "words")
@require_http_methods(["GET", "POST"])
def recover_view(request: Request) -> HttpResponse:
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identifier = normalise_identifier(form.cleaned_data["identifier"])
        person = _owner_of_card(request, form, identifier)
        if person and _is_fair(form, person):
            words = recover(person=person, new_secret=form.cleaned_data["secret"], at=timezone.now())
            resume = reverse("resume_post") if kept_post(request) else ""
            keep_words(request, person, words, then=safe_next(request) or resume)
            return open_session(request, person, reverse("recovery_card"))
    return render(request, "accounts/recover.html", {"form": form})


def _owner_of_card(request: Request, form: RecoveryForm, identifier: str) -> User | None:
    """Whose card it is, or None with the reason in the form."""
    wait = ratelimit.take_all([(RECOVERY, identifier), (RECOVERY_PER_ADDRESS, client_address(request))])
    if wait:
        form.add_error(None, _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)})
        return None
    person = person_with_words(
        candidates=people_behind(identifier), words=form.cleaned_data["words"], checks=checks_for(identifier)
    )
    if person is None:
        form.add_error(
            None, _("This name or number and these words do not belong together. Check both, then try again.")
        )
    return person


def _is_fair(form: RecoveryForm, person: User) -> bool:
    try:
        validate_password(form.cleaned_data["secret"], person)
    except ValidationError as error:
        form.add_error("secret", error)
        return False
    return True


@never_cache
def resume_post(request: Request) -> HttpResponse:
    """What was sent while signed out, ready to be sent on: one tap, or by itself with JavaScript."""
    kept = kept_post(request)
    if kept is None or not request.user.is_authenticated:
        return redirect("home")
    forget_kept_post(request)
    return render(request, "accounts/resume_post.html", {"kept": kept})
