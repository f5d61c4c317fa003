"""The people of a class: the list, taking somebody out, and undoing that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from classes.codes import show_code
from classes.domain.groups import remove_member
from classes.domain.pupils import bring_back, managed_here
from classes.domain.queries import current_members
from classes.forms.pupils import SearchForm
from classes.models import ClassGroup, Member
from classes.views.requests import class_context, class_needed, member_or_404, not_of_event
from core.http import Request

PER_PAGE = 50
_TAKEN_OUT = "taken_out"  # in the session: whom this person took out, when; only that can be undone


@sensitive_post_parameters("words")
@class_needed
@require_http_methods(["GET", "POST"])
def members(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """A search is posted. As many queries for three people as for three hundred."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    found = current_members(group).select_related("person__guardian_consent")
    if words:
        found = found.filter(Q(person__name__icontains=words) | Q(nickname__icontains=words))
    page = Paginator(found, PER_PAGE).get_page(request.POST.get("hal") or request.GET.get("hal"))
    shown = [row.person_id for row in page]
    context = class_context(
        request,
        group,
        "members",
        page=page,
        managed=set(managed_here(group).filter(pk__in=shown).values_list("pk", flat=True)),
        taken_out=_taken_out(request, group),
        search=form,
        words=words,
        code=show_code(group.code),
    )
    return render(request, "classes/members.html", context)


def _taken_out(request: HttpRequest, group: ClassGroup) -> list[Member]:
    """Whom this session took out of this class last, and who is still out."""
    kept = request.session.get(_TAKEN_OUT, {}).get(str(group.public_id), {})
    if not kept:
        return []
    rows = group.members.filter(person__public_id__in=list(kept), person__is_active=True).select_related("person")
    return [row for row in rows if row.left_at and row.left_at.isoformat() == kept[str(row.person.public_id)]]


@class_needed
@not_of_event
@require_POST
def remove(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    gone, at = member_or_404(group, member), timezone.now()
    remove_member(member=gone, by=person, at=at)
    kept = request.session.get(_TAKEN_OUT, {})
    mine = kept.get(str(group.public_id), {})
    mine[str(member)] = at.isoformat()
    request.session[_TAKEN_OUT] = {str(group.public_id): dict(list(mine.items())[-5:])}
    messages.success(
        request, _("%(name)s is no longer in this class. What they learned stays.") % {"name": gone.person}
    )
    return redirect("class_members", group.public_id)


@class_needed
@require_POST
def undo_remove(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    """Only what this very session did: who left by themselves is not brought back by others."""
    gone = get_object_or_404(group.members.select_related("person", "group"), person__public_id=member)
    left_at = request.session.get(_TAKEN_OUT, {}).get(str(group.public_id), {}).get(str(member))
    done = bool(left_at) and bring_back(
        member=gone, left_at=datetime.fromisoformat(left_at), by=person, at=timezone.now()
    )
    if done:
        messages.success(request, _("%(name)s is back in the class.") % {"name": gone.person})
    return redirect("class_members", group.public_id)
