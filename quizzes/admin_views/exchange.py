"""Questions from files and into files, in the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import unescape
from pathlib import PurePath
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from quizzes.domain.exports import count_exportable, exportable
from quizzes.domain.imports import Planned, Target, import_questions, plan_import
from quizzes.domain.long_imports import LARGE, cancel_import, import_run, start_import
from quizzes.domain.uploads import drop_uploads, keep_upload, kept_upload
from quizzes.formats import FORMAT_NAMES, gift_writer, qti21, read_file, recognise, xlsx_writer
from quizzes.formats.examples import write_template
from quizzes.formats.gift_writer import write_gift
from quizzes.formats.model import FileRefused, _n
from quizzes.formats.moodlexml_writer import write_moodlexml
from quizzes.formats.qti21 import write_qti21
from quizzes.formats.xlsx_writer import write_xlsx
from quizzes.forms import ExportForm, FileForm, TargetForm
from quizzes.models import Pool, Question

LISTING = "wagtailsnippets_quizzes_question:list"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PER_PAGE = 200


def _gate(request: HttpRequest, permission: str) -> User:
    if not request.user.has_perm(f"quizzes.{permission}_question"):
        raise PermissionDenied
    return cast(User, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_file(request: HttpRequest) -> HttpResponse:
    """First step: which file. It is kept for its owner until the import, nothing else happens."""
    person = _gate(request, "add")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            kind = form.cleaned_data["form"] or recognise(data)
            for _item in read_file(data, kind):  # nothing of a broken file gets any further
                pass
        except FileRefused as refused:
            form.add_error("file", refused.remark.text(_))
        else:
            token = keep_upload(person=person, data=data, form=kind, at=timezone.now())
            name = " ".join(PurePath(form.cleaned_data["file"].name).stem.split())[:160]
            return redirect(f"{reverse('check_question_import', args=[token])}?{urlencode({'new_pool': name})}")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quizzes/admin/import.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def check_import(request: HttpRequest, token: UUID) -> HttpResponse:
    """Second step: what will be made, line by line; a POST makes it."""
    person = _gate(request, "add")
    upload = kept_upload(person, token)
    if upload is None:
        if request.method == "POST":
            messages.info(request, _("This file was imported already, or it is no longer kept. Choose it again."))
            return redirect("import_questions")
        raise Http404
    form = TargetForm(request.POST if request.method == "POST" else request.GET)
    usable = form.is_valid()
    makes_groups = usable and (form.cleaned_data["by_category"] or not form.cleaned_data["pool"])
    if request.method == "POST" and makes_groups and not request.user.has_perm("quizzes.add_pool"):
        raise PermissionDenied
    target = form.target if usable else Target("")
    if request.method == "POST" and usable:
        if len(upload.data) > LARGE:
            start_import(person=person, upload=upload, target=target, at=timezone.now())
            return redirect("import_progress", token=token)
        done = import_questions(data=upload.data, form=upload.form, target=target, by=person, at=timezone.now())
        drop_uploads(person)
        return render(request, "quizzes/admin/imported.html", {"done": done, "listing": reverse(LISTING)})
    plan = plan_import(upload.data, upload.form, target)
    context = _shown_plan(plan, request) | {
        "form": form, "token": token, "format": FORMAT_NAMES[upload.form], "usable": usable,
    }  # fmt: skip
    return render(request, "quizzes/admin/check.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_progress(request: HttpRequest, token: UUID) -> HttpResponse:
    """How far a large import is; a POST stops it, and then nothing was made."""
    person = _gate(request, "add")
    if request.method == "POST":
        cancel_import(person, token)
        return redirect("import_progress", token=token)
    run = import_run(person, token, at=timezone.now())
    if run is None:
        raise Http404
    groups = Pool.objects.filter(pk__in=run.groups)
    if run.state == "done":
        done = {"made": run.made, "there": run.there, "refused": run.refused, "groups": groups}
        return render(request, "quizzes/admin/imported.html", {"done": done, "listing": reverse(LISTING)})
    return render(request, "quizzes/admin/import_progress.html", {"run": run, "token": token})


def _shown_plan(plan: list[Planned], request: HttpRequest) -> dict[str, Any]:
    page = Paginator(plan, _PER_PAGE).get_page(request.GET.get("p"))
    address = request.GET.copy()
    address.pop("p", None)
    return {
        "page": page,
        "rows": [_row(planned) for planned in page],
        "address": address.urlencode(),
        "new": sum(planned.is_new for planned in plan),
        "there": sum(planned.is_there for planned in plan),
        "refused": sum(planned.item.is_refused for planned in plan),
    }


def _row(planned: Planned) -> dict[str, Any]:
    item, question = planned.item, planned.item.question
    return {
        "line": item.line,
        "stem": Truncator(unescape(strip_tags(question.stem.replace("<", " <")))).chars(120) if question else "",
        "question": question,
        "kind": kind_label(question.kind) if question else "",
        "name": item.name,
        "group": planned.group,
        "is_new": planned.is_new,
        "is_there": planned.is_there,
        "is_refused": item.is_refused,
        "remarks": [remark.text(_) for remark in item.remarks],
    }


def kind_label(kind: str) -> str:
    return str(Question.content.field.stream_block.child_blocks[kind].label)


@require_safe
def template(request: HttpRequest) -> StreamingHttpResponse:
    _gate(request, "add")
    return _attachment([write_template()], "templat-soal.xlsx", _SHEET)


_MOODLE_NOTE = _n(
    "With pictures and hints. Scales, places in pictures, sound and pictures of choices are left out."
    " Other programs pass over explanations of single pairs and gaps."
)
# Name → (what it leaves out, ending, type, writer)
_Writer = Callable[[Iterable[Any]], Iterable[str | bytes]]
WRITERS: dict[str, tuple[str, str, str, _Writer]] = {
    "gift": (gift_writer.LEFT_OUT, "gift.txt", "text/plain; charset=utf-8", write_gift),
    "moodlexml": (_MOODLE_NOTE, "xml", "application/xml", write_moodlexml),
    "qti21": (qti21.LEFT_OUT, "qti21.zip", "application/zip", lambda questions: [write_qti21(questions)]),
    "xlsx": (xlsx_writer.LEFT_OUT, "xlsx", _SHEET, lambda questions: [write_xlsx(questions)]),
}
_WITHOUT_PICTURES = {"gift", "xlsx"}


@require_safe
def choose_export(request: HttpRequest) -> HttpResponse:
    """Which questions, in which format, and what that format cannot say."""
    _gate(request, "change")
    form = ExportForm(request.GET)
    counted = count_exportable(form.questions())
    formats = [{"name": name, "label": FORMAT_NAMES[name], "note": _(note)} for name, (note, *_rest) in WRITERS.items()]
    context = {"form": form, "counted": counted, "formats": formats, "address": request.GET.urlencode()}
    return render(request, "quizzes/admin/export.html", context)


@require_safe
def export_file(request: HttpRequest, form: str) -> StreamingHttpResponse:
    _gate(request, "change")
    if form not in WRITERS:
        raise Http404
    _left_out, ending, kind, write = WRITERS[form]
    questions = exportable(ExportForm(request.GET).questions(), pictures=form not in _WITHOUT_PICTURES)
    return _attachment(write(questions), f"soal-{timezone.localdate().isoformat()}.{ending}", kind)


def _attachment(pieces: Iterable[str | bytes], name: str, kind: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
