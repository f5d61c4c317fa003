"""What the listing of questions and the export filter by."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from quizzes.models import Question

STATES = [("draft", _("draft")), ("review", _("in review")), ("live", _("published"))]


def of_kinds(questions: QuerySet[Question], kinds: Sequence[str]) -> QuerySet[Question]:
    """By the JSON that is stored: what people write in it has its quotation marks escaped."""
    if not kinds:
        return questions
    named = questions.annotate(raw=Cast("content", TextField()))
    return named.filter(raw__regex=rf'"type": ?"({"|".join(kinds)})"')


def in_state(questions: QuerySet[Question], state: str) -> QuerySet[Question]:
    """``state``: one of STATES; anything else filters nothing. A published question may be in review once more."""
    kind = ContentType.objects.get_for_model(Question)
    keys = WorkflowState.objects.active().filter(base_content_type=kind).values_list("object_id", flat=True)
    reviewed = [int(key) for key in keys]
    match state:
        case "draft":
            return questions.filter(live=False).exclude(pk__in=reviewed)
        case "review":
            return questions.filter(pk__in=reviewed)
        case "live":
            return questions.filter(live=True)
    return questions
