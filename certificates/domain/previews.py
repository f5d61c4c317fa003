"""How a template will look, with invented people: real pages, as pictures."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils import translation

from certificates.domain.looks import Look, look_of_template, look_of_version
from certificates.facts import EntryFact, Facts, Kind, ModuleFact
from certificates.models import CertificateTemplate, TemplateVersion
from certificates.models.issuer import issuer_now
from certificates.pdf.render import Paper, render_pictures
from core.models.settings import municipality_now

_WIDTH = 1400
_LONG = "Dr. Raden Ajeng Siti Nurhaliza Kusumawardhani Prawirodirdjo Sastrodiningrat, S.Pd., M.Pd."
_SHORT = "Sri"
_NOWHERE = "https://contoh.example/s/" + str(UUID(int=0)) + "/#" + "contoh-" * 36  # as large as a real one
_DAY = date(2026, 11, 21)


def preview_of(template: CertificateTemplate, mode: str) -> list[str]:
    """Pages as data addresses of PNG. ``mode``: “long” or “short”, whose name stands on it."""
    return _pages(look_of_template(template), mode)


def preview_of_version(version: TemplateVersion, mode: str) -> list[str]:
    return _pages(look_of_version(version), mode)


def _pages(look: Look, mode: str) -> list[str]:
    content, pictures = look
    facts = replace(_facts(content.kind), name=_SHORT if mode == "short" else _LONG)
    paper = Paper(facts, content, code="7K3M-9QXT-2WFA-8C4D", address=_NOWHERE, pictures=pictures)
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in render_pictures(paper, width=_WIDTH)]


def _facts(kind: str) -> Facts:
    issuer, municipality = issuer_now(), municipality_now()
    with translation.override("id"):
        titles = {
            Kind.COMPLETION: "Layanan Publik dari HP: Kependudukan, Izin Usaha, dan Pajak",
            Kind.TRANSCRIPT: "Riwayat belajar 2026",
        }
        completion = kind == Kind.COMPLETION
        return Facts(
            name="",
            minor=False,
            title=titles.get(Kind(kind), "Bimbingan Teknis Keamanan Informasi"),
            version=1,
            minutes=190,
            jp=18 if kind == Kind.TRANSCRIPT else 4,
            percent=87 if completion else None,
            grade="Memuaskan" if completion else "",
            modules=tuple(
                ModuleFact(title, 45 + 5 * place, 100 - 5 * place)
                for place, title in enumerate(
                    ("Mengenal layanan", "Akun dan kata sandi", "Mengisi formulir", "Menyimpan bukti")
                    if completion
                    else ()
                )
            ),
            started_on=date(2026, 1, 1) if kind == Kind.TRANSCRIPT else date(2026, 11, 3),
            completed_on=_DAY,
            issued_on=_DAY,
            number="421/0073/KOMINFO/2026",
            municipality=municipality.municipality or "Kota Sukamaju",
            office=municipality.office or "Dinas Komunikasi dan Informatika",
            place=issuer.place or municipality.municipality or "Sukamaju",
            signer_role=issuer.signer_role or "Kepala Dinas",
            signer_name=issuer.signer_name or "Wahyu Sukamaju, S.Kom.",
            signer_id=issuer.signer_id,
            kind=kind,
            entries=tuple(
                EntryFact(f"Aman di internet, bagian {place}", f"421/{place:04}/KOMINFO/2026", 2, date(2026, place, 9))
                for place in range(1, 10)
            )
            if kind == Kind.TRANSCRIPT
            else (),
            target=20 if kind == Kind.TRANSCRIPT else None,
        )
