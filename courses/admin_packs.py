"""Packs in the admin: courses that go out, packs that come in, keys that are trusted."""

from __future__ import annotations

import io
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core.variables import VARIABLES
from courses.domain.receiving import (
    Gone,
    Look,
    NotTrusted,
    distrust,
    looked_at,
    receive,
    take,
    throw_away,
    trust_signer,
    waiting,
)
from courses.domain.sending import NotReady, Prepared, export_course, prepare_export
from courses.models import CataloguePage, CoursePage, PackImport, PackSigner
from courses.packs.problems import PackRefused, Problem
from courses.travel.collect import LICENCE
from courses.travel.key import Trust, fingerprint, own_fingerprint
from courses.travel.parcel import MAX_PARCEL_BYTES, SUFFIX
from courses.travel.plan import BOTH, CHANGED, DELETED, EDITED, NEW, Piece

TRUST = "courses.add_packsigner"
LICENCES = ("CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0")
KINDS = {
    "course": gettext_lazy("About the course"),
    "module": gettext_lazy("Module"),
    "lesson": gettext_lazy("Lesson"),
    "order": gettext_lazy("Order of the lessons"),
    "question": gettext_lazy("Question"),
    "quiz": gettext_lazy("Quiz"),
    "h5p": gettext_lazy("H5P content"),
    "picture": gettext_lazy("Picture"),
}
_SECTIONS = (
    (NEW, gettext_lazy("New"), gettext_lazy("These are not here yet.")),
    (CHANGED, gettext_lazy("Changed in the pack"), gettext_lazy("Nobody has edited these here.")),
    (
        BOTH,
        gettext_lazy("Changed in the pack, and edited here"),
        gettext_lazy("What you tick replaces what was edited here. The page's history keeps it."),
    ),
    (
        EDITED,
        gettext_lazy("Edited here"),
        gettext_lazy("The pack says what it said before. These stay as they are unless you tick them."),
    ),
    (DELETED, gettext_lazy("Deleted here"), gettext_lazy("These stay away unless you tick them.")),
)


class PackForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Pack file"),
        help_text=gettext_lazy("Its name ends with %(ending)s.") % {"ending": SUFFIX},
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


class SendForm(forms.Form):
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), choices=[(name, name) for name in LICENCES])


def may_bring(person: Any) -> bool:
    """Whoever may write courses may look at packs."""
    catalogue = CataloguePage.objects.first()
    return bool(catalogue and catalogue.permissions_for_user(person).can_add_subpage())


def may_take(person: Any) -> bool:
    """What is taken in is published at once: for those who publish."""
    catalogue = CataloguePage.objects.first()
    publishes = catalogue and catalogue.permissions_for_user(person).can_publish_subpage()
    return bool(publishes and person.has_perm("quizzes.publish_question"))


def _gate(request: HttpRequest, allowed: bool) -> User:
    if not allowed:
        raise PermissionDenied
    return cast(User, request.user)


def _reached(person: User) -> QuerySet[PackImport]:
    """One's own; administrators see all."""
    return waiting() if person.has_perm(TRUST) else waiting().filter(by=person)


