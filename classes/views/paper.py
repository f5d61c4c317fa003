"""Paper quizzes: making one, its sheets and key, and typing in what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from classes.domain.companion import people_to_accompany
from classes.domain.paper import (
    NothingForPaper,
    RowKept,
    RowProblem,
    Typed,
    keep_row,
    make_paper_quiz,
    questions_by_form,
    rows_of,
)
from classes.models import ClassGroup, Member, PaperQuestion, PaperQuiz, PaperRow
from classes.paper import Printed, Why, printed
from classes.pdf.paper import hint_of, render_key, render_questions
from classes.views.requests import class_context, teacher_needed
from core.http import Request
from courses.domain.outlines import find_lesson
from progress.views.requests import request_key
from quizzes.models import Quiz

_MOST_CELLS = 4000  # of one page: browsers send, and Django takes, 10,000 fields
_SHEETS = {"soal": render_questions, "kunci": render_key}


def cell_words(why: Why) -> str:
    return {
        Why.LETTER: _("There is no such letter on this sheet."),
        Why.ONE: _("Write one letter."),
        Why.TWICE: _("A letter stands there twice."),
        Why.ROWS: _("Write one letter for each number, “-” for an open one."),
        Why.ALL: _("Write every letter once."),
        Why.LONG: _("This is too long."),
    }[why]


def problem_words(problem: RowProblem) -> str:
    return {
        RowProblem.NO_ATTEMPT_LEFT: _("Kept, but not graded: no attempt is left."),
        RowProblem.NOT_NOW: _("Kept, but not graded: the quiz is not open now. Give an extension, then save again."),
        RowProblem.UNDER_WAY: _("Kept, but not graded: this person has begun the quiz on a device."),
        RowProblem.LOCKED: _("Kept, but not graded: another course comes first."),
        RowProblem.GONE: _("Kept, but not graded: the quiz is not published any more."),
        RowProblem.EMPTY: _("Graded already. Write “-” where nothing was answered."),
    }[problem]


@teacher_needed
@require_POST
def make(request: Request, person: User, group: ClassGroup) -> HttpResponse:
    found = _quiz_of(request.POST.get("lesson", ""), request.POST.get("activity", ""))
    if found is None or group.archived_at:
        raise Http404
    lesson, activity, quiz = found
    forms = 2 if request.POST.get("forms") == "2" else 1
    try:
        paper = make_paper_quiz(
            group=group,
            lesson=lesson,
            activity=activity,
            quiz=quiz,
            forms=forms,
            by=person,
            at=timezone.now(),
            key=request_key(request),
        )
    except NothingForPaper:
        messages.error(request, _("No question of this quiz goes on paper."))
        return redirect("class_materials", group.public_id)
    return redirect("class_paper", group.public_id, paper.public_id)


def _quiz_of(lesson: str, activity: str) -> tuple[Any, Any, Quiz] | None:
    try:
        listed, wanted = find_lesson(UUID(lesson)), UUID(activity)
    except ValueError:
        return None
    if listed is None:
        return None
    for one in listed[1].activities:
        if one.key == wanted and one.kind == "quiz" and one.pass_percent is not None:
            return listed[1], one, get_object_or_404(Quiz, key=one.ref, live=True)
    return None


@teacher_needed
@require_safe
def sheets(request: Request, person: User, group: ClassGroup, paper: UUID, name: str) -> HttpResponse:
    found = _paper_or_404(group, paper)
    if name not in _SHEETS:
        raise Http404
    pdf = _SHEETS[name](found, questions_by_form(found), day=timezone.localdate(found.created_at))
    return pdf_answer(pdf, f"{found.title} {found.code} {name}")


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name)[:80]}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _paper_or_404(group: ClassGroup, public_id: UUID) -> PaperQuiz:
    return get_object_or_404(group.paper_quizzes.select_related("quiz", "group__organisation"), public_id=public_id)


@dataclass(frozen=True)
class Cell:
    name: str
    number: int
    value: str
    problem: str
    longest: int


@dataclass
class Line:
    """A row of the grid. ``problem``: why it is not graded, or what to do."""

    member: Member
    form: str
    cells: Sequence[Cell]
    row: PaperRow | None
    problem: str = ""

    @property
    def percent(self) -> int | None:
        return self.row.attempt.percent if self.row and self.row.attempt else None

    @property
    def left(self) -> int:
        return sum(not cell.value for cell in self.cells)


@dataclass
class Sent:
    """What was typed, with what became of it, for the page to show again."""

    typed: Mapping[int, Typed] = field(default_factory=dict)
    kept: Mapping[int, RowKept] = field(default_factory=dict)


@teacher_needed
@require_http_methods(["GET", "POST"])
def grid(request: Request, person: User, group: ClassGroup, paper: UUID) -> HttpResponse:
    """Everybody at once: rows are people, columns are the numbers on their sheets."""
    found = _paper_or_404(group, paper)
    questions = questions_by_form(found)
    people = people_to_accompany(group)
    most = max(1, _MOST_CELLS // max(1, len(questions["A"])))
    last = max(1, -(-len(people) // most))
    asked = request.GET.get("hal", "")
    page = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1
    shown = people[(page - 1) * most : page * most]
    more = {"page": page, "pages": range(1, last + 1) if last > 1 else ()}
    return _typing(request, person, found, questions, shown, "classes/paper.html", more)


@teacher_needed
@require_http_methods(["GET", "POST"])
def row(request: Request, person: User, group: ClassGroup, paper: UUID, member: UUID) -> HttpResponse:
    """One person, for a phone; after saving, the next one."""
    found = _paper_or_404(group, paper)
    people = people_to_accompany(group)
    place = next((n for n, one in enumerate(people) if one.person.public_id == member), None)
    if place is None:
        raise Http404
    following = people[place + 1] if place + 1 < len(people) else None
    more = {"following": following, "number": place + 1, "of": len(people)}
    return _typing(
        request, person, found, questions_by_form(found), people[place : place + 1], "classes/paper_row.html", more
    )


def _typing(
    request: Request,
    by: User,
    paper: PaperQuiz,
    questions: Mapping[str, Sequence[PaperQuestion]],
    people: Sequence[Member],
    template: str,
    more: dict[str, Any],
) -> HttpResponse:
    sent = Sent()
    if request.method == "POST" and not paper.group.archived_at:
        sent = _keep(request, by, paper, questions, people)
        if all(kept.is_well for kept in sent.kept.values()):
            graded = sum(kept.graded for kept in sent.kept.values())
            messages.success(
                request, _("Kept. %(count)s rows were graded.") % {"count": graded} if graded else _("Kept.")
            )
            following = more.get("following")
            if following is not None and request.POST.get("then") == "next":
                return redirect("class_paper_row", paper.group.public_id, paper.public_id, following.person.public_id)
            return redirect(request.get_full_path())
    context = class_context(
        request,
        paper.group,
        "materials",
        paper=paper,
        lines=_lines(paper, questions, people, sent),
        columns=_columns(questions),
        wrong=[one for one in sent.kept.values() if not one.is_well],
        forms=PaperQuestion.Form.values[: paper.forms] if paper.forms > 1 else (),
        **more,
    )
    return render(request, template, context, status=422 if sent.kept else 200)


def _keep(
    request: Request,
    by: User,
    paper: PaperQuiz,
    questions: Mapping[str, Sequence[PaperQuestion]],
    people: Sequence[Member],
) -> Sent:
    """Row by row, each in a transaction of its own: one that is refused takes nobody's answers with it."""
    sent, at = Sent({}, {}), timezone.now()
    typed, kept = {}, {}
    for member in people:
        one = _typed(request, member, questions)
        if one is None:
            continue
        typed[member.person_id] = one
        kept[member.person_id] = keep_row(paper=paper, member=member, typed=one, questions=questions, by=by, at=at)
    sent.typed, sent.kept = typed, kept
    return sent


