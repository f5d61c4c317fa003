"""Adding pupils who have no account yet, and correcting one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from classes.domain.pupils import LEAVE, NEW, Line, add_pupils, correct_pupil, look_over, managed_here
from classes.forms.pupils import PupilForm, PupilsForm
from classes.models import ClassGroup
from classes.views.requests import class_context, class_needed, member_or_404, not_of_event
from core.http import Request


def key_of(request: HttpRequest) -> UUID:
    """The request key of a form. Raises BadRequest: no page of ours sends a form without one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise BadRequest("key") from error


@sensitive_post_parameters("names")
@class_needed
@not_of_event
@require_http_methods(["GET", "POST"])
def add(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """By name; asks once more where this school has somebody of the same name already."""
    form = PupilsForm(request.POST or None)
    lines: list[Line] = []
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        lines = look_over(group, form.pupils)
        if "chosen" in request.POST or not any(line.asks for line in lines):
            answers = {index: request.POST.get(f"answer-{index}", line.usual) for index, line in enumerate(lines)}
            came = add_pupils(
                group=group,
                lines=lines,
                answers=answers,
                full_names=form.cleaned_data["full_names"],
                by=person,
                at=timezone.now(),
                key=key_of(request),
            )
            if came:
                messages.success(request, _("Added: %(count)s. Make their sign-in cards now.") % {"count": came})
            return redirect("class_members", group.public_id)
    context = class_context(
        request,
        group,
        "members",
        form=form,
        lines=list(enumerate(lines)),
        new=NEW,
        leave=LEAVE,
        key=_key_again(request),
    )
    return render(request, "classes/add_pupils.html", context, status=422 if form.errors else 200)


def _key_again(request: HttpRequest) -> str:
    """The key stays with what was typed through both steps."""
    return request.POST.get("key", "")


@sensitive_post_parameters("name", "nickname")
@class_needed
@require_http_methods(["GET", "POST"])
def edit(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    row = member_or_404(group, member)
    managed = managed_here(group).filter(pk=row.person_id).exists()
    initial = {"name": row.person.name, "nickname": row.nickname}
    form = PupilForm(request.POST or None, initial=initial, own=not managed)
    if request.method == "POST" and form.is_valid():
        correct_pupil(member=row, **form.cleaned_data, by=person, at=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("class_members", group.public_id)
    context = class_context(request, group, "members", form=form, member=row, managed=managed)
    return render(request, "classes/edit_member.html", context, status=422 if form.errors else 200)
