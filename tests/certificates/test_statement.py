"""The signed statement in a QR: whatever is altered in it, it is refused (SECURITY 26)."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given
from hypothesis import strategies as st

from certificates.statement import PREFIX, NotAStatement, Statement, read_statement, shorten, sign_statement

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
STATEMENT = Statement(
    kid="kunci001",
    number="421/0073/KOMINFO/2026",
    edition=1,
    name="Siti Aminah, S.E.",
    title="Mulai dari HP",
    jp=2,
    issued_on=date(2026, 11, 21),
    issuer="Dinas Komunikasi dan Informatika",
    status_index=73_111,
)


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


KEYS = {"kunci001": public(KEY), "kunci002": public(OTHER)}
SIGNED = sign_statement(STATEMENT, KEY.sign)


def sealed(payload: bytes, key: Ed25519PrivateKey = KEY) -> str:
    return base64.urlsafe_b64encode(payload + key.sign(PREFIX + payload)).decode().rstrip("=")


def test_what_was_signed_is_read_again():
    assert read_statement(SIGNED, KEYS) == STATEMENT


def test_a_minors_name_is_not_in_it():
    signed = sign_statement(dataclasses.replace(STATEMENT, name=None), KEY.sign)
    assert read_statement(signed, KEYS).name is None
    assert b"Aminah" not in base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4))


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("kid", "kunci002"), ("number", "421/0074/KOMINFO/2026"), ("edition", 2), ("name", "Siti Aminah, S.H."),
        ("name", None), ("title", "Mulai dari Hp"), ("jp", 20), ("issued_on", date(2026, 11, 22)),
        ("issuer", "Dinas Lain"), ("status_index", 73_112),
    ],
)  # fmt: skip
def test_no_field_can_be_changed_under_the_old_signature(field, other):
    changed = dataclasses.replace(STATEMENT, **{field: other}).payload()
    signature = base64.urlsafe_b64decode(SIGNED + "==")[-64:]
    forged = base64.urlsafe_b64encode(changed + signature).decode().rstrip("=")
    with pytest.raises(NotAStatement):
        read_statement(forged, KEYS)


def test_no_byte_can_be_changed():
    for position in range(len(SIGNED)):
        for letter in ("A", "B", "-", "+", " ", "="):
            altered = SIGNED[:position] + letter + SIGNED[position + 1 :]
            if altered == SIGNED:
                continue
            with pytest.raises(NotAStatement):
                read_statement(altered, KEYS)


def test_it_cannot_be_cut_or_lengthened():
    for length in range(len(SIGNED)):
        with pytest.raises(NotAStatement):
            read_statement(SIGNED[:length], KEYS)
    for more in ("A", "AAAA", "=", "\n", "\0"):
        with pytest.raises(NotAStatement):
            read_statement(SIGNED + more, KEYS)


def test_anothers_signature_an_unknown_key_and_one_under_a_wrong_name_are_refused():
    other = sealed(STATEMENT.payload(), OTHER)
    for text, keys in ((other, KEYS), (SIGNED, {}), (SIGNED, {"kunci001": public(OTHER)})):
        with pytest.raises(NotAStatement):
            read_statement(text, keys)


def test_what_the_key_signed_for_something_else_is_no_statement():
    payload = STATEMENT.payload()
    elsewhere = base64.urlsafe_b64encode(payload + KEY.sign(payload)).decode().rstrip("=")
    with pytest.raises(NotAStatement):
        read_statement(elsewhere, KEYS)


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"null", b"[]", b"{}", b"[1]", b"\xff", b"[" * 5000, b"1e999",
        json.dumps([2, "kunci001", "n", 1, "a", "t", 1, "2026-11-21", "i", 1]).encode(),
        json.dumps([1, "kunci001", "n", True, "a", "t", 1, "2026-11-21", "i", 1]).encode(),
        json.dumps([1, "kunci001", "n", 1, 5, "t", 1, "2026-11-21", "i", 1]).encode(),
        json.dumps([1, "kunci001", "n", 1, "a", "t", 1, "21.11.2026", "i", 1]).encode(),
        json.dumps([1, "kunci001", "n", 1, "a", "t", 1, "2026-11-21", "i", "1"]).encode(),
        json.dumps([1, "kunci001", "n", 1, "a", "t", 1, "2026-11-21", "i", 1, 1]).encode(),
        json.dumps([1, ["kunci001"], "n", 1, "a", "t", 1, "2026-11-21", "i", 1]).encode(),
    ],
)  # fmt: skip
def test_even_rightly_signed_nonsense_is_no_statement(payload):
    with pytest.raises(NotAStatement):
        read_statement(sealed(payload), KEYS)


@given(st.text(max_size=1200))
def test_any_text_is_read_or_refused(text):
    with pytest.raises(NotAStatement):
        read_statement(text, KEYS)


@given(name=st.text(max_size=250), title=st.text(max_size=250), issuer=st.text(max_size=120))
@example(name='"' * 250, title="\0" * 250, issuer="\\" * 120)
def test_any_name_and_title_makes_a_short_statement(name, title, issuer):
    signed = sign_statement(dataclasses.replace(STATEMENT, name=name, title=title, issuer=issuer), KEY.sign)
    read = read_statement(signed, KEYS)
    assert read.name is not None
    plain = re.sub(r"[\x00-\x1f]", " ", name)
    assert plain.startswith(read.name.removesuffix("…")) or read.name == plain
    assert len(signed) <= 900


@given(st.text(), st.integers(min_value=4, max_value=80))
def test_shortening_keeps_whole_letters(text, longest):
    short = shorten(text, longest)
    assert len(short.encode()) <= longest
    assert short == re.sub(r"[\x00-\x1f]", " ", text) or short.endswith("…")
