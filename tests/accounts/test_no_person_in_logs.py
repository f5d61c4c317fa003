"""Nothing a person types, is called or is handed reaches a log line (SECURITY 36): canaries through every form."""

from django.test import Client
from django.urls import reverse

from accounts.domain.setup import make_setup_token
from accounts.roles import Role
from tests.accounts.doing import sign_in_with, sign_up_with, visitor
from tests.factories.people import organisation, person, staff

CANARIES = {
    "name": "Wulandari Kenari",
    "identifier": "wulan.kenari",
    "secret": "kenari-rahasia-1",
    "email": "kenari@example.org",
    "phone": "0812-7777-4711",
    "code": "471147",
    "words": "kenari melati cempaka mawar anggrek dahlia",
}


def found_in(log, *more: str) -> list[str]:
    text = log.text.lower()
    return [word for word in [*CANARIES.values(), "81277774711", "kenari", "4711", *more] if word.lower() in text]


def test_the_search_would_find_a_canary(written_log):
    import logging

    logging.getLogger("lms.test").warning("%s", CANARIES["name"])
    assert found_in(written_log) == ["Wulandari Kenari", "kenari"]


def test_signing_up_in_and_out(db, written_log):
    client = visitor(HTTP_USER_AGENT="kenari", HTTP_REFERER="http://testserver/kenari/")
    sign_up_with(client, **{name: CANARIES[name] for name in ("name", "identifier", "secret", "email")})
    words = client.session["recovery_words"]["words"]
    client.get(reverse("recovery_card"))
    client.post(reverse("recovery_card"))
    client.post(reverse("certificate_name"), {"name": CANARIES["name"]})
    client.post(
        reverse("my_data"), {"name": CANARIES["name"], "phone": CANARIES["phone"], "age": "adult", "language": "id"}
    )
    client.get(reverse("download_my_data"))
    client.post(reverse("change_secret"), {"current": CANARIES["secret"], "secret": "kenari-rahasia-2"})
    client.post(reverse("sign_out"))
    sign_in_with(client, CANARIES["identifier"], "kenari-rahasia-2", next="/?kenari=1")
    assert written_log.of("lms.request")
    assert found_in(written_log, " ".join(words), "-".join(words)) == []


def test_what_goes_wrong(db, written_log):
    client = visitor()
    sign_up_with(client, identifier=CANARIES["phone"], secret="1", name=CANARIES["name"])
    for _ in range(7):
        sign_in_with(client, CANARIES["identifier"], CANARIES["secret"])
    client.post(reverse("recover"), {name: CANARIES[name] for name in ("identifier", "words", "secret")})
    client.get("/kenari/?q=kenari-rahasia-1")
    client.get("/s/kenari-rahasia-1/")
    client.post("/periksa/", {"code": "kenari-rahasia-1"})
    client.post("/masuk/", b"kenari=kenari", content_type="multipart/form-data; boundary=kenari")
    client.cookies["sesi"] = "kenari-rahasia-1"
    client.cookies["perangkat"] = "kenari:rahasia"
    client.get("/akun/")
    assert written_log.of("lms.request")
    assert found_in(written_log) == []


def test_a_form_without_its_safety_key(db, written_log):
    client = Client(enforce_csrf_checks=True)
    client.post(
        reverse("sign_in", query={"next": "/kenari/"}), {name: CANARIES[name] for name in ("identifier", "secret")}
    )
    client.post("/s/kenari-rahasia-1/", {"x": "y"})
    assert found_in(written_log) == []


def test_the_way_of_the_first_administrator(db, noon, written_log):
    token = make_setup_token(at=noon)
    client = visitor()
    client.get(reverse("first_setup", args=[token]))
    client.post(reverse("first_setup", args=[token]), {"name": CANARIES["name"], "secret": CANARIES["secret"]})
    assert found_in(written_log, token) == []


def test_what_trainers_do_with_people(db, sign_in, written_log):
    branch = organisation()
    wulan = person(name=CANARIES["name"], username=CANARIES["identifier"], phone="+6281277774711")
    client = sign_in(staff(Role.ADMINISTRATOR, name="Kenari Juga"))
    page = client.post(reverse("admin_people"), {"q": CANARIES["name"]}).content.decode()
    assert CANARIES["name"] in page
    client.post(reverse("admin_grant_role", args=[wulan.public_id]), {"role": "teacher", "organisation": branch.pk})
    client.post(reverse("admin_end_sessions", args=[wulan.public_id]))
    wulan.role_grants.all().delete()
    done = client.post(reverse("admin_reset_secret", args=[wulan.public_id])).content.decode()
    pin = done.split('id="pin">')[1][:6]
    assert found_in(written_log, pin) == []
