"""People in the admin: find somebody, correct a name, give a role, reset a PIN in person, end sessions."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin_merging import may_merge, merges_for
from accounts.domain.activation import MayNotSwitch, deactivate, reactivate
from accounts.domain.merge import is_merged_away
from accounts.domain.names import correct_name_of
from accounts.domain.people import may_administer, people_in_reach, search_people
from accounts.domain.roles import LastAdministrator, grant_role, revoke_role
from accounts.domain.second_factor import may_reset_second_factor, reset_second_factor
from accounts.domain.secrets import MayNotReset, may_reset, reset_secret
from accounts.domain.sessions import end_sessions
from accounts.forms.own import NameForm
from accounts.models import Organisation, RoleGrant, User
from accounts.roles import Role


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=RoleGrant.Choices.choices)
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.order_by("path"),
        required=False,
        empty_label=gettext_lazy("everywhere"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("organisation"):
            self.add_error("organisation", _("Administrators are so everywhere. Choose “everywhere”, or another role."))
        return cleaned


def _staff(request: HttpRequest) -> User:
    """The gate in front of the admin let nobody else through."""
    return cast(User, request.user)


def _person_in_reach(request: HttpRequest, public_id: Any) -> User:
    """404 for people outside one's reach, as if they did not exist."""
    if not request.user.has_perm("accounts.reset_secrets"):
        raise PermissionDenied
    return get_object_or_404(people_in_reach(_staff(request)), public_id=public_id)


def people_list(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("accounts.reset_secrets"):
        raise PermissionDenied
    words = request.POST.get("q", "")[:80]
    people = (
        search_people(people_in_reach(_staff(request)), words)
        .order_by("name", "pk")
        .prefetch_related("role_grants__organisation")
    )
    page = Paginator(people, 30).get_page(request.POST.get("p"))
    return render(request, "accounts/admin/people.html", {"page": page, "words": words, "total": page.paginator.count})


def person(request: HttpRequest, public_id: Any) -> HttpResponse:
    return _person_page(request, _person_in_reach(request, public_id))


def _person_page(request: HttpRequest, found: User, name_form: NameForm | None = None) -> HttpResponse:
    names = {"name": found.name, "title_before": found.title_before, "title_after": found.title_after}
    context = {
        "person": found,
        "grants": found.role_grants.select_related("organisation"),
        "may_grant": request.user.has_perm("accounts.grant_roles"),
        "may_reset": may_reset(by=_staff(request), person=found),
        "may_end": request.user.has_perm("accounts.end_sessions"),
        "form": GrantForm(),
        "may_reset_second_factor": may_reset_second_factor(by=_staff(request), person=found),
        "may_switch": may_administer(by=_staff(request), person=found),
        "may_merge": may_merge(found, by=_staff(request)),
        "merges": merges_for(found, by=_staff(request)) if request.user.has_perm("accounts.grant_roles") else [],
        "merged_away": is_merged_away(found),
        "name_form": name_form or NameForm(initial=names),
    }
    return render(request, "accounts/admin/person.html", context, status=422 if name_form else 200)


@require_POST
def correct(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What was mistyped in a name; certificates that bear it follow."""
    found = _person_in_reach(request, public_id)
    if not request.user.has_perm("accounts.grant_roles"):
        raise PermissionDenied
    form = NameForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, form)
    if not correct_name_of(person=found, by=_staff(request), at=timezone.now(), **form.cleaned_data):
        messages.info(request, _("Nothing was different."))
    elif found.name_confirmed_at is None:
        messages.success(request, _("Name corrected. The person confirms it before it is printed."))
    else:
        messages.success(request, _("Name corrected, also on certificates. The person is told."))
    return redirect("admin_person", public_id=public_id)


@require_POST
def reset(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The new PIN is shown once, on the answer to this very request."""
    found = _person_in_reach(request, public_id)
    try:
        pin = reset_secret(by=_staff(request), person=found, at=timezone.now())
    except MayNotReset:
        raise PermissionDenied from None
    response = render(request, "accounts/admin/reset_done.html", {"person": found, "pin": pin})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def grant(request: HttpRequest, public_id: Any) -> HttpResponse:
    found = _person_in_reach(request, public_id)
    if not request.user.has_perm("accounts.grant_roles"):
        raise PermissionDenied
    form = GrantForm(request.POST)
    if form.is_valid():
        grant_role(
            person=found,
            role=Role(form.cleaned_data["role"]),
            organisation=form.cleaned_data["organisation"],
            by=_staff(request),
        )
        messages.success(request, _("Role given."))
    else:
        problems = form.errors.get("organisation", [_("Choose a role.")])
        messages.error(request, str(problems[0]))
    return redirect("admin_person", public_id=public_id)


@require_POST
def revoke(request: HttpRequest, public_id: Any, grant_id: int) -> HttpResponse:
    found = _person_in_reach(request, public_id)
    if not request.user.has_perm("accounts.grant_roles"):
        raise PermissionDenied
    given = RoleGrant.objects.filter(pk=grant_id, person=found).first()
    if given is None:
        raise Http404
    try:
        revoke_role(grant=given, by=_staff(request))
        messages.success(request, _("Role taken back."))
    except LastAdministrator:
        messages.error(request, _("This is the last administrator. Give somebody else this role first."))
    return redirect("admin_person", public_id=public_id)


@require_POST
def end(request: HttpRequest, public_id: Any) -> HttpResponse:
    found = _person_in_reach(request, public_id)
    if not request.user.has_perm("accounts.end_sessions"):
        raise PermissionDenied
    ended = end_sessions(found)
    messages.success(request, _("Signed out everywhere: %(count)s.") % {"count": ended})
    return redirect("admin_person", public_id=public_id)


@require_POST
def reset_second_step(request: HttpRequest, public_id: Any) -> HttpResponse:
    found = _person_in_reach(request, public_id)
    try:
        reset_second_factor(by=_staff(request), person=found, at=timezone.now())
    except MayNotReset:
        raise PermissionDenied from None
    messages.success(request, _("The second step is reset. The next sign-in asks for a new one."))
    return redirect("admin_person", public_id=public_id)


@require_POST
def switch_off(request: HttpRequest, public_id: Any) -> HttpResponse:
    found = _person_in_reach(request, public_id)
    try:
        deactivate(by=_staff(request), person=found, at=timezone.now())
        messages.success(request, _("Account deactivated. The person is signed out everywhere."))
    except MayNotSwitch:
        raise PermissionDenied from None
    except LastAdministrator:
        messages.error(request, _("This is the last administrator. Give somebody else this role first."))
    return redirect("admin_person", public_id=public_id)


@require_POST
def switch_on(request: HttpRequest, public_id: Any) -> HttpResponse:
    found = _person_in_reach(request, public_id)
    try:
        reactivate(by=_staff(request), person=found, at=timezone.now())
    except MayNotSwitch:
        raise PermissionDenied from None
    messages.success(request, _("The person can sign in again."))
    return redirect("admin_person", public_id=public_id)