@require_http_methods(["GET", "HEAD", "POST"])
def packs_page(request: HttpRequest) -> HttpResponse:
    person = _gate(request, may_bring(request.user))
    form = PackForm(request.POST, request.FILES) if request.method == "POST" else PackForm()
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = receive(file.file, name=file.name or "", by=person, at=timezone.now())
        except PackRefused as refused:
            problems = _said(refused.problems)
        else:
            return redirect("admin_pack", row.key)
    courses = [page for page in CoursePage.objects.order_by("path") if page.permissions_for_user(person).can_edit()]
    context = {
        "form": form,
        "problems": problems,
        "limit": MAX_PARCEL_BYTES,
        "waiting": _reached(person).select_related("by"),
        "courses": courses,
        "signers": PackSigner.objects.order_by("name") if person.has_perm(TRUST) else [],
        "own": own_fingerprint(),
    }
    return render(request, "courses/admin/packs.html", context, status=422 if problems or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def send_pack(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What travels and what does not; then the file."""
    course = get_object_or_404(CoursePage, pk=pk)
    person = _gate(request, course.permissions_for_user(request.user).can_edit())
    form = SendForm(request.POST if request.method == "POST" else None, initial={"licence": LICENCE})
    at = timezone.now()
    prepared: Prepared | None = None
    reason: NotReady | None = None
    try:
        if request.method == "POST":
            licence = form.cleaned_data["licence"] if form.is_valid() else ""
            sent = export_course(course, by=str(person.public_id), at=at, licence=licence)
            return FileResponse(io.BytesIO(sent.content), as_attachment=True, filename=sent.name)
        prepared = prepare_export(course, at=at)
    except NotReady as not_ready:
        reason = not_ready
    context = {
        "course": course,
        "form": form if prepared and prepared.collected.written_here else None,
        "prepared": prepared,
        "size": sum(len(content) for content in prepared.files.values()) if prepared else 0,
        "lessons": sum(len(module.lessons) for module in prepared.pack.modules) if prepared else 0,
        "lost": _said(prepared.losses.lost) if prepared else [],
        "missing": [(one.page, one.problem.text(_)) for one in reason.missing] if reason else [],
        "problems": _said(reason.problems) if reason else [],
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "courses/admin/send_pack.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def pack_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """What taking it in would do; then it is done."""
    person = _gate(request, may_bring(request.user))
    row = get_object_or_404(_reached(person), key=key)
    problems: list[str] = []
    ticked: set[str] | None = None
    if request.method == "POST":
        _gate(request, may_take(person))
        ticked = set(request.POST.getlist("item"))
        unsigned_too = request.POST.get("unsigned") == "on" and person.has_perm(TRUST)
        try:
            done = take(row, by=person, at=timezone.now(), ticked=ticked, unsigned_too=unsigned_too)
        except PackRefused as refused:
            problems = _said(refused.problems)
        except NotTrusted:
            problems = [_("An administrator has to decide first whether this pack is trusted.")]
        except Gone:
            messages.warning(request, _("This pack was taken in or thrown away meanwhile."))
            return redirect("admin_packs")
        else:
            counts = {"title": row.title, "made": done.made, "updated": done.updated, "left": len(done.left)}
            text = _("“%(title)s” is here: new %(made)s, updated %(updated)s, left as it was %(left)s.")
            messages.success(request, text % counts)
            course = CoursePage.objects.filter(pack=row.pack).first()
            return redirect("wagtailadmin_explore", course.pk) if course else redirect("admin_packs")
    try:
        with looked_at(row) as look:
            context = _context(person, row, look, ticked) | {"problems": problems}
            return render(request, "courses/admin/pack.html", context, status=422 if problems else 200)
    except Gone:
        throw_away(row)
        messages.warning(request, _("This pack was taken in or thrown away meanwhile."))
    except PackRefused as refused:  # the file was damaged where it is kept
        throw_away(row)
        messages.error(request, " ".join(_said(refused.problems)[:3]))
    return redirect("admin_packs")


def _context(person: User, row: PackImport, look: Look, ticked: set[str] | None) -> dict[str, Any]:
    opened, plan = look.opened, look.plan
    sections = [
        (title, text, [_shown(piece, ticked) for piece in found])
        for status, title, text in _SECTIONS
        if (found := plan.of(status))
    ]
    may_set = person.has_perm("core.change_municipalitysettings")
    return {
        "row": row,
        "pack": opened.pack,
        "origin": opened.parcel.manifest.origin if opened.parcel.manifest else {},
        "left_out": opened.parcel.manifest.left_out if opened.parcel.manifest else (),
        "trust": opened.trust.value,
        "fingerprint": fingerprint(opened.public_key) if opened.public_key else "",
        "course": plan.course,
        "was_deleted": plan.was_deleted,
        "lessons": sum(len(module.lessons) for module in opened.pack.modules),
        "sections": sections if plan.course else [],
        "same": plan.same,
        "gone": plan.gone,
        "unset": [(name, _(VARIABLES[name].label), VARIABLES[name].default) for name in plan.unset],
        "settings_url": reverse("wagtailsettings:edit", args=["core", "municipalitysettings"]) if may_set else "",
        "may_trust": person.has_perm(TRUST),
        "may_take": may_take(person) and (opened.trust is not Trust.UNSIGNED or person.has_perm(TRUST)),
        "is_trusted": opened.trust in (Trust.OWN, Trust.KNOWN),
        "nothing": plan.course is not None and not sections,
    }


def _shown(piece: Piece, ticked: set[str] | None) -> dict[str, Any]:
    return {
        "item": piece.item,
        "kind": KINDS[piece.text.kind],
        "title": piece.text.title,
        "group": piece.text.group if piece.text.group != piece.text.title else "",
        "ticked": piece.is_ticked if ticked is None else piece.item in ticked,
        "marked": piece.marked,
        "text": piece.text.text if piece.status == NEW else "",
    }


@require_POST
def trust_pack(request: HttpRequest, key: UUID) -> HttpResponse:
    person = _gate(request, request.user.has_perm(TRUST))
    row = get_object_or_404(_reached(person), key=key)
    try:
        signer = trust_signer(row, by=person, at=timezone.now())
    except (Gone, PackRefused):
        return redirect("admin_packs")
    if signer:
        messages.success(request, _("The key of “%(name)s” is trusted from now on.") % {"name": signer.name})
    return redirect("admin_pack", row.key)


@require_POST
def forget_signer(request: HttpRequest, pk: int) -> HttpResponse:
    person = _gate(request, request.user.has_perm(TRUST))
    signer = get_object_or_404(PackSigner, pk=pk)
    distrust(signer, by=person, at=timezone.now())
    messages.success(request, _("The key is forgotten. Courses that came in stay."))
    return redirect("admin_packs")


@require_POST
def drop_pack(request: HttpRequest, key: UUID) -> HttpResponse:
    person = _gate(request, may_bring(request.user))
    throw_away(get_object_or_404(_reached(person), key=key))
    messages.success(request, _("The pack is thrown away. Nothing of it was taken in."))
    return redirect("admin_packs")


def _said(problems: list[Problem]) -> list[str]:
    return [problem.text(_) for problem in problems[:100]]
