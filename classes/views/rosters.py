"""Lists of pupils: brought, looked at, carried out, taken back, given out. For one class, or for a school."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation, User
from classes.domain.reach import organisations_coordinated
from classes.domain.roster_apply import look, progress_of, start_import
from classes.domain.roster_choices import decide
from classes.domain.roster_plan import begin_import
from classes.domain.roster_queries import ShownRow, counts_of, new_classes, roster_table, shown_rows
from classes.domain.roster_undo import HasWorked, TooLate, can_be_undone, undo_import
from classes.forms.rosters import RosterForm
from classes.models import ClassGroup, RosterImport
from classes.roster_words import ACTS, notes_of, why_row
from classes.rosters.columns import NIPD, NISN, OWN
from classes.rosters.matching import Act
from classes.views.memory import uploads_in_memory
from classes.views.requests import View, class_context, class_needed, leader_needed, not_of_event
from core.http import Request
from core.sheets import CSV, XLSX, csv_file, xlsx_file

_PER_PAGE = 100
_NAMED = 5  # people whose work stands in the way of taking back


@dataclass(frozen=True)
class Place:
    """Where a list is brought to; ``group`` None: to the whole school."""

    organisation: Organisation
    group: ClassGroup | None

    def address(self, name: str, *more: Any) -> str:
        if self.group:
            return reverse(f"class_{name}", args=[self.group.public_id, *more])
        return reverse(f"school_{name}", args=[self.organisation.public_id, *more])

    def context(self, request: Request, **more: Any) -> dict[str, Any]:
        more |= {"place": self, "organisation": self.organisation, "rosters": self.address("rosters")}
        if self.group:
            return class_context(request, self.group, "members", **more, frame="classes/frame.html")
        return {"tab": "account", "frame": "classes/school_frame.html", **more}

    def roster_or_404(self, roster: UUID) -> RosterImport:
        found = RosterImport.objects.select_related("organisation", "group", "by")
        return get_object_or_404(found, public_id=roster, organisation=self.organisation, group=self.group)


def of_class(view: View) -> View:
    """``view(request, person, place, …)`` for an address with a class in it."""

    @class_needed
    @not_of_event
    @wraps(view)
    def wrapped(request: Request, person: User, group: ClassGroup, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, person, Place(group.organisation, group), *args, **kwargs)

    return wrapped


def of_school(view: View) -> View:
    """``view(request, person, place, …)`` for an organisation that the person coordinates; else 404."""

    @wraps(view)
    @leader_needed
    def wrapped(request: Request, person: User, organisation: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(organisations_coordinated(person), public_id=organisation)
        return view(request, person, Place(found, None), *args, **kwargs)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
def _rosters(request: Request, person: User, place: Place) -> HttpResponse:
    """First step: which file. What was read of it waits to be looked at; the file goes."""
    form = RosterForm(
        request.POST if request.method == "POST" else None, request.FILES or None, whole_school=place.group is None
    )
    if request.method == "POST" and form.is_valid():
        roster = begin_import(
            organisation=place.organisation,
            group=place.group,
            school_year=form.cleaned_data.get("school_year", ""),
            take_all=form.cleaned_data.get("take_all", False),
            may_open=place.group is None,
            reading=form.reading,
            by=person,
            at=timezone.now(),
        )
        return redirect(place.address("roster", roster.public_id))
    earlier = RosterImport.objects.filter(organisation=place.organisation, group=place.group).select_related("by")
    context = place.context(
        request, form=form, earlier=earlier.exclude(state=RosterImport.State.READY)[:5], columns=OWN
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "classes/roster_upload.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def _roster(request: Request, person: User, place: Place, roster: UUID) -> HttpResponse:
    """Second step: what would happen, row by row; a POST decides. Then how far it is, and what came of it."""
    found = place.roster_or_404(roster)
    if request.method == "POST":
        return _acted(request, person, place, found)
    look(found, at=timezone.now())
    if found.state == RosterImport.State.READY:
        return render(request, "classes/roster_preview.html", _preview(request, place, found))
    at = timezone.now()
    left_out = shown_rows(found.rows.filter(act=Act.REFUSED).prefetch_related("candidates")[:500])
    context = place.context(
        request,
        roster=found,
        address=place.address("roster", found.public_id),
        undo=place.address("undo_roster", found.public_id) if can_be_undone(found, at=at) else "",
        progress=progress_of(found),
        left_out=[_told(one) for one in left_out],
    )
    return render(request, "classes/roster_result.html", context)


def _acted(request: Request, person: User, place: Place, roster: RosterImport) -> HttpResponse:
    act = request.POST.get("act", "save")
    here = place.address("roster", roster.public_id)
    if act == "drop" and roster.state == RosterImport.State.READY:
        roster.delete()
        messages.success(request, _("Nothing was changed. What was read of the file is thrown away."))
        return redirect(place.address("rosters"))
    decide(
        roster=roster,
        duplicates={
            number: str(value)[:40]
            for name, value in request.POST.items()
            if name.startswith("row-") and (number := _number(name[4:]))
        },
        shown=_numbers(request.POST.getlist("shown")),
        out=_numbers(request.POST.getlist("out")),
    )
    if act == "apply":
        start_import(roster=roster, by=person, at=timezone.now())
        return redirect(here)
    page = _number(request.POST.get("next", "")) or 1
    return redirect(f"{here}?p={page}")


def _number(said: str) -> int:
    """0 for what can be no key of a row."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0


