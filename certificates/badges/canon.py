"""What a document says, as the sorted N-Quads of RDF Dataset Canonicalization 1.0, without a JSON-LD processor. Pure.

The documents that are signed here have a fixed shape, so what their contexts make of each field stands in a table
(ADR 0035). Whatever the table does not know is refused, never passed over: nothing unsigned can hide in a document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_OF_BADGES = "https://www.w3.org/2001/XMLSchema#"  # with “https”, as that context has it
_VC = "https://www.w3.org/2018/credentials#"
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_SECURITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_SCHEMA = "https://schema.org/"


class OtherShape(Exception):
    """Not a document of the kind that is signed here; the text says where it differs."""


@dataclass(frozen=True)
class Text:
    predicate: str
    datatype: str = ""


@dataclass(frozen=True)
class Number:
    predicate: str


@dataclass(frozen=True)
class No:
    """A field that is always false."""

    predicate: str
    datatype: str


@dataclass(frozen=True)
class Link:
    predicate: str


@dataclass(frozen=True)
class Word:
    """A field with one possible value, which stands for an address."""

    predicate: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Node:
    predicate: str
    shape: str
    listed: bool = False  # the only one in a list


Term = Text | Number | No | Link | Word | Node


@dataclass(frozen=True)
class Shape:
    types: Mapping[str, str]  # in this order
    terms: Mapping[str, Term]
    named: bool = True


_VALID_FROM = Text(_VC + "validFrom", _XSD + "dateTime")
SHAPES: Mapping[str, Shape] = {
    "badge": Shape(
        {"VerifiableCredential": _VC + "VerifiableCredential", "OpenBadgeCredential": _OB + "OpenBadgeCredential"},
        {
            "validFrom": _VALID_FROM,
            "name": Text(_SCHEMA + "name"),
            "issuer": Node(_VC + "issuer", "issuer"),
            "credentialSubject": Node(_VC + "credentialSubject", "holder"),
            "credentialStatus": Node(_VC + "credentialStatus", "entry"),
        },
    ),
    "issuer": Shape(
        {"Profile": _OB + "Profile"},
        {"name": Text(_SCHEMA + "name"), "url": Text(_SCHEMA + "url", _XSD_OF_BADGES + "anyURI")},
    ),
    "creator": Shape({"Profile": _OB + "Profile"}, {}),
    "holder": Shape(
        {"AchievementSubject": _OB + "AchievementSubject"},
        {
            "identifier": Node(_OB + "identifier", "identity", listed=True),
            "achievement": Node(_OB + "achievement", "achievement"),
        },
    ),
    "identity": Shape(
        {"IdentityObject": _OB + "IdentityObject"},
        {
            "identityHash": Text(_OB + "identityHash"),
            "identityType": Text(_OB + "identityType"),
            "hashed": No(_OB + "hashed", _XSD_OF_BADGES + "boolean"),
        },
        named=False,
    ),
    "achievement": Shape(
        {"Achievement": _OB + "Achievement"},
        {
            "name": Text(_SCHEMA + "name"),
            "description": Text(_SCHEMA + "description"),
            "achievementType": Text(_OB + "achievementType"),
            "version": Text(_OB + "version"),
            "inLanguage": Text(_SCHEMA + "inLanguage"),
            "criteria": Node(_OB + "Criteria", "criteria"),
            "creator": Node(_OB + "creator", "creator"),
        },
    ),
    "criteria": Shape({"Criteria": _OB + "Criteria"}, {"narrative": Text(_OB + "narrative")}),
    "entry": Shape(
        {"BitstringStatusListEntry": _STATUS + "BitstringStatusListEntry"},
        {
            "statusPurpose": Text(_STATUS + "statusPurpose"),
            "statusListIndex": Text(_STATUS + "statusListIndex"),
            "statusListCredential": Link(_STATUS + "statusListCredential"),
        },
    ),
    "status list": Shape(
        {
            "VerifiableCredential": _VC + "VerifiableCredential",
            "BitstringStatusListCredential": _STATUS + "BitstringStatusListCredential",
        },
        {
            "validFrom": _VALID_FROM,
            "validUntil": Text(_VC + "validUntil", _XSD + "dateTime"),
            "issuer": Link(_VC + "issuer"),
            "credentialSubject": Node(_VC + "credentialSubject", "list"),
        },
    ),
    "list": Shape(
        {"BitstringStatusList": _STATUS + "BitstringStatusList"},
        {
            "statusPurpose": Text(_STATUS + "statusPurpose"),
            "encodedList": Text(_STATUS + "encodedList", _SECURITY + "multibase"),
            "ttl": Number(_STATUS + "ttl"),
        },
    ),
    "proof": Shape(
        {"DataIntegrityProof": _SECURITY + "DataIntegrityProof"},
        {
            "created": Text("http://purl.org/dc/terms/created", _XSD + "dateTime"),
            "cryptosuite": Text(_SECURITY + "cryptosuite", _SECURITY + "cryptosuiteString"),
            "proofPurpose": Word(_SECURITY + "proofPurpose", "assertionMethod", _SECURITY + "assertionMethod"),
            "verificationMethod": Link(_SECURITY + "verificationMethod"),
        },
        named=False,
    ),
}


def n_quads(document: Mapping[str, Any], shape: str) -> str:
    """``document`` without its context and its proof. Raises OtherShape."""
    return "".join(sorted(set(_node(document, SHAPES[shape])[1])))


def _node(node: Any, shape: Shape) -> tuple[str, list[str]]:
    """What it is called, and everything it says."""
    if not isinstance(node, dict):
        raise OtherShape("not an object")
    expected = {*shape.terms, "type", *(("id",) if shape.named else ())}
    for key in expected ^ node.keys():
        raise OtherShape(f"{key} is {'unknown' if key in node else 'missing'}")
    # The one node without a name in each of our documents: RDFC-1.0 calls it c14n0 whatever it says.
    subject = _iri(node["id"]) if shape.named else "_:c14n0"
    types = node["type"] if isinstance(node["type"], list) else [node["type"]]
    if types != list(shape.types):
        raise OtherShape("of another type")
    quads = [f"{subject} <{_RDF_TYPE}> <{meaning}> .\n" for meaning in shape.types.values()]
    for key, term in shape.terms.items():
        value, further = _object(node[key], term)
        quads += [f"{subject} <{term.predicate}> {value} .\n", *further]
    return subject, quads


def _object(value: Any, term: Term) -> tuple[str, list[str]]:
    match term:
        case Text():
            return f'"{_escape(value)}"' + (f"^^<{term.datatype}>" if term.datatype else ""), []
        case Link():
            return _iri(value), []
        case Number() if type(value) is int:
            return f'"{value}"^^<{_XSD}integer>', []
        case No() if value is False:
            return f'"false"^^<{term.datatype}>', []
        case Word() if value == term.value:
            return f"<{term.meaning}>", []
        case Node(listed=False):
            return _node(value, SHAPES[term.shape])
        case Node() if isinstance(value, list) and len(value) == 1:
            return _node(value[0], SHAPES[term.shape])
    raise OtherShape("another value")


_NOT_PLAIN = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _escape(text: Any) -> str:
    """A literal in canonical N-Quads (RDF 1.2 N-Quads §3, as RDFC-1.0 asks)."""
    if not isinstance(text, str):
        raise OtherShape("not a text")
    return _NOT_PLAIN.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}", text)


_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]+""")


def _iri(text: Any) -> str:
    if not isinstance(text, str) or not _IRI.fullmatch(text):
        raise OtherShape("not an absolute address")
    return f"<{text}>"
