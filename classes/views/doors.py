"""Signing in with the class, and joining one with its code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import pictures
from accounts.device import bucket_of
from accounts.domain.sign_in import TooManyTries
from accounts.models import User
from accounts.privacy import IN_CLASS
from accounts.targets import safe_next
from accounts.views.entry import let_in
from classes.codes import read_code, show_code
from classes.domain.doors import NotOpen, class_of_code, join_class, open_class, people_named, pupils_with_secret
from classes.forms.doors import ClassSignInForm, CodeForm
from classes.models import ClassGroup, Member
from core.address import client_address
from core.http import Request
from core.words import waiting_time

_TYPED = "class_sign_in"
_MINUTES = 15  # what was typed waits for the PIN no longer
_LONGEST_SECRET = 128
Secret = ClassGroup.Secret


def too_many(stopped: TooManyTries) -> str:
    return _("Too many tries. Try again in %(time)s.") % {"time": waiting_time(stopped.wait)}


def class_at_door(request: HttpRequest, code: str) -> ClassGroup | None:
    """Raises TooManyTries. One phone is told from others behind an address by its cookie against forged forms."""
    device = str(request.META.get("CSRF_COOKIE") or "")
    return class_of_code(code, device=device, address=client_address(request), now=timezone.now())


@never_cache
@sensitive_post_parameters("name")
@require_http_methods(["GET", "POST"])
def class_sign_in(request: Request) -> HttpResponse:
    """Class code and name, typed; nobody is listed. Whether they exist is not said here."""
    if request.user.is_authenticated and not request.user.is_guest and request.method == "GET":
        return redirect(safe_next(request) or "home")
    typed = _typed(request) or {}
    known = {"code": show_code(read_code(request.GET.get("kode", "")) or typed.get("code", ""))}
    form = ClassSignInForm(request.POST or None, initial=known | {"name": typed.get("name", "")})
    if request.method == "POST" and form.is_valid():
        try:
            class_at_door(request, form.cleaned_data["code"])
        except TooManyTries as stopped:
            form.add_error(None, too_many(stopped))
        else:
            _keep(request, form.cleaned_data | {"next": safe_next(request), "taps": [], "kind": ""})
            return redirect("class_pin")
    context = {"form": form, "next": safe_next(request)}
    return render(request, "classes/sign_in.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(_TYPED)
    return kept if kept and kept["until"] > timezone.now().timestamp() else None


def _keep(request: HttpRequest, typed: dict[str, Any]) -> None:
    request.session[_TYPED] = typed | {"until": timezone.now().timestamp() + _MINUTES * 60}


@never_cache
@sensitive_post_parameters("secret", "tap")
@require_http_methods(["GET", "POST"])
def class_pin(request: Request) -> HttpResponse:
    """The PIN: what it is made of is the class's choice, not the person's, so that it tells nobody's name."""
    typed = _typed(request)
    if typed is None:
        return redirect("class_sign_in")
    group = open_class(typed["code"])
    kind = typed["kind"] or (group.secret if group else Secret.NUMBER)
    error = ""
    if request.method == "POST":
        if "other" in request.POST:
            _keep(request, typed | {"taps": [], "kind": Secret.NUMBER if kind == Secret.PICTURES else Secret.PICTURES})
            return redirect("class_pin")
        secret, typed["taps"] = _given(request, kind, typed["taps"])
        if not secret:
            _keep(request, typed)
            return redirect("class_pin")
        people, error = _people(request, group, typed, secret)
        if people:
            del request.session[_TYPED]
            return let_in(request, people, typed["next"])
        typed["taps"] = []
        _keep(request, typed)
    context = {
        "kind": kind,
        "code": show_code(typed["code"]),
        "name": typed["name"],
        "tapped": len(typed["taps"]),
        "length": pictures.LENGTH,
        "pictures": [(key, pictures.name_of(key), pictures.drawing(key)) for key in pictures.KEYS],
        "error": error,
    }
    return render(request, "classes/pin.html", context, status=422 if error else 200)


