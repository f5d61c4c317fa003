"""What people send stays what it is: text is text on every page, a field that was not asked for is nothing.

SECURITY 7 (stored script corpus), 15 and 17 (extra fields, the client's clock), 35 (where a form leads).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, RoleGrant, User
from accounts.roles import Role
from certificates.models import Certificate
from core.models import MunicipalitySettings
from courses.domain.outlines import outline_of
from courses.models import LessonPage, StaleReport
from courses.outline import Outline
from lms.demo.stages import learn
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, CheckAnswer, Question
from tests.factories.courses import course, full_course, lesson, module
from tests.factories.people import PIN, learner, organisation, person, staff
from tests.progress.doing import NOON, steps_of, wrong_answer

pytestmark = pytest.mark.usefixtures("db")

# Each makes an element, an attribute or an act of its own wherever it is not read as text; short enough for every field.
CORPUS = ("'\"></title></script><xss onfocus=xss>", "<!--><img src=x onerror=xss>{{ xss }}{% x %}", "javascript:xss")


def came_alive(html: str) -> list[str]:
    """Elements and attributes that no template of ours writes."""
    page = BeautifulSoup(html, "html.parser")
    found = [tag.name for tag in page.find_all(True) if tag.name == "xss" or "xss" in tag.attrs]
    found += [
        f"{tag.name} {name}"
        for tag in page.find_all(True)
        for name in tag.attrs
        if name.startswith("on") and "xss" in str(tag[name])
    ]
    found += [str(tag) for tag in page.find_all("script") if "alert(1)" in tag.get_text()]
    return found + [
        str(tag)[:80]
        for tag in page.find_all(["a", "form"])
        for name in ("href", "action")
        if str(tag.get(name, "")).startswith("javascript:")
    ]


def test_the_search_sees_what_comes_alive():
    places = (
        "<p>{}</p>",
        '<p title="{}">',
        "<p title='{}'>",
        "<title>{}</title>",
        '<script>let a = "{}"</script>',
        "<p title={}>",
    )
    assert all(came_alive(place.format(CORPUS[0])) for place in places)
    assert all(came_alive(place.format(CORPUS[1])) for place in places[:1])
    assert came_alive(f'<a href="{CORPUS[2]}">x</a>') != []
    assert came_alive("<p>&lt;xss&gt; alert(1)</p>") == []


@dataclass
class Poisoned:
    """Everything that people may write holds the corpus."""

    outline: Outline
    learner: User
    certificate: Certificate


@pytest.fixture(scope="module", params=range(len(CORPUS)), ids=CORPUS)
def poisoned(request: pytest.FixtureRequest, module_db: None) -> Poisoned:
    text = CORPUS[request.param]
    municipality = MunicipalitySettings.load()
    for field in (
        "site_name",
        "municipality",
        "office",
        "super_app",
        "complaint_channel",
        "help_contact",
        "companion_contact",
    ):
        setattr(municipality, field, text[:40])
    municipality.save()
    page = course(text, summary=text, audience=text, outcomes=f"{text}\n{text}")
    block = {
        "type": "text",
        "id": str(uuid.uuid4()),
        "value": {"heading": text, "body": "<p>{{kanal_aduan}} {{nama_daerah}}</p>"},
    }
    sender = {"type": "message", "id": str(uuid.uuid4()), "value": {"sender": text, "body": "<p>Halo.</p>"}}
    lesson(
        module(page, text),
        block,
        sender,
        title=text,
        objective=text,
        source_title=text,
        source_url="https://x.example/",
    )
    outline = outline_of(page.translation_key)
    ani = learner(name=f"Ani {text}", title_after=text[:60])
    learn(ani, outline, None, at=NOON)
    client = Client()
    client.force_login(ani)
    client.post(reverse("tell_stale", args=[outline.lessons[0].key]), {"note": text})
    Organisation.add_root(name=text, kind="community")
    return Poisoned(outline, ani, Certificate.objects.latest("pk"))


def pages_of(poisoned: Poisoned) -> list[str]:
    names = (
        "home",
        "account",
        "my_data",
        "notices",
        "certificate_name",
        "my_certificates",
        "delete_my_data",
        "sign_in",
        "sign_up",
        "recover",
    )
    return [
        *map(reverse, names),
        "/kursus/",
        "/kursus/?cari=%3Cxss%3E%22%3E&topik=%22%3E%3Cxss%3E",
        "/kursus/%3Cxss%3E/",
        poisoned.outline.url,
        poisoned.outline.lessons[0].url,
        reverse("course_done", args=[poisoned.outline.course]),
        reverse("certificate", args=[poisoned.certificate.public_id]),
        reverse("badge", args=[poisoned.certificate.public_id]),
        reverse("verify_qr", args=[poisoned.certificate.qr_token]),
    ]


@pytest.mark.one_database
def test_what_people_write_is_text_on_every_learners_page(poisoned):
    client, shown = Client(), 0
    client.force_login(poisoned.learner)
    for url in pages_of(poisoned):
        html = client.get(url).content.decode()
        shown += "xss" in html
        assert came_alive(html) == [], url
    assert shown > 12
    visitor = Client()
    asked = [visitor.get("/masuk/?next=/%22%3E%3Cxss%3E"), visitor.get("/daftar/?next=/%22%3E%3Cxss%3E")]
    asked.append(visitor.post("/periksa/", {"code": '"><xss onfocus=xss>'}))
    asked.append(visitor.post("/masuk/", {"identifier": '"><xss>', "secret": "x", "next": '/"><xss>'}))
    assert [came_alive(answer.content.decode()) for answer in asked] == [[]] * 4


@pytest.mark.parametrize("target", ["beranda", "home", '"><xss>', "admin_people", "%00", "a b", "?x=1", "#x"])
def test_a_way_on_that_is_no_path_breaks_nothing(sign_in, target):
    """`redirect` would look for a view of that name (SECURITY 35; other payloads: tests/accounts/test_next.py)."""
    client = sign_in(learner())
    client.raise_request_exception = False
    answers = [
        client.get(reverse("sign_in"), {"next": target}),
        client.post(reverse("choose_language"), {"language": "id", "next": target}),
        client.post(reverse("certificate_name"), {"name": "Ani", "next": target}),
    ]
    assert [answer.status_code for answer in answers] == [302] * 3
    assert all(
        answer["Location"].startswith("/") and not answer["Location"].startswith("/kelola") for answer in answers
    )


@pytest.mark.one_database
def test_what_people_write_is_text_on_the_trainers_side(poisoned, sign_in):
    client, shown = sign_in(staff(Role.ADMINISTRATOR)), 0
    names = (
        "wagtailadmin_home",
        "admin_people",
        "due_lessons_report",
        "stale_reports:index",
        "organisations:index",
        "choose_module",
        "wagtailadmin_explore_root",
    )
    page = LessonPage.objects.get(translation_key=poisoned.outline.lessons[0].key)
    person_page, edit = (
        reverse("admin_person", args=[poisoned.learner.public_id]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )
    for url in (*map(reverse, names), person_page, edit, None):
        answer = client.get(url) if url else client.post(reverse("admin_people"), {"q": '"><xss>'})
        html = answer.content.decode()
        shown += "xss" in html
        assert (answer.status_code, came_alive(html)) == (200, []), url
    assert shown > 6


# SECURITY 15 and 17


@dataclass
class Class:
    outline: Outline
    ani: User
    budi: User


@pytest.fixture
def two(db: None) -> Class:
    return Class(full_course(), person(name="Ani"), learner(name="Budi"))


def everything_else(other: User, branch: Organisation) -> dict[str, Any]:
    """Fields of every table that no form asks for."""
    people = dict.fromkeys(
        ("user", "learner", "holder", "by", "person", "owner", "user_id", "learner_id"), str(other.pk)
    )
    marks = dict.fromkeys(
        ("score", "percent", "fraction", "mark", "grade", "correct", "passed", "is_correct", "best"), "100"
    )
    rights = dict.fromkeys(("is_staff", "is_superuser", "is_demo", "has_pin"), "on") | {
        "role": "administrator",
        "roles": "administrator",
    }
    tenant = {
        "organisation": str(branch.pk),
        "tenant": str(branch.pk),
        "groups": "1",
        "permissions": "1",
        "user_permissions": "1",
    }
    past = "2020-01-01T00:00:00Z"
    times = dict.fromkeys(
        ("at", "started_at", "submitted_at", "completed_at", "answered_at", "finished_at", "now", "time", "joined_at"),
        past,
    )
    state = {
        "state": "live",
        "is_guest": "",
        "pass_percent": "1",
        "number": "99",
        "attempts_allowed": "99",
        "done_at": past,
        "pk": "1",
        "id": "1",
    }
    return people | marks | rights | tenant | times | state


def act_everywhere(client: Client, place: Class, extra: dict[str, Any]) -> None:
    """Every form of a learner, answered wrongly, with all that nobody asked for."""
    text, check, practice, quiz = place.outline.lessons
    client.post(reverse("start_course", args=[place.outline.course]), extra)
    client.post(reverse("finish_lesson", args=[text.key]), extra)
    client.post(
        reverse("tell_stale", args=[text.key]), extra | {"note": "Lain.", "lesson": "1", "resolved_at": "2020-01-01"}
    )
    version = Question.objects.get(key=check.activities[0].ref).current_version
    url = reverse("answer_check", args=[check.key, check.activities[0].key])
    client.post(
        url, extra | wrong_answer(version.content) | {"version": version.pk}, headers={"accept": "application/json"}
    )
    _task, steps = steps_of(practice)
    client.post(
        reverse("tick_practice", args=[practice.key, practice.activities[0].key]),
        extra | {"step": steps[:1], "complete": "yes"},
    )
    client.post(reverse("start_quiz", args=[quiz.key, quiz.activities[0].key]), extra)
    attempt = Attempt.objects.latest("pk")
    for item in items_of(attempt):
        url = reverse("quiz_question", args=[quiz.key, attempt.public_id, item.position])
        client.post(url, extra | wrong_answer(item.version.content) | {"act": "check"})
    client.post(reverse("quiz_review", args=[quiz.key, attempt.public_id]), extra)
    client.post(reverse("my_data"), extra | {"name": "Ani", "age": "adult", "language": "id", "phone": "", "email": ""})
    client.post(reverse("change_secret"), extra | {"current": PIN, "secret": "kebun-kami-luas"})


def test_fields_that_no_form_asks_for_are_nothing(two, sign_in):
    """Neither somebody else's account, nor marks, nor rights, nor a branch, nor an earlier hour (SECURITY 15, 17)."""
    tables = (LessonState, ActivityState, Attempt, Enrolment, CheckAnswer, StaleReport)
    there = {table: set(table._default_manager.values_list("pk", flat=True)) for table in tables}
    branch, before, issued = organisation(), timezone.now(), Certificate.objects.count()
    act_everywhere(sign_in(two.ani), two, everything_else(two.budi, branch))
    ani = User.objects.get(pk=two.ani.pk)
    assert (ani.is_staff, ani.is_superuser, ani.is_demo, ani.is_guest, ani.name_confirmed_at) == (
        False,
        False,
        False,
        False,
        None,
    )
    assert (ani.groups.count(), RoleGrant.objects.filter(person=ani).count(), ani.joined_at) == (
        0,
        0,
        two.ani.joined_at,
    )
    for table in tables:
        rows: list[Any] = list(table._default_manager.exclude(pk__in=there[table]))
        assert rows, table
        assert {row.learner_id for row in rows} == {ani.pk}, table
        assert {row.by_id for row in rows if hasattr(row, "by_id")} <= {ani.pk}, table
        times = [
            value for row in rows for name, value in vars(row).items() if name.endswith("_at") and value is not None
        ]
        assert all(before <= moment <= timezone.now() for moment in times), table
    assert set(ActivityState.objects.filter(learner=ani).values_list("percent", flat=True)) == {0, None}
    attempt = Attempt.objects.get(learner=ani)
    assert (attempt.percent, attempt.passed, attempt.pass_percent, attempt.number) == (0, False, 70, 1)
    assert StaleReport.objects.get(learner=ani).resolved_at is None
    assert Certificate.objects.count() == issued


def test_answers_a_browser_may_invent_about_itself_are_not_taken_over(two, sign_in):
    """JSON instead of a form is not read at all (SECURITY 15)."""
    client = sign_in(two.ani)
    check = two.outline.lessons[1]
    url = reverse("answer_check", args=[check.key, check.activities[0].key])
    answer = client.post(
        url, {"version": 1, "choice": ["x"], "correct": True, "percent": 100}, content_type="application/json"
    )
    assert answer.status_code == 404
    assert not ActivityState.objects.filter(learner=two.ani).exists()
