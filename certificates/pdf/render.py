"""Facts to PDF by typst: tagged, fonts from pinned packages, data never read as markup (ADR 0006)."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.facts import Facts
from certificates.models import Document
from certificates.signing.footers import signature_line
from core.words import number, plain_date

_TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True)
class Asset:
    """A picture of the document: “logo.png”, “partner.svg”, “qr.svg”."""

    name: str
    content: bytes


@cache
def template_digest() -> str:
    """Changes when the template or this module's wording does, so that kept documents are made anew."""
    return hashlib.sha256(_TEMPLATE.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _fonts() -> list[Path]:
    """Open Sans from its package; scripts it lacks from what set-up fetched. Never the system's fonts."""
    return [Path(str(files("ttf_opensans") / "ttf")), Path(settings.DATA_DIR) / "fonts"]


def render_pdf(facts: Facts, *, code: str, address: str, assets: list[Asset], footer: str = "") -> bytes:
    """``footer``: what kind of signature it has; else none.

    The same facts give the same bytes. The document speaks Indonesian, whatever language the reader's screen has.

    PDF/UA-1 (ISO 14289-1), except where a name has a letter that no font here has: that letter stays an empty box,
    which PDF/UA forbids, but nobody's certificate may fail.
    """
    with translation.override("id"), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "certificate.typ").write_bytes(_TEMPLATE.read_bytes())
        for asset in assets:
            (root / asset.name).write_bytes(asset.content)
        data = json.dumps(_data(facts, code, address, assets, footer), ensure_ascii=False)
        try:
            return _compile(root, data, facts.issued_on, accessible=True)
        except typst.TypstError as error:
            if "could not be displayed with font" not in str(error):
                raise
            return _compile(root, data, facts.issued_on, accessible=False)


def _compile(root: Path, data: str, issued_on: date, *, accessible: bool) -> bytes:
    issued = datetime(issued_on.year, issued_on.month, issued_on.day, tzinfo=UTC)
    return bytes(
        typst.compile(
            str(root / "certificate.typ"),
            root=str(root),
            font_paths=[str(path) for path in _fonts() if path.is_dir()],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1" if accessible else None,
            timestamp=int(issued.timestamp()),
        )
    )


def _data(facts: Facts, code: str, address: str, assets: list[Asset], footer: str) -> dict[str, Any]:
    mode = _("self-study over the internet")
    names = {asset.name.split(".")[0]: asset.name for asset in assets}
    started, completed = plain_date(facts.started_on), plain_date(facts.completed_on)
    period = completed if started == completed else _("%(start)s to %(end)s") % {"start": started, "end": completed}
    return {
        "doc_title": f"{_('Certificate')} {facts.number}",
        "issuer": facts.office or facts.municipality or "-",
        "issued": [facts.issued_on.year, facts.issued_on.month, facts.issued_on.day],
        "sample": not address,
        "assets_by_kind": names,
        "qr": names.get("qr"),
        "municipality": facts.municipality,
        "office": facts.office,
        "number": facts.number,
        "name": facts.name,
        "title": facts.title,
        "period": f"{period} · {mode}",
        "jp": str(facts.jp),
        "grade": facts.grade,
        "code": code,
        "short_address": f"{urlsplit(address).netloc}/periksa" if address else "",
        "place_and_date": ", ".join(filter(None, (facts.place, plain_date(facts.issued_on)))),
        "signer_role": facts.signer_role,
        "signer_name": facts.signer_name,
        "signer_id": facts.signer_id,
        "modules": [
            {
                "title": module.title,
                "minutes": number(module.minutes),
                "mark": "–" if module.percent is None else str(module.percent),
            }
            for module in facts.modules
        ],
        "parts": [{"title": part.title, "mark": str(part.percent)} for part in facts.parts],
        "total_minutes": number(facts.minutes),
        "total_mark": "–" if facts.percent is None else str(facts.percent),
        "words": _words(facts, footer, sample=not address),
    }


def _words(facts: Facts, footer: str, *, sample: bool) -> dict[str, Any]:
    return {
        "title": _("CERTIFICATE"),
        "number": _("Number:"),
        "given_to": _("given to"),
        "completed": _("who as a participant has completed the course"),
        "equals": _("equal to"),
        "grade": _("with the result"),
        "check": _("Scan, or type this code to check:"),
        "code": _("Code:"),
        "qr": _("QR code that leads to the verification page"),
        "logo": _("Logo of %(owner)s") % {"owner": facts.municipality or _("the municipality")},
        "partner_logo": _("Logo of a partner"),
        "sample": _("SAMPLE – issued without a public address. This document cannot be checked."),
        "honest": "" if sample else footer or signature_line(Document.Standing.PLAIN),
        "page_two": _("What was learned"),
        "columns": [_("No."), _("Module"), _("Minutes"), _("Mark")],
        "total": _("Total"),
        "part_columns": [_("No."), _("Part of the quiz"), _("Mark")],
        "jp_note": _("%(minutes)s minutes of learning are equal to %(jp)s training hours (JP).")
        % {"minutes": number(facts.minutes), "jp": facts.jp},
    }
