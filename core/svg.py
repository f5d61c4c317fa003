"""Cleaning of SVG pictures: what may stay is listed, everything else is refused.

An SVG is a program as much as a picture. Ours come only from course packs and our own static files
and are always shown through ``<img>``; cleaning them as well keeps a pack from smuggling in script
that would run if somebody opened the file on its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml import ElementTree as SafeElementTree
from defusedxml.common import DefusedXmlException

SVG_NAMESPACE = "http://www.w3.org/2000/svg"

ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "use",
        "symbol",
        "style",
        "marker",
        "pattern",
    ]
)
ATTRIBUTES = frozenset(
    [
        "id",
        "class",
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "width",
        "height",
        "points",
        "viewBox",
        "transform",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-dasharray",
        "stroke-dashoffset",
        "opacity",
        "fill-opacity",
        "stroke-opacity",
        "fill-rule",
        "clip-rule",
        "clip-path",
        "mask",
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
        "text-anchor",
        "dominant-baseline",
        "letter-spacing",
        "offset",
        "stop-color",
        "stop-opacity",
        "gradientUnits",
        "gradientTransform",
        "patternUnits",
        "patternTransform",
        "preserveAspectRatio",
        "role",
        "aria-hidden",
        "aria-label",
        "dx",
        "dy",
        "rotate",
        "textLength",
        "lengthAdjust",
        "xml:space",
        "markerWidth",
        "markerHeight",
        "refX",
        "refY",
        "orient",
        "markerUnits",
        "href",
    ]
)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LOCAL_REFERENCE = re.compile(r"#[\w.-]+")
_STYLE_RISKS = re.compile(r"url\s*\((?!\s*['\"]?#)|@import|expression|javascript:|\\", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")


class UnsafeSvg(ValueError):
    """The picture holds something that may not be in one of ours; the text says what."""


@dataclass(frozen=True)
class CleanSvg:
    content: bytes
    width: int  # px, as the picture is meant to be shown
    height: int


def clean_svg(content: bytes) -> CleanSvg:
    """Return the picture with its size, or raise UnsafeSvg with the first thing that may not stay."""
    try:
        root = SafeElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise UnsafeSvg(f"not well-formed XML: {error}") from error
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise UnsafeSvg("the root element is not <svg xmlns=…>")
    for element in root.iter():
        _check_element(element)
    width, height = _size(root)
    ElementTree.register_namespace("", SVG_NAMESPACE)
    return CleanSvg(ElementTree.tostring(root, encoding="utf-8"), width, height)


def _check_element(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(f"{{{SVG_NAMESPACE}}}") if isinstance(element.tag, str) else "?"
    if name not in ELEMENTS:
        raise UnsafeSvg(f"element <{name}> is not allowed")
    if name == "style" and _STYLE_RISKS.search(element.text or ""):
        raise UnsafeSvg("the <style> element refers to something outside the picture")
    for attribute, value in element.attrib.items():
        if attribute == _XML_SPACE:
            continue
        if attribute not in ATTRIBUTES:
            raise UnsafeSvg(f"attribute {attribute} on <{name}> is not allowed")
        if attribute == "href" and not _LOCAL_REFERENCE.fullmatch(value):
            raise UnsafeSvg("href may only point inside the picture")
        if _STYLE_RISKS.search(value):
            raise UnsafeSvg(f"attribute {attribute} refers to something outside the picture")


def _size(root: ElementTree.Element) -> tuple[int, int]:
    found = [_NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if all(found):
        width, height = (round(float(match[1])) for match in found if match)
    else:
        box = root.get("viewBox", "").replace(",", " ").split()
        try:
            width, height = round(float(box[2])), round(float(box[3]))
        except (IndexError, ValueError):
            raise UnsafeSvg("neither width and height nor a viewBox with four numbers") from None
    if not (0 < width <= 4000 and 0 < height <= 4000):
        raise UnsafeSvg("the size must lie between 1 and 4000 pixels")
    return width, height
