"""imsmanifest.xml of a SCORM 1.2 package with one SCO, from the specification. Pure.

ADL SCORM 1.2 Content Aggregation Model (2001) §2.3, IMS Content Packaging 1.1.2. Within an element the order is the
schema's: metadata, organizations, resources; in an item its title first and ADL's elements last.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
NAME = "imsmanifest.xml"
MOST_TITLE = 200  # characters (IMS CP 1.1.2, smallest permitted maximum of title)


def manifest_xml(*, key: str, title: str, launch: str, files: Iterable[str], mastery: int | None) -> bytes:
    """``key``: letters and digits; ``files``: all of the package but this one; ``mastery``: percent, if scored."""
    ElementTree.register_namespace("", IMSCP)
    ElementTree.register_namespace("adlcp", ADLCP)
    root = ElementTree.Element(_cp("manifest"), {"identifier": f"KURSUS-{key}", "version": "1.2"})
    metadata = ElementTree.SubElement(root, _cp("metadata"))
    ElementTree.SubElement(metadata, _cp("schema")).text = "ADL SCORM"
    ElementTree.SubElement(metadata, _cp("schemaversion")).text = "1.2"
    organizations = ElementTree.SubElement(root, _cp("organizations"), {"default": "SUSUNAN"})
    organization = ElementTree.SubElement(organizations, _cp("organization"), {"identifier": "SUSUNAN"})
    ElementTree.SubElement(organization, _cp("title")).text = title[:MOST_TITLE]
    item = ElementTree.SubElement(
        organization, _cp("item"), {"identifier": "ISI", "identifierref": "BERKAS", "isvisible": "true"}
    )
    ElementTree.SubElement(item, _cp("title")).text = title[:MOST_TITLE]
    if mastery is not None:
        ElementTree.SubElement(item, _adl("masteryscore")).text = str(mastery)
    resources = ElementTree.SubElement(root, _cp("resources"))
    described = {"identifier": "BERKAS", "type": "webcontent", _adl("scormtype"): "sco", "href": launch}
    resource = ElementTree.SubElement(resources, _cp("resource"), described)
    for name in sorted(files):
        ElementTree.SubElement(resource, _cp("file"), {"href": name})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _cp(name: str) -> str:
    return f"{{{IMSCP}}}{name}"


def _adl(name: str) -> str:
    return f"{{{ADLCP}}}{name}"
