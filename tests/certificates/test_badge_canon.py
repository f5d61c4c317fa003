"""What is signed: written down directly, it is just what a JSON-LD processor makes of the real contexts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from certificates.badges.canon import OtherShape, n_quads
from certificates.badges.credential import IN_ONE_LIST, Issuer, credential
from certificates.badges.proof import with_proof
from certificates.badges.status import status_list
from tests.certificates.making_badges import AT, ISSUER, NAMES, badge
from tests.certificates.verifying import contexts

# PyLD leaves other control characters as they are; the reference implementation, asked in test_badge_verifier.py, does
# as the standard says, and so do we.
TEXT = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters=[*map(chr, range(9)), *map(chr, range(11, 13)), *map(chr, range(14, 32)), "\x7f"],
    )
)


def load(address: str, _options: object) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": contexts()[address],
    }


def by_pyld(document: dict[str, Any]) -> str:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return str(jsonld.normalize(document, options))


def without_context(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "@context"}


def same_both_ways(document: dict[str, Any], shape: str) -> bool:
    ours = n_quads(without_context(document), shape)
    assert ours.count("\n") > 4
    return ours == by_pyld(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_badge_of_somebody_with_any_name_says_what_a_json_ld_processor_reads(name):
    assert same_both_ways(credential(badge(holder=name, title=name, narrative=name), ISSUER), "badge")


@given(
    holder=TEXT,
    title=TEXT,
    description=TEXT,
    narrative=TEXT,
    issuer=TEXT,
    certificate=st.uuids(),
    achievement=st.uuids(),
    index=st.integers(0, 10**9),
)
@settings(max_examples=60)
def test_whatever_the_words_are_both_ways_agree(
    holder, title, description, narrative, issuer, certificate, achievement, index
):
    made = badge(
        holder=holder,
        title=title,
        description=description,
        narrative=narrative,
        certificate=certificate,
        achievement=achievement,
        status_index=index,
    )
    assert same_both_ways(credential(made, Issuer("http://localhost:8000", issuer)), "badge")


@given(st.sets(st.integers(0, IN_ONE_LIST - 1), max_size=40), st.integers(0, 99))
@settings(max_examples=15)
def test_a_status_list_says_what_a_json_ld_processor_reads(places, number):
    made = status_list(ISSUER, number, places, since=AT, until=AT + timedelta(days=2))
    assert same_both_ways(made, "status list")


def test_the_proof_says_what_a_json_ld_processor_reads():
    document = credential(badge(), ISSUER)
    proof = with_proof(document, "badge", method=ISSUER.key("abcdefgh"), sign=lambda _message: bytes(64), at=AT)[
        "proof"
    ]
    del proof["proofValue"]
    assert n_quads(proof, "proof") == by_pyld({"@context": document["@context"], **proof})


def test_control_characters_are_written_as_the_standard_says():
    quads = n_quads(without_context(credential(badge(holder='\0\x01\b\t\n\v\f\r\x1f\x7f\x80"\\'), ISSUER)), "badge")
    assert '#identityHash> "\\u0000\\u0001\\b\\t\\n\\u000B\\f\\r\\u001F\\u007F\x80\\"\\\\" .\n' in quads


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("evidence",), "http://x.example"),
        (("@id",), "urn:uuid:1"),
        (("name",), None),
        (("name",), 5),
        (("name",), ["a", "b"]),
        (("name",), {"@value": "a"}),
        (("id",), "bukan-alamat"),
        (("id",), "urn:uuid:1> <b:c"),
        (("type",), ["OpenBadgeCredential", "VerifiableCredential"]),
        (("type",), "VerifiableCredential"),
        (("issuer",), "did:web:x.example"),
        (("credentialSubject", "identifier"), []),
        (("credentialSubject", "identifier"), {"type": "IdentityObject"}),
        (("credentialSubject", "achievement", "result"), "100"),
        (("credentialSubject", "achievement", "creator", "name"), "Orang lain"),
    ],
)
def test_what_the_table_does_not_know_is_refused(path, value):
    document = without_context(credential(badge(), ISSUER))
    *way, last = path
    inner = document
    for key in way:
        inner = inner[key]
    inner[last] = value
    with pytest.raises(OtherShape):
        n_quads(document, "badge")


def test_a_field_that_is_missing_is_refused():
    document = without_context(credential(badge(), ISSUER))
    del document["credentialStatus"]
    with pytest.raises(OtherShape, match="credentialStatus is missing"):
        n_quads(document, "badge")
