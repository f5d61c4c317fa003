"""A badge that somebody brings: read back from each kind of file, and refused with a reason whatever is wrong with it."""

from __future__ import annotations

import copy
import io
import json
import time
import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from defusedxml import ElementTree
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certificates.badges.bake import in_png, in_svg
from certificates.badges.credential import credential
from certificates.badges.proof import with_proof
from certificates.badges.verify import MOST_BYTES, Key, Outcome, Read, read_badge
from certificates.domain.badges import OUTCOMES, badge_as_json, badge_as_png, badge_as_svg, check_badge
from certificates.keys import replace_key
from certificates.models import Certificate
from tests.certificates.making import issue_one
from tests.certificates.making_badges import AT, ISSUER, NAMES, another, badge, changed, fields, value_at
from tests.factories.people import learner

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes

PRIVATE, FOREIGN = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
PUBLIC = PRIVATE.public_key().public_bytes_raw()
KEYS = {"abcdefgh": Key(PUBLIC)}
SVG = b'<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><path d="M 0 0 h 1"/></svg>'
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"  # as Open Badges 3.0 §5.3.2 has it


def _png() -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (2, 2), "teal").save(packed, "PNG")
    return packed.getvalue()


PNG = _png()


def made(key: Ed25519PrivateKey = PRIVATE, kid: str = "abcdefgh", **changes: Any) -> dict[str, Any]:
    return with_proof(credential(badge(**changes), ISSUER), "badge", method=ISSUER.key(kid), sign=key.sign, at=AT)


def as_file(document: Any) -> bytes:
    return json.dumps(document).encode()


GENUINE = Read(Outcome.GENUINE, badge().certificate)


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_file_gives_back_what_was_put_in(name):
    file = as_file(made(holder=name, title=name))
    png, svg = in_png(PNG, file), in_svg(SVG, file)
    assert [read_badge(one, KEYS) for one in (file, b"\xef\xbb\xbf" + file, png, svg)] == [GENUINE] * 4
    picture = Image.open(io.BytesIO(png))
    picture.load()
    assert json.loads(picture.text["openbadgecredential"]) == json.loads(file)
    root = ElementTree.fromstring(svg)
    assert json.loads(root.findtext(f"{{{NAMESPACE}}}credential")) == json.loads(file)
    assert root[0].tag == f"{{{NAMESPACE}}}credential"


def test_a_field_changed_anywhere_is_found():
    document = made()
    for way in fields(document):
        forged = changed(document, way, another(value_at(document, way)))
        outcome = read_badge(as_file(forged), KEYS).outcome
        expected = Outcome.UNKNOWN_KEY if way == ("proof", "verificationMethod") else Outcome.ALTERED
        assert (way, outcome) == (way, expected)


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("evidence",), {"id": "https://lain.example"}),
        (("credentialSubject", "achievement", "result"), [{"value": "100"}]),
        (("proof", "challenge"), "x"),
        (("proof", "proofValue"), "u" + "A" * 86),
        (("proof", "proofValue"), "z0OIl"),
        (("proof", "proofValue"), "z" + "9" * 5000),
        (("proof", "proofValue"), None),
        (("@context",), ["https://www.w3.org/ns/credentials/v2"]),
        (("credentialSubject", "identifier"), []),
        (("name",), "\ud800"),
        (("name",), {"@value": "Mulai dari HP"}),
        (("issuer",), "did:web:lain.example"),
    ],
)
def test_what_is_added_or_put_differently_is_found(way, value):
    document = copy.deepcopy(made())
    value_at(document, way[:-1])[way[-1]] = value
    assert read_badge(as_file(document), KEYS) == Read(Outcome.ALTERED)


def test_signatures_of_others_are_not_ours_whatever_key_they_name():
    assert read_badge(as_file(made(FOREIGN, "zzzzzzzz")), KEYS) == Read(Outcome.UNKNOWN_KEY)
    assert read_badge(as_file(made(FOREIGN)), KEYS) == Read(Outcome.ALTERED)
    of_another = made() | {"proof": made(holder="Orang lain")["proof"]}
    assert read_badge(as_file(of_another), KEYS) == Read(Outcome.ALTERED)


def test_our_key_under_the_name_of_another_issuer_is_refused():
    document = credential(badge(), ISSUER)
    signed = with_proof(document, "badge", method="did:web:lain.example#abcdefgh", sign=PRIVATE.sign, at=AT)
    assert read_badge(as_file(signed), KEYS) == Read(Outcome.ALTERED)


def test_a_stolen_key_is_named_as_what_it_is():
    assert read_badge(as_file(made()), {"abcdefgh": Key(PUBLIC, stolen=True)}) == Read(Outcome.STOLEN_KEY)


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def test_a_picture_without_a_badge_or_with_two_is_told_apart():
    file = as_file(made())
    assert read_badge(PNG, KEYS) == read_badge(SVG, KEYS) == Read(Outcome.NO_BADGE)
    assert read_badge(in_png(in_png(PNG, file), file), KEYS) == Read(Outcome.UNREADABLE)
    twice = SVG.replace(b"<path", f'<c xmlns="{NAMESPACE}"><credential/><credential/></c><path'.encode())
    assert read_badge(twice, KEYS) == Read(Outcome.UNREADABLE)