def _given(request: HttpRequest, kind: str, taps: list[str]) -> tuple[str, list[str]]:
    """The whole secret, or "" and what was tapped so far. Each tap comes alone, or all four together."""
    if kind == Secret.NUMBER:
        typed = request.POST.get("secret", "").strip()[:_LONGEST_SECRET]
        digits = "".join(typed.split())  # the card says “123 456”, so that it is easier to read
        return digits if digits.isdecimal() else typed, []
    if "clear" in request.POST:
        return "", []
    for tap in request.POST.getlist("tap")[: pictures.LENGTH]:
        if tap in pictures.KEYS and tap not in taps and len(taps) < pictures.LENGTH:
            taps = [*taps, tap]
    return (pictures.secret_of(taps), []) if pictures.is_row(taps) else ("", taps)


def _people(
    request: HttpRequest, group: ClassGroup | None, typed: dict[str, Any], secret: str
) -> tuple[list[User], str]:
    """Who comes in, or why nobody does: one sentence, whatever was wrong."""
    named = people_named(group, typed["name"])
    try:
        people = pupils_with_secret(
            group,
            code=typed["code"],
            name=typed["name"],
            named=named,
            secret=secret,
            device=bucket_of(request, named.people),
            address=client_address(request),
            now=timezone.now(),
        )
    except TooManyTries as stopped:
        return [], too_many(stopped)
    return people, "" if people else _("Code, name and PIN do not belong together. Check all three, then try again.")


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: Request) -> HttpResponse:
    """Type the code of a class."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if class_at_door(request, code):
                return redirect("join_class", code)
            form.add_error("code", no_such_class())
        except TooManyTries as stopped:
            form.add_error(None, too_many(stopped))
    return render(request, "classes/join.html", {"form": form}, status=422 if form.errors else 200)


def no_such_class() -> str:
    return _("No class has this code now. Check it on your card or with your teacher.")


@never_cache
@require_http_methods(["GET", "POST"])
def join_by_code(request: Request, code: str) -> HttpResponse:
    """What the QR code of a class leads to: which class it is, and what its teachers will see, before joining."""
    try:
        group = class_at_door(request, code)
    except TooManyTries as stopped:
        return _not_found(request, code, too_many(stopped))
    if group is None:
        return _not_found(request, code, no_such_class())
    user = request.user
    person = user if user.is_authenticated and not user.is_guest else None
    if request.method == "POST" and person is not None:
        return _join(request, group, person)
    here = reverse("join_class", args=[group.code])
    context = {
        "group": group,
        "code": show_code(group.code),
        "person": person,
        "member": bool(person) and Member.objects.filter(group=group, person=person, left_at=None).exists(),
        "teaches": bool(person) and group.teachers.filter(person=person).exists(),
        "sentence": IN_CLASS.sentence,
        "card": f"{reverse('class_sign_in')}?{urlencode({'kode': group.code})}",
        "then": urlencode({"next": here}),
    }
    return render(request, "classes/join_class.html", context)


def _not_found(request: HttpRequest, code: str, why: str) -> HttpResponse:
    form = CodeForm({"code": code[:20].replace("\0", "")})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, why)
    return render(request, "classes/join.html", {"form": form}, status=422)


def _join(request: Request, group: ClassGroup, person: User) -> HttpResponse:
    if group.teachers.filter(person=person).exists():
        return redirect("class_home", group.public_id)
    try:
        join_class(group=group, person=person, at=timezone.now(), key=UUID(request.POST.get("key", "")))
    except ValueError as error:
        raise Http404 from error
    except NotOpen:
        messages.error(request, _("This class takes nobody in with its code now. Ask the teacher."))
        return redirect("join_class", group.code)
    messages.success(request, _("You are in the class %(name)s now.") % {"name": group})
    return redirect("home")
