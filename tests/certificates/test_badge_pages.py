"""Badges for their holder, and what machines read that check one."""

from __future__ import annotations

import base64
import gzip
import io
import json
import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models.people import Age
from certificates.badges.credential import IN_ONE_LIST
from certificates.domain.badges import signed_badge
from certificates.keys import folder, replace_key
from certificates.models import Certificate, SigningKey
from core.kept import forget_all
from core.models import MunicipalitySettings
from tests.certificates.making import NOON, issue_one
from tests.factories.people import guest, learner
from tests.progress.doing import read, text_of

pytestmark = pytest.mark.django_db
URL = "https://belajar.sukamaju.example:8443"
DID = "did:web:belajar.sukamaju.example%3A8443"


@pytest.fixture(autouse=True)
def site(settings, tmp_path) -> None:
    settings.PUBLIC_URL = URL
    settings.DATA_DIR = tmp_path / "data"


def page_of(certificate: Certificate, form: str = "") -> str:
    return f"/sertifikat/{certificate.public_id}/lencana/" + (f"{form}/" if form else "")


def test_the_badge_says_who_has_done_what_and_where_to_check_it(client, sign_in):
    municipality = MunicipalitySettings.load()
    municipality.office = "Dinas Komunikasi dan Informatika"
    municipality.save()
    ani = learner(name="Siti Aminah", phone="+6281234567890")
    certificate = issue_one(ani)
    sign_in(ani)
    badge = json.loads(client.get(page_of(certificate, "json")).content)
    achievement = badge["credentialSubject"]["achievement"]
    index = certificate.status_index
    assert badge["id"] == f"urn:uuid:{certificate.public_id}"
    assert badge["issuer"] == {"id": DID, "type": ["Profile"], "name": "Dinas Komunikasi dan Informatika", "url": URL}
    assert badge["validFrom"] == "2026-11-21T05:00:00Z"
    assert badge["credentialSubject"]["identifier"] == [
        {"type": "IdentityObject", "identityHash": "Siti Aminah", "identityType": "name", "hashed": False}
    ]
    assert (achievement["name"], achievement["version"]) == ("Mulai dari HP", "2")
    assert achievement["description"] == "“Mulai dari HP”, setara 2 jam pelajaran (JP)."
    assert achievement["criteria"]["narrative"] == (
        "Menyelesaikan seluruh kursus “Mulai dari HP”: 95 menit belajar, setara 2 JP. "
        "Modul: Mengenal HP; Aman di internet."
    )
    assert badge["credentialStatus"] == {
        "id": f"{URL}/lencana/status/0/#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": f"{URL}/lencana/status/0/",
    }
    assert badge["proof"]["verificationMethod"] == f"{DID}#{SigningKey.objects.get().kid}"
    assert badge["proof"]["created"] >= badge["validFrom"]


def test_marks_codes_and_numbers_of_people_leave_no_trace_in_it():
    certificate = issue_one(learner(phone="+6281234567890"), percent=87)
    before = signed_badge(certificate)
    modules = [module | {"percent": 3} for module in certificate.facts["modules"]]
    certificate.facts |= {"percent": 1, "grade": "Baik", "modules": modules, "signer_id": "198001012005011001"}
    certificate.code, certificate.qr_token, certificate.holder.phone = "x", "y", "+6289999999999"
    assert signed_badge(certificate) == before


def test_a_child_gets_the_badge_with_the_name_too_for_the_file_is_theirs(client, sign_in):
    child = learner(name="Budi Kecil", age=Age.MINOR)
    certificate = issue_one(child)
    assert certificate.stated.minor
    sign_in(child)
    assert b"Budi Kecil" in client.get(page_of(certificate, "json")).content


def test_the_same_is_made_twice_and_a_course_is_the_same_achievement_for_all():
    first, second, newer = (signed_badge(issue_one(learner(), **changes)) for changes in ({}, {}, {"version": 3}))
    assert signed_badge(Certificate.objects.order_by("pk")[0]) == first
    achievements = [badge["credentialSubject"]["achievement"] for badge in (first, second, newer)]
    assert achievements[0] == achievements[1]
    assert achievements[2]["id"] != achievements[0]["id"]
    assert first["credentialSubject"]["id"] != second["credentialSubject"]["id"]


