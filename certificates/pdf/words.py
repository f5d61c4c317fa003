"""What certificates say unless a template says otherwise, and what no template can change. In the language in force."""

from __future__ import annotations

from django.utils.translation import gettext as _

from certificates.facts import Facts, Kind
from certificates.pdf.content import Content
from core.words import number, plain_date

PRIMARY, ACCENT = "#0b6e69", "#b5852b"


def built_in(kind: str) -> Content:
    """The design that comes with the product."""
    event = {
        "achieved": _("as {peran} of"),
        "period": "{periode} · {tempat}",
        "worth": _("equal to {jp} JP"),
    }
    own: dict[str, dict[str, str]] = {
        Kind.COMPLETION: {
            "achieved": _("who as a participant has completed the course"),
            "period": "{periode} · " + _("self-study over the internet"),
            "worth": _("equal to {jp} JP · with the result {predikat}"),
        },
        Kind.TRANSCRIPT: {
            "title": _("LEARNING RECORD {tahun}"),
            "achieved": _("who in the year {tahun} has completed learning of"),
            "headline": "{jp} JP",
            "period": _("in {jumlah} certificates · target of the year {target} JP"),
            "worth": "",
            "table_title": _("Certificates of the year {tahun}"),
        },
        Kind.SPEAKER: {"worth": ""},
        Kind.MODERATOR: {"worth": ""},
    }
    texts = {
        "title": _("CERTIFICATE"),
        "given_to": _("given to"),
        "headline": "{kursus}",
        "extra": "",
        "table_title": _("What was learned"),
        "note": "",
        "place": "",
    }
    return Content(
        kind=kind,
        orientation="portrait" if kind == Kind.TRANSCRIPT else "landscape",
        design="kawung",
        primary=PRIMARY,
        accent=ACCENT,
        table=kind in (Kind.COMPLETION, Kind.TRANSCRIPT),
        logos=None,
        signatories=(),
        **(texts | event | own.get(kind, {})),
    )


def token_values(facts: Facts) -> dict[str, str]:
    """What the tokens of a template stand for; empty where a certificate says nothing of it."""
    started, completed = plain_date(facts.started_on), plain_date(facts.completed_on)
    period = completed if started == completed else _("%(start)s to %(end)s") % {"start": started, "end": completed}
    roles = {Kind.COMPLETION: _("participant"), Kind.PARTICIPANT: _("participant"), Kind.SPEAKER: _("speaker"),
             Kind.MODERATOR: _("moderator")}  # fmt: skip
    return {
        "nama": facts.name,
        "kursus": facts.title,
        "jp": number(facts.jp) if facts.jp else "",
        "menit": number(facts.minutes) if facts.minutes else "",
        "nomor": facts.number,
        "tanggal": plain_date(facts.issued_on),
        "periode": period,
        "predikat": facts.grade,
        "nilai": "" if facts.percent is None else str(facts.percent),
        "peran": roles.get(Kind(facts.kind), ""),
        "lembaga": facts.office,
        "daerah": facts.municipality,
        "tempat": facts.place,
        "tahun": str(facts.completed_on.year),
        "target": number(facts.target) if facts.target else "",
        "jumlah": number(len(facts.entries)) if facts.entries else "",
    }


def honest_words(facts: Facts, standing: str, provider: str) -> str:
    """What kind of signature this document has: nothing else may be said of it (CURRICULUM §5)."""
    if standing in ("prepared", "signed"):
        return _(
            "This document has been signed electronically with an electronic certificate issued by %(provider)s."
        ) % {"provider": provider}
    if standing == "sealed":
        return _(
            "This document carries the digital seal of %(office)s. That is not a certified electronic signature."
        ) % {"office": facts.office or facts.municipality or _("the municipality")}
    if facts.kind == Kind.COMPLETION:
        return _("Certificate of completion, checked by QR code. It does not carry a certified electronic signature.")
    return _("Checked by QR code. This document does not carry a certified electronic signature.")


def edition_words(facts: Facts) -> str:
    if facts.edition == 1 or facts.edition_of is None:
        return ""
    return _("Edition %(edition)s of %(date)s, replaces edition %(before)s") % {
        "edition": facts.edition,
        "date": plain_date(facts.edition_of),
        "before": facts.edition - 1,
    }


def fixed_words(facts: Facts) -> dict[str, str]:
    if facts.kind == Kind.TRANSCRIPT:
        note = ""
    elif facts.jp:
        note = _("%(minutes)s minutes of learning are equal to %(jp)s training hours (JP).") % {
            "minutes": number(facts.minutes),
            "jp": facts.jp,
        }
    else:
        note = ""
    return {
        "number": _("Number:"),
        "check": _("Scan, or type this code to check:"),
        "code": _("Code:"),
        "qr": _("QR code that leads to the verification page"),
        "signature": _("Signature of"),
        "sample": _("SAMPLE – issued without a public address. This document cannot be checked."),
        "jp_note": note,
    }
