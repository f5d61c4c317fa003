"""Where a question, a quiz or a group of questions is used; what is in use is not deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from quizzes.domain.usage import uses_of
from quizzes.models import Pool, Question, Quiz

_MODELS = (Question, Quiz, Pool)


@require_safe
def question_uses(request: HttpRequest, pk: int) -> HttpResponse:
    return _uses(request, Question, pk)


@require_safe
def quiz_uses(request: HttpRequest, pk: int) -> HttpResponse:
    return _uses(request, Quiz, pk)


@require_safe
def pool_uses(request: HttpRequest, pk: int) -> HttpResponse:
    return _uses(request, Pool, pk)


def _uses(request: HttpRequest, model: type[Any], pk: int) -> HttpResponse:
    if not request.user.has_perm(f"quizzes.view_{model._meta.model_name}"):
        raise PermissionDenied
    thing = get_object_or_404(model, pk=pk)
    return render(request, "quizzes/admin/uses.html", {"used": [_row(thing)], "refused": False})


def _row(thing: Question | Quiz | Pool) -> dict[str, Any]:
    return {"thing": thing, "uses": uses_of(thing), "model": thing._meta.model_name,
            "edit": f"wagtailsnippets_quizzes_{thing._meta.model_name}:edit"}  # fmt: skip


def refuse_deleting_what_is_used(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Wagtail asks before it deletes one or many, on the question and again on the answer."""
    rows = [_row(thing) for thing in instances if isinstance(thing, _MODELS)]
    used = [row for row in rows if row["uses"].forbid_deleting]
    if not used:
        return None
    return render(request, "quizzes/admin/uses.html", {"used": used, "refused": True}, status=409)
