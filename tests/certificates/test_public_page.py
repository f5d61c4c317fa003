"""A page for everybody: off until its owner wants it, and never a child's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models.people import Age
from certificates.domain.revoke import Reason, revoke
from certificates.domain.sharing import may_publish, publish, unpublish
from certificates.models import Certificate
from tests.certificates.making import NOON, issue_one
from tests.factories.people import learner, person
from tests.progress.doing import read

PUBLIC = "https://belajar.sukamaju.example"


@pytest.fixture
def certificate(db, settings, tmp_path) -> Certificate:
    settings.PUBLIC_URL, settings.MEDIA_ROOT = PUBLIC, tmp_path
    return issue_one(learner(name="Siti Kenari"))


def test_it_is_off_until_its_owner_switches_it_on_and_off_again(client, sign_in, certificate):
    sign_in(certificate.holder)
    own = reverse("certificate", args=[certificate.public_id])
    form = read(client.get(own)).find("form", action=reverse("publish_certificate", args=[certificate.public_id]))
    assert certificate.share_token is None
    client.post(form["action"], {"public": "1"})
    certificate.refresh_from_db()
    page = reverse("public_certificate", args=[certificate.share_token])
    assert PUBLIC + page in client.get(own).content.decode()
    client.logout()
    assert client.get(page).status_code == 200
    sign_in(certificate.holder)
    client.post(form["action"], {"public": "0"})
    assert client.get(page).status_code == 404
    publish(certificate)
    assert client.get(page).status_code == 404  # an address that was switched off never comes back


def test_messengers_find_title_and_picture_and_no_search_engine_keeps_it(client, certificate):
    publish(certificate)
    certificate.refresh_from_db()
    answer = client.get(reverse("public_certificate", args=[certificate.share_token]))
    assert "noindex" in answer["X-Robots-Tag"]
    page = read(answer)
    said = {meta["property"]: meta["content"] for meta in page.find_all("meta", property=True)}
    assert said["og:title"] == "Siti Kenari: Mulai dari HP"
    assert said["og:image"].startswith(f"{PUBLIC}/bagi/")
    picture = client.get(said["og:image"].removeprefix(PUBLIC))
    assert (picture["Content-Type"], picture.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "87" not in page.get_text()  # no mark


@pytest.mark.parametrize("age", [Age.MINOR, Age.UNKNOWN])
def test_nobody_who_is_not_known_to_be_an_adult_has_one(client, sign_in, settings, certificate, age):
    child = issue_one(learner(name="Dimas Anak", age=age))
    assert not may_publish(child)
    sign_in(child.holder)
    assert "publish" not in str(read(client.get(reverse("certificate", args=[child.public_id]))).find("details"))
    client.post(reverse("publish_certificate", args=[child.public_id]), {"public": "1"})
    child.refresh_from_db()
    assert child.share_token is None


def test_only_the_owner_switches_it(client, sign_in, certificate):
    sign_in(learner())
    answer = client.post(reverse("publish_certificate", args=[certificate.public_id]), {"public": "1"})
    assert answer.status_code == 404
    certificate.refresh_from_db()
    assert certificate.share_token is None


def test_what_was_revoked_has_no_page_any_more(client, certificate):
    publish(certificate)
    certificate.refresh_from_db()
    revoke(certificate=certificate, reason=Reason.MISTAKE, by=person(), at=NOON)
    for name in ("public_certificate", "public_certificate_picture"):
        assert client.get(reverse(name, args=[certificate.share_token])).status_code == 404


def test_without_a_public_address_there_is_nothing_to_give_away(settings, certificate):
    settings.PUBLIC_URL = ""
    assert not publish(certificate)
    unpublish(certificate)
    certificate.refresh_from_db()
    assert certificate.share_token is None