def test_the_hours_of_a_year_are_an_achievement_of_ones_own():
    entries = [{"title": "Mulai dari HP", "number": "1", "jp": 2, "issued_on": "2026-11-21"}]
    made = [issue_one(learner(), title="Jam pelajaran 2026") for _ in range(2)]
    for certificate in made:
        certificate.facts |= {"kind": "transcript", "entries": entries}
    achievements = [signed_badge(certificate)["credentialSubject"]["achievement"] for certificate in made]
    assert achievements[0]["id"] != achievements[1]["id"]
    assert achievements[0]["criteria"]["narrative"] == "Mengumpulkan 2 jam pelajaran (JP): Mulai dari HP (2 JP)."


@pytest.mark.parametrize("form", ["png", "svg"])
def test_pictures_are_downloaded_under_a_telling_name_the_same_bytes_each_time(client, sign_in, form):
    ani = learner(name='Siti "Aminah" / Ćosić')
    certificate = issue_one(ani)
    sign_in(ani)
    response = client.get(page_of(certificate, form))
    assert response["Content-Type"] == {"png": "image/png", "svg": "image/svg+xml"}[form]
    name = f"lencana-mulai-dari-hp-siti-aminah-cosic.{form}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response["Cache-Control"]
    assert response.content == client.get(page_of(certificate, form)).content
    if form == "png":
        assert Image.open(io.BytesIO(response.content)).size == (600, 600)


def test_the_page_shows_the_picture_and_offers_each_file(client, sign_in):
    ani = learner()
    certificate = issue_one(ani)
    sign_in(ani)
    page = read(client.get(page_of(certificate)))
    links = {link["href"] for link in page.find("main").find_all("a")}
    assert {page_of(certificate, form) for form in ("png", "svg", "json")} <= links
    picture = page.find("main").find("img")
    assert (picture["src"], picture["alt"]) == (page_of(certificate, "png"), "Lencana “Mulai dari HP”")


def test_without_a_public_address_the_page_and_the_machines_are_told_why(client, sign_in, settings):
    settings.PUBLIC_URL = ""
    ani = learner()
    certificate = issue_one(ani)
    sign_in(ani)
    response = client.get(page_of(certificate))
    assert response.status_code == 200
    assert "belum punya alamat umum" in text_of(response)
    assert "Sertifikat Anda tetap berlaku" in text_of(response)
    assert read(response).find("main").find("img") is None
    assert client.get(page_of(certificate, "json")).status_code == 404
    for url in ("/.well-known/did.json", "/lencana/status/0/"):
        response = client.get(url)
        assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
        assert "PUBLIC_URL" in response.content.decode()


def test_when_the_key_is_lost_it_is_said_what_to_do_until_it_is_replaced(client, sign_in):
    ani = learner()
    certificate = issue_one(ani)
    sign_in(ani)
    assert client.get(page_of(certificate, "json")).status_code == 200
    for path in folder().glob("*.pem"):
        path.unlink()
    forget_all()
    assert "Mohon beri tahu kantor" in text_of(client.get(page_of(certificate)))
    assert client.get(page_of(certificate, "png")).status_code == 404
    response = client.get("/lencana/status/0/")
    assert (response.status_code, "Kunci" in response.content.decode()) == (503, True)
    replace_key(at=timezone.now())
    forget_all()
    assert client.get(page_of(certificate, "json")).status_code == 200
    assert client.get("/lencana/status/0/").status_code == 200


@pytest.mark.parametrize("form", ["", "png", "svg", "json"])
def test_only_its_holder_gets_it(client, sign_in, form):
    certificate = issue_one(learner(name="Kenari Rahasia"))
    assert client.get(page_of(certificate, form))["Location"].startswith("/masuk/")
    sign_in(guest())
    assert client.get(page_of(certificate, form))["Location"] == "/daftar/"
    sign_in(learner())
    response = client.get(page_of(certificate, form))
    assert (response.status_code, b"Kenari" in response.content) == (404, False)


@pytest.mark.parametrize("form", ["", "png", "svg", "json"])
def test_one_that_is_no_longer_valid_is_handed_out_no_more(client, sign_in, form):
    ani = learner()
    certificate = issue_one(ani)
    Certificate.objects.update(state=Certificate.State.REVOKED, state_since=NOON)
    sign_in(ani)
    assert client.get(page_of(certificate, form))["Location"] == f"/sertifikat/{certificate.public_id}/"


