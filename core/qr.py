"""QR codes (ISO/IEC 18004) as inline SVG or as PNG data, by segno."""

from __future__ import annotations

import io

import segno


def qr_svg(content: str, *, label: str, scale: int = 4) -> str:
    """An <svg> for a page; ``label`` is what a screen reader says instead of the pattern."""
    buffer = io.BytesIO()
    code = segno.make(content, error="m", micro=False)
    code.save(
        buffer,
        kind="svg",
        scale=scale,
        border=4,
        xmldecl=False,
        svgns=True,
        title=label,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        light="#fff",
        nl=False,
    )
    return buffer.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def qr_file(content: str) -> bytes:
    """An SVG file, for embedding in a PDF."""
    buffer = io.BytesIO()
    segno.make(content, error="m", micro=False).save(buffer, kind="svg", border=2, light="#fff")
    return buffer.getvalue()
