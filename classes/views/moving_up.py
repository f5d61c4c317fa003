"""A class moves up at the end of the school year."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from classes.domain.groups import NameTaken
from classes.domain.moving_up import SomeStay, move_up
from classes.domain.queries import current_members
from classes.domain.reach import groups_in_reach
from classes.forms.rosters import MoveUpForm, people_ticked, request_key
from classes.models import ClassGroup
from classes.views.groups import same_name
from classes.views.requests import class_context, class_needed, not_of_event
from core.http import Request


@class_needed
@not_of_event
@require_http_methods(["GET", "HEAD", "POST"])
def move_class_up(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    members = list(current_members(group))
    others = groups_in_reach(person).filter(organisation=group.organisation_id, archived_at=None).exclude(pk=group.pk)
    open_ones = list(others.exclude(kind=ClassGroup.Kind.EVENT).order_by("-school_year", "name")[:200])
    posted = request.method == "POST"
    form = MoveUpForm(request.POST if posted else None, group=group, groups=open_ones)
    going = people_ticked(request.POST.getlist("going"), members) if posted else {one.person_id for one in members}
    key = request_key(request.POST.get("key", "")) or uuid4()
    if posted and form.is_valid():
        cleaned = form.cleaned_data
        try:
            above = move_up(
                group=group,
                target=form.target,
                people=going,
                with_teachers=cleaned["with_teachers"],
                archive=cleaned["archive"],
                by=person,
                at=timezone.now(),
                key=key,
            )
        except NameTaken:
            form.add_error("name", same_name())
        except SomeStay:
            form.add_error("archive", _("Not everybody goes. Leave the old class open, or let all go."))
        else:
            messages.success(request, _("The class has moved up. These are its people now."))
            return redirect("class_members", above.public_id)
    context = class_context(
        request,
        group,
        "members",
        form=form,
        key=key,
        people=[(one, one.person_id in going) for one in members],
    )
    return render(request, "classes/move_up.html", context, status=422 if posted else 200)
