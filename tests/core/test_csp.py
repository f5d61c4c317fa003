"""Every page of ours carries a policy, and the pages fit it: no script or style without this answer's nonce."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from tests.factories.courses import course_with_lessons
from tests.factories.people import learner, staff

LEARNER = (
    "default-src 'none'; script-src 'nonce-{n}'; style-src 'self' 'nonce-{n}'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PUBLIC = ["home", "sign_in", "sign_up", "recover", "privacy", "signed_out", "account", "my_certificates", "verify_code"]
OWN = [
    "account",
    "my_data",
    "delete_my_data",
    "notices",
    "change_secret",
    "certificate_name",
    "recovery_card",
    "sign_out",
]


def nonce_of(answer, *, worker: bool = False) -> str:
    """``worker``: a page whose script registers a service worker."""
    found = re.search(r"script-src 'nonce-([\w-]{22})'", answer["Content-Security-Policy"])
    nonce = found[1] if found else ""
    policy = LEARNER.replace("trusted-types 'none'", "trusted-types worker") if worker else LEARNER
    assert answer["Content-Security-Policy"] == policy.format(n=nonce)
    return nonce


def misfits(answer, *, worker: bool = False) -> list[str]:
    """What the policy would stop in this page."""
    page, nonce = BeautifulSoup(answer.content, "html.parser"), nonce_of(answer, worker=worker)
    running = [tag for tag in page.find_all(["script", "style"]) if tag.get("nonce") != nonce]
    inline = [tag for tag in page.find_all() for name in tag.attrs if name == "style" or name.startswith("on")]
    outside = [
        tag
        for tag in page.find_all(["script", "img", "link", "form", "video", "audio", "source", "iframe"])
        for name in ("src", "href", "action", "srcset")
        if re.match(r"(https?:)?//", str(tag.get(name, "")))
    ]
    return [str(tag)[:120] for tag in running + inline + outside]


@pytest.mark.parametrize("name", PUBLIC)
def test_pages_for_everybody(db, client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert misfits(answer, worker=name == "verify_code") == []
    assert answer["Permissions-Policy"].startswith("camera=(), geolocation=()")


@pytest.mark.parametrize("name", OWN)
def test_pages_of_a_person(db, sign_in, name):
    answer = sign_in(learner()).get(reverse(name))
    assert answer.status_code == 200
    assert misfits(answer) == []


def test_pages_of_a_course(db, client):
    outline = course_with_lessons(2)
    for address in (reverse("wagtail_serve", args=[""]), outline.url, outline.lessons[0].url):
        answer = client.get(address)
        assert (answer.status_code, misfits(answer)) == (200, [])


def test_error_pages(db):
    client = Client(enforce_csrf_checks=True)
    answers = [client.get("/tidak-ada/"), client.post("/masuk/", {"identifier": "x"}), client.get("/pasang/x/")]
    assert [(answer.status_code, misfits(answer)) for answer in answers] == [(404, []), (403, []), (410, [])]


def test_a_form_with_errors_fits_as_well(db, client):
    answer = client.post(reverse("sign_up"), {"name": "<script>alert(1)</script>", "identifier": '" onfocus="x'})
    assert b"<script>alert" not in answer.content
    assert misfits(answer) == []


def test_the_nonce_is_new_for_every_answer(db, client):
    assert len({nonce_of(client.get("/masuk/")) for _ in range(3)}) == 3


def test_the_municipalitys_own_colours_fit(db, client):
    from core.models import MunicipalitySettings

    MunicipalitySettings(primary_colour="#8b0000").save()
    answer = client.get("/masuk/")
    assert b"--primary:#8b0000" in answer.content
    assert misfits(answer) == []


def test_the_trainers_side_has_a_policy_of_its_own(db, sign_in):
    answer = sign_in(staff(Role.ADMINISTRATOR)).get("/kelola/")
    assert answer.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self'",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
        "base-uri": "'self'",
        "object-src": "'none'",
    }


@pytest.mark.parametrize("path", ["/kelola", "/kelolax/", "/x/kelola/", "/KELOLA/"])
def test_what_only_looks_like_the_trainers_side_gets_the_learners_policy(db, client, path):
    assert nonce_of(client.get(path))
