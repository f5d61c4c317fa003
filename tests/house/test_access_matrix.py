"""Every address × every role (SECURITY 13): a row for each of ours, an area for each of Wagtail's.

All objects belong to the learner; “other learner” and the others try them with somebody else's object.
A new address without a row fails here: decide who may see it, then write it down.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Site, Workflow

from accounts.models import Region, RoleGrant, Session, User
from accounts.roles import ROLES as ROLE_TABLE
from accounts.roles import Role
from certificates.domain.revoke import Reason
from certificates.models import Certificate
from core.csp import ADMIN_PREFIX
from core.models import MunicipalitySettings, Picture
from courses.domain.stale import report_stale
from courses.models import LessonPage, ModulePage, Track
from media.models import Video
from practice.models import PracticeTask
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, Pool, Question, Quiz
from tests.factories.people import PIN, organisation
from tests.house.access import (
    AREAS,
    COURSE,
    EVERY_STAFF,
    OWN_CERTIFICATE,
    OWN_IN_ADMIN,
    REFUSED,
    RESULT,
    ROWS,
    SIGN_IN,
    WITHIN,
)
from tests.media.files import picture as picture_file
from tests.progress.world import ROLES, World, all_urls, concrete, make_world, person_of

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]

# Wagtail's own addresses that hold nothing: pictures, words, a page that is not there.
OPEN_IN_ADMIN = {
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    f"{ADMIN_PREFIX[1:]}test404/",
    f"{ADMIN_PREFIX[1:]}^.*/$",
}
SHUT_IN_ADMIN = {name for _route, name in all_urls() if name.startswith("wagtailadmin_password_reset")}
ELSEWHERE = {
    "wagtailadmin_error_test",
    "wagtailadmin_login",
    "wagtailadmin_logout",
}  # breaks on purpose; tests/accounts


def admin_urls() -> list[tuple[str, str]]:
    """(route, name) of Wagtail's side."""
    return [
        (route, name) for route, name in all_urls() if f"/{route}".startswith(ADMIN_PREFIX) and name not in OWN_IN_ADMIN
    ]


def area_of(name: str) -> str:
    """The longest name in the table of areas that this one begins with."""
    loose = ("wagtailadmin_", "wagtailsnippetchoosers")  # names of one area without “:”
    fitting = [area for area in AREAS if name == area or name.startswith(f"{area}:")]
    fitting += [area for area in AREAS if area.startswith(loose) and name.startswith(f"{area}_")]
    return max(fitting, key=len, default="")


@pytest.fixture(scope="module")
def world(module_db: None) -> World:
    return make_world()


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, User | None]:
    return {role: person_of(role, world) for role in ROLES}


@pytest.fixture(scope="module")
def numbers(world: World) -> dict[str, Any]:
    """Area → an object that is really there, so that no 404 hides an open door. The others get a lesson's number."""
    shown = LessonPage.objects.order_by("pk")[0]
    picture = Picture.objects.create(title="Papan", file=ContentFile(picture_file(), name="papan.png"))
    root = Collection.get_first_root_node()
    assert root is not None
    return {
        "": shown.pk,
        "wagtailadmin_collections": root.add_child(name="Foto").pk,
        "wagtailadmin_workflows": Workflow.objects.get().pk,
        "wagtaildocs": world.document.pk,
        "wagtaildocs_chooser": world.document.pk,
        "wagtailimages": picture.pk,
        "wagtailimages_chooser": picture.pk,
        "wagtailsnippets_quizzes_question": Question.objects.latest("pk").pk,
        "wagtailsnippets_quizzes_quiz": Quiz.objects.latest("pk").pk,
        "wagtailsnippets_quizzes_pool": Pool.objects.latest("pk").pk,
        "wagtailsnippets_practice_practicetask": PracticeTask.objects.latest("pk").pk,
        "wagtailsnippets_media_video": Video.objects.create(
            title="Wi-Fi", link="https://video.example/1", seconds=60
        ).pk,
        "wagtailsnippets_media_h5pcontent": world.h5p_old.pk,
        "wagtailsnippets_certificates_certificatetemplate": world.template.template_id,
        "wagtailsnippets_courses_track": Track.objects.get().pk,
        "stale_reports": report_stale(lesson=shown, learner=world.learner, note="", at=timezone.now()).pk,
        "organisations": organisation().pk,
        "regions": Region.objects.create(code="99", name="Provinsi Contoh", level=Region.Level.PROVINCE).pk,
        "wagtailusers_users": world.learner.pk,
        "wagtailusers_groups": Group.objects.get(name=ROLE_TABLE[Role.AUTHOR].group).pk,
        "wagtailsites": Site.objects.get().pk,
    }