def _typed(request: Request, member: Member, questions: Mapping[str, Sequence[PaperQuestion]]) -> Typed | None:
    """None for somebody of whom nothing was sent: they came into the class meanwhile."""
    form = request.POST.get(_field(member, "lembar"), "A")
    form = form if form in questions else "A"
    names = {one.position: _field(member, one.position) for one in questions[form]}
    if not any(name in request.POST for name in names.values()):
        return None
    answers = {number: request.POST.get(name, "").replace("\0", "\ufffd") for number, name in names.items()}
    return Typed(form, answers)


def _field(member: Member, part: object) -> str:
    return f"{member.person.public_id.hex}-{part}"


def _lines(
    paper: PaperQuiz, questions: Mapping[str, Sequence[PaperQuestion]], people: Sequence[Member], sent: Sent
) -> list[Line]:
    rows = rows_of(paper, [member.person_id for member in people])
    looks = {form: [printed(q.version.content, q.choice_order) for q in asked] for form, asked in questions.items()}
    lines = []
    for member in people:
        kept_row, kept = rows.get(member.person_id), sent.kept.get(member.person_id, RowKept())
        typed = sent.typed.get(member.person_id) or _from_row(kept_row)
        cells = _cells(member, typed, questions[typed.form], looks[typed.form], kept)
        problem = problem_words(kept.problem) if kept.problem else ""
        lines.append(Line(member, typed.form, cells, kept_row, problem))
    return lines


def _from_row(row: PaperRow | None) -> Typed:
    return Typed(row.form, {int(number): text for number, text in row.answers.items()}) if row else Typed("A", {})


def _cells(
    member: Member, typed: Typed, asked: Sequence[PaperQuestion], looks: Sequence[Printed], kept: RowKept
) -> list[Cell]:
    return [
        Cell(
            _field(member, one.position),
            one.position,
            typed.answers.get(one.position, ""),
            cell_words(kept.cells[one.position]) if one.position in kept.cells else "",
            look.longest,
        )
        for one, look in zip(asked, looks, strict=True)
    ]


def _columns(questions: Mapping[str, Sequence[PaperQuestion]]) -> list[dict[str, Any]]:
    """Number on the sheet, and what to write there where all sheets ask for the same."""
    columns = []
    for places in zip(*questions.values(), strict=True):
        hints = {hint_of(str(one.version.content["kind"])) for one in places}
        columns.append({"number": places[0].position, "hint": hints.pop() if len(hints) == 1 else ""})
    return columns
