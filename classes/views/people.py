"""The people of a class."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from classes.codes import show_code
from classes.domain.groups import remove_member
from classes.domain.queries import current_members
from classes.models import ClassGroup
from classes.views.requests import class_context, class_needed, member_or_404
from core.http import Request


@class_needed
@require_safe
def members(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    context = class_context(request, group, "members", members=current_members(group), code=show_code(group.code))
    return render(request, "classes/members.html", context)


@class_needed
@require_POST
def remove(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    gone = member_or_404(group, member)
    remove_member(member=gone, by=person, at=timezone.now())
    messages.success(
        request, _("%(name)s is no longer in this class. What they learned stays.") % {"name": gone.person}
    )
    return redirect("class_members", group.public_id)