ABOUT_A_PERSON = {name for route, name in all_urls() if "orang/<uuid:public_id>/" in route}


def address(name: str, world: World) -> str:
    """Of one of ours, with the learner's object in it."""
    return reverse(name, args=world.known.get(name) or [world.learner.public_id] * (name in ABOUT_A_PERSON))


def address_in_admin(route: str, name: str, numbers: dict[str, Any]) -> str:
    exact = {
        "wagtailadmin_pages:add": lambda: ["courses", "lessonpage", ModulePage.objects.latest("pk").pk],
        "wagtailadmin_pages:add_subpage": lambda: [ModulePage.objects.latest("pk").pk],
        "wagtailsettings:edit": lambda: ["core", "municipalitysettings", MunicipalitySettings.load().pk],
    }
    return (
        reverse(name, args=exact[name]()) if name in exact else concrete(route, numbers.get(area_of(name), numbers[""]))
    )


def answer(response: Any, world: World, url: str) -> Any:
    """A status, or where it leads in the words of the table."""
    if response.status_code != 302:
        return response.status_code
    target = response["Location"].split("?")[0]
    if target == "/masuk/" and url not in _NO_NEXT:
        led_back = {f"next={url}", f"next={quote(url, safe='')}"}
        return SIGN_IN if any(back in response["Location"] for back in led_back) else f"→ {response['Location']}"
    known = {world.finished.url: COURSE, f"/sertifikat/{world.certificate.public_id}/": OWN_CERTIFICATE}
    known[reverse("test_result", args=world.of_paths["test_result"])] = RESULT
    return known.get(target, f"→ {target}")


_NO_NEXT = {"/masuk/siapa/", "/akun/kartu/", "/akun/langkah-kedua/masuk/"}


