"""Two accounts of one person, in the admin: find the other one, compare, merge, undo (ADR 0040)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import personal_data
from accounts.domain.merge import CannotMerge, Obstacle, merge_accounts, merges_of, obstacle_to_merge
from accounts.domain.merge_candidates import maybe_the_same
from accounts.domain.people import search_people
from accounts.domain.unmerge import CannotUndo, WhyNot, undo_merge, why_not_undone
from accounts.forms.merging import MergeForm
from accounts.models import AccountMerge, User

OBSTACLES = {
    Obstacle.NOT_ALLOWED: gettext_lazy("Only administrators merge accounts."),
    Obstacle.SAME: gettext_lazy("That is the same account. Choose another one."),
    Obstacle.SELF: gettext_lazy("Nobody merges their own account. Ask another administrator."),
    Obstacle.GUEST: gettext_lazy("A guest has no account. What a guest learned goes along when they sign in."),
    Obstacle.STAFF: gettext_lazy("Accounts of staff are not merged. Take the role back first."),
    Obstacle.CLOSED: gettext_lazy("One of the two accounts is closed. Open it first, or undo its merge."),
}
REFUSALS = {
    WhyNot.NOT_ALLOWED: gettext_lazy("Only another administrator can undo this."),
    WhyNot.UNDONE: gettext_lazy("This was undone already."),
    WhyNot.TOO_LATE: gettext_lazy("It is too late: a merge can be undone for 30 days."),
    WhyNot.ERASED: gettext_lazy("One of the two has erased their data. This can no longer be undone."),
    WhyNot.MERGED_AGAIN: gettext_lazy("One of the two was merged again since. Undo that first."),
}


@dataclass(frozen=True)
class MergeLine:
    """One merge on a person's page. ``refusal``: why it can no longer be undone."""

    merge: AccountMerge
    refusal: str


@dataclass(frozen=True)
class Side:
    """One of the two accounts, as it is compared."""

    person: User
    glance: list[tuple[str, list[str]]]


def merges_for(person: User, *, by: User) -> list[MergeLine]:
    at = timezone.now()
    lines = []
    for merge in merges_of(person):
        why = why_not_undone(merge, by=by, at=at)
        lines.append(MergeLine(merge, str(REFUSALS[why]) if why else ""))
    return lines


def may_merge(person: User, *, by: User) -> bool:
    """There is something to offer: this account could be merged with some other."""
    return obstacle_to_merge(by=by, kept=person, merged=person) == Obstacle.SAME and (
        by != person and not (person.is_guest or person.is_staff or person.is_superuser) and person.is_active
    )


def _administrator(request: HttpRequest) -> User:
    if not request.user.has_perm("accounts.grant_roles"):
        raise PermissionDenied
    return cast(User, request.user)


def _account(public_id: Any) -> User:
    return get_object_or_404(
        User.objects.select_related("kelurahan", "managed_by"), public_id=public_id, is_guest=False
    )


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Who is the other one? Searched by POST: no name stands in an address."""
    _administrator(request)
    person = _account(public_id)
    words = request.POST.get("q", "")[:80]
    found = search_people(User.objects.filter(is_guest=False), words) if words.strip() else User.objects.none()
    context = {
        "person": person,
        "words": words,
        "maybe": maybe_the_same(person),
        "found": found.exclude(pk=person.pk).select_related("kelurahan").order_by("name", "pk")[:30],
    }
    return render(request, "accounts/admin/merge_search.html", context)


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, public_id: Any, other: Any) -> HttpResponse:
    """Both beside each other, and what will happen; POST does it."""
    by = _administrator(request)
    pair = (_account(public_id), _account(other))
    obstacle = obstacle_to_merge(by=by, kept=pair[0], merged=pair[1])
    form = MergeForm(request.POST or None, pair=pair, initial={"keep": str(pair[0].public_id), "key": uuid4()})
    if request.method == "POST" and form.is_valid():
        kept, merged = form.kept_and_merged(pair)
        try:
            merge_accounts(
                kept=kept,
                merged=merged,
                reason=form.cleaned_data["reason"],
                by=by,
                at=timezone.now(),
                key=form.cleaned_data["key"],
            )
        except CannotMerge as refused:
            obstacle = refused.obstacle
        else:
            messages.success(request, _("Merged. The person is told. It can be undone here for 30 days."))
            return redirect(reverse("admin_person", args=[kept.public_id]) + "#merges")
    context = {
        "pair": [Side(one, _glance(one)) for one in pair],
        "form": form,
        "obstacle": OBSTACLES[obstacle] if obstacle else "",
        "foretold": [] if obstacle else _foretold(*pair),
    }
    return render(request, "accounts/admin/merge_compare.html", context, status=422 if form.errors or obstacle else 200)


def _glance(person: User) -> list[tuple[str, list[str]]]:
    apps = personal_data.registered()
    return [(heading, lines) for one in apps if one.glance for heading, lines in one.glance(person).items()]


def _foretold(first: User, second: User) -> list[str]:
    return [line for one in personal_data.registered() if one.foretell for line in one.foretell(second, first)]


@require_POST
def undo(request: HttpRequest, public_id: Any, merge: Any) -> HttpResponse:
    by = _administrator(request)
    person = _account(public_id)
    found = get_object_or_404(merges_of(person), public_id=merge)
    try:
        undo_merge(merge=found, by=by, at=timezone.now())
        messages.success(request, _("Undone. Both accounts are as they were; what was done since stays."))
    except CannotUndo as refused:
        messages.error(request, str(REFUSALS[refused.why]))
    return redirect(reverse("admin_person", args=[public_id]) + "#merges")
