"""Many PDFs as one for the printer, written document by document: memory holds one of them, however many there are.

Pages only: the tags for screen readers and what belongs to a signature stay with the single documents.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

_CATALOG, _PAGES, _INFO = 1, 2, 3
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # four letters that no text has: a binary file (ISO 32000-1, 7.5.2)
_OF_TAGS = ("/StructParents", "/Tabs")
_OF_FORMS = ("/StructParent", "/Parent", "/FT", "/T", "/V", "/Lock", "/MK")


def join(documents: Iterable[bytes], made: Path, *, title: str) -> int:
    """In their order; returns how many pages. Where any has several pages each begins on a new sheet, so that both
    sides can be printed."""
    with made.open("wb") as file:
        whole = _Whole(file)
        for content in documents:
            with pikepdf.open(io.BytesIO(_pages_alone(content))) as source:
                whole.add(source)
        return whole.end(title)


def _pages_alone(content: bytes) -> bytes:
    reduced = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as plain:
        for page in source.pages:
            _without(page.obj, _OF_TAGS)
            for annotation in page.obj.get("/Annots", ()):
                _without(annotation, _OF_FORMS)
                if annotation.get("/Subtype") == "/Widget":  # of a signature's field only the drawing stays
                    annotation.Subtype = pikepdf.Name.Stamp
            plain.pages.append(page)
        plain.save(reduced, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return reduced.getvalue()


def _without(dictionary: pikepdf.Object, names: Iterable[str]) -> None:
    for name in names:
        if name in dictionary:
            del dictionary[name]


class _Whole:
    """Objects as they come, then pages, catalogue and table at the end (ISO 32000-1, 7.5)."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.file.write(_HEAD)
        self.offsets: dict[int, int] = {}
        self.next = _INFO + 1
        self.documents: list[list[int]] = []  # numbers of the pages of each
        self.size: tuple[Any, Any] = (842, 595)  # of the last page, in points

    def add(self, source: pikepdf.Pdf) -> None:
        kept = [
            one
            for one in source.objects
            if not (isinstance(one, pikepdf.Dictionary) and one.get("/Type") in ("/Catalog", "/Pages"))
        ]
        numbers = {one.objgen: self._number() for one in kept}
        numbers[source.Root.Pages.objgen] = _PAGES
        for one in kept:
            self._write(numbers[one.objgen], _body(one, numbers))
        self.documents.append([numbers[page.obj.objgen] for page in source.pages])
        if source.pages:
            left, bottom, right, top = source.pages[-1].mediabox
            self.size = (right - left, top - bottom)

    def end(self, title: str) -> int:
        two_sided = any(len(pages) > 1 for pages in self.documents)
        shown = [page for pages in self.documents for page in self._padded(pages, two_sided)]
        kids = b" ".join(b"%d 0 R" % page for page in shown)
        self._write(_PAGES, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(shown), kids))
        wishes = b"/DisplayDocTitle true" + (b" /Duplex /%s" % self._edge() if two_sided else b"")
        self._write(
            _CATALOG,
            b"<< /Type /Catalog /Pages %d 0 R /Lang (id) /ViewerPreferences << %s >> >>" % (_PAGES, wishes),
        )
        self._write(_INFO, b"<< /Title %s >>" % pikepdf.String(title).unparse())
        self._write_table()
        return len(shown)

    def _padded(self, pages: list[int], two_sided: bool) -> list[int]:
        if not two_sided or len(pages) % 2 == 0:
            return pages
        number = self._number()
        width, height = (_text(length, {}) for length in self.size)
        box = b"/MediaBox [ 0 0 %s %s ]" % (width, height)
        self._write(number, b"<< /Type /Page /Parent %d 0 R %s /Resources << >> >>" % (_PAGES, box))
        return [*pages, number]

    def _edge(self) -> bytes:
        """Printers' dialogues begin with this choice (ISO 32000-1, table 150)."""
        return b"DuplexFlipShortEdge" if self.size[0] > self.size[1] else b"DuplexFlipLongEdge"

    def _number(self) -> int:
        self.next += 1
        return self.next - 1

    def _write(self, number: int, body: bytes) -> None:
        self.offsets[number] = self.file.tell()
        self.file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write_table(self) -> None:
        start = self.file.tell()
        self.file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self.next)
        self.file.writelines(b"%010d 00000 n \n" % self.offsets[number] for number in range(1, self.next))
        trailer = b"<< /Size %d /Root %d 0 R /Info %d 0 R >>" % (self.next, _CATALOG, _INFO)
        self.file.write(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))


_Numbers = Mapping[tuple[int, int], int]  # of an object in its document → in the whole


def _body(value: pikepdf.Object, numbers: _Numbers) -> bytes:
    if isinstance(value, pikepdf.Stream):
        raw = value.read_raw_bytes()
        fields = [(key, item) for key, item in value.items() if key != "/Length"]
        return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (_fields(fields, numbers), len(raw), raw)
    return _inside(value, numbers)


def _text(value: Any, numbers: _Numbers) -> bytes:
    if isinstance(value, pikepdf.Object):
        return b"%d 0 R" % numbers[value.objgen] if value.is_indirect else _inside(value, numbers)
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    return format(value, "f").encode() if isinstance(value, Decimal | float) else b"%d" % value


def _inside(value: pikepdf.Object, numbers: _Numbers) -> bytes:
    written = value.unparse(resolved=True)
    if b" R" not in written:  # refers to nothing
        return written
    if isinstance(value, pikepdf.Dictionary):
        return b"<< %s >>" % _fields(value.items(), numbers)
    if isinstance(value, pikepdf.Array):
        return b"[ %s ]" % b" ".join(_text(item, numbers) for item in value)
    return written


def _fields(items: Iterable[tuple[str, Any]], numbers: _Numbers) -> bytes:
    return b" ".join(b"%s %s" % (pikepdf.Name(key).unparse(), _text(item, numbers)) for key, item in items)