def is_refusal(client: Client, response: Any) -> bool:
    """403, 404, or led to a page that then really answers – not round in circles."""
    hops = 0
    while response.status_code in (301, 302) and hops < 5:
        response, hops = client.get(response["Location"]), hops + 1
    here = response.request["PATH_INFO"]
    inside = here.startswith(ADMIN_PREFIX) and here != ADMIN_PREFIX
    return response.status_code in (403, 404) or (hops > 0 and response.status_code == 200 and not inside)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A breakdown shows in the answer; hundreds of log lines would only hide it."""
    caplog.set_level(logging.CRITICAL, logger="lms")


def as_role(role: str, people: dict[str, User | None], client: Client, sign_in: Any) -> Client:
    client.raise_request_exception = False
    person = people[role]
    if person is not None:
        sign_in(person, second_factor=role != "administrator without second factor")
    return client


def expected(name: str, role: str) -> Any:
    (visitor, guest, learner, others), but = ROWS[name]
    return but.get(role, {"visitor": visitor, "guest": guest, "learner": learner}.get(role, others))


def test_every_address_has_a_row():
    everything = {name for _route, name in all_urls()}
    elsewhere = OPEN_IN_ADMIN | SHUT_IN_ADMIN | ELSEWHERE
    in_admin = {name for _route, name in admin_urls()}
    assert everything - in_admin - ROWS.keys() == set()
    assert {name for name in in_admin - elsewhere if not area_of(name)} == set()


def test_the_tables_name_only_what_exists():
    everything = {name for _route, name in all_urls()}
    assert ROWS.keys() - everything == set()
    assert WITHIN.keys() - everything == set()
    assert AREAS.keys() - {area_of(name) for name in everything} == set()
    assert (OPEN_IN_ADMIN | ELSEWHERE) - everything == set()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_its_row_says(role, world, people, client, sign_in):
    as_role(role, people, client, sign_in)
    wrong = {}
    for name in ROWS:
        url = address(name, world)
        response = client.get(url)
        wanted, got = expected(name, role), answer(response, world, url)
        if not (is_refusal(client, response) if wanted == REFUSED else got == wanted):
            wrong[name] = f"{got} instead of {wanted}"
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_published_is_there_for_nobody(role, world, people, client, sign_in):
    """Not even for those who may write it: they have a preview."""
    LessonPage.objects.get(translation_key=world.finished.lessons[0].key).unpublish()
    as_role(role, people, client, sign_in)
    assert client.get(world.finished.lessons[0].url).status_code == 404
    assert client.get(world.finished.lessons[1].url).status_code == 200


@pytest.mark.parametrize("role", sorted(EVERY_STAFF))
def test_staff_reach_the_areas_of_their_role_and_no_other(role, numbers, people, client, sign_in):
    as_role(role, people, client, sign_in)
    wrong, entered = {}, set()
    for route, name in admin_urls():
        area = area_of(name)
        may = role in WITHIN.get(name, AREAS.get(area, ()))
        # results: the same view without its frame; the preview of a workflow leads away when nothing waits in it
        if not area or name.endswith(("results", ":workflow_preview")):
            continue
        if may and role != "administrator" and not name.endswith(_FIRST_PAGES) and name not in WITHIN and ":" in name:
            continue
        response = client.get(address_in_admin(route, name, numbers))
        status, refused = response.status_code, response.status_code == 403 or response.get("Location") == ADMIN_PREFIX
        if status == 200:
            entered.add(area)
        # 404 and 405 say nothing about rights: this address needs another object, or a POST
        if status >= 500 or (status not in (404, 405) and refused == may):
            wrong[name] = f"{status} {response.get('Location', '')} for somebody who {'may' if may else 'may not'}"
    assert wrong == {}
    assert {area for area, who in AREAS.items() if role in who} - entered <= _NEEDS_MORE_THAN_A_GET


# Where a role may enter, its first pages are enough: the administrator's walk opens all of them.
_FIRST_PAGES = (":index", ":list", ":add", ":edit", ":choose", ":listing", ":site_history", ":chooser")
_NEEDS_MORE_THAN_A_GET = {"wagtail_bulk_action", "wagtailadmin_block_preview", "wagtailadmin_editing_sessions"}


@pytest.mark.parametrize("role", ["visitor", "teacher"])
def test_wagtails_own_addresses_are_shut_to_everybody_else(role, numbers, people, client, sign_in):
    """Guests, learners and staff with a password alone walk all of them in tests/accounts/test_second_factor.py."""
    as_role(role, people, client, sign_in)
    wrong = {}
    for route, name in admin_urls():
        response = client.get(address_in_admin(route, name, numbers))
        led_out = response.get("Location", "").startswith(("/masuk/", "/akun/", "/kelola/login/"))
        fine = response.status_code in (403, 404) or (response.status_code == 302 and led_out)
        if not fine and name not in OPEN_IN_ADMIN | ELSEWHERE:
            wrong[name] = (response.status_code, response.get("Location", ""))
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_acts_of_administrators_are_carried_out_for_nobody_else(role, world, people, client, sign_in):
    as_role(role, people, client, sign_in)
    if role != "learner":
        Client().force_login(world.learner)  # a session that could be ended
    person = world.learner
    secret, grants = person.password, RoleGrant.objects.filter(person=person).count()
    for name, fields in (
        ("admin_revoke_certificate", {"reason": Reason.values[0]}),  # first: a corrected name makes a new edition
        ("admin_correct_name", {"name": "Lain", "title_before": "", "title_after": ""}),
        ("admin_reset_secret", {}),
        ("admin_grant_role", {"role": "administrator"}),
        ("admin_end_sessions", {}),
    ):
        client.post(address(name, world), fields)
    now = User.objects.get(pk=person.pk)
    done = {
        "name": now.name != person.name,
        "secret": now.password != secret,
        "role": RoleGrant.objects.filter(person=person).count() > grants,
        "sessions": not Session.objects.filter(person_id=person.pk).exists(),
        "certificate": Certificate.objects.get().state != Certificate.State.LIVE,
    }
    assert done == dict.fromkeys(done, role == "administrator")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "learner"])
def test_nobody_acts_with_somebody_elses_attempt_certificate_or_data(role, world, people, client, sign_in):
    as_role(role, people, client, sign_in)
    quiz = world.open.lessons[3]
    attempt = [quiz.key, world.attempt.public_id]
    choice = items_of(world.attempt)[0].version.content["choices"][0]["id"]
    for act in ("save", "check", "next"):
        client.post(reverse("quiz_question", args=[*attempt, 1]), {"act": act, "choice": choice})
    client.post(reverse("quiz_review", args=attempt))
    client.post(reverse("certificate", args=[world.certificate.public_id]))
    client.post(reverse("delete_my_data"), {"current": PIN, "person": str(world.learner.public_id)})
    now = Attempt.objects.get(pk=world.attempt.pk)
    assert now.is_open
    assert [item.response for item in items_of(now)] == [None] * 4
    assert Certificate.objects.get().holder == world.learner
    assert User.objects.get(pk=world.learner.pk).name == "Ani Kenari"
