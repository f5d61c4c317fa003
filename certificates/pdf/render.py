"""Facts and a template's content to PDF by typst: tagged, pinned fonts, data never read as markup (ADR 0006, 0036)."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image

from certificates.facts import Facts
from certificates.pdf import frames, places, tables, words
from certificates.pdf.content import Content, Signatory, filled
from core.fonts import font_folders
from core.qr import qr_file
from core.words import plain_date

_TEMPLATE = Path(__file__).with_name("certificate.typ")
_PARTS = (_TEMPLATE, *(Path(str(part.__file__)) for part in (frames, places, tables, words)), Path(__file__))
_INCH = 25.4
_typst = Lock()  # the compiler holds what it reads


@dataclass(frozen=True)
class Paper:
    """Everything that a document shows."""

    facts: Facts
    content: Content
    code: str
    address: str  # what the QR says; empty: a sample
    standing: str = "plain"  # of Document.Standing
    provider: str = ""  # who certifies signatures
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # those that the content names


@cache
def rendering_digest() -> str:
    """Changes when the layout or its wording does, so that kept documents are made anew."""
    return hashlib.sha256(b"".join(part.read_bytes() for part in _PARTS)).hexdigest()


def render_pdf(paper: Paper) -> bytes:
    """The same paper gives the same bytes. The document speaks Indonesian, whatever language the reader's screen has.

    PDF/UA-1 (ISO 14289-1), except where a name has a letter that no font here has: that letter stays an empty box,
    which PDF/UA forbids, but nobody's certificate may fail. Nor may it for a picture that cannot be drawn.
    """
    document = _made(paper, format="pdf", pdf_standards="ua-1", timestamp=_midnight(paper.facts.issued_on))
    assert isinstance(document, bytes)
    return document


def render_pictures(paper: Paper, *, width: int) -> list[bytes]:
    """Each page as PNG, so many pixels wide."""
    made = _made(paper, format="png", ppi=width * _INCH / places.WIDTH[paper.content.orientation])
    return made if isinstance(made, list) else [made]


def render_jpeg(paper: Paper, *, width: int, most_bytes: int) -> bytes:
    """Page one, small enough to be sent on a weak line."""
    picture = Image.open(io.BytesIO(render_pictures(paper, width=width)[0])).convert("RGB")
    for quality in (82, 74, 66, 58, 50, 40, 30):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= most_bytes:
            break
    return buffer.getvalue()


def _made(paper: Paper, **options: Any) -> bytes | list[bytes]:
    try:
        return _compile(paper, options)
    except typst.TypstError as error:
        if "could not be displayed with font" in str(error):
            return _made(paper, **{**options, "pdf_standards": None})
        drawn = {name: content for name, content in paper.pictures.items() if _is_drawable(name, content)}
        if len(drawn) == len(paper.pictures):
            raise
        return _made(replace(paper, pictures=drawn), **options)


def _compile(paper: Paper, options: dict[str, Any]) -> bytes | list[bytes]:
    content = paper.content
    with translation.override("id"), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        frame = frames.frame_svg(content.design, content.orientation, content.primary, content.accent)
        (root / "frame.svg").write_bytes(frame)
        for name, picture in paper.pictures.items():
            (root / name).write_bytes(picture)
        if paper.address:
            (root / "qr.svg").write_bytes(qr_file(paper.address))
        data = json.dumps(_data(paper), ensure_ascii=False)
        with _typst:
            made = _compiler(font_folders()).compile(
                input=_TEMPLATE.read_bytes(), root=folder, sys_inputs={"data": data}, **options
            )
    assert made is not None  # it goes to no file
    return made


def _is_drawable(name: str, content: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        try:
            with _typst:
                _compiler(font_folders()).compile(
                    input=f'#image("{name}")'.encode(), root=folder, sys_inputs={}, format="pdf"
                )
        except typst.TypstError:
            return False
    return True


@lru_cache(maxsize=2)
def _compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """Kept, because reading fonts takes half the time of a certificate."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=list(folders))
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _data(paper: Paper) -> dict[str, Any]:
    facts, content = paper.facts, paper.content
    values = words.token_values(facts)

    def runs(sentence: str) -> list[list[Any]]:
        return [[run.text, run.filled] for run in filled(sentence, values)]

    def plain(sentence: str) -> str:
        return "".join(run.text for run in filled(sentence, values))

    place = plain(content.place) or facts.place
    return {
        "look": _look(paper),
        "doc_title": f"{_('Certificate')} {facts.number}",
        "issuer": facts.office or facts.municipality or "-",
        "issued": [facts.issued_on.year, facts.issued_on.month, facts.issued_on.day],
        "sample": not paper.address,
        "qr": "qr.svg" if paper.address else None,
        "municipality": facts.municipality,
        "office": facts.office,
        "number": facts.number,
        "edition": words.edition_words(facts),
        "name": facts.name,
        "subject": facts.title,
        "title": plain(content.title),
        "given_to": runs(content.given_to),
        "achieved": runs(content.achieved),
        "headline": plain(content.headline),
        "period": runs(content.period),
        "worth": runs(content.worth),
        "extra": runs(content.extra),
        "note": plain(content.note),
        "code": paper.code,
        "short_address": f"{urlsplit(paper.address).netloc}/periksa" if paper.address else "",
        "place_and_date": ", ".join(filter(None, (place, plain_date(facts.issued_on)))),
        "table": (tables.tables(facts, narrow=content.orientation == "portrait") or None) if content.table else None,
        "table_title": plain(content.table_title),
        "words": words.fixed_words(facts)
        | {"honest": words.honest_words(facts, paper.standing, paper.provider) if paper.address else ""},
    }


def _look(paper: Paper) -> dict[str, Any]:
    facts, content = paper.facts, paper.content
    signatories = content.signatories or (Signatory(facts.signer_role, facts.signer_name, facts.signer_id),)
    logos = [logo for logo in content.logos or () if logo.picture in paper.pictures]
    return {
        "orientation": content.orientation,
        "primary": content.primary,
        "accent": content.accent,
        "margin": places.MARGIN[content.orientation],
        "column": places.COLUMN[content.orientation],
        "room_bottom": places.ROOM_BOTTOM[content.orientation],
        "room_height": places.ROOM_HEIGHT,
        "logos": [{"picture": logo.picture, "words": logo.words or _("Logo")} for logo in logos],
        "signatories": [
            {
                "role": one.role,
                "name": one.name,
                "number": one.number,
                # Whatever is sealed or signed leaves the last one's room free: its own mark stands there.
                "picture": one.picture
                if one.picture in paper.pictures and (paper.standing == "plain" or place < len(signatories))
                else None,
            }
            for place, one in enumerate(signatories, 1)
        ],
    }
