"""The classes somebody learns in: who teaches there, and how to leave."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.own import account_required
from classes.domain.doors import StaysInClass, leave_class, may_leave
from classes.models import ClassGroup, Member
from core.http import Request


@never_cache
@account_required
@require_safe
def joined_classes(request: Request, person: User) -> HttpResponse:
    """Two queries, however many."""
    rows = Member.objects.filter(person=person, left_at=None, group__archived_at=None)
    rows = rows.select_related("group__organisation", "group__event").prefetch_related("group__teachers__person")
    stays = bool(person.managed_by_id and person.is_minor)
    context = {"rows": rows.order_by("group__name", "pk"), "stays": stays, "tab": "account"}
    return render(request, "classes/joined.html", context)


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def leave(request: Request, person: User, group: UUID) -> HttpResponse:
    member = get_object_or_404(
        Member.objects.select_related("group__organisation", "person"),
        person=person,
        left_at=None,
        group__public_id=group,
    )
    if member.group.kind == ClassGroup.Kind.EVENT:  # whoever goes gives up the place there
        return redirect("event", member.group.event.public_id)
    if request.method == "POST":
        try:
            leave_class(member=member, at=timezone.now())
        except StaysInClass:
            messages.error(request, _("Your school made this account. Ask your teacher to take you out."))
        else:
            messages.success(request, _("You have left the class. What you learned stays yours."))
        return redirect("joined_classes")
    return render(request, "classes/leave.html", {"member": member, "stays": not may_leave(member), "tab": "account"})
