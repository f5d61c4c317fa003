"""Several questions at once: from a pasted text with their quiz, or written one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from quizzes.admin_views.exchange import LISTING, kind_label
from quizzes.domain.quick import CannotUndo, QuizWish, Then, is_maker, made_with, make_questions, undo
from quizzes.formats.model import Item
from quizzes.models import Question, Quiz
from quizzes.quick_forms import MOST_ROWS, ROWS, ManyQuestionsForm, QuickQuizForm, RowFormSet, filled_rows, understood

_EDIT = "wagtailsnippets_quizzes_{}:edit"


def _gate(request: HttpRequest, *models: str) -> User:
    if not all(request.user.has_perm(f"quizzes.add_{model}") for model in ("question", *models)):
        raise PermissionDenied
    return cast(User, request.user)


def _may(person: User, *models: type[Question | Quiz]) -> list[Then]:
    """What may become of new things of these models, in this person's hands."""
    may = [Then.DRAFT]
    if all(model().get_workflow() for model in models):
        may.append(Then.REVIEW)
    if all(person.has_perm(f"quizzes.publish_{model._meta.model_name}") for model in models):
        may.append(Then.PUBLISH)
    return may


@require_http_methods(["GET", "HEAD", "POST"])
def quick_quiz(request: HttpRequest) -> HttpResponse:
    """One screen: a text becomes questions and their quiz. “check” only tells what was understood."""
    person = _gate(request, "quiz")
    may = _may(person, Question, Quiz)
    if request.method != "POST":
        form = QuickQuizForm(initial={"key": uuid4()}, may=may)
        return render(request, "quizzes/admin/quick.html", {"form": form, "items": []})
    form = QuickQuizForm(request.POST, may=may)
    items, broken = understood(request.POST.get("text", ""))
    if request.POST.get("act") == "make" and form.is_valid():
        wishes = form.cleaned_data
        if problem := broken or _problem(items, Then(wishes["then"])):
            form.add_error("text", problem)
        else:
            if not wishes["pool"]:
                _gate(request, "pool")
            make_questions(
                key=wishes["key"],
                sources=[item.question for item in items if item.question],
                pool=wishes["pool"],
                new_pool=wishes["title"],
                quiz=QuizWish(wishes["title"], wishes["pass_percent"]),
                then=Then(wishes["then"]),
                by=person,
                at=timezone.now(),
            )
            return redirect("questions_made", key=wishes["key"])
    elif request.POST.get("act") != "make":
        form = QuickQuizForm(initial=request.POST.dict(), may=may)  # nothing is asked for yet
    context = {"form": form, "items": _shown(items), "broken": broken, "checked": True} | _counted(items)
    return render(request, "quizzes/admin/quick.html", context, status=422 if form.errors else 200)


def _counted(items: Sequence[Item]) -> dict[str, int]:
    return {
        "ready": sum(item.question is not None for item in items),
        "unread": sum(item.is_refused for item in items),
    }


def _problem(items: Sequence[Item], then: Then) -> str:
    """What keeps the whole from being made; empty where nothing does."""
    unread = [item.line for item in items if item.is_refused]
    if unread:
        lines = ", ".join(map(str, unread))
        return _("Nothing was made yet. Look at what begins in line: %(lines)s.") % {"lines": lines}
    if not any(item.question for item in items):
        return _("Write at least one question.")
    if then != Then.DRAFT and any(item.remarks for item in items):
        return _("Not everything can be published yet: see the notes. Keep drafts, or complete the text.")
    return ""


def _shown(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        {
            "line": item.line,
            "name": item.name,
            "question": item.question,
            "kind": kind_label(item.question.kind) if item.question else "",
            "remarks": [remark.text(_) for remark in item.remarks],
        }
        | _told_once(_answers(item.question.kind, item.question.value) if item.question else [])
        for item in items
    ]