def _numbers(said: list[str]) -> list[int]:
    return [number for one in said if (number := _number(one))]


def _preview(request: Request, place: Place, roster: RosterImport) -> dict[str, Any]:
    """Questions come first, then what is left out, then everybody else in the order of the file."""
    order = {act: place for place, act in enumerate((Act.ASK, Act.REFUSED, Act.ABSENT, Act.CHANGED, Act.NEW, Act.SAME))}
    chosen = request.GET.get("lihat", "")
    rows = roster.rows.select_related("person", "group").prefetch_related("candidates__person")
    counts = counts_of(roster)
    shown_acts = [chosen] if chosen in ACTS and counts[chosen] else []
    rows = rows.filter(act__in=shown_acts) if shown_acts else rows
    page = Paginator(rows.order_by(_by(order), "line", "pk"), _PER_PAGE).get_page(request.GET.get("p"))
    return place.context(
        request,
        roster=roster,
        address=place.address("roster", roster.public_id),
        counts=counts,
        acts=[(act, counts[act], ACTS[act]) for act in order if counts[act]],
        chosen="".join(shown_acts),
        new_classes=new_classes(roster),
        to_do=counts[Act.NEW] + counts[Act.CHANGED] + counts[Act.ASK] + counts[Act.ABSENT],
        page=page,
        rows=[_told(one) for one in shown_rows(page)],
    )


def _by(order: dict[Act, int]) -> Any:
    return Case(*(When(act=act, then=Value(n)) for act, n in order.items()), output_field=IntegerField())


def _told(shown: ShownRow) -> dict[str, Any]:
    row = shown.row
    return {
        "row": row,
        "label": ACTS[row.act],
        "why": why_row(row),
        "notes": notes_of(row),
        "was": row.person.name if row.person and "name" in row.changes else "",
        "name": row.name or (row.person.name if row.person else ""),
        "classes": shown.classes,
        "candidates": shown.candidates,
        "numbers": (NISN, NIPD),
    }


@require_POST
def _undo(request: Request, person: User, place: Place, roster: UUID) -> HttpResponse:
    found = place.roster_or_404(roster)
    try:
        undo_import(roster=found, by=person, at=timezone.now())
    except HasWorked as worked:
        names = ", ".join(str(one) for one in worked.people[:_NAMED])
        text = _("This cannot be taken back: %(names)s have used their accounts already.")
        if len(worked.people) > _NAMED:
            text = _("This cannot be taken back: %(names)s and %(more)s more have used their accounts already.")
        messages.error(request, text % {"names": names, "more": len(worked.people) - _NAMED})
    except TooLate:
        messages.info(request, _("This list is taken back already, or it is too long ago."))
    else:
        messages.success(request, _("The list is taken back. Everything is as it was before."))
    return redirect(place.address("roster", found.public_id))


class_rosters: Callable[..., HttpResponse] = uploads_in_memory(of_class(_rosters))
class_roster: Callable[..., HttpResponse] = of_class(_roster)
undo_class_roster: Callable[..., HttpResponse] = of_class(_undo)
school_rosters: Callable[..., HttpResponse] = uploads_in_memory(of_school(_rosters))
school_roster: Callable[..., HttpResponse] = of_school(_roster)
undo_school_roster: Callable[..., HttpResponse] = of_school(_undo)


@leader_needed
@require_safe
def template(request: Request, person: User) -> HttpResponse:
    example = ["Contoh Nama Murid", "Contoh", "0012345678", "1234", "7A"]
    return _attachment(xlsx_file({_("Participants")[:31]: [OWN, example]}), "templat-daftar.xlsx", XLSX)


@class_needed
@require_safe
def roster_file(request: Request, person: User, group: ClassGroup, form: str) -> HttpResponse:
    """What the import reads, so that a list can be mended outside and brought back."""
    table = roster_table(group)
    if form == "csv":
        return _attachment(csv_file(table), "daftar-peserta.csv", CSV)
    if form == "xlsx":
        return _attachment(xlsx_file({_("Participants")[:31]: table}), "daftar-peserta.xlsx", XLSX)
    raise Http404


def _attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
