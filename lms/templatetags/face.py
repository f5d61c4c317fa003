"""Tags of the learners' pages."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.forms import BoundField, Form
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.qr import qr_svg
from core.variables import fill_variables
from core.words import unbroken
from lms.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One small line drawing, hidden from screen readers: a word always stands beside it."""
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))


@register.simple_tag(takes_context=True)
def filled(context: Context, text: Any) -> SafeString:
    """Text or trusted HTML with the municipality's variables in it."""
    request = context.get("request")
    html = unbroken(str(conditional_escape(text)))
    if "{{" not in html or request is None:
        return mark_safe(html)
    return mark_safe(fill_variables(html, request.municipality.variables()))


@register.simple_tag(name="request_key")
def new_request_key() -> str:
    return str(uuid4())


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, input and what is wrong with it, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("help", bound.help_text), ("wrong", bound.errors)) if there
    ]
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    may_stay_empty = bound.form.empty_permitted  # a row too many of a list of rows
    if bound.field.required and not may_stay_empty and kind not in ("radio", "checkbox"):
        attributes["required"] = True
    return {
        "bound": bound,
        "kind": kind,
        "control": bound.as_widget(attrs=attributes) if kind != "radio" else "",
        "attributes": attributes,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form | None) -> dict[str, Any]:
    """All that is wrong, at the top, each with a link to its field."""
    if form is None or not form.is_bound or form.is_valid():
        return {"rows": [], "general": []}
    rows = [(form[name], errors) for name, errors in form.errors.items() if name != "__all__"]
    return {"rows": rows, "general": form.non_field_errors()}


@register.simple_tag
def certificate_qr(address: str) -> SafeString:
    return mark_safe(qr_svg(address, label=_("QR code that leads to the verification page"), scale=3))
