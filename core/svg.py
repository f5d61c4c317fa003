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
_PLAIN_TEXT = frozenset([_XML_SPACE, "aria-label"])
_LOCAL_REFERENCE = re.compile(r"#[\w.-]+")
_STYLE_RISKS = re.compile(r"url\s*\((?!\s*['\"]?#)|@(?!media\b)|expression|javascript:|\\", re.IGNORECASE)
# CSS loads by other functions than url(), too – image-set(), src(), image() … –, so those that may stay are listed.
_FUNCTION = re.compile(r"([\w-]+)\(")
_FUNCTIONS = frozenset(
    [
        "url",
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "matrix",
        "rotate",
        "scale",
        "scalex",
        "scaley",
        "skewx",
        "skewy",
        "translate",
        "translatex",
        "translatey",
        "not",
        "nth-child",
    ]
)
_DEEPEST = 40
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
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise UnsafeSvg(f"not well-formed XML: {error}") from error
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise UnsafeSvg("the root element is not <svg xmlns=…>")
    _check_element(root)
    width, height = _size(root)
    ElementTree.register_namespace("", SVG_NAMESPACE)
    return CleanSvg(ElementTree.tostring(root, encoding="utf-8"), width, height)


def _check_element(element: ElementTree.Element, depth: int = 1) -> None:
    name = element.tag.removeprefix(f"{{{SVG_NAMESPACE}}}") if isinstance(element.tag, str) else "?"
    if name not in ELEMENTS:
        raise UnsafeSvg(f"element <{name}> is not allowed")
    if depth > _DEEPEST:
        raise UnsafeSvg(f"elements lie more than {_DEEPEST} deep in each other")
    if name == "style":
        if len(element):
            raise UnsafeSvg("the <style> element may hold text only")
        if _leads_outside(element.text or ""):
            raise UnsafeSvg("the <style> element refers to something outside the picture")
    for attribute, value in element.attrib.items():
        if attribute != _XML_SPACE and attribute not in ATTRIBUTES:
            raise UnsafeSvg(f"attribute {attribute} on <{name}> is not allowed")
        if attribute == "href" and not _LOCAL_REFERENCE.fullmatch(value):
            raise UnsafeSvg("href may only point inside the picture")
        if attribute not in _PLAIN_TEXT and _leads_outside(value):
            raise UnsafeSvg(f"attribute {attribute} refers to something outside the picture")
    for child in element:
        _check_element(child, depth + 1)


def _leads_outside(css: str) -> bool:
    return bool(_STYLE_RISKS.search(css)) or any(name.lower() not in _FUNCTIONS for name in _FUNCTION.findall(css))


def _size(root: ElementTree.Element) -> tuple[int, int]:
    found = [_NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if all(found):
        width, height = (float(match[1]) for match in found if match)
    else:
        box = root.get("viewBox", "").replace(",", " ").split()
        try:
            width, height = float(box[2]), float(box[3])
        except (IndexError, ValueError):
            raise UnsafeSvg("neither width and height nor a viewBox with four numbers") from None
    if not (1 <= width <= 4000 and 1 <= height <= 4000):
        raise UnsafeSvg("the size must lie between 1 and 4000 pixels")
    return round(width), round(height)