def test_an_unknown_form_is_not_found(client, sign_in):
    ani = learner()
    certificate = issue_one(ani)
    sign_in(ani)
    assert client.get(page_of(certificate, "gif")).status_code == 404


def test_all_keys_stand_in_the_did_document_and_a_stolen_one_vouches_for_nothing(client):
    issue_one(learner())
    for stolen in (False, True):
        replace_key(at=timezone.now(), stolen=stolen)
    retired, stolen, active = SigningKey.objects.all()
    response = client.get("/.well-known/did.json")
    document = json.loads(response.content)
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/did+json", "*")
    assert document["id"] == DID
    assert [key["id"] for key in document["verificationMethod"]] == [
        f"{DID}#{key.kid}" for key in (retired, stolen, active)
    ]
    assert document["assertionMethod"] == [f"{DID}#{retired.kid}", f"{DID}#{active.kid}"]
    assert all(key["publicKeyMultibase"].startswith("z6Mk") for key in document["verificationMethod"])


def bits_of(response) -> bytes:
    encoded = json.loads(response.content)["credentialSubject"]["encodedList"]
    return gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4)))


def test_a_status_list_has_a_bit_for_each_place_set_once_it_is_no_longer_valid(client):
    valid, revoked, replaced = (issue_one(learner()) for _ in range(3))
    for certificate, state in ((revoked, "revoked"), (replaced, "replaced")):
        Certificate.objects.filter(pk=certificate.pk).update(state=state, state_since=timezone.now())
    bits = bits_of(client.get("/lencana/status/0/"))
    assert len(bits) * 8 == IN_ONE_LIST
    found = {place for place in range(IN_ONE_LIST) if bits[place // 8] >> (7 - place % 8) & 1}
    assert found == {revoked.status_index, replaced.status_index} != {valid.status_index}


def test_a_status_list_stays_the_same_while_nothing_changes_and_is_then_not_sent_again(client):
    certificate = issue_one(learner())
    first = client.get("/lencana/status/0/")
    forget_all()
    again = client.get("/lencana/status/0/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not first.cookies
    assert "max-age=300" in first["Cache-Control"]
    Certificate.objects.filter(pk=certificate.pk).update(state="revoked", state_since=timezone.now())
    forget_all()
    after = client.get("/lencana/status/0/", headers={"If-None-Match": first["ETag"]})
    assert (after.status_code, after["ETag"] != first["ETag"]) == (200, True)


def test_a_status_list_is_believed_for_two_days_at_most_and_says_since_when(client):
    issue_one(learner())
    document = json.loads(client.get("/lencana/status/0/").content)
    since, until = (datetime.fromisoformat(document[key]) for key in ("validFrom", "validUntil"))
    assert timedelta(days=1, hours=22) < until - timezone.now() <= timedelta(days=2)
    assert since <= timezone.now()


@pytest.mark.parametrize("index", [IN_ONE_LIST + 5, 3 * IN_ONE_LIST - 1])
def test_further_lists_begin_where_the_one_before_is_full(client, index):
    certificate = issue_one(learner())
    assert client.get("/lencana/status/1/").status_code == 404
    Certificate.objects.filter(pk=certificate.pk).update(status_index=index, state="revoked", state_since=NOON)
    forget_all()
    number, place = divmod(index, IN_ONE_LIST)
    entry = signed_badge(
        Certificate(
            pk=1,
            status_index=index,
            facts=certificate.facts,
            public_id=uuid.uuid4(),
            source_key=uuid.uuid4(),
            issued_at=NOON,
        )
    )["credentialStatus"]
    assert (entry["statusListCredential"], entry["statusListIndex"]) == (f"{URL}/lencana/status/{number}/", str(place))
    bits = bits_of(client.get(f"/lencana/status/{number}/"))
    assert bits[place // 8] == 0x80 >> place % 8
    assert not any(bits_of(client.get("/lencana/status/0/")))
    assert client.get(f"/lencana/status/{number + 1}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_status_list_asks_as_few_questions_however_many_are_revoked(client, django_assert_max_num_queries, count):
    for _ in range(count):
        issue_one(learner())
    Certificate.objects.update(state="revoked", state_since=NOON)
    forget_all()
    with django_assert_max_num_queries(5):
        assert client.get("/lencana/status/0/").status_code == 200
    with django_assert_max_num_queries(1):
        assert client.get("/lencana/status/0/").status_code == 200
