"""Certificates for the tests of this folder, issued through the real door."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from certificates.domain.issue import issue
from certificates.facts import Achievement, Facts, ModuleFact
from certificates.models import Certificate
from certificates.pdf.content import Content
from certificates.pdf.render import Paper
from certificates.pdf.words import built_in

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
COURSE = uuid.UUID(int=11)

ACHIEVEMENT = Achievement(
    title="Mulai dari HP",
    version=2,
    minutes=95,
    jp=2,
    percent=87,
    modules=(ModuleFact("Mengenal HP", 45, 100), ModuleFact("Aman di internet", 50, None)),
    started_on=date(2026, 11, 3),
    completed_on=date(2026, 11, 21),
)
FACTS = Facts(
    name="Siti Aminah, S.E.",
    minor=False,
    title=ACHIEVEMENT.title,
    version=2,
    minutes=95,
    jp=2,
    percent=87,
    grade="Memuaskan",
    modules=tuple(ACHIEVEMENT.modules),
    started_on=ACHIEVEMENT.started_on,
    completed_on=ACHIEVEMENT.completed_on,
    issued_on=date(2026, 11, 21),
    number="421/0073/KOMINFO/2026",
    municipality="Kota Sukamaju",
    office="Dinas Komunikasi dan Informatika",
    place="Sukamaju",
    signer_role="Kepala Dinas",
    signer_name="Wahyu Sukamaju, S.Kom.",
    signer_id="198001012005011001",
)
CODE = "7K3M-9QXT-2WFA-8C4D"
ADDRESS = "https://belajar.sukamaju.example/s/abcdefghijklmnopqrstuv/"


def issue_one(holder: User, *, at: datetime = NOON, source: uuid.UUID = COURSE, **changes: Any) -> Certificate:
    achievement = Achievement(
        **({name: getattr(ACHIEVEMENT, name) for name in ACHIEVEMENT.__dataclass_fields__} | changes)
    )
    return issue(holder=holder, source_kind="course", source_key=source, achievement=achievement, at=at)


def pages(content: bytes) -> list[str]:
    """Text of each page, white space reduced to single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def picture_of(content: bytes, page: int = 0, scale: float = 3) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[page].render(scale=scale).to_pil()
    finally:
        document.close()


def usual(kind: str = "completion", **changes: Any) -> Content:
    """The design that comes with the product, with changes."""
    with translation.override("id"):
        return replace(built_in(kind), **{"logos": (), **changes})


def paper(*, address: str = ADDRESS, content: Content | None = None, pictures: Any = None, **facts: Any) -> Paper:
    """A genuine one; without an address a sample. Further words change the facts."""
    stated = replace(FACTS, **facts)
    return Paper(stated, content or usual(stated.kind), code=CODE, address=address, pictures=pictures or {})
