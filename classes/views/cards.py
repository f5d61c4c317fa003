"""Sign-in cards: new PINs, shown once. ``class_needed`` keeps every page of a class out of all caches (no-store)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import pictures
from accounts.domain.cards import NO_SECRET
from accounts.models import User
from classes.codes import show_code
from classes.domain.cards import MOST_CARDS, AlreadyMade, make_cards, make_one_card
from classes.domain.pupils import managed_here
from classes.models import ClassGroup
from classes.views.pupils import key_of
from classes.views.requests import class_context, class_needed, member_or_404
from core.http import Request
from core.qr import qr_svg


def join_address(request: HttpRequest, group: ClassGroup) -> str:
    """What the QR code says: the class, nobody's name."""
    path = reverse("join_class", args=[group.code])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


@class_needed
@require_http_methods(["GET", "POST"])
def cards(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    """For those without a PIN, or those who are ticked; the answer is the file itself."""
    people = managed_here(group).order_by("name", "pk")
    without = set(people.filter(NO_SECRET).values_list("pk", flat=True))
    error = ""
    if request.method == "POST":
        ticked = set(request.POST.getlist("who"))
        chosen = [one for one in people if str(one.public_id) in ticked]
        if not chosen:
            error = _("Tick at least one name.")
        elif len(chosen) > MOST_CARDS:
            error = _("At most %(most)s cards at once.") % {"most": MOST_CARDS}
        else:
            try:
                made = make_cards(
                    group=group,
                    people=chosen,
                    address=join_address(request, group),
                    by=person,
                    at=timezone.now(),
                    key=key_of(request),
                )
            except AlreadyMade:
                messages.info(request, _("These cards were made already. Lost the file? Make them anew."))
                return redirect("class_cards", group.public_id)
            response = HttpResponse(made, content_type="application/pdf")
            response["Content-Disposition"] = f'attachment; filename="kartu-{slugify(group.name) or "kelas"}.pdf"'
            return response
    context = class_context(
        request,
        group,
        "members",
        people=people,
        without=without,
        ticked={one.pk for one in people} if request.GET.get("semua") else without,
        error=error,
        secret=group.get_secret_display(),
    )
    return render(request, "classes/cards.html", context, status=422 if error else 200)


@class_needed
@require_POST
def new_pin(request: Request, person: User, group: ClassGroup, member: UUID) -> HttpResponse:
    """For one pupil who has forgotten it: the card on the screen, once."""
    row = member_or_404(group, member)
    if not managed_here(group).filter(pk=row.person_id).exists() or row.person_id == person.pk:
        messages.error(
            request,
            _("%(name)s joined with an account of their own. They get back in with their recovery card.")
            % {"name": row.person},
        )
        return redirect("edit_member", group.public_id, member)
    try:
        card = make_one_card(member=row, by=person, at=timezone.now(), key=key_of(request))
    except AlreadyMade:
        messages.info(request, _("The new PIN was shown already. Lost it? Make another one."))
        return redirect("edit_member", group.public_id, member)
    context = class_context(
        request,
        group,
        "members",
        member=row,
        pin=card.pin,
        row=[(pictures.name_of(key), pictures.drawing(key)) for key in card.row],
        code=show_code(group.code),
        qr=mark_safe(qr_svg(join_address(request, group), label=_("QR code of the class"), scale=3)),
        address=request.get_host() + reverse("class_sign_in"),
    )
    return render(request, "classes/new_pin.html", context)