def _told_once(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """An explanation that is the same for every answer is shown once."""
    told = {answer["told"] for answer in answers}
    if len(told) != 1:
        return {"answers": answers, "told": ""}
    return {"answers": [answer | {"told": ""} for answer in answers], "told": told.pop()}


def _answers(kind: str, value: dict[str, Any]) -> list[dict[str, Any]]:
    """What may be answered, whether it is right, and what is told then; of kinds that this screen writes."""
    match kind:
        case "single_choice" | "multiple_choice":
            return [{"text": one["text"], "right": one["correct"], "told": one["feedback"]} for one in value["choices"]]
        case "true_false":
            is_true = value["answer"] == "true"
            return [
                {"text": _("True"), "right": is_true, "told": value["if_true"]},
                {"text": _("Not true"), "right": not is_true, "told": value["if_false"]},
            ]
        case "number":
            spread = f" ± {value['tolerance']}" if value["tolerance"] != "0" else ""
            text = f"{value['answer']}{spread} {value['unit']}".strip()
            return [{"text": text, "right": True, "told": value["feedback_correct"]}]
        case "short_text":
            return [{"text": text, "right": True, "told": value["feedback_correct"]} for text in value["accepted"]]
    return []


@require_http_methods(["GET", "HEAD", "POST"])
def many_questions(request: HttpRequest) -> HttpResponse:
    """Up to ten questions one below the other; rows are added, copied and taken away without a script too."""
    person = _gate(request)
    may = _may(person, Question)
    if request.method != "POST":
        form = ManyQuestionsForm(initial={"key": uuid4(), "pool": request.GET.get("pool")}, may=may)
        return _many(request, form, RowFormSet())
    act = request.POST.get("act", "")
    if act != "make":
        form = ManyQuestionsForm(initial=request.POST.dict(), may=may)
        return _many(request, form, filled_rows(_changed_rows(request, act)))
    form, rows = ManyQuestionsForm(request.POST, may=may), RowFormSet(request.POST)
    if form.is_valid() and rows.is_valid():
        wishes = form.cleaned_data
        items = [row.item for row in rows if row.item]
        if problem := _problem(items, Then(wishes["then"])):
            form.add_error(None, problem)
        else:
            if not wishes["pool"]:
                _gate(request, "pool")
            make_questions(
                key=wishes["key"],
                sources=[item.question for item in items if item.question],
                pool=wishes["pool"],
                new_pool=" ".join(wishes["new_pool"].split()),
                quiz=None,
                then=Then(wishes["then"]),
                by=person,
                at=timezone.now(),
            )
            return redirect("questions_made", key=wishes["key"])
    return _many(request, form, rows, status=422)


def _many(request: HttpRequest, form: ManyQuestionsForm, rows: Any, status: int = 200) -> HttpResponse:
    context = {"form": form, "rows": rows, "most": MOST_ROWS}
    return render(request, "quizzes/admin/many.html", context, status=status)


def _changed_rows(request: HttpRequest, act: str) -> list[dict[str, str]]:
    """What was typed, with a row more, copied or taken away: “add”, “copy-2”, “drop-2”."""
    fields = ("stem", "answers", "explanation")
    count = min(int(total), MOST_ROWS) if (total := request.POST.get("form-TOTAL_FORMS", "")).isdigit() else ROWS
    rows = [{name: request.POST.get(f"form-{place}-{name}", "") for name in fields} for place in range(count)]
    verb, _dash, place = act.partition("-")
    at = int(place) if place.isdigit() else len(rows)
    if verb == "drop":
        del rows[at : at + 1]
    elif verb == "copy" and at < len(rows):
        rows.insert(at + 1, dict(rows[at]))
    elif verb == "add":
        rows.append(dict.fromkeys(fields, ""))
    return rows[:MOST_ROWS]


@require_safe
def questions_made(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was made with one press, where to try it, and the way back."""
    person = _gate(request)
    made = made_with(key)
    if made is None:
        raise Http404
    context = {"made": made, "key": key, "may_undo": is_maker(key, person), "listing": reverse(LISTING)}
    return render(request, "quizzes/admin/made.html", context)


@require_POST
def undo_questions(request: HttpRequest, key: UUID) -> HttpResponse:
    person = _gate(request)
    if made_with(key) is None:
        messages.info(request, _("It is gone already."))
        return redirect(LISTING)
    if not is_maker(key, person):
        raise PermissionDenied
    try:
        count = undo(key=key, by=person)
    except CannotUndo as kept:
        names = "; ".join(str(thing) for thing in kept.things)
        messages.error(
            request, _("Nothing was deleted: this is used already or was changed: %(names)s") % {"names": names}
        )
        return redirect("questions_made", key=key)
    messages.success(
        request,
        ngettext("%(count)s question was deleted.", "%(count)s questions were deleted.", count) % {"count": count},
    )
    return redirect(LISTING)
