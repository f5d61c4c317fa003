"""A learner's page asks the database at most eight times once the process is warm, however much there is to list.

Counted over a whole request: session, person and all. One small server carries a class only because of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice, User
from certificates.models import Certificate
from courses.outline import Outline
from lms.demo.stages import learn
from quizzes.models import Attempt
from tests.factories.courses import full_course
from tests.factories.people import guest, learner
from tests.progress.doing import NOON, module_page, start, take_quiz

MOST = 8
pytestmark = pytest.mark.usefixtures("db")


@dataclass
class School:
    """Courses, and somebody who has finished all but the last, is in a quiz of the last, and has read no notice."""

    courses: list[Outline]
    learner: User
    attempt: Attempt  # open
    handed_in: Attempt

    @property
    def done(self) -> Outline:
        return self.courses[0]

    @property
    def open(self) -> Outline:
        return self.courses[-1]


def school(finished: int) -> School:
    courses, ani = [full_course() for _ in range(finished + 1)], learner()
    for outline in courses[:-1]:
        learn(ani, outline, None, at=NOON)
    learn(ani, courses[-1], 2, at=NOON)
    handed_in, _recorded = take_quiz(ani, courses[0], courses[0].lessons[3], right=2)
    return School(courses, ani, start(ani, courses[-1], courses[-1].lessons[3]), handed_in)


@pytest.fixture(scope="module")
def small(module_db: None) -> School:
    return school(finished=1)


def lessons_of(place: School) -> dict[str, str]:
    names = ("a lesson of text", "a lesson with a check question", "a practice", "the door of a quiz")
    return dict(zip(names, (lesson.url for lesson in place.open.lessons), strict=True))


def for_everybody(place: School) -> dict[str, str]:
    certificate = Certificate.objects.filter(holder=place.learner)[0]
    return lessons_of(place) | {
        "home": "/",
        "catalogue": "/kursus/",
        "catalogue, searched": "/kursus/?cari=kursus&lama=singkat",
        "course": place.open.url,
        "module": f"{place.open.url}{module_page(place.open).slug}/",
        "certificates": "/sertifikat/",
        "account": "/akun/",
        "privacy": "/privasi/",
        "check a certificate": "/periksa/",
        "a scanned certificate": reverse("verify_qr", args=[certificate.qr_token]),
        "sign in": "/masuk/",
        "sign up": "/daftar/",
        "recover": "/pulihkan/",
        "signed out": "/keluar/selesai/",
        "a page that is not there": "/tidak-ada/",
    }


def for_the_learner(place: School) -> dict[str, str]:
    quiz, certificate = place.open.lessons[3], Certificate.objects.filter(holder=place.learner)[0]
    return {
        "a question": reverse("quiz_question", args=[quiz.key, place.attempt.public_id, 1]),
        "before handing in": reverse("quiz_review", args=[quiz.key, place.attempt.public_id]),
        "result": reverse("quiz_result", args=[place.done.lessons[3].key, place.handed_in.public_id]),
        "a finished lesson": place.done.lessons[1].url,
        "a finished practice": place.done.lessons[2].url,
        "a finished course": place.done.url,
        "end of a course": reverse("course_done", args=[place.done.course]),
        "certificate": reverse("certificate", args=[certificate.public_id]),
        "badge": reverse("badge", args=[certificate.public_id]),
        "notices": reverse("notices"),
        "change secret": reverse("change_secret"),
        "name on the certificate": reverse("certificate_name"),
        "recovery card": reverse("recovery_card"),
        "delete my data": reverse("delete_my_data"),
        "sign out": reverse("sign_out"),
    }


def as_somebody(who: str, place: School) -> Client:
    client = Client()
    if who != "visitor":
        client.force_login(place.learner if who == "learner" else guest())
    return client


def asked(client: Client, url: str, *, enough: int = MOST, status: tuple[int, ...] = (200, 302)) -> list[str]:
    """What a request for a page asks the database when its process is warm.

    The municipality is kept for a second: where more than ``enough`` is asked, the best of five counts, so that a slow
    machine's pause does not. Beginning and ending a transaction asks nothing.
    """
    client.get(url)
    best: list[str] | None = None
    for _time in range(5):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert answer.status_code in status, (url, answer.status_code)
        said = [query["sql"][:300] for query in queries.captured_queries]
        said = [sql for sql in said if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))]
        best = said if best is None or len(said) < len(best) else best
        if len(best) <= enough:
            break
    return best or []


def too_much(client: Client, pages: dict[str, str], *, most: int = MOST, status: tuple[int, ...] = (200, 302)) -> str:
    """One paragraph for each page that asks more, with all it asks."""
    told = []
    for name, url in pages.items():
        queries = asked(client, url, enough=most, status=status)
        if len(queries) > most:
            told.append(
                f"{name} ({url}): {len(queries)} queries\n"
                + "\n".join(f"  {number}. {sql}" for number, sql in enumerate(queries, 1))
            )
    return "\n".join(told)


def test_the_counter_counts(small):
    assert len(asked(as_somebody("learner", small), "/")) > 2
    told = too_much(as_somebody("learner", small), {"home": "/"}, most=2)
    assert told.startswith("home (/): ")
    assert "SELECT" in told


@pytest.mark.parametrize("who", ["visitor", "guest", "learner"])
def test_pages_for_everybody(small, who):
    assert too_much(as_somebody(who, small), for_everybody(small), status=(200, 302, 404)) == ""


def test_pages_of_a_learner(small):
    assert too_much(as_somebody("learner", small), for_the_learner(small)) == ""


def test_a_guest_in_the_middle_of_a_course(small):
    somebody = guest()
    learn(somebody, small.open, 2, at=NOON)
    attempt = start(somebody, small.open, small.open.lessons[3])
    client = Client()
    client.force_login(somebody)
    quiz = small.open.lessons[3].key
    pages = lessons_of(small) | {
        "home": "/",
        "course": small.open.url,
        "certificates": "/sertifikat/",
        "a question": reverse("quiz_question", args=[quiz, attempt.public_id, 1]),
        "before handing in": reverse("quiz_review", args=[quiz, attempt.public_id]),
    }
    assert too_much(client, pages) == ""


def test_what_a_browser_or_a_watchdog_fetches_beside_the_pages_asks_nothing(small):
    pages = {name: reverse(name) for name in ("icon_svg", "manifest", "robots", "alive", "privacy")}
    assert too_much(as_somebody("visitor", small), pages, most=0) == ""


@pytest.mark.parametrize("who", ["visitor", "learner"])
def test_a_list_costs_the_same_however_long_it_is(small, who):
    """Courses, certificates, notices, parts of “Data saya”: with one finished course, and with three."""
    names = {
        "home",
        "catalogue",
        "catalogue, searched",
        "course",
        "certificates",
        "notices",
        "my data",
        "end of a course",
        "result",
    }
    counted: list[dict[str, int]] = []
    for place in (small, school(finished=3)):
        client = as_somebody(who, place)
        own = for_the_learner(place) | {"my data": reverse("my_data")} if who == "learner" else {}
        pages = {name: url for name, url in (for_everybody(place) | own).items() if name in names}
        enough = counted[0] if counted else dict.fromkeys(pages, 0)
        counted.append({name: len(asked(client, url, enough=enough[name])) for name, url in pages.items()})
    assert (Certificate.objects.count(), Notice.objects.count() >= 4) == (4, True)
    assert len(counted[0]) == {"visitor": 5, "learner": 9}[who]
    more = {name: (few, counted[1][name]) for name, few in counted[0].items() if counted[1][name] > few}
    assert more == {}


def test_seeing_all_of_ones_data_costs_a_query_or_two_for_each_kind(small):
    """The one page that reads everything: not eight, but bounded by how many kinds of things there are."""
    assert (
        too_much(
            as_somebody("learner", small),
            {"my data": reverse("my_data"), "download": reverse("download_my_data")},
            most=38,
        )
        == ""
    )
