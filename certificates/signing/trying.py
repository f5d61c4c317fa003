"""A try of the seal, on paper that says nothing: whether what it closes can be checked."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.utils import timezone

from certificates.signing.port import About, SigningProblem
from certificates.signing.reading import NotReadable, signatures
from certificates.signing.seal import OfficeSeal


def seal_holds() -> bool:
    import pikepdf  # for this only

    paper = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(paper)
    try:
        sealed = OfficeSeal().sign(paper.getvalue(), About(UUID(int=0), "–", timezone.now()))
        found = signatures(sealed)
    except (SigningProblem, NotReadable):
        return False
    return len(found) == 1 and found[0].holds and found[0].whole