def test_a_compressed_text_is_never_inflated():
    bomb = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(50_000_000)))
    assert read_badge(PNG[:33] + bomb + PNG[33:], KEYS) == Read(Outcome.UNREADABLE)


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{_LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg">&a9;</svg>'
OUTSIDE = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'


@pytest.mark.parametrize(
    ("file", "outcome"),
    [
        (b"", Outcome.UNREADABLE),
        (b"halo", Outcome.UNREADABLE),
        (b"%PDF-1.7", Outcome.UNREADABLE),
        (b"\xff\xfe\x00", Outcome.UNREADABLE),
        (b"[]", Outcome.NO_BADGE),
        (b"5", Outcome.NO_BADGE),
        (b"NaN", Outcome.NO_BADGE),
        (b"{}", Outcome.NO_BADGE),
        (b'{"proof": 5}', Outcome.NO_BADGE),
        (b'{"proof": {}}', Outcome.UNKNOWN_KEY),
        (b'{"proof": {"verificationMethod": ["x#abcdefgh"]}}', Outcome.UNKNOWN_KEY),
        (b'{"proof": {"verificationMethod": "x#abcdefgh"}}', Outcome.ALTERED),
        (b'{"proof": {}, "proof": {}}', Outcome.UNREADABLE),
        (b"[" * 90_000, Outcome.UNREADABLE),
        (b'{"a":' * 15_000, Outcome.UNREADABLE),
        (b"9" * 90_000, Outcome.UNREADABLE),
        (b" " * 150_000, Outcome.TOO_LARGE),
        (b"<" * 10, Outcome.UNREADABLE),
        (b"<a>" * 200_000, Outcome.UNREADABLE),
        (b"<a>" * 200_000 + b"</a>" * 200_000, Outcome.NO_BADGE),
        (b'<?xml version="1.0" encoding="x-tidak-ada"?><svg/>', Outcome.UNREADABLE),
        (BOMB.encode(), Outcome.UNREADABLE),
        (OUTSIDE.encode(), Outcome.UNREADABLE),
        (in_svg(SVG, b"x" * 150_000), Outcome.TOO_LARGE),
        (PNG[:20], Outcome.UNREADABLE),
        (PNG[:-4], Outcome.UNREADABLE),
        (PNG[:33] + b"\xff\xff\xff\xffiTXtopenbadgecredential\0", Outcome.UNREADABLE),
        (PNG[:33] + chunk(b"iTXt", b"openbadgecredential\0") + PNG[33:], Outcome.UNREADABLE),
        (PNG[:33] + chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}")[:-1] + b"x" + PNG[33:], Outcome.UNREADABLE),
        (PNG[:33] + chunk(b"tEXt", b"") * 5_000 + PNG[33:], Outcome.UNREADABLE),
        (in_png(PNG, b"x" * 150_000), Outcome.TOO_LARGE),
        (PNG + bytes(MOST_BYTES), Outcome.TOO_LARGE),
    ],
    ids=range(32),
)
def test_hostile_and_broken_files_are_answered_soon(file, outcome):
    started = time.process_time()
    assert read_badge(file, KEYS) == Read(outcome)
    assert time.process_time() - started < 2


@given(st.data())
def test_whatever_bytes_are_turned_nothing_is_raised(data):
    file = bytearray(data.draw(st.sampled_from(_ALL)))
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    read = read_badge(bytes(file), KEYS)
    assert isinstance(read.outcome, Outcome)
    assert (read.certificate is not None) == (read.outcome == Outcome.GENUINE)


_ALL = [as_file(made()), in_png(PNG, as_file(made())), in_svg(SVG, as_file(made()))]


@pytest.fixture
def certificate(db, settings, tmp_path) -> Certificate:
    settings.PUBLIC_URL = "https://belajar.sukamaju.example"
    settings.DATA_DIR = tmp_path
    return issue_one(learner(name="Siti Aminah"))


def test_what_was_downloaded_leads_back_to_its_certificate_and_says_when_it_was_revoked(certificate):
    files = [make(certificate) for make in (badge_as_json, badge_as_png, badge_as_svg)]
    assert [check_badge(file) for file in files] == [(Outcome.GENUINE, certificate)] * 3
    Certificate.objects.update(state=Certificate.State.REVOKED)
    assert [check_badge(file) for file in files] == [(Outcome.NOT_VALID, certificate)] * 3
    Certificate.objects.all().delete()
    assert [check_badge(file) for file in files] == [(Outcome.NOT_KEPT, None)] * 3


def test_a_retired_key_still_counts_here_and_a_stolen_one_does_not(certificate):
    first = badge_as_json(certificate)
    replace_key(at=timezone.now())
    second = badge_as_json(certificate)
    replace_key(at=timezone.now(), stolen=True)
    assert [check_badge(file)[0] for file in (first, second)] == [Outcome.GENUINE, Outcome.STOLEN_KEY]


def test_what_is_not_ours_leads_to_no_certificate(certificate):
    forged = json.loads(badge_as_json(certificate)) | {"name": "Ahli"}
    assert check_badge(as_file(forged)) == (Outcome.ALTERED, None)
    assert check_badge(as_file(made())) == (Outcome.UNKNOWN_KEY, None)


def test_each_outcome_has_words_of_its_own_for_people():
    assert set(OUTCOMES) == set(Outcome)
    assert len({str(words) for words in OUTCOMES.values()}) == len(Outcome)
