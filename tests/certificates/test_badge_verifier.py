"""Badges before a verifier that is none of ours: it believes what we signed, and nothing that was changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from certificates.badges.status import encoded
from certificates.domain.badges import did_document_here, issuer_here, signed_badge, signed_status_list
from certificates.keys import replace_key
from certificates.models import Certificate
from core.kept import forget_all
from tests.certificates.making import issue_one
from tests.certificates.making_badges import another, changed, fields, value_at
from tests.certificates.verifying import Verdict, verdicts
from tests.factories.people import learner

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GENUINE = Verdict(verified=True, revoked=False, error="")
NAME = 'Raden "Ayu" \\ Siti 🌺\nꦱꦶꦠꦶ <b>{{ nama }}</b> \x01\x7f'


@pytest.fixture(autouse=True)
def site(settings, tmp_path) -> None:
    settings.PUBLIC_URL = "https://belajar.sukamaju.example:8443"
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def ask(tmp_path):
    def verdicts_now(*badges: dict[str, Any]) -> list[Verdict]:
        forget_all()
        return verdicts(badges, published(), tmp_path)

    return verdicts_now


def published() -> dict[str, Any]:
    """What the verifier may load: what this site would serve now."""
    issuer, made = issuer_here(), signed_status_list(0)
    assert made is not None
    return {issuer.did: did_document_here(), issuer.status_list(0): json.loads(made.content)}


def issued(**changes: Any) -> Certificate:
    return issue_one(learner(name=changes.pop("name", "Siti Aminah")), at=timezone.now() - timedelta(days=1), **changes)


def test_a_badge_is_believed_whatever_the_name(ask):
    """Control characters, too, which PyLD leaves as they are: here is the reference for them."""
    badges = [signed_badge(issued(name="Siti Aminah", title=title)) for title in ("Mulai dari HP", "]]> “B” & <i>")]
    certificate = issued()
    certificate.facts = certificate.facts | {"name": NAME}
    badges.append(signed_badge(certificate))
    assert badges[2]["credentialSubject"]["identifier"][0]["identityHash"] == NAME
    assert ask(*badges) == [GENUINE] * 3


def test_one_word_changed_anywhere_is_found(ask):
    badge = signed_badge(issued())
    ways = [way for way in fields(badge) if way[-1] != "created"]
    moved = changed(badge, ("proof", "created"), "2020-01-01T00:00:00Z")
    forged = [changed(badge, way, another(value_at(badge, way))) for way in ways]
    found = ask(badge, moved, *forged)
    assert found[0] == GENUINE
    assert len(forged) > 35
    assert [way for way, verdict in zip(["created", *ways], found[1:], strict=True) if verdict.verified] == []


def test_anothers_signature_and_another_key_are_not_believed(ask):
    first, second = signed_badge(issued()), signed_badge(issued())
    stolen = changed(first, ("proof",), second["proof"])
    replace_key(at=timezone.now())
    forget_all()
    newer = signed_badge(issued())
    other_key = changed(first, ("proof", "verificationMethod"), newer["proof"]["verificationMethod"])
    found = ask(first, stolen, other_key)
    assert [verdict.verified for verdict in found] == [True, False, False]
    assert "Invalid signature" in found[1].error
    assert "Invalid signature" in found[2].error


def test_what_a_retired_key_has_signed_is_still_believed_and_the_new_keys_too(ask):
    before = signed_badge(issued())
    replace_key(at=timezone.now() - timedelta(hours=1))
    forget_all()
    after = signed_badge(issued())
    assert before["proof"]["verificationMethod"] != after["proof"]["verificationMethod"]
    assert ask(before, after) == [GENUINE, GENUINE]


def test_what_a_stolen_key_has_signed_is_believed_no_more(ask):
    before = signed_badge(issued())
    replace_key(at=timezone.now() - timedelta(hours=1), stolen=True)
    forget_all()
    again = signed_badge(Certificate.objects.get())
    stolen, renewed = ask(before, again)
    assert not stolen.verified
    assert renewed == GENUINE


def test_one_that_is_no_longer_valid_is_listed_as_revoked_and_its_neighbour_is_not(ask):
    made = {state: issued() for state in Certificate.State}
    badges = [signed_badge(certificate) for certificate in made.values()]
    for state, certificate in made.items():
        Certificate.objects.filter(pk=certificate.pk).update(state=state, state_since=timezone.now())
    revoked = Verdict(verified=True, revoked=True, error="")
    assert ask(*badges) == [GENUINE if state == Certificate.State.LIVE else revoked for state in made]
    Certificate.objects.update(state=Certificate.State.LIVE)
    assert ask(*badges) == [GENUINE] * len(badges)


def test_a_status_list_that_was_changed_proves_nothing(tmp_path):
    certificate = issued()
    badge = signed_badge(certificate)
    Certificate.objects.update(state=Certificate.State.REVOKED, state_since=timezone.now())
    documents = published()
    address = issuer_here().status_list(0)
    documents[address]["credentialSubject"]["encodedList"] = encoded([])
    (verdict,) = verdicts([badge], documents, tmp_path)
    assert not verdict.verified
