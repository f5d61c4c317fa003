"""What people see and change of themselves: PIN, name, notices, language, sessions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.names import confirm_name, is_name_fixed
from accounts.domain.notices import mark_read
from accounts.domain.secrets import change_secret
from accounts.domain.sessions import end_sessions
from accounts.forms.own import ChangeSecretForm, NameForm
from accounts.kept_post import sign_in_and_come_back
from accounts.models import Notice, User
from accounts.notices import ICONS, sentence
from accounts.targets import safe_next
from core.languages import keep_language

View = Callable[..., HttpResponse]


def account_required(view: View) -> View:
    """The view gets the person as its second argument; a guest is led to sign up, anybody else to sign in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_and_come_back(request)
        if request.user.is_guest:
            return redirect("sign_up")
        return view(request, request.user, *args, **kwargs)

    return wrapped


@never_cache
@sensitive_post_parameters("current", "secret")
@account_required
@require_http_methods(["GET", "POST"])
def change_secret_view(request: HttpRequest, person: User) -> HttpResponse:
    form = ChangeSecretForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        change_secret(person=person, new_secret=form.cleaned_data["secret"], keep_session=request.session.session_key)
        update_session_auth_hash(request, person)
        messages.success(request, _("Changed. All other devices were signed out."))
        return redirect("account")
    return render(request, "accounts/change_secret.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def certificate_name(request: HttpRequest, person: User) -> HttpResponse:
    """“Is the name right as it will be printed?” Once it was printed, another one is asked for."""
    if is_name_fixed(person):
        return redirect("ask_for_name")
    initial = {"name": person.name, "title_before": person.title_before, "title_after": person.title_after}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        confirm_name(person=person, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your name was kept: %(name)s") % {"name": person.full_name_with_titles})
        return redirect(safe_next(request) or "my_certificates")
    return render(request, "accounts/certificate_name.html", {"form": form, "next": safe_next(request)})


@never_cache
@account_required
def notices(request: HttpRequest, person: User) -> HttpResponse:
    found = list(Notice.objects.filter(person=person)[:50])
    rows = [{"notice": notice, "text": sentence(notice), "icon": ICONS.get(notice.kind, "bell")} for notice in found]
    response = render(request, "accounts/notices.html", {"rows": rows})
    mark_read(person=person, at=timezone.now())
    return response


@never_cache
@account_required
def open_notice(request: HttpRequest, person: User, public_id: str) -> HttpResponse:
    notice = get_object_or_404(Notice, person=person, public_id=public_id)
    return redirect(notice.url or "notices")


@require_POST
@account_required
def end_other_sessions(request: HttpRequest, person: User) -> HttpResponse:
    ended = end_sessions(person, keep=request.session.session_key)
    messages.success(request, _("Signed out elsewhere: %(count)s.") % {"count": ended})
    return redirect("account")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    response = redirect(safe_next(request) or "home")
    if code in dict(settings.LANGUAGES):
        keep_language(response, code)
        if request.user.is_authenticated and request.user.language != code:
            request.user.language = code
            request.user.save(update_fields=["language"])
    return response
